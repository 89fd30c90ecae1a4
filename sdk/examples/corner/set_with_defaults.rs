//! `framework_set_nested_attribute_with_defaults` and `framework_set_nested_block_with_defaults`: what a user leaves
//! out of an element of a set.

use tfplugin_framework::{Model, Resource, model::Set};

use crate::{Client, in_state::in_state};

pub struct AttributeWithDefaults;
pub struct BlockWithDefaults;

#[derive(Clone, Debug, Model)]
pub struct AttributeModel {
    set: Set<Element>,
}

#[derive(Clone, Debug, Model)]
pub struct BlockModel {
    #[model(block)]
    set: Set<Element>,
}

/// Elements that say nothing of an attribute have its default, in the first plan and in each one after.
#[derive(Clone, Debug, Model)]
pub struct Element {
    #[model(optional, computed, default = "zero")]
    value: Option<String>,
    #[model(optional, computed, default = "this is a default")]
    default_value: Option<String>,
}

impl Resource for AttributeWithDefaults {
    type Client = Client;
    type Model = AttributeModel;

    const NAME: &'static str = "framework_set_nested_attribute_with_defaults";

    in_state!(AttributeModel: create, read, update, delete);
}

impl Resource for BlockWithDefaults {
    type Client = Client;
    type Model = BlockModel;

    const NAME: &'static str = "framework_set_nested_block_with_defaults";

    in_state!(BlockModel: create, read, update, delete);
}
