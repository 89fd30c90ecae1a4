//! Derive macros of `tfplugin-framework-rs`; use them through that crate.
//!
//! `#[derive(Model)]` goes three steps: `parse` reads the struct and its attributes, `check` refuses what Terraform
//! forbids, `expand` writes the code.

mod arguments;
mod check;
mod expand;
mod parse;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a Terraform model of a struct: its schema, its reading and writing, and a twin `{Name}Plan` in which every
/// attribute may be null or unknown.
///
/// Doc comments become descriptions (Markdown). A field is required unless its type is `Option<...>`, which makes it
/// optional. `#[model(...)]` on a field says more:
///
/// | key | meaning |
/// |---|---|
/// | `required` | the user must set it; said by a type that is not an `Option`, and by this key of a write-only one |
/// | `optional` | the user may set it; said by `Option<...>` |
/// | `computed` | only the provider sets it; needs `Option<...>`, because it may be unknown when `apply` starts |
/// | `optional, computed` | the user may set it, otherwise the provider does |
/// | `default = expr` | taken when the user sets nothing; a string literal, or an expression of the field's type |
/// | `sensitive` | Terraform hides the value in its output; said by `Sensitive<...>` |
/// | `write_only` | never stored in plan or state; said by `Option<WriteOnly<...>>` |
/// | `requires_replace` | a change replaces the resource |
/// | `requires_replace_if = expr` | a change replaces the resource if `fn(&AttributeChange) -> bool` says so |
/// | `stable` | computed: keeps its value once known |
/// | `stable_unless = expr` | computed: keeps its value unless `fn(&AttributeChange) -> bool` says that it may change |
/// | `depends_on(a, b)` | computed: unknown only if one of these fields changes |
/// | `never_null` | a computed value will not be null, which a plan says while it is unknown |
/// | `prefix = expr` | a computed text will begin with this (and so is not null), which a plan says while it is unknown |
/// | `equivalent = path` | `fn(&Value, &Value) -> bool`: whether two values mean the same, in configuration and answers |
/// | `equivalent_results = path` | the same for answers only: another spelling in the configuration is an update |
/// | `plan = expr` | a `PlanModifier`, or `fn(&mut AttributeChange)`; may be repeated |
/// | `validate = expr` | a `Validator`; may be repeated |
/// | `deprecated = "..."` | why not to use it any more, and what to use instead |
/// | `name = "..."` | its name in HCL, where the field's name is not it |
/// | `block` | a nested block instead of a nested attribute; with `min_items = n`, `max_items = n` |
/// | `block, computed` | where the user writes no such block the provider makes them (Terraform 1.16); all inside is computed |
/// | `flatten` | the attributes of the model that the field's type is stand beside the others, without a name around them |
/// | `conflicts_with(a, b)` | if this is set, none of those may be |
/// | `requires(a, b)` | if this is set, all of those must be |
/// | `at_least_sum_of(a, b)`, `at_most_sum_of`, `equals_sum_of` | how this number relates to the sum of those |
///
/// On the struct: `#[model(plan = "Name")]` names the twin, `#[model(deprecated = "...")]` deprecates the whole. Rules
/// about several fields, each as often as needed:
///
/// | key | meaning |
/// |---|---|
/// | `exactly_one_of(a, b)` | one of these must be set, and no more than one |
/// | `at_least_one_of(a, b)` | one of these must be set |
/// | `conflicting(a, b)` | at most one of these may be set |
/// | `required_together(a, b)` | all of these must be set, or none |
/// | `prefer_write_only(a, b)` | a warning if `a` is set, because `b` does the same and is not stored |
#[proc_macro_derive(Model, attributes(model))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    match parse::model(&input) {
        Ok(model) => {
            // The code is written in any case: without it each use of the model would be one more error.
            let mut code = expand::model(&model);
            code.extend(check::model(&model).err().map(syn::Error::into_compile_error));
            code.into()
        }
        Err(error) => error.into_compile_error().into(),
    }
}

/// Makes the arguments of a function of a struct: a parameter for each field, with its doc comment as description, and
/// a constant for each (`Self::FIELD`) by which errors name it. The struct's doc comment documents the function.
///
/// `#[argument(variadic)]` on the last field, a `Vec<T>`, takes any number of further arguments.
#[proc_macro_derive(Arguments, attributes(argument))]
pub fn derive_arguments(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    arguments::derive(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
