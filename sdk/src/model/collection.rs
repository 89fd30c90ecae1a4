//! Fields that hold several values: lists, sets, maps.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
};

use super::{
    Attr, BlockField, Field, Model,
    decode::{all, missing, refuse},
    derive::{attr_value, plan_attr},
    facts::{Facts, Holds},
};
use crate::{
    diag::Diagnostics,
    schema::{AttributeKind, Block, BlockNesting, Equivalence, Nesting},
    value::{Path, Type, Value},
};

/// A set in Terraform's sense, for elements that Rust cannot order: nested models above all. It keeps the order in
/// which it was filled, and ignores it when compared.
#[derive(Clone, Debug)]
pub struct Set<T>(Vec<T>);

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Set<T> {
    /// The elements.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> Deref for Set<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> From<Vec<T>> for Set<T> {
    fn from(elements: Vec<T>) -> Self {
        Self(elements)
    }
}

impl<T> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self(elements.into_iter().collect())
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Field> PartialEq for Set<T> {
    fn eq(&self, other: &Self) -> bool {
        self.to_value() == other.to_value()
    }
}

impl<T: Field> Field for Vec<T> {
    type Plan = Attr<Vec<T::Plan>>;

    const SENSITIVE: bool = T::SENSITIVE;
    const FACTS: Facts = T::FACTS.held(Holds::List);

    fn kind() -> AttributeKind {
        collection_of::<T>(Nesting::List, Type::List)
    }

    fn equivalence() -> Option<Equivalence> {
        T::equivalence().map(Equivalence::of_elements)
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        read_elements(value, at, "a list", T::from_value)
    }

    fn to_value(&self) -> Value {
        Value::List(self.iter().map(T::to_value).collect())
    }

    fn to_plan(&self) -> Self::Plan {
        Attr::Known(self.iter().map(T::to_plan).collect())
    }

    fn plan_from_value(value: &Value, at: &Path) -> Result<Self::Plan, Diagnostics> {
        plan_attr(value, |value| read_elements(value, at, "a list", plan_element::<T>))
    }

    fn plan_to_value(plan: &Self::Plan) -> Value {
        attr_value(plan, |elements| Value::List(elements.iter().map(T::plan_to_value).collect()))
    }
}

/// On the plan's side a set is a `Vec`, because elements may be unknown; its order means nothing.
macro_rules! set_field {
    () => {
        type Plan = Attr<Vec<T::Plan>>;

        const SENSITIVE: bool = T::SENSITIVE;
        const FACTS: Facts = T::FACTS.held(Holds::Set);

        fn kind() -> AttributeKind {
            collection_of::<T>(Nesting::Set, Type::Set)
        }

        fn equivalence() -> Option<Equivalence> {
            T::equivalence().map(Equivalence::of_elements)
        }

        fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
            read_elements(value, at, "a set", T::from_value)
        }

        fn to_value(&self) -> Value {
            Value::set(self.iter().map(T::to_value))
        }

        fn to_plan(&self) -> Self::Plan {
            Attr::Known(self.iter().map(T::to_plan).collect())
        }

        fn plan_from_value(value: &Value, at: &Path) -> Result<Self::Plan, Diagnostics> {
            plan_attr(value, |value| read_elements(value, at, "a set", plan_element::<T>))
        }

        fn plan_to_value(plan: &Self::Plan) -> Value {
            attr_value(plan, |elements| Value::set(elements.iter().map(T::plan_to_value)))
        }
    };
}

impl<T: Field> Field for Set<T> {
    set_field!();
}

impl<T: Field + Ord> Field for BTreeSet<T> {
    set_field!();
}

impl<T: Field> Field for BTreeMap<String, T> {
    type Plan = Attr<BTreeMap<String, T::Plan>>;

    const SENSITIVE: bool = T::SENSITIVE;
    const FACTS: Facts = T::FACTS.held(Holds::Map);

    fn kind() -> AttributeKind {
        collection_of::<T>(Nesting::Map, Type::Map)
    }

    fn equivalence() -> Option<Equivalence> {
        T::equivalence().map(Equivalence::of_elements)
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        let entries = entries(value, at)?;
        all(entries.map(|(key, element, at)| Ok((key.clone(), T::from_value(element, &at)?))))
    }

    fn to_value(&self) -> Value {
        Value::Map(self.iter().map(|(key, element)| (key.clone(), element.to_value())).collect())
    }

    fn to_plan(&self) -> Self::Plan {
        Attr::Known(self.iter().map(|(key, element)| (key.clone(), element.to_plan())).collect())
    }

    fn plan_from_value(value: &Value, at: &Path) -> Result<Self::Plan, Diagnostics> {
        plan_attr(value, |value| {
            let entries = entries(value, at)?;
            all(entries.map(|(key, element, at)| Ok((key.clone(), plan_element::<T>(element, &at)?))))
        })
    }

    fn plan_to_value(plan: &Self::Plan) -> Value {
        attr_value(plan, |entries| {
            Value::Map(
                entries.iter().map(|(key, element)| (key.clone(), T::plan_to_value(element))).collect(),
            )
        })
    }
}

impl<M: Model + Field> BlockField for Option<M> {
    const NESTING: BlockNesting = BlockNesting::Single;

    fn block() -> Block {
        M::block()
    }
}

impl<M: Model + Field> BlockField for Vec<M> {
    const NESTING: BlockNesting = BlockNesting::List;

    fn block() -> Block {
        M::block()
    }
}

impl<M: Model + Field> BlockField for Set<M> {
    const NESTING: BlockNesting = BlockNesting::Set;

    fn block() -> Block {
        M::block()
    }
}

impl<M: Model + Field> BlockField for BTreeMap<String, M> {
    const NESTING: BlockNesting = BlockNesting::Map;

    fn block() -> Block {
        M::block()
    }
}

/// A collection of nested objects if the element is one, else of plain values.
fn collection_of<T: Field>(nesting: Nesting, plain: fn(Box<Type>) -> Type) -> AttributeKind {
    match T::kind() {
        AttributeKind::Nested(Nesting::Single, attributes) => AttributeKind::Nested(nesting, attributes),
        element => AttributeKind::Plain(plain(Box::new(element.ty()))),
    }
}

/// What `read` makes of the elements of a list or set.
fn read_elements<T, C: FromIterator<T>>(
    value: &Value,
    at: &Path,
    expected: &str,
    read: impl Fn(&Value, &Path) -> Result<T, Diagnostics>,
) -> Result<C, Diagnostics> {
    match value.inner() {
        Value::List(elements) | Value::Tuple(elements) => {
            let elements = elements.iter().enumerate();
            all(elements.map(|(index, element)| read(element, &at.clone().index(index))))
        }
        // An element of a set is the step to itself; it is copied only for the message about what is wrong with it.
        Value::Set(elements) => all(elements.iter().map(|element| {
            read(element, at).or_else(|_| read(element, &at.clone().element(element.clone())))
        })),
        _ => Err(refuse(at, expected, value)),
    }
}

/// The entries with their paths.
fn entries<'a>(
    value: &'a Value,
    at: &'a Path,
) -> Result<impl Iterator<Item = (&'a String, &'a Value, Path)>, Diagnostics> {
    let entries = value.as_entries().ok_or_else(|| refuse(at, "a map", value))?;
    Ok(entries.iter().map(|(key, element)| (key, element, at.clone().key(key))))
}

fn plan_element<T: Field>(element: &Value, at: &Path) -> Result<T::Plan, Diagnostics> {
    if element.is_null() && !T::NULLABLE {
        return Err(missing(at));
    }
    T::plan_from_value(element, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_an_element_of_a_set_is_named_with_that_element() {
        let elements = Value::Set(vec!["a".into(), Value::Null]);
        let errors = Set::<String>::from_value(&elements, &Path::of("zones")).unwrap_err();
        let paths: Vec<_> = errors.iter().map(|error| error.path.clone()).collect();
        assert_eq!(paths, [Some(Path::of("zones").element(Value::Null))]);
    }
}
