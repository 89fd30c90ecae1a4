//! Everything that Terraform checks of a provider's answers, the rule for it, and the tests that break it.
//!
//! The numbers group by answer: P plan, A apply, R read, I import, U upgrade, M move, D data source, E ephemeral resource,
//! L list, F function, AC action, X identity. A row without a rule is something that no answer can break, only a way in
//! which Terraform treats answers; its tests show that the driver treats them so.

use std::collections::BTreeSet;

use super::Rule;

/// One check.
struct Row {
    number: &'static str,
    /// What Terraform wants, and where in its source that stands.
    says: &'static str,
    rules: &'static [Rule],
    tests: &'static [&'static str],
}

const fn row(
    number: &'static str,
    says: &'static str,
    rules: &'static [Rule],
    tests: &'static [&'static str],
) -> Row {
    Row { number, says, rules, tests }
}

#[rustfmt::skip]
const CATALOGUE: &[Row] = &[
    row("P1", "a destroy is planned as null (node_resource_abstract_instance.go)",
        &[Rule::DestroyPlanIsNull], &["the_plan_of_a_destroy_is_null"]),
    row("P2", "write-only attributes are planned null, also in the second plan of a replacement",
        &[Rule::WriteOnlyIsNull], &["a_write_only_attribute_is_null_wherever_it_is",
        "the_plan_for_the_create_half_of_a_replacement_has_the_schemas_type_and_no_write_only_value"]),
    row("P3", "a plan is of the schema's type",
        &[Rule::ConformsToSchema], &["a_plan_is_of_the_schemas_type"]),
    row("P4", "a plan is null exactly where the configuration is (plan_valid.go)",
        &[Rule::PresenceFollowsConfig], &["presence_follows_the_configuration",
        "a_single_block_is_there_if_it_is_configured"]),
    row("P5", "collections of blocks and group blocks are never null",
        &[Rule::BlocksAreNotNull], &["no_collection_of_blocks_is_null"]),
    row("P6", "an unknown dynamic block is returned as it is",
        &[Rule::DynamicBlocksStay], &["an_unknown_dynamic_block_is_planned_as_it_is"]),
    row("P7", "a block is not unknown as a whole",
        &[Rule::BlocksAreKnown], &["a_block_is_never_unknown_itself"]),
    row("P8", "list and map blocks have the configuration's count and keys, and known elements",
        &[Rule::BlocksFollowConfig, Rule::BlocksAreKnown], &["there_are_as_many_blocks_as_configured",
        "blocks_have_the_keys_of_the_configuration", "an_element_of_a_collection_of_blocks_is_not_unknown"]),
    row("P9", "elements of set blocks are not unknown; beyond that they are not compared",
        &[Rule::BlocksAreKnown], &["an_element_of_a_collection_of_blocks_is_not_unknown",
        "blocks_in_a_set_are_not_compared"]),
    row("P10", "a configured value is planned as configured or as stored; what is neither configured nor computed is null",
        &[Rule::ConfiguredValuesStay, Rule::UnsetValuesStayNull], &["a_configured_value_is_planned_as_configured",
        "a_configured_value_may_be_planned_as_it_is_stored",
        "a_stored_value_does_not_stand_for_one_that_is_configured_no_more"]),
    row("P11", "nested attributes have the presence, count and keys of the configuration",
        &[Rule::PresenceFollowsConfig, Rule::ConfiguredObjectsAreKnown, Rule::ElementsFollowConfig],
        &["a_nested_attribute_is_there_if_it_is_configured", "a_configured_object_is_not_planned_unknown",
        "a_nested_list_has_as_many_elements_as_configured", "a_nested_map_has_the_keys_of_the_configuration",
        "a_nested_set_is_counted_but_not_looked_into"]),
    row("P12", "sensitive values are not shown in messages", &[], &["a_sensitive_value_is_not_shown"]),
    row("P13", "a path that requires replacement leads to something; only those whose value changes count",
        &[Rule::ReplacePathsExist], &["a_path_that_requires_replacement_leads_somewhere"]),
    row("P14", "a planned identity is of its type, and known unless an object is still to be made",
        &[Rule::ConformsToSchema, Rule::StateIsKnown], &[
        "a_planned_identity_may_be_unknown_only_while_there_is_no_object",
        "an_identity_is_known_once_the_object_exists"]),
    row("P15", "a plan is deferred only where that is allowed (deferred.go)",
        &[Rule::NotDeferred], &["a_plan_is_not_deferred_unasked"]),
    row("P16", "the second plan of a replacement is held only against types, write-only values and identity",
        &[Rule::ConformsToSchema, Rule::WriteOnlyIsNull],
        &["the_plan_for_the_create_half_of_a_replacement_has_the_schemas_type_and_no_write_only_value"]),
    row("P17", "the checks are errors unless the provider claims to be on the old Go SDK, which none on this crate is",
        &[Rule::TypeSystemIsStrict], &["no_answer_asks_terraform_to_be_lenient"]),
    row("P18", "the plan for an unknown number of instances is held as that of a create (node_resource_plan_partialexp.go)",
        &[Rule::ConfiguredValuesStay], &["a_plan_for_an_unknown_number_of_objects_is_held_as_that_of_a_create"]),
    row("A1", "the plan at apply has the action of the first, or is nothing, and is not deferred (node_resource_apply_instance.go)",
        &[Rule::ActionStays, Rule::NotDeferred], &["what_was_planned_in_place_is_not_replaced_at_apply",
        "what_was_planned_is_not_deferred_at_apply"]),
    row("A2", "what was known in the first plan stays (compatible.go)",
        &[Rule::PlannedValuesStay], &["the_known_stays", "what_was_planned_stays_planned_at_apply"]),
    row("A3", "an apply answers with a state or an error",
        &[Rule::StateIsReturned], &["an_apply_answers_with_a_state_or_an_error"]),
    row("A4", "the new state is of the schema's type, else it is not stored",
        &[Rule::ConformsToSchema], &["the_state_is_of_the_schemas_type"]),
    row("A5", "the new state has no write-only value, else it is not stored",
        &[Rule::WriteOnlyIsNull], &["the_state_has_no_write_only_value"]),
    row("A6", "the new state has nothing unknown",
        &[Rule::StateIsKnown], &["the_state_is_known"]),
    row("A7", "what was planned known has come to be (compatible.go)",
        &[Rule::PlanIsKept, Rule::BlocksAreNotNull], &["what_was_planned_has_come_to_be",
        "a_promise_about_an_unknown_value_is_kept", "elements_of_a_set_correlate",
        "a_set_may_shrink_but_never_grows", "elements_of_a_list_neither_vanish_nor_appear",
        "keys_of_a_map_neither_vanish_nor_appear", "collections_of_blocks_keep_their_shape"]),
    row("A8", "a delete leaves no state, everything else leaves one",
        &[Rule::PresenceFollowsPlan], &["only_a_delete_leaves_no_state"]),
    row("A9", "a null state with an error keeps what was stored; a state with an error is stored, on create tainted",
        &[], &["a_create_that_fails_at_once_leaves_nothing",
        "a_create_that_fails_half_way_is_kept_tainted_and_replaced_at_the_next_apply",
        "a_create_that_fails_later_answers_with_what_it_recorded", "an_update_that_fails_keeps_the_prior_state"]),
    row("A10", "private state and identity are taken from the answer as they are",
        &[Rule::IdentityIsPresent], &["an_answer_without_the_identity_forgets_it",
        "what_an_answer_leaves_out_of_private_state_is_forgotten"]),
    row("A11", "a new identity is of its type and known",
        &[Rule::ConformsToSchema, Rule::StateIsKnown], &["an_identity_is_of_its_type_and_known",
        "an_identity_is_known_once_the_object_exists"]),
    row("R1", "a refreshed state is of its type, known, and has no write-only value",
        &[Rule::ConformsToSchema, Rule::StateIsKnown, Rule::WriteOnlyIsNull],
        &["a_refreshed_state_conforms_is_known_and_has_no_write_only_value"]),
    row("R2", "private state and identity are taken from the answer as they are",
        &[Rule::IdentityIsPresent], &["an_answer_without_the_identity_forgets_it",
        "what_an_answer_leaves_out_of_private_state_is_forgotten"]),
    row("R3", "nothing, since drift is legal; but what reads otherwise by itself differs in every plan",
        &[Rule::ApplySettles], &["a_read_finds_what_was_applied", "drift_by_itself_is_found"]),
    row("I1", "an import finds exactly one object, unless it is deferred (node_resource_plan_instance.go)",
        &[Rule::ImportFindsOne], &["an_import_finds_one_object_of_its_type"]),
    row("I2", "it is of the type, has a state, no write-only value, and the identity that it was asked for by",
        &[Rule::ImportFindsOne, Rule::StateIsPresent, Rule::WriteOnlyIsNull, Rule::IdentityIsPresent],
        &["an_import_finds_one_object_of_its_type", "states_of_other_origin_are_present",
        "states_of_other_origin_conform_are_known_and_have_no_write_only_value",
        "an_answer_without_the_identity_forgets_it"]),
    row("I3", "it is read next, and there must be something: an error, which the user may have caused",
        &[], &["what_does_not_exist_cannot_be_imported"]),
    row("U1", "an upgraded state is present, of its type, known, without write-only values, and was not of a newer version",
        &[Rule::StateIsPresent, Rule::ConformsToSchema, Rule::StateIsKnown, Rule::WriteOnlyIsNull],
        &["states_of_other_origin_are_present",
        "states_of_other_origin_conform_are_known_and_have_no_write_only_value", "a_newer_state_is_refused",
        "state_of_a_newer_version_is_refused"]),
    row("M1", "so is a moved state (cross_provider_move.go)",
        &[Rule::StateIsPresent, Rule::ConformsToSchema, Rule::StateIsKnown, Rule::WriteOnlyIsNull],
        &["states_of_other_origin_are_present",
        "states_of_other_origin_conform_are_known_and_have_no_write_only_value"]),
    row("D1", "what a data source read is present, of its type and known",
        &[Rule::StateIsPresent, Rule::ConformsToSchema, Rule::StateIsKnown],
        &["states_of_other_origin_are_present",
        "states_of_other_origin_conform_are_known_and_have_no_write_only_value"]),
    row("E1", "the result of an ephemeral resource is what its configuration says, and more (node_resource_ephemeral.go)",
        &[Rule::ConfiguredValuesStay, Rule::StateIsPresent], &["a_result_keeps_the_configured_values",
        "a_result_is_present_known_and_of_its_type"]),
    row("L1", "a listed object has an identity, and its state if that is wanted (grpc_provider.go)",
        &[Rule::IdentityIsPresent, Rule::ConformsToSchema, Rule::StateIsKnown, Rule::StateIsPresent],
        &["an_identity_is_present_known_and_of_its_type", "a_state_is_present_known_and_of_its_type"]),
    row("F1", "a function gives the same for the same arguments (function_results.go)",
        &[Rule::FunctionIsPure], &["a_function_that_gives_another_result_each_time_is_none"]),
    row("F2", "null and unknown arguments only where allowed; the result is of its type",
        &[Rule::FunctionResultConforms], &["a_result_is_of_the_type_that_the_signature_says",
        "a_result_is_unknown_only_if_an_argument_may_be"]),
    row("AC1", "an action is deferred only for an unknown provider (node_action_invoke.go)",
        &[Rule::ActionsDeferForProviders],
        &["a_plan_is_deferred_only_when_that_is_allowed_and_for_an_unknown_provider"]),
    row("AC2", "an invoked action ends with one event that says so (action_trigger_instance_apply.go)",
        &[Rule::ActionCompletesOnce], &["an_action_ends_once_and_says_nothing_after_that"]),
    row("X1", "nothing; that an object keeps its identity is left to providers",
        &[Rule::IdentityStays], &["an_identity_neither_changes_nor_goes_missing", "an_object_keeps_its_identity"]),
    row("X2", "nothing; but the same question gets the same plan, or the plan at apply differs",
        &[Rule::PlanIsDeterministic], &["a_plan_that_differs_from_call_to_call_is_a_violation"]),
];

const TESTS: &[&str] = &[
    include_str!("tests.rs"),
    include_str!("../../testing/tests/broken.rs"),
    include_str!("../../testing/tests/broken_action.rs"),
    include_str!("../../testing/tests/conformance.rs"),
    include_str!("../../testing/tests/driver.rs"),
    include_str!("../../server/tests/apply.rs"),
    include_str!("../../server/tests/upgrade.rs"),
];

#[test]
fn every_check_has_tests_that_are_there() {
    for Row { number, tests, .. } in CATALOGUE {
        assert!(!tests.is_empty(), "{number} has no test");
        for test in *tests {
            let there = TESTS.iter().any(|source| source.contains(&format!("fn {test}()")));
            assert!(there, "the test {test} of {number} is not there");
        }
    }
}

#[test]
fn no_check_is_forgotten() {
    let numbers: BTreeSet<&str> = CATALOGUE.iter().map(|row| row.number).collect();
    assert_eq!(numbers.len(), CATALOGUE.len(), "a number stands twice");
    assert!(CATALOGUE.iter().all(|row| !row.says.is_empty()));
    let series = [
        ("P", 18),
        ("A", 11),
        ("R", 3),
        ("I", 3),
        ("U", 1),
        ("M", 1),
        ("D", 1),
        ("E", 1),
        ("F", 2),
        ("AC", 2),
        ("L", 1),
        ("X", 2),
    ];
    for (letter, last) in series {
        for number in 1..=last {
            assert!(numbers.contains(format!("{letter}{number}").as_str()), "{letter}{number}");
        }
    }
}

#[test]
fn every_rule_stands_for_a_check() {
    let source = include_str!("violation.rs");
    let (_, after) = source.split_once("pub enum Rule {").unwrap();
    let (variants, _) = after.split_once("\n}").unwrap();
    let named: BTreeSet<String> = variants
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && !line.is_empty())
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect();
    let used: BTreeSet<String> =
        CATALOGUE.iter().flat_map(|row| row.rules).map(|rule| format!("{rule:?}")).collect();
    assert_eq!(named, used);
}
