//! How a cluster goes out: its public addresses, with the load balancer or the NAT gateway in front of them.

use serde_json::{Value, json};
use std::net::Ipv6Addr;

use super::Names;
use super::parts::Parts;
use crate::aks::draft::Draft;
use crate::{ids, json};

pub(super) fn add(parts: &mut Parts<'_>, draft: &Draft, names: &Names) -> rusqlite::Result<()> {
    match draft.text("networkProfile.outboundType").to_ascii_lowercase().as_str() {
        "loadbalancer" => load_balancer(parts, draft, names),
        "managednatgateway" => nat_gateway(parts, draft, names),
        _ => Ok(()),
    }
}

fn load_balancer(parts: &mut Parts<'_>, draft: &Draft, names: &Names) -> rusqlite::Result<()> {
    let profile = "networkProfile.loadBalancerProfile";
    let all = addresses(draft, &format!("{profile}.effectiveOutboundIPs"));
    let part = |kind: &str, name: &str| format!("{}/{kind}/{name}", names.load_balancer);
    let rule = part("outboundRules", "aksOutboundRule");
    let pool = part("backendAddressPools", "aksOutboundBackendPool");
    let mut fronts = Vec::new();
    for id in &all {
        let front = part("frontendIPConfigurations", id.rsplit('/').next().unwrap_or_default());
        address(parts, names, id, json!({"ipConfiguration": {"id": front}}))?;
        let source = if id.to_ascii_lowercase().contains("/publicipprefixes/") {
            "publicIPPrefix"
        } else {
            "publicIPAddress"
        };
        fronts.push(json!({
            "name": id.rsplit('/').next().unwrap_or_default(),
            "id": front,
            "properties": {
                "provisioningState": "Succeeded",
                "privateIPAllocationMethod": "Dynamic",
                source: {"id": id},
                "outboundRules": [{"id": rule}],
            },
        }));
    }
    let front_ids: Vec<Value> = fronts.iter().map(|f| json!({"id": f["id"]})).collect();
    let body = json!({
        "sku": {"name": "Standard", "tier": "Regional"},
        "properties": {
            "frontendIPConfigurations": fronts,
            "backendAddressPools": [
                {"name": "aksOutboundBackendPool", "id": pool, "properties": {"provisioningState": "Succeeded"}},
                {
                    "name": "kubernetes",
                    "id": part("backendAddressPools", "kubernetes"),
                    "properties": {"provisioningState": "Succeeded"},
                },
            ],
            "loadBalancingRules": [],
            "probes": [],
            "inboundNatRules": [],
            "inboundNatPools": [],
            "outboundRules": [{
                "name": "aksOutboundRule",
                "id": rule,
                "properties": {
                    "provisioningState": "Succeeded",
                    "allocatedOutboundPorts": draft.number(&format!("{profile}.allocatedOutboundPorts")).unwrap_or(0),
                    "protocol": "All",
                    "enableTcpReset": true,
                    "idleTimeoutInMinutes": draft.number(&format!("{profile}.idleTimeoutInMinutes")).unwrap_or(30),
                    "backendAddressPool": {"id": pool},
                    "frontendIPConfigurations": front_ids,
                },
            }],
        },
    });
    parts.resource(&names.load_balancer, body)
}

fn nat_gateway(parts: &mut Parts<'_>, draft: &Draft, names: &Names) -> rusqlite::Result<()> {
    let profile = "networkProfile.natGatewayProfile";
    let all = addresses(draft, &format!("{profile}.effectiveOutboundIPs"));
    for id in &all {
        address(parts, names, id, json!({"natGateway": {"id": names.nat_gateway}}))?;
    }
    let sku = match draft.text(&format!("{profile}.sku")) {
        "" => "Standard",
        sku => sku,
    };
    let body = json!({
        "sku": {"name": sku},
        "properties": {
            "idleTimeoutInMinutes": draft.number(&format!("{profile}.idleTimeoutInMinutes")).unwrap_or(4),
            "publicIpAddresses": all.iter().map(|id| json!({"id": id})).collect::<Vec<_>>(),
            "subnets": [{"id": names.subnet}],
        },
    });
    parts.resource(&names.nat_gateway, body)
}

/// A public address that AKS made; one of the owner's own stays as it is.
fn address(parts: &mut Parts<'_>, names: &Names, id: &str, user: Value) -> rusqlite::Result<()> {
    if !id.to_ascii_lowercase().starts_with(&format!("{}/", names.group.to_ascii_lowercase())) {
        return Ok(());
    }
    let six = id.ends_with("-ipv6");
    let number = ids::spread(&id.to_ascii_lowercase());
    let [_, _, _, _, a, b, c, d] = number.to_be_bytes();
    let text = if six {
        Ipv6Addr::new(0x2603, 0x1030, 0x0800, u16::from_be_bytes([a, b]), 0, 0, 0, u16::from_be_bytes([c, d]))
            .to_string()
    } else {
        format!("20.{}.{c}.{}", b % 250, 1 + d % 250)
    };
    let mut properties = json!({
        "ipAddress": text,
        "publicIPAddressVersion": if six { "IPv6" } else { "IPv4" },
        "publicIPAllocationMethod": "Static",
        "idleTimeoutInMinutes": if six { 4 } else { 30 },
        "ipTags": [],
    });
    json::overlay(&mut properties, &user, &[]);
    let body = json!({
        "sku": {"name": "Standard", "tier": "Regional"},
        "tags": {"aks-managed-type": "aks-slb-managed-outbound-ip"},
        "properties": properties,
    });
    parts.resource(id, body)
}

fn addresses(draft: &Draft, path: &str) -> Vec<String> {
    let all = draft.property(path).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(|v| json::text(v, "id").map(str::to_owned)).collect()
}
