//! The JSONPath templates of kubectl, as far as scripts use them: text, `{.a.b[0].c[*]}`, `{range ...}...{end}`.

use serde_json::Value;

/// Fills a template from an object.
///
/// # Errors
/// What is wrong with the template, in the words of kubectl.
pub(super) fn fill(template: &str, root: &Value) -> Result<String, String> {
    let template = template.trim_matches('\'');
    let parts = parse(template)?;
    let mut out = String::new();
    render(&parts, root, root, &mut out)?;
    Ok(out)
}

/// The values at a path such as `.metadata.name`.
///
/// # Errors
/// What is wrong with the path.
pub(super) fn values<'v>(path: &str, here: &'v Value) -> Result<Vec<&'v Value>, String> {
    let mut found = vec![here];
    for step in steps(path)? {
        found = found.into_iter().flat_map(|value| step.of(value)).collect();
    }
    Ok(found)
}

enum Part<'t> {
    Text(String),
    Path(&'t str),
    Range(&'t str, Vec<Part<'t>>),
}

enum Step<'p> {
    Member(String),
    Index(&'p str),
    All,
}

impl Step<'_> {
    fn of<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        match self {
            Self::Member(name) => value.get(name).into_iter().collect(),
            Self::All => match value {
                Value::Array(items) => items.iter().collect(),
                Value::Object(map) => map.values().collect(),
                _ => Vec::new(),
            },
            Self::Index(text) => {
                let Some(items) = value.as_array() else { return Vec::new() };
                let at = text.parse::<i64>().ok().map(|n| if n < 0 { n + items.len() as i64 } else { n });
                at.and_then(|n| usize::try_from(n).ok()).and_then(|n| items.get(n)).into_iter().collect()
            }
        }
    }
}

/// Takes a path apart: members, with escaped dots and in quotes, and indexes.
fn steps(path: &str) -> Result<Vec<Step<'_>>, String> {
    let mut steps = Vec::new();
    let mut rest = path.trim().trim_start_matches(['$', '@']);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (inner, tail) =
                after.split_once(']').ok_or_else(|| format!("unterminated array in {path}"))?;
            let quoted = inner.trim_matches(['\'', '"']);
            steps.push(match inner {
                "*" => Step::All,
                _ if quoted.len() < inner.len() => Step::Member(quoted.to_owned()),
                _ if inner.parse::<i64>().is_ok() => Step::Index(inner),
                _ => return Err(format!("invalid array index {inner}")),
            });
            rest = tail;
            continue;
        }
        let Some(after) = rest.strip_prefix('.') else {
            return Err(format!("unrecognized character in {path}"));
        };
        let mut name = String::new();
        let mut chars = after.char_indices();
        let mut end = after.len();
        while let Some((at, next)) = chars.next() {
            match next {
                '\\' => name.extend(chars.next().map(|(_, c)| c)),
                '.' | '[' => {
                    end = at;
                    break;
                }
                other => name.push(other),
            }
        }
        rest = &after[end..];
        match name.as_str() {
            "" => {}
            "*" => steps.push(Step::All),
            _ => steps.push(Step::Member(name)),
        }
    }
    Ok(steps)
}

fn parse(template: &str) -> Result<Vec<Part<'_>>, String> {
    let mut stack: Vec<(&str, Vec<Part<'_>>)> = vec![("", Vec::new())];
    let mut rest = template;
    while !rest.is_empty() {
        let (text, after) = rest.split_once('{').unwrap_or((rest, ""));
        if let Some((_, parts)) = stack.last_mut().filter(|_| !text.is_empty()) {
            parts.push(Part::Text(text.to_owned()));
        }
        if text.len() == rest.len() {
            break;
        }
        let (action, tail) = after.split_once('}').ok_or("unclosed action")?;
        rest = tail;
        let action = action.trim();
        if let Some(path) = action.strip_prefix("range ") {
            stack.push((path.trim(), Vec::new()));
        } else if action == "end" {
            let (path, inner) =
                stack.pop().filter(|_| !stack.is_empty()).ok_or("not in range, nothing to end")?;
            if let Some((_, parts)) = stack.last_mut() {
                parts.push(Part::Range(path, inner));
            }
        } else if let Some((_, parts)) = stack.last_mut() {
            let quoted = action.strip_prefix(['"', '\'']).and_then(|a| a.strip_suffix(['"', '\'']));
            parts.push(match quoted {
                Some(text) => Part::Text(text.replace("\\n", "\n").replace("\\t", "\t")),
                None => Part::Path(action),
            });
        }
    }
    match stack.pop() {
        Some((_, parts)) if stack.is_empty() => Ok(parts),
        _ => Err("unclosed range".to_owned()),
    }
}

fn render(parts: &[Part<'_>], here: &Value, root: &Value, out: &mut String) -> Result<(), String> {
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Path(path) => {
                let from = if path.starts_with('$') { root } else { here };
                let texts: Vec<String> = values(path, from)?
                    .into_iter()
                    .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                    .collect();
                out.push_str(&texts.join(" "));
            }
            Part::Range(path, inner) => {
                for value in values(path, here)? {
                    render(inner, value, root, out)?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn list() -> Value {
        json!({"items": [
            {"metadata": {"name": "a", "labels": {"x.io/y": "1"}}, "spec": {"podCIDR": "10.0.0.0/24"}},
            {"metadata": {"name": "b", "labels": {"x.io/y": "2"}}, "spec": {"podCIDR": "10.0.1.0/24"}},
        ]})
    }

    #[test]
    fn paths_and_ranges_are_filled() {
        for (template, expected) in [
            ("{.items[*].spec.podCIDR}", "10.0.0.0/24 10.0.1.0/24"),
            ("{.items[-1].metadata.name}!", "b!"),
            ("{range .items[*]}{.metadata.name}{\"\\n\"}{end}", "a\nb\n"),
            ("{.items[0].metadata.labels.x\\.io/y}", "1"),
            ("{.items[0].metadata.labels['x.io/y']}", "1"),
            ("{.nothing}", ""),
        ] {
            assert_eq!(fill(template, &list()).as_deref(), Ok(expected), "{template}");
        }
    }

    #[test]
    fn broken_templates_are_refused() {
        for template in ["{.a", "{range .a}", "{end}", "{.a[}", "{a b}"] {
            assert!(fill(template, &list()).is_err(), "{template}");
        }
    }

    proptest! {
        #[test]
        fn no_template_makes_it_panic(template in "[{}.\\[\\]a-z0-9*'\"\\\\$ ]{0,40}") {
            let _ = fill(&template, &list());
        }
    }
}
