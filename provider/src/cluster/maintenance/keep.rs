//! The part of an apply that is about maintenance configurations: it follows the cluster's own.

use arm_client::ManagedClusterId;
use tfplugin_framework::{Context, Diagnostics, Saved};

use super::{super::report, Maintenance};
use crate::{cluster::Cluster, compare, session::Session};

/// Gives a cluster that was just made its maintenance windows. After an error Terraform would replace it, so what goes
/// wrong is a warning, and for the next plan to show.
pub(in super::super) async fn make(
    ctx: &Context,
    session: &Session,
    id: &ManagedClusterId,
    created: Cluster,
) -> Result<Cluster, Diagnostics> {
    if created.maintenance.is_none() {
        return Ok(created);
    }
    let arm = session.within(ctx);
    match ctx.wait_for(super::write(&arm, id, created.maintenance.as_ref())).await {
        Ok(Ok(maintenance)) => Ok(Cluster { maintenance, ..created }),
        Ok(Err(error)) => {
            ctx.report(report::no_windows(&created.name, &error));
            Ok(created)
        }
        Err(_) => Ok(created),
    }
}

/// Makes the maintenance windows of a cluster as planned. What became of the cluster itself is in the state, whatever
/// happens to them.
pub(in super::super) async fn keep(
    ctx: &Context,
    session: &Session,
    id: &ManagedClusterId,
    prior: Option<Maintenance>,
    planned: Cluster,
    saved: &Saved<Cluster>,
) -> Result<Cluster, Diagnostics> {
    if planned.maintenance.is_none() && prior.is_none() {
        return Ok(planned);
    }
    saved.record(&Cluster { maintenance: prior, ..planned.clone() });
    let name = &planned.name;
    let arm = session.within(ctx);
    let written = ctx.wait_for(super::write(&arm, id, planned.maintenance.as_ref())).await;
    let written = written.map_err(|interrupted| report::cluster(name).not_begun("update", interrupted))?;
    let maintenance = written.map_err(|error| report::cluster(name).refused("update", &error))?;
    let actual = Cluster { maintenance, ..planned.clone() };
    report::cluster(name).unfulfilled(&compare::unfulfilled(&planned, &actual))?;
    Ok(actual)
}
