//! What can be done with a cluster besides writing it.

use azure_core::http::Method;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::ManagedClusters;
use crate::{
    api_version::CONTAINER_SERVICE,
    client::{Answer, Call, Interval, Phase, Progress, retry_after},
    error::ArmError,
    id::ManagedClusterId,
    models::{CommandResult, Kubeconfig, ManagedCluster},
    operation::{Operation, ended},
    resource::{Resource, provisioning_state},
};

/// Whose kubeconfig is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KubeconfigOf {
    /// The cluster's administrator: works without Entra, unless local accounts are disabled.
    Admin,
    /// Whoever signs in with Entra; on a cluster without Entra, an account of the cluster's.
    User,
    /// An account that may read metrics.
    Monitoring,
}

/// Which kubeconfig is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KubeconfigQuery {
    /// Whose.
    pub of: KubeconfigOf,
    /// How kubectl is to sign in with Entra: `exec`, Azure's default, or `azure`. Means nothing for the others.
    pub format: Option<String>,
    /// `public` for the public name of a private cluster's API server.
    pub server_fqdn: Option<String>,
}

impl From<KubeconfigOf> for KubeconfigQuery {
    fn from(of: KubeconfigOf) -> Self {
        Self { of, format: None, server_fqdn: None }
    }
}

/// Nothing here is sent again where it may have taken effect, except questions.
impl ManagedClusters<'_> {
    /// Stops the operation that runs on a cluster, which then ends as `Canceled`.
    ///
    /// # Errors
    /// Azure's refusal: the operation has ended, for one.
    pub async fn begin_abort(&self, id: &ManagedClusterId) -> Result<Operation<()>, ArmError> {
        self.target(&id.resource_id()).abort().await
    }

    /// Starts a stopped cluster, once nothing else runs on it.
    ///
    /// # Errors
    /// Azure's refusal.
    pub async fn begin_start(
        &self,
        id: &ManagedClusterId,
    ) -> Result<Operation<Resource<ManagedCluster>>, ArmError> {
        self.target(&id.resource_id()).act("start").await
    }

    /// Stops a cluster: its nodes go, its configuration stays. Waits until nothing else runs on it.
    ///
    /// # Errors
    /// Azure's refusal.
    pub async fn begin_stop(
        &self,
        id: &ManagedClusterId,
    ) -> Result<Operation<Resource<ManagedCluster>>, ArmError> {
        self.target(&id.resource_id()).act("stop").await
    }

    /// Replaces all certificates of a cluster, which makes every kubeconfig of it invalid.
    ///
    /// # Errors
    /// Azure's refusal.
    pub async fn begin_rotate_certificates(
        &self,
        id: &ManagedClusterId,
    ) -> Result<Operation<Resource<ManagedCluster>>, ArmError> {
        self.target(&id.resource_id()).act("rotateClusterCertificates").await
    }

    /// The kubeconfig of a cluster.
    ///
    /// # Errors
    /// Azure's refusal; an answer without a kubeconfig.
    pub async fn kubeconfig(
        &self,
        id: &ManagedClusterId,
        query: impl Into<KubeconfigQuery>,
    ) -> Result<Kubeconfig, ArmError> {
        let KubeconfigQuery { of, format, server_fqdn } = query.into();
        let verb = match of {
            KubeconfigOf::Admin => "listClusterAdminCredential",
            KubeconfigOf::User => "listClusterUserCredential",
            KubeconfigOf::Monitoring => "listClusterMonitoringUserCredential",
        };
        // A question, though a POST.
        let mut call = self.post(id, verb, None).repeatable();
        let format = format.filter(|_| of == KubeconfigOf::User);
        for (name, value) in [("format", format), ("server-fqdn", server_fqdn)] {
            if let Some(value) = value {
                call.url.query_pairs_mut().append_pair(name, &value);
            }
        }
        let answer = self.client.send(&call).await?;
        Kubeconfig::from_answer(&answer)
    }

    /// Runs a shell command with kubectl in a pod of the cluster, and waits for its end.
    ///
    /// *On cancellation*: the command runs on in the cluster.
    ///
    /// # Errors
    /// Azure's refusal. A command that fails is no error: see its exit code.
    pub async fn run_command(&self, id: &ManagedClusterId, command: &str) -> Result<CommandResult, ArmError> {
        let started = Instant::now();
        let answer =
            self.client.send(&self.post(id, "runCommand", Some(json!({ "command": command })))).await?;
        let unreadable = |answer: &Answer| {
            ArmError::unreadable(&answer.request, "the result of a command, or where to ask for it", None)
        };
        let mut question = answer.link("location");
        let mut latest = answer;
        let mut interval = Interval::new(self.client.polling());
        loop {
            if u16::from(latest.status) != 202 {
                let result = latest.json()?;
                if provisioning_state(&result).is_none_or(|state| ended(state).is_some()) {
                    return Ok(Resource::<CommandResult>::from_json(result, &latest.request)?.into_model());
                }
            }
            let call = Call::get(question.clone().ok_or_else(|| unreadable(&latest))?);
            self.client.report(Progress {
                resource: id.to_string(),
                phase: Phase::Running,
                status: Some("the command runs".to_owned()),
                elapsed: started.elapsed(),
            });
            let reason = "the command still runs".to_owned();
            self.client.rest(interval.pause(retry_after(&latest.headers)), &call, reason, None).await?;
            latest = self.client.send(&call).await?;
            let moved = latest.link("location");
            question = moved.or(question);
        }
    }

    fn post(&self, id: &ManagedClusterId, verb: &str, body: Option<Value>) -> Call {
        let id = id.resource_id();
        Call::write(Method::Post, self.client.url(id.segments().chain([verb]), CONTAINER_SERVICE), body)
    }
}
