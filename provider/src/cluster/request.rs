//! From the plan to the body that Azure gets.
//!
//! A plan says three things about an attribute: a value, nothing (`None` on an attribute that Azure may fill), or that
//! it shall be empty (`None` on an attribute that only the user sets). A value is written, nothing leaves Azure's value
//! as it is, and what shall be empty is cleared where it is not.

use std::collections::BTreeSet;

use arm_client::{
    Keyword,
    models::{
        AgentPoolProfile, Enabled, LoadBalancerProfile, ManagedCluster, ManagedClusterProperties,
        ManagedClusterSku, ManagedIdentity, ManagedOutboundIpProfile, ManagedOutboundIps, NatGatewayProfile,
        NetworkProfile, OutboundIpPrefixes, OutboundIps, ResourceReference, UserAssignedIdentity,
        UserAssignedIdentityValue,
    },
};

use super::{
    accounts, advanced_networking,
    model::{Cluster, Identity, LoadBalancer, NatGateway, Network},
    profile::Profile,
    state::KUBELET,
};
use crate::{
    members::{set, set_or_clear, set_word, switch},
    pool, spelling, words,
};

/// The body that creates the cluster.
pub(crate) fn create(plan: &Cluster) -> ManagedCluster {
    let mut azure =
        ManagedCluster { location: Some(spelling::region(&plan.location)), ..ManagedCluster::default() };
    write(plan, &mut azure);
    hand_over_password(plan, &mut azure);
    azure
}

/// Puts the password of the nodes' administrator into a request, which changes it.
pub(crate) fn hand_over_password(plan: &Cluster, azure: &mut ManagedCluster) {
    if let Some(windows) = &plan.windows {
        accounts::write_password(windows, azure.properties.get_or_insert_default());
    }
}

/// Writes the plan into a cluster as Azure has it, or into an empty one.
pub(crate) fn write(plan: &Cluster, azure: &mut ManagedCluster) {
    set_or_clear(&mut azure.tags, plan.tags.clone());
    if let Some(tier) = &plan.sku_tier {
        let sku =
            azure.sku.get_or_insert_with(|| ManagedClusterSku { name: Some("Base".into()), tier: None });
        sku.tier = Some(words::azures(words::SKU_TIERS, tier).into());
    }
    if let Some(identity) = &plan.identity {
        write_identity(identity, azure.identity.get_or_insert_default());
    } else {
        azure.identity.get_or_insert_with(|| ManagedIdentity {
            identity_type: Some("SystemAssigned".into()),
            ..ManagedIdentity::default()
        });
    }
    let properties = azure.properties.get_or_insert_default();
    write_settings(plan, properties);
    write_profiles(plan, properties);
    set(&mut properties.dns_prefix, plan.dns_prefix.clone());
    set(&mut properties.kubernetes_version, plan.kubernetes_version.clone());
    if let Some(network) = &plan.network {
        write_network(network, properties.network_profile.get_or_insert_default());
    }
    let pools = properties.agent_pool_profiles.get_or_insert_default();
    let named = pools.iter_mut().find(|pool| pool.name.as_ref() == Some(&plan.system_pool.name));
    if let Some(pool) = named {
        pool::request::write(&plan.system_pool, pool);
    } else {
        let mut pool =
            AgentPoolProfile { name: Some(plan.system_pool.name.clone()), ..AgentPoolProfile::default() };
        pool::request::write(&plan.system_pool, &mut pool);
        pools.push(pool);
    }
}

/// What stands alone in Azure, or nearly so.
fn write_settings(plan: &Cluster, azure: &mut ManagedClusterProperties) {
    set(&mut azure.fqdn_subdomain, plan.fqdn_subdomain.clone());
    set(&mut azure.node_resource_group, plan.node_resource_group.clone());
    let level = plan.node_resource_group_restriction_level.as_ref();
    let is_there = azure.node_resource_group_profile.is_some();
    if let Some(level) = level.filter(|level| is_there || !level.eq_ignore_ascii_case("Unrestricted")) {
        let profile = azure.node_resource_group_profile.get_or_insert_default();
        set_word(&mut profile.restriction_level, words::RESTRICTION_LEVELS, Some(level));
    }
    set(&mut azure.enable_rbac, plan.role_based_access_control_enabled);
    set(&mut azure.disable_local_accounts, plan.local_account_disabled);
    set_word(&mut azure.support_plan, words::SUPPORT_PLANS, plan.support_plan.as_ref());
    set(&mut azure.disk_encryption_set_id, plan.disk_encryption_set_id.clone());
    if plan.oidc_issuer_enabled.is_some() {
        azure.oidc_issuer_profile.get_or_insert_default().enabled = plan.oidc_issuer_enabled;
    }
    let is_new =
        |wanted: Option<bool>, azure: Option<&Enabled>| wanted.filter(|wanted| *wanted || azure.is_some());
    let security = azure.security_profile.get_or_insert_default();
    let wanted = is_new(plan.workload_identity_enabled, security.workload_identity.as_ref());
    switch(&mut security.workload_identity, wanted);
    let certificates = plan.custom_ca_trust_certificates.as_ref();
    let certificates = certificates.map(|certificates| certificates.iter().cloned().collect());
    set_or_clear(&mut security.custom_ca_trust_certificates, certificates);
    let metrics = azure.metrics_profile.get_or_insert_default();
    let wanted = is_new(plan.cost_analysis_enabled, metrics.cost_analysis.as_ref());
    switch(&mut metrics.cost_analysis, wanted);
    let kubelet = plan.kubelet_identity.as_ref().and_then(|kubelet| kubelet.resource_id.as_ref());
    if let Some(resource_id) = kubelet {
        write_kubelet_identity(resource_id, azure);
    }
}

fn write_kubelet_identity(resource_id: &str, azure: &mut ManagedClusterProperties) {
    let identities = azure.identity_profile.get_or_insert_default();
    let there = identities.get(KUBELET).and_then(|there| there.resource_id.as_ref());
    // Azure spells IDs its own way, and finds the other two of the identity by itself.
    if there.is_none_or(|there| !there.eq_ignore_ascii_case(resource_id)) {
        let identity = UserAssignedIdentity {
            resource_id: Some(resource_id.to_owned()),
            ..UserAssignedIdentity::default()
        };
        identities.insert(KUBELET.to_owned(), identity);
    }
}

fn write_profiles(plan: &Cluster, azure: &mut ManagedClusterProperties) {
    Profile::write(plan.aad.as_ref(), azure);
    Profile::write(plan.api_server_access.as_ref(), azure);
    Profile::write(plan.auto_upgrade.as_ref(), azure);
    Profile::write(plan.upgrade_override.as_ref(), azure);
    Profile::write(plan.auto_scaler.as_ref(), azure);
    Profile::write(plan.image_cleaner.as_ref(), azure);
    Profile::write(plan.defender.as_ref(), azure);
    Profile::write(plan.key_management_service.as_ref(), azure);
    Profile::write(plan.addons.as_ref(), azure);
    Profile::write(plan.azure_monitor.as_ref(), azure);
    Profile::write(plan.web_app_routing.as_ref(), azure);
    Profile::write(plan.service_mesh.as_ref(), azure);
    Profile::write(plan.workload_auto_scaler.as_ref(), azure);
    Profile::write(plan.storage.as_ref(), azure);
    Profile::write(plan.node_provisioning.as_ref(), azure);
    Profile::write(plan.bootstrap.as_ref(), azure);
    Profile::write(plan.http_proxy.as_ref(), azure);
    Profile::write(plan.windows.as_ref(), azure);
    Profile::write(plan.linux.as_ref(), azure);
}

fn write_identity(plan: &Identity, azure: &mut ManagedIdentity) {
    set_word(&mut azure.identity_type, words::IDENTITY_TYPES, plan.r#type.as_ref());
    if azure.identity_type.as_ref().is_some_and(|identity_type| identity_type.is("SystemAssigned")) {
        azure.user_assigned_identities = None;
    } else if let Some(ids) = &plan.identity_ids {
        let empty = |id: &String| (id.clone(), UserAssignedIdentityValue::default());
        azure.user_assigned_identities = Some(ids.iter().map(empty).collect());
    }
}

/// Writes what is planned of the network; what the plan is silent about stays.
pub(crate) fn write_network(plan: &Network, azure: &mut NetworkProfile) {
    set_word(&mut azure.network_plugin, words::NETWORK_PLUGINS, plan.plugin.as_ref());
    match plan.plugin_mode.as_deref() {
        None => {}
        Some(mode) if mode.eq_ignore_ascii_case("none") => azure.network_plugin_mode = None,
        Some(mode) => azure.network_plugin_mode = Some(words::azures(words::PLUGIN_MODES, mode).into()),
    }
    if let Some(cidrs) = &plan.pod_cidrs {
        azure.pod_cidr = cidrs.first().cloned();
        azure.pod_cidrs = Some(cidrs.clone());
    }
    if let Some(cidrs) = &plan.service_cidrs {
        azure.service_cidr = cidrs.first().cloned();
        azure.service_cidrs = Some(cidrs.clone());
    }
    set(&mut azure.dns_service_ip, plan.dns_service_ip.clone());
    if let Some(families) = &plan.ip_families {
        let families = families.iter().map(|family| Keyword::from(words::azures(words::IP_FAMILIES, family)));
        azure.ip_families = Some(families.collect());
    }
    set_word(&mut azure.network_policy, words::NETWORK_POLICIES, plan.policy.as_ref());
    set_word(&mut azure.network_dataplane, words::DATAPLANES, plan.dataplane.as_ref());
    set_word(&mut azure.outbound_type, words::OUTBOUND_TYPES, plan.outbound_type.as_ref());
    set_word(&mut azure.load_balancer_sku, words::LOAD_BALANCER_SKUS, plan.load_balancer_sku.as_ref());
    advanced_networking::write(plan.advanced_networking.as_ref(), azure);
    let egress = &mut azure.static_egress_gateway_profile;
    let wanted = plan.static_egress_gateway_enabled.filter(|wanted| *wanted || egress.is_some());
    switch(egress, wanted);
    if let Some(balancer) = &plan.load_balancer {
        write_load_balancer(balancer, azure.load_balancer_profile.get_or_insert_default());
    }
    if let Some(gateway) = &plan.nat_gateway {
        write_nat_gateway(gateway, azure.nat_gateway_profile.get_or_insert_default());
    }
    drop_unused_exits(azure);
}

/// Azure refuses the profile of an exit that the outbound type does not use.
fn drop_unused_exits(azure: &mut NetworkProfile) {
    let Some(outbound_type) = &azure.outbound_type else { return };
    if !outbound_type.is("loadBalancer") {
        azure.load_balancer_profile = None;
    }
    if !outbound_type.is("managedNATGateway") {
        azure.nat_gateway_profile = None;
    }
}

fn write_load_balancer(plan: &LoadBalancer, azure: &mut LoadBalancerProfile) {
    let references = |ids: &BTreeSet<String>| -> Vec<ResourceReference> {
        ids.iter().map(|id| ResourceReference { id: Some(id.clone()) }).collect()
    };
    // Exactly one source of addresses; the others go.
    if let Some(ids) = &plan.outbound_ip_ids {
        azure.outbound_ips = Some(OutboundIps { public_ips: Some(references(ids)) });
        (azure.managed_outbound_ips, azure.outbound_ip_prefixes) = (None, None);
    } else if let Some(ids) = &plan.outbound_ip_prefix_ids {
        azure.outbound_ip_prefixes = Some(OutboundIpPrefixes { public_ip_prefixes: Some(references(ids)) });
        (azure.managed_outbound_ips, azure.outbound_ips) = (None, None);
    } else if plan.managed_outbound_ip_count.is_some() || plan.managed_outbound_ipv6_count.is_some() {
        let managed = azure.managed_outbound_ips.get_or_insert_with(ManagedOutboundIps::default);
        set(&mut managed.count, plan.managed_outbound_ip_count);
        set(&mut managed.count_ipv6, plan.managed_outbound_ipv6_count);
        (azure.outbound_ips, azure.outbound_ip_prefixes) = (None, None);
    }
    set(&mut azure.allocated_outbound_ports, plan.allocated_outbound_ports);
    set(&mut azure.idle_timeout_in_minutes, plan.idle_timeout_minutes);
    set_word(&mut azure.backend_pool_type, words::BACKEND_POOL_TYPES, plan.backend_pool_type.as_ref());
}

fn write_nat_gateway(plan: &NatGateway, azure: &mut NatGatewayProfile) {
    if let Some(count) = plan.managed_outbound_ip_count {
        azure.managed_outbound_ip_profile = Some(ManagedOutboundIpProfile { count: Some(count) });
    }
    set(&mut azure.idle_timeout_in_minutes, plan.idle_timeout_minutes);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    use crate::{
        cluster::state,
        pool::{AutoScaling, Pool},
    };

    fn plan() -> Cluster {
        Cluster {
            name: "prod".into(),
            resource_group_name: "rg".into(),
            location: "West Europe".into(),
            network: Some(Network {
                plugin: Some("azure".into()),
                plugin_mode: Some("Overlay".into()),
                pod_cidrs: Some(vec!["10.244.0.0/16".into()]),
                ..Network::default()
            }),
            system_pool: Pool { name: "system".into(), node_count: Some(3), ..Pool::default() },
            ..Cluster::default()
        }
    }

    fn network(azure: &ManagedCluster) -> NetworkProfile {
        azure.properties.clone().unwrap().network_profile.unwrap()
    }

    fn pool(azure: &ManagedCluster) -> AgentPoolProfile {
        azure.properties.clone().unwrap().agent_pool_profiles.unwrap().remove(0)
    }

    #[test]
    fn a_request_has_azures_spelling() {
        let azure = create(&plan());
        assert_eq!(azure.location.as_deref(), Some("westeurope"));
        assert_eq!(network(&azure).network_plugin_mode.unwrap().as_str(), "overlay");
    }

    #[test]
    fn the_singular_pod_cidr_repeats_the_first_of_the_list() {
        let network = network(&create(&plan()));
        assert_eq!(network.pod_cidr.as_deref(), Some("10.244.0.0/16"));
        assert_eq!(network.pod_cidrs, Some(vec!["10.244.0.0/16".into()]));
    }

    #[test]
    fn what_the_plan_leaves_open_stays_as_azure_has_it() {
        let mut azure = create(&plan());
        azure.properties.as_mut().unwrap().kubernetes_version = Some("1.35.7".into());
        write(&plan(), &mut azure);
        assert_eq!(azure.properties.unwrap().kubernetes_version.as_deref(), Some("1.35.7"));
    }

    #[test]
    fn labels_that_are_no_longer_wanted_are_cleared_and_not_left_out() {
        let mut wanted = plan();
        wanted.system_pool.labels = Some(BTreeMap::from([("team".into(), "a".into())]));
        let mut azure = create(&wanted);
        wanted.system_pool.labels = None;
        write(&wanted, &mut azure);
        assert_eq!(pool(&azure).node_labels, Some(BTreeMap::new()));
        assert_eq!(pool(&create(&wanted)).node_labels, None);
    }

    #[test]
    fn the_autoscalers_count_is_kept_inside_the_bounds() {
        let mut wanted = plan();
        wanted.system_pool.node_count = None;
        wanted.system_pool.auto_scaling = Some(AutoScaling { min: 2, max: 5 });
        let mut azure = create(&wanted);
        assert_eq!(pool(&azure).count, Some(2));
        azure.properties.as_mut().unwrap().agent_pool_profiles.as_mut().unwrap()[0].count = Some(9);
        write(&wanted, &mut azure);
        assert_eq!(pool(&azure).count, Some(5));
    }

    #[test]
    fn own_addresses_take_the_place_of_managed_ones() {
        let mut wanted = plan();
        let balancer = LoadBalancer { managed_outbound_ip_count: Some(2), ..LoadBalancer::default() };
        wanted.network.as_mut().unwrap().load_balancer = Some(balancer);
        let mut azure = create(&wanted);
        let ids = BTreeSet::from([
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/a".into(),
        ]);
        let balancer = LoadBalancer { outbound_ip_ids: Some(ids), ..LoadBalancer::default() };
        wanted.network.as_mut().unwrap().load_balancer = Some(balancer);
        write(&wanted, &mut azure);
        let profile = network(&azure).load_balancer_profile.unwrap();
        assert_eq!(profile.managed_outbound_ips, None);
        assert!(profile.outbound_ips.is_some());
    }

    #[test]
    fn what_was_written_reads_back() {
        let id = arm_client::ManagedClusterId::new("s", "rg", "prod");
        let read = state::cluster(&id, &create(&plan()), &plan());
        assert_eq!(read.network.unwrap().pod_cidrs, plan().network.unwrap().pod_cidrs);
        assert_eq!(read.system_pool.node_count, Some(3));
    }
}
