//! Types as JSON, the way cty writes them: `"string"`, `["list","bool"]`, `["object",{"a":"number"}]`.

use serde_json::{Value as Json, json};

use super::Problem;
use crate::value::Type;

/// The type as JSON bytes.
pub fn encode(ty: &Type) -> Vec<u8> {
    to_json(ty).to_string().into_bytes()
}

/// The type that JSON bytes describe.
///
/// # Errors
/// [`Problem::Type`], saying which part is no type.
pub fn decode(bytes: &[u8]) -> Result<Type, Problem> {
    // serde_json refuses more than 128 levels by itself.
    let json = serde_json::from_slice(bytes).map_err(|error| Problem::Type(error.to_string()))?;
    from_json(&json)
}

fn to_json(ty: &Type) -> Json {
    match ty {
        Type::Bool => json!("bool"),
        Type::Number => json!("number"),
        Type::String => json!("string"),
        Type::Dynamic => json!("dynamic"),
        Type::List(element) => json!(["list", to_json(element)]),
        Type::Set(element) => json!(["set", to_json(element)]),
        Type::Map(element) => json!(["map", to_json(element)]),
        Type::Tuple(elements) => json!(["tuple", elements.iter().map(to_json).collect::<Vec<_>>()]),
        Type::Object(attributes) => {
            let attributes = attributes.iter().map(|(name, ty)| (name.clone(), to_json(ty)));
            json!(["object", Json::Object(attributes.collect())])
        }
    }
}

fn from_json(json: &Json) -> Result<Type, Problem> {
    let not_a_type = || Problem::Type(json.to_string().chars().take(100).collect());
    if let Json::String(name) = json {
        return match name.as_str() {
            "bool" => Ok(Type::Bool),
            "number" => Ok(Type::Number),
            "string" => Ok(Type::String),
            "dynamic" => Ok(Type::Dynamic),
            _ => Err(not_a_type()),
        };
    }
    let Json::Array(parts) = json else { return Err(not_a_type()) };
    match parts.as_slice() {
        [Json::String(kind), element] if kind == "list" => Ok(Type::list(from_json(element)?)),
        [Json::String(kind), element] if kind == "set" => Ok(Type::set(from_json(element)?)),
        [Json::String(kind), element] if kind == "map" => Ok(Type::map(from_json(element)?)),
        [Json::String(kind), Json::Array(elements)] if kind == "tuple" => {
            Ok(Type::Tuple(elements.iter().map(from_json).collect::<Result<_, _>>()?))
        }
        // A third part names the attributes that are optional in a variable's type; values do not show it.
        [Json::String(kind), Json::Object(attributes)]
        | [Json::String(kind), Json::Object(attributes), Json::Array(_)]
            if kind == "object" =>
        {
            let attributes = attributes.iter().map(|(name, ty)| Ok((name.clone(), from_json(ty)?)));
            Ok(Type::Object(attributes.collect::<Result<_, Problem>>()?))
        }
        _ => Err(not_a_type()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_type_is_written_as_cty_does() {
        let ty = Type::object([
            ("a", Type::list(Type::Bool)),
            ("b", Type::set(Type::Number)),
            ("c", Type::map(Type::String)),
            ("d", Type::Tuple(vec![Type::Dynamic, Type::object::<&str>([])])),
        ]);
        let json = r#"["object",{"a":["list","bool"],"b":["set","number"],"c":["map","string"],"d":["tuple",["dynamic",["object",{}]]]}]"#;
        assert_eq!(String::from_utf8(encode(&ty)).unwrap(), json);
        assert_eq!(decode(json.as_bytes()), Ok(ty));
    }

    #[test]
    fn optional_attributes_of_an_object_type_are_read_over() {
        let ty = Type::object([("a", Type::String)]);
        assert_eq!(decode(br#"["object",{"a":"string"},["a"]]"#), Ok(ty));
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for json in
            ["", "\"text\"", "[]", "[\"list\"]", "[\"list\",\"bool\",1]", "{}", "null", "[\"object\",[]]"]
        {
            assert!(matches!(decode(json.as_bytes()), Err(Problem::Type(_))), "{json}");
        }
        assert!(decode(&b"[\"list\",".repeat(10_000)).is_err());
    }
}
