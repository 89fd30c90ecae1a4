//! Bodies in which every member that a model has, and that the schema takes, has a value.
//!
//! The model says which members there are: serde hands their names to whoever deserializes it. The schema says which
//! values they take.

use std::collections::BTreeSet;

use serde::de::{self, DeserializeOwned, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::schema::Schema;

/// Makes values of a model. Each seed gives others.
pub(crate) struct Generator<'s> {
    pub schema: &'s Schema,
    seed: u64,
    /// Members of the model that the schema does not have, by path.
    pub foreign: BTreeSet<String>,
}

impl<'s> Generator<'s> {
    pub(crate) fn new(schema: &'s Schema, seed: u64) -> Self {
        Self { schema, seed, foreign: BTreeSet::new() }
    }

    /// A value of the model whose schema is that of the resource.
    pub(crate) fn model<T: DeserializeOwned>(&mut self, resource: &str) -> T {
        let schema = self.schema.resource(resource);
        T::deserialize(Place { generator: self, schema, path: String::new() }).unwrap()
    }

    fn below(&mut self, bound: u64) -> u64 {
        // Knuth's linear congruential generator.
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % bound
    }
}

/// A member to fill.
struct Place<'g, 's> {
    generator: &'g mut Generator<'s>,
    schema: &'s Value,
    path: String,
}

impl<'s> Place<'_, 's> {
    /// The alternative of the schema that has this type, or that takes a value of any.
    fn of_type(&self, name: &str) -> &'s Value {
        let choices = self.generator.schema.resolve(self.schema);
        let takes_any = |choice: &Value| choice.as_object().is_some_and(serde_json::Map::is_empty);
        let found = choices.into_iter().find(|choice| choice["type"] == name || takes_any(choice));
        found.unwrap_or_else(|| panic!("{}: the schema has no {name} here", self.path))
    }

    fn text(&mut self) -> String {
        let schema = self.of_type("string");
        if let Some(words) = schema["enum"].as_array() {
            let chosen = self.generator.below(words.len() as u64) as usize;
            return words[chosen].as_str().unwrap().to_owned();
        }
        let number = self.generator.below(200);
        match self.path.rsplit('.').next().unwrap_or_default() {
            "dnsServiceIP" => format!("10.0.{number}.10"),
            "podCidr" | "serviceCidr" => format!("10.{number}.0.0/16"),
            _ => format!("n{number}"),
        }
    }

    fn number(&mut self, name: &str) -> f64 {
        let schema = self.of_type(name);
        let least = schema["minimum"].as_f64().unwrap_or(1.0);
        let most = schema["maximum"].as_f64().unwrap_or(least + 50.0);
        (least + self.generator.below(1000) as f64 / 999.0 * (most - least)).floor()
    }
}

impl<'de, 's> de::Deserializer<'de> for Place<'_, 's> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        panic!("{}: a kind of value that no model had so far", self.path)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_string<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_string(self.text())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_bool(self.generator.below(2) == 1)
    }

    fn deserialize_i64<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_i64(self.number("integer") as i64)
    }

    fn deserialize_f64<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_f64(self.number("number"))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let schema = &self.of_type("array")["items"];
        let left = 1 + self.generator.below(2);
        visitor.visit_seq(Items { generator: self.generator, schema, path: self.path, left })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let schema = &self.of_type("object")["additionalProperties"];
        let names = vec![("key", schema)];
        visitor.visit_map(Members { generator: self.generator, names, next: None, path: self.path })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let schema = self.of_type("object");
        let mut names = Vec::new();
        for field in fields {
            match schema["properties"].get(field) {
                Some(schema) => names.push((*field, schema)),
                None => drop(self.generator.foreign.insert(format!("{}.{field}", self.path))),
            }
        }
        visitor.visit_map(Members { generator: self.generator, names, next: None, path: self.path })
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct enum identifier
        ignored_any
    }
}

struct Items<'g, 's> {
    generator: &'g mut Generator<'s>,
    schema: &'s Value,
    path: String,
    left: u64,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = de::value::Error;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Self::Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let place =
            Place { generator: &mut *self.generator, schema: self.schema, path: format!("{}[]", self.path) };
        seed.deserialize(place).map(Some)
    }
}

struct Members<'g, 's> {
    generator: &'g mut Generator<'s>,
    names: Vec<(&'static str, &'s Value)>,
    next: Option<(&'static str, &'s Value)>,
    path: String,
}

impl<'de> MapAccess<'de> for Members<'_, '_> {
    type Error = de::value::Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        self.next = self.names.pop();
        self.next.map(|(name, _)| seed.deserialize(name.into_deserializer())).transpose()
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        let (name, schema) = self.next.take().unwrap();
        let path = format!("{}.{name}", self.path);
        seed.deserialize(Place { generator: &mut *self.generator, schema, path })
    }
}
