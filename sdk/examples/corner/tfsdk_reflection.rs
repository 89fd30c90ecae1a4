//! `framework_tfsdk_reflection`: configured and computed twins of many kinds.

use std::collections::BTreeMap;

use tfplugin_framework::{
    Context, Diagnostics, Model, Resource, Saved, Value,
    model::{Object, Set},
};

use crate::{Client, in_state::in_state};

pub struct TfsdkReflection;

/// What is computed is set once and then `stable`: an update of everything configured leaves it known.
#[derive(Clone, Debug, Model)]
pub struct ReflectionModel {
    config_bool: bool,
    config_dynamic: Value,
    config_float64: f64,
    config_int64: i64,
    config_list: Vec<String>,
    config_map: BTreeMap<String, String>,
    config_map_nested: BTreeMap<String, Configured>,
    config_object: Object<Configured>,
    config_single_nested: Configured,
    config_string: String,
    #[model(computed, stable)]
    computed_bool: Option<bool>,
    #[model(computed, stable)]
    computed_dynamic: Option<Value>,
    #[model(computed, stable)]
    computed_float64: Option<f64>,
    #[model(computed, stable)]
    computed_int64: Option<i64>,
    #[model(computed, stable)]
    computed_list: Option<Vec<String>>,
    #[model(computed, stable)]
    computed_map: Option<BTreeMap<String, String>>,
    #[model(computed, stable)]
    computed_map_nested: Option<BTreeMap<String, Computed>>,
    #[model(computed, stable)]
    computed_object: Option<Object<Computed>>,
    #[model(computed, stable)]
    computed_single_nested: Option<Computed>,
    #[model(computed, stable)]
    computed_string: Option<String>,
    #[model(block)]
    config_set_nested_block: Set<Configured>,
    /// A user writes empty blocks, and the provider fills them.
    #[model(block)]
    computed_list_nested_block: Vec<StableComputed>,
}

#[derive(Clone, Debug, Model)]
pub struct Configured {
    nested_string: String,
}

#[derive(Clone, Debug, Model)]
pub struct Computed {
    #[model(computed)]
    nested_string: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct StableComputed {
    #[model(computed, stable)]
    nested_string: Option<String>,
}

impl Resource for TfsdkReflection {
    type Client = Client;
    type Model = ReflectionModel;

    const NAME: &'static str = "framework_tfsdk_reflection";

    async fn create(
        &self,
        _: &Context,
        _: &Client,
        plan: ReflectionModel,
        _: &Saved<ReflectionModel>,
    ) -> Result<ReflectionModel, Diagnostics> {
        let computed = |text: &str| Computed { nested_string: Some(text.to_owned()) };
        let block = |text: &str| StableComputed { nested_string: Some(text.to_owned()) };
        let entries = [("key6", "val6"), ("key7", "val7")];
        Ok(ReflectionModel {
            computed_bool: Some(true),
            computed_dynamic: Some("dynamic string".into()),
            computed_float64: Some(1.2),
            computed_int64: Some(100),
            computed_list: Some(["computed", "list"].map(str::to_owned).into()),
            computed_map: Some(entries.map(|(key, value)| (key.to_owned(), value.to_owned())).into()),
            computed_map_nested: Some(entries.map(|(key, value)| (key.to_owned(), computed(value))).into()),
            computed_object: Some(computed("computed string").into()),
            computed_single_nested: Some(computed("computed string")),
            computed_string: Some("computed string".to_owned()),
            computed_list_nested_block: ["computed string one", "computed string two"].map(block).into(),
            ..plan
        })
    }

    in_state!(ReflectionModel: read, update, delete);
}
