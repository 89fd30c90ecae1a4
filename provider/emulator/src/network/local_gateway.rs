//! Local network gateways: what stands at the other end of a VPN.

use serde_json::{Value, json};
use std::net::IpAddr;

use super::kinds::Piece;
use super::names;
use super::words::{number, refuse};
use crate::gateway::Fault;
use crate::json;
use crate::world::World;

pub(super) fn complete(_: &World<'_>, piece: &Piece<'_>, body: &mut Value) -> Result<(), Fault> {
    let address = json::text(body, "properties.gatewayIpAddress");
    let name = json::text(body, "properties.fqdn");
    // The rules are documented, the codes are assumptions.
    if address.is_none() == name.is_none() {
        let text =
            format!("Local network gateway {} must specify either gatewayIpAddress or fqdn.", piece.id);
        return Err(refuse("InvalidLocalNetworkGatewayPropertyValue", text));
    }
    if let Some(bad) = address.filter(|a| a.parse::<IpAddr>().is_err()) {
        let text = format!("The IP address {bad} of local network gateway {} is not valid.", piece.id);
        return Err(refuse("InvalidIPAddressFormat", text));
    }
    for range in json::texts(body, "properties.localNetworkAddressSpace.addressPrefixes") {
        names::range(range, &piece.id.to_string())?;
    }
    json::set_default(body, "properties.localNetworkAddressSpace.addressPrefixes", json!([]));
    if json::at(body, "properties.bgpSettings").is_some() {
        number(body, "properties.bgpSettings.asn")?;
        json::set_default(body, "properties.bgpSettings.peerWeight", 0);
    }
    Ok(())
}
