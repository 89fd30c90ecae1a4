//! The summary as GitHub-flavoured Markdown, which Azure DevOps shows as well.

use std::fmt::Write as _;

use super::{
    classify::{Class, Entry, Row},
    report::{Broken, CheckResult, Report, Severity},
};

/// GitHub takes a mebibyte per step and nothing of a larger summary
/// (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>).
const LARGEST: usize = 900 * 1024;

/// The longest value in a table.
const LONGEST_VALUE: usize = 300;

/// Writes the report.
pub(super) fn write(report: &Report) -> String {
    let mut text = format!("## {}\n\n", report.headline());
    let counted: Vec<_> = report.counts().into_iter().filter(|(_, count)| *count > 0).collect();
    if !counted.is_empty() {
        text.push_str("| What | How many |\n|---|---:|\n");
        for (title, count) in counted {
            let _ = writeln!(text, "| {title} | {count} |");
        }
        text.push('\n');
    }
    rules(&mut text, report);
    checks(&mut text, report);
    messages(&mut text, report);
    for class in Class::ALL {
        let entries: Vec<&Entry> = report.entries.iter().filter(|entry| entry.class == class).collect();
        if !entries.is_empty() {
            let _ = writeln!(text, "### {}\n", class.title());
            entries.iter().for_each(|entry| resource(&mut text, entry));
        }
    }
    if !report.outputs.is_empty() {
        let names: Vec<String> = report.outputs.iter().map(|name| code(name)).collect();
        let _ = writeln!(text, "### Outputs\n\nThe plan changes {}.\n", names.join(", "));
    }
    if let Some(version) = &report.terraform_version {
        let _ = writeln!(text, "Planned by Terraform {}.", escape(version));
    }
    bounded(text)
}

fn rules(text: &mut String, report: &Report) {
    let (broken, known): (Vec<&Broken>, Vec<&Broken>) =
        report.rules.iter().partition(|broken| broken.severity < Severity::Information);
    if !broken.is_empty() {
        text.push_str("### Broken rules\n\n");
        broken.iter().for_each(|broken| rule(text, broken));
    }
    if !report.unchecked.is_empty() {
        text.push_str("### Not checked\n\n");
        for (address, what) in &report.unchecked {
            let _ = writeln!(text, "- {}: {}", code(address), escape(what));
        }
        text.push('\n');
    }
    if !known.is_empty() {
        text.push_str("### Worth knowing\n\n");
        known.iter().for_each(|known| rule(text, known));
    }
}

fn rule(text: &mut String, broken: &Broken) {
    let place = broken.address.as_deref().map(|address| format!(" in {}", code(address))).unwrap_or_default();
    let Broken { code: name, number, summary, .. } = broken;
    let _ = writeln!(
        text,
        "- **{}** {} ({}){place}: {}\n",
        broken.severity.name(),
        escape(name),
        escape(number),
        escape(summary)
    );
    text.push_str(&details(&broken.detail));
}

fn checks(text: &mut String, report: &Report) {
    let failed: Vec<&CheckResult> = report.checks.iter().filter(|check| check.fails()).collect();
    if !failed.is_empty() {
        text.push_str("### Checks that do not pass\n\n");
    }
    for check in failed {
        let _ = writeln!(text, "- **{}** {}\n", escape(&check.status), code(&check.address));
        check.problems.iter().for_each(|problem| text.push_str(&fenced(problem)));
    }
    let is_open = |check: &&CheckResult| !check.fails() && check.status != "pass";
    let open: Vec<String> = report.checks.iter().filter(is_open).map(|check| code(&check.address)).collect();
    if !open.is_empty() {
        let _ = writeln!(text, "Checks that are known after the apply: {}.\n", open.join(", "));
    }
}

fn messages(text: &mut String, report: &Report) {
    if report.messages.is_empty() {
        return;
    }
    text.push_str("### Errors and warnings\n\n");
    for message in &report.messages {
        let place =
            message.address.as_deref().map(|address| format!(" in {}", code(address))).unwrap_or_default();
        let _ = writeln!(text, "- **{}**{place}: {}\n", escape(&message.severity), escape(&message.summary));
        text.push_str(&details(&message.detail));
    }
}

fn resource(text: &mut String, entry: &Entry) {
    let by = if entry.drifted { "changed by others; the plan does" } else { "the plan does" };
    let _ = writeln!(text, "{}: {by}: {}.\n", code(&entry.address), entry.action);
    if entry.rows.is_empty() {
        return;
    }
    text.push_str("| Attribute | Was | Is | Becomes |\n|---|---|---|---|\n");
    for Row { path, was, is, becomes } in &entry.rows {
        let was = was.as_deref().map_or_else(String::new, cell);
        let becomes = becomes.as_deref().map_or_else(|| "left as it is".to_owned(), cell);
        let _ = writeln!(text, "| {} | {was} | {} | {becomes} |", cell(path), cell(is));
    }
    text.push('\n');
}

/// A text that can be unfolded.
fn details(detail: &str) -> String {
    if detail.trim().is_empty() {
        return String::new();
    }
    format!("  <details><summary>Why, and what to do</summary>\n\n{}  </details>\n\n", fenced(detail))
}

/// A text as it is, below a list item.
fn fenced(content: &str) -> String {
    let fence = "`".repeat(longest_run(content, '`').max(2) + 1);
    let lines: String = content.lines().map(|line| format!("  {line}\n")).collect();
    format!("  {fence}text\n{lines}  {fence}\n\n")
}

/// A value in a table: code, cut where it is long.
fn cell(value: &str) -> String {
    let mut characters = value.chars();
    let mut short: String = characters.by_ref().take(LONGEST_VALUE).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    // A pipe ends the cell even inside code.
    code(&short).replace('|', "\\|")
}

/// A text as code in a line. Only the number of backticks around it can end it.
fn code(content: &str) -> String {
    let line: String = content.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let ticks = "`".repeat(longest_run(&line, '`') + 1);
    let space = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{ticks}{space}{line}{space}{ticks}")
}

/// A text in a line, of which nothing is Markdown or HTML.
fn escape(content: &str) -> String {
    let mut escaped = String::with_capacity(content.len());
    for c in content.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '!' | '#' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // Nobody is to be called by what a plan says.
            '@' => escaped.push_str("&#64;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

fn longest_run(text: &str, of: char) -> usize {
    text.split(|c| c != of).map(str::len).max().unwrap_or(0)
}

/// What is too long ends where a section does.
fn bounded(mut text: String) -> String {
    if text.len() <= LARGEST {
        return text;
    }
    let mut end = LARGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let end = text[..end].rfind("\n\n").map_or(end, |at| at + 1);
    text.truncate(end);
    text.push_str("\n\n**The summary ends here because it is too long.** The JUnit report has everything.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup() {
        assert_eq!(
            escape("<b>*x* _y_ [a](b) @me | `c`\n& done"),
            "&lt;b&gt;\\*x\\* \\_y\\_ \\[a\\](b) &#64;me \\| \\`c\\` &amp; done"
        );
    }

    #[test]
    fn code_is_ended_by_nothing_that_it_contains() {
        assert_eq!(code("plain"), "`plain`");
        assert_eq!(code("a `tick`"), "`` a `tick` ``");
        assert_eq!(code("``\n"), "``` ``  ```");
        assert_eq!(cell("a|b"), "`a\\|b`");
        assert!(cell(&"x".repeat(400)).ends_with("x…`"));
    }

    #[test]
    fn a_fence_is_longer_than_any_inside() {
        assert_eq!(fenced("a\n```\nb"), "  ````text\n  a\n  ```\n  b\n  ````\n\n");
    }

    #[test]
    fn a_summary_that_is_too_long_ends_at_a_paragraph_and_says_so() {
        let text = "| a |\n\n".repeat(LARGEST / 4);
        let cut = bounded(text);
        assert!(cut.len() < LARGEST + 200);
        assert!(cut.contains("| a |\n\n\n**The summary ends here"), "{}", &cut[cut.len() - 200..]);
    }
}
