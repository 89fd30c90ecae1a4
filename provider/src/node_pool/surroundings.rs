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
    /// Those of the other pools of which this run has not said yet what becomes of them: they count as they are.
    pub(crate) unheard: Vec<String>,
}

/// The cluster as Azure has it; `None` where there is none, or where this run creates it.
///
/// # Errors
/// Azure could not be asked.
pub(crate) async fn in_azure(session: &Session, id: &ManagedClusterId) -> Result<Option<View>, ArmError> {
    let planned = session.plans.of(id).unwrap_or_default();
    if matches!(planned.view.operation, Operation::Create) {
        return Ok(None);
    }
    now(session, id).await
}

/// The cluster as Azure has it, whatever this run does with it; `None` where there is none.
///
/// # Errors
/// Azure could not be asked.
pub(crate) async fn now(session: &Session, id: &ManagedClusterId) -> Result<Option<View>, ArmError> {
    let live = session.arm.managed_clusters().find(id).await?;
    Ok(live.map(|azure| View {
        declared_networks: session.declared_networks.clone(),
        ..cluster::seen(id, &azure)
    }))
}

/// What is around the pool `name` of a cluster that is `live` like this in Azure, and planned like this in this run.
pub(crate) fn around(
    name: Option<&str>,
    live: Option<&View>,
    planned: PlannedCluster,
) -> Option<Surroundings> {
    let is_new = matches!(planned.view.operation, Operation::Create);
    let live = live.filter(|_| !is_new);
    let is_planned = !matches!(planned.view.operation, Operation::Validate);
    let in_azure = live.map(|live| live.pools.clone());
    let unheard = planned.unheard(in_azure.iter().flatten().filter(|pool| !same_name(pool, name)));
    let mut view = match (is_planned, live) {
        (true, _) => planned.view,
        (false, Some(live)) => live.clone(),
        (false, None) => return None,
    };
    // Pools as they are, over them those that this run plans, without those that it deletes.
    let planned_pools = view.pools.drain(..).filter(|_| is_planned).chain(planned.pools.into_values());
    let planned_pools: Vec<Pool> = planned_pools.collect();
    let mut others = in_azure.clone().unwrap_or_default();
    others.retain(|pool| pool.name.known().is_none_or(|name| !planned.going.contains(name)));
    others.retain(|pool| !planned_pools.iter().any(|planned| same_name(planned, pool.name.as_str())));
    others.extend(planned_pools);
    others.retain(|pool| !same_name(pool, name));
    // In an order that does not depend on which of them are planned, and when.
    let is_system = |pool: &Pool| pool.mode.is_known_and(|mode| mode.eq_ignore_ascii_case("System"));
    others.sort_by(|one, other| {
        (!is_system(one), one.name.known()).cmp(&(!is_system(other), other.name.known()))
    });
    let others = others.into_iter().map(|pool| Pool { path: None, ..pool }).collect();
    let pool_now = in_azure.iter().flatten().find(|pool| same_name(pool, name)).cloned();
    if !is_new {
        // What the cluster's own change does is for the cluster to say.
        view.operation = Operation::Update(Box::new(Existing {
            control_plane: view.control_plane.clone(),
            kubernetes_version: view.kubernetes_version.clone(),
            network: view.network.clone(),
            pools: Vec::new(),
            in_azure,
        }));
    }
    view.network.path = Path::of("network");
    view.lookups.agent_pools = Lookup::Found(others);
    Some(Surroundings { view, pool_now, unheard })
}

fn same_name(pool: &Pool, name: Option<&str>) -> bool {
    name.is_some() && pool.name.as_str() == name
}

impl Surroundings {
    /// The same if the pools were gone of which nothing was heard; `None` if there are none.
    pub(crate) fn without_the_unheard(&self) -> Option<Self> {
        let mut without = self.clone();
        let unheard = std::mem::take(&mut without.unheard);
        if let Lookup::Found(others) = &mut without.view.lookups.agent_pools {
            others.retain(|pool| pool.name.known().is_none_or(|name| !unheard.contains(name)));
        }
        (!unheard.is_empty()).then_some(without)
    }

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
