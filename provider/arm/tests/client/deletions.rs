//! Deletions: when they are over, and what else may have become of the name.

use std::time::Duration;

use arm_client::ArmError;
use azure_core::http::Method;
use serde_json::json;
use tokio::time::Instant;

use crate::{
    CLUSTER,
    azure::{Azure, Habits, What},
    cluster_id, existing_cluster, vanishes_after,
};

#[tokio::test(start_paused = true)]
async fn a_deletion_is_over_when_the_resource_is_not_to_be_seen_any_more() {
    let habits = Habits { afterwards: vec!["Deleting"], location: true, ..Habits::default() };
    let azure = Azure::default().with(CLUSTER, existing_cluster()).habits(habits);
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_delete(&cluster_id()).await.unwrap();
    vanishes_after(&azure, 60);
    let began = Instant::now();
    operation.wait().await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_deletion_without_a_status_url_is_followed_through_its_location() {
    let habits = Habits { async_operation: false, location: true, ..Habits::default() };
    let azure = Azure::default().with(CLUSTER, existing_cluster()).habits(habits);
    let client = azure.client();
    client.managed_clusters().begin_delete(&cluster_id()).await.unwrap().wait().await.unwrap();
    assert_eq!(azure.seen(Method::Get, "/operations/").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_fails_at_its_location_ends_with_azure_s_error() {
    let blocked = json!({"error": {"code": "ResourceGroupDeletionBlocked", "message": "nodes stand in it"}});
    let habits = Habits { async_operation: false, location: true, ..Habits::default() };
    let azure = Azure::default().with(CLUSTER, existing_cluster()).habits(habits).fault(
        Method::Get,
        "/operations/",
        1,
        What::Answer(409, vec![], blocked),
    );
    let client = azure.client();
    let mut deletion = client.managed_clusters().begin_delete(&cluster_id()).await.unwrap();
    let error = deletion.wait().await.unwrap_err();
    assert!(matches!(error, ArmError::Operation(_)), "{error}");
    assert_eq!(error.code(), Some("ResourceGroupDeletionBlocked"));
    assert_eq!(azure.seen(Method::Get, "/operations/").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn deleting_what_is_not_there_is_done() {
    let azure = Azure::default();
    azure.client().managed_clusters().begin_delete(&cluster_id()).await.unwrap().wait().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_fails_says_so() {
    let end =
        json!({"status": "Failed", "error": {"code": "InUseSubnetCannotBeDeleted", "message": "in use"}});
    let azure =
        Azure::default().with(CLUSTER, existing_cluster()).habits(Habits { end, ..Habits::default() });
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_delete(&cluster_id()).await.unwrap();
    assert_eq!(operation.wait().await.unwrap_err().code(), Some("InUseSubnetCannotBeDeleted"));
}

#[tokio::test(start_paused = true)]
async fn a_resumed_deletion_that_never_began_is_an_error_and_not_an_endless_wait() {
    let azure = Azure::default().with(CLUSTER, existing_cluster());
    let error = azure.client().managed_clusters().resume_delete(&cluster_id()).wait().await.unwrap_err();
    assert!(error.to_string().contains("is not being deleted"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_deletion_is_over_when_somebody_takes_the_name_again() {
    for afterwards in [vec!["Creating"], vec!["Succeeded"]] {
        let azure = Azure::default()
            .with(CLUSTER, existing_cluster())
            .habits(Habits { afterwards, ..Habits::default() });
        let client = azure.client();
        let mut deletion = client.managed_clusters().begin_delete(&cluster_id()).await.unwrap();
        let began = Instant::now();
        deletion.wait().await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(90), "{:?}", began.elapsed());
    }
}
