//! `framework_writeonce`: a secret that is needed to create, and never again.

use tfplugin_framework::{
    Context, Diagnostic, Diagnostics, Model, Path, Resource, Saved, model::WriteOnly, schema::AttributeChange,
};

use super::expect;
use crate::{Client, in_state::in_state};

pub struct WriteOnce;

#[derive(Clone, Debug, Model)]
pub struct WriteOnceModel {
    #[model(requires_replace)]
    trigger_attr: String,
    #[model(plan = required_on_create)]
    writeonce_string: Option<WriteOnly<String>>,
}

/// Also in the second half of a replacement, which is a create.
fn required_on_create(change: &mut AttributeChange<'_>) {
    if change.is_create() && change.config.is_null() {
        let detail = "Must set a configuration value for the writeonce_string attribute when creating.";
        change.report(Diagnostic::error("Attribute Required when Creating", detail));
    }
}

impl Resource for WriteOnce {
    type Client = Client;
    type Model = WriteOnceModel;

    const NAME: &'static str = "framework_writeonce";

    async fn create(
        &self,
        _: &Context,
        _: &Client,
        plan: WriteOnceModel,
        _: &Saved<WriteOnceModel>,
    ) -> Result<WriteOnceModel, Diagnostics> {
        let mut unexpected = Diagnostics::new();
        expect(&plan.writeonce_string, "fakepassword", Path::of("writeonce_string"), &mut unexpected);
        if unexpected.is_empty() { Ok(plan) } else { Err(unexpected) }
    }

    in_state!(WriteOnceModel: read, update, delete);
}
