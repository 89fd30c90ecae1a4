//! The walk that lays a configuration over a prior state.

use std::collections::BTreeMap;

use super::{
    pairing::stored_elements,
    shape::{Child, Level, Role, changed_set, element, elements, member, members},
};
use crate::{
    schema::{Attribute, Block, BlockNesting, NestedBlock, Nesting},
    value::Value,
};

/// How computed attributes are treated that the configuration does not set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unset {
    /// All keep what is stored: what the resource would be if nothing had to be done.
    Kept,
    /// Something is going to be done: unknown, but for those that say that they do not change.
    Marked,
}

/// Lays a configuration (with defaults) over a prior state, null if there is none.
pub(super) fn lay_over(level: Level<'_>, prior: &Value, config: &Value, unset: Unset) -> Value {
    Walk { unset }.object(level, prior, config)
}

struct Walk {
    unset: Unset,
}

impl Walk {
    fn object(&self, level: Level<'_>, prior: &Value, config: &Value) -> Value {
        match config {
            Value::Object(_) => self.siblings(level, prior, config, false),
            _ => config.clone(),
        }
    }

    fn siblings(&self, level: Level<'_>, prior: &Value, config: &Value, all_computed: bool) -> Value {
        let (planned, pending) = (BTreeMap::new(), Vec::new());
        let mut siblings = Siblings { walk: self, level, prior, config, all_computed, planned, pending };
        for child in level.children() {
            siblings.plan(child);
        }
        Value::Object(siblings.planned)
    }

    /// What the configuration gives: objects are walked into, and a value that means the same as the stored one is
    /// written as it is stored.
    fn given(&self, child: Child<'_>, prior: &Value, config: &Value) -> Value {
        let equivalence = child.equivalence().filter(|equivalence| equivalence.is_at_plan());
        let Some((nesting, inner)) = child.inside else {
            return equivalence
                .map_or_else(|| config.clone(), |equivalence| equivalence.settle(prior, config));
        };
        if equivalence.is_some_and(|equivalence| equivalence.same(prior, config)) {
            return prior.clone();
        }
        let merge = |prior: &Value, config: &Value| self.object(inner, prior, config);
        let by_index = |values: &[Value]| {
            values.iter().enumerate().map(|(index, value)| merge(element(prior, index), value)).collect()
        };
        let by_key = |values: &BTreeMap<String, Value>| {
            values.iter().map(|(key, value)| (key.clone(), merge(member(prior, key), value))).collect()
        };
        match (nesting, config) {
            (Nesting::Single, config) => merge(prior, config),
            (_, Value::List(values)) => Value::List(by_index(values)),
            (_, Value::Tuple(values)) => Value::Tuple(by_index(values)),
            (_, Value::Map(values)) => Value::Map(by_key(values)),
            (_, Value::Object(values)) => Value::Object(by_key(values)),
            (_, Value::Set(values)) => {
                let stored = stored_elements(inner, values, elements(prior));
                let merged = values.iter().zip(stored);
                let merged = merged.map(|(value, prior)| merge(prior.unwrap_or(&Value::Null), value));
                changed_set(values, merged.collect())
            }
            (_, other) => other.clone(),
        }
    }

    /// A block is never null but where Terraform's own type says so: one that may be there or not.
    fn absent_block(&self, block: &NestedBlock) -> Value {
        match block.nesting {
            BlockNesting::Single => Value::Null,
            BlockNesting::Group => {
                let level = Level::of(&block.block);
                self.object(level, &Value::Null, &level.object(|_| Value::Null))
            }
            BlockNesting::List => Value::List(Vec::new()),
            BlockNesting::Set => Value::Set(Vec::new()),
            BlockNesting::Map => Value::Map(BTreeMap::new()),
        }
    }
}

/// The children of one object on their way to the plan. An attribute may depend on its siblings, in any order.
struct Siblings<'a> {
    walk: &'a Walk,
    level: Level<'a>,
    prior: &'a Value,
    config: &'a Value,
    /// The object as a whole is left to the provider, and with it every attribute.
    all_computed: bool,
    planned: BTreeMap<String, Value>,
    /// Those being planned just now: a circle of dependencies ends at itself.
    pending: Vec<&'a str>,
}

impl<'a> Siblings<'a> {
    fn plan(&mut self, child: Child<'a>) {
        if self.planned.contains_key(child.name) || self.pending.contains(&child.name) {
            return;
        }
        self.pending.push(child.name);
        let prior = member(self.prior, child.name);
        let config = member(self.config, child.name);
        let planned = match child.role {
            Role::Attribute(attribute) if attribute.write_only => Value::Null,
            Role::Attribute(attribute) if config.is_null() => {
                if self.all_computed || child.is_computed() {
                    self.unset(attribute, child, prior)
                } else {
                    // Null, perhaps with a type.
                    config.clone()
                }
            }
            Role::Block(block) if config.is_null() && (block.computed || self.all_computed) => {
                self.unset_block(block, prior)
            }
            Role::Block(block) if config.is_null() => self.walk.absent_block(block),
            Role::Attribute(_) | Role::Block(_) => self.walk.given(child, prior, config),
        };
        self.pending.pop();
        self.planned.insert(child.name.to_owned(), planned);
    }

    /// Computed blocks of which the configuration has none. What does not change inside of them leaves them alone.
    fn unset_block(&self, block: &NestedBlock, prior: &Value) -> Value {
        let stays = || !block.block.attributes.is_empty() && is_stable(&block.block);
        match self.walk.unset {
            Unset::Kept if prior.is_null() => self.walk.absent_block(block),
            Unset::Kept => prior.clone(),
            Unset::Marked if !prior.is_null() && stays() => prior.clone(),
            Unset::Marked => Value::unknown(),
        }
    }

    /// A computed attribute that the configuration does not set.
    fn unset(&mut self, attribute: &'a Attribute, child: Child<'a>, prior: &Value) -> Value {
        let behavior = &attribute.behavior;
        let exists = !self.prior.is_null();
        let stored = !prior.is_null();
        let unknown = || Value::Unknown(behavior.promise.clone());
        if self.walk.unset == Unset::Kept || behavior.stable && stored {
            return prior.clone();
        }
        if exists && !behavior.stable && !behavior.depends_on.is_empty() {
            return if self.any_changes(&behavior.depends_on) { unknown() } else { prior.clone() };
        }
        match child.inside {
            Some((Nesting::Single, inner)) if stored => {
                self.unset_object(inner, prior).unwrap_or_else(unknown)
            }
            _ => unknown(),
        }
    }

    /// An object that the configuration leaves to the provider keeps what its own attributes say does not change.
    /// If none does, not even its presence is certain: `None`.
    fn unset_object(&self, level: Level<'a>, prior: &Value) -> Option<Value> {
        let planned = self.walk.siblings(level, prior, &level.object(|_| Value::Null), true);
        let holds = |value: &Value| !matches!(value, Value::Null | Value::Unknown(_));
        members(&planned).is_some_and(|members| members.values().any(holds)).then_some(planned)
    }

    fn any_changes(&mut self, names: &'a [String]) -> bool {
        names.iter().any(|name| {
            if let Some(sibling) = self.level.children().find(|child| child.name == name) {
                self.plan(sibling);
                if sibling.is_write_only() {
                    // What was written before is stored nowhere: given again, it may differ.
                    return !matches!(member(self.config, name), Value::Null);
                }
            }
            self.planned.get(name).is_some_and(|planned| planned != member(self.prior, name))
        })
    }
}

/// Whether nothing inside changes once it is known.
fn is_stable(block: &Block) -> bool {
    block.attributes.iter().all(|attribute| attribute.behavior.stable)
        && block.blocks.iter().all(|nested| is_stable(&nested.block))
}
