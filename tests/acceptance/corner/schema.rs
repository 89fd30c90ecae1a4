//! `framework_schema`: a value of each kind.

use acceptance::Outcome;
use serde_json::{Value, json};

use super::{Session, V1_11, V1_15};

/// One resource or ephemeral resource for each of these bodies.
fn resources(bodies: &[(&str, &str)]) -> String {
    bodies
        .iter()
        .map(|(name, body)| format!("resource \"framework_schema\" \"{name}\" {{\n{body}\n}}\n"))
        .collect()
}

/// Name, body, and the attribute with what is stored of it.
const KINDS: [(&str, &str, &str, &str); 24] = [
    ("bool", "bool_attribute = true", "bool_attribute", "true"),
    ("float32", "float32_attribute = 1234.5", "float32_attribute", "1234.5"),
    ("float64", "float64_attribute = 1234.5", "float64_attribute", "1234.5"),
    ("int32", "int32_attribute = 1234", "int32_attribute", "1234"),
    ("int64", "int64_attribute = 1234", "int64_attribute", "1234"),
    ("number", "number_attribute = 123456", "number_attribute", "123456"),
    ("string", "string_attribute = \"value1\"", "string_attribute", "\"value1\""),
    ("list", "list_attribute = [\"b\", \"a\"]", "list_attribute", "[\"b\", \"a\"]"),
    ("set", "set_attribute = [\"b\", \"a\", \"b\"]", "set_attribute", "[\"a\", \"b\"]"),
    ("map", "map_attribute = { key1 = \"value1\" }", "map_attribute", r#"{"key1": "value1"}"#),
    (
        "object",
        "object_attribute = { object_attribute_attribute = \"value1\" }",
        "object_attribute",
        r#"{"object_attribute_attribute": "value1"}"#,
    ),
    (
        "list_nested",
        "list_nested_attribute = [{ list_nested_attribute_attribute = \"value1\" }, {}]",
        "list_nested_attribute",
        r#"[{"list_nested_attribute_attribute": "value1"}, {"list_nested_attribute_attribute": null}]"#,
    ),
    (
        "set_nested",
        "set_nested_attribute = [{ set_nested_attribute_attribute = \"value1\" }]",
        "set_nested_attribute",
        r#"[{"set_nested_attribute_attribute": "value1"}]"#,
    ),
    (
        "map_nested",
        "map_nested_attribute = { key1 = { map_nested_attribute_attribute = \"value1\" } }",
        "map_nested_attribute",
        r#"{"key1": {"map_nested_attribute_attribute": "value1"}}"#,
    ),
    (
        "single_nested",
        "single_nested_attribute = { single_nested_attribute_attribute = \"value1\" }",
        "single_nested_attribute",
        r#"{"single_nested_attribute_attribute": "value1"}"#,
    ),
    (
        "list_block",
        "list_nested_block { list_nested_block_attribute = \"value1\" }\nlist_nested_block {}",
        "list_nested_block",
        r#"[{"list_nested_block_attribute": "value1"}, {"list_nested_block_attribute": null}]"#,
    ),
    (
        "set_block",
        "set_nested_block { set_nested_block_attribute = \"value1\" }",
        "set_nested_block",
        r#"[{"set_nested_block_attribute": "value1"}]"#,
    ),
    (
        "single_block",
        "single_nested_block { single_nested_block_attribute = \"value1\" }",
        "single_nested_block",
        r#"{"single_nested_block_attribute": "value1"}"#,
    ),
    ("list_of_nothing", "list_attribute = []", "list_attribute", "[]"),
    ("list_with_null", "list_attribute = [null, \"a\"]", "list_attribute", "[null, \"a\"]"),
    ("map_of_nothing", "map_attribute = {}", "map_attribute", "{}"),
    ("empty_string", "string_attribute = \"\"", "string_attribute", "\"\""),
    ("fraction", "number_attribute = 0.1", "number_attribute", "0.1"),
    ("negative", "int64_attribute = -9223372036854775808", "int64_attribute", "-9223372036854775808"),
];

#[test]
fn each_kind_of_value_is_stored_and_stays() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let bodies: Vec<_> = KINDS.iter().map(|(name, body, ..)| (*name, *body)).collect();
        session.apply(&resources(&bodies))?;
        for (name, _, attribute, expected) in KINDS {
            let stored = session.state(&format!("framework_schema.{name}"))?;
            let expected: Value = serde_json::from_str(expected).unwrap();
            assert_eq!(stored[attribute], expected, "{name}");
        }
        session.destroy()?;
    }
    Ok(())
}

#[test]
fn each_kind_of_value_can_be_given_taken_away_and_given_again() -> Outcome {
    let session = Session::new(V1_11)?;
    let given: Vec<_> = KINDS.iter().map(|(name, body, ..)| (*name, *body)).collect();
    let nothing: Vec<_> = KINDS.iter().map(|(name, ..)| (*name, "")).collect();
    let every = |action| -> Vec<(String, &str)> {
        KINDS.iter().map(|(name, ..)| (format!("framework_schema.{name}"), action)).collect()
    };
    for (bodies, action) in [(&nothing, "create"), (&given, "update"), (&nothing, "update")] {
        let actions = every(action);
        let actions: Vec<_> = actions.iter().map(|(address, action)| (address.as_str(), *action)).collect();
        session.apply(&resources(bodies))?.does(&actions)?;
    }
    Ok(())
}

#[test]
fn what_is_not_given_is_null_and_absent_blocks_are_empty() -> Outcome {
    let session = Session::new(V1_15)?;
    session.apply(&resources(&[("test", "")]))?;
    let stored = session.state("framework_schema.test")?;
    let mut given: Vec<_> =
        stored.as_object().unwrap().iter().filter(|(_, value)| !value.is_null()).collect();
    given.sort_by_key(|(name, _)| (*name).clone());
    let empty = json!([]);
    assert_eq!(given, [(&"list_nested_block".to_owned(), &empty), (&"set_nested_block".to_owned(), &empty)]);
    assert_eq!(stored.as_object().unwrap().len(), 22);
    Ok(())
}

/// Values of any type, and how their types are stored.
const DYNAMIC: [(&str, &str); 7] = [
    (r#""value1""#, r#"{"value": "value1", "type": "string"}"#),
    (r#"tolist(["value1", "value2"])"#, r#"{"value": ["value1", "value2"], "type": ["list", "string"]}"#),
    (
        r#"{ attribute_one = "value1", attribute_two = false, attribute_three = 1234.5, attribute_four = [true, 1234.5] }"#,
        r#"{
            "value": {"attribute_one": "value1", "attribute_two": false, "attribute_three": 1234.5, "attribute_four": [true, 1234.5]},
            "type": ["object", {"attribute_one": "string", "attribute_two": "bool", "attribute_three": "number", "attribute_four": ["tuple", ["bool", "number"]]}]
        }"#,
    ),
    (r#"toset(["a"])"#, r#"{"value": ["a"], "type": ["set", "string"]}"#),
    ("tomap({ a = 1 })", r#"{"value": {"a": 1}, "type": ["map", "number"]}"#),
    ("1 / 3 > 0", r#"{"value": true, "type": "bool"}"#),
    ("null", "null"),
];

#[test]
fn values_of_any_type_keep_theirs_and_may_change_it_in_place() -> Outcome {
    let session = Session::new(V1_15)?;
    let mut action = "create";
    for (value, stored) in DYNAMIC {
        let body = format!(
            "dynamic_attribute = {value}\n\
             object_attribute_with_dynamic = {{ dynamic_attribute = {value} }}\n\
             single_nested_attribute_with_dynamic = {{ dynamic_attribute = {value} }}\n\
             single_nested_block_with_dynamic {{\n  dynamic_attribute = {value}\n}}"
        );
        session.apply(&resources(&[("test", &body)]))?.does(&[("framework_schema.test", action)])?;
        action = "update";
        let expected: Value = serde_json::from_str(stored).unwrap();
        let state = session.state("framework_schema.test")?;
        assert_eq!(state["dynamic_attribute"], expected);
        for inside in [
            "object_attribute_with_dynamic",
            "single_nested_attribute_with_dynamic",
            "single_nested_block_with_dynamic",
        ] {
            assert_eq!(state[inside]["dynamic_attribute"], expected, "{inside}");
        }
    }
    Ok(())
}

#[test]
fn a_plain_object_has_to_be_complete() -> Outcome {
    let session = Session::new(V1_15)?;
    session
        .plan(&resources(&[("test", "object_attribute = {}")]))?
        .fails(&["Incorrect attribute value type"])?
        .explains("attribute \"object_attribute_attribute\" is required")?;
    Ok(())
}

#[test]
fn numbers_out_of_range_are_refused_where_they_stand() -> Outcome {
    let session = Session::new(V1_15)?;
    let refused = [
        ("int32_fraction", "int32_attribute = 1.5"),
        ("int32_large", "int32_attribute = 2147483648"),
        ("int64_large", "int64_attribute = 9223372036854775808"),
        ("float32_large", "float32_attribute = 1e39"),
        ("float64_large", "float64_attribute = 1e309"),
    ];
    let answer = session.plan(&resources(&refused))?.exits(1)?;
    let names: Vec<_> = answer.errors_by_name().into_keys().collect();
    assert_eq!(names, ["float32_large", "float64_large", "int32_fraction", "int32_large", "int64_large"]);
    Ok(())
}
#[test]
fn a_resource_that_cannot_be_imported_says_so() -> Outcome {
    let session = Session::new(V1_15)?;
    session.configure(&resources(&[("test", "")]));
    let imported = session.plain(&["import", "framework_schema.test", "x"]).finish()?;
    imported.exits(1)?.says("Resource Import Not Implemented")?;
    Ok(())
}

#[test]
fn terraform_takes_in_every_schema() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        session.configure("");
        session.plain(&["init"]).succeed()?;
        let schemas = session.plain(&["providers", "schema", "-json"]).json()?;
        let provider = &schemas["provider_schemas"]["registry.terraform.io/hashicorp/framework"];
        assert_eq!(provider["resource_schemas"].as_object().map(serde_json::Map::len), Some(22));
        assert_eq!(provider["ephemeral_resource_schemas"].as_object().map(serde_json::Map::len), Some(2));
        assert_eq!(provider["functions"].as_object().map(serde_json::Map::len), Some(15));
    }
    Ok(())
}
