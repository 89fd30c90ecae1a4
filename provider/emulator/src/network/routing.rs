//! Route tables and their routes.

use serde_json::Value;
use std::net::IpAddr;

use super::kinds::Piece;
use super::words::{one_of, refuse};
use crate::gateway::Fault;
use crate::world::World;
use crate::{cidr, json};

const ROUTE: &str = "microsoft.network/routetables/routes";

pub(super) fn complete_table(_: &World<'_>, _: &Piece<'_>, body: &mut Value) -> Result<(), Fault> {
    json::set_default(body, "properties.disableBgpRoutePropagation", false);
    Ok(())
}

/// A range or service tag to somewhere; an appliance, and only one, needs its address.
pub(super) fn complete_route(world: &World<'_>, piece: &Piece<'_>, body: &mut Value) -> Result<(), Fault> {
    one_of(
        body,
        "properties.nextHopType",
        &[
            "VirtualNetworkGateway",
            "VnetLocal",
            "Internet",
            "VirtualAppliance",
            "None",
            "VirtualNetworkServiceEndpoint",
        ],
    )?;
    let id = piece.id;
    // Of the four refusals only the rules are documented; their codes are assumptions.
    let hop = json::text(body, "properties.nextHopType").unwrap_or_default().to_owned();
    if hop.is_empty() {
        return Err(refuse(
            "RouteNextHopTypeMissing",
            format!("Route {id} does not specify a next hop type."),
        ));
    }
    let address = json::text(body, "properties.nextHopIpAddress");
    if hop == "VirtualAppliance" && address.is_none_or(|a| a.parse::<IpAddr>().is_err()) {
        let text = format!(
            "Route {id} has next hop type VirtualAppliance and must specify a valid next hop IP address. Value \
             provided: '{}'.",
            address.unwrap_or_default()
        );
        return Err(refuse("InvalidNextHopIpAddress", text));
    }
    if hop != "VirtualAppliance" && address.is_some() {
        let text = format!("Route {id} with next hop type {hop} cannot specify a next hop IP address.");
        return Err(refuse("NextHopIpAddressNotAllowed", text));
    }
    let prefix = json::text(body, "properties.addressPrefix").unwrap_or_default();
    let is_tag = prefix.starts_with(|c: char| c.is_ascii_alphabetic())
        && prefix.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if !is_tag && cidr::parse(prefix).is_none() {
        let text = format!("The address prefix {prefix} in resource {id} is not formatted correctly.");
        return Err(refuse("InvalidAddressPrefixFormat", text));
    }
    check_unique(world, piece, prefix)?;
    json::set_default(body, "properties.hasBgpOverride", false);
    Ok(())
}

fn check_unique(world: &World<'_>, piece: &Piece<'_>, prefix: &str) -> Result<(), Fault> {
    let Some(table) = piece.id.parent() else { return Ok(()) };
    for other in world.tx.children(ROUTE, &table)?.iter().filter(|o| o.id != *piece.id) {
        if json::text(&other.body, "properties.addressPrefix").is_some_and(|p| p.eq_ignore_ascii_case(prefix))
        {
            let text = format!(
                "Route {} conflicts with route {}. Routes cannot have the same AddressPrefix.",
                piece.id.name(),
                other.id.name()
            );
            return Err(refuse("RouteConflict", text));
        }
    }
    Ok(())
}
