//! AKS Automatic: a cluster whose settings Azure chooses (documentation page "What is AKS Automatic", table of defaults).

use serde_json::{Value, json};

use crate::json;

/// Lays a request for an Automatic cluster over what Azure chooses for one.
pub(in super::super) fn presets(body: &mut Value) {
    if !json::text(body, "sku.name").is_some_and(|name| name.eq_ignore_ascii_case("Automatic")) {
        return;
    }
    json::set_default(body, "sku.tier", "Standard");
    let mut chosen = json!({
        "networkProfile": {
            "networkPlugin": "azure",
            "networkPluginMode": "overlay",
            "networkDataplane": "cilium",
            "networkPolicy": "cilium",
            "outboundType": "managedNATGateway",
        },
        "nodeProvisioningProfile": {"mode": "Auto", "defaultNodePools": "Auto"},
        "aadProfile": {"managed": true, "enableAzureRBAC": true},
        "disableLocalAccounts": true,
        "autoUpgradeProfile": {"upgradeChannel": "stable", "nodeOSUpgradeChannel": "NodeImage"},
        "oidcIssuerProfile": {"enabled": true},
        "securityProfile": {
            "workloadIdentity": {"enabled": true},
            "imageCleaner": {"enabled": true, "intervalHours": 168},
        },
        "workloadAutoScalerProfile": {
            "keda": {"enabled": true},
            "verticalPodAutoscaler": {"enabled": true},
        },
        "ingressProfile": {"webAppRouting": {"enabled": true}},
        "addonProfiles": {
            "azurepolicy": {"enabled": true},
            "azureKeyvaultSecretsProvider": {"enabled": true, "config": {"enableSecretRotation": "true"}},
        },
        "nodeResourceGroupProfile": {"restrictionLevel": "ReadOnly"},
        "apiServerAccessProfile": {"enableVnetIntegration": true},
    });
    // A network of one's own has no managed way out.
    let own = json::at(body, "properties.agentPoolProfiles")
        .and_then(Value::as_array)
        .is_some_and(|pools| pools.iter().any(|p| json::text(p, "vnetSubnetID").is_some()));
    if own {
        json::set(&mut chosen, "networkProfile.outboundType", "loadBalancer");
    }
    if let Some(wanted) = json::at(body, "properties") {
        json::overlay(&mut chosen, wanted, &["config"]);
    }
    json::set(body, "properties", chosen);
}
