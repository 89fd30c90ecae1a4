//! A cluster as Azure has it, seen by the rules: whoever made it, and with all of its pools.

use arm_client::{ManagedClusterId, models::ManagedCluster};
use tfplugin_framework::{Diagnostic, Diagnostics, Path};

use super::{model::Cluster, report, state, view};
use crate::{
    pool,
    rules::{self, Existing, Lookup, Lookups, Operation, RuleSettings, View},
    session::Session,
    surroundings::{self, Occasion},
};

/// A cluster of Azure's, in which nothing changes, with what is around it.
///
/// # Errors
/// The ID is none of a cluster, there is no such cluster, or it cannot be read. `at` is the attribute with the ID.
pub(crate) async fn view(session: &Session, id: &str, at: Path) -> Result<View, Diagnostics> {
    let asked: ManagedClusterId = id.parse().map_err(|error| {
        Diagnostics::from(Diagnostic::from_error("Not the ID of an AKS cluster", &error).at(at.clone()))
    })?;
    let found = session.arm.managed_clusters().find(&asked).await;
    let found = found.map_err(|error| report::cluster(&asked.name).refused("read", &error).at(at.clone()))?;
    let Some(azure) = found else {
        let detail = format!(
            "Azure has no cluster {asked}, or none that the identity may see that the provider signs in with."
        );
        return Err(Diagnostic::error("There is no such cluster", detail).at(at).into());
    };
    let declared_networks = session.declared_networks.clone();
    Ok(View { declared_networks, ..of(&asked, &azure) })
}

/// The same of a cluster that has been read.
pub(crate) fn of(id: &ManagedClusterId, azure: &ManagedCluster) -> View {
    let profiles = azure.properties.as_ref().and_then(|properties| properties.agent_pool_profiles.clone());
    let profiles = profiles.unwrap_or_default();
    let pools = profiles.iter().map(pool::view::azures).map(|pool| {
        let path = pool.name.known().map(|name| Path::of("pools").key(name));
        rules::Pool { path, ..pool }
    });
    let cluster = state::cluster(id, azure, &Cluster::default());
    let existing = Existing { pools: pools.collect(), ..view::existing(&cluster) };
    View {
        control_plane: existing.control_plane.clone(),
        kubernetes_version: existing.kubernetes_version.clone(),
        network: existing.network.clone(),
        pools: existing.pools.clone(),
        operation: Operation::Update(Box::new(existing)),
        ..View::default()
    }
}

/// What is around a cluster that is asked about, and that exists as `id` or not.
pub(crate) async fn around(
    session: &Session,
    settings: &RuleSettings,
    id: Option<&str>,
    view: &View,
) -> Lookups {
    let mut view = view.clone();
    if let Operation::Update(existing) = &view.operation {
        // They came with the cluster.
        view.lookups.agent_pools = Lookup::Found(existing.pools.clone());
    }
    let id = id.and_then(|id| id.parse().ok());
    surroundings::look(session, settings, &view, id.as_ref(), Occasion::Report).await
}
