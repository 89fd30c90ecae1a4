//! Terraform's own consistency rules.
//!
//! Each function takes what Terraform would take and gives every violation; an answer without one is an answer that
//! Terraform accepts.

mod violation;

pub use violation::{Rule, Violation};

use crate::{
    function::Signature,
    schema::Schema,
    value::{Path, Value},
};

/// Checks the plan of a create (`prior` null) or update.
pub fn plan(
    _schema: &Schema,
    _prior: &Value,
    _config: &Value,
    _planned: &Value,
    _replace: &[Path],
) -> Vec<Violation> {
    Vec::new()
}

/// Checks the plan of a destroy.
pub fn destroy_plan(_planned: &Value) -> Vec<Violation> {
    Vec::new()
}

/// Checks the state after a create, update or (both `planned` and `new` null) delete.
pub fn apply(_schema: &Schema, _prior: &Value, _planned: &Value, _new: &Value) -> Vec<Violation> {
    Vec::new()
}

/// Checks a refreshed state; null says that the object is gone.
pub fn read(_schema: &Schema, _new: &Value) -> Vec<Violation> {
    Vec::new()
}

/// Checks an imported state.
pub fn import(_schema: &Schema, _imported: &Value) -> Vec<Violation> {
    Vec::new()
}

/// Checks a state that was brought to the present schema version.
pub fn upgrade(_schema: &Schema, _upgraded: &Value) -> Vec<Violation> {
    Vec::new()
}

/// Checks what a data source read.
pub fn data_source(_schema: &Schema, _result: &Value) -> Vec<Violation> {
    Vec::new()
}

/// Checks what a function gave for these arguments.
pub fn function(_signature: &Signature, _arguments: &[Value], _result: &Value) -> Vec<Violation> {
    Vec::new()
}
