//! Checks of attribute values, for `#[model(validate = ...)]`.
//!
//! Each says in one half-sentence what is allowed ([`Validator::describe`]), which becomes part of the documentation
//! and of the error that Terraform shows. A validator sees only values that are wholly known and not null, and keeps
//! silent about values of another kind than it is for.
//!
//! ```
//! use std::collections::BTreeMap;
//! use tfplugin_framework::{Model, validators::{Combine as _, each, keys, length, matching, one_of, range}};
//!
//! #[derive(Clone, Debug, Model)]
//! pub struct NodePool {
//!     /// Its name.
//!     #[model(validate = length(1..=12).and(matching("must have lowercase letters only", |name| {
//!         name.bytes().all(|byte| byte.is_ascii_lowercase())
//!     })))]
//!     pub name: String,
//!     /// Most pods on a node.
//!     #[model(validate = range(10..=250))]
//!     pub max_pods: Option<u16>,
//!     /// What happens to nodes that Azure takes back.
//!     #[model(validate = one_of(["Delete", "Deallocate"]))]
//!     pub eviction_policy: Option<String>,
//!     /// Zones.
//!     #[model(validate = each(one_of(["1", "2", "3"])))]
//!     pub zones: Option<Vec<String>>,
//!     /// Labels.
//!     #[model(validate = keys(length(1..=63)))]
//!     pub labels: Option<BTreeMap<String, String>>,
//! }
//! ```

mod collection;
mod combine;
mod custom;
mod number;
mod one_of;
mod size;
mod text;

pub use collection::{Each, Keys, Unique, each, keys, unique};
pub use combine::{And, Combine, Or};
pub use custom::{Custom, custom};
pub use number::{End, NumberRange, range};
pub use one_of::{NoneOf, OneOf, none_of, one_of};
pub use size::{ByteLength, Length, Size, byte_length, length, size};
pub use text::{Matching, matching};

use crate::{
    diag::{Diagnostic, Diagnostics},
    schema::Validator,
    value::{Path, Value},
};

/// Says that the value at `path` is not what `validator` allows.
fn refuse(validator: &dyn Validator, found: &str, path: &Path, diagnostics: &mut Diagnostics) {
    let detail = format!("{path} {}, but it is {found}.", validator.describe());
    diagnostics.push(Diagnostic::error("Invalid attribute value", detail).at(path.clone()));
}

/// The value as a user would write it.
fn shown(value: &Value) -> String {
    match value.inner() {
        Value::String(text) => format!("{text:?}"),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        other => format!("a {}", other.kind_name()),
    }
}

#[cfg(test)]
mod tests;
