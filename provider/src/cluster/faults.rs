//! What the user sees when Azure does not do what it was asked: a test world whose Azure lies.

use std::sync::{Arc, Mutex, PoisonError};

use arm_client::Polling;
use arm_emulator::Habits;
use async_trait::async_trait;
use azure_core::http::{AsyncRawResponse, HttpClient, Request, request::Body};
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tfplugin_framework::{
    Configured, Context, Diagnostics, Model, PlanOf, Provider, Registry, config,
    testing::{Config, Driver},
};

use super::ClusterResource;
use crate::{
    emulated::{self, World},
    resource_group::ResourceGroupResource,
    rules::RuleSettings,
    session::{self, Session},
    today,
};

const CLUSTER: &str = "aksoverlay_cluster";

#[tokio::test]
async fn a_change_that_azure_accepts_and_does_not_make_is_an_error_that_names_the_property() {
    let azure = Lying::default();
    let terraform = azure.terraform().await;
    terraform.apply(CLUSTER, cluster("10.244.0.0/16")).await.expect_create();
    azure.tell(|request| {
        let profile = &mut request.body["properties"]["networkProfile"];
        if !profile["podCidr"].is_null() {
            profile["podCidr"] = json!("10.244.0.0/16");
            profile["podCidrs"] = json!(["10.244.0.0/16"]);
        }
        None
    });
    let applied = terraform.apply(CLUSTER, cluster("10.244.0.0/15")).await;
    applied
        .expect_error_at("did not take it", "network.pod_cidrs")
        .expect_error("the cluster has [\"10.244.0.0/16\"]");
    azure.tell(|_| None);
    terraform.apply(CLUSTER, cluster("10.244.0.0/15")).await.expect_update_in_place();
    terraform.plan(CLUSTER, cluster("10.244.0.0/15")).await.expect_noop();
}

#[tokio::test]
async fn a_cluster_that_azure_creates_otherwise_than_planned_is_neither_lost_nor_replaced() {
    let azure = Lying::default();
    let terraform = azure.terraform().await;
    azure.tell(|request| {
        if request.method == "PUT" && request.is_for_the_cluster {
            let profile = &mut request.body["properties"]["networkProfile"];
            profile["podCidr"] = json!("10.244.0.0/16");
            profile["podCidrs"] = json!(["10.244.0.0/16"]);
        }
        None
    });
    let applied = terraform.apply(CLUSTER, cluster("10.244.0.0/15")).await;
    assert!(!applied.tainted);
    assert!(applied.at("fqdn").as_str().is_some());
    applied
        .expect_ok()
        .expect_warning("network.pod_cidrs: [\"10.244.0.0/15\"] was planned, [\"10.244.0.0/16\"] is there");
    azure.tell(|_| None);
    terraform.apply(CLUSTER, cluster("10.244.0.0/15")).await.expect_update_in_place();
    terraform.plan(CLUSTER, cluster("10.244.0.0/15")).await.expect_noop();
}

#[tokio::test]
async fn a_create_that_fails_keeps_the_cluster_in_state_with_azures_reason_and_the_next_step() {
    let azure = Lying::default();
    let terraform = azure.terraform().await;
    azure.tell(failing_operations);
    let applied = terraform.apply(CLUSTER, cluster("10.244.0.0/16")).await;
    assert!(applied.tainted);
    assert!(applied.at("id").as_str().is_some());
    let applied =
        applied.expect_error("(QuotaExceeded)").expect_error("Insufficient regional vcpu quota left");
    let applied = applied.expect_error("Ask for more quota").expect_error("orrelation ID");
    applied.expect_error("terraform untaint");
}

#[tokio::test]
async fn an_update_that_fails_keeps_the_state_and_says_what_the_next_apply_does() {
    let azure = Lying::default();
    let terraform = azure.terraform().await;
    terraform.apply(CLUSTER, cluster("10.244.0.0/16")).await.expect_create();
    azure.tell(failing_operations);
    let applied = terraform.apply(CLUSTER, cluster("10.244.0.0/15")).await;
    assert_eq!(applied.at("network.pod_cidrs[0]").as_str(), Some("10.244.0.0/16"));
    applied.expect_error("(QuotaExceeded)").expect_error("The next apply writes it again");
}

#[tokio::test]
async fn what_azure_refuses_points_at_the_attribute_it_is_about() {
    let azure = Lying::default();
    let terraform = azure.terraform().await;
    azure.tell(|request| {
        let body = json!({
            "code": "ServiceCidrOverlapExistingSubnetsCidr", "target": "networkProfile.serviceCIDR",
            "message": "The specified service CIDR 10.0.0.0/16 is conflicted with an existing subnet CIDR 10.0.0.0/24",
        });
        (request.method == "PUT" && request.is_for_the_cluster).then_some((400, body))
    });
    let applied = terraform.apply(CLUSTER, cluster("10.244.0.0/16")).await;
    let applied = applied.expect_error_at("(ServiceCidrOverlapExistingSubnetsCidr)", "network.service_cidrs");
    applied.expect_error("next_free_cidr");
    assert_eq!(terraform.stored_json(CLUSTER), None);
}

#[tokio::test]
async fn what_the_identity_may_not_do_says_which_kind_of_role_is_missing() {
    let azure = Lying::default();
    let terraform = azure.terraform().await;
    azure.tell(|request| {
        let body = json!({ "error": { "code": "AuthorizationFailed", "message": "The client does not have authorization" } });
        (request.method == "PUT" && request.is_for_the_cluster).then_some((403, body))
    });
    terraform.apply(CLUSTER, cluster("10.244.0.0/16")).await.expect_error("needs a role");
}

/// Every operation ends without success.
fn failing_operations(request: &mut Asked) -> Option<(u16, Json)> {
    let error = json!({ "code": "QuotaExceeded", "message": "Insufficient regional vcpu quota left" });
    let failed = json!({ "name": "operation", "status": "Failed", "error": error });
    request.path.contains("/operations/").then_some((200, failed))
}

fn cluster(pods: &str) -> Config {
    config! {
        name = "prod",
        resource_group_name = "rg",
        location = "westeurope",
        network = { pod_cidrs = [pods] },
        system_pool = { name = "system", node_count = 3 },
    }
}

/// A request on its way to Azure.
pub(super) struct Asked {
    pub(super) method: String,
    path: String,
    pub(super) is_for_the_cluster: bool,
    pub(super) body: Json,
}

/// Changes a request, or answers in Azure's place.
type Lie = Box<dyn Fn(&mut Asked) -> Option<(u16, Json)> + Send>;

/// An Azure between which and the provider a test stands.
#[derive(Clone, Default)]
pub(super) struct Lying(Arc<Mutex<Option<Lie>>>);

impl Lying {
    pub(super) fn tell(&self, lie: impl Fn(&mut Asked) -> Option<(u16, Json)> + Send + 'static) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(lie));
    }

    /// Terraform over this Azure, with the resource group of the cluster.
    pub(super) async fn terraform(&self) -> Driver {
        let terraform = Driver::new(LyingProvider { azure: self.clone(), dir: TempDir::new().unwrap() });
        terraform.configure(config! {}).await.expect_ok();
        let group = config! { name = "rg", location = "westeurope" };
        terraform.apply("aksoverlay_resource_group", group).await.expect_create();
        terraform
    }
}

/// The provider over such an Azure.
struct LyingProvider {
    azure: Lying,
    dir: TempDir,
}

#[derive(Clone, Debug, Model)]
struct NoSettings {}

impl Provider for LyingProvider {
    type Config = NoSettings;
    type Client = Session;

    const ADDRESS: &'static str = "registry.terraform.io/aksoverlay/aksoverlay";
    const VERSION: &'static str = "0.0.0";

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource(ResourceGroupResource).resource(ClusterResource);
    }

    async fn configure(
        &self,
        _: &Context,
        _: PlanOf<NoSettings>,
    ) -> Result<Configured<Session>, Diagnostics> {
        let world = World {
            data_dir: self.dir.path().to_owned(),
            seed_file: None,
            faults_file: None,
            speed: 100_000.0,
            habits: Habits::default(),
            deterministic: None,
        };
        let transport = Between { azure: emulated::open(&world).unwrap(), lie: self.azure.clone() };
        let subscription_id = "00000000-0000-0000-0000-000000000000".to_owned();
        let arm = session::over(Arc::new(transport), subscription_id, Polling::at_speed(world.speed));
        Ok(Configured::Ready(Session::new(arm, true, RuleSettings::as_of(today()))))
    }
}

/// The transport in which the test stands.
struct Between {
    azure: Arc<dyn HttpClient>,
    lie: Lying,
}

impl std::fmt::Debug for Between {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Between")
    }
}

#[async_trait]
impl HttpClient for Between {
    async fn execute_request(&self, request: &Request) -> azure_core::Result<AsyncRawResponse> {
        let body = match request.body() {
            Body::Bytes(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
            Body::SeekableStream(_) => Json::Null,
        };
        let path = request.url().path().to_owned();
        let method = request.method().as_str().to_owned();
        let mut asked =
            Asked { method, is_for_the_cluster: path.ends_with("/managedClusters/prod"), path, body };
        let answer = self
            .lie
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .and_then(|lie| lie(&mut asked));
        if let Some((status, body)) = answer {
            return Ok(AsyncRawResponse::from_bytes(status.into(), Default::default(), body.to_string()));
        }
        let mut request = request.clone();
        if !asked.body.is_null() {
            request.set_body(asked.body.to_string().into_bytes());
        }
        self.azure.execute_request(&request).await
    }
}
