//! A caller that has no time left is told at once, and why.

use std::{error::Error, time::Duration};

use arm_client::ArmError;
use azure_core::http::Method;
use serde_json::json;
use tokio::time::Instant;

use crate::{
    CLUSTER,
    azure::{Azure, What},
    cluster_id, cluster_that_is, existing_cluster, new_cluster,
};

fn in_seconds(seconds: u64) -> Instant {
    Instant::now() + Duration::from_secs(seconds)
}

fn out_of_time(error: &ArmError) -> String {
    assert!(error.is_out_of_time(), "{error:?}");
    error.to_string()
}

#[tokio::test(start_paused = true)]
async fn a_throttle_longer_than_the_deadline_ends_the_call_at_once_and_is_named_with_its_wait() {
    let throttled = json!({"code": "Throttled", "message": "The request is throttled, please retry later."});
    let azure = Azure::default().fault(
        Method::Get,
        "",
        1,
        What::Answer(429, vec![("retry-after", "300")], throttled),
    );
    let client = azure.client().with_deadline(in_seconds(60));
    let began = Instant::now();
    let error = client.managed_clusters().get(&cluster_id()).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert_eq!(
        out_of_time(&error),
        format!(
            "GET {CLUSTER} is not sent: Azure asks to slow down, so it would have to wait for 300 s, and the time that is \
             left for this call is 60 s (correlation ID {})",
            client.correlation_id()
        )
    );
    assert!(error.source().unwrap().to_string().contains("429 Throttled: The request is throttled"));
    assert!(error.throttled().is_some() && error.code() == Some("Throttled"));
}

#[tokio::test(start_paused = true)]
async fn a_throttle_shorter_than_the_deadline_is_waited_for() {
    let throttled = json!({"code": "Throttled", "message": "m"});
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Get,
        "",
        1,
        What::Answer(429, vec![("retry-after", "59")], throttled),
    );
    assert!(azure.client().with_deadline(in_seconds(60)).managed_clusters().get(&cluster_id()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_conflict_that_does_not_end_in_time_is_told_with_the_operation_that_is_in_the_way() {
    let running = json!({"code": "OperationNotAllowed", "details": null, "subcode": "", "message": "Operation is not allowed because there's an in progress update managed cluster operation (operation ID: 4711) on the managed cluster"});
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Put,
        "",
        usize::MAX,
        What::Answer(409, vec![], running),
    );
    let client = azure.client().with_deadline(in_seconds(300));
    let began = Instant::now();
    let error = client.managed_clusters().begin_update(&cluster_id(), |_| ()).await.unwrap_err();
    assert!((200..300).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    assert!(out_of_time(&error).contains("another operation is in the way"), "{error}");
    assert!(error.is_conflict_in_progress());
    assert!(error.source().unwrap().to_string().contains("operation ID: 4711"));
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_does_not_come_to_rest_in_time_is_told_with_its_state() {
    let azure = Azure::default().with(CLUSTER, cluster_that_is("UpgradingNodeImageVersion"));
    let client = azure.client().with_deadline(in_seconds(120));
    let error = client.managed_clusters().begin_update(&cluster_id(), |_| ()).await.unwrap_err();
    assert!(out_of_time(&error).contains("the state \"UpgradingNodeImageVersion\""), "{error}");
    assert!(azure.seen(Method::Put, "").is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_operation_outlives_the_deadline_of_the_call_that_began_it() {
    let statuses = vec![json!({"status": "InProgress"}); 30];
    let azure = Azure::default().habits(crate::azure::Habits { statuses, ..crate::azure::Habits::default() });
    let client = azure.client().with_deadline(in_seconds(10));
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    assert!(operation.wait().await.is_ok());
}
