//! Which places of a value are left open, so that an element with open places can be looked up by what remains.
//!
//! Set elements have no key. To find the stored element that a configured one stands for (its computed attributes are
//! still open), or the actual one that a planned one became (its unknown values were open), the open places of the
//! one are blanked out in the other, and the rest is compared as a whole, through a hash. That is linear in the
//! number of elements for each different mask, and elements of one set rarely have more than a few.

use std::{
    collections::BTreeMap,
    hash::{Hash, Hasher},
};

use super::shape::{Level, elements, member, members};
use crate::{
    schema::{Equivalence, Nesting},
    value::Value,
};

/// The open places of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mask {
    /// Nothing is open.
    Closed,
    /// All of it is open.
    Open,
    /// How it is written is open, what it means is not.
    Spelling(Spelling),
    /// Some members of an object or map.
    Members(BTreeMap<String, Mask>),
    /// Some elements of a list or tuple.
    Elements(Vec<Mask>),
}

/// By what a meaning is looked up. One place has one equivalence, so no two that are compared differ.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelling(Equivalence);

impl PartialEq for Spelling {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Spelling {}

impl Hash for Spelling {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl Mask {
    /// The unknown values.
    pub(crate) fn of_unknowns(value: &Value) -> Self {
        match value {
            Value::Unknown(_) => Self::Open,
            Value::List(elements) | Value::Tuple(elements) => {
                Self::elements(elements.iter().map(Self::of_unknowns))
            }
            Value::Map(members) | Value::Object(members) => {
                Self::members(members.iter().map(|(name, value)| (name.clone(), Self::of_unknowns(value))))
            }
            Value::Set(elements) => {
                Self::open_if(elements.iter().any(|e| Self::of_unknowns(e) != Self::Closed))
            }
            Value::Dynamic(typed) => Self::open_if(Self::of_unknowns(&typed.1) != Self::Closed),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Self::Closed,
        }
    }

    /// What a configured object leaves to the provider: its computed attributes that are null.
    pub(crate) fn of_unset(level: Level<'_>, config: &Value) -> Self {
        if !matches!(config, Value::Object(_)) {
            return Self::Closed;
        }
        Self::members(level.children().map(|child| {
            let given = member(config, child.name);
            let mask = match child.inside {
                _ if child.is_write_only() || matches!(given, Value::Null) && child.is_computed() => {
                    Self::Open
                }
                Some((nesting, inner)) => {
                    Self::of_held(nesting, given, |object| Self::of_unset(inner, object))
                }
                None => Self::Closed,
            };
            (child.name.to_owned(), mask)
        }))
    }

    /// What is computed or unknown, and how the rest is written where that may differ: all that says nothing sure about
    /// which element it is.
    pub(crate) fn of_vague(level: Level<'_>, value: &Value) -> Self {
        if !matches!(value, Value::Object(_)) {
            return Self::of_unknowns(value);
        }
        Self::members(level.children().map(|child| {
            let held = member(value, child.name);
            let mask = match child.inside {
                _ if child.is_write_only() || child.is_computed() => Self::Open,
                inside if let Some(equivalence) = child.equivalence() => {
                    // What a nested object leaves open is no matter of its spelling.
                    if inside.is_none() && equivalence.has_keys() && held.is_wholly_known() {
                        Self::Spelling(Spelling(equivalence))
                    } else {
                        Self::Open
                    }
                }
                Some((nesting, inner)) => {
                    Self::of_held(nesting, held, |object| Self::of_vague(inner, object))
                }
                None => Self::of_unknowns(held),
            };
            (child.name.to_owned(), mask)
        }))
    }

    fn of_held(nesting: Nesting, held: &Value, mask: impl Fn(&Value) -> Self) -> Self {
        match (nesting, held) {
            (Nesting::Single, object) => mask(object),
            (_, Value::Set(elements)) => {
                Self::open_if(elements.iter().any(|element| mask(element) != Self::Closed))
            }
            (_, collection) => match members(collection) {
                Some(members) => {
                    Self::members(members.iter().map(|(name, value)| (name.clone(), mask(value))))
                }
                None => Self::elements(elements(collection).iter().map(mask)),
            },
        }
    }

    fn open_if(open: bool) -> Self {
        if open { Self::Open } else { Self::Closed }
    }

    fn members(members: impl Iterator<Item = (String, Self)>) -> Self {
        let open: BTreeMap<_, _> = members.filter(|(_, mask)| *mask != Self::Closed).collect();
        if open.is_empty() { Self::Closed } else { Self::Members(open) }
    }

    fn elements(elements: impl Iterator<Item = Self>) -> Self {
        let elements: Vec<_> = elements.collect();
        if elements.iter().all(|mask| *mask == Self::Closed) {
            Self::Closed
        } else {
            Self::Elements(elements)
        }
    }

    /// How many places are open.
    pub(crate) fn open_places(&self) -> usize {
        match self {
            Self::Closed | Self::Spelling(_) => 0,
            Self::Open => 1,
            Self::Members(members) => members.values().map(Self::open_places).sum(),
            Self::Elements(elements) => elements.iter().map(Self::open_places).sum(),
        }
    }

    /// The value with the open places blanked out.
    pub(crate) fn blank(&self, value: &Value) -> Value {
        match (self, value) {
            (Self::Open, _) => Value::Null,
            (Self::Spelling(spelling), value) => spelling.0.key(value),
            (Self::Members(masks), Value::Object(members)) => Value::Object(blank_members(masks, members)),
            (Self::Members(masks), Value::Map(members)) => Value::Map(blank_members(masks, members)),
            (Self::Elements(masks), Value::List(elements)) => Value::List(blank_elements(masks, elements)),
            (Self::Elements(masks), Value::Tuple(elements)) => Value::Tuple(blank_elements(masks, elements)),
            _ => value.clone(),
        }
    }
}

fn blank_members(
    masks: &BTreeMap<String, Mask>,
    members: &BTreeMap<String, Value>,
) -> BTreeMap<String, Value> {
    let blank = |name: &String, value: &Value| {
        masks.get(name).map_or_else(|| value.clone(), |mask| mask.blank(value))
    };
    members.iter().map(|(name, value)| (name.clone(), blank(name, value))).collect()
}

fn blank_elements(masks: &[Mask], elements: &[Value]) -> Vec<Value> {
    let blank = |(index, value): (usize, &Value)| masks.get(index).unwrap_or(&Mask::Closed).blank(value);
    elements.iter().enumerate().map(blank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::fixture::*;

    #[test]
    fn what_means_the_same_is_the_same_under_its_mask() {
        let lowercase = |value: &Value| Some(value.as_str()?.to_lowercase().into());
        let location = optional("location", STRING).equivalent(Equivalence::by_meaning(lowercase));
        let schema = schema([location, optional("name", STRING)]);
        let level = Level::of(&schema.block);
        let of = |location: Value| whole(&schema, &object! { location = location, name = "n" });
        let mask = Mask::of_vague(level, &of("EastUS".into()));
        let key = |location: &str| mask.blank(&of(location.into()));
        assert_eq!(key("EastUS"), key("eastus"));
        assert_ne!(key("eastus"), key("westus"));
        assert_eq!(Mask::of_vague(level, &of("west".into())), mask);
        let unknown = Mask::of_vague(level, &of(Value::unknown()));
        assert_eq!(unknown.blank(&of("eastus".into())), unknown.blank(&of("westus".into())));
    }
}
