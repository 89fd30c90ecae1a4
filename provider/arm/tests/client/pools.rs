//! Node pools through their own resource.

use azure_core::http::Method;
use serde_json::json;

use crate::{CLUSTER, azure::Azure, cluster_id};

fn pool_path() -> String {
    format!("{CLUSTER}/agentPools/user")
}

fn existing_pool() -> serde_json::Value {
    json!({
        "id": pool_path(),
        "name": "user",
        "type": "Microsoft.ContainerService/managedClusters/agentPools",
        "properties": {
            "eTag": "pool-0",
            "provisioningState": "Succeeded",
            "powerState": {"code": "Running"},
            "count": 1,
            "currentOrchestratorVersion": "1.35.7",
            "gpuProfile": {"driver": "Install"}
        }
    })
}

#[tokio::test(start_paused = true)]
async fn an_update_of_a_pool_writes_back_what_it_does_not_know_and_leaves_out_what_azure_fills() {
    let azure = Azure::default().with(&pool_path(), existing_pool());
    let client = azure.client();
    let id = cluster_id().agent_pool("user");
    let mut update = client
        .agent_pools()
        .begin_update(&id, |pool| pool.properties.get_or_insert_default().count = Some(3))
        .await
        .unwrap();
    update.wait().await.unwrap();
    let put = azure.seen(Method::Put, "/agentPools/user").remove(0);
    assert_eq!(
        put.body,
        json!({"properties": {"powerState": {"code": "Running"}, "count": 3, "gpuProfile": {"driver": "Install"}}})
    );
    assert_eq!(put.headers["if-match"], "pool-0");
}

#[tokio::test(start_paused = true)]
async fn a_creation_never_changes_a_pool_that_exists() {
    let azure = Azure::default().with(&pool_path(), existing_pool());
    let client = azure.client();
    let id = cluster_id().agent_pool("user");
    let error = client.agent_pools().begin_create(&id, &Default::default()).await.unwrap_err();
    assert!(error.is_already_exists());
}

#[tokio::test(start_paused = true)]
async fn a_pool_is_created_updated_and_deleted_without_a_write_to_its_cluster() {
    let azure = Azure::default();
    let client = azure.client();
    let id = cluster_id().agent_pool("user");
    client.agent_pools().begin_create(&id, &Default::default()).await.unwrap().wait().await.unwrap();
    client.agent_pools().begin_update(&id, |_| ()).await.unwrap().wait().await.unwrap();
    client.agent_pools().begin_upgrade_node_image(&id).await.unwrap().wait().await.unwrap();
    client.agent_pools().begin_delete(&id).await.unwrap().wait().await.unwrap();
    assert_eq!(client.agent_pools().find(&id).await.unwrap(), None);
    assert!(azure.seen(Method::Put, "").iter().all(|seen| seen.url.contains("/agentPools/user?")));
}
