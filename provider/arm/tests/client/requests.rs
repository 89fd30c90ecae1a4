//! Single requests: what is on them, and when they are sent again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use arm_client::{
    ArmClient, ArmClientOptions, ArmError, Location, ResourceGroupId, error::TransportProblem,
    models::ResourceGroup,
};
use async_trait::async_trait;
use azure_core::{
    credentials::{AccessToken, TokenCredential, TokenRequestOptions},
    http::Method,
    time::OffsetDateTime,
};
use serde_json::json;
use tokio::time::Instant;

use crate::{
    CLUSTER,
    azure::{Azure, TOKEN, What},
    cluster_id, existing_cluster, new_cluster,
};

#[tokio::test(start_paused = true)]
async fn every_request_has_a_token_a_user_agent_and_the_client_s_correlation_id() {
    let azure = Azure::default().with(CLUSTER, existing_cluster());
    let client = azure.client();
    client.managed_clusters().get(&cluster_id()).await.unwrap();
    client.managed_clusters().get(&cluster_id()).await.unwrap();
    let seen = azure.seen(Method::Get, "");
    for request in &seen {
        assert_eq!(request.headers["authorization"], format!("Bearer {TOKEN}"));
        assert!(request.headers["user-agent"].starts_with("test/1 azsdk-rust-arm-client/"), "{request:?}");
        assert_eq!(request.headers["x-ms-correlation-request-id"], client.correlation_id());
    }
    assert_ne!(seen[0].headers["x-ms-client-request-id"], seen[1].headers["x-ms-client-request-id"]);
}

#[tokio::test(start_paused = true)]
async fn a_read_is_one_request_with_the_pinned_api_version() {
    let azure = Azure::default().with(CLUSTER, existing_cluster());
    azure.client().managed_clusters().get(&cluster_id()).await.unwrap();
    let urls: Vec<String> = azure.seen(Method::Get, "").into_iter().map(|seen| seen.url).collect();
    assert_eq!(urls, [format!("https://emulated.azure.invalid{CLUSTER}?api-version=2026-05-01")]);
}

#[tokio::test(start_paused = true)]
async fn a_group_without_tags_is_written_without_the_member() {
    let azure = Azure::default();
    let group = ResourceGroup { location: Some("westeurope".into()), ..ResourceGroup::default() };
    let id = ResourceGroupId::new("sub", "rg");
    azure.client().resource_groups().create_or_update(&id, &group).await.unwrap();
    let bodies: Vec<_> = azure.seen(Method::Put, "").into_iter().map(|seen| seen.body).collect();
    assert_eq!(bodies, [json!({"location": "westeurope"})]);
}

#[tokio::test(start_paused = true)]
async fn names_are_percent_encoded_in_urls() {
    let azure = Azure::default();
    let group = ResourceGroupId::new("sub", "größe (1)");
    assert_eq!(azure.client().resource_groups().find(&group).await.unwrap(), None);
    assert!(azure.seen(Method::Get, "/resourceGroups/gr%C3%B6%C3%9Fe%20(1)?api-version=").len() == 1);
}

#[tokio::test(start_paused = true)]
async fn a_region_is_asked_for_by_its_short_name() {
    let azure = Azure::default();
    let _ = azure.client().kubernetes_versions().list(&Location::new("East US 2")).await;
    assert_eq!(azure.seen(Method::Get, "/locations/eastus2/kubernetesVersions").len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_read_rides_through_gateway_errors_and_broken_connections() {
    let azure = Azure::default()
        .with(CLUSTER, existing_cluster())
        .fault(Method::Get, "", 2, What::Answer(503, vec![], json!({})))
        .fault(Method::Get, "", 2, What::DropBefore);
    assert!(azure.client().managed_clusters().get(&cluster_id()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_read_gives_up_after_a_while() {
    let azure = Azure::default().fault(Method::Get, "", usize::MAX, What::Answer(500, vec![], json!({})));
    assert_eq!(azure.client().managed_clusters().get(&cluster_id()).await.unwrap_err().status(), Some(500));
    assert_eq!(azure.seen(Method::Get, "").len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_throttled_write_waits_as_long_as_azure_asks_and_is_sent_again() {
    let throttled = json!({"code": "Throttled", "message": "slow down"});
    let azure =
        Azure::default().fault(Method::Put, "", 2, What::Answer(429, vec![("retry-after", "60")], throttled));
    let began = Instant::now();
    let client = azure.client();
    assert!(client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.is_ok());
    assert_eq!(began.elapsed(), Duration::from_secs(120));
    assert_eq!(azure.seen(Method::Put, "").len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_long_wait_ends_with_the_caller_s_patience() {
    let throttled = json!({"code": "Throttled", "message": "slow down"});
    let azure = Azure::default().fault(
        Method::Get,
        "",
        9,
        What::Answer(429, vec![("retry-after", "300")], throttled),
    );
    let client = azure.client();
    let began = Instant::now();
    let clusters = client.managed_clusters();
    assert!(tokio::time::timeout(Duration::from_secs(2), clusters.get(&cluster_id())).await.is_err());
    assert_eq!(began.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_host_that_refuses_or_swallows_connections_is_an_error_within_ten_seconds() {
    for what in [What::Refuse, What::Swallow] {
        let azure = Azure::default().fault(Method::Get, "", usize::MAX, what);
        let began = Instant::now();
        let error = azure.client().managed_clusters().get(&cluster_id()).await.unwrap_err();
        let ArmError::Transport { source, .. } = error else { panic!("{error}") };
        assert_eq!(source.problem, TransportProblem::Unreachable);
        assert_eq!(source.to_string(), "no connection to emulated.azure.invalid could be made");
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_fails_once_is_tried_again_also_for_writes() {
    let azure = Azure::default().fault(Method::Put, "", 1, What::Refuse);
    assert!(azure.client().managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.is_ok());
}

#[derive(Debug, Default)]
struct Counting(AtomicU32);

#[async_trait]
impl TokenCredential for Counting {
    async fn get_token(
        &self,
        _: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        let expires_on = OffsetDateTime::now_utc() + azure_core::time::Duration::hours(1);
        Ok(AccessToken::new(format!("token-{number}"), expires_on))
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once() {
    let expired = json!({"error": {"code": "ExpiredAuthenticationToken", "message": "expired"}});
    let azure = Azure::default().with(CLUSTER, existing_cluster()).fault(
        Method::Get,
        "",
        1,
        What::Answer(401, vec![], expired.clone()),
    );
    let client =
        ArmClient::new(ArmClientOptions { credential: Arc::new(Counting::default()), ..azure.options() });
    client.managed_clusters().get(&cluster_id()).await.unwrap();
    let tokens: Vec<String> =
        azure.seen(Method::Get, "").into_iter().map(|seen| seen.headers["authorization"].clone()).collect();
    assert_eq!(tokens, ["Bearer token-0", "Bearer token-1"]);

    let _refusing = azure.fault(Method::Get, "", usize::MAX, What::Answer(401, vec![], expired));
    assert!(client.managed_clusters().get(&cluster_id()).await.unwrap_err().is_unauthorized());
}
