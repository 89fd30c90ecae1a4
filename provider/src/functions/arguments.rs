//! Reading arguments. A message names the argument, what it is, and what was expected; Terraform adds the place.

use std::net::IpAddr;

use tfplugin_framework::{FunctionError, Type, Value, function::Parameter};

use crate::network::{Cidr, parse_address};

/// A parameter that takes neither null nor unknown.
pub(super) fn parameter(name: &str, ty: Type, description: &str) -> Parameter {
    Parameter {
        name: name.to_owned(),
        ty,
        description: description.to_owned(),
        allow_null: false,
        allow_unknown: false,
    }
}

/// An error about one argument.
pub(super) fn wrong(argument: usize, text: impl Into<String>) -> FunctionError {
    FunctionError { text: text.into(), argument: Some(argument) }
}

/// The range at `index`.
pub(super) fn cidr(arguments: &[Value], index: usize, name: &str) -> Result<Cidr, FunctionError> {
    Cidr::parse(text(arguments, index, name)?).map_err(|error| wrong(index, format!("{name}: {error}.")))
}

/// The address at `index`.
pub(super) fn address(arguments: &[Value], index: usize, name: &str) -> Result<IpAddr, FunctionError> {
    parse_address(text(arguments, index, name)?).map_err(|error| wrong(index, format!("{name}: {error}.")))
}

/// The whole number at `index`, which is not negative.
pub(super) fn count(arguments: &[Value], index: usize, name: &str) -> Result<u64, FunctionError> {
    let given = arguments.get(index).and_then(Value::as_number);
    given.and_then(|number| number.to_u64()).ok_or_else(|| {
        let given = given.map(|number| format!(" is {number};")).unwrap_or_default();
        wrong(index, format!("{name}{given} expected a whole number, 0 or more."))
    })
}

/// The text at `index`.
fn text<'a>(arguments: &'a [Value], index: usize, name: &str) -> Result<&'a str, FunctionError> {
    let text = arguments.get(index).and_then(Value::as_str);
    text.ok_or_else(|| wrong(index, format!("{name} is not a text.")))
}
