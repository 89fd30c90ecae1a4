//! Random schemas, configurations and results. Names and texts are few, so that values often coincide.

use crate::{
    plan::{
        fixture::*,
        shape::{Child, Level, Role, each_object, member, set_of},
    },
    schema::{Attribute, AttributeKind, Block, BlockNesting, Mode, NestedBlock, Nesting, Schema},
    value::{Type, Value},
};

/// A source of choices: the same seed makes the same choices.
pub(super) struct Random(u64);

/// In sets every element has an attribute of this name and a value of its own for it: elements that become equal when
/// they are completed would be one element, which is the user's mistake and not the plan's.
const KEY: &str = "key";

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// True once in `n`.
    pub(super) fn chance(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize].clone()
    }

    pub(super) fn schema(&mut self) -> Schema {
        Schema { version: 0, block: self.block(2, false) }
    }

    fn block(&mut self, depth: u64, in_set: bool) -> Block {
        let mut block = Block { attributes: self.attributes(depth, in_set), ..Block::default() };
        if depth > 0 && self.chance(2) {
            let all = [
                BlockNesting::Single,
                BlockNesting::Group,
                BlockNesting::List,
                BlockNesting::Set,
                BlockNesting::Map,
            ];
            let nesting = self.pick(&all);
            let inside = self.block(depth - 1, in_set || nesting == BlockNesting::Set);
            let name = "block".to_owned();
            block.blocks.push(NestedBlock {
                name,
                nesting,
                block: inside,
                min_items: 0,
                max_items: 0,
                computed: false,
            });
        }
        block
    }

    fn attributes(&mut self, depth: u64, in_set: bool) -> Vec<Attribute> {
        let names: Vec<&str> = ["a", "b", "c", "d", "e"].into_iter().filter(|_| self.chance(2)).collect();
        let mut attributes: Vec<_> = names.iter().map(|name| self.attribute(name, depth, in_set)).collect();
        for attribute in &mut attributes {
            if is_filled(attribute) && self.chance(3) && !names.is_empty() {
                let other = self.pick(&names);
                attribute.behavior.depends_on.push(other.to_owned());
            }
        }
        if in_set {
            attributes.push(required(KEY, STRING));
        }
        attributes
    }

    fn attribute(&mut self, name: &str, depth: u64, in_set: bool) -> Attribute {
        let kind = self.kind(depth, in_set);
        let plain = matches!(kind, AttributeKind::Plain(Type::String));
        let mut attribute = match self.below(4) {
            0 => required(name, kind),
            1 => optional(name, kind),
            2 => either(name, kind),
            _ => computed(name, kind),
        };
        attribute.behavior.stable = is_filled(&attribute) && self.chance(3);
        attribute.behavior.requires_replace = self.chance(4);
        if plain && self.chance(3) {
            attribute = attribute.ignoring_case();
        }
        if plain && attribute.mode == Mode::OptionalComputed && self.chance(2) {
            attribute = attribute.default("x");
        }
        if attribute.mode == Mode::Optional && !in_set && !has_set(&attribute) && self.chance(6) {
            attribute = attribute.write_only();
        }
        attribute
    }

    fn kind(&mut self, depth: u64, in_set: bool) -> AttributeKind {
        match self.below(if depth == 0 { 6 } else { 9 }) {
            0 | 1 => STRING.into(),
            2 => NUMBER.into(),
            3 => Type::list(STRING).into(),
            4 => Type::set(STRING).into(),
            5 => Type::map(NUMBER).into(),
            _ => {
                let nesting = self.pick(&[Nesting::Single, Nesting::List, Nesting::Set, Nesting::Map]);
                let attributes = self.attributes(depth - 1, in_set || nesting == Nesting::Set);
                nested(nesting, attributes)
            }
        }
    }

    /// A configuration without unknown values.
    pub(super) fn config(&mut self, schema: &Schema) -> Value {
        self.configured(Level::of(&schema.block))
    }

    fn configured(&mut self, level: Level<'_>) -> Value {
        level.object(|child| match child.role {
            Role::Attribute(attribute) => match attribute.mode {
                Mode::Computed => Value::Null,
                Mode::Optional | Mode::OptionalComputed if self.chance(2) => Value::Null,
                _ => self.held(child, &mut Self::configured),
            },
            Role::Block(block) if block.nesting == BlockNesting::Single && self.chance(2) => Value::Null,
            Role::Block(_) => self.held(child, &mut Self::configured),
        })
    }

    /// A value for a child, with objects made by `object`.
    fn held(&mut self, child: Child<'_>, object: &mut dyn FnMut(&mut Self, Level<'_>) -> Value) -> Value {
        let Some((nesting, level)) = child.inside else {
            return match child.as_attribute().map(|attribute| &attribute.kind) {
                Some(AttributeKind::Plain(ty)) => self.value(ty),
                _ => Value::Null,
            };
        };
        let count = self.below(4);
        match nesting {
            Nesting::Single => object(self, level),
            Nesting::List => Value::list((0..count).map(|_| object(self, level))),
            Nesting::Map => Value::map((0..count).map(|key| (format!("k{key}"), object(self, level)))),
            Nesting::Set => set_of((0..count).map(|key| keyed(object(self, level), key)).collect()),
        }
    }

    fn value(&mut self, ty: &Type) -> Value {
        let count = self.below(3);
        match ty {
            Type::Number => (self.below(3) as i64).into(),
            Type::List(inner) => Value::list((0..count).map(|_| self.value(inner))),
            Type::Set(inner) => set_of((0..count).map(|_| self.value(inner)).collect()),
            Type::Map(inner) => Value::map((0..count).map(|key| (format!("k{key}"), self.value(inner)))),
            _ => self.pick(&["x", "X", "y", "Y"]).into(),
        }
    }

    /// The configuration with some values unknown.
    pub(super) fn partly_unknown(&mut self, schema: &Schema, config: &Value) -> Value {
        self.partly_unknown_object(Level::of(&schema.block), config)
    }

    fn partly_unknown_object(&mut self, level: Level<'_>, config: &Value) -> Value {
        if config.is_null() {
            return Value::Null;
        }
        level.object(|child| {
            let value = member(config, child.name);
            let collection = !child.holds_one() || child.as_attribute().is_some();
            if !value.is_null() && collection && child.name != KEY && self.chance(5) {
                return Value::unknown();
            }
            match child.inside {
                Some((nesting, inner)) => {
                    each_object(nesting, value, |object| self.partly_unknown_object(inner, object))
                }
                None => value.clone(),
            }
        })
    }

    /// What a provider answers that keeps to the plan: the unknown filled in, and what means the same written in
    /// upper or lower case as it likes.
    pub(super) fn result(&mut self, schema: &Schema, planned: &Value) -> Value {
        self.result_object(Level::of(&schema.block), planned)
    }

    fn result_object(&mut self, level: Level<'_>, planned: &Value) -> Value {
        if planned.is_null() {
            return Value::Null;
        }
        level.object(|child| {
            let planned = member(planned, child.name);
            if child.is_write_only() {
                return Value::Null;
            }
            if planned.is_unknown() {
                return if self.chance(5) { Value::Null } else { self.held(child, &mut Self::made) };
            }
            let respelled =
                child.as_attribute().is_some_and(|attribute| attribute.behavior.equivalent.is_some());
            match (child.inside, planned.as_str()) {
                (Some((nesting, inner)), _) => in_another_order(each_object(nesting, planned, |object| {
                    self.result_object(inner, object)
                })),
                (None, Some(text)) if respelled && self.chance(2) => text.to_uppercase().into(),
                (None, _) => planned.clone(),
            }
        })
    }

    /// An object that the provider made up.
    fn made(&mut self, level: Level<'_>) -> Value {
        level.object(|child| {
            let absent = child.is_write_only() || child.as_attribute().is_some() && self.chance(4);
            if absent { Value::Null } else { self.held(child, &mut Self::made) }
        })
    }
}

fn in_another_order(held: Value) -> Value {
    match held {
        Value::Set(mut elements) => {
            elements.reverse();
            Value::Set(elements)
        }
        other => other,
    }
}

/// Whether the provider may fill it in.
fn is_filled(attribute: &Attribute) -> bool {
    matches!(attribute.mode, Mode::Computed | Mode::OptionalComputed)
}

fn has_set(attribute: &Attribute) -> bool {
    match &attribute.kind {
        AttributeKind::Plain(_) => false,
        AttributeKind::Nested(nesting, attributes) => {
            *nesting == Nesting::Set || attributes.iter().any(has_set)
        }
    }
}

fn keyed(object: Value, key: u64) -> Value {
    let Value::Object(mut members) = object else { return object };
    members.insert(KEY.to_owned(), format!("key-{key}").into());
    Value::Object(members)
}
