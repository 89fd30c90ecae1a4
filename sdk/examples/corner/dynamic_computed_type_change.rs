//! `framework_dynamic_computed_type_change`: a computed attribute of any type, whose type changes too.

use tfplugin_framework::{Context, Diagnostics, Model, Resource, Saved, Value};

use crate::{Client, in_state::in_state};

pub struct DynamicComputedTypeChange;

/// While a change is planned, neither value nor type of what is computed are known.
#[derive(Clone, Debug, Model)]
pub struct DynamicModel {
    required_dynamic: Value,
    #[model(computed)]
    computed_dynamic_type_changes: Option<Value>,
}

impl Resource for DynamicComputedTypeChange {
    type Client = Client;
    type Model = DynamicModel;

    const NAME: &'static str = "framework_dynamic_computed_type_change";

    async fn create(
        &self,
        _: &Context,
        _: &Client,
        plan: DynamicModel,
        _: &Saved<DynamicModel>,
    ) -> Result<DynamicModel, Diagnostics> {
        Ok(DynamicModel { computed_dynamic_type_changes: Some(true.into()), ..plan })
    }

    async fn update(
        &self,
        _: &Context,
        _: &Client,
        _: DynamicModel,
        plan: DynamicModel,
        _: &Saved<DynamicModel>,
    ) -> Result<DynamicModel, Diagnostics> {
        Ok(DynamicModel { computed_dynamic_type_changes: Some(200.into()), ..plan })
    }

    in_state!(DynamicModel: read, delete);
}
