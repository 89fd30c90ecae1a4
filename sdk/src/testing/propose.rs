//! The new state that Terraform proposes to the provider.

use std::collections::BTreeMap;

use crate::{
    plan::{
        pairing::stored_elements,
        shape::{Child, Level, element, elements, member, members, set_of},
    },
    schema::{Mode, Nesting},
    value::Value,
};

/// The configuration, with what is stored for computed attributes that it leaves out. A provider answers with a plan
/// that is this or differs where it may.
pub(super) fn proposed_new_state(level: Level<'_>, prior: &Value, config: &Value) -> Value {
    if config.is_null() || config.is_unknown() {
        return prior.clone();
    }
    level.object(|child| {
        let (prior, config) = (member(prior, child.name), member(config, child.name));
        match (child.as_attribute(), child.inside) {
            (Some(_), _) if config.is_null() && child.is_computed() => {
                if was_configured(child, prior) {
                    Value::Null
                } else {
                    prior.clone()
                }
            }
            (Some(_), Some((nesting, inner))) => {
                held(nesting, inner, prior, config, |prior, config| match config {
                    Value::Object(_) => proposed_new_state(inner, prior, config),
                    other => other.clone(),
                })
            }
            (None, Some((_, _))) if config.is_null() || config.is_unknown() => config.clone(),
            (None, Some((nesting, inner))) => {
                held(nesting, inner, prior, config, |prior, config| proposed_new_state(inner, prior, config))
            }
            (_, None) => config.clone(),
        }
    })
}

/// Whether the stored value of an optional and computed nested attribute must have come from a configuration: it has
/// something in it that a provider cannot set.
fn was_configured(child: Child<'_>, prior: &Value) -> bool {
    let optional = child.as_attribute().is_some_and(|attribute| attribute.mode == Mode::OptionalComputed);
    optional
        && child
            .inside
            .is_some_and(|(nesting, inner)| objects(nesting, prior).any(|object| set_by_user(inner, object)))
}

fn set_by_user(level: Level<'_>, object: &Value) -> bool {
    !object.is_null()
        && level.children().any(|child| {
            let value = member(object, child.name);
            !value.is_null() && !child.is_computed()
                || child
                    .inside
                    .is_some_and(|(nesting, inner)| objects(nesting, value).any(|o| set_by_user(inner, o)))
        })
}

fn objects(nesting: Nesting, held: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match nesting {
        Nesting::Single => Box::new(std::iter::once(held)),
        Nesting::List | Nesting::Set => Box::new(elements(held).iter()),
        Nesting::Map => Box::new(members(held).into_iter().flat_map(BTreeMap::values)),
    }
}

/// Proposes for each configured object, beside the stored one that it stands for.
fn held(
    nesting: Nesting,
    level: Level<'_>,
    prior: &Value,
    config: &Value,
    propose: impl Fn(&Value, &Value) -> Value,
) -> Value {
    let by_index = |values: &[Value]| {
        values.iter().enumerate().map(|(index, value)| propose(element(prior, index), value)).collect()
    };
    let by_key = |values: &BTreeMap<String, Value>| {
        values.iter().map(|(key, value)| (key.clone(), propose(member(prior, key), value))).collect()
    };
    match (nesting, config) {
        (Nesting::Single, config) => propose(prior, config),
        (_, Value::List(values)) => Value::List(by_index(values)),
        (_, Value::Tuple(values)) => Value::Tuple(by_index(values)),
        (_, Value::Map(values)) => Value::Map(by_key(values)),
        (_, Value::Object(values)) => Value::Object(by_key(values)),
        (_, Value::Set(values)) => {
            let stored = stored_elements(level, values, elements(prior));
            let proposed = values.iter().zip(stored);
            set_of(proposed.map(|(value, prior)| propose(prior.unwrap_or(&Value::Null), value)).collect())
        }
        (_, other) => other.clone(),
    }
}
