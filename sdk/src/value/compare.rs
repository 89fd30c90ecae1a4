//! Equality and hashing as Terraform has them, in time linear in the size of the values.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Value;

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Unknown(left), Self::Unknown(right)) => left == right,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Number(left), Self::Number(right)) => left == right,
            (Self::String(left), Self::String(right)) => same_text(left, right),
            (Self::List(left), Self::List(right)) | (Self::Tuple(left), Self::Tuple(right)) => left == right,
            (Self::Set(left), Self::Set(right)) => same_elements(left, right),
            (Self::Map(left), Self::Map(right)) | (Self::Object(left), Self::Object(right)) => {
                same_entries(left, right)
            }
            (Self::Dynamic(left), Self::Dynamic(right)) => left == right,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Null => {}
            Self::Unknown(refinement) => refinement.hash(state),
            Self::Bool(truth) => truth.hash(state),
            Self::Number(number) => number.hash(state),
            Self::String(text) => hash_text(text, state),
            Self::List(elements) | Self::Tuple(elements) => elements.hash(state),
            Self::Set(elements) => Elements::of(elements).fingerprint().hash(state),
            Self::Map(entries) | Self::Object(entries) => hash_entries(entries, state),
            Self::Dynamic(typed) => typed.hash(state),
        }
    }
}

/// Whether two texts are the same to Terraform, which normalises every string to NFC.
pub(crate) fn same_text(left: &str, right: &str) -> bool {
    left == right || (!(left.is_ascii() && right.is_ascii()) && left.nfc().eq(right.nfc()))
}

/// The text in NFC; borrowed when it is so already.
pub(crate) fn normalized(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.into(),
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect::<String>().into(),
    }
}

fn hash_text<H: Hasher>(text: &str, state: &mut H) {
    normalized(text).hash(state);
}

fn same_entries(left: &BTreeMap<String, Value>, right: &BTreeMap<String, Value>) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let same_order = left.iter().zip(right).all(|((left, _), (right, _))| left == right);
    if same_order {
        return left.values().eq(right.values());
    }
    // Only keys beyond ASCII can be the same and yet spelled otherwise.
    left.len() == right.len()
        && left.keys().chain(right.keys()).any(|key| !key.is_ascii())
        && by_normalized_key(left) == by_normalized_key(right)
}

fn by_normalized_key(entries: &BTreeMap<String, Value>) -> BTreeMap<Cow<'_, str>, &Value> {
    entries.iter().map(|(key, value)| (normalized(key), value)).collect()
}

fn hash_entries<H: Hasher>(entries: &BTreeMap<String, Value>, state: &mut H) {
    state.write_usize(entries.len());
    if entries.keys().all(|key| matches!(normalized(key), Cow::Borrowed(_))) {
        for (key, value) in entries {
            key.hash(state);
            value.hash(state);
        }
    } else {
        // Normalisation may change the order of keys.
        for (key, value) in by_normalized_key(entries) {
            key.hash(state);
            value.hash(state);
        }
    }
}

fn same_elements(left: &[Value], right: &[Value]) -> bool {
    // Sets mostly come in the same order, Terraform's.
    left == right || Elements::of(left).same(&Elements::of(right))
}

/// The elements of a set: each known one once, each unknown one as often as it stands there, because two unknowns
/// may become two elements.
struct Elements<'a> {
    buckets: HashMap<u64, Vec<(&'a Value, usize)>>,
}

impl<'a> Elements<'a> {
    fn of(values: &'a [Value]) -> Self {
        let mut buckets: HashMap<u64, Vec<(&Value, usize)>> = HashMap::with_capacity(values.len());
        for value in values {
            let bucket = buckets.entry(fingerprint(value)).or_default();
            match bucket.iter_mut().find(|(seen, _)| *seen == value) {
                Some((seen, count)) => *count += usize::from(!seen.is_wholly_known()),
                None => bucket.push((value, 1)),
            }
        }
        Self { buckets }
    }

    fn same(&self, other: &Self) -> bool {
        self.buckets.len() == other.buckets.len()
            && self.buckets.iter().all(|(fingerprint, bucket)| {
                other.buckets.get(fingerprint).is_some_and(|others| {
                    bucket.len() == others.len() && bucket.iter().all(|element| others.contains(element))
                })
            })
    }

    fn fingerprint(&self) -> u64 {
        let times = |(fingerprint, bucket): (&u64, &Vec<(&Value, usize)>)| {
            let count: usize = bucket.iter().map(|(_, count)| count).sum();
            fingerprint.wrapping_mul(count as u64)
        };
        self.buckets.iter().map(times).fold(0, u64::wrapping_add)
    }
}

/// The same for equal values, in every process.
fn fingerprint(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

impl Value {
    /// The elements of a set without duplicates, in the order in which they first stand.
    pub(crate) fn without_duplicates(elements: Vec<Self>) -> Vec<Self> {
        let mut seen = HashSet::with_capacity(elements.len());
        let repeated: Vec<bool> =
            elements.iter().map(|element| !seen.insert(element) && element.is_wholly_known()).collect();
        if !repeated.contains(&true) {
            return elements;
        }
        elements
            .into_iter()
            .zip(repeated)
            .filter(|(_, repeated)| !repeated)
            .map(|(element, _)| element)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::wire::arbitrary;

    fn string(text: &str) -> Value {
        Value::from(text)
    }

    fn assert_same(left: &Value, right: &Value) {
        assert_eq!(left, right);
        assert_eq!(
            fingerprint(left),
            fingerprint(right),
            "{left:?} and {right:?} are equal but hash differently"
        );
    }

    #[test]
    fn strings_are_compared_after_normalisation() {
        assert_same(&string("caf\u{e9}"), &string("cafe\u{301}"));
        assert_ne!(string("cafe"), string("caf\u{e9}"));
    }

    #[test]
    fn map_keys_are_compared_after_normalisation() {
        let map = |key: &str| Value::map([(key, string("x")), ("cafz", string("y"))]);
        assert_same(&map("caf\u{e9}"), &map("cafe\u{301}"));
        assert_ne!(map("caf\u{e9}"), map("cafe"));
        // A letter beyond ASCII that is an ASCII letter in NFC, and comes before another key then.
        assert_same(
            &Value::map([("\u{212a}", true.into()), ("Z", false.into())]),
            &Value::map([("K", true.into()), ("Z", false.into())]),
        );
    }

    #[test]
    fn sets_have_no_order_and_no_duplicates() {
        assert_same(&Value::set(["a", "b"]), &Value::Set(["b", "a", "a"].map(Value::from).into()));
        assert_ne!(Value::set(["a", "b"]), Value::set(["a"]));
        assert_ne!(Value::set(["a", "b"]), Value::list(["a", "b"]));
    }

    #[test]
    fn unknown_elements_of_a_set_do_not_coalesce() {
        let unknowns = |count| Value::Set(vec![Value::unknown(); count]);
        assert_ne!(unknowns(1), unknowns(2));
        assert_same(&unknowns(2), &unknowns(2));
    }

    #[test]
    fn sets_inside_sets_are_compared_without_order() {
        let outer = |inner: [&str; 2]| Value::set([Value::set(inner), Value::set(["z"])]);
        assert_same(&outer(["a", "b"]), &outer(["b", "a"]));
    }

    #[test]
    fn numbers_are_equal_by_value() {
        let number = |text: &str| Value::Number(text.parse().unwrap());
        assert_same(&number("1.0"), &number("1"));
    }

    proptest! {
        #[test]
        fn a_set_equals_itself_in_any_order(
            (elements, shuffled) in vec(arbitrary::typed_value().prop_map(|(_, value)| value), 0..6)
                .prop_flat_map(|elements| (Just(elements.clone()), Just(elements).prop_shuffle())),
        ) {
            assert_same(&Value::Set(elements.clone()), &Value::Set(shuffled.clone()));
            assert_same(&Value::Set(Value::without_duplicates(elements)), &Value::Set(shuffled));
        }

        #[test]
        fn equal_values_hash_alike((_, left) in arbitrary::typed_value(), (_, right) in arbitrary::typed_value()) {
            prop_assert_eq!(&left, &left.clone());
            prop_assert!(left != right || fingerprint(&left) == fingerprint(&right));
        }
    }

    #[test]
    fn duplicates_are_dropped_in_order() {
        let kept = Value::without_duplicates(vec![
            string("b"),
            string("a"),
            string("b"),
            Value::unknown(),
            Value::unknown(),
        ]);
        assert_eq!(kept, [string("b"), string("a"), Value::unknown(), Value::unknown()]);
    }
}
