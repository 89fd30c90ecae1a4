//! What holds for every schema, configuration and state.

mod random;

use proptest::prelude::*;

use super::{check, fixture::NULL, keep_spelling, plan_change, validate, without_unknowns};
use crate::{schema::Schema, value::Value};
use random::Random;

/// A resource with some history: its schema, what was stored, and a configuration that is wholly known.
struct Case {
    random: Random,
    schema: Schema,
    prior: Value,
    config: Value,
}

impl Case {
    fn of(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let schema = random.schema();
        let earlier = random.config(&schema);
        let config = random.config(&schema);
        let config = if random.chance(4) { earlier.clone() } else { config };
        let prior = if random.chance(3) { NULL } else { settled(&mut random, &schema, &NULL, &earlier) };
        Self { random, schema, prior, config }
    }
}

/// What a provider makes of a configuration: it fills in what was left to it, and writes some values in its own way.
fn settled(random: &mut Random, schema: &Schema, prior: &Value, config: &Value) -> Value {
    let planned = plan_change(schema, prior, config).value;
    let result = random.result(schema, &planned);
    keep_spelling(schema, &planned, result)
}

proptest! {
    #[test]
    fn terraform_accepts_every_plan(seed: u64) {
        let case = Case::of(seed);
        let planned = plan_change(&case.schema, &case.prior, &case.config);
        let found =
            check::plan(&case.schema, &case.prior, &case.config, &planned.value, &planned.requires_replace);
        prop_assert_eq!(found, vec![]);
    }

    #[test]
    fn terraform_accepts_every_plan_of_a_configuration_that_is_partly_unknown(seed: u64) {
        let mut case = Case::of(seed);
        let config = case.random.partly_unknown(&case.schema, &case.config);
        let planned = plan_change(&case.schema, &case.prior, &config);
        let found = check::plan(&case.schema, &case.prior, &config, &planned.value, &planned.requires_replace);
        prop_assert_eq!(found, vec![]);
    }

    #[test]
    fn what_is_planned_known_stays_when_the_unknown_becomes_known(seed: u64) {
        let mut case = Case::of(seed);
        let config = case.random.partly_unknown(&case.schema, &case.config);
        let first = plan_change(&case.schema, &case.prior, &config).value;
        let last = plan_change(&case.schema, &case.prior, &case.config).value;
        prop_assert_eq!(check::final_plan(&case.schema, &first, &last), vec![]);
    }

    #[test]
    fn terraform_accepts_the_result_of_a_provider_that_keeps_to_the_plan(seed: u64) {
        let mut case = Case::of(seed);
        let planned = plan_change(&case.schema, &case.prior, &case.config).value;
        let result = case.random.result(&case.schema, &planned);
        let kept = keep_spelling(&case.schema, &planned, result);
        prop_assert_eq!(check::apply(&case.schema, &planned, &kept), vec![]);
    }

    #[test]
    fn after_an_apply_nothing_is_left_to_do(seed: u64) {
        let mut case = Case::of(seed);
        let state = settled(&mut case.random, &case.schema, &case.prior, &case.config);
        prop_assert_eq!(plan_change(&case.schema, &state, &case.config).value, state);
    }

    #[test]
    fn a_read_that_only_spells_otherwise_shows_no_drift(seed: u64) {
        let mut case = Case::of(seed);
        let state = settled(&mut case.random, &case.schema, &case.prior, &case.config);
        let read = case.random.result(&case.schema, &state);
        prop_assert_eq!(keep_spelling(&case.schema, &state, read), state);
    }

    #[test]
    fn the_same_question_gets_the_same_plan(seed: u64) {
        let case = Case::of(seed);
        let first = plan_change(&case.schema, &case.prior, &case.config);
        let second = plan_change(&case.schema, &case.prior, &case.config);
        // As text: sets in another order would be equal.
        prop_assert_eq!(format!("{first:?}"), format!("{second:?}"));
    }

    #[test]
    fn replacement_paths_are_sorted_and_unique(seed: u64) {
        let case = Case::of(seed);
        let paths = plan_change(&case.schema, &case.prior, &case.config).requires_replace;
        prop_assert_eq!(super::replace::in_order(paths.clone()), paths);
    }

    #[test]
    fn what_is_stored_of_an_unfinished_plan_is_a_state(seed: u64) {
        let case = Case::of(seed);
        let planned = plan_change(&case.schema, &case.prior, &case.config).value;
        prop_assert_eq!(check::read(&case.schema, &without_unknowns(&case.schema, planned)), vec![]);
    }

    #[test]
    fn validation_stands_every_configuration(seed: u64) {
        let mut case = Case::of(seed);
        let config = case.random.partly_unknown(&case.schema, &case.config);
        prop_assert!(validate(&case.schema, &config).is_empty(), "there are no validators");
    }
}
