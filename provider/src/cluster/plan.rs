//! What the attributes' own behaviour cannot say about a plan: values that follow from other values.

use arm_client::ManagedClusterId;
use tfplugin_framework::{Attr, Change, Diagnostics};

use super::model::{Cluster, ClusterPlan, IdentityPlan, LoadBalancerPlan, Network, NetworkPlan};
use crate::{
    planned,
    pool::{self, Place, PoolPlan},
    unfinished::{self, Unfinished},
};

/// The configuration with the defaults that the rules need to know at once.
pub(crate) fn with_defaults(config: &ClusterPlan) -> ClusterPlan {
    let mut asked = config.clone();
    if asked.network.is_null() {
        asked.network = Attr::Known(NetworkPlan::default());
    }
    if let Attr::Known(network) = &mut asked.network {
        default_network(network);
    }
    asked
}

/// Completes the plan of a create or update.
pub(crate) fn complete(change: &mut Change<'_, Cluster>) {
    let Change { prior, config, planned, .. } = change;
    if !config.fqdn_subdomain.is_null() {
        planned.dns_prefix = Attr::Null;
    } else if let (true, true, Attr::Known(name)) =
        (planned.dns_prefix.is_unknown(), config.dns_prefix.is_null(), &planned.name)
    {
        planned.dns_prefix = Attr::Known(dns_prefix(name));
    }
    if let Attr::Known(identity) = &mut planned.identity {
        complete_identity(identity, config.identity.known());
    }
    let prior_network = prior.and_then(|prior| prior.network.as_ref());
    if let Attr::Known(network) = &mut planned.network {
        complete_network(network, config.network.known().unwrap_or(&NetworkPlan::default()), prior_network);
    }
    if let Attr::Known(system_pool) = &mut planned.system_pool {
        let asked = config.system_pool.known().cloned().unwrap_or_default();
        pool::plan::complete(system_pool, &asked, Place::Cluster);
        if asked.network_plugin_mode.is_null()
            && let Attr::Known(network) = &planned.network
        {
            system_pool.network_plugin_mode = network.plugin_mode.clone();
        }
        if asked.kubernetes_version.is_null() {
            follow_the_cluster(system_pool, *prior, &planned.kubernetes_version);
        }
    }
}

/// Tells what the ID of a new cluster will begin with, so that its node pools can be judged together with it.
pub(crate) fn foretell_id(change: &mut Change<'_, Cluster>, subscription_id: &str) {
    let planned = &mut change.planned;
    if let (true, Attr::Known(group), Attr::Known(name)) =
        (planned.id.is_unknown(), &planned.resource_group_name, &planned.name)
    {
        planned.id = planned::future_id(&ManagedClusterId::new(subscription_id, group, name));
    }
}

fn complete_identity(identity: &mut IdentityPlan, asked: Option<&IdentityPlan>) {
    let system_assigned =
        identity.r#type.known().is_some_and(|kind| kind.eq_ignore_ascii_case("SystemAssigned"));
    if system_assigned && asked.is_none_or(|asked| asked.identity_ids.is_null()) {
        identity.identity_ids = Attr::Null;
    }
}

fn complete_network(network: &mut NetworkPlan, asked: &NetworkPlan, prior: Option<&Network>) {
    // Azure couples the two: the Cilium data plane enforces policies itself.
    if asked.policy.is_null()
        && network.dataplane.known().is_some_and(|dataplane| dataplane.eq_ignore_ascii_case("cilium"))
    {
        network.policy = Attr::Known("cilium".into());
    }
    let silent = LoadBalancerPlan::default();
    let asked_balancer = asked.load_balancer.known().unwrap_or(&silent);
    if let Attr::Known(balancer) = &mut network.load_balancer {
        one_source(balancer, asked_balancer);
        let families = network.ip_families.known().map(Vec::len);
        let gains_a_family = prior.is_some_and(|prior| prior.ip_families.as_ref().map(Vec::len) != families);
        if gains_a_family && asked_balancer.managed_outbound_ipv6_count.is_null() {
            balancer.managed_outbound_ipv6_count = Attr::unknown();
        }
    }
}

/// Azure takes outbound addresses from one source; naming one lets go of the others.
fn one_source(balancer: &mut LoadBalancerPlan, asked: &LoadBalancerPlan) {
    let managed = !asked.managed_outbound_ip_count.is_null() || !asked.managed_outbound_ipv6_count.is_null();
    let own = !asked.outbound_ip_ids.is_null();
    let prefixes = !asked.outbound_ip_prefix_ids.is_null();
    if own || prefixes {
        give_up(&mut balancer.managed_outbound_ip_count, &asked.managed_outbound_ip_count);
        give_up(&mut balancer.managed_outbound_ipv6_count, &asked.managed_outbound_ipv6_count);
    }
    if managed || prefixes {
        give_up(&mut balancer.outbound_ip_ids, &asked.outbound_ip_ids);
    }
    if managed || own {
        give_up(&mut balancer.outbound_ip_prefix_ids, &asked.outbound_ip_prefix_ids);
    }
}

fn give_up<T>(planned: &mut Attr<T>, asked: &Attr<T>) {
    if asked.is_null() {
        *planned = Attr::Null;
    }
}

/// A pool whose version is not written goes along with an upgrade of the cluster.
fn follow_the_cluster(pool: &mut PoolPlan, prior: Option<&Cluster>, planned: &Attr<String>) {
    let Some(prior) = prior else { return };
    match planned {
        Attr::Known(version) if prior.kubernetes_version.as_ref() != Some(version) => {
            pool.kubernetes_version = Attr::Known(version.clone());
            pool::plan::reimaged(pool);
        }
        Attr::Unknown(_) => {
            pool.kubernetes_version = Attr::unknown();
            pool::plan::reimaged(pool);
        }
        _ => {}
    }
}

/// Plans an update that sees an earlier operation to its end.
///
/// # Errors
/// When the plan is not one of a cluster.
pub(crate) fn reopen(
    config: &ClusterPlan,
    planned: &mut ClusterPlan,
    unfinished: Unfinished,
) -> Result<(), Diagnostics> {
    *planned = unfinished::reopened::<Cluster>(config, planned, unfinished)?;
    planned.current_kubernetes_version = Attr::unknown();
    Ok(())
}

fn default_network(network: &mut NetworkPlan) {
    for (attribute, default) in [(&mut network.plugin, "azure"), (&mut network.plugin_mode, "overlay")] {
        if attribute.is_null() {
            *attribute = Attr::Known(default.to_owned());
        }
    }
}

/// The name made fit for a host name: letters, digits and `-`, at most 54 characters, no `-` at either end.
fn dns_prefix(name: &str) -> String {
    let legal: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(54).collect();
    legal.trim_matches('-').to_owned()
}
