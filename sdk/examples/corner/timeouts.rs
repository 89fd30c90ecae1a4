//! `framework_timeouts`: a duration for an operation, as users write it.

use tfplugin_framework::{Model, Resource};

use crate::{Client, in_state::in_state};

pub struct Timeouts;

/// The framework knows an attribute of this name: it refuses what is no duration, and sets the deadline of the
/// operation's context. What the user wrote is kept as it is.
#[derive(Clone, Debug, Model)]
pub struct TimeoutsModel {
    timeouts: Option<Operations>,
}

#[derive(Clone, Debug, Model)]
pub struct Operations {
    /// How long creating may take: a number and a unit, such as `30s` or `2h45m`. Units are `s`, `m` and `h`.
    create: Option<String>,
}

impl Resource for Timeouts {
    type Client = Client;
    type Model = TimeoutsModel;

    const NAME: &'static str = "framework_timeouts";

    in_state!(TimeoutsModel: create, read, update, delete);
}
