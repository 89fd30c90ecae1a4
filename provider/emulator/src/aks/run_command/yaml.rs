//! JSON as YAML, in the layout of kubectl.

use serde_json::Value;

/// The document.
pub(super) fn write(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out
}

/// An object or list below the current line, or a plain value.
fn block(value: &Value, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (name, inner) in map {
                out.push_str(&format!("{pad}{}:", scalar(&Value::String(name.clone()), indent)));
                after(inner, indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let mut inner = String::new();
                block(item, indent + 2, &mut inner);
                // The first line of an element stands behind its dash.
                out.push_str(&format!("{pad}- {}", inner.trim_start_matches(' ')));
            }
        }
        other => out.push_str(&format!("{pad}{}\n", scalar(other, indent))),
    }
}

/// What follows the name of a member.
fn after(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            block(value, indent + 2, out);
        }
        // Lists stand at the indentation of their name.
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            block(value, indent, out);
        }
        other => out.push_str(&format!(" {}\n", scalar(other, indent))),
    }
}

fn scalar(value: &Value, indent: usize) -> String {
    match value {
        Value::String(text) if text.contains('\n') && !text.starts_with([' ', '\n']) => {
            let pad = " ".repeat(indent + 2);
            let keep = if text.ends_with('\n') { "" } else { "-" };
            let lines: Vec<String> = text
                .trim_end_matches('\n')
                .lines()
                .map(|l| if l.is_empty() { String::new() } else { format!("{pad}{l}") })
                .collect();
            format!("|{keep}\n{}", lines.join("\n"))
        }
        Value::String(text) if is_plain(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether a text means itself without quotes.
fn is_plain(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || "-_./:@ ,+()".contains(c);
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"];
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '_')
        && text.chars().all(word)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !reserved.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn objects_lists_and_texts_look_like_those_of_kubectl() {
        let value = json!({
            "a": {"b": [{"c": 1, "d": "x"}, "plain"]},
            "e": "10.0.0.0/16",
            "f": "one\ntwo\n",
            "g": {},
            "h": "true",
        });
        let expected = "a:\n  b:\n  - c: 1\n    d: x\n  - plain\ne: \"10.0.0.0/16\"\nf: |\n  one\n  two\ng: {}\nh: \"true\"\n";
        assert_eq!(write(&value), expected);
    }
}
