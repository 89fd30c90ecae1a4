//! A change that is being planned.

use crate::{model::Model, value::Path};

/// The plan of a create or update, to look at and adjust.
#[derive(Debug)]
pub struct Change<'a, M: Model> {
    /// What Terraform has stored; `None` on create.
    pub prior: Option<&'a M>,
    /// What the user wrote.
    pub config: &'a M::Plan,
    /// What will be planned. Values that the user wrote may not be altered here: Terraform refuses that.
    pub planned: M::Plan,
    /// Attributes whose change replaces the resource, beside those marked in the model. Those that do not change are
    /// left out of the answer.
    pub replace: Vec<Path>,
}
