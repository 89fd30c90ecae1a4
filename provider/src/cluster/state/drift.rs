//! A change of any attribute behind Terraform's back changes the state; another spelling does not.

use serde_json::{Value as Json, json};
use tfplugin_framework::{Model, Path, Schema, plan};

use super::*;
use crate::attribute_table;

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
            "agentPoolProfiles": [pool::drift::base()],
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

/// Each attribute that a user can set, and a change of it in Azure: the pool's, and with everything else that is known of
/// them, in the table of attributes, the others.
fn changes() -> Vec<(String, Json)> {
    let of_pools = pool::drift::changes().into_iter();
    let of_pools = of_pools.map(|(place, patch)| (format!("system_pool.{place}"), json!({ "pool": patch })));
    let rows = attribute_table::rows().into_iter().filter(|row| !row.path.starts_with("maintenance."));
    let table = rows.filter_map(|row| Some((row.path, row.azure?)));
    let location = ("location".to_owned(), json!({ "location": "northeurope" }));
    let mode = json!({ "properties": { "networkProfile": { "networkPluginMode": null } } });
    let mode = ("system_pool.network_plugin_mode".to_owned(), mode);
    of_pools.chain([location, mode]).chain(table).collect()
}

/// Attributes that no change in Azure can reach: what the ID says, and what Terraform alone knows.
const OUT_OF_REACH: &[&str] = &[
    "name",
    "resource_group_name",
    "allow_replacement",
    "declared_networks",
    "timeouts.create",
    "timeouts.read",
    "timeouts.update",
    "timeouts.delete",
    // Azure's API does not have them in the version that is spoken.
    "network.nat_gateway.managed_outbound_ipv6_count",
    "network.nat_gateway.outbound_ip_ids",
    "network.nat_gateway.outbound_ip_prefix_ids",
    "network.nat_gateway.sku",
    // Azure never tells a password.
    "windows.admin_password",
    "windows.admin_password_version",
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
    pool::drift::collect(&Cluster::block().attributes, "", &mut configurable);
    // Maintenance configurations are resources of their own in Azure.
    let is_of_the_cluster = |place: &str| !place.starts_with("maintenance.");
    configurable.retain(|place| !OUT_OF_REACH.contains(&place.as_str()) && is_of_the_cluster(place));
    configurable.sort();
    let mut covered: Vec<String> = changes().into_iter().map(|(place, _)| place).collect();
    covered.sort();
    assert_eq!(configurable, covered);
}

#[test]
fn another_spelling_or_order_of_the_same_changes_nothing() {
    let network = |members: Json| json!({ "properties": { "networkProfile": members } });
    let spellings = [
        json!({ "location": "West Europe" }),
        json!({ "sku": { "tier": "standard" } }),
        json!({ "properties": { "addonProfiles": { "omsAgent": { "enabled": false } }, "supportPlan": "kubernetesofficial", "enableRBAC": null } }),
        json!({ "properties": { "httpProxyConfig": { "enabled": false, "httpProxy": "http://old" }, "windowsProfile": { "adminUsername": "azureuser", "enableCSIProxy": true } } }),
        json!({ "properties": { "upgradeSettings": { "overrideSettings": { "forceUpgrade": false } }, "securityProfile": { "azureKeyVaultKms": { "enabled": false } } } }),
        json!({ "properties": { "addonProfiles": { "azureKeyvaultSecretsProvider": { "enabled": false, "identity": { "clientId": "c" } } } } }),
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
        pool::drift::merge(&mut azure["properties"]["agentPoolProfiles"][0], &pool);
    }
    pool::drift::merge(&mut azure, &patch);
    azure
}
