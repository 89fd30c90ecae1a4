//! `framework_timetypes`: times and durations.

use tfplugin_framework::{Model, Resource};

use crate::{
    Client,
    in_state::in_state,
    text::{GoDuration, Rfc3339},
};

pub struct TimeTypes;

#[derive(Clone, Debug, Model)]
pub struct TimeTypesModel {
    go_duration: Option<GoDuration>,
    rfc3339: Option<Rfc3339>,
}

impl Resource for TimeTypes {
    type Client = Client;
    type Model = TimeTypesModel;

    const NAME: &'static str = "framework_timetypes";

    in_state!(TimeTypesModel: create, read, update, delete);
}
