//! What the checks may look at.

use std::collections::HashMap;
use std::rc::Rc;

use ipnet::IpNet;
use serde_json::Value;

use super::super::draft::Draft;
use super::around::Around;
use super::sizes;
use crate::compute::Restriction;
use crate::network;
use crate::resource_id::ResourceId;
use crate::world::World;
use crate::{cidr, json};

/// What a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Subject {
    /// The cluster, new or changed.
    Cluster,
    /// One pool, by its name.
    Pool(String),
}

/// A request and the world around it.
pub(in super::super) struct Facts<'f> {
    pub(super) subject: Subject,
    /// The request as sent, without nulls.
    pub(super) wanted: &'f Value,
    /// The cluster as it was, `None` for a new one.
    pub(super) before: Option<&'f Draft>,
    /// The cluster as it would be.
    pub(super) after: &'f Draft,
    /// The subnets that its pools stand in.
    pub(super) subnets: Vec<Subnet>,
    /// Whether a new cluster asks for a node resource group that is there already.
    pub(super) node_group_taken: bool,
    /// The networks around those subnets, and what the cluster may do there.
    pub(super) around: Around,
    /// What the subscription may not use of the sizes of its pools, by the name of the pool.
    pub(super) restricted: Vec<(String, Restriction)>,
    /// Whether the cluster masquerades by a configuration of its owner's.
    pub(super) custom_masquerade: bool,
}

/// A subnet that pools refer to.
pub(super) struct Subnet {
    /// As the pool writes it.
    pub(super) text: String,
    pub(super) id: Option<ResourceId>,
    /// Names of pools whose nodes stand in it.
    pub(super) pools: Vec<String>,
    /// `None` where there is no such subnet.
    pub(super) there: Option<SubnetFacts>,
}

/// What is known of a subnet that exists.
pub(super) struct SubnetFacts {
    pub(super) name: String,
    pub(super) prefixes: Vec<IpNet>,
    pub(super) delegated: bool,
    /// Whether another service has taken the subnet for itself.
    pub(super) external: bool,
    pub(super) route_table: bool,
    /// Whether that table is the owner's, and not one that AKS made.
    pub(super) own_route_table: bool,
    /// Whether its route table sends everything that has no other route somewhere.
    pub(super) default_route: bool,
    pub(super) nat_gateway: bool,
    /// The NAT gateway is of the SKU StandardV2, which knows IPv6.
    pub(super) nat_gateway_v2: bool,
    /// The network that it is part of, one for all of its subnets.
    pub(super) network: Rc<NetworkFacts>,
}

/// What is known of a virtual network.
pub(super) struct NetworkFacts {
    /// Its provisioning state.
    pub(super) state: String,
    /// Its subnets: name and ranges.
    pub(super) subnets: Vec<(String, Vec<IpNet>)>,
    /// Its ranges.
    pub(super) space: Vec<IpNet>,
}

/// Networks that were looked up, by the key of their identifier; `None` where there is no such network.
type Networks = HashMap<String, Option<Rc<NetworkFacts>>>;

impl<'f> Facts<'f> {
    pub(in super::super) fn new(
        world: &World<'_>,
        subject: Subject,
        wanted: &'f Value,
        before: Option<&'f Draft>,
        after: &'f Draft,
    ) -> rusqlite::Result<Self> {
        let mut subnets: Vec<Subnet> = Vec::new();
        let mut networks = Networks::new();
        for pool in &after.pools {
            let name = json::text(pool, "name").unwrap_or_default().to_owned();
            for member in ["vnetSubnetID", "podSubnetID"] {
                let Some(text) = json::text(pool, member) else { continue };
                let nodes = member == "vnetSubnetID";
                match subnets.iter_mut().find(|s| s.text.eq_ignore_ascii_case(text)) {
                    Some(known) if nodes => known.pools.push(name.clone()),
                    Some(_) => {}
                    None => {
                        let mut subnet = look_up(world, &mut networks, text)?;
                        subnet.pools.extend(nodes.then(|| name.clone()));
                        subnets.push(subnet);
                    }
                }
            }
        }
        let group = format!(
            "/subscriptions/{}/resourceGroups/{}",
            after.id.subscription(),
            after.text("nodeResourceGroup")
        );
        let node_group_taken = match ResourceId::parse(&group) {
            Ok(group) if before.is_none() => world.tx.resource(&group)?.is_some(),
            _ => false,
        };
        let ids: Vec<&ResourceId> = subnets.iter().filter_map(|s| s.id.as_ref()).collect();
        let around = Around::look(world, after, &ids)?;
        let restricted = sizes::look(world, after)?;
        let config = format!("{}/namespaces/kube-system/configMaps/azure-ip-masq-agent-config", after.id);
        let custom_masquerade = match ResourceId::parse(&config) {
            Ok(config) => before.is_some() && world.tx.resource(&config)?.is_some(),
            Err(_) => false,
        };
        Ok(Self {
            subject,
            wanted,
            before,
            after,
            subnets,
            node_group_taken,
            around,
            restricted,
            custom_masquerade,
        })
    }

    /// The pools that the request may change: all of them, or the one it is about.
    pub(super) fn pools(&self) -> impl Iterator<Item = &'f Value> {
        let only = match &self.subject {
            Subject::Cluster => None,
            Subject::Pool(name) => Some(name.clone()),
        };
        self.after
            .pools
            .iter()
            .filter(move |p| only.as_deref().is_none_or(|name| json::text(p, "name") == Some(name)))
    }

    /// The pool of this name as it was.
    pub(super) fn pool_before(&self, name: &str) -> Option<&'f Value> {
        self.before.and_then(|b| b.pools.iter().find(|p| json::text(p, "name") == Some(name)))
    }

    pub(super) fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// Whether the member of the cluster's properties differs from what it was; always for a new cluster.
    pub(super) fn changed(&self, path: &str) -> bool {
        self.before.is_none_or(|b| b.property(path) != self.after.property(path))
    }

    /// The ranges of a list of the network profile that can be read.
    pub(super) fn ranges(&self, list: &str) -> Vec<IpNet> {
        self.after.texts(&format!("networkProfile.{list}")).into_iter().filter_map(cidr::parse).collect()
    }

    pub(super) fn is_dual(&self) -> bool {
        self.after.texts("networkProfile.ipFamilies").len() > 1
    }
}

fn look_up(world: &World<'_>, networks: &mut Networks, text: &str) -> rusqlite::Result<Subnet> {
    let id = ResourceId::parse(text).ok().filter(|id| id.kind() == network::SUBNET);
    let mut subnet = Subnet { text: text.to_owned(), id: id.clone(), pools: Vec::new(), there: None };
    let Some(id) = id else { return Ok(subnet) };
    let Some(parent) = id.parent() else { return Ok(subnet) };
    if let (Some(there), Some(network)) = (world.tx.resource(&id)?, network(world, networks, &parent)?) {
        let table = json::text(&there.body, "properties.routeTable.id").unwrap_or_default();
        const EXTERNAL: [&str; 2] = ["applicationGatewayIPConfigurations", "serviceAssociationLinks"];
        let filled = |member: &str| {
            json::at(&there.body, &format!("properties.{member}")).is_some_and(|d| !json::is_empty(d))
        };
        subnet.there = Some(SubnetFacts {
            name: there.id.name().to_owned(),
            prefixes: network::prefixes(&there.body),
            delegated: filled("delegations"),
            external: EXTERNAL.into_iter().any(filled),
            route_table: !table.is_empty(),
            own_route_table: !table.is_empty() && !table.contains("/routeTables/aks-agentpool-"),
            default_route: has_default_route(world, table)?,
            nat_gateway: json::text(&there.body, "properties.natGateway.id").is_some(),
            nat_gateway_v2: is_v2(
                world,
                json::text(&there.body, "properties.natGateway.id").unwrap_or_default(),
            )?,
            network,
        });
    }
    Ok(subnet)
}

/// Looks up a network once, however many pools stand in it.
fn network(
    world: &World<'_>,
    networks: &mut Networks,
    id: &ResourceId,
) -> rusqlite::Result<Option<Rc<NetworkFacts>>> {
    if let Some(known) = networks.get(&id.key()) {
        return Ok(known.clone());
    }
    let found = match world.tx.resource(id)? {
        Some(there) => Some(Rc::new(NetworkFacts {
            state: json::text(&there.body, "properties.provisioningState").unwrap_or("Succeeded").to_owned(),
            subnets: world
                .tx
                .children(network::SUBNET, id)?
                .iter()
                .map(|s| (s.id.name().to_owned(), network::prefixes(&s.body)))
                .collect(),
            space: json::texts(&there.body, "properties.addressSpace.addressPrefixes")
                .into_iter()
                .filter_map(cidr::parse)
                .collect(),
        })),
        None => None,
    };
    networks.insert(id.key(), found.clone());
    Ok(found)
}

/// Whether a NAT gateway is of the SKU StandardV2.
fn is_v2(world: &World<'_>, gateway: &str) -> rusqlite::Result<bool> {
    let Ok(gateway) = ResourceId::parse(gateway) else { return Ok(false) };
    let there = world.tx.resource(&gateway)?;
    let sku = there.as_ref().and_then(|there| json::text(&there.body, "sku.name"));
    Ok(sku.is_some_and(|sku| sku.eq_ignore_ascii_case("StandardV2")))
}

/// Whether a route table has a route for everything, `0.0.0.0/0`.
fn has_default_route(world: &World<'_>, table: &str) -> rusqlite::Result<bool> {
    let Ok(table) = ResourceId::parse(table) else { return Ok(false) };
    let routes = world.tx.tree(&table)?;
    Ok(routes.iter().any(|r| json::text(&r.body, "properties.addressPrefix") == Some("0.0.0.0/0")))
}
