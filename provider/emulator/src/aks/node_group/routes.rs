//! The routes of kubenet: one for every node, in the route table of its subnet.
//!
//! A subnet of the owner's that has a route table keeps it, and only the routes come and go; one that has none is given
//! the table that AKS makes, and loses it when the cluster moves to overlay or goes (learn.microsoft.com/azure/aks
//! /configure-kubenet and /upgrade-azure-cni).

use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::Names;
use super::names::has_managed_network;
use super::parts::Parts;
use crate::aks::draft::Draft;
use crate::aks::nodes::{self, Node};
use crate::json;
use crate::resource_id::ResourceId;
use crate::store::Resource;
use crate::world::World;

/// Marks a route that a cluster made in a table of somebody else's, with the cluster's key.
const MADE_BY: &str = "madeBy";

/// Whether pods are reached by routes.
pub(super) fn are_needed(draft: &Draft) -> bool {
    draft.text("networkProfile.networkPlugin").eq_ignore_ascii_case("kubenet")
}

pub(super) fn add(parts: &mut Parts<'_>, draft: &Draft, names: &Names) -> rusqlite::Result<()> {
    let world = parts.world;
    let mut own_table_used = has_managed_network(draft) && are_needed(draft);
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pool in &draft.pools {
        let Some(subnet) = super::subnet_of(draft, pool) else { continue };
        let table = match table_of(world, &subnet)? {
            Some(table) if !table.eq_ignore_ascii_case(&names.route_table) => table,
            _ if are_needed(draft) => {
                own_table_used = true;
                associate(world, &subnet, Some(&names.route_table))?;
                names.route_table.clone()
            }
            Some(_) => {
                associate(world, &subnet, None)?;
                continue;
            }
            None => continue,
        };
        let pools = tables.entry(table).or_default();
        pools.push(json::text(pool, "name").unwrap_or_default().to_owned());
    }
    if own_table_used {
        parts.resource(&names.route_table, json!({"properties": {"disableBgpRoutePropagation": false}}))?;
    }
    let all = nodes::of_draft(world, draft)?;
    for (table, pools) in &tables {
        let of_table = all.iter().filter(|n| are_needed(draft) && pools.contains(&n.pool));
        if table.eq_ignore_ascii_case(&names.route_table) {
            for (name, body) in of_table.flat_map(routes) {
                parts.row(&format!("{table}/routes/{name}"), body)?;
            }
        } else {
            write_foreign(world, draft, table, of_table.flat_map(routes).collect())?;
        }
    }
    Ok(())
}

/// Takes back what a cluster did to subnets and route tables of its owner.
pub(in super::super) fn withdraw(world: &World<'_>, draft: &Draft) -> rusqlite::Result<()> {
    let names = Names::of(draft);
    for pool in &draft.pools {
        let Some(subnet) = super::subnet_of(draft, pool) else { continue };
        match table_of(world, &subnet)? {
            Some(table) if table.eq_ignore_ascii_case(&names.route_table) => associate(world, &subnet, None)?,
            Some(table) => write_foreign(world, draft, &table, Vec::new())?,
            None => {}
        }
    }
    Ok(())
}

/// The route table of a subnet.
fn table_of(world: &World<'_>, subnet: &ResourceId) -> rusqlite::Result<Option<String>> {
    let there = world.tx.resource(subnet)?;
    Ok(there.and_then(|s| json::text(&s.body, "properties.routeTable.id").map(str::to_owned)))
}

fn associate(world: &World<'_>, subnet: &ResourceId, table: Option<&str>) -> rusqlite::Result<()> {
    let Some(mut there) = world.tx.resource(subnet)? else { return Ok(()) };
    let before = there.body.clone();
    match table {
        Some(table) => json::set(&mut there.body, "properties.routeTable.id", table),
        None => drop(json::remove(&mut there.body, "properties.routeTable")),
    }
    if there.body == before { Ok(()) } else { world.tx.put(&there) }
}

/// The routes to a node's pods.
fn routes(node: &Node) -> Vec<(String, Value)> {
    let next = |cidr: &str| node.internal_ips.iter().find(|ip| ip.contains(':') == cidr.contains(':'));
    let route = |cidr: &String| {
        let digits: String = cidr.chars().filter(|c| !".:/".contains(*c)).collect();
        let body = json!({"properties": {
            "addressPrefix": cidr,
            "nextHopType": "VirtualAppliance",
            "nextHopIpAddress": next(cidr)?,
            "hasBgpOverride": false,
        }});
        Some((format!("{}____{digits}", node.name), body))
    };
    node.pod_cidrs.iter().filter_map(route).collect()
}

/// Brings the routes of a cluster in a table of its owner's in line with its nodes.
fn write_foreign(
    world: &World<'_>,
    draft: &Draft,
    table: &str,
    wanted: Vec<(String, Value)>,
) -> rusqlite::Result<()> {
    let Ok(table) = ResourceId::parse(table) else { return Ok(()) };
    let Some(parent) = world.tx.resource(&table)? else { return Ok(()) };
    let owner = draft.id.key();
    let there = world.tx.tree(&table)?;
    for route in there.iter().filter(|r| json::text(&r.hidden, MADE_BY) == Some(&owner)) {
        if !wanted.iter().any(|(name, _)| name.eq_ignore_ascii_case(route.id.name())) {
            world.tx.remove_tree(&route.id)?;
        }
    }
    for (name, mut body) in wanted {
        let Ok(id) = ResourceId::parse(&format!("{}/routes/{name}", parent.id)) else { continue };
        if there.iter().any(|r| {
            r.id == id && r.body["properties"]["nextHopIpAddress"] == body["properties"]["nextHopIpAddress"]
        }) {
            continue;
        }
        json::set(&mut body, "id", id.to_string());
        json::set(&mut body, "name", name);
        json::set(&mut body, "type", "Microsoft.Network/routeTables/routes");
        json::set(&mut body, "etag", parent.body["etag"].clone());
        json::set(&mut body, "properties.provisioningState", "Succeeded");
        let mut row = Resource::new(id, body);
        json::set(&mut row.hidden, MADE_BY, owner.clone());
        world.tx.put(&row)?;
    }
    Ok(())
}
