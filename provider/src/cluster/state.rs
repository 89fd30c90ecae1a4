//! From Azure's answer to the state.
//!
//! Azure fills in defaults, changes case and leaves out what is empty. None of this is a change, so each value passes
//! through [`spelling`](crate::spelling) on its way: the user's form stays where it means the same. What is left is
//! drift.

use std::collections::BTreeSet;

use arm_client::{
    Keyword, ManagedClusterId,
    models::{
        AgentPoolProfile, AgentPoolUpgradeSettings, LoadBalancerProfile, ManagedCluster, ManagedIdentity,
        NatGatewayProfile, NetworkProfile, ResourceReference,
    },
};

use super::{
    model::{AutoScaling, Cluster, Identity, KubeletIdentity, LoadBalancer, NatGateway, Network, SystemPool, Upgrade},
    version,
};
use crate::spelling::{keep, keep_any, keep_each, keep_empty, same_ignoring_case, same_location, same_range};

/// The cluster `id` as Azure has it, in the words of `kept`: the prior state, or the plan that was carried out.
/// An empty `kept` (import) gives Azure's words.
pub(crate) fn cluster(id: &ManagedClusterId, azure: &ManagedCluster, kept: &Cluster) -> Cluster {
    let properties = azure.properties.clone().unwrap_or_default();
    let pools = properties.agent_pool_profiles.unwrap_or_default();
    let kubelet = properties.identity_profile.and_then(|mut identities| identities.remove("kubeletidentity"));
    Cluster {
        id: Some(id.to_string()),
        name: in_words_of(&kept.name, id.name()),
        resource_group_name: in_words_of(&kept.resource_group_name, id.resource_group()),
        location: keep(Some(&kept.location), azure.location.clone(), same_location).unwrap_or_default(),
        dns_prefix: properties.dns_prefix,
        kubernetes_version: version::kept(
            kept.kubernetes_version.as_ref(),
            properties.kubernetes_version,
            properties.current_kubernetes_version.as_ref(),
        ),
        sku_tier: word(
            kept.sku_tier.as_ref(),
            azure.sku.as_ref().and_then(|sku| sku.tier.as_ref()),
            "Free",
        ),
        identity: azure.identity.as_ref().map(|azure| identity(azure, &kept.identity.clone().unwrap_or_default())),
        network: properties.network_profile.as_ref().map(|azure| network(azure, &kept.network.clone().unwrap_or_default())),
        system_pool: system_pool(the_system_pool(&pools, kept), &kept.system_pool, properties.network_profile.as_ref()),
        tags: keep_empty(kept.tags.as_ref(), azure.tags.clone()),
        allow_replacement: Some(kept.allow_replacement.unwrap_or(false)),
        fqdn: properties.fqdn,
        node_resource_group: properties.node_resource_group,
        current_kubernetes_version: properties.current_kubernetes_version,
        oidc_issuer_url: properties.oidc_issuer_profile.and_then(|issuer| issuer.issuer_url),
        kubelet_identity: kubelet.map(|kubelet| KubeletIdentity {
            resource_id: kubelet.resource_id,
            client_id: kubelet.client_id,
            object_id: kubelet.object_id,
        }),
        timeouts: kept.timeouts.clone(),
    }
}

/// The pool that `system_pool` stands for: the one of that name, else the first that runs system pods.
pub(crate) fn the_system_pool<'a>(pools: &'a [AgentPoolProfile], kept: &Cluster) -> Option<&'a AgentPoolProfile> {
    let named = pools.iter().find(|pool| pool.name.as_ref() == Some(&kept.system_pool.name));
    let runs_system_pods = |pool: &&AgentPoolProfile| pool.mode.as_ref().is_some_and(|mode| mode.is("System"));
    named.or_else(|| pools.iter().find(runs_system_pods)).or(pools.first())
}

fn identity(azure: &ManagedIdentity, kept: &Identity) -> Identity {
    let assigned = azure.user_assigned_identities.as_ref();
    let ids = assigned.filter(|ids| !ids.is_empty()).map(|ids| ids.keys().cloned().collect());
    Identity {
        r#type: word(kept.r#type.as_ref(), azure.identity_type.as_ref(), "None"),
        identity_ids: keep_any(kept.identity_ids.as_ref(), ids, same_ignoring_case),
        principal_id: azure.principal_id.clone(),
        tenant_id: azure.tenant_id.clone(),
    }
}

fn network(azure: &NetworkProfile, kept: &Network) -> Network {
    let plural = |many: &Option<Vec<String>>, one: &Option<String>| {
        let many = many.clone().filter(|many| !many.is_empty());
        many.or_else(|| one.clone().filter(|one| !one.is_empty()).map(|one| vec![one]))
    };
    let families = azure.ip_families.as_ref().filter(|families| !families.is_empty());
    let families = families.map(|families| families.iter().map(Keyword::to_string).collect());
    let outbound_type =
        word(kept.outbound_type.as_ref(), azure.outbound_type.as_ref(), "loadBalancer");
    let leaves_by = |way: &str| outbound_type.as_ref().is_some_and(|actual| actual.eq_ignore_ascii_case(way));
    let kept_balancer = kept.load_balancer.clone().unwrap_or_default();
    let balancer = azure.load_balancer_profile.as_ref().filter(|_| leaves_by("loadBalancer"));
    let gateway = azure.nat_gateway_profile.as_ref().filter(|_| leaves_by("managedNATGateway"));
    Network {
        plugin: word(kept.plugin.as_ref(), azure.network_plugin.as_ref(), "azure"),
        plugin_mode: word(kept.plugin_mode.as_ref(), azure.network_plugin_mode.as_ref(), "none"),
        pod_cidrs: keep_each(
            kept.pod_cidrs.as_ref(),
            plural(&azure.pod_cidrs, &azure.pod_cidr),
            same_range,
        ),
        service_cidrs: keep_each(
            kept.service_cidrs.as_ref(),
            plural(&azure.service_cidrs, &azure.service_cidr),
            same_range,
        ),
        dns_service_ip: keep(
            kept.dns_service_ip.as_ref(),
            azure.dns_service_ip.clone(),
            same_range,
        ),
        ip_families: keep_each(
            kept.ip_families.as_ref(),
            families.or_else(|| Some(vec!["IPv4".into()])),
            same_ignoring_case,
        ),
        policy: word(kept.policy.as_ref(), azure.network_policy.as_ref(), "none"),
        dataplane: word(kept.dataplane.as_ref(), azure.network_dataplane.as_ref(), "azure"),
        load_balancer: balancer.map(|azure| load_balancer(azure, &kept_balancer)),
        nat_gateway: gateway.map(nat_gateway),
        outbound_type,
    }
}

fn load_balancer(azure: &LoadBalancerProfile, kept: &LoadBalancer) -> LoadBalancer {
    let managed = azure.managed_outbound_ips.as_ref();
    let ips = azure.outbound_ips.as_ref().and_then(|ips| ids(ips.public_ips.as_ref()));
    let prefixes = azure.outbound_ip_prefixes.as_ref().and_then(|prefixes| ids(prefixes.public_ip_prefixes.as_ref()));
    LoadBalancer {
        managed_outbound_ip_count: managed.map(|managed| managed.count.unwrap_or(1)),
        managed_outbound_ipv6_count: managed.map(|managed| managed.count_ipv6.unwrap_or(0)),
        outbound_ip_ids: keep_any(kept.outbound_ip_ids.as_ref(), ips, same_ignoring_case),
        outbound_ip_prefix_ids: keep_any(
            kept.outbound_ip_prefix_ids.as_ref(),
            prefixes,
            same_ignoring_case,
        ),
        allocated_outbound_ports: Some(azure.allocated_outbound_ports.unwrap_or(0)),
        idle_timeout_minutes: Some(azure.idle_timeout_in_minutes.unwrap_or(30)),
    }
}

fn nat_gateway(azure: &NatGatewayProfile) -> NatGateway {
    let managed = azure.managed_outbound_ip_profile.as_ref();
    NatGateway {
        managed_outbound_ip_count: Some(managed.and_then(|managed| managed.count).unwrap_or(1)),
        idle_timeout_minutes: Some(azure.idle_timeout_in_minutes.unwrap_or(4)),
    }
}

fn system_pool(
    azure: Option<&AgentPoolProfile>,
    kept: &SystemPool,
    network: Option<&NetworkProfile>,
) -> SystemPool {
    let azure = azure.cloned().unwrap_or_default();
    let scales_itself = azure.enable_auto_scaling == Some(true);
    let bounds = azure.min_count.zip(azure.max_count).filter(|_| scales_itself);
    let mode = network.and_then(|network| network.network_plugin_mode.as_ref());
    SystemPool {
        name: azure.name.unwrap_or_default(),
        vm_size: keep(kept.vm_size.as_ref(), azure.vm_size, same_ignoring_case),
        node_count: azure.count.filter(|_| !scales_itself),
        auto_scaling: bounds.map(|(min, max)| AutoScaling { min, max }),
        subnet_id: keep(kept.subnet_id.as_ref(), azure.vnet_subnet_id, same_ignoring_case),
        max_pods: azure.max_pods,
        os_type: word(kept.os_type.as_ref(), azure.os_type.as_ref(), "Linux"),
        os_sku: keep(kept.os_sku.as_ref(), azure.os_sku.map(String::from), same_ignoring_case),
        os_disk_size_gb: azure.os_disk_size_gb,
        os_disk_type: word(kept.os_disk_type.as_ref(), azure.os_disk_type.as_ref(), "Managed"),
        zones: keep_empty(
            kept.zones.as_ref(),
            azure.availability_zones.map(BTreeSet::from_iter),
        ),
        labels: keep_empty(kept.labels.as_ref(), azure.node_labels),
        taints: keep_empty(kept.taints.as_ref(), azure.node_taints.map(BTreeSet::from_iter)),
        kubernetes_version: version::kept(
            kept.kubernetes_version.as_ref(),
            azure.orchestrator_version,
            azure.current_orchestrator_version.as_ref(),
        ),
        mode: word(kept.mode.as_ref(), azure.mode.as_ref(), "System"),
        r#type: word(kept.r#type.as_ref(), azure.pool_type.as_ref(), "VirtualMachineScaleSets"),
        priority: word(kept.priority.as_ref(), azure.scale_set_priority.as_ref(), "Regular"),
        network_plugin_mode: word(kept.network_plugin_mode.as_ref(), mode, "none"),
        pod_subnet_id: keep(kept.pod_subnet_id.as_ref(), azure.pod_subnet_id, same_ignoring_case),
        upgrade: Some(upgrade(&azure.upgrade_settings.unwrap_or_default())),
    }
}

fn upgrade(azure: &AgentPoolUpgradeSettings) -> Upgrade {
    Upgrade {
        max_surge: azure.max_surge.clone(),
        max_unavailable: Some(azure.max_unavailable.clone().unwrap_or_else(|| "0".into())),
        drain_timeout_minutes: Some(azure.drain_timeout_in_minutes.unwrap_or(30)),
        node_soak_minutes: Some(azure.node_soak_duration_in_minutes.unwrap_or(0)),
    }
}

/// A word of Azure's in the user's spelling; what the service means when it leaves the word out.
fn word(kept: Option<&String>, azure: Option<&Keyword>, absent: &str) -> Option<String> {
    let azure = azure.map_or(absent, Keyword::as_str).to_owned();
    keep(kept, Some(azure), same_ignoring_case)
}

/// A name that is always there, in the user's spelling.
fn in_words_of(kept: &str, azure: &str) -> String {
    if kept.eq_ignore_ascii_case(azure) { kept.to_owned() } else { azure.to_owned() }
}

/// The IDs of references, as a set: Azure's order is not stable.
fn ids(references: Option<&Vec<ResourceReference>>) -> Option<BTreeSet<String>> {
    let ids: BTreeSet<String> = references?.iter().filter_map(|reference| reference.id.clone()).collect();
    Some(ids).filter(|ids| !ids.is_empty())
}
