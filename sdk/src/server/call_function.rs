//! `CallFunction`. The one answer with an error of its own kind instead of diagnostics: text, and the argument it is
//! about.

use super::{convert, state::State};
use crate::{
    diag::{Diagnostic, Diagnostics},
    function::{FunctionError, Parameter, Signature},
    plan::check,
    proto::tfplugin6::{
        self as tf,
        call_function::{Request, Response},
    },
    provider::Provider,
    registry::Callable,
    value::{Refinement, Value},
};

pub(super) fn answer<P: Provider>(state: &State<P>, request: &Request) -> Response {
    let Some(function) = state.registry.functions.get(request.name.as_str()) else {
        let text = format!("{} {} has no function {}", P::ADDRESS, P::VERSION, request.name);
        return failed(FunctionError::new(text));
    };
    match call(&**function, request) {
        Ok(result) => Response { result: Some(result), error: None },
        Err(error) => failed(error),
    }
}

/// An answer that is only an error. Terraform ends the sentence that it puts the text into with a full stop of its own.
pub(super) fn failed(error: FunctionError) -> Response {
    let text = error.text().strip_suffix('.').unwrap_or(error.text()).to_owned();
    let function_argument = error.argument().and_then(|index| i64::try_from(index).ok());
    Response { result: None, error: Some(tf::FunctionError { text, function_argument }) }
}

/// A diagnostic as the error of a function.
pub(super) fn as_error(diagnostic: &Diagnostic) -> FunctionError {
    FunctionError::new(format!("{}: {}", diagnostic.summary, diagnostic.detail))
}

fn call(function: &dyn Callable, request: &Request) -> Result<tf::DynamicValue, FunctionError> {
    let signature = function.signature();
    let arguments = arguments(&signature, &request.arguments)?;
    if undecided(&signature, &arguments) {
        let unknown = Value::Unknown(Refinement::default());
        return convert::encode(&unknown, &signature.returns, "the result").map_err(|error| as_error(&error));
    }
    let result = function.call(&arguments)?;
    if let Some(violation) = check::function(&signature, &arguments, &result).into_iter().next() {
        return Err(as_error(&Diagnostic::from(violation)));
    }
    convert::encode(&result, &signature.returns, "the result").map_err(|error| as_error(&error))
}

/// Terraform checks number and nulls of arguments by itself; other callers may not.
fn arguments(signature: &Signature, arguments: &[tf::DynamicValue]) -> Result<Vec<Value>, FunctionError> {
    let (given, least) = (arguments.len(), signature.parameters.len());
    if given < least || (given > least && signature.variadic.is_none()) {
        let more = if signature.variadic.is_some() { " or more" } else { "" };
        return Err(FunctionError::new(format!("takes {least}{more} arguments, got {given}")));
    }
    let decoded = arguments.iter().enumerate().map(|(index, argument)| {
        let at = |text: String| FunctionError::new(text).at_index(index);
        let Some(parameter) = parameter(signature, index) else {
            return Err(at("one argument too many".to_owned()));
        };
        let value = convert::decode(Some(argument), &parameter.ty, "an argument")
            .map_err(|errors| at(first_detail(&errors)))?;
        if value.is_null() && !parameter.allow_null {
            return Err(at(format!("{} must not be null", parameter.name)));
        }
        Ok(value)
    });
    decoded.collect()
}

/// Whether an argument is unknown that the function does not want to see so.
fn undecided(signature: &Signature, arguments: &[Value]) -> bool {
    arguments.iter().enumerate().any(|(index, argument)| {
        !argument.is_wholly_known()
            && parameter(signature, index).is_some_and(|parameter| !parameter.allow_unknown)
    })
}

fn parameter(signature: &Signature, index: usize) -> Option<&Parameter> {
    signature.parameters.get(index).or(signature.variadic.as_ref())
}

fn first_detail(errors: &Diagnostics) -> String {
    errors.iter().next().map(|error| error.detail.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_stop_after_an_error_is_left_to_terraform() {
        let error = failed(FunctionError::new("expected a range. Write \"10.0.0.0/16\".")).error.unwrap();
        assert_eq!(error.text, "expected a range. Write \"10.0.0.0/16\"");
    }
}
