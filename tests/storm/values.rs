//! Values as a client of the plugin protocol makes them: whole objects of a schema's type.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};
use tfplugin_framework::{
    Type, Value,
    wire::{json, msgpack},
};

use crate::plugin::proto::tfplugin6::{self as tf, schema::object::NestingMode};

/// What is known of a block or nested object: its type, and who sets what.
pub(crate) struct Shape {
    pub(crate) ty: Type,
    computed: BTreeMap<String, bool>,
    nested: BTreeMap<String, Shape>,
    /// Attributes that hold several objects.
    collections: BTreeSet<String>,
}

impl Shape {
    /// Of a schema without blocks.
    pub(crate) fn of(schema: Option<&tf::Schema>) -> Self {
        let block = schema.and_then(|schema| schema.block.as_ref()).expect("a block");
        assert!(block.block_types.is_empty(), "the provider's schemas have nested attributes, not blocks");
        Self::of_attributes(&block.attributes)
    }

    fn of_attributes(attributes: &[tf::schema::Attribute]) -> Self {
        let mut types = BTreeMap::new();
        let mut nested = BTreeMap::new();
        let mut collections = BTreeSet::new();
        for attribute in attributes {
            let ty = match &attribute.nested_type {
                None => Type::from_json(&attribute.r#type).expect("a type"),
                Some(object) => {
                    let shape = Self::of_attributes(&object.attributes);
                    let ty = shape.ty.clone();
                    let collection: fn(Type) -> Type = match object.nesting() {
                        NestingMode::Single => {
                            nested.insert(attribute.name.clone(), shape);
                            |ty| ty
                        }
                        NestingMode::List => Type::list,
                        NestingMode::Set => Type::set,
                        NestingMode::Map => Type::map,
                        NestingMode::Invalid => panic!("{} is nested in no way", attribute.name),
                    };
                    if object.nesting() != NestingMode::Single {
                        collections.insert(attribute.name.clone());
                    }
                    collection(ty)
                }
            };
            types.insert(attribute.name.clone(), ty);
        }
        let computed =
            attributes.iter().map(|attribute| (attribute.name.clone(), attribute.computed)).collect();
        Self { ty: Type::object(types), computed, nested, collections }
    }

    /// The value that `config` writes; what it leaves out is null.
    pub(crate) fn configured(&self, config: &Json) -> Value {
        let whole = whole(config, &self.ty).to_string();
        json::decode(whole.as_bytes(), &self.ty).expect("a value of the schema's type")
    }

    /// What Terraform proposes: the configuration, and what is stored where it leaves computed things out.
    pub(crate) fn proposed(&self, prior: &Value, config: &Value) -> Value {
        if prior.is_null() || config.is_null() {
            return config.clone();
        }
        let attributes = config.as_entries().expect("an object").iter().map(|(name, configured)| {
            let stored = prior.entry(name).unwrap_or(&Value::Null);
            let proposed = match self.nested.get(name) {
                _ if configured.is_null() && self.computed[name] => stored.clone(),
                Some(shape) => shape.proposed(stored, configured),
                None => {
                    // Terraform would match their elements with those that are stored.
                    assert!(configured.is_null() || !self.collections.contains(name), "{name}");
                    configured.clone()
                }
            };
            (name.clone(), proposed)
        });
        Value::object(attributes)
    }

    pub(crate) fn encoded(&self, value: &Value) -> Option<tf::DynamicValue> {
        let msgpack = msgpack::encode(value, &self.ty).expect("a value of the schema's type");
        Some(tf::DynamicValue { msgpack, json: Vec::new() })
    }

    pub(crate) fn decoded(&self, message: Option<&tf::DynamicValue>) -> Value {
        message.map_or(Value::Null, |message| {
            msgpack::decode(&message.msgpack, &self.ty).expect("a value of the schema's type")
        })
    }
}

fn whole(json: &Json, ty: &Type) -> Json {
    match (json, ty) {
        (Json::Object(members), Type::Object(attributes)) => {
            let all = attributes.iter().map(|(name, ty)| {
                (name.clone(), members.get(name).map_or(Json::Null, |member| whole(member, ty)))
            });
            Json::Object(all.collect::<Map<_, _>>())
        }
        _ => json.clone(),
    }
}
