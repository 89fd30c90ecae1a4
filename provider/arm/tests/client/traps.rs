//! What Azure does that breaks clients, and the test that fails where nothing is done about it.
//!
//! Where the answer is the caller's to give, the test is the provider's.

/// What Azure does, and the tests: `file::test`, seen from this directory.
const TRAPS: &[(&str, &[&str])] = &[
    (
        "the status of an operation is free text, and only three words are ends",
        &[
            "operations::a_status_that_nobody_has_heard_of_is_progress",
            "operations::both_spellings_and_any_case_of_the_three_ends_are_ends",
        ],
    ),
    (
        "an operation that has not failed may carry an error",
        &[
            "operations::an_error_inside_an_operation_that_succeeds_means_nothing",
            "operations::an_error_seen_on_the_way_is_the_reason_of_a_failure_that_gives_none",
        ],
    ),
    (
        "a success is not yet rest, and writes meanwhile are refused",
        &[
            "operations::a_cluster_that_updates_itself_after_the_success_is_waited_for",
            "operations::a_success_does_not_become_a_timeout_because_a_follow_up_update_takes_long",
            "writes::an_update_waits_until_the_cluster_is_at_rest",
            "conflicts::every_refusal_that_ends_by_itself_is_waited_out",
        ],
    ),
    (
        "a write keeps some of what it leaves out, and may be accepted and not made",
        &[
            "writes::an_update_writes_back_what_it_does_not_know_and_leaves_out_what_azure_fills",
            "../../../src/cluster/faults.rs::a_change_that_azure_accepts_and_does_not_make_is_an_error_that_names_the_property",
        ],
    ),
    (
        "pools of an existing cluster are written through their own resource, which has another shape",
        &[
            "pools::a_pool_is_created_updated_and_deleted_without_a_write_to_its_cluster",
            "pools::an_update_of_a_pool_writes_back_what_it_does_not_know_and_leaves_out_what_azure_fills",
        ],
    ),
    (
        "IDs and words change their case",
        &[
            "../../src/id/typed.rs::the_same_id_in_another_case_is_equal",
            "../../src/merge.rs::a_word_is_put_into_the_case_of_the_schema_and_another_word_is_kept",
            "../../../tests/in_process/drift.rs::another_spelling_is_no_drift",
        ],
    ),
    ("a region has two spellings", &["requests::a_region_is_asked_for_by_its_short_name"]),
    (
        "the answer to a write is not the result",
        &["operations::the_result_is_read_at_the_end_and_not_taken_from_the_first_answer"],
    ),
    (
        "what was just accepted may be unknown for a while, and 404 has several meanings",
        &[
            "operations::an_operation_that_is_unknown_at_first_is_asked_again",
            "operations::a_resource_that_is_not_to_be_seen_right_after_the_success_is_read_again",
            "errors::a_missing_group_is_told_from_a_missing_resource",
            "../../src/error/classify.rs::a_404_about_something_else_is_not_a_missing_resource",
        ],
    ),
    (
        "a deletion has succeeded and the resource still shows",
        &[
            "deletions::a_deletion_is_over_when_the_resource_is_not_to_be_seen_any_more",
            "deletions::deleting_what_is_not_there_is_done",
        ],
    ),
    (
        "requests are counted in buckets, and writes are few",
        &[
            "budgets::a_hundred_operations_polled_for_an_hour_stay_under_azure_s_limit_and_none_is_forgotten",
            "budgets::a_burst_of_reads_of_one_cluster_stays_under_its_limit",
            "writes::repeated_conflicts_do_not_use_up_azure_s_budget_of_writes",
        ],
    ),
    (
        "a request that fails may have taken effect, and a wait may be longer than anybody waits",
        &[
            "retries::an_action_that_may_have_taken_effect_is_never_sent_again",
            "deadlines::a_throttle_longer_than_the_deadline_ends_the_call_at_once_and_is_named_with_its_wait",
            "requests::a_long_wait_ends_with_the_caller_s_patience",
        ],
    ),
    (
        "gateways fail while an operation runs on",
        &["operations::gateway_errors_and_broken_connections_while_polling_are_ridden_through"],
    ),
    (
        "an interrupted creation is there at the next try, and a failed resource has to be repaired",
        &[
            "resumptions::a_creation_that_another_process_began_is_followed_to_its_end",
            "writes::a_failed_cluster_can_be_updated",
            "writes::a_cluster_that_was_there_before_is_not_taken_for_a_creation_whose_refusal_was_lost",
        ],
    ),
    (
        "eTags change by themselves, and a creation would change what exists",
        &[
            "writes::a_creation_never_changes_a_cluster_that_exists",
            "writes::an_update_is_only_for_the_cluster_that_was_read",
            "writes::what_somebody_else_changed_in_between_is_kept",
        ],
    ),
    (
        "a version that was asked for by its alias is answered by its alias",
        &[
            "../../../src/version.rs::an_alias_stays_while_azure_runs_a_patch_of_it",
            "../../../tests/in_process/drift.rs::a_patch_of_the_minor_version_that_was_written_is_no_drift",
        ],
    ),
    (
        "tags are changed alone, and not while an operation runs",
        &[
            "writes::tags_are_changed_without_a_full_write",
            "conflicts::tags_wait_until_the_cluster_is_at_rest",
        ],
    ),
    (
        "the link to the next page is somebody else's URL, and a page may be empty",
        &["paging::a_next_link_is_followed_byte_for_byte_and_an_empty_page_is_not_the_end"],
    ),
    (
        "operation URLs are signed, and some answers are keys",
        &[
            "../secrets.rs::neither_log_nor_debug_nor_error_shows_a_token_or_a_signature",
            "resumptions::a_monitor_survives_the_process_and_has_no_secret_in_it",
        ],
    ),
    (
        "errors come in two shapes",
        &[
            "errors::an_error_of_the_gateway_names_the_request_and_what_azure_said",
            "errors::an_aks_error_without_wrapper_is_read",
        ],
    ),
    (
        "operation URLs are long, signed, and have their own API version",
        &["operations::a_signed_operation_url_is_sent_back_byte_for_byte"],
    ),
    (
        "which of the two operation headers comes differs, and neither may",
        &[
            "deletions::a_deletion_without_a_status_url_is_followed_through_its_location",
            "operations::a_write_without_operation_headers_is_followed_through_its_provisioning_state",
            "operations::a_write_whose_answer_has_no_provisioning_state_is_done",
        ],
    ),
];

#[test]
fn every_trap_names_tests_that_exist() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/client");
    for (trap, tests) in TRAPS {
        assert!(!tests.is_empty(), "{trap}");
        for test in *tests {
            let (file, name) = test.rsplit_once("::").unwrap();
            let file = if file.ends_with(".rs") { file.to_owned() } else { format!("{file}.rs") };
            let source =
                std::fs::read_to_string(here.join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(source.contains(&format!("fn {name}(")), "{trap}: {test}");
        }
    }
}
