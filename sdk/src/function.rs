//! Functions for HCL expressions: `provider::aksoverlay::cidrs_overlap(a, b)`.

use crate::value::{Type, Value};

/// A function. Functions are pure: the same arguments give the same result, and no client is at hand.
pub trait Function: Send + Sync + 'static {
    /// The name in HCL.
    const NAME: &'static str;

    /// Parameters, result and documentation.
    fn signature(&self) -> Signature;

    /// Computes the result. Arguments have the types of the signature; the variadic ones follow the others. Null and
    /// unknown arguments arrive only where the parameter allows them.
    ///
    /// # Errors
    /// What is wrong, and with which argument.
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError>;
}

/// What a function takes and gives.
#[derive(Clone, Debug)]
pub struct Signature {
    /// One line.
    pub summary: String,
    /// Markdown.
    pub description: String,
    /// Parameters in order.
    pub parameters: Vec<Parameter>,
    /// A last parameter that may be given any number of times.
    pub variadic: Option<Parameter>,
    /// The type of the result.
    pub returns: Type,
}

/// A parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name in documentation and messages.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Markdown.
    pub description: String,
    /// Null is passed on to the function instead of being refused.
    pub allow_null: bool,
    /// Unknown is passed on to the function instead of making the result unknown.
    pub allow_unknown: bool,
}

impl Parameter {
    /// A parameter that takes neither null nor unknown values.
    pub fn new(name: impl Into<String>, ty: Type, description: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ty,
            description: description.into(),
            allow_null: false,
            allow_unknown: false,
        }
    }
}

/// Why a function failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// What is wrong and what was expected.
    pub text: String,
    /// The argument it is about, counted from zero.
    pub argument: Option<usize>,
}

impl FunctionError {
    /// An error that is about no argument in particular.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), argument: None }
    }

    /// The same error, about an argument. Variadic arguments are counted on after the others.
    #[must_use]
    pub fn at(mut self, argument: usize) -> Self {
        self.argument = Some(argument);
        self
    }
}
