//! `framework_writeonce`: a secret that is needed to create, and never again.

use tfplugin_framework::{
    Change, Context, Diagnostic, Diagnostics, Model, Path, Resource, Saved, model::WriteOnly,
};

use super::expect;
use crate::{Client, in_state::in_state};

pub struct WriteOnce;

#[derive(Clone, Debug, Model)]
pub struct WriteOnceModel {
    #[model(requires_replace)]
    trigger_attr: String,
    writeonce_string: Option<WriteOnly<String>>,
}

impl Resource for WriteOnce {
    type Client = Client;
    type Model = WriteOnceModel;

    const NAME: &'static str = "framework_writeonce";

    /// Refuses a create without the secret; the second half of a replacement is one too.
    async fn plan(
        &self,
        _: &Context,
        _: Option<&Client>,
        change: &mut Change<'_, WriteOnceModel>,
    ) -> Result<(), Diagnostics> {
        if change.prior.is_none() && change.config.writeonce_string.expose().is_null() {
            let detail = "Must set a configuration value for the writeonce_string attribute when creating.";
            let error = Diagnostic::error("Attribute Required when Creating", detail);
            return Err(error.at(Path::of("writeonce_string")).into());
        }
        Ok(())
    }

    async fn create(
        &self,
        _: &Context,
        _: &Client,
        plan: WriteOnceModel,
        _: &Saved<WriteOnceModel>,
    ) -> Result<WriteOnceModel, Diagnostics> {
        let mut unexpected = Diagnostics::new();
        let wanted = "fakepassword".to_owned();
        expect(plan.writeonce_string.as_ref(), &wanted, Path::of("writeonce_string"), &mut unexpected);
        if unexpected.is_empty() { Ok(plan) } else { Err(unexpected) }
    }

    in_state!(WriteOnceModel: read, update, delete);
}
