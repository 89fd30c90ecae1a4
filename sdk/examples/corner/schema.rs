//! `framework_schema`: one attribute or block of each kind, in a managed resource and in an ephemeral one.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::{
    Context, Diagnostics, EphemeralResource, Model, Number, Opened, Resource, Value,
    model::{Object, Set},
};

use crate::{Client, in_state::in_state};

pub struct Schema;

/// Stores what it is given. `Option` makes an attribute optional, the type inside says the rest; a nested model is a
/// nested attribute, or a block where the field says so.
#[derive(Clone, Debug, Model)]
pub struct SchemaModel {
    pub bool_attribute: Option<bool>,
    /// A value of any type, which travels with its type.
    pub dynamic_attribute: Option<Value>,
    pub float32_attribute: Option<f32>,
    pub float64_attribute: Option<f64>,
    pub int32_attribute: Option<i32>,
    pub int64_attribute: Option<i64>,
    /// An `Option` inside a collection allows null for an element.
    pub list_attribute: Option<Vec<Option<String>>>,
    pub list_nested_attribute: Option<Vec<ListNestedAttribute>>,
    pub map_attribute: Option<BTreeMap<String, Option<String>>>,
    pub map_nested_attribute: Option<BTreeMap<String, MapNestedAttribute>>,
    /// A number of any size and precision.
    pub number_attribute: Option<Number>,
    /// An object of which the user has to write each attribute.
    pub object_attribute: Option<Object<ObjectAttribute>>,
    pub object_attribute_with_dynamic: Option<Object<WithDynamic>>,
    pub set_attribute: Option<BTreeSet<Option<String>>>,
    pub set_nested_attribute: Option<Set<SetNestedAttribute>>,
    pub single_nested_attribute: Option<SingleNestedAttribute>,
    pub single_nested_attribute_with_dynamic: Option<WithDynamic>,
    pub string_attribute: Option<String>,
    #[model(block)]
    pub list_nested_block: Vec<ListNestedBlock>,
    #[model(block)]
    pub set_nested_block: Set<SetNestedBlock>,
    #[model(block)]
    pub single_nested_block: Option<SingleNestedBlock>,
    #[model(block)]
    pub single_nested_block_with_dynamic: Option<WithDynamic>,
}

#[derive(Clone, Debug, Model)]
pub struct ListNestedAttribute {
    pub list_nested_attribute_attribute: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct MapNestedAttribute {
    pub map_nested_attribute_attribute: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct ObjectAttribute {
    pub object_attribute_attribute: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct SetNestedAttribute {
    pub set_nested_attribute_attribute: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct SingleNestedAttribute {
    pub single_nested_attribute_attribute: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct ListNestedBlock {
    pub list_nested_block_attribute: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct SetNestedBlock {
    pub set_nested_block_attribute: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct SingleNestedBlock {
    pub single_nested_block_attribute: Option<String>,
}

#[derive(Clone, Debug, Model)]
pub struct WithDynamic {
    pub dynamic_attribute: Option<Value>,
}

impl Resource for Schema {
    type Client = Client;
    type Model = SchemaModel;

    const NAME: &'static str = "framework_schema";

    in_state!(SchemaModel: create, read, update, delete);
}

/// The same, opened instead of stored. Kinds have their own names: both types are called alike.
impl EphemeralResource for Schema {
    type Client = Client;
    type Model = SchemaModel;

    const NAME: &'static str = "framework_schema";

    async fn open(
        &self,
        _: &Context,
        _: &Client,
        config: SchemaModel,
    ) -> Result<Opened<SchemaModel>, Diagnostics> {
        Ok(Opened::new(config))
    }
}
