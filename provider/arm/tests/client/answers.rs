//! Answers that no Azure should give: each is read as far as it goes, or is one clear error.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use arm_client::{ArmClient, ArmClientOptions, ArmError, Location};
use async_trait::async_trait;
use azure_core::http::{AsyncRawResponse, HttpClient, Method, Request, StatusCode, headers::Headers};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

use crate::{
    CLUSTER,
    azure::{Azure, Habits, TOKEN, What},
    cluster_id, existing_cluster, new_cluster,
};

/// Gives one answer to everything.
#[derive(Clone, Debug)]
struct Always {
    status: u16,
    headers: BTreeMap<&'static str, String>,
    body: Vec<u8>,
}

impl Always {
    fn ok(body: impl Into<Vec<u8>>) -> Self {
        let headers = BTreeMap::from([("content-type", "application/json".to_owned())]);
        Self { status: 200, headers, body: body.into() }
    }

    fn client(&self) -> ArmClient {
        ArmClient::new(ArmClientOptions { transport: Arc::new(self.clone()), ..Azure::default().options() })
    }
}

#[async_trait]
impl HttpClient for Always {
    async fn execute_request(&self, _: &Request) -> azure_core::Result<AsyncRawResponse> {
        let mut headers = Headers::new();
        for (name, value) in &self.headers {
            headers.insert(*name, value.clone());
        }
        Ok(AsyncRawResponse::from_bytes(StatusCode::from(self.status), headers, self.body.clone()))
    }
}

/// Every read there is, and a write with its wait; what failed, by name.
async fn ask_for_everything(client: &ArmClient, failed: &mut Vec<(&'static str, ArmError)>) {
    let id = cluster_id();
    let region = Location::new("eastus");
    macro_rules! ask {
        ($name:literal, $call:expr) => {
            if let Err(error) = $call.await {
                failed.push(($name, error));
            }
        };
    }
    ask!("cluster", client.managed_clusters().get(&id));
    ask!("clusters", client.managed_clusters().list().collect_all());
    ask!("upgrade profile", client.managed_clusters().upgrade_profile(&id));
    ask!("versions", client.kubernetes_versions().list(&region));
    ask!("provider", client.resource_providers().get("Microsoft.ContainerService"));
    ask!("feature", client.features().get("Microsoft.ContainerService", "AzureOverlayDualStackPreview"));
    ask!("command", client.managed_clusters().run_command(&id, "true"));
    ask!("creation", async {
        let mut operation = client.managed_clusters().begin_create(&id, &new_cluster()).await?;
        operation.wait().await.map(drop)
    });
}

/// Asks with the clock paused, for at most six hours of it.
fn with_clock_paused(answer: &Always) -> Vec<(&'static str, ArmError)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let client = answer.client();
    let mut failed = Vec::new();
    runtime.unwrap().block_on(async {
        let all = ask_for_everything(&client, &mut failed);
        // A creation that never ends is the caller's to give up.
        let _ = tokio::time::timeout(Duration::from_secs(6 * 3600), all).await;
    });
    failed
}

/// An error says which request it is about, and nothing of the token.
fn assert_clear(name: &str, error: &ArmError) {
    let text = error.to_string();
    let named = error.request().is_some_and(|request| {
        text.contains(&request.path) && text.contains(&request.correlation_id) && !request.path.is_empty()
    });
    assert!(named || matches!(error, ArmError::Operation(_)), "{name}: {text}");
    assert!(!text.contains(TOKEN) && text.lines().count() == 1, "{name}: {text}");
}

#[test]
fn a_body_that_is_no_json_is_one_clear_error() {
    let page = b"<html><body><h1>Proxy authentication required</h1>\n</body></html>".to_vec();
    let gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xfe];
    let cluster = existing_cluster().to_string().into_bytes();
    let cut = cluster[..cluster.len() / 2].to_vec();
    let deep = "[".repeat(100_000).into_bytes();
    for body in [page, gzip, cut, deep, Vec::new(), b"null".to_vec(), b"[]".to_vec(), b"\"x\"".to_vec()] {
        let answer = Always::ok(body.clone());
        let failed = with_clock_paused(&answer);
        let names: Vec<_> = failed.iter().map(|(name, _)| *name).collect();
        let all = [
            "cluster",
            "clusters",
            "upgrade profile",
            "versions",
            "provider",
            "feature",
            "command",
            "creation",
        ];
        assert_eq!(names, all, "{}", String::from_utf8_lossy(&body[..body.len().min(40)]));
        for (name, error) in &failed {
            assert_clear(name, error);
            assert!(matches!(error, ArmError::Unreadable { .. }), "{name}: {error}");
        }
    }
}

#[test]
fn a_status_without_a_body_or_of_another_kind_is_one_clear_error() {
    for status in [204, 301, 302, 307, 308, 304, 100, 407, 418, 511, 999] {
        let mut answer = Always::ok("");
        answer.status = status;
        answer.headers.insert("location", "https://login.proxy.example/".to_owned());
        let failed = with_clock_paused(&answer);
        assert!(failed.len() >= 7, "{status}: {failed:?}");
        for (name, error) in &failed {
            assert_clear(name, error);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_token_goes_to_no_host_that_a_next_link_names_outside_the_cloud() {
    for link in [
        "https://evil.example/subscriptions/sub?api-version=1",
        "http://emulated.azure.invalid/subscriptions/sub",
        "//evil.example/x",
        "https://emulated.azure.invalid@evil.example/",
    ] {
        let page = json!({"value": [], "nextLink": link});
        let azure = Azure::default().fault(Method::Get, "", 1, What::Answer(200, vec![], page));
        let error = azure.client().managed_clusters().list().collect_all().await.unwrap_err();
        assert!(matches!(error, ArmError::Foreign { .. }), "{link}: {error}");
        assert_eq!(azure.seen(Method::Get, "").len(), 1, "{link}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_error_about_a_foreign_host_names_it() {
    let page = json!({"value": [], "nextLink": "https://evil.example:8443/x?sig=SECRET"});
    let azure = Azure::default().fault(Method::Get, "", 1, What::Answer(200, vec![], page));
    let error = azure.client().managed_clusters().list().collect_all().await.unwrap_err().to_string();
    let expected = "GET /x is not sent: an earlier answer leads to `evil.example:8443`, and the token is for \
                    `emulated.azure.invalid` and its regions only (correlation ID ";
    assert!(error.starts_with(expected) && !error.contains("SECRET"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_operation_on_a_foreign_host_is_followed_on_the_resource_instead() {
    for name in ["azure-asyncoperation", "location"] {
        let accepted = json!({"properties": {"provisioningState": "Creating"}});
        let headers = vec![(name, "https://evil.example/operations/1?s=x")];
        let azure = Azure::default()
            .fault(Method::Put, "", 1, What::Answer(202, headers, accepted))
            .with(CLUSTER, existing_cluster());
        let client = azure.client();
        let mut operation =
            client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
        operation.wait().await.unwrap();
        assert_eq!(azure.seen(Method::Get, "evil.example").len(), 0, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_relative_operation_url_is_one_of_the_host_that_was_asked() {
    let headers = vec![("azure-asyncoperation", "/subscriptions/sub/operations/1?s=x")];
    let azure = Azure::default()
        .fault(Method::Put, "", 1, What::Answer(201, headers, existing_cluster()))
        .fault(Method::Get, "operations/1", 1, What::Answer(200, vec![], json!({"status": "Succeeded"})))
        .with(CLUSTER, existing_cluster());
    let client = azure.client();
    let mut operation = client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
    operation.wait().await.unwrap();
    let asked = azure.seen(Method::Get, "operations/1");
    assert_eq!(asked[0].url, "https://emulated.azure.invalid/subscriptions/sub/operations/1?s=x");
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_tells_no_status_is_followed_on_the_resource_instead() {
    for status in [json!({}), json!({"status": 3}), json!({"status": null}), json!({"Status": "Succeeded"})] {
        let habits = Habits { statuses: vec![status; 50], ..Habits::default() };
        let azure = Azure::default().habits(habits);
        let client = azure.client();
        let mut operation =
            client.managed_clusters().begin_create(&cluster_id(), &new_cluster()).await.unwrap();
        azure.world().resources.insert(CLUSTER.to_lowercase(), existing_cluster());
        operation.wait().await.unwrap();
        assert_eq!(azure.seen(Method::Get, "operations").len(), 1);
    }
}

/// The places in a value, as JSON pointers.
fn places(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(name, inner)| places(inner, &format!("{at}/{name}"), all))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, inner)| places(inner, &format!("{at}/{n}"), all));
        }
        _ => {}
    }
}

/// What Azure answers with, of every kind that is read.
fn recorded_shapes() -> Vec<Value> {
    let upgrades = json!({"upgrades": [{"kubernetesVersion": "1.36.1", "isPreview": true}]});
    vec![
        existing_cluster(),
        json!({"value": [existing_cluster()], "nextLink": null}),
        json!({"values": [{"version": "1.35", "isDefault": true, "capabilities": {"supportPlan": ["KubernetesOfficial"]}, "patchVersions": {"1.35.7": upgrades}}]}),
        json!({"id": "/subscriptions/sub/providers/Microsoft.X", "namespace": "Microsoft.X", "registrationState": "Registered", "resourceTypes": [{"resourceType": "t", "locations": ["East US"], "apiVersions": ["2026-05-01"]}]}),
        json!({"id": "/subscriptions/sub", "name": "Microsoft.X/f", "properties": {"state": "Registered"}}),
        json!({"id": "x", "properties": {"provisioningState": "Succeeded", "exitCode": 0, "logs": "", "startedAt": "2026-01-01T00:00:00Z"}}),
        json!({"name": "guid", "status": "Failed", "error": {"code": "C", "message": "m", "details": [{"code": "D", "message": "n"}]}}),
        json!({"kubernetesVersion": "1.35", "controlPlaneProfile": {"kubernetesVersion": "1.35.1", "upgrades": [{"kubernetesVersion": "1.36.1"}]}, "agentPoolProfiles": []}),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_is_changed_in_an_answer_it_is_read_or_one_clear_error(
        shape: Index,
        place: Index,
        change in 0_usize..9,
        status in prop::sample::select(vec![200_u16, 201, 202, 400, 404, 409, 412]),
        cut in prop::option::weighted(0.2, any::<Index>()),
    ) {
        let shapes = recorded_shapes();
        let mut body = shape.get(&shapes).clone();
        let mut all = Vec::new();
        places(&body, "", &mut all);
        let new = [
            Value::Null, json!(true), json!(-1), json!(1.5), json!(""), json!("\u{0}é"), json!([]), json!({}), json!(1e300),
        ];
        *body.pointer_mut(&all[place.index(all.len())]).unwrap() = new[change].clone();
        let mut bytes = body.to_string().into_bytes();
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let mut answer = Always::ok(bytes);
        answer.status = status;
        for (name, error) in with_clock_paused(&answer) {
            assert_clear(name, &error);
        }
    }
}
