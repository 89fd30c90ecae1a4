//! How much of a quota, or of a subnet, is used.

use serde_json::{Value, json};

use super::{SUBNET, network_of, prefixes};
use crate::aks;
use crate::gateway::{Answer, Fault};
use crate::json;
use crate::resource_id::ResourceId;
use crate::world::World;

/// Value, name for people, type counted, default limit of a region (azure-subscription-service-limits).
const QUOTAS: [(&str, &str, &str, i64); 6] = [
    ("VirtualNetworks", "Virtual Networks", "virtualNetworks", 1000),
    ("NetworkSecurityGroups", "Network Security Groups", "networkSecurityGroups", 5000),
    ("RouteTables", "Route Tables", "routeTables", 200),
    ("PublicIPAddresses", "Public IP Addresses", "publicIPAddresses", 1000),
    ("PublicIpPrefixes", "Public Ip Prefixes", "publicIPPrefixes", 1000),
    ("NatGateways", "NAT Gateways", "natGateways", 500),
];

/// `.../locations/LOCATION/usages`.
pub(super) fn of_location(world: &World<'_>, subscription: &str, location: &str) -> Result<Answer, Fault> {
    let scope = format!("/subscriptions/{subscription}");
    let mut value = Vec::new();
    for (name, shown, kind, limit) in QUOTAS {
        let all = world.tx.list(&format!("Microsoft.Network/{kind}"), &scope, None, usize::MAX)?;
        let here =
            |body: &Value| json::text(body, "location").is_some_and(|l| l.eq_ignore_ascii_case(location));
        value.push(json!({
            "currentValue": all.iter().filter(|r| here(&r.body)).count(),
            "id": format!("{scope}/providers/Microsoft.Network/locations/{location}/usages/{name}"),
            "limit": limit,
            "name": {"localizedValue": shown, "value": name},
            "unit": "Count",
        }));
    }
    Ok(Answer::json(200, json!({ "value": value })))
}

/// `.../virtualNetworks/V/usages`: the addresses of each subnet, less the five that Azure keeps.
pub(super) fn of_network(world: &World<'_>, id: &ResourceId) -> Result<Answer, Fault> {
    network_of(world, id)?;
    let subnets = world.tx.children(SUBNET, id)?;
    let line = |subnet: &crate::store::Resource| {
        let range = prefixes(&subnet.body).into_iter().find(|r| r.max_prefix_len() == 32);
        let limit = range.map_or(0.0, |r| 2f64.powi(32 - i32::from(r.prefix_len())) - 5.0);
        json!({
            "currentValue": aks::ip_configurations(subnet).len() as f64,
            "id": subnet.id.to_string(),
            "limit": limit,
            "name": {"localizedValue": "Subnet size and usage", "value": "SubnetSpace"},
            "unit": "Count",
        })
    };
    Ok(Answer::json(200, json!({"value": subnets.iter().map(line).collect::<Vec<_>>()})))
}
