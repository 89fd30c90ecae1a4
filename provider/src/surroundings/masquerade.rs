//! How the nodes of a cluster masquerade addresses, read from inside it where the user allows it.
//!
//! The ConfigMaps of azure-ip-masq-agent are known to Kubernetes alone. A command that Azure runs in the cluster tells their
//! names, also in a private one; it starts a pod there for a moment, so it is only run where a move to overlay, which such
//! a ConfigMap stands in the way of, is planned.

use arm_client::{ManagedClusterId, models::CommandResultProperties};

use super::{Look, Question, memory::Answer};
use crate::rules::{Lookup, MasqueradeConfig, Operation, View};

const COMMAND: &str = "kubectl get configmap --namespace kube-system --output name";
/// What the names of all of them begin with.
const AGENT: &str = "azure-ip-masq-agent";

/// The ConfigMaps of a cluster that is to be moved to overlay.
pub(super) async fn of(
    look: &Look<'_>,
    view: &View,
    cluster: Option<&ManagedClusterId>,
) -> Lookup<MasqueradeConfig> {
    let Some(cluster) = cluster.filter(|_| look.inspect_clusters && view.moves_to_overlay()) else {
        return Lookup::NotAsked;
    };
    if let Operation::Update(existing) = &view.operation
        && existing.control_plane.run_command_enabled.known() == Some(&false)
    {
        return Lookup::Unavailable(format!(
            "The ConfigMaps of {cluster} cannot be read, because its api_server_access.run_command_enabled is false."
        ));
    }
    let question = Question::new(
        format!("The ConfigMaps of {cluster} (rules.inspect_clusters)"),
        "Microsoft.ContainerService/managedClusters/runcommand/action",
    );
    let clusters = look.arm.managed_clusters();
    let azure = async {
        let result = clusters.run_command(cluster, COMMAND).await?;
        Ok(result.properties.unwrap_or_default())
    };
    let outcome = look.ask(&look.memory.commands, cluster, &question, azure).await;
    outcome.and_then(|outcome| names(&question, &outcome)).into()
}

fn names(question: &Question, outcome: &CommandResultProperties) -> Answer<MasqueradeConfig> {
    let logs = outcome.logs.as_deref().unwrap_or_default();
    if outcome.exit_code != Some(0) {
        let said = outcome.reason.as_deref().unwrap_or(logs).trim();
        return Err(format!(
            "{} could not be read: the command \"{COMMAND}\" said \"{said}\".",
            question.what
        ));
    }
    let names = logs.lines().filter_map(|line| line.trim().strip_prefix("configmap/"));
    let names = names.filter(|name| name.starts_with(AGENT));
    Ok(MasqueradeConfig { config_maps: names.map(str::to_owned).collect() })
}
