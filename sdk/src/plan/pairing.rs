//! Which element of one set stands for which of another.

use std::collections::{HashMap, VecDeque};

use super::{
    mask::Mask,
    shape::{Child, Level, elements, member, members},
};
use crate::{schema::Nesting, value::Value};

/// For each configured element the stored one that it stands for: what the configuration sets is the same there or
/// means the same, the rest is computed. No stored element stands for two.
pub(crate) fn stored_elements<'v>(
    level: Level<'_>,
    config: &[Value],
    prior: &'v [Value],
) -> Vec<Option<&'v Value>> {
    let mut pairing = Pairing::new(config, prior);
    let fits = |config: &Value, prior: &Value| Side::Configured.fits(level, config, prior);
    pairing.pair(|config| Mask::of_unset(level, config), fits);
    pairing.pair(|config| Mask::of_vague(level, config), fits);
    pairing.partners.into_iter().map(|partner| partner.and_then(|at| prior.get(at))).collect()
}

/// For each element of a result the one of the plan or the earlier state that it came from, if there is one.
pub(crate) fn sources<'v>(
    level: Level<'_>,
    result: &[Value],
    reference: &'v [Value],
) -> Vec<Option<&'v Value>> {
    let mut pairing = Pairing::new(reference, result);
    let fits = |planned: &Value, actual: &Value| Side::Planned.fits(level, planned, actual);
    pairing.pair(Mask::of_unknowns, fits);
    pairing.pair(|planned| Mask::of_vague(level, planned), fits);
    let mut sources = vec![None; result.len()];
    for (planned, at) in reference.iter().zip(pairing.partners) {
        if let Some(source) = at.and_then(|at| sources.get_mut(at)) {
            *source = Some(planned);
        }
    }
    sources
}

/// Which elements of two sets have no counterpart in the other, by index. Where `planned` is unknown it agrees with
/// anything, and an element may be the counterpart of several: elements that become equal coalesce.
pub(crate) fn without_counterpart(planned: &[Value], actual: &[Value]) -> (Vec<usize>, Vec<usize>) {
    if planned == actual {
        return Default::default();
    }
    let mut groups: HashMap<Mask, HashMap<Value, Alike>> = HashMap::new();
    for (index, element) in planned.iter().enumerate() {
        let mask = Mask::of_unknowns(element);
        let key = mask.blank(element);
        groups.entry(mask).or_default().entry(key).or_default().elements.push(index);
    }
    let mut new = Vec::new();
    for (index, element) in actual.iter().enumerate() {
        let mut expected = false;
        for (mask, group) in &mut groups {
            if let Some(alike) = group.get_mut(&mask.blank(element)) {
                expected = true;
                alike.have_counterpart = true;
            }
        }
        if !expected {
            new.push(index);
        }
    }
    let alone = groups.into_values().flat_map(HashMap::into_values).filter(|alike| !alike.have_counterpart);
    let mut vanished: Vec<_> = alone.flat_map(|alike| alike.elements).collect();
    vanished.sort_unstable();
    (vanished, new)
}

/// Planned elements of which the same is known.
#[derive(Default)]
struct Alike {
    elements: Vec<usize>,
    have_counterpart: bool,
}

/// Elements that seek their partner among candidates, each of which is taken once.
struct Pairing<'v> {
    seekers: &'v [Value],
    candidates: &'v [Value],
    partners: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl<'v> Pairing<'v> {
    fn new(seekers: &'v [Value], candidates: &'v [Value]) -> Self {
        let mut pairing = Self {
            seekers,
            candidates,
            partners: vec![None; seekers.len()],
            taken: vec![false; candidates.len()],
        };
        // Sets mostly come in the same order, Terraform's. No other seeker has a better claim: what agrees with the
        // candidate leaves as much open as one that is equal to it.
        for (at, (seeker, candidate)) in seekers.iter().zip(candidates).enumerate() {
            if seeker == candidate {
                pairing.partners[at] = Some(at);
                pairing.taken[at] = true;
            }
        }
        pairing
    }

    /// Lets the seekers that have no partner yet choose, those that leave the least open first. `mask` says what a
    /// seeker leaves open; candidates that agree with it in the rest are asked with `fits`.
    fn pair(&mut self, mask: impl Fn(&Value) -> Mask, fits: impl Fn(&Value, &Value) -> bool) {
        let single = self.seekers.iter().zip(&self.partners).enumerate();
        let mut order: Vec<_> = single
            .filter(|(_, (_, partner))| partner.is_none())
            .map(|(index, (seeker, _))| (index, seeker, mask(seeker)))
            .collect();
        order.sort_by_key(|(_, _, mask)| mask.open_places());
        let mut tables: HashMap<Mask, HashMap<Value, VecDeque<usize>>> = HashMap::new();
        for (index, seeker, mask) in order {
            let key = mask.blank(seeker);
            let table = tables.entry(mask).or_insert_with_key(|mask| self.free_candidates(mask));
            let Some(bucket) = table.get_mut(&key) else { continue };
            while bucket.front().is_some_and(|at| self.is_taken(*at)) {
                bucket.pop_front();
            }
            let free = bucket.iter().filter(|at| !self.is_taken(**at));
            if let Some(at) =
                free.copied().find(|at| self.candidates.get(*at).is_some_and(|c| fits(seeker, c)))
            {
                self.partners[index] = Some(at);
                self.taken[at] = true;
            }
        }
    }

    fn is_taken(&self, at: usize) -> bool {
        self.taken.get(at).copied().unwrap_or(true)
    }

    /// The candidates that are still free, by what remains of them under a mask.
    fn free_candidates(&self, mask: &Mask) -> HashMap<Value, VecDeque<usize>> {
        let mut table: HashMap<Value, VecDeque<usize>> = HashMap::new();
        for (at, candidate) in self.candidates.iter().enumerate().filter(|(at, _)| !self.is_taken(*at)) {
            table.entry(mask.blank(candidate)).or_default().push_back(at);
        }
        table
    }
}

/// What the seeker is, which says what of it is open.
#[derive(Clone, Copy)]
enum Side {
    /// An element of the configuration: what it leaves to the provider is open, what is unknown is not the same as
    /// anything stored.
    Configured,
    /// A planned element: what is unknown is open.
    Planned,
}

impl Side {
    fn leaves_open(self, child: Child<'_>, value: &Value) -> bool {
        child.is_write_only()
            || match self {
                Self::Configured => value.is_null() && child.is_computed(),
                Self::Planned => matches!(value, Value::Unknown(_)),
            }
    }

    fn agrees(self, seeker: &Value, candidate: &Value) -> bool {
        match self {
            Self::Configured => seeker == candidate,
            Self::Planned => {
                let mask = Mask::of_unknowns(seeker);
                mask.blank(seeker) == mask.blank(candidate)
            }
        }
    }

    /// Whether `candidate` agrees with `seeker` in everything that is not open.
    fn fits(self, level: Level<'_>, seeker: &Value, candidate: &Value) -> bool {
        if !matches!((seeker, candidate), (Value::Object(_), Value::Object(_))) {
            return self.agrees(seeker, candidate);
        }
        level.children().all(|child| {
            let sought = member(seeker, child.name);
            let found = member(candidate, child.name);
            self.leaves_open(child, sought)
                || self.agrees(sought, found)
                || child.is_equivalent(sought, found)
                || child.inside.is_some_and(|(nesting, inner)| self.all_fit(nesting, inner, sought, found))
        })
    }

    fn all_fit(self, nesting: Nesting, level: Level<'_>, sought: &Value, found: &Value) -> bool {
        let absent = |value: &Value| matches!(value, Value::Null | Value::Unknown(_));
        if absent(sought) || absent(found) || elements(sought).len() != elements(found).len() {
            return false;
        }
        match nesting {
            Nesting::Single => self.fits(level, sought, found),
            Nesting::List => {
                elements(sought).iter().zip(elements(found)).all(|(s, f)| self.fits(level, s, f))
            }
            Nesting::Map => match (members(sought), members(found)) {
                (Some(left), Some(right)) => {
                    left.len() == right.len()
                        && left.iter().zip(right).all(|((l, s), (r, f))| l == r && self.fits(level, s, f))
                }
                _ => false,
            },
            Nesting::Set => {
                let mut pairing = Pairing::new(elements(sought), elements(found));
                pairing.pair(|value| Mask::of_vague(level, value), |s, f| self.fits(level, s, f));
                pairing.partners.iter().all(Option::is_some)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{plan::fixture::*, schema::Equivalence, value::Type};

    fn in_lowercase(value: &Value) -> Option<Value> {
        Some(value.as_str()?.to_lowercase().into())
    }

    #[test]
    fn respelled_elements_stand_for_those_that_mean_the_same() {
        for equivalence in [Equivalence::by_test(same_ignoring_case), Equivalence::by_meaning(in_lowercase)] {
            let schema = schema([
                optional("location", STRING).equivalent(equivalence),
                optional("zones", Type::list(STRING)).equivalent(equivalence.of_elements()),
            ]);
            let of = |location: &str, zones: Value| {
                whole(&schema, &object! { location = location, zones = zones })
            };
            let stored =
                [of("east", Value::list(["a", "b"])), of("west", NULL), of("west", Value::list(["c", "d"]))];
            let config = [of("WEST", Value::list(["C", "d"])), of("West", NULL), of("south", NULL)];
            let found = stored_elements(Level::of(&schema.block), &config, &stored);
            assert_eq!(found, [Some(&stored[2]), Some(&stored[1]), None], "{equivalence:?}");
        }
    }

    #[test]
    fn what_is_equal_at_the_same_place_leaves_the_rest_to_the_others() {
        let schema = schema([either("name", STRING), optional("tag", STRING)]);
        let of = |name: Value| whole(&schema, &object! { name = name, tag = "t" });
        let stored = [of("a".into()), of("b".into())];
        let config = [of("a".into()), of(NULL)];
        let found = stored_elements(Level::of(&schema.block), &config, &stored);
        assert_eq!(found, [Some(&stored[0]), Some(&stored[1])]);
    }
}
