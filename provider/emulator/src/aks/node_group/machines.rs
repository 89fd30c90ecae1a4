//! The scale sets of the pools, and the identity of the kubelets.

use serde_json::{Value, json};

use super::names::{self, Names};
use super::parts::Parts;
use crate::aks::draft::Draft;
use crate::json;
use crate::resources::subscriptions::TENANT;

pub(super) fn add(parts: &mut Parts<'_>, draft: &Draft, names: &Names) -> rusqlite::Result<()> {
    for pool in draft.pools.iter().filter(|p| is(p, "type", "VirtualMachineScaleSets")) {
        parts.resource(&scale_set(draft, pool), scale_set_body(draft, pool))?;
    }
    let identity = "identityProfile.kubeletidentity";
    let own = draft.text(&format!("{identity}.resourceId")).eq_ignore_ascii_case(&names.identity);
    if own {
        let body = json!({"properties": {
            "tenantId": TENANT,
            "principalId": draft.text(&format!("{identity}.objectId")),
            "clientId": draft.text(&format!("{identity}.clientId")),
        }});
        parts.resource(&names.identity, body)?;
    }
    Ok(())
}

/// The identifier of a pool's scale set.
pub(in super::super) fn scale_set(draft: &Draft, pool: &Value) -> String {
    let group = format!(
        "/subscriptions/{}/resourceGroups/{}",
        draft.id.subscription(),
        draft.text("nodeResourceGroup")
    );
    format!("{group}/providers/Microsoft.Compute/virtualMachineScaleSets/{}", scale_set_name(draft, pool))
}

/// The name of a pool's machine, which is that of the node: the number in base 36 for scale sets.
pub(in super::super) fn machine(draft: &Draft, pool: &Value, index: u32) -> String {
    let name = json::text(pool, "name").unwrap_or_default();
    if is(pool, "type", "VirtualMachines") {
        return format!("aks-{name}-{}-vms{}", number(draft, pool), index.saturating_add(1));
    }
    if is(pool, "type", "AvailabilitySet") {
        return format!("aks-{name}-{}-{index}", number(draft, pool));
    }
    format!("{}{}", scale_set_name(draft, pool), base36(index))
}

/// `aks-POOL-12345678-vmss`; Windows leaves room for six characters of a computer's name only.
fn scale_set_name(draft: &Draft, pool: &Value) -> String {
    let name = json::text(pool, "name").unwrap_or_default();
    if is(pool, "osType", "Windows") {
        return format!("aks{name}");
    }
    format!("aks-{name}-{}-vmss", number(draft, pool))
}

fn number(draft: &Draft, pool: &Value) -> u64 {
    let name = json::text(pool, "name").unwrap_or_default();
    names::number(&format!("{}/{}/{name}", draft.id.key(), draft.text("resourceUID")))
}

/// Six digits in base 36.
fn base36(mut number: u32) -> String {
    let mut text = [b'0'; 6];
    for digit in text.iter_mut().rev() {
        *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[usize::try_from(number % 36).unwrap_or(0)];
        number /= 36;
    }
    text.iter().map(|b| char::from(*b)).collect()
}

fn is(pool: &Value, member: &str, value: &str) -> bool {
    json::text(pool, member).is_some_and(|v| v.eq_ignore_ascii_case(value))
}

fn scale_set_body(draft: &Draft, pool: &Value) -> Value {
    let name = scale_set_name(draft, pool);
    let subnet = super::subnet_of(draft, pool).map(|id| id.to_string()).unwrap_or_default();
    let version = json::text(pool, "currentOrchestratorVersion").unwrap_or_default();
    let mut body = json!({
        "sku": {"name": pool["vmSize"], "tier": "Standard", "capacity": json::number(pool, "count").unwrap_or(0)},
        "tags": {
            "aks-managed-orchestrator": format!("Kubernetes:{version}"),
            "aks-managed-poolName": pool["name"],
            "aks-managed-resourceNameSuffix": number(draft, pool).to_string(),
        },
        "properties": {
            "provisioningState": "Succeeded",
            "orchestrationMode": "Uniform",
            "overprovision": false,
            "singlePlacementGroup": false,
            "upgradePolicy": {"mode": "Manual"},
            "virtualMachineProfile": {
                "osProfile": {"computerNamePrefix": name},
                "storageProfile": {"osDisk": {
                    "createOption": "FromImage",
                    "diskSizeGB": pool["osDiskSizeGB"],
                    "osType": pool["osType"],
                }},
                "networkProfile": {"networkInterfaceConfigurations": [{
                    "name": name,
                    "properties": {
                        "primary": true,
                        "enableIPForwarding": true,
                        "ipConfigurations": [{
                            "name": "ipconfig1",
                            "properties": {
                                "primary": true,
                                "privateIPAddressVersion": "IPv4",
                                "subnet": {"id": subnet},
                            },
                        }],
                    },
                }]},
            },
        },
    });
    if let Some(zones) = json::at(pool, "availabilityZones") {
        json::set(&mut body, "zones", zones.clone());
    }
    if is(pool, "scaleSetPriority", "Spot") {
        json::set(&mut body, "properties.virtualMachineProfile.priority", "Spot");
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_are_numbered_in_base_36() {
        assert_eq!(
            (base36(0).as_str(), base36(35).as_str(), base36(36).as_str()),
            ("000000", "00000z", "000010")
        );
    }
}
