//! From Azure's answer to the state.
//!
//! Azure fills in defaults and leaves out what is empty or usual; this is undone here, so that what is left is drift.
//! Differences in spelling alone are the framework's business: see [`spelling`](crate::spelling).

use arm_client::{
    Keyword, ManagedClusterId,
    models::{
        AgentPoolProfile, LoadBalancerProfile, ManagedCluster, ManagedIdentity, NatGatewayProfile,
        NetworkProfile,
    },
};

use super::{
    advanced_networking,
    model::{Cluster, Identity, KubeletIdentity, LoadBalancer, NatGateway, Network},
    profile::Profile,
};
use crate::{
    members::{ids, is_on, text, texts, unless_empty, word},
    pool::{self, Pool},
    version,
};

/// The name of the kubelets' identity among the cluster's.
pub(super) const KUBELET: &str = "kubeletidentity";

/// The cluster `id` as Azure has it. `kept` is the prior state or the plan that was carried out, empty on import: it
/// gives what Azure knows nothing of, and the form of what Azure has in several.
pub(crate) fn cluster(id: &ManagedClusterId, azure: &ManagedCluster, kept: &Cluster) -> Cluster {
    let properties = azure.properties.clone().unwrap_or_default();
    let aad = Profile::read(&properties, kept.aad.as_ref());
    let api_server_access = Profile::read(&properties, kept.api_server_access.as_ref());
    let auto_upgrade = Profile::read(&properties, kept.auto_upgrade.as_ref());
    let upgrade_override = Profile::read(&properties, kept.upgrade_override.as_ref());
    let auto_scaler = Profile::read(&properties, kept.auto_scaler.as_ref());
    let image_cleaner = Profile::read(&properties, kept.image_cleaner.as_ref());
    let defender = Profile::read(&properties, kept.defender.as_ref());
    let key_management_service = Profile::read(&properties, kept.key_management_service.as_ref());
    let addons = Profile::read(&properties, kept.addons.as_ref());
    let azure_monitor = Profile::read(&properties, kept.azure_monitor.as_ref());
    let web_app_routing = Profile::read(&properties, kept.web_app_routing.as_ref());
    let service_mesh = Profile::read(&properties, kept.service_mesh.as_ref());
    let workload_auto_scaler = Profile::read(&properties, kept.workload_auto_scaler.as_ref());
    let storage = Profile::read(&properties, kept.storage.as_ref());
    let node_provisioning = Profile::read(&properties, kept.node_provisioning.as_ref());
    let bootstrap = Profile::read(&properties, kept.bootstrap.as_ref());
    let http_proxy = Profile::read(&properties, kept.http_proxy.as_ref());
    let windows = Profile::read(&properties, kept.windows.as_ref());
    let linux = Profile::read(&properties, kept.linux.as_ref());
    let pools = properties.agent_pool_profiles.unwrap_or_default();
    let kubelet = properties.identity_profile.and_then(|mut identities| identities.remove(KUBELET));
    let network = properties.network_profile.unwrap_or_default();
    let security = properties.security_profile.unwrap_or_default();
    let certificates = texts(security.custom_ca_trust_certificates.as_ref());
    let group = properties.node_resource_group_profile.unwrap_or_default();
    let issuer = properties.oidc_issuer_profile.unwrap_or_default();
    let metrics = properties.metrics_profile.unwrap_or_default();
    Cluster {
        id: Some(id.to_string()),
        name: id.name.clone(),
        resource_group_name: id.resource_group_name.clone(),
        location: azure.location.clone().unwrap_or_default(),
        dns_prefix: properties.dns_prefix,
        fqdn_subdomain: text(properties.fqdn_subdomain.as_ref()),
        kubernetes_version: version::kept(
            kept.kubernetes_version.as_ref(),
            properties.kubernetes_version,
            properties.current_kubernetes_version.as_ref(),
        ),
        sku_tier: word(azure.sku.as_ref().and_then(|sku| sku.tier.as_ref()), "Free"),
        identity: Some(identity(&azure.identity.clone().unwrap_or_default())),
        support_plan: word(properties.support_plan.as_ref(), "KubernetesOfficial"),
        role_based_access_control_enabled: Some(properties.enable_rbac.unwrap_or(true)),
        aad,
        local_account_disabled: Some(properties.disable_local_accounts.unwrap_or(false)),
        api_server_access,
        auto_upgrade,
        upgrade_override,
        auto_scaler,
        oidc_issuer_enabled: Some(issuer.enabled.unwrap_or(false)),
        workload_identity_enabled: Some(is_on(security.workload_identity.as_ref())),
        image_cleaner,
        defender,
        key_management_service,
        custom_ca_trust_certificates: unless_empty(certificates, kept.custom_ca_trust_certificates.as_ref()),
        addons,
        azure_monitor,
        web_app_routing,
        service_mesh,
        workload_auto_scaler,
        storage,
        cost_analysis_enabled: Some(is_on(metrics.cost_analysis.as_ref())),
        node_provisioning,
        bootstrap,
        http_proxy,
        disk_encryption_set_id: text(properties.disk_encryption_set_id.as_ref()),
        windows,
        linux,
        // They are resources of their own.
        maintenance: kept.maintenance.clone(),
        system_pool: Pool {
            network_plugin_mode: word(network.network_plugin_mode.as_ref(), "none"),
            ..pool::state::pool(the_system_pool(&pools, kept), &kept.system_pool)
        },
        network: Some(self::network(&network, kept.network.as_ref())),
        tags: unless_empty(azure.tags.clone(), kept.tags.as_ref()),
        declared_networks: kept.declared_networks.clone(),
        allow_replacement: Some(kept.allow_replacement.unwrap_or(false)),
        fqdn: properties.fqdn,
        private_fqdn: properties.private_fqdn,
        node_resource_group: properties.node_resource_group,
        node_resource_group_restriction_level: word(group.restriction_level.as_ref(), "Unrestricted"),
        current_kubernetes_version: properties.current_kubernetes_version,
        oidc_issuer_url: issuer.issuer_url,
        kubelet_identity: kubelet.map(|kubelet| KubeletIdentity {
            resource_id: kubelet.resource_id,
            client_id: kubelet.client_id,
            object_id: kubelet.object_id,
        }),
        timeouts: kept.timeouts.clone(),
    }
}

/// The pool that `system_pool` stands for: the one of that name, else the first that runs system pods.
pub(crate) fn the_system_pool(pools: &[AgentPoolProfile], kept: &Cluster) -> AgentPoolProfile {
    let named = pools.iter().find(|pool| pool.name.as_ref() == Some(&kept.system_pool.name));
    let runs_system_pods =
        |pool: &&AgentPoolProfile| pool.mode.as_ref().is_some_and(|mode| mode.is("System"));
    let found = named.or_else(|| pools.iter().find(runs_system_pods)).or(pools.first());
    found.cloned().unwrap_or_default()
}

fn identity(azure: &ManagedIdentity) -> Identity {
    let assigned = azure.user_assigned_identities.as_ref().filter(|ids| !ids.is_empty());
    Identity {
        r#type: word(azure.identity_type.as_ref(), "None"),
        identity_ids: assigned.map(|ids| ids.keys().cloned().collect()),
        principal_id: azure.principal_id.clone(),
        tenant_id: azure.tenant_id.clone(),
    }
}

fn network(azure: &NetworkProfile, kept: Option<&Network>) -> Network {
    let plural = |many: &Option<Vec<String>>, one: &Option<String>| {
        let many = many.clone().filter(|many| !many.is_empty());
        many.or_else(|| one.clone().filter(|one| !one.is_empty()).map(|one| vec![one]))
    };
    let families = azure.ip_families.as_ref().filter(|families| !families.is_empty());
    let families = families.map(|families| families.iter().map(Keyword::to_string).collect());
    let outbound_type = azure.outbound_type.clone().unwrap_or_else(|| "loadBalancer".into());
    let balancer = azure.load_balancer_profile.as_ref().filter(|_| outbound_type.is("loadBalancer"));
    let gateway = azure.nat_gateway_profile.as_ref().filter(|_| outbound_type.is("managedNATGateway"));
    Network {
        plugin: word(azure.network_plugin.as_ref(), "azure"),
        plugin_mode: word(azure.network_plugin_mode.as_ref(), "none"),
        pod_cidrs: plural(&azure.pod_cidrs, &azure.pod_cidr),
        service_cidrs: plural(&azure.service_cidrs, &azure.service_cidr),
        dns_service_ip: azure.dns_service_ip.clone(),
        ip_families: families.or_else(|| Some(vec!["IPv4".into()])),
        policy: word(azure.network_policy.as_ref(), "none"),
        dataplane: word(azure.network_dataplane.as_ref(), "azure"),
        load_balancer_sku: word(azure.load_balancer_sku.as_ref(), "standard"),
        load_balancer: balancer.map(load_balancer),
        nat_gateway: gateway
            .map(|gateway| nat_gateway(gateway, kept.and_then(|kept| kept.nat_gateway.as_ref()))),
        advanced_networking: Some(advanced_networking::read(azure)),
        static_egress_gateway_enabled: Some(is_on(azure.static_egress_gateway_profile.as_ref())),
        outbound_type: Some(outbound_type.to_string()),
    }
}

fn load_balancer(azure: &LoadBalancerProfile) -> LoadBalancer {
    let managed = azure.managed_outbound_ips.as_ref();
    LoadBalancer {
        managed_outbound_ip_count: managed.map(|managed| managed.count.unwrap_or(1)),
        managed_outbound_ipv6_count: managed.map(|managed| managed.count_ipv6.unwrap_or(0)),
        outbound_ip_ids: azure.outbound_ips.as_ref().and_then(|ips| ids(ips.public_ips.as_ref())),
        outbound_ip_prefix_ids: azure
            .outbound_ip_prefixes
            .as_ref()
            .and_then(|prefixes| ids(prefixes.public_ip_prefixes.as_ref())),
        allocated_outbound_ports: Some(azure.allocated_outbound_ports.unwrap_or(0)),
        idle_timeout_minutes: Some(azure.idle_timeout_in_minutes.unwrap_or(30)),
        backend_pool_type: word(azure.backend_pool_type.as_ref(), "NodeIPConfiguration"),
    }
}

fn nat_gateway(azure: &NatGatewayProfile, kept: Option<&NatGateway>) -> NatGateway {
    let managed = azure.managed_outbound_ip_profile.as_ref();
    NatGateway {
        // The version of Azure's API that is spoken here does not tell.
        sku: kept.and_then(|kept| kept.sku.clone()),
        managed_outbound_ipv6_count: None,
        outbound_ip_ids: None,
        outbound_ip_prefix_ids: None,
        managed_outbound_ip_count: Some(managed.and_then(|managed| managed.count).unwrap_or(1)),
        idle_timeout_minutes: Some(azure.idle_timeout_in_minutes.unwrap_or(4)),
    }
}

#[cfg(test)]
mod drift;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::pool::AutoScaling;

    fn read(json: &str, kept: &Cluster) -> Cluster {
        let azure: ManagedCluster = serde_json::from_str(json).unwrap();
        cluster(&ManagedClusterId::new("s", "rg", "prod"), &azure, kept)
    }

    #[test]
    fn what_azure_leaves_out_is_what_it_means() {
        let read =
            read(r#"{"properties":{"networkProfile":{"networkPlugin":"azure"}}}"#, &Cluster::default());
        let network = read.network.unwrap();
        assert_eq!(network.policy.as_deref(), Some("none"));
        assert_eq!(network.plugin_mode.as_deref(), Some("none"));
        assert_eq!(network.ip_families, Some(vec!["IPv4".into()]));
        assert_eq!(read.sku_tier.as_deref(), Some("Free"));
        assert_eq!(read.system_pool.priority.as_deref(), Some("Regular"));
    }

    #[test]
    fn the_autoscalers_node_count_is_not_state() {
        let pool = r#"{"name":"system","count":7,"enableAutoScaling":true,"minCount":2,"maxCount":9}"#;
        let read =
            read(&format!(r#"{{"properties":{{"agentPoolProfiles":[{pool}]}}}}"#), &Cluster::default());
        assert_eq!(read.system_pool.node_count, None);
        assert_eq!(read.system_pool.auto_scaling, Some(AutoScaling { min: 2, max: 9 }));
    }

    #[test]
    fn empty_tags_are_null_unless_the_user_wrote_them() {
        assert_eq!(read(r#"{"tags":{}}"#, &Cluster::default()).tags, None);
        let kept = Cluster { tags: Some(BTreeMap::new()), ..Cluster::default() };
        assert_eq!(read("{}", &kept).tags, Some(BTreeMap::new()));
    }

    #[test]
    fn the_exit_that_is_not_used_is_not_state() {
        let profile = r#"{"outboundType":"userDefinedRouting","loadBalancerProfile":{"managedOutboundIPs":{"count":1}}}"#;
        let read = read(&format!(r#"{{"properties":{{"networkProfile":{profile}}}}}"#), &Cluster::default());
        assert_eq!(read.network.unwrap().load_balancer, None);
    }

    #[test]
    fn the_pool_of_the_users_name_is_read_wherever_it_stands() {
        let pools = r#"[{"name":"other","mode":"System"},{"name":"mine","mode":"System","maxPods":250}]"#;
        let json = format!(r#"{{"properties":{{"agentPoolProfiles":{pools}}}}}"#);
        let kept =
            Cluster { system_pool: Pool { name: "mine".into(), ..Pool::default() }, ..Cluster::default() };
        assert_eq!(read(&json, &kept).system_pool.max_pods, Some(250));
        assert_eq!(read(&json, &Cluster::default()).system_pool.name, "other");
    }
}
