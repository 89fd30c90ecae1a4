//! What a function says of itself.

use super::{Arguments, Function};
use crate::{model::Field as _, value::Type};

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
    /// Why not to use it any more and what to use instead, when it is deprecated.
    pub deprecation: Option<String>,
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

impl Signature {
    pub(super) fn of<F: Function + ?Sized>() -> Self {
        let documentation = F::Arguments::DOCUMENTATION;
        let (summary, description) =
            documentation.split_once("\n\n").unwrap_or((documentation, documentation));
        let summary = summary.split_whitespace().collect::<Vec<_>>().join(" ");
        let (parameters, variadic) = F::Arguments::parameters();
        Self {
            summary: summary.strip_suffix('.').map(str::to_owned).unwrap_or(summary),
            description: description.to_owned(),
            parameters,
            variadic,
            returns: F::Output::kind().ty(),
            deprecation: F::DEPRECATED.map(str::to_owned),
        }
    }
}
