//! One view of blocks and nested attributes, and of values that may or may not be there.
//!
//! A nested block and a nested attribute hold objects in the same four ways; what differs is who may set them and
//! whether they may be null. [`Level`] and [`Child`] let each pass be written once for both.

use std::collections::BTreeMap;

use crate::{
    schema::{Attribute, AttributeKind, Block, BlockNesting, Equivalence, Mode, NestedBlock, Nesting},
    value::Value,
};

/// The attributes and blocks of one object.
#[derive(Clone, Copy)]
pub(crate) struct Level<'s> {
    attributes: &'s [Attribute],
    blocks: &'s [NestedBlock],
}

impl<'s> Level<'s> {
    /// The level of a block.
    pub(crate) fn of(block: &'s Block) -> Self {
        Self { attributes: &block.attributes, blocks: &block.blocks }
    }

    /// What an object of this level is made of: attributes first, then blocks, each in the schema's order.
    pub(crate) fn children(self) -> impl Iterator<Item = Child<'s>> {
        self.attributes.iter().map(Child::attribute).chain(self.blocks.iter().map(Child::block))
    }

    /// An object with `value` for every child.
    pub(crate) fn object(self, mut value: impl FnMut(Child<'s>) -> Value) -> Value {
        Value::Object(self.children().map(|child| (child.name.to_owned(), value(child))).collect())
    }
}

/// An attribute or nested block.
#[derive(Clone, Copy)]
pub(crate) struct Child<'s> {
    /// Its name.
    pub(crate) name: &'s str,
    /// What it is.
    pub(crate) role: Role<'s>,
    /// How it holds objects, if it holds any, and what they are made of.
    pub(crate) inside: Option<(Nesting, Level<'s>)>,
}

/// What a [`Child`] is.
#[derive(Clone, Copy)]
pub(crate) enum Role<'s> {
    /// An attribute, plain or nested.
    Attribute(&'s Attribute),
    /// A nested block.
    Block(&'s NestedBlock),
}

impl<'s> Child<'s> {
    fn attribute(attribute: &'s Attribute) -> Self {
        let inside = match &attribute.kind {
            AttributeKind::Plain(_) => None,
            AttributeKind::Nested(nesting, attributes) => Some((*nesting, Level { attributes, blocks: &[] })),
        };
        Self { name: &attribute.name, role: Role::Attribute(attribute), inside }
    }

    fn block(block: &'s NestedBlock) -> Self {
        let nesting = match block.nesting {
            BlockNesting::Single | BlockNesting::Group => Nesting::Single,
            BlockNesting::List => Nesting::List,
            BlockNesting::Set => Nesting::Set,
            BlockNesting::Map => Nesting::Map,
        };
        Self { name: &block.name, role: Role::Block(block), inside: Some((nesting, Level::of(&block.block))) }
    }

    /// The attribute; `None` for a block.
    pub(crate) fn as_attribute(self) -> Option<&'s Attribute> {
        match self.role {
            Role::Attribute(attribute) => Some(attribute),
            Role::Block(_) => None,
        }
    }

    /// Whether the provider may set it where the configuration is silent.
    pub(crate) fn is_computed(self) -> bool {
        match self.role {
            Role::Attribute(attribute) => is_computed(attribute),
            Role::Block(block) => block.computed,
        }
    }

    /// Whether it is never stored.
    pub(crate) fn is_write_only(self) -> bool {
        self.as_attribute().is_some_and(|attribute| attribute.write_only)
    }

    /// Whether what stands here, or a part of it, must not be shown.
    pub(crate) fn is_sensitive(self) -> bool {
        self.as_attribute().is_some_and(|attribute| attribute.sensitive)
            || self.inside.is_some_and(|(_, inner)| inner.children().any(Child::is_sensitive))
    }

    /// Whether it holds one object and not a collection of them.
    pub(crate) fn holds_one(self) -> bool {
        matches!(self.inside, Some((Nesting::Single, _)))
    }

    /// When two values of the attribute mean the same.
    pub(crate) fn equivalence(self) -> Option<Equivalence> {
        self.as_attribute().and_then(|attribute| attribute.behavior.equivalent)
    }

    /// Whether both values mean the same by the attribute's own measure. Only wholly known values have a meaning.
    pub(crate) fn is_equivalent(self, left: &Value, right: &Value) -> bool {
        self.equivalence().is_some_and(|equivalence| equivalence.same(left, right))
    }
}

/// Whether the provider may set the attribute where the configuration is silent.
pub(crate) fn is_computed(attribute: &Attribute) -> bool {
    matches!(attribute.mode, Mode::Computed | Mode::OptionalComputed)
}

static NULL: Value = Value::Null;

/// What stands under `name`. A null parent has null members, an unknown one unknown members.
pub(crate) fn member<'v>(value: &'v Value, name: &str) -> &'v Value {
    match value {
        Value::Object(members) | Value::Map(members) => members.get(name).unwrap_or(&NULL),
        Value::Unknown(_) => value,
        _ => &NULL,
    }
}

/// The element at `index` of a sequence; null where there is none.
pub(crate) fn element(value: &Value, index: usize) -> &Value {
    elements(value).get(index).unwrap_or(&NULL)
}

/// The elements of a list, tuple or set.
pub(crate) fn elements(value: &Value) -> &[Value] {
    value.as_elements().unwrap_or_default()
}

/// The members of an object or map.
pub(crate) fn members(value: &Value) -> Option<&BTreeMap<String, Value>> {
    value.as_entries()
}

/// The value with `change` applied to each object that it holds by `nesting`.
pub(crate) fn each_object(nesting: Nesting, value: &Value, mut change: impl FnMut(&Value) -> Value) -> Value {
    let changed = |(name, value): (&String, &Value), change: &mut dyn FnMut(&Value) -> Value| {
        (name.clone(), change(value))
    };
    match (nesting, value) {
        (Nesting::Single, value) => change(value),
        (_, Value::List(elements)) => Value::List(elements.iter().map(change).collect()),
        (_, Value::Tuple(elements)) => Value::Tuple(elements.iter().map(change).collect()),
        (_, Value::Set(elements)) => changed_set(elements, elements.iter().map(change).collect()),
        (_, Value::Map(members)) => {
            Value::Map(members.iter().map(|member| changed(member, &mut change)).collect())
        }
        (_, Value::Object(members)) => {
            Value::Object(members.iter().map(|member| changed(member, &mut change)).collect())
        }
        (_, other) => other.clone(),
    }
}

/// A set after a change of its elements, `after` in the order of `before`.
pub(crate) fn changed_set(before: &[Value], after: Vec<Value>) -> Value {
    // What has not changed has not become equal to another either.
    if before == after { Value::Set(after) } else { set_of(after) }
}

/// A set of these elements, each once.
pub(crate) fn set_of(elements: Vec<Value>) -> Value {
    Value::Set(Value::without_duplicates(elements))
}
