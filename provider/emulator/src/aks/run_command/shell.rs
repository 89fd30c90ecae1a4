//! The shell around a command: words, quotes, and commands one after the other.

use super::Output;
use super::kubectl::{self, Cluster};

/// A command line that the shell cannot read.
#[derive(Debug, PartialEq, Eq)]
struct Syntax(String);

/// How a command follows the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Always,
    Success,
    Failure,
}

/// One command: its words, and when it runs.
type Step = (After, Vec<String>);

/// Runs a command line. What it writes and the code of what ran last is the result.
pub(super) fn run(cluster: &mut Cluster<'_>, line: &str) -> rusqlite::Result<Output> {
    let steps = match parse(line) {
        Ok(steps) => steps,
        Err(Syntax(what)) => {
            return Ok(Output { logs: format!("bash: -c: line 1: {what}\n"), code: 2 });
        }
    };
    let mut all = Output::default();
    for (after, words) in steps {
        let due = match after {
            After::Always => true,
            After::Success => all.code == 0,
            After::Failure => all.code != 0,
        };
        if !due {
            continue;
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if let ["exit", rest @ ..] = words.as_slice() {
            all.code = rest.first().and_then(|code| code.parse().ok()).unwrap_or(all.code);
            break;
        }
        let one = execute(cluster, &words)?;
        all.logs.push_str(&one.logs);
        all.code = one.code;
    }
    Ok(all)
}

fn execute(cluster: &mut Cluster<'_>, words: &[&str]) -> rusqlite::Result<Output> {
    Ok(match words {
        [] | ["true" | ":", ..] => Output::default(),
        ["false", ..] => Output { logs: String::new(), code: 1 },
        ["sleep", ..] => Output::default(),
        ["echo", "-n", rest @ ..] => Output { logs: rest.join(" "), code: 0 },
        ["echo", rest @ ..] => Output { logs: rest.join(" ") + "\n", code: 0 },
        ["kubectl" | "/usr/local/bin/kubectl", rest @ ..] => kubectl::run(cluster, rest)?,
        [name, ..] => Output { logs: format!("bash: line 1: {name}: command not found\n"), code: 127 },
    })
}

/// Takes a line apart. Pipes, redirections and background jobs need a real shell.
fn parse(line: &str) -> Result<Vec<Step>, Syntax> {
    let mut steps: Vec<Step> = Vec::new();
    let (mut words, mut word): (Vec<String>, Option<String>) = (Vec::new(), None);
    let mut after = After::Always;
    let mut rest = line.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next() {
                        Some(end) if end == next => break,
                        Some('\\') if next == '"' && matches!(rest.peek(), Some('"' | '\\' | '$')) => {
                            word.extend(rest.next());
                        }
                        Some(inner) => word.push(inner),
                        None => {
                            let what = format!("unexpected EOF while looking for matching `{next}'");
                            return Err(Syntax(what));
                        }
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(rest.next().filter(|c| *c != '\n')),
            ' ' | '\t' => words.extend(word.take()),
            ';' | '\n' | '&' | '|' => {
                words.extend(word.take());
                let doubled = matches!(next, '&' | '|') && rest.next_if_eq(&next).is_some();
                if matches!(next, '&' | '|') && !doubled {
                    return Err(Syntax(format!("`{next}' needs a shell, which the emulator does not have")));
                }
                if words.is_empty() && next != '\n' {
                    let token = if doubled { format!("{next}{next}") } else { next.to_string() };
                    return Err(Syntax(format!("syntax error near unexpected token `{token}'")));
                }
                push(&mut steps, after, &mut words);
                after = match next {
                    '&' => After::Success,
                    '|' => After::Failure,
                    _ => After::Always,
                };
            }
            '>' | '<' | '`' => {
                return Err(Syntax(format!("`{next}' needs a shell, which the emulator does not have")));
            }
            '$' if rest.peek() == Some(&'(') => {
                return Err(Syntax("`$(' needs a shell, which the emulator does not have".to_owned()));
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    if words.is_empty() && after != After::Always {
        return Err(Syntax("syntax error: unexpected end of file".to_owned()));
    }
    push(&mut steps, after, &mut words);
    Ok(steps)
}

fn push(steps: &mut Vec<Step>, after: After, words: &mut Vec<String>) {
    if !words.is_empty() {
        steps.push((after, std::mem::take(words)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(line: &str) -> Vec<Vec<String>> {
        parse(line).unwrap().into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn quotes_keep_blanks_and_separators() {
        assert_eq!(words(r#"a 'b c' "d;\"e" f\ g"#), [["a", "b c", "d;\"e", "f g"]]);
        assert_eq!(words("a ''"), [["a", ""]]);
    }

    #[test]
    fn commands_follow_each_other() {
        let steps = parse("a; b && c || d\ne").unwrap();
        let after: Vec<After> = steps.iter().map(|(after, _)| *after).collect();
        assert_eq!(after, [After::Always, After::Always, After::Success, After::Failure, After::Always]);
    }

    #[test]
    fn what_needs_a_real_shell_is_refused() {
        for line in ["a | b", "a > b", "a &", "echo $(b)", "'a", "&& a", "a &&", ";"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_line_makes_the_reader_panic(line in "\\PC*") {
            let _ = parse(&line);
        }
    }
}
