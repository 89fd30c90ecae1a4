//! The functions, which give their argument back.

use acceptance::Outcome;
use serde_json::Value;

use super::{Session, V1_11, V1_15};

/// Call, type and value of the result.
const RESULTS: [(&str, &str, &str); 36] = [
    ("bool(true)", "\"bool\"", "true"),
    ("bool(false)", "\"bool\"", "false"),
    ("string(\"str\")", "\"string\"", "\"str\""),
    ("string(\"\")", "\"string\"", "\"\""),
    ("number(1.23)", "\"number\"", "1.23"),
    ("number(9223372036854775809)", "\"number\"", "9223372036854775809"),
    ("int32(1234)", "\"number\"", "1234"),
    ("int32(-2147483648)", "\"number\"", "-2147483648"),
    ("int64(1234)", "\"number\"", "1234"),
    ("int64(9223372036854775807)", "\"number\"", "9223372036854775807"),
    ("float32(1.23)", "\"number\"", "1.2300000190734863"),
    ("float32(-0.5)", "\"number\"", "-0.5"),
    ("float32(0)", "\"number\"", "0"),
    ("float64(1.23)", "\"number\"", "1.23"),
    ("float64(-9876.5)", "\"number\"", "-9876.5"),
    ("list([\"a\", \"b\"])", "[\"list\", \"string\"]", "[\"a\", \"b\"]"),
    ("list([\"a\", null])", "[\"list\", \"string\"]", "[\"a\", null]"),
    ("list([])", "[\"list\", \"string\"]", "[]"),
    ("set([\"b\", \"a\", \"b\"])", "[\"set\", \"string\"]", "[\"a\", \"b\"]"),
    ("set([\"a\", null])", "[\"set\", \"string\"]", "[\"a\", null]"),
    ("map({ k = \"v\" })", "[\"map\", \"string\"]", "{\"k\": \"v\"}"),
    ("map({ k = \"v\", n = null })", "[\"map\", \"string\"]", "{\"k\": \"v\", \"n\": null}"),
    (
        "object({ attr1 = \"v\", attr2 = 123 })",
        r#"["object", {"attr1": "string", "attr2": "number"}]"#,
        r#"{"attr1": "v", "attr2": 123}"#,
    ),
    (
        "object({ attr1 = null, attr2 = null })",
        r#"["object", {"attr1": "string", "attr2": "number"}]"#,
        r#"{"attr1": null, "attr2": null}"#,
    ),
    (
        "object_with_dynamic({ dynamic_attr1 = \"v\", dynamic_attr2 = 12 })",
        r#"["object", {"dynamic_attr1": "string", "dynamic_attr2": "number"}]"#,
        r#"{"dynamic_attr1": "v", "dynamic_attr2": 12}"#,
    ),
    (
        "object_with_dynamic({ dynamic_attr1 = tolist([\"v\"]), dynamic_attr2 = { a = [1, true] } })",
        r#"["object", {
            "dynamic_attr1": ["list", "string"],
            "dynamic_attr2": ["object", {"a": ["tuple", ["number", "bool"]]}]
        }]"#,
        r#"{"dynamic_attr1": ["v"], "dynamic_attr2": {"a": [1, true]}}"#,
    ),
    (
        "object_with_dynamic({ dynamic_attr1 = null, dynamic_attr2 = tomap({ a = 1 }) })",
        r#"["object", {"dynamic_attr1": "dynamic", "dynamic_attr2": ["map", "number"]}]"#,
        r#"{"dynamic_attr1": null, "dynamic_attr2": {"a": 1}}"#,
    ),
    ("dynamic(\"v\")", "\"string\"", "\"v\""),
    ("dynamic(tolist([true, false]))", "[\"list\", \"bool\"]", "[true, false]"),
    ("dynamic({ a = 1.5 })", r#"["object", {"a": "number"}]"#, r#"{"a": 1.5}"#),
    ("dynamic(toset([\"v\"]))", "[\"set\", \"string\"]", "[\"v\"]"),
    ("variadic()", "[\"list\", \"string\"]", "[]"),
    ("variadic(\"a\", \"b\")", "[\"list\", \"string\"]", "[\"a\", \"b\"]"),
    ("dynamic_variadic()", "[\"tuple\", []]", "[]"),
    (
        "dynamic_variadic(\"a\", 1, { k = [null] })",
        r#"["tuple", ["string", "number", ["object", {"k": ["tuple", ["dynamic"]]}]]]"#,
        r#"["a", 1, {"k": [null]}]"#,
    ),
    ("dynamic_variadic(\"a\", \"b\")", "[\"tuple\", [\"string\", \"string\"]]", "[\"a\", \"b\"]"),
];

fn outputs<'a>(calls: impl Iterator<Item = (usize, &'a str)>) -> String {
    calls
        .map(|(case, call)| format!("output \"case{case}\" {{\n  value = provider::framework::{call}\n}}\n"))
        .collect()
}

#[test]
fn functions_give_their_arguments_back_with_their_types() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let calls = outputs(RESULTS.iter().map(|(call, ..)| *call).enumerate());
        let found = session.apply(&calls)?.outputs();
        for (case, (call, ty, value)) in RESULTS.iter().enumerate() {
            let output = &found[&format!("case{case}")];
            assert_eq!(output["type"], serde_json::from_str::<Value>(ty).unwrap(), "{call}");
            assert_eq!(output["value"], serde_json::from_str::<Value>(value).unwrap(), "{call}");
        }
    }
    Ok(())
}

#[test]
fn arguments_that_do_not_fit_are_named() -> Outcome {
    let refused = [
        "bool(null)",
        "string(null)",
        "number(null)",
        "int32(null)",
        "int64(null)",
        "float32(null)",
        "float64(null)",
        "list(null)",
        "set(null)",
        "map(null)",
        "object(null)",
        "object_with_dynamic(null)",
        "dynamic(null)",
        "dynamic(tostring(null))",
        "variadic(\"a\", null)",
        "dynamic_variadic(\"a\", null)",
        "int32(1.5)",
        "int32(2147483648)",
        "int64(1.5)",
        "int64(9223372036854775808)",
        "float32(3.5e38)",
        "float32(-3.5e38)",
        "float32(1e-46)",
        "float32(-1e-46)",
        "float64(1.8e308)",
        "float64(-1.8e308)",
        "float64(1e-325)",
        "float64(-1e-325)",
        "object({ attr1 = \"v\" })",
    ];
    let session = Session::new(V1_11)?;
    let answer = session.plan(&outputs(refused.iter().copied().enumerate()))?.exits(1)?;
    let errors = answer.errors_by_name();
    for (case, call) in refused.iter().enumerate() {
        assert_eq!(errors[&format!("case{case}")], ["Invalid function argument"], "{call}");
    }
    answer.explains("attribute \"attr2\" is required")?;
    Ok(())
}

#[test]
fn an_argument_that_is_not_known_yet_makes_the_result_unknown() -> Outcome {
    let session = Session::new(V1_15)?;
    let late = "resource \"terraform_data\" \"late\" {\n  input = [\"a\", \"b\"]\n}\n".to_owned()
        + &outputs(
            [
                "string(terraform_data.late.output[0])",
                "list(terraform_data.late.output)",
                "variadic(\"x\", terraform_data.late.output[1])",
                "dynamic(terraform_data.late.output)",
                "dynamic_variadic(1, terraform_data.late.output[0])",
            ]
            .into_iter()
            .enumerate(),
        );
    let found = session.apply(&late)?.outputs();
    let values: Vec<String> = found.values().map(|output| output["value"].to_string()).collect();
    assert_eq!(values, [r#""a""#, r#"["a","b"]"#, r#"["x","b"]"#, r#"["a","b"]"#, r#"[1,"a"]"#]);
    Ok(())
}
