//! Taking over a cluster that a create finds in place: what a crash in the middle of an apply leaves behind.

use arm_client::{ManagedClusterId, Operation, Resource as Azures, models::ManagedCluster};
use tfplugin_framework::{Context, Diagnostics};

use super::{model::Cluster, report, state, unfinished};
use crate::{
    adoption::{self, Obstacle},
    compare,
    session::Session,
};

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
    let azure = clusters.get(id).await.map_err(|error| report::refused("create", &plan.name, &error))?;
    let mut differing = compare::unfulfilled(plan, &state::cluster(id, &azure, plan));
    if unfinished::is_under_way(&azure) {
        // Azure fills a new cluster's answer bit by bit; what is missing yet is compared at the end.
        differing.retain(|difference| difference.right != tfplugin_framework::Value::Null);
    }
    let obstacle = if !session.adopt_existing {
        Some(Obstacle::NotAllowed)
    } else if !differing.is_empty() {
        Some(Obstacle::Differs(differing))
    } else if unfinished::is_broken(&azure) || unfinished::is_being_deleted(&azure) {
        Some(Obstacle::InState(unfinished::provisioning_state(&azure)))
    } else {
        None
    };
    if let Some(obstacle) = obstacle {
        return Err(adoption::refused("aksoverlay_cluster", &id.resource_id(), &obstacle).into());
    }
    ctx.report(adoption::adopted("cluster", &plan.name));
    Ok(clusters.resume(id))
}
