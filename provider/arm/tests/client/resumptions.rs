//! Operations that are taken up again, by this process or another.

use std::time::Duration;

use arm_client::{Monitor, OperationKind};
use azure_core::http::Method;
use serde_json::json;
use tokio::time::{Instant, timeout};

use crate::{
    CLUSTER,
    azure::{Azure, Habits},
    cluster_id, cluster_that_is, new_cluster, rests_after,
};

#[tokio::test(start_paused = true)]
async fn a_wait_that_was_dropped_can_be_taken_up_again() {
    let statuses = vec![json!({"status": "InProgress"}); 20];
    let azure = Azure::default().habits(Habits { statuses, ..Habits::default() });
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    assert!(timeout(Duration::from_secs(10), operation.wait()).await.is_err());
    assert_eq!(operation.monitor().kind, OperationKind::Create);
    assert!(operation.wait().await.is_ok());
    assert_eq!(azure.seen(Method::Put, "").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_monitor_survives_the_process_and_has_no_secret_in_it() {
    let azure = Azure::default();
    let client = azure.client();
    let operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    let stored = serde_json::to_string(&operation.monitor()).unwrap();
    assert_eq!(stored, format!(r#"{{"resource_id":"{CLUSTER}","kind":"create"}}"#));
    assert_eq!(serde_json::from_str::<Monitor>(&stored).unwrap(), operation.monitor());
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_another_process_began_is_followed_to_its_end() {
    let azure = Azure::default().with(CLUSTER, cluster_that_is("Creating"));
    rests_after(&azure, 90);
    let began = Instant::now();
    assert!(azure.client().managed_clusters().resume(&cluster_id()).wait().await.is_ok());
    assert!(began.elapsed() >= Duration::from_secs(90));
}

#[tokio::test(start_paused = true)]
async fn a_resumed_creation_that_failed_tells_the_reason_that_the_cluster_keeps() {
    let mut failed = cluster_that_is("Failed");
    failed["properties"]["status"] =
        json!({"provisioningError": {"code": "QuotaExceeded", "message": "no cores left"}});
    let azure = Azure::default().with(CLUSTER, failed);
    let error = azure.client().managed_clusters().resume(&cluster_id()).wait().await.unwrap_err();
    assert_eq!(error.code(), Some("QuotaExceeded"));
}

#[tokio::test(start_paused = true)]
async fn a_resumed_operation_on_a_resource_that_is_gone_is_not_found_at_once() {
    let azure = Azure::default();
    let began = Instant::now();
    assert!(azure.client().managed_clusters().resume(&cluster_id()).wait().await.unwrap_err().is_not_found());
    assert_eq!(began.elapsed(), Duration::ZERO);
}
