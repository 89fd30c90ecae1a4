//! Writes: preconditions, conflicts, lost answers, and what is in the body.

use std::{collections::BTreeMap, time::Duration};

use azure_core::http::Method;
use serde_json::json;
use tokio::time::Instant;

use crate::{
    CLUSTER,
    azure::{Azure, Habits, What},
    changes_after, cluster_id, cluster_that_is, existing_cluster, new_cluster, rests_after, vanishes_after,
};

fn in_progress() -> serde_json::Value {
    json!({
        "code": "OperationNotAllowed",
        "details": null,
        "message": "Operation is not allowed because there's an in progress update managed cluster operation",
        "subcode": ""
    })
}

#[tokio::test(start_paused = true)]
async fn a_creation_never_changes_a_cluster_that_exists() {
    let azure = Azure::default().with(CLUSTER, existing_cluster());
    let error =
        azure.client().managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap_err();
    assert!(error.is_already_exists());
    assert_eq!(azure.seen(Method::Put, "")[0].headers.get("if-none-match").map(String::as_str), Some("*"));
    assert_eq!(azure.world().resources[&CLUSTER.to_lowercase()], existing_cluster());
}

#[tokio::test(start_paused = true)]
async fn a_creation_whose_answer_is_lost_is_followed_and_not_repeated() {
    let azure = Azure::default().fault(Method::Put, "", 1, What::DropAfter);
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    rests_after(&azure, 120);
    operation.wait().await.unwrap();
    assert_eq!(azure.seen(Method::Put, "").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_never_arrived_is_sent_again() {
    let azure = Azure::default().fault(Method::Put, "", 1, What::DropBefore);
    let client = azure.client();
    client
        .managed_clusters()
        .begin_create(&cluster_id(), &new_cluster())
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    assert_eq!(azure.seen(Method::Put, "").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_arrived_unseen_is_recognised_when_it_is_sent_again() {
    let missing = json!({"error": {"code": "ResourceNotFound", "message": "not found"}});
    let azure = Azure::default().fault(Method::Put, "", 1, What::DropAfter).fault(
        Method::Get,
        "",
        2,
        What::Answer(404, vec![], missing),
    );
    let created = azure.client().managed_clusters().begin_create(&cluster_id(), &new_cluster()).await;
    assert!(created.is_ok());
    assert_eq!(azure.seen(Method::Put, "").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_creation_waits_until_the_cluster_of_that_name_is_deleted() {
    let azure = Azure::default().with(CLUSTER, cluster_that_is("Deleting")).fault(
        Method::Put,
        "",
        1,
        What::Answer(409, vec![], in_progress()),
    );
    vanishes_after(&azure, 60);
    let client = azure.client();
    client
        .managed_clusters()
        .begin_create(&cluster_id(), &new_cluster())
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    assert_eq!(azure.seen(Method::Put, "").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_update_writes_back_what_it_does_not_know_and_leaves_out_what_azure_fills() {
    let azure = Azure::default().with(CLUSTER, existing_cluster());
    let client = azure.client();
    let mut update = client
        .managed_clusters()
        .begin_update(&cluster_id(), |cluster| {
            let properties = cluster.properties.get_or_insert_default();
            properties.network_profile.get_or_insert_default().pod_cidrs = Some(vec!["10.0.0.0/8".into()]);
            properties.agent_pool_profiles.as_mut().unwrap()[0].count = Some(3);
        })
        .await
        .unwrap();
    update.wait().await.unwrap();
    assert_eq!(
        azure.seen(Method::Put, "")[0].body,
        json!({
            "location": "eastus",
            "identity": {"type": "SystemAssigned"},
            "properties": {
                "dnsPrefix": "c1",
                "addonProfiles": {"azurepolicy": {"enabled": true}},
                "networkProfile": {"podCidr": "10.244.0.0/16", "podCidrs": ["10.0.0.0/8"], "advancedNetworking": {"enabled": true}, "loadBalancerSku": "standard"},
                "agentPoolProfiles": [
                    {"name": "sys", "count": 3, "vmSize": "Standard_D4s_v5", "localDNSProfile": {"mode": "Preferred"}}
                ]
            }
        })
    );
}

#[tokio::test(start_paused = true)]
async fn an_update_is_only_for_the_cluster_that_was_read() {
    let azure = Azure::default().with(CLUSTER, existing_cluster());
    azure
        .client()
        .managed_clusters()
        .begin_update(&cluster_id(), |_| ())
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    assert_eq!(azure.seen(Method::Put, "")[0].headers.get("if-match").map(String::as_str), Some("etag-0"));
}

#[tokio::test(start_paused = true)]
async fn an_update_waits_until_the_cluster_is_at_rest() {
    let azure = Azure::default().with(CLUSTER, cluster_that_is("UpgradingNodeImageVersion"));
    rests_after(&azure, 240);
    let began = Instant::now();
    azure
        .client()
        .managed_clusters()
        .begin_update(&cluster_id(), |_| ())
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    assert!(began.elapsed() >= Duration::from_secs(240));
    assert_eq!(azure.seen(Method::Put, "").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_failed_cluster_can_be_updated() {
    let azure = Azure::default().with(CLUSTER, cluster_that_is("Failed"));
    azure
        .client()
        .managed_clusters()
        .begin_update(&cluster_id(), |_| ())
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_update_that_meets_another_operation_waits_and_tries_again() {
    let mismatch = json!({
        "code": "EtagMismatch",
        "details": [{"code": "Unspecified", "message": "rpc error: code = FailedPrecondition desc = Etag mismatched"}],
        "message": "Operation is not allowed: Another operation is in progress",
        "subcode": "PutManagedClusterAndComponents_FailedPrecondition"
    });
    for conflict in [in_progress(), mismatch] {
        let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
            Method::Put,
            "",
            3,
            What::Answer(409, vec![], conflict),
        );
        azure
            .client()
            .managed_clusters()
            .begin_update(&cluster_id(), |_| ())
            .await
            .unwrap()
            .wait()
            .await
            .unwrap();
        assert_eq!(azure.seen(Method::Put, "").len(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_changed_in_between_is_kept() {
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Put,
        "",
        1,
        What::Meanwhile(|cluster| {
            cluster["properties"]["addonProfiles"]["extensionManager"] = json!({"enabled": true})
        }),
    );
    let client = azure.client();
    let mut called = 0;
    let mut update = client
        .managed_clusters()
        .begin_update(&cluster_id(), |cluster| {
            called += 1;
            cluster.tags = Some(BTreeMap::from([("a".into(), "b".into())]));
        })
        .await
        .unwrap();
    let cluster = update.wait().await.unwrap();
    assert_eq!(called, 2);
    assert_eq!(cluster.json()["properties"]["addonProfiles"]["extensionManager"]["enabled"], json!(true));
    assert_eq!(cluster.json()["tags"], json!({"a": "b"}));
}

#[tokio::test(start_paused = true)]
async fn an_update_whose_answer_is_lost_is_sent_again_where_azure_does_not_hold_it() {
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(Method::Put, "", 1, What::DropAfter);
    changes_after(&azure, 60, |cluster| {
        cluster["properties"]["provisioningState"] = json!("Succeeded");
        cluster["eTag"] = json!("etag-after");
        cluster["tags"] = json!({"by": "somebody else"});
    });
    let client = azure.client();
    let clusters = client.managed_clusters();
    let mut update = clusters.begin_update(&cluster_id(), |c| c.tags = Some(BTreeMap::new())).await.unwrap();
    update.wait().await.unwrap();
    let puts = azure.seen(Method::Put, "");
    assert_eq!(puts.len(), 2);
    assert_eq!(puts[1].headers["if-match"], "etag-after");
}

#[tokio::test(start_paused = true)]
async fn an_update_whose_answer_is_lost_is_not_sent_again_where_azure_holds_it() {
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(Method::Put, "", 1, What::DropAfter);
    rests_after(&azure, 60);
    let client = azure.client();
    let clusters = client.managed_clusters();
    let tags = || Some(BTreeMap::from([("a".into(), "b".into())]));
    let mut update = clusters.begin_update(&cluster_id(), |cluster| cluster.tags = tags()).await.unwrap();
    assert_eq!(update.wait().await.unwrap().tags, tags());
    assert_eq!(azure.seen(Method::Put, "").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_was_there_before_is_not_taken_for_a_creation_whose_refusal_was_lost() {
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(Method::Put, "", 1, What::DropAfter);
    let error =
        azure.client().managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap_err();
    assert!(error.is_already_exists(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_somebody_else_is_creating_otherwise_is_not_taken_for_ours() {
    let mut creating = cluster_that_is("Creating");
    creating["properties"]["dnsPrefix"] = json!("theirs");
    let azure = Azure::default().with(CLUSTER, creating).fault(Method::Put, "", 1, What::DropAfter);
    rests_after(&azure, 60);
    let error =
        azure.client().managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap_err();
    assert!(error.is_already_exists(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn repeated_conflicts_do_not_use_up_azure_s_budget_of_writes() {
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Put,
        "",
        usize::MAX,
        What::Answer(409, vec![], in_progress()),
    );
    let client = azure.client();
    let clusters = client.managed_clusters();
    let id = cluster_id();
    let update = clusters.begin_update(&id, |_| ());
    let _ = tokio::time::timeout(Duration::from_secs(30 * 60), update).await;
    // 20 in a row and then one a minute are allowed.
    assert!(azure.seen(Method::Put, "").len() <= 20 + 30);
}

#[tokio::test(start_paused = true)]
async fn a_change_that_azure_refuses_is_sent_once() {
    let refused = json!({
        "code": "PropertyChangeNotAllowed",
        "message": "Changing property 'networkProfile.networkPlugin' is not allowed.",
        "target": "networkProfile.networkPlugin"
    });
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Put,
        "",
        1,
        What::Answer(400, vec![], refused),
    );
    let error = azure.client().managed_clusters().begin_update(&cluster_id(), |_| ()).await.unwrap_err();
    assert_eq!(error.code(), Some("PropertyChangeNotAllowed"));
    assert_eq!(error.target(), Some("networkProfile.networkPlugin"));
    assert_eq!(azure.seen(Method::Put, "").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_update_of_nothing_is_not_found() {
    let azure = Azure::default();
    assert!(
        azure
            .client()
            .managed_clusters()
            .begin_update(&cluster_id(), |_| ())
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test(start_paused = true)]
async fn tags_are_changed_without_a_full_write() {
    let azure = Azure::default().with(CLUSTER, existing_cluster());
    let client = azure.client();
    let tags = BTreeMap::from([("team".into(), "platform".into())]);
    let cluster = client
        .managed_clusters()
        .begin_update_tags(&cluster_id(), &tags)
        .await
        .unwrap()
        .wait()
        .await
        .unwrap();
    assert_eq!(cluster.tags.as_ref(), Some(&tags));
    assert_eq!(azure.seen(Method::Patch, "")[0].body, json!({"tags": {"team": "platform"}}));
    assert!(azure.seen(Method::Put, "").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_deletion_that_meets_another_operation_waits_and_tries_again() {
    let azure = Azure::default().with(CLUSTER, existing_cluster()).habits(Habits::default()).fault(
        Method::Delete,
        "",
        2,
        What::Answer(409, vec![], in_progress()),
    );
    azure.client().managed_clusters().begin_delete(&cluster_id()).await.unwrap().wait().await.unwrap();
    assert_eq!(azure.seen(Method::Delete, "").len(), 3);
}
