//! An attribute that may be null or unknown.

use super::PlanModel;
use crate::value::{Bounds, Refinement};

/// An attribute of a configuration or plan: null, not known before apply, or known.
///
/// Three-valued code reads best when it speaks only of what is decided: [`known`](Self::known) for a check that must
/// be silent while the value is unknown, [`known_or`](Self::known_or) where null has a meaning of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Attr<T> {
    /// Not given.
    #[default]
    Null,
    /// Known only at apply.
    Unknown(Refinement),
    /// Known.
    Known(T),
}

impl<T> Attr<T> {
    /// An unknown of which nothing is known.
    pub fn unknown() -> Self {
        Self::Unknown(Refinement::default())
    }

    /// The value, if it is known and not null.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown(_) => None,
        }
    }

    /// The value to change, if it is known and not null.
    pub fn known_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown(_) => None,
        }
    }

    /// The value itself, if it is known and not null.
    pub fn into_known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Null | Self::Unknown(_) => None,
        }
    }

    /// What is decided: `None` while it is unknown, `Some(None)` for null.
    pub fn decided(&self) -> Option<Option<&T>> {
        match self {
            Self::Null => Some(None),
            Self::Unknown(_) => None,
            Self::Known(value) => Some(Some(value)),
        }
    }

    /// The value, or `default` for null; `None` while it is unknown.
    pub fn known_or<'a>(&'a self, default: &'a T) -> Option<&'a T> {
        self.decided().map(|value| value.unwrap_or(default))
    }

    /// Whether it will be known only at apply.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Whether it was not given.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is known and not null.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// Whether it is known and passes `test`.
    pub fn is_known_and(&self, test: impl FnOnce(&T) -> bool) -> bool {
        self.known().is_some_and(test)
    }

    /// The same with a reference inside.
    pub fn as_ref(&self) -> Attr<&T> {
        match self {
            Self::Null => Attr::Null,
            Self::Unknown(refinement) => Attr::Unknown(refinement.clone()),
            Self::Known(value) => Attr::Known(value),
        }
    }

    /// The same with another value inside; of an unknown one, only whether it is null carries over.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Attr<U> {
        match self {
            Self::Null => Attr::Null,
            Self::Unknown(refinement) => {
                Attr::Unknown(Refinement::new(refinement.not_null, Bounds::default()))
            }
            Self::Known(value) => Attr::Known(f(value)),
        }
    }

    /// What `f` makes of the value; null and unknown carry over.
    pub fn and_then<U>(self, f: impl FnOnce(T) -> Attr<U>) -> Attr<U> {
        match self {
            Self::Null => Attr::Null,
            // What f would make of the value may be null, whatever is known of the value.
            Self::Unknown(_) => Attr::unknown(),
            Self::Known(value) => f(value),
        }
    }

    /// The attribute of a nested object: null if the object is null, unknown if it is unknown.
    pub fn attribute<U: Clone>(&self, select: impl FnOnce(&T) -> &Attr<U>) -> Attr<U> {
        match self {
            Self::Null => Attr::Null,
            Self::Unknown(_) => Attr::unknown(),
            Self::Known(object) => select(object).clone(),
        }
    }

    /// This, or `other` if this is null.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.is_null() { other } else { self }
    }

    /// This and `other` together: null as soon as one is null, unknown while one is unknown.
    pub fn zip<U>(self, other: Attr<U>) -> Attr<(T, U)> {
        match (self, other) {
            (Self::Null, _) | (_, Attr::Null) => Attr::Null,
            (Self::Unknown(_), _) | (_, Attr::Unknown(_)) => Attr::unknown(),
            (Self::Known(left), Attr::Known(right)) => Attr::Known((left, right)),
        }
    }
}

impl<T: Default> Attr<T> {
    /// The value, or its type's default for null; `None` while it is unknown.
    pub fn known_or_default(self) -> Option<T> {
        match self {
            Self::Null => Some(T::default()),
            Self::Unknown(_) => None,
            Self::Known(value) => Some(value),
        }
    }
}

impl<P: PlanModel> Attr<P> {
    /// The attributes of a nested object: each null if the object is null, each unknown if it is unknown. Rules that
    /// look at single attributes then need not ask about the object.
    pub fn attributes(&self) -> P {
        match self {
            Self::Null => P::default(),
            Self::Unknown(_) => P::unknown(),
            Self::Known(object) => object.clone(),
        }
    }
}

impl Attr<String> {
    /// The text, if it is known and not null.
    pub fn as_str(&self) -> Option<&str> {
        self.known().map(String::as_str)
    }
}

impl<T> Attr<Vec<Attr<T>>> {
    /// All elements, if the collection and each of them is known and not null.
    pub fn all_known(&self) -> Option<Vec<&T>> {
        self.known()?.iter().map(Attr::known).collect()
    }

    /// The elements that are known; none while the collection is not.
    pub fn known_elements(&self) -> impl Iterator<Item = &T> {
        self.known().into_iter().flatten().filter_map(Attr::known)
    }
}

impl<T> Attr<std::collections::BTreeMap<String, Attr<T>>> {
    /// All elements by key, if the map and each of them is known and not null.
    pub fn all_known(&self) -> Option<std::collections::BTreeMap<&str, &T>> {
        self.known()?.iter().map(|(key, element)| Some((key.as_str(), element.known()?))).collect()
    }
}

impl<T> From<T> for Attr<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl From<&str> for Attr<String> {
    fn from(text: &str) -> Self {
        Self::Known(text.to_owned())
    }
}

impl<T> From<Option<T>> for Attr<T> {
    /// `None` is null.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NULL: Attr<i64> = Attr::Null;

    #[test]
    fn what_is_unknown_is_not_decided() {
        assert_eq!(Attr::Known(1).decided(), Some(Some(&1)));
        assert_eq!(NULL.decided(), Some(None));
        assert_eq!(Attr::<i64>::unknown().decided(), None);
        assert_eq!(NULL.known_or(&7), Some(&7));
        assert_eq!(Attr::<i64>::unknown().known_or(&7), None);
        assert_eq!(NULL.known_or_default(), Some(0));
    }

    #[test]
    fn mapping_an_unknown_keeps_only_that_it_is_not_null() {
        let unknown = Attr::<String>::Unknown(Refinement::prefix("/x"));
        assert_eq!(unknown.map(|text| text.len()), Attr::Unknown(Refinement::not_null()));
    }

    #[test]
    fn a_list_is_all_known_only_with_every_element() {
        let list = |last: Attr<i64>| Attr::Known(vec![Attr::Known(1), last]);
        assert_eq!(list(2.into()).all_known(), Some(vec![&1, &2]));
        assert_eq!(list(Attr::unknown()).all_known(), None);
        assert_eq!(list(Attr::unknown()).known_elements().collect::<Vec<_>>(), [&1]);
        assert_eq!(Attr::<Vec<Attr<i64>>>::unknown().all_known(), None);
    }

    #[test]
    fn null_decides_a_pair_before_unknown_does() {
        assert_eq!(NULL.zip(Attr::<i64>::unknown()), Attr::Null);
        assert_eq!(Attr::Known(1).zip(Attr::<i64>::unknown()), Attr::unknown());
        assert_eq!(Attr::Known(1).zip(Attr::Known(2)), Attr::Known((1, 2)));
    }
}
