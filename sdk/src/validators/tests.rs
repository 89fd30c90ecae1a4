use super::*;

/// What a validator says of a value that stands at `x`.
fn verdict(validator: &impl Validator, value: impl Into<Value>) -> Vec<String> {
    let mut diagnostics = Diagnostics::new();
    validator.validate(&value.into(), &Path::of("x"), &mut diagnostics);
    diagnostics.into_iter().map(|diagnostic| diagnostic.detail).collect()
}

const FINE: [&str; 0] = [];

#[test]
fn lengths_are_counted_in_characters() {
    let validator = length(2..=3);
    assert_eq!(verdict(&validator, "éé"), FINE);
    assert_eq!(
        verdict(&validator, "abcd"),
        [r#"x must have 2 to 3 characters, but it is "abcd", which has 4."#]
    );
    assert_eq!(length(1..).describe(), "must have at least 1 character");
    assert_eq!(length(..4).describe(), "must have at most 3 characters");
    assert_eq!(length(8..=8).describe(), "must have exactly 8 characters");
}

#[test]
fn sizes_are_counted_in_distinct_elements() {
    let validator = size(2..);
    assert_eq!(verdict(&validator, Value::list(["a", "b"])), FINE);
    assert_eq!(
        verdict(&validator, Value::Set(vec!["a".into(), "a".into()])),
        ["x must have at least 2 elements, but it is a set of 1."]
    );
    assert_eq!(verdict(&validator, "a"), FINE);
}

#[test]
fn numbers_are_compared_with_both_ends() {
    let validator = range(10..=250);
    assert_eq!(verdict(&validator, 10), FINE);
    assert_eq!(verdict(&validator, 250), FINE);
    assert_eq!(verdict(&validator, 251), ["x must be between 10 and 250, but it is 251."]);
    let fraction = Value::Number("9.99".parse().unwrap());
    assert_eq!(verdict(&validator, fraction), ["x must be between 10 and 250, but it is 9.99."]);
    assert_eq!(range(1..).describe(), "must be at least 1");
    assert_eq!(range(..5).describe(), "must be less than 5");
    assert_eq!(range(1..5).describe(), "must be at least 1 and less than 5");
}

#[test]
fn one_of_a_few_is_named_and_guessed() {
    let validator = one_of(["Free", "Standard"]);
    assert_eq!(verdict(&validator, "Free"), FINE);
    assert_eq!(
        verdict(&validator, "free"),
        [r#"x must be "Free" or "Standard", but it is "free" (did you mean "Free"?)."#]
    );
    assert_eq!(verdict(&validator, "Gold"), [r#"x must be "Free" or "Standard", but it is "Gold"."#]);
    assert_eq!(verdict(&validator.ignoring_case(), "free"), FINE);
    assert_eq!(one_of([1, 3]).describe(), "must be 1 or 3");
    assert_eq!(verdict(&one_of([1, 3]), 3), FINE);
}

#[test]
fn every_element_is_checked_at_its_place() {
    let validator = each(length(1..=1).and(matching("must be a letter", |text| text != "1")));
    let refused = verdict(&validator, Value::list(["a", "1", "bb"]));
    assert_eq!(
        refused,
        [
            r#"x[1] must be a letter, but it is "1"."#,
            r#"x[2] must have exactly 1 character, but it is "bb", which has 2."#
        ]
    );
    assert_eq!(
        verdict(&validator, Value::map([("k", "bb".into())])),
        [r#"x["k"] must have exactly 1 character, but it is "bb", which has 2."#]
    );
    assert_eq!(verdict(&validator, Value::List(vec![Value::Null])), FINE);
}

#[test]
fn keys_are_checked() {
    let validator = keys(length(..=2));
    assert_eq!(verdict(&validator, Value::map([("ab", 1.into())])), FINE);
    assert_eq!(
        verdict(&validator, Value::map([("abc", 1.into())])),
        [r#"The key "abc" of x must have at most 2 characters."#]
    );
}

#[test]
fn one_of_two_checks_is_enough() {
    let validator = range(0..=0).or(range(10..));
    assert_eq!(verdict(&validator, 0), FINE);
    assert_eq!(verdict(&validator, 5), ["x must be between 0 and 0 or must be at least 10, but it is 5."]);
}

#[test]
fn a_check_of_ones_own_sees_the_value() {
    let validator = custom("must not be true", |value| value.as_bool() != Some(true));
    assert_eq!(verdict(&validator, false), FINE);
    assert_eq!(verdict(&validator, true), ["x must not be true, but it is true."]);
}

/// What is said of each value; nothing if it is fine.
#[track_caller]
fn table<const N: usize>(validator: &impl Validator, cases: [(Value, &str); N]) {
    for (value, expected) in cases {
        let said = verdict(validator, value.clone());
        let expected: Vec<_> = Some(expected).into_iter().filter(|expected| !expected.is_empty()).collect();
        assert_eq!(said, expected, "{value:?}");
    }
}

#[test]
fn values_that_are_refused_by_name() {
    let validator = none_of(["root", "admin"]);
    table(
        &validator,
        [
            ("adam".into(), ""),
            ("Root".into(), ""),
            ("root".into(), r#"x must not be "root" or "admin", but it is "root"."#),
        ],
    );
    table(
        &validator.ignoring_case(),
        [("Root".into(), r#"x must not be "root" or "admin", but it is "Root"."#)],
    );
    table(&none_of([0]), [(0.into(), "x must not be 0, but it is 0."), (1.into(), "")]);
    table(&one_of([true]), [(true.into(), ""), (false.into(), "x must be true, but it is false.")]);
}

#[test]
fn bytes_are_counted_in_utf_8() {
    let refused = "x must have at most 3 bytes, but it is \"éé\", which has 4.";
    table(&byte_length(..=3), [("abc".into(), ""), ("éé".into(), refused)]);
}

#[test]
fn a_list_has_every_element_once() {
    let refused = "x must not have an element twice, but [2] is the same as [0].";
    let one = Value::Number("1.0".parse().unwrap());
    table(
        &unique(),
        [
            (Value::list(["a", "b", "a"]), refused),
            (Value::list(["a", "b"]), ""),
            (Value::List(vec![one, 2.into(), 1.into()]), refused),
            ("a".into(), ""),
        ],
    );
}

#[test]
fn a_range_of_fractions_is_one_of_decimals() {
    let number = |text: &str| Value::Number(text.parse().unwrap());
    let refused = "x must be between 0.1 and 0.3, but it is 0.30000000000000001.";
    table(
        &range(0.1..=0.3),
        [(number("0.1"), ""), (number("0.3"), ""), (number("0.30000000000000001"), refused)],
    );
    table(&range(..f64::INFINITY), [(number("1e400"), "")]);
}

/// Warns, and refuses what is too long.
struct Wary(&'static str, usize);

impl Validator for Wary {
    fn describe(&self) -> String {
        format!("must be at most {} long", self.1)
    }

    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        diagnostics.push(Diagnostic::warning("Wary", self.0));
        length(..=self.1).validate(value, path, diagnostics);
    }
}

#[test]
fn of_two_alternatives_those_that_allow_the_value_may_warn() {
    let either = || Wary("short", 1).or(Wary("long", 3));
    let refused = r#"x must be at most 1 long or must be at most 3 long, but it is "abcd"."#;
    assert_eq!(verdict(&either(), "a"), ["short", "long"]);
    assert_eq!(verdict(&either(), "ab"), ["long"]);
    assert_eq!(verdict(&either(), "abcd"), [refused]);
    assert_eq!(verdict(&either().with_all_warnings(), "ab"), ["short", "long"]);
    assert_eq!(verdict(&either().with_all_warnings(), "abcd"), [refused, "short", "long"]);
}
