//! The cluster around a pool, as the rules see it: as this run plans it, else as it is.

use arm_client::{ArmError, ManagedClusterId};
use tfplugin_framework::Path;

use crate::{
    cluster,
    planned::PlannedCluster,
    rules::{Existing, Lookup, Operation, Pool, View},
    session::Session,
};

/// A cluster and its pools, in which nothing changes but the pool at hand.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    /// The cluster without the pool at hand. Its other pools are among the lookups.
    pub(crate) view: View,
    /// The pool at hand as Azure has it.
    pub(crate) pool_now: Option<Pool>,
}

/// What is around the pool `name` of the cluster `id` according to this run's plan; `None` where there is no such cluster.
///
/// # Errors
/// Azure could not be asked.
pub(crate) async fn of(
    session: &Session,
    id: &ManagedClusterId,
    name: Option<&str>,
) -> Result<Option<Surroundings>, ArmError> {
    let planned = session.plans.of(id).unwrap_or_default();
    look(session, id, name, planned).await
}

/// The same as it is now.
///
/// # Errors
/// Azure could not be asked.
pub(crate) async fn now(
    session: &Session,
    id: &ManagedClusterId,
    name: &str,
) -> Result<Option<Surroundings>, ArmError> {
    look(session, id, Some(name), PlannedCluster::default()).await
}

async fn look(
    session: &Session,
    id: &ManagedClusterId,
    name: Option<&str>,
    planned: PlannedCluster,
) -> Result<Option<Surroundings>, ArmError> {
    let is_new = matches!(planned.view.operation, Operation::Create);
    let live = if is_new { None } else { session.arm.managed_clusters().find(id).await? };
    let live = live.map(|azure| cluster::seen(id, &azure));
    let is_planned = !matches!(planned.view.operation, Operation::Validate);
    let mut view = match (is_planned, live.clone()) {
        (true, _) => planned.view,
        (false, Some(live)) => View { declared_networks: session.declared_networks.clone(), ..live },
        (false, None) => return Ok(None),
    };
    // Pools as they are, over them those that this run plans.
    let mut pools: Vec<Pool> = live.map(|live| live.pools).unwrap_or_default();
    let planned_pools = view.pools.drain(..).filter(|_| is_planned).chain(planned.pools.into_values());
    for pool in planned_pools.collect::<Vec<_>>() {
        pools.retain(|other| !same_name(other, pool.name.as_str()));
        pools.push(pool);
    }
    let (at_hand, others): (Vec<_>, Vec<_>) = pools.into_iter().partition(|pool| same_name(pool, name));
    let others = others.into_iter().map(|pool| Pool { path: None, ..pool }).collect();
    if !is_new {
        // What the cluster's own change does is for the cluster to say.
        view.operation = Operation::Update(Box::new(Existing {
            control_plane: view.control_plane.clone(),
            kubernetes_version: view.kubernetes_version.clone(),
            network: view.network.clone(),
            pools: Vec::new(),
        }));
    }
    view.network.path = Path::of("network");
    view.lookups.agent_pools = Lookup::Found(others);
    Ok(Some(Surroundings { view, pool_now: at_hand.into_iter().next_back() }))
}

fn same_name(pool: &Pool, name: Option<&str>) -> bool {
    name.is_some() && pool.name.as_str() == name
}

impl Surroundings {
    /// The other pools of the cluster.
    pub(crate) fn others(&self) -> &[Pool] {
        self.view.lookups.agent_pools.found().map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether another pool runs system pods.
    pub(crate) fn has_another_system_pool(&self) -> bool {
        let runs_system_pods =
            |pool: &Pool| pool.mode.as_str().is_some_and(|mode| mode.eq_ignore_ascii_case("System"));
        self.others().iter().any(|pool| runs_system_pods(pool) || pool.mode.is_unknown())
    }
}
