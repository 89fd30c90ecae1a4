//! Other operations on the same resource: before ours, instead of ours, after ours.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use arm_client::{ArmError, Phase};
use azure_core::http::Method;
use serde_json::{Value, json};

use crate::{
    CLUSTER,
    azure::{Azure, Habits, What},
    cluster_id, cluster_that_is, existing_cluster, new_cluster, rests_after,
};

/// Every refusal that is known to end by itself, in its words.
fn passing() -> Vec<(u16, Value)> {
    let aks =
        |code: &str, message: &str| json!({"code": code, "details": null, "message": message, "subcode": ""});
    let wrapped =
        |code: &str, message: &str| json!({"error": {"code": code, "message": message, "details": []}});
    let retryable = json!({"error": {"code": "RetryableError", "message": "A retryable error occurred.", "details": [
        {"code": "ReferencedResourceNotProvisioned", "message": "Cannot proceed with operation because resource vnet is not in Succeeded state."}
    ]}});
    vec![
        (
            409,
            aks(
                "OperationNotAllowed",
                "Operation is not allowed because there's an in progress create managed cluster operation (operation ID: 1) on the managed cluster started on UTC 2026-01-01. Please wait for it to finish",
            ),
        ),
        (
            409,
            aks(
                "OperationNotAllowed",
                "Operation is not allowed: Another operation (Updating) is in progress, please wait for it to finish. See https://aka.ms/aks-pending-operation",
            ),
        ),
        (
            409,
            aks(
                "OperationNotAllowed",
                "Another agentpool operation (nodepool1 - Creating) is in progress, please wait for it to finish",
            ),
        ),
        (400, aks("OperationNotAllowed", "Operation is not allowed: Another operation is in progress")),
        (
            409,
            json!({"code": "EtagMismatch", "details": [{"code": "Unspecified", "message": "rpc error: code = FailedPrecondition desc = Etag mismatched"}], "message": "Operation is not allowed: Another operation is in progress", "subcode": "PutManagedClusterAndComponents_FailedPrecondition"}),
        ),
        (
            429,
            wrapped(
                "AnotherOperationInProgress",
                "Another operation on this or dependent resource is in progress.",
            ),
        ),
        (
            409,
            wrapped(
                "AnotherOperationInProgress",
                "Another operation on this or dependent resource is in progress.",
            ),
        ),
        (429, retryable.clone()),
        (409, retryable),
        (
            409,
            wrapped(
                "ReferencedResourceNotProvisioned",
                "Cannot proceed with operation because resource is not in Succeeded state.",
            ),
        ),
        (
            400,
            aks(
                "VirtualNetworkNotInSucceededState",
                "Set virtual network ownership failed. The virtual network is in Updating state",
            ),
        ),
        (
            409,
            wrapped(
                "ResourceGroupBeingDeleted",
                "The resource group 'rg' is in deprovisioning state and cannot perform this operation.",
            ),
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn every_refusal_that_ends_by_itself_is_waited_out() {
    for (status, body) in passing() {
        let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
            Method::Put,
            "",
            3,
            What::Answer(status, vec![], body.clone()),
        );
        let client = azure.client();
        let updated = client.managed_clusters().begin_update(&cluster_id(), |_| ()).await;
        assert!(updated.is_ok(), "{status} {body}");
        assert_eq!(azure.seen(Method::Put, "").len(), 4, "{status} {body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_asked_for_with_a_conflict_is_kept_also_when_it_is_long() {
    let (_, body) = passing().remove(0);
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Put,
        "",
        1,
        What::Answer(409, vec![("retry-after", "120")], body),
    );
    let began = tokio::time::Instant::now();
    let client = azure.client();
    let _operation = client.managed_clusters().begin_update(&cluster_id(), |_| ()).await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(120));
}

#[tokio::test(start_paused = true)]
async fn the_operation_that_is_in_the_way_is_reported() {
    let (_, body) = passing().remove(0);
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Put,
        "",
        1,
        What::Answer(409, vec![], body),
    );
    let heard = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&heard);
    let client =
        azure.client().with_progress(Arc::new(move |progress| sink.lock().unwrap().push(progress.clone())));
    let _operation = client.managed_clusters().begin_update(&cluster_id(), |_| ()).await.unwrap();
    let heard = heard.lock().unwrap();
    assert_eq!(heard[0].phase, Phase::Conflict);
    assert!(heard[0].status.as_ref().unwrap().contains("create managed cluster operation (operation ID: 1)"));
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_another_one_took_the_place_of_says_so() {
    for (status, code) in [("Failed", "AKSOperationPreempted"), ("Canceled", "AKSOperationPreemptedByDelete")]
    {
        let error = json!({"code": code, "message": "preempted by another operation with ID 4711"});
        let end = json!({"status": status, "error": error});
        let azure =
            Azure::default().with(CLUSTER, existing_cluster()).habits(Habits { end, ..Habits::default() });
        let client = azure.client();
        let mut update = client.managed_clusters().begin_update(&cluster_id(), |_| ()).await.unwrap();
        let error = update.wait().await.unwrap_err();
        assert!(error.is_preempted(), "{error}");
        assert!(error.to_string().contains("another operation with ID 4711"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_operation_stands_also_where_the_resource_looks_well() {
    let end = json!({"status": "Failed", "error": {"code": "C", "message": "m"}});
    let azure =
        Azure::default().with(CLUSTER, existing_cluster()).habits(Habits { end, ..Habits::default() });
    let client = azure.client();
    let mut update = client.managed_clusters().begin_update(&cluster_id(), |_| ()).await.unwrap();
    azure.world().resources.get_mut(&CLUSTER.to_lowercase()).unwrap()["properties"]["provisioningState"] =
        json!("Succeeded");
    assert!(matches!(update.wait().await.unwrap_err(), ArmError::Operation(_)));
}

#[tokio::test(start_paused = true)]
async fn what_happens_to_the_resource_after_a_success_is_shown_and_is_no_failure_of_the_operation() {
    let azure =
        Azure::default().habits(Habits { afterwards: vec!["Updating", "Failed"], ..Habits::default() });
    let client = azure.client();
    let mut creation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    let cluster = creation.wait().await.unwrap();
    assert!(cluster.properties.as_ref().unwrap().provisioning_state.as_ref().unwrap().is("Failed"));
}

#[tokio::test(start_paused = true)]
async fn tags_wait_until_the_cluster_is_at_rest() {
    let azure = Azure::default().with(CLUSTER, cluster_that_is("Updating"));
    rests_after(&azure, 60);
    let client = azure.client();
    let began = tokio::time::Instant::now();
    let _operation =
        client.managed_clusters().begin_update_tags(&cluster_id(), &Default::default()).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(60));
    assert_eq!(azure.seen(Method::Patch, "").len(), 1);
}
