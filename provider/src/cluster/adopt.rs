//! Taking over a cluster that a create finds in place: what a crash in the middle of an apply leaves behind.

use arm_client::{ManagedClusterId, Operation, Resource as Azures, models::ManagedCluster};
use tfplugin_framework::{Context, Diagnostics};

use super::{model::Cluster, report, state};
use crate::{adoption, session::Session};

/// Waits for the cluster that exists under the planned name, if it is the planned one: every configured property as it
/// would be written, and in being or on the way.
///
/// # Errors
/// The `import` block to write, and what differs.
pub(crate) async fn existing(
    ctx: &Context,
    session: &Session,
    id: &ManagedClusterId,
    plan: &Cluster,
) -> Result<Operation<Azures<ManagedCluster>>, Diagnostics> {
    let clusters = session.arm.managed_clusters();
    let azure =
        clusters.get(id).await.map_err(|error| report::cluster(&plan.name).refused("create", &error))?;
    let there = state::cluster(id, &azure, plan);
    if let Some(obstacle) = adoption::obstacle(session, plan, &there, &azure) {
        return Err(adoption::refused("aksoverlay_cluster", &id.resource_id(), &obstacle).into());
    }
    ctx.report(adoption::adopted("cluster", &plan.name));
    Ok(clusters.resume(id))
}
