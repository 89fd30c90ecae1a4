//! `framework_deferred_action` and `framework_deferred_action_plan_modification`: putting off what cannot be said yet.

use tfplugin_framework::{Attr, Change, Context, Deferral, Diagnostic, Diagnostics, Import, Model, Resource};

use crate::{Client, in_state::in_state};

/// Two types of the same code; they differ in what happens while the provider's configuration is unknown: one is put
/// off as it is, the other is planned all the same.
pub struct DeferredAction<const PLANS_WITHOUT_PROVIDER: bool>;

#[derive(Clone, Debug, Model)]
pub struct DeferredActionModel {
    id: Option<String>,
    modify_plan_deferral: Option<bool>,
    read_deferral: Option<bool>,
}

impl<const PLANS_WITHOUT_PROVIDER: bool> Resource for DeferredAction<PLANS_WITHOUT_PROVIDER> {
    type Client = Client;
    type Model = DeferredActionModel;

    const NAME: &'static str = if PLANS_WITHOUT_PROVIDER {
        "framework_deferred_action_plan_modification"
    } else {
        "framework_deferred_action"
    };
    const PLANS_WITHOUT_PROVIDER: bool = PLANS_WITHOUT_PROVIDER;

    async fn plan(
        &self,
        ctx: &Context,
        _: Option<&Client>,
        change: &mut Change<'_, DeferredActionModel>,
    ) -> Result<(), Diagnostics> {
        if change.planned.id.is_known_and(|id| id != "test_id") {
            return Err(Diagnostic::error("invalid id value", "id should be test_id").into());
        }
        if change.planned.modify_plan_deferral == Attr::Known(true) && ctx.deferral_allowed() {
            ctx.defer(Deferral::ResourceConfigUnknown);
        }
        Ok(())
    }

    async fn read(
        &self,
        ctx: &Context,
        _: &Client,
        state: DeferredActionModel,
    ) -> Result<Option<DeferredActionModel>, Diagnostics> {
        if state.read_deferral == Some(true) && ctx.deferral_allowed() {
            ctx.defer(Deferral::ResourceConfigUnknown);
        }
        Ok(Some(state))
    }

    async fn import(
        &self,
        ctx: &Context,
        _: &Client,
        id: &str,
    ) -> Result<Import<DeferredActionModel>, Diagnostics> {
        if id == "deferral-id" && ctx.deferral_allowed() {
            ctx.defer(Deferral::ResourceConfigUnknown);
        }
        Ok(Import::State(DeferredActionModel {
            id: Some(id.to_owned()),
            modify_plan_deferral: None,
            read_deferral: None,
        }))
    }

    in_state!(DeferredActionModel: create, update, delete);
}
