//! The arguments of a function.

use super::{FunctionError, Parameter};
use crate::value::Value;

/// What a function takes. Derived from a struct with a field for each argument, in their order:
///
/// - the doc comment of the struct documents the function, those of the fields the parameters;
/// - a field is of any type that a [model](crate::model::Field)'s may be; a model stands for an object;
/// - `Option<T>` takes null, which Terraform otherwise refuses;
/// - [`Attr<T>`](crate::Attr) takes unknown and null; otherwise the result of an unknown argument is unknown without a
///   call. With `Attr` at each level (`Attr<Vec<Attr<String>>>`) elements are read that are unknown themselves;
/// - the last field may be `#[argument(variadic)] rest: Vec<T>`, which takes any number of further arguments.
///
/// For each field there is a constant by which errors [name](FunctionError::at) it, here `JoinArguments::SEPARATOR` and
/// `JoinArguments::TEXTS`:
///
/// ```
/// use tfplugin_framework::{Arguments, FunctionError};
///
/// /// Joins texts.
/// #[derive(Arguments)]
/// struct JoinArguments {
///     /// What to put between them.
///     separator: Option<String>,
///     /// The texts.
///     #[argument(variadic)]
///     texts: Vec<String>,
/// }
///
/// let error = FunctionError::new("must not be empty").at(JoinArguments::TEXTS.nth(2));
/// assert_eq!(error.argument(), Some(3));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the arguments of a function",
    note = "write a struct with a field for each argument and add `#[derive(Arguments)]`"
)]
pub trait Arguments: Sized {
    /// The doc comment.
    const DOCUMENTATION: &'static str;

    /// The parameters, and the last one that takes any number of arguments.
    fn parameters() -> (Vec<Parameter>, Option<Parameter>);

    /// Reads arguments.
    ///
    /// # Errors
    /// About the first that does not fit.
    fn from_values(values: &[Value]) -> Result<Self, FunctionError>;
}

/// One argument of a function, for [`FunctionError::at`]. `#[derive(Arguments)]` makes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument(usize);

impl Argument {
    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// The variadic arguments of a function. `#[derive(Arguments)]` makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variadic(usize);

impl Variadic {
    /// The variadic argument at `index`, counted from zero as in the field.
    pub const fn nth(self, index: usize) -> Argument {
        Argument(self.0.saturating_add(index))
    }
}

/// What `#[derive(Arguments)]` writes its code against. Not part of the public interface.
#[doc(hidden)]
pub mod derive {
    use super::{Argument, FunctionError, Parameter, Value, Variadic};
    use crate::{diag::Diagnostics, model::Field, value::Path};

    /// The argument at `index`.
    pub const fn argument(index: usize) -> Argument {
        Argument(index)
    }

    /// The arguments from `index` on.
    pub const fn variadic(index: usize) -> Variadic {
        Variadic(index)
    }

    /// A parameter whose values are read as `T`, or as `T` before apply if it takes unknowns.
    pub fn parameter<T: Field>(name: &str, description: &str, allow_unknown: bool) -> Parameter {
        Parameter {
            name: name.to_owned(),
            ty: T::kind().ty(),
            description: description.to_owned(),
            allow_null: allow_unknown || T::NULLABLE,
            allow_unknown,
        }
    }

    /// Reads the arguments one by one.
    #[derive(Debug)]
    pub struct Values<'a> {
        values: &'a [Value],
        next: usize,
    }

    impl<'a> Values<'a> {
        /// The arguments of one call.
        pub fn of(values: &'a [Value]) -> Self {
            Self { values, next: 0 }
        }

        /// Reads the next.
        pub fn read<T: Field>(&mut self, name: &str) -> Result<T, FunctionError> {
            self.next(|value| T::from_value(value, &Path::of(name)))
        }

        /// Reads the next, which may be unknown.
        pub fn read_plan<T: Field>(&mut self, name: &str) -> Result<T::Plan, FunctionError> {
            self.next(|value| T::plan_from_value(value, &Path::of(name)))
        }

        /// Reads the rest.
        pub fn read_rest<T: Field>(&mut self, name: &str) -> Result<Vec<T>, FunctionError> {
            self.rest(name, T::from_value)
        }

        /// Reads the rest, of which some may be unknown.
        pub fn read_rest_plan<T: Field>(&mut self, name: &str) -> Result<Vec<T::Plan>, FunctionError> {
            self.rest(name, T::plan_from_value)
        }

        fn rest<T>(
            &mut self,
            name: &str,
            read: impl Fn(&Value, &Path) -> Result<T, Diagnostics>,
        ) -> Result<Vec<T>, FunctionError> {
            let count = self.values.len().saturating_sub(self.next);
            (0..count).map(|at| self.next(|value| read(value, &Path::of(name).index(at)))).collect()
        }

        fn next<T>(
            &mut self,
            read: impl FnOnce(&Value) -> Result<T, Diagnostics>,
        ) -> Result<T, FunctionError> {
            let index = self.next;
            self.next += 1;
            read(self.values.get(index).unwrap_or(&Value::Null))
                .map_err(|errors| FunctionError::from(errors).at_index(index))
        }
    }
}
