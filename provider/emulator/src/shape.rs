//! The shape of a request's body: which members there are, and of which type each is.
//!
//! A table has one type a line, then its members. A member is `name:type` or `name@version:type`; a type is `s`, `n`, `f`,
//! `b` (text, whole number, number, truth), `?` (anything), the name of another line, or one of these after `+` (list of)
//! or `*` (map of).

use serde_json::{Map, Value};

/// A table of types, and how what does not fit is taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shapes {
    pub(crate) table: &'static str,
    /// Text that says a number or truth, and the other way round, is converted, as JSON readers of .NET do; those of Go
    /// do not.
    pub(crate) converts: bool,
    /// A member that the table does not have is a mistake.
    pub(crate) closed: bool,
}

/// Where a body does not fit.
#[derive(Debug, PartialEq)]
pub(crate) enum Mistake {
    /// A member that is not in the table.
    Unknown { path: String },
    /// A value of another type.
    Wrong { path: String, expected: &'static str, got: String },
}

impl Shapes {
    /// Checks a body against a line of the table, as of an API version. Members in another case get the table's, which is
    /// how both Go and .NET read them.
    pub(crate) fn fit(&self, body: &mut Value, kind: &str, version: &str) -> Result<(), Mistake> {
        self.value(body, kind, version, "")
    }

    fn value(&self, value: &mut Value, kind: &str, version: &str, path: &str) -> Result<(), Mistake> {
        let wrong = |expected, value: &Value| {
            Err(Mistake::Wrong { path: path.to_owned(), expected, got: shortened(value) })
        };
        if let Some(inner) = kind.strip_prefix('+') {
            let Some(items) = value.as_array_mut() else { return wrong("an array", value) };
            let mut items = items.iter_mut().enumerate();
            return items
                .try_for_each(|(at, item)| self.value(item, inner, version, &format!("{path}[{at}]")));
        }
        let expected = match kind {
            "?" => return Ok(()),
            "s" => "a string",
            "n" => "a whole number of 32 bits",
            "f" => "a number",
            "b" => "a boolean",
            _ => "an object",
        };
        if matches!(kind, "s" | "n" | "f" | "b") {
            return if self.scalar(value, kind) { Ok(()) } else { wrong(expected, value) };
        }
        let Some(object) = value.as_object_mut() else { return wrong(expected, value) };
        self.object(object, kind, version, path)
    }

    fn object(
        &self,
        object: &mut Map<String, Value>,
        kind: &str,
        version: &str,
        path: &str,
    ) -> Result<(), Mistake> {
        let within = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        if let Some(inner) = kind.strip_prefix('*') {
            return object
                .iter_mut()
                .try_for_each(|(name, item)| self.value(item, inner, version, &within(name)));
        }
        let line =
            self.table.lines().find_map(|l| l.strip_prefix(kind)?.strip_prefix(' ')).unwrap_or_default();
        for (name, mut item) in std::mem::take(object) {
            let name = match member(line, &name, version) {
                Some((known, inner)) => {
                    self.value(&mut item, inner, version, &within(known))?;
                    known.to_owned()
                }
                None if self.closed => return Err(Mistake::Unknown { path: within(&name) }),
                None => name,
            };
            object.insert(name, item);
        }
        Ok(())
    }

    /// Whether the value is of the type, or could be made so.
    fn scalar(&self, value: &mut Value, kind: &str) -> bool {
        if self.converts {
            let text = value.as_str().map(str::trim);
            let converted = match (kind, &*value) {
                ("s", Value::Number(_) | Value::Bool(_)) => Some(Value::String(value.to_string())),
                ("n", Value::String(_)) => text.and_then(|t| t.parse::<i64>().ok()).map(Value::from),
                ("b", Value::String(_)) => {
                    text.and_then(|t| t.to_ascii_lowercase().parse::<bool>().ok()).map(Value::from)
                }
                _ => None,
            };
            if let Some(converted) = converted {
                *value = converted;
            }
        }
        match kind {
            "s" => value.is_string(),
            "b" => value.is_boolean(),
            "f" => value.is_number(),
            _ => value.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
        }
    }
}

/// The spelling and the type of a member, `None` where the version does not know it.
fn member<'l>(line: &'l str, name: &str, version: &str) -> Option<(&'l str, &'l str)> {
    line.split(' ').find_map(|member| {
        let (known, inner) = member.split_once(':')?;
        let (known, since) = known.split_once('@').unwrap_or((known, ""));
        (known.eq_ignore_ascii_case(name) && version >= since).then_some((known, inner))
    })
}

/// The start of a value, for an error.
fn shortened(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        scalar => {
            let text = scalar.to_string();
            match text.char_indices().nth(100) {
                Some((end, _)) => format!("{}...", &text[..end]),
                None => text,
            }
        }
    }
}

/// Fails where a line of a table names a type that has no line.
#[cfg(test)]
pub(crate) fn assert_closed(table: &str) {
    for line in table.lines() {
        for member in line.split(' ').skip(1) {
            let kind = member.split_once(':').unwrap().1.trim_start_matches(['+', '*']);
            let known = ["s", "n", "f", "b", "?"].contains(&kind);
            assert!(known || table.lines().any(|l| l.starts_with(&format!("{kind} "))), "{kind}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TABLE: &str =
        "Thing name:s count:n share:f on:b parts:+Part tags:*s any:? later@2026-01-01:s\nPart name:s";
    const GO: Shapes = Shapes { table: TABLE, converts: false, closed: true };
    const NET: Shapes = Shapes { table: TABLE, converts: true, closed: false };

    fn wrong(shapes: Shapes, mut body: Value) -> Option<(String, &'static str, String)> {
        match shapes.fit(&mut body, "Thing", "2025-01-01") {
            Err(Mistake::Wrong { path, expected, got }) => Some((path, expected, got)),
            _ => None,
        }
    }

    #[test]
    fn a_value_of_another_type_is_named_with_its_place() {
        for (body, path, expected, got) in [
            (json!({"name": 1}), "name", "a string", "1"),
            (json!({"count": 1.5}), "count", "a whole number of 32 bits", "1.5"),
            (json!({"count": 4_294_967_296_u64}), "count", "a whole number of 32 bits", "4294967296"),
            (json!({"on": "yes"}), "on", "a boolean", "\"yes\""),
            (json!({"parts": {}}), "parts", "an array", "an object"),
            (json!({"parts": [{"name": []}]}), "parts[0].name", "a string", "an array"),
            (json!({"tags": {"a b": 1}}), "tags.a b", "a string", "1"),
        ] {
            let found = wrong(GO, body);
            assert_eq!(found, Some((path.to_owned(), expected, got.to_owned())));
        }
    }

    #[test]
    fn a_long_value_is_shown_in_part() {
        let (_, _, got) = wrong(GO, json!({"count": "é".repeat(5000)})).unwrap();
        assert_eq!(got.chars().count(), 103);
    }

    #[test]
    fn members_in_another_case_get_the_spelling_of_the_table() {
        let mut body = json!({"NAME": "x", "Parts": [{"Name": "y"}]});
        assert_eq!(GO.fit(&mut body, "Thing", "2025-01-01"), Ok(()));
        assert_eq!(body, json!({"name": "x", "parts": [{"name": "y"}]}));
    }

    #[test]
    fn what_a_version_does_not_know_is_a_mistake_where_the_table_is_closed() {
        let mut body = json!({"parts": [{"later": "x"}]});
        let unknown = Mistake::Unknown { path: "parts[0].later".to_owned() };
        assert_eq!(GO.fit(&mut body, "Thing", "2026-01-01"), Err(unknown));
        assert_eq!(GO.fit(&mut json!({"later": "x"}), "Thing", "2026-01-01"), Ok(()));
        let mut open = json!({"unheard": 1});
        assert_eq!(NET.fit(&mut open, "Thing", "2025-01-01"), Ok(()));
        assert_eq!(open, json!({"unheard": 1}));
    }

    #[test]
    fn text_and_number_are_converted_where_the_service_does() {
        let mut body = json!({"name": 1, "count": "30", "on": "True"});
        assert_eq!(NET.fit(&mut body, "Thing", ""), Ok(()));
        assert_eq!(body, json!({"name": "1", "count": 30, "on": true}));
        assert!(wrong(NET, json!({"count": "many"})).is_some());
    }
}
