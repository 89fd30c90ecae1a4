//! Long-running operations.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use arm_client::{ArmError, Phase};
use azure_core::http::Method;
use serde_json::json;
use tokio::time::{Instant, timeout};

use crate::{
    CLUSTER,
    azure::{Azure, Habits, SIGNED, What},
    cluster_id, cluster_that_is, existing_cluster, new_cluster, rests_after,
};

#[tokio::test(start_paused = true)]
async fn a_status_that_nobody_has_heard_of_is_progress() {
    let statuses = ["CreatingAgentPools: 0/1 nodes completed", "ProvisionControlPlane", "", "succeeding"];
    let statuses = statuses.map(|status| json!({"status": status})).to_vec();
    let azure = Azure::default().habits(Habits { statuses, ..Habits::default() });
    let heard = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&heard);
    let client =
        azure.client().with_progress(Arc::new(move |progress| sink.lock().unwrap().push(progress.clone())));

    let cluster = client
        .managed_clusters()
        .begin_create(&cluster_id(), &new_cluster())
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();

    assert!(cluster.properties.as_ref().unwrap().provisioning_state.as_ref().unwrap().is("Succeeded"));
    let heard = heard.lock().unwrap();
    assert_eq!(heard[0].status.as_deref(), Some("CreatingAgentPools: 0/1 nodes completed"));
    assert_eq!(heard[0].phase, Phase::Running);
}

#[tokio::test(start_paused = true)]
async fn both_spellings_and_any_case_of_the_three_ends_are_ends() {
    for end in ["Canceled", "cancelled", "FAILED"] {
        let azure = Azure::default().habits(Habits { end: json!({"status": end}), ..Habits::default() });
        let client = azure.client();
        let mut operation =
            client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
        let ArmError::Operation(error) = operation.wait().await.unwrap_err() else { panic!("{end}") };
        assert_eq!(error.status, end);
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_inside_an_operation_that_succeeds_means_nothing() {
    let noise = json!({"code": "NotLatestOperation", "message": "Cannot start: superseded"});
    let habits = Habits {
        statuses: vec![json!({"status": "InProgress", "error": noise})],
        end: json!({"status": "Succeeded", "error": noise}),
        ..Habits::default()
    };
    let azure = Azure::default().habits(habits);
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    assert!(operation.wait().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_error_seen_on_the_way_is_the_reason_of_a_failure_that_gives_none() {
    let noise = json!({"code": "ReconcileControlPlaneCertificatesError", "message": "retrying"});
    let habits = Habits {
        statuses: vec![json!({"status": "InProgress", "error": noise})],
        end: json!({"status": "Failed"}),
        ..Habits::default()
    };
    let azure = Azure::default().habits(habits);
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    assert_eq!(operation.wait().await.unwrap_err().code(), Some("ReconcileControlPlaneCertificatesError"));
}

#[tokio::test(start_paused = true)]
async fn a_failed_operation_tells_what_failed_and_why() {
    let end = json!({"status": "Failed", "error": {"code": "InsufficientSubnetSize", "message": "IPs exceed", "target": "networkProfile.podCIDR"}});
    let azure = Azure::default().habits(Habits { end, ..Habits::default() });
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    let error = operation.wait().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the creation of {CLUSTER} ended as Failed: InsufficientSubnetSize: IPs exceed (target: networkProfile.podCIDR) \
             (correlation ID {}, operation ID 0)",
            client.correlation_id()
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_signed_operation_url_is_sent_back_byte_for_byte() {
    let azure = Azure::default();
    let client = azure.client();
    client
        .managed_clusters()
        .begin_create(&cluster_id(), &new_cluster())
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    let polls = azure.seen(Method::Get, "/operations/");
    assert!(polls.len() >= 2);
    for poll in polls {
        assert!(poll.url.ends_with(&format!("/operations/0?{SIGNED}")), "{}", poll.url);
    }
}

#[tokio::test(start_paused = true)]
async fn the_result_is_read_at_the_end_and_not_taken_from_the_first_answer() {
    let azure = Azure::default();
    let client = azure.client();
    let cluster = client
        .managed_clusters()
        .begin_create(&cluster_id(), &new_cluster())
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    // The answer to the PUT has no eTag.
    assert!(cluster.etag.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_updates_itself_after_the_success_is_waited_for() {
    let azure = Azure::default()
        .habits(Habits { afterwards: vec!["Updating", "Updating", "Updating"], ..Habits::default() });
    let client = azure.client();
    let cluster = client
        .managed_clusters()
        .begin_create(&cluster_id(), &new_cluster())
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    assert!(cluster.properties.as_ref().unwrap().provisioning_state.as_ref().unwrap().is("Succeeded"));
}

#[tokio::test(start_paused = true)]
async fn a_success_does_not_become_a_timeout_because_a_follow_up_update_takes_long() {
    let azure = Azure::default().habits(Habits { afterwards: vec!["Upgrading"; 1000], ..Habits::default() });
    let client = azure.client();
    let began = Instant::now();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    let cluster = operation.wait().await.unwrap();
    assert!(cluster.properties.as_ref().unwrap().provisioning_state.as_ref().unwrap().is("Upgrading"));
    assert!((900..1000).contains(&began.elapsed().as_secs()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_cut_off_counts_as_lost() {
    let azure = Azure::default().with(CLUSTER, cluster_that_is("Updating")).fault(
        Method::Get,
        "managedClusters/c1",
        3,
        What::Answer(200, vec![], json!("{\"properties\": {\"provis")),
    );
    rests_after(&azure, 30);
    assert!(azure.client().managed_clusters().resume(&cluster_id()).wait().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn gateway_errors_and_broken_connections_while_polling_are_ridden_through() {
    let gateway =
        json!({"error": {"code": "GatewayTimeout", "message": "The gateway did not receive a response"}});
    let azure = Azure::default()
        .fault(Method::Get, "/operations/", 2, What::Answer(504, vec![], gateway.clone()))
        .fault(Method::Get, "/operations/", 2, What::Answer(502, vec![], gateway))
        .fault(Method::Get, "/operations/", 2, What::DropBefore)
        .fault(Method::Get, "/operations/", 2, What::Refuse)
        .fault(Method::Get, "/operations/", 2, What::Answer(200, vec![], json!("half a body")));
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    assert!(operation.wait().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_while_polling_is_replaced() {
    let expired = json!({"error": {"code": "ExpiredAuthenticationToken", "message": "expired"}});
    let azure = Azure::default().fault(Method::Get, "", 1, What::Answer(401, vec![], expired));
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    assert!(operation.wait().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn silence_for_more_than_five_minutes_is_an_error() {
    let azure = Azure::default().fault(Method::Get, "/operations/", usize::MAX, What::DropBefore);
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    let began = Instant::now();
    assert!(matches!(operation.wait().await, Err(ArmError::Transport { .. })));
    assert!((300..400).contains(&began.elapsed().as_secs()));
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_is_unknown_at_first_is_asked_again() {
    let unknown = json!({"error": {"code": "NotFound", "message": "The entity was not found."}});
    let azure = Azure::default().fault(Method::Get, "/operations/", 3, What::Answer(404, vec![], unknown));
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    assert!(operation.wait().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_cannot_be_asked_is_followed_through_the_resource() {
    for status in [403, 404, 410] {
        let refused =
            json!({"error": {"code": "AuthorizationFailed", "message": "no permission for operations"}});
        let azure = Azure::default().fault(
            Method::Get,
            "/operations/",
            usize::MAX,
            What::Answer(status, vec![], refused),
        );
        let client = azure.client();
        let mut operation =
            client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
        rests_after(&azure, 300);
        assert!(operation.wait().await.is_ok(), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_resource_that_is_not_to_be_seen_right_after_the_success_is_read_again() {
    let azure = Azure::default();
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    let missing = json!({"error": {"code": "ResourceNotFound", "message": "not found"}});
    let azure = azure.fault(Method::Get, "managedClusters/c1", 2, What::Answer(404, vec![], missing));
    assert!(operation.wait().await.is_ok());
    assert_eq!(azure.seen(Method::Get, "managedClusters/c1").len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_azure_asks_for_is_kept() {
    let throttled = json!({"code": "Throttled", "message": "slow down"});
    let azure = Azure::default()
        .fault(Method::Get, "/operations/", 1, What::Answer(429, vec![("retry-after", "42")], throttled))
        .fault(
            Method::Get,
            "/operations/",
            1,
            What::Answer(200, vec![("retry-after", "58")], json!({"status": "InProgress"})),
        );
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    let began = Instant::now();
    operation.wait().await.unwrap();
    assert!((100..110).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn polling_starts_fast_and_stays_far_under_azure_s_limits() {
    let statuses = vec![json!({"status": "InProgress"}); 100];
    let azure = Azure::default().habits(Habits { statuses, ..Habits::default() });
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    let _ = timeout(Duration::from_secs(5), operation.wait()).await;
    assert!(azure.seen(Method::Get, "/operations/").len() >= 3);
    let _ = timeout(Duration::from_secs(600), operation.wait()).await;
    // Two a second is the limit for all clusters of a subscription.
    assert!(azure.seen(Method::Get, "/operations/").len() <= 60);
}

#[tokio::test(start_paused = true)]
async fn a_write_without_operation_headers_is_followed_through_its_provisioning_state() {
    let habits = Habits { async_operation: false, ..Habits::default() };
    let azure = Azure::default().habits(habits);
    let client = azure.client();
    let mut creation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    rests_after(&azure, 60);
    let began = Instant::now();
    creation.wait().await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_answer_has_no_provisioning_state_is_done() {
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Put,
        "",
        1,
        What::Answer(200, vec![], json!({"name": "c1"})),
    );
    let client = azure.client();
    let mut update = client.managed_clusters().begin_update(&cluster_id(), |_| ()).await.unwrap();
    let began = Instant::now();
    update.wait().await.unwrap();
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_no_content_at_the_end_of_a_location_is_success() {
    let habits = Habits { async_operation: false, location: true, ..Habits::default() };
    let azure = Azure::default().with(CLUSTER, existing_cluster()).habits(habits).fault(
        Method::Get,
        "/operations/",
        1,
        What::Answer(204, vec![], serde_json::Value::Null),
    );
    let client = azure.client();
    let mut stop = client.managed_clusters().begin_stop(&cluster_id()).await.unwrap();
    assert!(stop.wait().await.is_ok());
}
