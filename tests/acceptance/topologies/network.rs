//! Networks of the user's own: the one of a cluster with all that stands in it, and a hub that it is connected with.

use serde_json::{Value as Json, json};

use super::{
    cluster::{Cluster, WayOut},
    pools::Pool,
    ranges::{Ranges, below, longest_prefix},
};
use crate::random::Random;

/// The network of a cluster.
pub(crate) struct Spoke {
    id: String,
    space: String,
    /// The user's identity of the cluster, which may join the network.
    pub(crate) identity: Option<String>,
    pub(crate) azure: Vec<Json>,
}

impl Spoke {
    pub(crate) fn draw(
        group: &str,
        label: &str,
        cluster: &Cluster,
        pools: &[Pool],
        ranges: &mut Ranges,
        random: &mut Random,
    ) -> Self {
        let (first, second) = ranges.take();
        let id = network_id(group, label);
        let is_dual = cluster.is_dual_stack || random.percent(20);
        let both = |v4: String, v6: &str| -> Vec<String> {
            [v4].into_iter().chain(is_dual.then(|| v6.to_owned())).collect()
        };
        let count = 1 + pools.iter().map(|pool| pool.subnet).max().unwrap_or(0);
        let prefixes: Vec<String> = (0..count)
            .map(|at| {
                let in_it = pools.iter().filter(|pool| pool.subnet == at);
                // Azure keeps five addresses of each subnet for itself.
                let needed = in_it.map(Pool::at_most).sum::<u32>() + 5;
                let longest = longest_prefix(needed, 32).min(28);
                let prefix = if random.percent(30) { longest } else { longest.min(24) };
                format!("{first}.{second}.{}.0/{prefix}", at * 8)
            })
            .collect();
        let mut azure = Vec::new();
        let mut parts = json!({});
        if let Some(guard) = guard(group, label, cluster, &prefixes, random) {
            parts["networkSecurityGroup"] = json!({ "id": guard["id"] });
            azure.push(guard);
        }
        match cluster.way_out {
            WayOut::Routes => {
                let table = table(group, label);
                parts["routeTable"] = json!({ "id": table["id"] });
                azure.push(table);
            }
            WayOut::OwnGateway => {
                let id = format!("{group}/providers/Microsoft.Network/natGateways/{label}");
                parts["natGateway"] = json!({ "id": id });
                azure.push(json!({ "id": id, "location": "westeurope", "sku": { "name": "Standard" } }));
            }
            _ => {}
        }
        let mut subnets: Vec<Json> = prefixes
            .iter()
            .enumerate()
            .map(|(at, prefix)| {
                let mut properties = parts.clone();
                properties["addressPrefixes"] = json!(both(prefix.clone(), &format!("fd00:30:0:{at}::/64")));
                json!({ "name": format!("nodes{at}"), "properties": properties })
            })
            .collect();
        if random.percent(40) {
            // What is in the network for others: a subnet that is delegated.
            let delegation =
                json!([{ "name": "web", "properties": { "serviceName": "Microsoft.Web/serverFarms" } }]);
            let properties =
                json!({ "addressPrefix": format!("{first}.{second}.200.0/24"), "delegations": delegation });
            subnets.push(json!({ "name": "web", "properties": properties }));
        }
        let space = format!("{first}.{second}.0.0/16");
        let properties = json!({ "addressSpace": { "addressPrefixes": both(space.clone(), "fd00:30::/48") }, "subnets": subnets });
        azure.push(json!({ "id": id, "location": "westeurope", "properties": properties }));
        let identity = random.percent(40).then(|| identity(group, label, &id, &mut azure));
        Self { id, space, identity, azure }
    }

    /// The ID of a subnet.
    pub(crate) fn subnet(&self, at: usize) -> String {
        format!("{}/subnets/nodes{at}", self.id)
    }

    /// The range of the network.
    pub(crate) fn space(&self) -> String {
        self.space.clone()
    }
}

/// A network in the middle, with what is beyond it.
pub(crate) struct Hub {
    group: String,
    pub(crate) azure: Vec<Json>,
}

impl Hub {
    pub(crate) fn draw(group: &str, ranges: &mut Ranges, random: &mut Random) -> Self {
        let (first, second) = ranges.take();
        let subnets = json!([
            { "name": "GatewaySubnet", "properties": { "addressPrefix": format!("{first}.{second}.255.0/27") } },
            { "name": "AzureFirewallSubnet", "properties": { "addressPrefix": format!("{first}.{second}.254.0/26") } },
        ]);
        let space = json!({ "addressPrefixes": [format!("{first}.{second}.0.0/16")] });
        let properties = json!({ "addressSpace": space, "subnets": subnets });
        let mut azure = vec![
            json!({ "id": network_id(group, "hub"), "location": "westeurope", "properties": properties }),
        ];
        if random.percent(50) {
            azure.push(json!({
                "id": format!("{group}/providers/Microsoft.Network/localNetworkGateways/onprem"),
                "location": "westeurope",
                "properties": {
                    "gatewayIpAddress": "203.0.113.7",
                    "localNetworkAddressSpace": { "addressPrefixes": ["192.168.0.0/16"] },
                },
            }));
        }
        Self { group: group.to_owned(), azure }
    }

    /// Both sides of the connection with the network of a cluster.
    pub(crate) fn peerings(&self, spoke: &str) -> [Json; 2] {
        let peering = |from: &str, to: &str, more: &str| {
            json!({
                "id": format!("{}/virtualNetworkPeerings/to-{to}", network_id(&self.group, from)),
                "properties": {
                    more: true,
                    "allowVirtualNetworkAccess": true,
                    "allowForwardedTraffic": true,
                    "remoteVirtualNetwork": { "id": network_id(&self.group, to) },
                },
            })
        };
        [peering(spoke, "hub", "useRemoteGateways"), peering("hub", spoke, "allowGatewayTransit")]
    }
}

fn network_id(group: &str, name: &str) -> String {
    format!("{group}/providers/Microsoft.Network/virtualNetworks/{name}")
}

/// A security group that lets the cluster's own traffic pass.
fn guard(
    group: &str,
    label: &str,
    cluster: &Cluster,
    subnets: &[String],
    random: &mut Random,
) -> Option<Json> {
    let rule = |name: &str, priority: u32, direction: &str, access: &str, ranges: &[String]| {
        let mut properties = json!({
            "priority": priority, "direction": direction, "access": access, "protocol": "*",
            "sourcePortRange": "*", "destinationPortRange": "*",
        });
        for side in ["source", "destination"] {
            match ranges {
                [] => properties[format!("{side}AddressPrefix")] = "*".into(),
                ranges => properties[format!("{side}AddressPrefixes")] = json!(ranges),
            }
        }
        json!({ "name": name, "properties": properties })
    };
    let rules = match (below(random, 4), cluster.pod_prefixes()) {
        (0, _) => return None,
        (1, _) => vec![],
        (2, Some(pods)) if !cluster.is_dual_stack => {
            let own: Vec<String> = subnets.iter().cloned().chain(pods).collect();
            vec![
                rule("allow-in", 100, "Inbound", "Allow", &own),
                rule("allow-out", 100, "Outbound", "Allow", &own),
                rule("deny-rest", 4096, "Inbound", "Deny", &[]),
            ]
        }
        _ => vec![rule("deny-branch", 200, "Inbound", "Deny", &["192.168.0.0/16".to_owned()])],
    };
    Some(json!({
        "id": format!("{group}/providers/Microsoft.Network/networkSecurityGroups/{label}"),
        "location": "westeurope",
        "properties": { "securityRules": rules },
    }))
}

/// Routes to a firewall, for both families.
fn table(group: &str, label: &str) -> Json {
    let route = |name: &str, prefix: &str, hop: &str| {
        json!({ "name": name, "properties": {
            "addressPrefix": prefix, "nextHopType": "VirtualAppliance", "nextHopIpAddress": hop,
        }})
    };
    json!({
        "id": format!("{group}/providers/Microsoft.Network/routeTables/{label}"),
        "location": "westeurope",
        "properties": { "routes": [route("v4", "0.0.0.0/0", "192.168.255.4"), route("v6", "::/0", "fd00:64::4")] },
    })
}

/// An identity with the role of a network contributor in the network.
fn identity(group: &str, label: &str, network: &str, azure: &mut Vec<Json>) -> String {
    let id = format!("{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{label}");
    let number: u32 = label.bytes().fold(0, |number, byte| number.wrapping_mul(31).wrapping_add(byte.into()));
    let principal = format!("{number:08x}-1111-1111-1111-111111111111");
    azure.push(json!({ "id": id, "location": "westeurope", "properties": { "principalId": principal } }));
    azure.push(json!({
        "id": format!("{network}/providers/Microsoft.Authorization/roleAssignments/{number:08x}-2222-2222-2222-222222222222"),
        "properties": {
            "roleDefinitionId": "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7",
            "principalId": principal,
        },
    }));
    id
}
