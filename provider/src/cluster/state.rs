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

use super::model::{Cluster, Identity, KubeletIdentity, LoadBalancer, NatGateway, Network};
use crate::{
    members::{ids, unless_empty, word},
    pool::{self, Pool},
    version,
};

/// The cluster `id` as Azure has it. `kept` is the prior state or the plan that was carried out, empty on import: it
/// gives what Azure knows nothing of, and the form of what Azure has in several.
pub(crate) fn cluster(id: &ManagedClusterId, azure: &ManagedCluster, kept: &Cluster) -> Cluster {
    let properties = azure.properties.clone().unwrap_or_default();
    let pools = properties.agent_pool_profiles.unwrap_or_default();
    let kubelet = properties.identity_profile.and_then(|mut identities| identities.remove("kubeletidentity"));
    let network = properties.network_profile.unwrap_or_default();
    Cluster {
        id: Some(id.to_string()),
        name: id.name.clone(),
        resource_group_name: id.resource_group_name.clone(),
        location: azure.location.clone().unwrap_or_default(),
        dns_prefix: properties.dns_prefix,
        kubernetes_version: version::kept(
            kept.kubernetes_version.as_ref(),
            properties.kubernetes_version,
            properties.current_kubernetes_version.as_ref(),
        ),
        sku_tier: word(azure.sku.as_ref().and_then(|sku| sku.tier.as_ref()), "Free"),
        identity: Some(identity(&azure.identity.clone().unwrap_or_default())),
        system_pool: Pool {
            network_plugin_mode: word(network.network_plugin_mode.as_ref(), "none"),
            ..pool::state::pool(the_system_pool(&pools, kept), &kept.system_pool)
        },
        network: Some(self::network(&network)),
        tags: unless_empty(azure.tags.clone(), kept.tags.as_ref()),
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

fn network(azure: &NetworkProfile) -> Network {
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
        load_balancer: balancer.map(load_balancer),
        nat_gateway: gateway.map(nat_gateway),
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
    }
}

fn nat_gateway(azure: &NatGatewayProfile) -> NatGateway {
    let managed = azure.managed_outbound_ip_profile.as_ref();
    NatGateway {
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
