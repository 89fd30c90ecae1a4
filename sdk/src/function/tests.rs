use std::collections::BTreeMap;

use super::*;
use crate::{Attr, Model, Number, Type};

/// Two lines that
/// say it.
///
/// And a paragraph.
///
/// Another.
#[derive(Arguments)]
struct TestArguments {
    /// First.
    text: String,
    number: Option<i32>,
    hints: Attr<BTreeMap<String, Attr<String>>>,
    /// Last.
    #[argument(variadic)]
    rest: Vec<f32>,
}

struct Test;

impl Function for Test {
    type Arguments = TestArguments;
    type Output = Vec<String>;

    const NAME: &'static str = "test";
    const DEPRECATED: Option<&'static str> = Some("Use another.");

    fn call(&self, arguments: TestArguments) -> Result<Vec<String>, FunctionError> {
        if arguments.text.is_empty() {
            return Err(FunctionError::new("empty").at(TestArguments::TEXT));
        }
        if let Some(negative) = arguments.rest.iter().position(|number| *number < 0.0) {
            return Err(FunctionError::new("negative").at(TestArguments::REST.nth(negative)));
        }
        let hints = arguments.hints.known().into_iter().flatten();
        let hints = hints.map(|(key, hint)| format!("{key}={:?}", hint.is_unknown()));
        let rest = arguments.rest.iter().map(f32::to_string);
        Ok([arguments.text, format!("{:?}", arguments.number)].into_iter().chain(hints).chain(rest).collect())
    }
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

#[test]
fn the_struct_gives_the_signature() {
    let signature = Test.signature();
    assert_eq!(signature.summary, "Two lines that say it");
    assert_eq!(signature.description, "And a paragraph.\n\nAnother.");
    assert_eq!(signature.returns, Type::list(Type::String));
    assert_eq!(signature.deprecation.as_deref(), Some("Use another."));
    let variadic = signature.variadic.unwrap();
    let said: Vec<_> = signature
        .parameters
        .iter()
        .chain([&variadic])
        .map(|p| (p.name.as_str(), p.ty.to_string(), p.description.as_str(), p.allow_null, p.allow_unknown))
        .collect();
    assert_eq!(
        said,
        [
            ("text", "string".to_owned(), "First.", false, false),
            ("number", "number".to_owned(), "", true, false),
            ("hints", "map(string)".to_owned(), "", true, true),
            ("rest", "number".to_owned(), "Last.", false, false),
        ]
    );
}

#[test]
fn arguments_are_read_in_their_order() {
    let hints = Value::map([("a", Value::unknown()), ("b", "x".into())]);
    let result = Test.evaluate(&["t".into(), 7.into(), hints, number("1.5"), number("2")]);
    assert_eq!(result, Ok(Value::list(["t", "Some(7)", "a=true", "b=false", "1.5", "2"])));
    let without = Test.evaluate(&["t".into(), Value::Null, Value::unknown()]);
    assert_eq!(without, Ok(Value::list(["t", "None"])));
}

#[test]
fn an_error_names_its_argument_by_the_field() {
    let call = |text: &str, rest: &[&str]| {
        let mut values = vec![text.into(), Value::Null, Value::Null];
        values.extend(rest.iter().map(|text| number(text)));
        Test.evaluate(&values).unwrap_err().argument()
    };
    assert_eq!(call("", &[]), Some(0));
    assert_eq!(call("t", &["1", "-1"]), Some(4));
}

#[test]
fn a_number_that_does_not_fit_is_an_error_of_its_argument() {
    let refused = |number: Value, rest: Value| {
        let error = Test.evaluate(&["t".into(), number, Value::Null, rest]).unwrap_err();
        (error.argument(), error.text().to_owned())
    };
    let (at, text) = refused(number("2147483648"), number("1"));
    assert_eq!(at, Some(1));
    assert!(text.starts_with("number must be a whole number between -2147483648 and"), "{text}");
    assert_eq!(refused(number("0.5"), number("1")).0, Some(1));
    for beyond in ["3.5e38", "-3.5e38", "1e-46", "-1e-46"] {
        let (at, text) = refused(1.into(), number(beyond));
        assert!(at == Some(3) && text.starts_with("rest[0] must be a number that a 32-bit float"), "{text}");
    }
}

/// Gives back what it gets.
struct Same<T>(std::marker::PhantomData<fn(T)>);

/// One argument.
#[derive(Clone, Debug, PartialEq, Model)]
struct Pair {
    attr1: Option<String>,
    any: Option<Value>,
}

/// One argument.
#[derive(Arguments)]
struct PairArguments {
    pair: Pair,
}

impl Function for Same<Pair> {
    type Arguments = PairArguments;
    type Output = Pair;

    const NAME: &'static str = "same";

    fn call(&self, arguments: PairArguments) -> Result<Pair, FunctionError> {
        Ok(arguments.pair)
    }
}

#[test]
fn a_model_is_an_object_whose_attributes_may_be_null() {
    let same = Same::<Pair>(std::marker::PhantomData);
    let ty = Type::object([("attr1", Type::String), ("any", Type::Dynamic)]);
    assert_eq!(same.signature().parameters[0].ty, ty);
    assert_eq!(same.signature().returns, ty);
    for any in [Value::Null, Value::from(1).into_dynamic()] {
        let object = Value::object([("attr1", Value::Null), ("any", any)]);
        assert_eq!(same.evaluate(std::slice::from_ref(&object)), Ok(object));
    }
}

/// Any values.
#[derive(Arguments)]
struct AnyArguments {
    #[argument(variadic)]
    values: Vec<Value>,
}

struct Tuple;

impl Function for Tuple {
    type Arguments = AnyArguments;
    type Output = Value;

    const NAME: &'static str = "tuple";

    fn call(&self, arguments: AnyArguments) -> Result<Value, FunctionError> {
        Ok(Value::Tuple(arguments.values))
    }
}

#[test]
fn arguments_of_any_type_make_a_tuple_of_their_types() {
    let values = [Value::from("a").into_dynamic(), Value::list([Value::from(true)]).into_dynamic()];
    let expected = Value::Dynamic(Box::new((
        Type::Tuple(vec![Type::String, Type::list(Type::Bool)]),
        Value::Tuple(vec!["a".into(), Value::list([true])]),
    )));
    assert_eq!(Tuple.evaluate(&values), Ok(expected));
    let empty = Value::Dynamic(Box::new((Type::Tuple(vec![]), Value::Tuple(vec![]))));
    assert_eq!(Tuple.evaluate(&[]), Ok(empty));
}

#[test]
fn a_number_of_any_size_comes_back_whole() {
    /// One.
    #[derive(Arguments)]
    struct NumberArguments {
        number: Number,
    }
    struct Identity;
    impl Function for Identity {
        type Arguments = NumberArguments;
        type Output = Number;
        const NAME: &'static str = "number";
        fn call(&self, arguments: NumberArguments) -> Result<Number, FunctionError> {
            Ok(arguments.number)
        }
    }
    let large = number("9223372036854775809.000000000000000000000000000000000001");
    assert_eq!(Identity.evaluate(std::slice::from_ref(&large)), Ok(large));
}
