//! What callers and people see of an error.

use arm_client::ResourceGroupId;
use azure_core::http::Method;
use serde_json::json;

use crate::{
    CLUSTER,
    azure::{Azure, What},
    cluster_id,
};

#[tokio::test(start_paused = true)]
async fn an_error_of_the_gateway_names_the_request_and_what_azure_said() {
    let body = json!({"error": {
        "code": "AuthorizationFailed",
        "message": "The client 'C' does not have authorization to perform action 'A' over scope 'S'."
    }});
    let azure =
        Azure::default().fault(Method::Get, "", 1, What::Answer(403, vec![("x-ms-request-id", "r-1")], body));
    let client = azure.client();
    let error = client.managed_clusters().get(&cluster_id()).await.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(
        error.to_string(),
        format!(
            "GET {CLUSTER} was answered with 403 AuthorizationFailed: The client 'C' does not have authorization to perform \
             action 'A' over scope 'S'. (correlation ID {}, request ID r-1)",
            client.correlation_id()
        )
    );
}

#[tokio::test(start_paused = true)]
async fn a_missing_group_is_told_from_a_missing_resource() {
    let body = json!({"error": {"code": "ResourceGroupNotFound", "message": "Resource group 'rg' could not be found."}});
    let azure = Azure::default().fault(Method::Get, "", 1, What::Answer(404, vec![], body));
    let client = azure.client();
    let error = client.managed_clusters().get(&cluster_id()).await.unwrap_err();
    assert!(error.is_not_found() && error.is_resource_group_not_found());
    let error = client.managed_clusters().get(&cluster_id()).await.unwrap_err();
    assert!(error.is_not_found() && !error.is_resource_group_not_found());
}

#[tokio::test(start_paused = true)]
async fn an_aks_error_without_wrapper_is_read() {
    let body = json!({"code": "NotFound", "details": null, "message": "Could not find the agentpool: p", "subcode": "GetAgentPool_NotFound"});
    let azure = Azure::default().fault(Method::Get, "agentPools", 1, What::Answer(404, vec![], body));
    let client = azure.client();
    let error = client.agent_pools().get(&cluster_id().agent_pool("p")).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.subcode(), Some("GetAgentPool_NotFound"));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_no_resource_is_an_error_and_not_a_panic() {
    for body in
        [json!([]), json!("text"), json!({"properties": 3}), json!({"properties": {"agentPoolProfiles": {}}})]
    {
        let azure = Azure::default().fault(Method::Get, "", 1, What::Answer(200, vec![], body));
        assert!(azure.client().managed_clusters().get(&cluster_id()).await.is_err());
    }
}

#[tokio::test(start_paused = true)]
async fn null_members_are_absent_members() {
    let body = json!({"id": null, "tags": null, "properties": {"networkProfile": null, "agentPoolProfiles": [{"name": "p", "nodeTaints": null}]}});
    let azure = Azure::default().fault(Method::Get, "", 1, What::Answer(200, vec![], body));
    let cluster = azure.client().managed_clusters().get(&cluster_id()).await.unwrap();
    assert_eq!(cluster.tags, None);
    assert_eq!(cluster.properties.as_ref().unwrap().network_profile, None);
}

#[tokio::test(start_paused = true)]
async fn a_group_that_is_not_there_is_none() {
    let azure = Azure::default();
    assert_eq!(
        azure.client().resource_groups().find(&ResourceGroupId::new("sub", "rg")).await.unwrap(),
        None
    );
}
