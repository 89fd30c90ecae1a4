//! Public IP addresses and prefixes.

use serde_json::{Value, json};

use super::kinds::Piece;
use super::references;
use super::words::{number, one_of, refuse};
use crate::gateway::Fault;
use crate::world::World;
use crate::{ids, json};

const VERSIONS: [&str; 2] = ["IPv4", "IPv6"];

pub(super) fn complete_address(world: &World<'_>, piece: &Piece<'_>, body: &mut Value) -> Result<(), Fault> {
    one_of(body, "sku.name", &["Basic", "Standard", "StandardV2"])?;
    one_of(body, "properties.publicIPAllocationMethod", &["Dynamic", "Static"])?;
    one_of(body, "properties.publicIPAddressVersion", &VERSIONS)?;
    if json::at(body, "sku.name").is_none() {
        json::set(body, "sku.name", "Basic");
    }
    json::set_default(body, "sku.tier", "Regional");
    json::set_default(body, "properties.publicIPAddressVersion", "IPv4");
    json::set_default(body, "properties.publicIPAllocationMethod", "Dynamic");
    let is_static = json::text(body, "properties.publicIPAllocationMethod") == Some("Static");
    if json::text(body, "sku.name") != Some("Basic") && !is_static {
        // The rule is documented, the code is an assumption.
        let text = format!("Standard sku publicIp {} must have AllocationMethod set to Static.", piece.id);
        return Err(refuse("StandardSkuPublicIPMustBeStatic", text));
    }
    let minutes = number(body, "properties.idleTimeoutInMinutes")?.unwrap_or(4);
    if !(4..=30).contains(&minutes) {
        // The bounds are documented, the code is an assumption.
        let text = format!(
            "Public IP address {} has an invalid idle timeout of {minutes} minutes. The value must be between 4 and 30.",
            piece.id
        );
        return Err(refuse("PublicIPAddressIdleTimeoutIsOutOfRange", text));
    }
    json::set(body, "properties.idleTimeoutInMinutes", minutes);
    json::set_default(body, "properties.ipTags", json!([]));
    json::set_default(body, "properties.ddosSettings.protectionMode", "VirtualNetworkInherited");
    references::check(
        world,
        piece.id,
        piece.location,
        body,
        "properties.publicIPPrefix",
        "microsoft.network/publicipprefixes",
    )?;
    name(piece, body);
    let kept = piece.before.and_then(|there| json::text(&there.body, "properties.ipAddress"));
    if is_static {
        let address = kept.map_or_else(|| made_up(piece, body), str::to_owned);
        json::set(body, "properties.ipAddress", address);
    } else {
        json::remove(body, "properties.ipAddress");
    }
    Ok(())
}

pub(super) fn complete_prefix(_: &World<'_>, piece: &Piece<'_>, body: &mut Value) -> Result<(), Fault> {
    one_of(body, "sku.name", &["Standard", "StandardV2"])?;
    one_of(body, "properties.publicIPAddressVersion", &VERSIONS)?;
    json::set_default(body, "sku.name", "Standard");
    json::set_default(body, "sku.tier", "Regional");
    json::set_default(body, "properties.publicIPAddressVersion", "IPv4");
    json::set_default(body, "properties.ipTags", json!([]));
    let is_v6 = json::text(body, "properties.publicIPAddressVersion") == Some("IPv6");
    let (least, most, usual) = if is_v6 { (124, 127, 127) } else { (21, 31, 28) };
    let length = number(body, "properties.prefixLength")?.unwrap_or(usual);
    if !(least..=most).contains(&length) {
        // The bounds are documented, the code is an assumption.
        let text = format!(
            "Public IP prefix {} has an invalid prefix length {length}. The value must be between {least} and {most}.",
            piece.id
        );
        return Err(refuse("InvalidPublicIpPrefixLength", text));
    }
    json::set(body, "properties.prefixLength", length);
    let kept = piece.before.and_then(|there| json::text(&there.body, "properties.ipPrefix"));
    let range = match kept {
        Some(range) => range.to_owned(),
        None => {
            let first = made_up(piece, body);
            let net = crate::cidr::parse(&format!("{first}/{length}"));
            net.map(|net| net.to_string()).unwrap_or_default()
        }
    };
    json::set(body, "properties.ipPrefix", range);
    Ok(())
}

/// The name in the region's domain, where a label is wanted.
fn name(piece: &Piece<'_>, body: &mut Value) {
    if let Some(label) =
        json::text(body, "properties.dnsSettings.domainNameLabel").map(str::to_ascii_lowercase)
    {
        let name = format!("{label}.{}.cloudapp.azure.com", piece.location);
        json::set(body, "properties.dnsSettings.fqdn", name);
    }
}

/// An address of the ranges that are kept for examples (RFC 2544, RFC 3849), the same for the same resource.
fn made_up(piece: &Piece<'_>, body: &Value) -> String {
    let number = ids::spread(&piece.id.key());
    if json::text(body, "properties.publicIPAddressVersion") == Some("IPv6") {
        let [a, b, c, d, ..] = number.to_be_bytes();
        return format!("2001:db8:{:x}:{:x}::", u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    }
    let [a, b, c, ..] = number.to_be_bytes();
    format!("198.{}.{b}.{c}", 18 + a % 2)
}
