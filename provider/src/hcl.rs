//! Values as they are written in HCL, for messages.

use tfplugin_framework::Value;

/// The value as a literal.
pub(crate) fn literal(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::Unknown(_) => "(known after apply)".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("\"{text}\""),
        Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => {
            format!("[{}]", elements.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) | Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key} = {}", literal(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Value::Dynamic(value) => literal(&value.1),
    }
}
