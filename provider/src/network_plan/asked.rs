//! The view of a cluster that exists, of one that is planned, or of one that exists with planned values.

use tfplugin_framework::{Attr, Diagnostics, Path};

use super::model::{NetworkPlan, PlannedPool};
use crate::{
    cluster, declared_networks,
    rules::{AutoScaling, Network, Operation, Pool, RuleSettings, View},
    session::Session,
    spelling,
};

/// The view of what is asked about, with what is around it.
///
/// # Errors
/// There is no such cluster, or it cannot be read.
pub(super) async fn view(
    session: &Session,
    settings: &RuleSettings,
    config: &NetworkPlan,
) -> Result<View, Diagnostics> {
    let mut view = match &config.cluster_id {
        Some(id) => cluster::live(session, id, Path::of("cluster_id")).await?,
        None => View { declared_networks: session.declared_networks.clone(), ..new() },
    };
    plan(&mut view, config);
    view.lookups = cluster::around(session, settings, config.cluster_id.as_deref(), &view).await;
    Ok(view)
}

/// A cluster of which nothing is known but that it is on overlay.
fn new() -> View {
    let network = Network {
        path: Path::of("network"),
        plugin: Attr::Known("azure".to_owned()),
        plugin_mode: Attr::Known("overlay".to_owned()),
        ..Network::default()
    };
    View { operation: Operation::Create, network, ..View::default() }
}

/// Puts planned values in the place of those that there are.
fn plan(view: &mut View, config: &NetworkPlan) {
    let set = |place: &mut Attr<Vec<Attr<String>>>, planned: &Option<Vec<String>>| {
        if let Some(planned) = planned {
            *place = Attr::Known(planned.iter().cloned().map(Attr::Known).collect());
        }
    };
    set(&mut view.network.pod_cidrs, &config.pod_cidrs);
    set(&mut view.network.service_cidrs, &config.service_cidrs);
    set(&mut view.network.ip_families, &config.ip_families);
    if let Some(location) = &config.location {
        view.control_plane.location = Attr::Known(spelling::region(location));
    }
    for planned in config.pools.iter().flatten() {
        let known = view.pools.iter().position(|pool| pool.name.known() == Some(&planned.name));
        let now = known.map(|index| view.pools[index].clone()).unwrap_or_default();
        let pool = pool(planned, now);
        match known {
            Some(index) => view.pools[index] = pool,
            None => view.pools.push(pool),
        }
    }
    let declared = Attr::from(config.declared_networks.clone());
    view.declared_networks.extend(declared_networks::read(&declared, Some(&Path::of("declared_networks"))));
}

fn pool(planned: &PlannedPool, now: Pool) -> Pool {
    fn or<T>(planned: Option<T>, now: Attr<T>) -> Attr<T> {
        planned.map_or(now, Attr::Known)
    }
    let bounds = planned.max_count.map(|max| AutoScaling { min: Attr::Null, max: Attr::Known(max) });
    // A fixed number of nodes takes the place of an autoscaler, and the other way round.
    let auto_scaling = if planned.node_count.is_some() { Attr::Null } else { now.auto_scaling };
    let mut pool = Pool {
        path: Some(Path::of("pools").key(&planned.name)),
        name: Attr::Known(planned.name.clone()),
        vm_size: or(planned.vm_size.clone(), now.vm_size),
        node_count: or(planned.node_count, now.node_count),
        auto_scaling: or(bounds, auto_scaling),
        max_pods: or(planned.max_pods, now.max_pods),
        os_type: or(planned.os_type.clone(), now.os_type),
        subnet_id: or(planned.subnet_id.clone(), now.subnet_id),
        ..now
    };
    pool.upgrade.max_surge = or(planned.max_surge.clone(), pool.upgrade.max_surge);
    pool
}
