//! Types as JSON: `"string"`, `["list","string"]`, `["object",{"name":"string"}]`.

use serde_json::{Value as Json, json};

use super::MAX_DEPTH;
use crate::value::{Type, normalized};

/// Why bytes are no type.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum TypeJsonError {
    /// They are not JSON.
    #[error("not JSON: {0}")]
    Json(String),
    /// They are JSON, but this part of it is no type.
    #[error("{0} is no type")]
    NoType(String),
    /// Types are nested deeper than [`MAX_DEPTH`].
    #[error("types are nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
}

impl Type {
    /// The type as Terraform writes it in schemas and beside dynamic values.
    pub fn to_json(&self) -> Vec<u8> {
        to_json(self).to_string().into_bytes()
    }

    /// Reads a type as Terraform writes it. Which attributes of an object are optional is ignored: a value has them
    /// all.
    ///
    /// # Errors
    /// With the part that is no type.
    pub fn from_json(bytes: &[u8]) -> Result<Self, TypeJsonError> {
        let json = serde_json::from_slice(bytes).map_err(|error| TypeJsonError::Json(error.to_string()))?;
        from_json(&json, 0)
    }
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
            let attributes: serde_json::Map<_, _> =
                attributes.iter().map(|(name, ty)| (normalized(name).into_owned(), to_json(ty))).collect();
            json!(["object", attributes])
        }
    }
}

fn from_json(json: &Json, depth: usize) -> Result<Type, TypeJsonError> {
    if depth > MAX_DEPTH {
        return Err(TypeJsonError::TooDeep);
    }
    let inner = |json: &Json| from_json(json, depth + 1);
    let element = |json: &Json| inner(json).map(Box::new);
    let no_type = || TypeJsonError::NoType(json.to_string().chars().take(80).collect());
    let parts = match json {
        Json::String(name) => {
            return match name.as_str() {
                "bool" => Ok(Type::Bool),
                "number" => Ok(Type::Number),
                "string" => Ok(Type::String),
                "dynamic" => Ok(Type::Dynamic),
                _ => Err(no_type()),
            };
        }
        Json::Array(parts) => parts.as_slice(),
        _ => return Err(no_type()),
    };
    match parts {
        [Json::String(kind), ty] if kind == "list" => element(ty).map(Type::List),
        [Json::String(kind), ty] if kind == "set" => element(ty).map(Type::Set),
        [Json::String(kind), ty] if kind == "map" => element(ty).map(Type::Map),
        [Json::String(kind), Json::Array(types)] if kind == "tuple" => {
            types.iter().map(inner).collect::<Result<_, _>>().map(Type::Tuple)
        }
        [Json::String(kind), Json::Object(types)]
        | [Json::String(kind), Json::Object(types), Json::Array(_)]
            if kind == "object" =>
        {
            let attributes = types.iter().map(|(name, ty)| Ok((normalized(name).into_owned(), inner(ty)?)));
            attributes.collect::<Result<_, _>>().map(Type::Object)
        }
        _ => Err(no_type()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::wire::arbitrary;

    #[test]
    fn each_type_has_its_json() {
        for (ty, json) in [
            (Type::Bool, r#""bool""#),
            (Type::Number, r#""number""#),
            (Type::String, r#""string""#),
            (Type::Dynamic, r#""dynamic""#),
            (Type::list(Type::String), r#"["list","string"]"#),
            (Type::set(Type::Number), r#"["set","number"]"#),
            (Type::map(Type::Dynamic), r#"["map","dynamic"]"#),
            (Type::Tuple(vec![]), r#"["tuple",[]]"#),
            (Type::Tuple(vec![Type::Bool, Type::Number]), r#"["tuple",["bool","number"]]"#),
            (Type::Object([].into()), r#"["object",{}]"#),
            (
                Type::object([("b", Type::list(Type::set(Type::Bool))), ("a", Type::String)]),
                r#"["object",{"a":"string","b":["list",["set","bool"]]}]"#,
            ),
        ] {
            assert_eq!(String::from_utf8(ty.to_json()).unwrap(), json);
            assert_eq!(Type::from_json(json.as_bytes()), Ok(ty));
        }
    }

    #[test]
    fn the_list_of_optional_attributes_is_ignored() {
        let json = br#"["object",{"a":"string"},["a"]]"#;
        assert_eq!(Type::from_json(json), Ok(Type::object([("a", Type::String)])));
    }

    #[test]
    fn names_of_attributes_are_normalised() {
        let json = "[\"object\",{\"e\u{301}\":\"string\"}]";
        let ty = Type::from_json(json.as_bytes()).unwrap();
        assert_eq!(ty, Type::object([("\u{e9}", Type::String)]));
    }

    #[test]
    fn what_is_no_type_is_shown() {
        let error = |json: &str| Type::from_json(json.as_bytes()).unwrap_err().to_string();
        for (json, part) in [
            (r#"["list","text"]"#, r#""text""#),
            (r#"["list"]"#, r#"["list"]"#),
            (r#"["list","string","string"]"#, r#"["list","string","string"]"#),
            (r#"["tuple","string"]"#, r#"["tuple","string"]"#),
            (r#"["object",["a"]]"#, r#"["object",["a"]]"#),
            (r#"["object",{"a":null}]"#, "null"),
            ("7", "7"),
            ("[]", "[]"),
            ("{}", "{}"),
        ] {
            assert_eq!(error(json), format!("{part} is no type"));
        }
        for json in ["", "[", "\"string\" \"string\"", "string", "\u{0}"] {
            assert!(error(json).starts_with("not JSON: "), "{json:?}");
        }
    }

    #[test]
    fn a_type_without_end_is_refused() {
        let json = format!("{}\"string\"{}", "[\"list\",".repeat(100_000), "]".repeat(100_000));
        assert!(Type::from_json(json.as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn every_type_survives_the_way_out_and_back(ty in arbitrary::ty()) {
            prop_assert_eq!(Type::from_json(&ty.to_json()), Ok(ty));
        }

        #[test]
        fn a_damaged_type_is_another_type_or_an_error(
            ty in arbitrary::ty(),
            noise in "[\\[\\]{}\",:a-z0-9é\u{301}]{0,6}",
            at in any::<proptest::sample::Index>(),
            removed in 0..6_usize,
        ) {
            let mut damaged = ty.to_json();
            let at = at.index(damaged.len());
            let end = (at + removed).min(damaged.len());
            damaged.splice(at..end, noise.into_bytes());
            if let Ok(ty) = Type::from_json(&damaged) {
                prop_assert_eq!(Type::from_json(&ty.to_json()), Ok(ty));
            }
        }
    }
}
