//! The network of a cluster that brings none, and the security group that every cluster gets.

use serde_json::{Value, json};

use super::Names;
use super::names::has_managed_network;
use super::parts::Parts;
use super::routes;
use crate::aks::draft::Draft;
use crate::{ids, json};

/// The ranges of every managed network.
const SPACE: &str = "10.224.0.0/12";
const SUBNET: &str = "10.224.0.0/16";

pub(super) fn add(parts: &mut Parts<'_>, draft: &Draft, names: &Names) -> rusqlite::Result<()> {
    let managed = has_managed_network(draft);
    let mut group = json!({"securityRules": []});
    if managed {
        json::set(&mut group, "subnets", json!([{"id": names.subnet}]));
    }
    parts.resource(&names.security_group, json!({ "properties": group }))?;
    if !managed {
        return Ok(());
    }
    let dual = draft.texts("networkProfile.ipFamilies").len() > 1;
    let mut space = vec![SPACE.to_owned()];
    let mut subnet = json!({
        "ipamPoolPrefixAllocations": [],
        "delegations": [],
        "privateEndpointNetworkPolicies": "Disabled",
        "privateLinkServiceNetworkPolicies": "Enabled",
        "networkSecurityGroup": {"id": names.security_group},
    });
    if dual {
        let six = unique_local(&names.network);
        space.push(format!("{six}::/56"));
        json::set(&mut subnet, "addressPrefixes", json!([SUBNET, format!("{six}::/64")]));
    } else {
        json::set(&mut subnet, "addressPrefix", SUBNET);
    }
    if routes::are_needed(draft) {
        json::set(&mut subnet, "routeTable.id", names.route_table.clone());
    }
    if draft.text("networkProfile.outboundType").eq_ignore_ascii_case("managedNATGateway") {
        json::set(&mut subnet, "natGateway.id", names.nat_gateway.clone());
    }
    let network: Value = json!({"properties": {
        "addressSpace": {"addressPrefixes": space, "ipamPoolPrefixAllocations": []},
        "privateEndpointVNetPolicies": "Disabled",
        "virtualNetworkPeerings": [],
        "enableDdosProtection": false,
    }});
    parts.resource(&names.network, network)?;
    parts.row(&names.subnet, json!({ "properties": subnet }))
}

/// The first four groups of a unique-local range (RFC 4193) whose last byte is zero, the same for one network always.
fn unique_local(text: &str) -> String {
    let n = ids::spread(text);
    format!("fd{:02x}:{:x}:{:x}:{:x}00", n & 0xff, (n >> 8) & 0xffff, (n >> 24) & 0xffff, (n >> 40) & 0xff)
}
