use super::*;
use crate::{
    plan::{fixture::*, validate_resource},
    schema::{BlockNesting, Schema},
};

/// `a`, `b` and `c` with a rule on `a`; `1` is set, `0` is not, `?` is unknown.
fn said(rule: Rule, states: &str) -> Vec<String> {
    let schema = schema([optional("a", NUMBER).ruled(rule), optional("b", NUMBER), optional("c", NUMBER)]);
    let value = |state| match state {
        '0' => NULL,
        '?' => Value::unknown(),
        digit => Value::from(digit.to_digit(10).unwrap()),
    };
    let values: Vec<_> = states.chars().map(value).collect();
    let config = Value::object(["a", "b", "c"].into_iter().zip(values));
    told(&schema, &config, true)
}

fn told(schema: &Schema, config: &Value, write_only_allowed: bool) -> Vec<String> {
    let found = validate_resource(schema, config, write_only_allowed);
    let told = found.into_iter().map(|found| {
        let at = found.path.map(|path| format!(" at {path}")).unwrap_or_default();
        format!("{}{at}: {}", found.summary, found.detail)
    });
    told.collect()
}

#[track_caller]
fn table(rule: &Rule, cases: &[(&str, &str)]) {
    for (states, expected) in cases {
        let expected: Vec<_> = Some(*expected).into_iter().filter(|expected| !expected.is_empty()).collect();
        assert_eq!(said(rule.clone(), states), expected, "{states}");
    }
}

#[test]
fn exactly_one_of() {
    let text = "Exactly one of these attributes must be configured: [a,b]";
    let (missing, a) = (
        format!("Missing Attribute Configuration: {text}"),
        format!("Invalid Attribute Combination at a: {text}"),
    );
    let cases =
        [("000", &*missing), ("100", ""), ("010", ""), ("110", &a), ("?00", ""), ("?10", ""), ("??0", "")];
    table(&Rule::exactly_one_of(["a", "b"]), &cases);
    let both = format!("Invalid Attribute Combination at b: {}", text.replace("[a,b]", "[a,b,c]"));
    table(&Rule::exactly_one_of(["a", "b", "c"]), &[("?11", &both), ("011", &both)]);
}

#[test]
fn at_least_one_of() {
    let missing =
        "Missing Attribute Configuration: At least one of these attributes must be configured: [a,b]";
    let cases = [("001", missing), ("100", ""), ("110", ""), ("?00", ""), ("0?0", "")];
    table(&Rule::at_least_one_of(["a", "b"]), &cases);
}

#[test]
fn conflicting() {
    let text = "These attributes cannot be configured together: [a,b,c]";
    let (a, b) = (
        format!("Invalid Attribute Combination at a: {text}"),
        format!("Invalid Attribute Combination at b: {text}"),
    );
    let cases = [("000", ""), ("010", ""), ("110", &*a), ("1?1", &a), ("?11", &b), ("1??", "")];
    table(&Rule::conflicting(["a", "b", "c"]), &cases);
}

#[test]
fn required_together() {
    let text = "These attributes must be configured together: [a,b]";
    let (a, b) = (
        format!("Invalid Attribute Combination at a: {text}"),
        format!("Invalid Attribute Combination at b: {text}"),
    );
    let cases = [("000", ""), ("110", ""), ("100", &*a), ("010", &b), ("1?0", ""), ("?00", "")];
    table(&Rule::required_together(["a", "b"]), &cases);
}

#[test]
fn conflicts_with() {
    let both =
        "Invalid Attribute Combination at a: Attribute \"b\" cannot be specified when \"a\" is specified";
    let cases = [("100", ""), ("010", ""), ("110", both), ("?10", ""), ("1?0", ""), ("1?1", "")];
    table(&Rule::conflicts_with(["a", "b"]), &cases);
}

#[test]
fn requires() {
    let missing =
        "Invalid Attribute Combination at a: Attribute \"c\" must be specified when \"a\" is specified";
    let cases = [("110", missing), ("111", ""), ("010", ""), ("1?0", missing), ("11?", ""), ("?10", "")];
    table(&Rule::requires(["a", "b", "c"]), &cases);
}

#[test]
fn sums() {
    let wrong = |relation, own| {
        format!(
            "Invalid attribute value at a: a must be {relation} sum of b + c, which is 5, but it is {own}."
        )
    };
    let at_least = wrong("at least", 4);
    table(
        &Rule::at_least_sum_of(["a", "b", "c"]),
        &[("423", &at_least), ("523", ""), ("4?3", ""), ("023", "")],
    );
    let at_most = wrong("at most", 6);
    table(&Rule::at_most_sum_of(["a", "b", "c"]), &[("623", &at_most), ("523", ""), ("205", "")]);
    let equals = wrong("equal to the", 6);
    table(&Rule::equals_sum_of(["a", "b", "c"]), &[("623", &equals), ("523", "")]);
}

#[test]
fn a_write_only_alternative_is_named_where_terraform_has_such_attributes() {
    let rule = Rule::prefer_write_only(["old", "new"]);
    let schema = schema([optional("old", STRING).ruled(rule), optional("new", STRING).write_only()]);
    let warning = "Available Write-Only Attribute Alternative at old: The attribute has a WriteOnly version new \
                   available. Use the WriteOnly version of the attribute when possible.";
    let config = |old: Value| object! { old = old, new = NULL };
    assert_eq!(told(&schema, &config("x".into()), true), [warning]);
    assert_eq!(told(&schema, &config("x".into()), false), [""; 0]);
    assert_eq!(told(&schema, &config(NULL), true), [""; 0]);
    assert_eq!(told(&schema, &config(Value::unknown()), true), [""; 0]);
}

#[test]
fn a_rule_inside_of_an_object_names_its_place() {
    let rule = Rule::exactly_one_of(["a", "b"]);
    let inner = [optional("a", STRING).ruled(rule), optional("b", STRING)];
    let schema = schema([optional("l", nested(Nesting::List, inner))]);
    let config = object! { l = Value::list([object! { a = "1", b = NULL }, object! { a = NULL, b = NULL }]) };
    let missing = "Missing Attribute Configuration at l[1]: Exactly one of these attributes must be configured: \
                   [l[1].a,l[1].b]";
    assert_eq!(told(&schema, &config, true), [missing]);
}

#[test]
fn blocks_are_set_if_there_is_one() {
    let mut schema = with_block(BlockNesting::List, [optional("x", STRING)]);
    schema.block.attributes = vec![optional("a", STRING).ruled(Rule::exactly_one_of(["a", "b"]))];
    let config = |blocks: Vec<Value>| object! { a = "1", b = Value::List(blocks) };
    assert_eq!(told(&schema, &config(vec![]), true), [""; 0]);
    assert_eq!(told(&schema, &config(vec![object! { x = NULL }]), true).len(), 1);
}
