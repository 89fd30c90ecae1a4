//! A change of any attribute behind Terraform's back changes the state; another spelling does not.

use serde_json::{Value as Json, json};
use tfplugin_framework::{
    Model, Path, Schema, plan,
    schema::{Attribute, AttributeKind, Mode, Nesting},
};

use super::*;

/// A cluster that uses as much as possible at the same time.
fn base() -> Json {
    json!({
        "location": "westeurope",
        "tags": { "team": "a" },
        "sku": { "name": "Base", "tier": "Standard" },
        "identity": { "type": "UserAssigned", "userAssignedIdentities": { "/subscriptions/s/i/one": {} } },
        "properties": {
            "provisioningState": "Succeeded",
            "kubernetesVersion": "1.35",
            "currentKubernetesVersion": "1.35.7",
            "dnsPrefix": "prod",
            "agentPoolProfiles": [{
                "name": "system", "count": 3, "vmSize": "Standard_D4s_v5", "osDiskSizeGB": 128, "osDiskType": "Managed",
                "vnetSubnetID": "/subscriptions/s/subnets/a", "podSubnetID": "/subscriptions/s/subnets/p", "maxPods": 250,
                "osType": "Linux", "osSKU": "Ubuntu", "type": "VirtualMachineScaleSets", "mode": "System",
                "orchestratorVersion": "1.35", "currentOrchestratorVersion": "1.35.7", "availabilityZones": ["1", "2"],
                "nodeLabels": { "a": "b" }, "nodeTaints": ["a=b:NoSchedule"],
                "upgradeSettings": {
                    "maxSurge": "10%", "maxUnavailable": "0", "drainTimeoutInMinutes": 30, "nodeSoakDurationInMinutes": 0,
                },
            }],
            "networkProfile": {
                "networkPlugin": "azure", "networkPluginMode": "overlay", "networkPolicy": "none", "networkDataplane": "azure",
                "podCidr": "10.244.0.0/16", "podCidrs": ["10.244.0.0/16"],
                "serviceCidr": "10.0.0.0/16", "serviceCidrs": ["10.0.0.0/16"], "dnsServiceIP": "10.0.0.10",
                "ipFamilies": ["IPv4"], "outboundType": "loadBalancer", "loadBalancerSku": "standard",
                "loadBalancerProfile": {
                    "managedOutboundIPs": { "count": 1 }, "allocatedOutboundPorts": 0, "idleTimeoutInMinutes": 30,
                    "effectiveOutboundIPs": [{ "id": "/one" }, { "id": "/two" }],
                },
            },
        },
    })
}

/// Each attribute that a user can set, and a change of it in Azure.
fn changes() -> Vec<(&'static str, Json)> {
    let cluster = |members: Json| json!({ "properties": members });
    let network = |members: Json| cluster(json!({ "networkProfile": members }));
    let balancer = |members: Json| network(json!({ "loadBalancerProfile": members }));
    let gateway =
        |members: Json| network(json!({ "outboundType": "managedNATGateway", "natGatewayProfile": members }));
    let pool = |members: Json| json!({ "pool": members });
    let upgrade = |members: Json| pool(json!({ "upgradeSettings": members }));
    let own = |member: &str, list: &str| {
        balancer(json!({ "managedOutboundIPs": null, member: { list: [{ "id": "/own" }] } }))
    };
    let scaling =
        |min: i64, max: i64| pool(json!({ "enableAutoScaling": true, "minCount": min, "maxCount": max }));
    vec![
        ("location", json!({ "location": "northeurope" })),
        ("tags", json!({ "tags": { "team": "b" } })),
        ("sku_tier", json!({ "sku": { "tier": "Premium" } })),
        ("dns_prefix", cluster(json!({ "dnsPrefix": "other" }))),
        (
            "kubernetes_version",
            cluster(json!({ "kubernetesVersion": "1.36", "currentKubernetesVersion": "1.36.2" })),
        ),
        ("identity.type", json!({ "identity": { "type": "SystemAssigned" } })),
        (
            "identity.identity_ids",
            json!({ "identity": { "userAssignedIdentities": { "/subscriptions/s/i/two": {} } } }),
        ),
        ("network.plugin", network(json!({ "networkPlugin": "kubenet" }))),
        ("network.plugin_mode", network(json!({ "networkPluginMode": null }))),
        ("network.policy", network(json!({ "networkPolicy": "calico" }))),
        ("network.dataplane", network(json!({ "networkDataplane": "cilium" }))),
        ("network.pod_cidrs", network(json!({ "podCidrs": ["10.244.0.0/15"] }))),
        ("network.service_cidrs", network(json!({ "serviceCidrs": ["10.0.0.0/17"] }))),
        ("network.dns_service_ip", network(json!({ "dnsServiceIP": "10.0.0.11" }))),
        ("network.ip_families", network(json!({ "ipFamilies": ["IPv4", "IPv6"] }))),
        ("network.outbound_type", network(json!({ "outboundType": "userDefinedRouting" }))),
        (
            "network.load_balancer.managed_outbound_ip_count",
            balancer(json!({ "managedOutboundIPs": { "count": 2 } })),
        ),
        (
            "network.load_balancer.managed_outbound_ipv6_count",
            balancer(json!({ "managedOutboundIPs": { "countIPv6": 2 } })),
        ),
        ("network.load_balancer.outbound_ip_ids", own("outboundIPs", "publicIPs")),
        ("network.load_balancer.outbound_ip_prefix_ids", own("outboundIPPrefixes", "publicIPPrefixes")),
        ("network.load_balancer.allocated_outbound_ports", balancer(json!({ "allocatedOutboundPorts": 64 }))),
        ("network.load_balancer.idle_timeout_minutes", balancer(json!({ "idleTimeoutInMinutes": 4 }))),
        (
            "network.nat_gateway.managed_outbound_ip_count",
            gateway(json!({ "managedOutboundIPProfile": { "count": 2 } })),
        ),
        ("network.nat_gateway.idle_timeout_minutes", gateway(json!({ "idleTimeoutInMinutes": 10 }))),
        ("system_pool.name", pool(json!({ "name": "other" }))),
        ("system_pool.vm_size", pool(json!({ "vmSize": "Standard_D8s_v5" }))),
        ("system_pool.node_count", pool(json!({ "count": 4 }))),
        ("system_pool.auto_scaling.min", scaling(1, 9)),
        ("system_pool.auto_scaling.max", scaling(1, 9)),
        ("system_pool.subnet_id", pool(json!({ "vnetSubnetID": "/subscriptions/s/subnets/b" }))),
        ("system_pool.pod_subnet_id", pool(json!({ "podSubnetID": null }))),
        ("system_pool.max_pods", pool(json!({ "maxPods": 110 }))),
        ("system_pool.os_type", pool(json!({ "osType": "Windows" }))),
        ("system_pool.os_sku", pool(json!({ "osSKU": "AzureLinux" }))),
        ("system_pool.os_disk_size_gb", pool(json!({ "osDiskSizeGB": 64 }))),
        ("system_pool.os_disk_type", pool(json!({ "osDiskType": "Ephemeral" }))),
        ("system_pool.zones", pool(json!({ "availabilityZones": ["1"] }))),
        ("system_pool.labels", pool(json!({ "nodeLabels": { "a": "c" } }))),
        ("system_pool.taints", pool(json!({ "nodeTaints": ["a=b:NoExecute"] }))),
        (
            "system_pool.kubernetes_version",
            pool(json!({ "orchestratorVersion": "1.34", "currentOrchestratorVersion": "1.34.8" })),
        ),
        ("system_pool.mode", pool(json!({ "mode": "User" }))),
        ("system_pool.type", pool(json!({ "type": "VirtualMachines" }))),
        ("system_pool.priority", pool(json!({ "scaleSetPriority": "Spot" }))),
        ("system_pool.eviction_policy", pool(json!({ "scaleSetEvictionPolicy": "Delete" }))),
        ("system_pool.spot_max_price", pool(json!({ "spotMaxPrice": 0.5 }))),
        ("system_pool.network_plugin_mode", network(json!({ "networkPluginMode": null }))),
        ("system_pool.upgrade.max_surge", upgrade(json!({ "maxSurge": "1" }))),
        ("system_pool.upgrade.max_unavailable", upgrade(json!({ "maxUnavailable": "1" }))),
        ("system_pool.upgrade.drain_timeout_minutes", upgrade(json!({ "drainTimeoutInMinutes": 60 }))),
        ("system_pool.upgrade.node_soak_minutes", upgrade(json!({ "nodeSoakDurationInMinutes": 5 }))),
    ]
}

/// Attributes that no change in Azure can reach: what the ID says, and what Terraform alone knows.
const OUT_OF_REACH: &[&str] = &[
    "name",
    "resource_group_name",
    "allow_replacement",
    "timeouts.create",
    "timeouts.read",
    "timeouts.update",
    "timeouts.delete",
];

#[test]
fn a_change_of_any_attribute_in_azure_changes_the_state() {
    for (place, patch) in changes() {
        let before = refreshed(&base(), &Cluster::default());
        let after = refreshed(&patched(&patch), &before);
        let at = place.split('.').fold(Path::root(), |path, name| path.attribute(name));
        assert_ne!(before.to_value().at(&at), after.to_value().at(&at), "{place}");
    }
}

#[test]
fn no_attribute_is_left_out() {
    let mut configurable = Vec::new();
    collect(&Cluster::block().attributes, "", &mut configurable);
    configurable.retain(|place| !OUT_OF_REACH.contains(&place.as_str()));
    configurable.sort();
    let mut covered: Vec<String> = changes().into_iter().map(|(place, _)| place.to_owned()).collect();
    covered.sort();
    assert_eq!(configurable, covered);
}

#[test]
fn another_spelling_or_order_of_the_same_changes_nothing() {
    let network = |members: Json| json!({ "properties": { "networkProfile": members } });
    let spellings = [
        json!({ "location": "West Europe" }),
        json!({ "sku": { "tier": "standard" } }),
        json!({ "identity": { "type": "userassigned", "userAssignedIdentities": { "/subscriptions/s/i/one": null, "/SUBSCRIPTIONS/S/i/ONE": {} } } }),
        network(
            json!({ "networkPlugin": "Azure", "networkPluginMode": "Overlay", "networkPolicy": "None", "outboundType": "LoadBalancer" }),
        ),
        network(
            json!({ "networkPolicy": null, "networkDataplane": null, "ipFamilies": null, "outboundType": null }),
        ),
        network(json!({ "ipFamilies": ["ipv4"], "loadBalancerSku": "Standard" })),
        network(
            json!({ "loadBalancerProfile": { "effectiveOutboundIPs": [{ "id": "/two" }, { "id": "/one" }], "idleTimeoutInMinutes": null } }),
        ),
        json!({ "properties": { "kubernetesVersion": "1.35.9", "currentKubernetesVersion": "1.35.9" } }),
        json!({ "pool": { "osSKU": "ubuntu", "vmSize": "standard_d4s_v5", "vnetSubnetID": "/SUBSCRIPTIONS/s/subnets/A", "scaleSetPriority": "regular" } }),
        json!({ "pool": { "availabilityZones": ["2", "1"], "osDiskType": null, "nodeImageVersion": "other" } }),
        json!({ "pool": { "orchestratorVersion": "1.35.7", "currentOrchestratorVersion": "1.35.7" } }),
    ];
    for patch in spellings {
        let before = refreshed(&base(), &Cluster::default());
        let after = refreshed(&patched(&patch), &before);
        let after =
            Cluster { current_kubernetes_version: before.current_kubernetes_version.clone(), ..after };
        assert_eq!(after, before, "{patch}");
    }
}

/// The state as a refresh gives it: read, and in the spelling of the state before.
fn refreshed(azure: &Json, prior: &Cluster) -> Cluster {
    let azure: ManagedCluster = serde_json::from_value(azure.clone()).unwrap();
    let read = cluster(&ManagedClusterId::new("s", "rg", "prod"), &azure, prior);
    let schema = Schema { version: 0, block: Cluster::block() };
    let kept = plan::keep_spelling(&schema, &prior.to_value(), read.to_value());
    Cluster::from_value(&kept, &Path::root()).unwrap()
}

/// The base with a merge patch; the member `pool` is for the system pool.
fn patched(patch: &Json) -> Json {
    let mut patch = patch.clone();
    let mut azure = base();
    if let Some(pool) = patch.as_object_mut().and_then(|members| members.remove("pool")) {
        merge(&mut azure["properties"]["agentPoolProfiles"][0], &pool);
    }
    merge(&mut azure, &patch);
    azure
}

fn merge(target: &mut Json, patch: &Json) {
    let Json::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (name, member) in members {
        match member {
            Json::Null => target.as_object_mut().unwrap().remove(name).map_or((), drop),
            member => merge(&mut target[name], member),
        }
    }
}

fn collect(attributes: &[Attribute], prefix: &str, places: &mut Vec<String>) {
    for attribute in attributes.iter().filter(|attribute| attribute.mode != Mode::Computed) {
        let place = format!("{prefix}{}", attribute.name);
        match &attribute.kind {
            AttributeKind::Nested(Nesting::Single, inner) => collect(inner, &format!("{place}."), places),
            _ => places.push(place),
        }
    }
}
