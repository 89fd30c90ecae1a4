//! Functions for HCL expressions: `provider::acme::add(1, 2)` (Terraform 1.8 and later).
//!
//! ```
//! use tfplugin_framework::{Arguments, Function, FunctionError};
//!
//! /// Divides.
//! ///
//! /// Gives the whole part of a quotient.
//! #[derive(Arguments)]
//! struct DivideArguments {
//!     /// What to divide.
//!     dividend: i64,
//!     /// By what.
//!     divisor: i64,
//! }
//!
//! struct Divide;
//!
//! impl Function for Divide {
//!     type Arguments = DivideArguments;
//!     type Output = i64;
//!     const NAME: &'static str = "divide";
//!
//!     fn call(&self, arguments: DivideArguments) -> Result<i64, FunctionError> {
//!         let quotient = arguments.dividend.checked_div(arguments.divisor);
//!         quotient.ok_or_else(|| FunctionError::new("must not be zero").at(DivideArguments::DIVISOR))
//!     }
//! }
//! ```

mod arguments;
mod error;
mod signature;

#[doc(hidden)]
pub use arguments::derive;
pub use arguments::{Argument, Arguments, Variadic};
pub use error::FunctionError;
pub use signature::{Parameter, Signature};
/// Makes the [`Arguments`](trait@Arguments) of a function of a struct.
pub use tfplugin_framework_macros::Arguments;

use crate::{model::Field, value::Value};

/// A function. Functions are pure: the same arguments give the same result, and no client is at hand.
pub trait Function: Send + Sync + 'static {
    /// What it takes. The struct's doc comment is the function's: its first paragraph the summary, the rest the
    /// description.
    type Arguments: Arguments;

    /// What it gives. [`Value`] for any type; a model for an object; `Option<...>` if it may be null.
    type Output: Field;

    /// The name in HCL.
    const NAME: &'static str;

    /// Why not to use it any more, and what to use instead.
    const DEPRECATED: Option<&'static str> = None;

    /// Computes the result.
    ///
    /// # Errors
    /// What is wrong, and with [which argument](FunctionError::at).
    fn call(&self, arguments: Self::Arguments) -> Result<Self::Output, FunctionError>;

    /// Parameters, result and documentation, as Terraform gets them.
    fn signature(&self) -> Signature {
        Signature::of::<Self>()
    }

    /// Calls the function as Terraform does: with values, the variadic ones after the others.
    ///
    /// # Errors
    /// Those of [`call`](Self::call), and for a value that does not fit its argument.
    fn evaluate(&self, values: &[Value]) -> Result<Value, FunctionError> {
        Ok(self.call(Self::Arguments::from_values(values)?)?.to_value())
    }
}

#[cfg(test)]
mod tests;
