//! NAT gateways.

use serde_json::{Value, json};

use super::kinds::Piece;
use super::references;
use super::words::{number, one_of, refuse};
use crate::gateway::Fault;
use crate::json;
use crate::world::World;

pub(super) fn complete(world: &World<'_>, piece: &Piece<'_>, body: &mut Value) -> Result<(), Fault> {
    one_of(body, "sku.name", &["Standard", "StandardV2", "Fabric"])?;
    if json::at(body, "sku").is_none() {
        json::set(body, "sku", json!({"name": "Standard"}));
    }
    json::set_default(body, "sku.tier", "Regional");
    let minutes = number(body, "properties.idleTimeoutInMinutes")?.unwrap_or(4);
    if !(4..=120).contains(&minutes) {
        // The bounds are documented, the code is an assumption.
        let text = format!(
            "Nat gateway {} has an invalid idle timeout of {minutes} minutes. The value must be between 4 and 120.",
            piece.id
        );
        return Err(refuse("NatGatewayIdleTimeoutOutOfRange", text));
    }
    json::set(body, "properties.idleTimeoutInMinutes", minutes);
    for (member, kind) in [
        ("publicIpAddresses", "microsoft.network/publicipaddresses"),
        ("publicIpAddressesV6", "microsoft.network/publicipaddresses"),
        ("publicIpPrefixes", "microsoft.network/publicipprefixes"),
        ("publicIpPrefixesV6", "microsoft.network/publicipprefixes"),
    ] {
        let path = format!("properties.{member}");
        references::check_all(world, piece.id, piece.location, body, &path, kind)?;
        if json::at(body, &path).is_some_and(json::is_empty) {
            json::remove(body, &path);
        }
    }
    Ok(())
}
