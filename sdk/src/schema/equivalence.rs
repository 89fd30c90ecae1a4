//! Whether two values mean the same.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    fmt,
};

use crate::value::Value;

/// When two values of an attribute mean the same though they differ, such as `East US` and `eastus`.
///
/// Wherever two such values meet, the older one stays: after apply the planned spelling, after a read the stored one.
/// With [`in_results`](Self::in_results) that is all; without it the same holds between state and configuration, so
/// that a new spelling there is no change.
#[derive(Clone, Copy)]
pub struct Equivalence {
    measure: Measure,
    at_plan: bool,
    of_elements: bool,
}

#[derive(Clone, Copy)]
enum Measure {
    /// Two values that pass mean the same.
    Test(fn(&Value, &Value) -> bool),
    /// Two values with an equal meaning mean the same; a value without one means nothing but itself.
    Meaning(fn(&Value) -> Option<Value>),
}

impl Equivalence {
    /// Two values mean the same that pass `test`. Finding equivalent elements of two sets takes a comparison of each
    /// with each as far as they are not equal anyway; [`by_meaning`](Self::by_meaning) looks them up.
    pub const fn by_test(test: fn(&Value, &Value) -> bool) -> Self {
        Self { measure: Measure::Test(test), at_plan: true, of_elements: false }
    }

    /// Two values mean the same for which `meaning` gives equal values, such as a canonical spelling. `None`: the
    /// value means nothing but itself.
    pub const fn by_meaning(meaning: fn(&Value) -> Option<Value>) -> Self {
        Self { measure: Measure::Meaning(meaning), at_plan: true, of_elements: false }
    }

    /// The same for answers to apply and read only: another spelling in the configuration is a change.
    #[must_use]
    pub const fn in_results(self) -> Self {
        Self { at_plan: false, ..self }
    }

    /// The same for each element of a list, set or map, also of nested ones, instead of for the whole.
    #[must_use]
    pub const fn of_elements(self) -> Self {
        Self { of_elements: true, ..self }
    }

    /// Whether it holds between state and configuration too.
    pub const fn is_at_plan(self) -> bool {
        self.at_plan
    }

    /// Whether both mean the same. Only wholly known values have a meaning.
    pub fn same(self, left: &Value, right: &Value) -> bool {
        let comparable = |value: &Value| !value.is_null() && value.is_wholly_known();
        comparable(left) && comparable(right) && self.settle(left, right) == *left
    }

    /// `value`, with what means the same as in `reference` written as it is there.
    pub(crate) fn settle(self, reference: &Value, value: &Value) -> Value {
        match (reference, value) {
            (Value::List(old), Value::List(new)) if self.of_elements => {
                let settle =
                    |(at, value)| old.get(at).map_or_else(|| Value::clone(value), |o| self.settle(o, value));
                Value::List(new.iter().enumerate().map(settle).collect())
            }
            (Value::Map(old), Value::Map(new)) if self.of_elements => {
                let settle = |(key, value): (&String, &Value)| {
                    (key.clone(), old.get(key).map_or_else(|| value.clone(), |old| self.settle(old, value)))
                };
                Value::Map(new.iter().map(settle).collect::<BTreeMap<_, _>>())
            }
            (Value::Set(old), Value::Set(new)) if self.of_elements => {
                Value::Set(Value::without_duplicates(self.settle_set(old, new)))
            }
            (old, new) if self.is_one(old, new) => old.clone(),
            (_, new) => new.clone(),
        }
    }

    /// Each new element takes the first old one that is not taken and means the same; equal ones find each other first.
    fn settle_set(self, old: &[Value], new: &[Value]) -> Vec<Value> {
        let mut free: HashMap<&Value, usize> =
            old.iter().enumerate().map(|(at, value)| (value, at)).collect();
        let unmatched: Vec<bool> = new.iter().map(|value| free.remove(value).is_none()).collect();
        let mut left_over: Vec<usize> = free.into_values().collect();
        left_over.sort_unstable();
        let mut left_over = LeftOver::new(self, old, left_over);
        let settle = |(value, unmatched): (&Value, bool)| {
            let source = if unmatched { left_over.take(value) } else { None };
            source.unwrap_or(value).clone()
        };
        new.iter().zip(unmatched).map(settle).collect()
    }

    /// What single values are worth, compared: the leaves of collections, or the whole.
    fn is_one(self, old: &Value, new: &Value) -> bool {
        let comparable = |value: &Value| !value.is_null() && value.is_wholly_known();
        comparable(old)
            && comparable(new)
            && (old == new
                || match self.measure {
                    Measure::Test(test) => test(old, new),
                    Measure::Meaning(meaning) => meaning(old).is_some_and(|old| meaning(new) == Some(old)),
                })
    }

    /// Whether what means the same can be looked up by its [`key`](Self::key).
    pub(crate) fn has_keys(self) -> bool {
        matches!(self.measure, Measure::Meaning(_))
    }

    /// Equal for values that mean the same, and for few others; where nothing is known of the meaning, the value.
    pub(crate) fn key(self, value: &Value) -> Value {
        match (self.measure, value) {
            (_, Value::List(elements)) if self.of_elements => {
                Value::List(elements.iter().map(|element| self.key(element)).collect())
            }
            (_, Value::Set(elements)) if self.of_elements => {
                Value::Set(elements.iter().map(|element| self.key(element)).collect())
            }
            (_, Value::Map(entries)) if self.of_elements => {
                Value::Map(entries.iter().map(|(key, value)| (key.clone(), self.key(value))).collect())
            }
            (Measure::Meaning(meaning), value) if !value.is_null() && value.is_wholly_known() => {
                meaning(value).unwrap_or_else(|| value.clone())
            }
            (_, value) => value.clone(),
        }
    }

    /// What the value means, with collections taken apart; `None` if only a comparison can tell.
    fn meaning(self, value: &Value) -> Option<Value> {
        let Measure::Meaning(meaning) = self.measure else { return None };
        let all = |elements: &[Value]| -> Option<Vec<Value>> {
            elements.iter().map(|element| self.meaning(element)).collect()
        };
        match value {
            Value::List(elements) if self.of_elements => Some(Value::List(all(elements)?)),
            Value::Set(elements) if self.of_elements => Some(Value::Set(all(elements)?)),
            Value::Map(entries) if self.of_elements => {
                let entries = entries.iter().map(|(key, value)| Some((key.clone(), self.meaning(value)?)));
                Some(Value::Map(entries.collect::<Option<_>>()?))
            }
            value if value.is_null() || !value.is_wholly_known() => None,
            value => meaning(value),
        }
    }
}

/// The elements of an old set that no new one is equal to.
struct LeftOver<'v> {
    equivalence: Equivalence,
    elements: Vec<Option<&'v Value>>,
    by_meaning: HashMap<Value, VecDeque<usize>>,
}

impl<'v> LeftOver<'v> {
    fn new(equivalence: Equivalence, old: &'v [Value], indexes: Vec<usize>) -> Self {
        let elements: Vec<_> = indexes.into_iter().map(|at| old.get(at)).collect();
        let mut by_meaning: HashMap<Value, VecDeque<usize>> = HashMap::new();
        for (at, element) in elements.iter().enumerate() {
            if let Some(meaning) = element.and_then(|element| equivalence.meaning(element)) {
                by_meaning.entry(meaning).or_default().push_back(at);
            }
        }
        Self { equivalence, elements, by_meaning }
    }

    fn take(&mut self, value: &Value) -> Option<&'v Value> {
        let at = match self.equivalence.measure {
            Measure::Meaning(_) => {
                self.by_meaning.get_mut(&self.equivalence.meaning(value)?).and_then(VecDeque::pop_front)
            }
            Measure::Test(_) => {
                self.elements.iter().position(|old| old.is_some_and(|old| self.equivalence.same(old, value)))
            }
        };
        self.elements.get_mut(at?)?.take()
    }
}

impl fmt::Debug for Equivalence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let measure = match self.measure {
            Measure::Test(_) => "test",
            Measure::Meaning(_) => "meaning",
        };
        f.debug_struct("Equivalence")
            .field("by", &measure)
            .field("at_plan", &self.at_plan)
            .field("of_elements", &self.of_elements)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowercase(value: &Value) -> Option<Value> {
        value.as_str().map(|text| text.to_lowercase().into())
    }

    fn same_ignoring_case(left: &Value, right: &Value) -> bool {
        lowercase(left) == lowercase(right)
    }

    const BOTH: [Equivalence; 2] = [
        Equivalence::by_test(same_ignoring_case).of_elements(),
        Equivalence::by_meaning(lowercase).of_elements(),
    ];

    #[test]
    fn each_element_of_a_list_or_map_is_compared_with_the_one_in_its_place() {
        for equivalence in BOTH {
            let (old, new) = (Value::list(["a", "B"]), Value::list(["A", "c", "D"]));
            assert_eq!(equivalence.settle(&old, &new), Value::list(["a", "c", "D"]));
            let map = |a: &str| Value::map([("k", Value::from(a))]);
            assert_eq!(equivalence.settle(&map("a"), &map("A")), map("a"));
        }
    }

    #[test]
    fn each_element_of_a_set_takes_one_that_means_the_same() {
        for equivalence in BOTH {
            let (old, new) = (Value::set(["A", "b", "C"]), Value::set(["c", "a", "x"]));
            assert_eq!(equivalence.settle(&old, &new), Value::set(["C", "A", "x"]));
        }
    }

    #[test]
    fn an_equal_element_is_not_taken_by_one_that_only_means_the_same() {
        for equivalence in BOTH {
            let (old, new) = (Value::set(["a", "A"]), Value::set(["A", "a"]));
            assert_eq!(equivalence.settle(&old, &new), new);
            // Two new ones of one meaning: the second finds nothing that is left.
            let (old, new) = (Value::set(["a"]), Value::set(["A", "a"]));
            assert_eq!(equivalence.settle(&old, &new), new);
        }
    }

    #[test]
    fn sets_inside_of_lists_are_compared_element_by_element() {
        for equivalence in BOTH {
            let nested = |text: &str| Value::list([Value::set([Value::list([text])])]);
            assert!(equivalence.same(&nested("a"), &nested("A")));
            assert!(!equivalence.same(&nested("a"), &nested("b")));
        }
    }

    #[test]
    fn what_is_null_or_unknown_means_nothing() {
        for equivalence in BOTH {
            for nothing in [Value::Null, Value::unknown()] {
                assert_eq!(equivalence.settle(&nothing, &"a".into()), "a".into());
                assert_eq!(equivalence.settle(&"a".into(), &nothing), nothing);
                assert!(!equivalence.same(&nothing, &nothing));
            }
        }
    }
}
