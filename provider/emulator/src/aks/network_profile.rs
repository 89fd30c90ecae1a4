//! The network profile as the service completes it.

use serde_json::{Value, json};

use crate::cidr;
use crate::ids;
use crate::json;
use crate::world::World;

/// The ranges of a cluster that names none.
const POD_CIDR: &str = "10.244.0.0/16";
const SERVICE_CIDR: &str = "10.0.0.0/16";

/// Fills in what a request for a cluster leaves open. Without a plugin a cluster gets Azure CNI Overlay (since November
/// 2025); `azure` without a mode is still Azure CNI with pod addresses from the node subnet.
pub(super) fn fill(world: &World<'_>, profile: &mut Value) -> rusqlite::Result<()> {
    straighten(profile);
    if json::text(profile, "networkPlugin").is_none() {
        json::set(profile, "networkPlugin", "azure");
        json::set_default(profile, "networkPluginMode", "overlay");
    }
    let plugin = lower(profile, "networkPlugin");
    let overlay = lower(profile, "networkPluginMode") == "overlay";
    if plugin == "azure" {
        json::set_default(profile, "networkDataplane", "azure");
    }
    let policy = if lower(profile, "networkDataplane") == "cilium" { "cilium" } else { "none" };
    json::set_default(profile, "networkPolicy", policy);
    json::set_default(profile, "loadBalancerSku", "standard");
    json::set_default(profile, "outboundType", "loadBalancer");
    let dual = fill_families(profile);

    if overlay || plugin == "kubenet" {
        fill_ranges(world, profile, "podCidr", POD_CIDR, dual.then_some("64"))?;
    } else {
        mirror(profile, "podCidr");
    }
    fill_ranges(world, profile, "serviceCidr", SERVICE_CIDR, dual.then_some("108"))?;
    if json::text(profile, "dnsServiceIP").is_none()
        && let Some(tenth) =
            json::text(profile, "serviceCidr").and_then(cidr::parse).and_then(|r| cidr::nth(&r, 10))
    {
        json::set(profile, "dnsServiceIP", tenth.to_string());
    }
    fill_outbound(profile, dual);
    Ok(())
}

/// Completes the profile after an update: what a change brings with it.
pub(super) fn complete(
    world: &World<'_>,
    before: &Value,
    wanted: &Value,
    profile: &mut Value,
) -> rusqlite::Result<()> {
    straighten(profile);
    keep_named_source(wanted, profile);
    for name in ["podCidr", "serviceCidr"] {
        follow(before, profile, name);
    }
    let plugin = lower(profile, "networkPlugin");
    if plugin == "azure" {
        json::set_default(profile, "networkDataplane", "azure");
    }
    if lower(profile, "networkDataplane") == "cilium" && lower(before, "networkDataplane") != "cilium" {
        // Switching the data plane takes the policy along unless the request names another one.
        if json::at(profile, "networkPolicy") == json::at(before, "networkPolicy") {
            json::set(profile, "networkPolicy", "cilium");
        }
    }
    let dual = fill_families(profile);
    if lower(profile, "networkPluginMode") == "overlay" || plugin == "kubenet" {
        fill_ranges(world, profile, "podCidr", POD_CIDR, dual.then_some("64"))?;
    }
    fill_ranges(world, profile, "serviceCidr", SERVICE_CIDR, dual.then_some("108"))?;
    fill_outbound(profile, dual);
    Ok(())
}

/// Words in the spelling of the service, whatever that of the request.
fn straighten(profile: &mut Value) {
    const WORDS: &[&str] = &[
        "azure",
        "kubenet",
        "none",
        "overlay",
        "calico",
        "cilium",
        "loadBalancer",
        "userDefinedRouting",
        "managedNATGateway",
        "userAssignedNATGateway",
        "IPv4",
        "IPv6",
    ];
    const MEMBERS: &[&str] =
        &["networkPlugin", "networkPluginMode", "networkPolicy", "networkDataplane", "outboundType"];
    let straight = |word: &str| WORDS.iter().find(|w| w.eq_ignore_ascii_case(word)).copied();
    for member in MEMBERS {
        if let Some(word) = json::text(profile, member).and_then(straight) {
            json::set(profile, member, word);
        }
    }
    if let Some(Value::Array(families)) = profile.get_mut("ipFamilies") {
        for family in families {
            if let Some(word) = family.as_str().and_then(straight) {
                *family = word.into();
            }
        }
    }
}

/// The IP families, and whether there are two.
fn fill_families(profile: &mut Value) -> bool {
    json::set_default(profile, "ipFamilies", json!(["IPv4"]));
    if json::at(profile, "ipFamilies").is_some_and(json::is_empty) {
        json::set(profile, "ipFamilies", json!(["IPv4"]));
    }
    json::texts(profile, "ipFamilies").iter().any(|f| f.eq_ignore_ascii_case("IPv6"))
}

/// Fills one kind of range: the single member mirrors the first of the list, a second family gets a random
/// unique-local range (RFC 4193) of the given length.
fn fill_ranges(
    world: &World<'_>,
    profile: &mut Value,
    name: &str,
    default: &str,
    second: Option<&str>,
) -> rusqlite::Result<()> {
    mirror(profile, name);
    json::set_default(profile, name, default);
    mirror(profile, name);
    let list = format!("{name}s");
    let mut all: Vec<String> = json::texts(profile, &list).into_iter().map(str::to_owned).collect();
    if let (Some(length), 1) = (second, all.len()) {
        let digits = ids::hex(world, 14)?;
        all.push(format!(
            "fd{}:{}:{}:{}::/{length}",
            &digits[..2],
            &digits[2..6],
            &digits[6..10],
            &digits[10..14]
        ));
        json::set(profile, &list, all);
    }
    Ok(())
}

/// Makes `podCidr` and `podCidrs` (or the service ranges) agree where only one of them is given.
fn mirror(profile: &mut Value, name: &str) {
    let list = format!("{name}s");
    let single = json::text(profile, name).map(str::to_owned);
    let first = json::texts(profile, &list).first().map(|f| (*f).to_owned());
    match (single, first) {
        (Some(single), None) => json::set(profile, &list, json!([single])),
        (None, Some(first)) => json::set(profile, name, first),
        _ => {}
    }
}

/// After an update, the member that the request changed leads the other one.
fn follow(before: &Value, profile: &mut Value, name: &str) {
    let list = format!("{name}s");
    let changed = |path: &str| json::at(profile, path) != json::at(before, path);
    let (single_changed, list_changed) = (changed(name), changed(&list));
    if single_changed && !list_changed {
        if let Some(single) = json::text(profile, name).map(str::to_owned) {
            let mut all: Vec<String> = json::texts(profile, &list).into_iter().map(str::to_owned).collect();
            match all.first_mut() {
                Some(first) => *first = single,
                None => all.push(single),
            }
            json::set(profile, &list, all);
        }
    } else if list_changed && !single_changed {
        let first = json::texts(profile, &list).first().map(|f| (*f).to_owned());
        if let Some(first) = first {
            json::set(profile, name, first);
        }
    }
}

/// Of the three sources of outbound addresses the one that the request names takes the place of the others. A request
/// that names several is refused later.
fn keep_named_source(wanted: &Value, profile: &mut Value) {
    const SOURCES: [&str; 3] = ["managedOutboundIPs", "outboundIPs", "outboundIPPrefixes"];
    let names = |source: &&str| json::at(wanted, &format!("loadBalancerProfile.{source}")).is_some();
    if SOURCES.iter().any(names) {
        for source in SOURCES.iter().filter(|source| !names(source)) {
            json::remove(profile, &format!("loadBalancerProfile.{source}"));
        }
    }
}

/// What the way out needs: managed addresses of the load balancer or of the NAT gateway.
fn fill_outbound(profile: &mut Value, dual: bool) {
    let outbound = lower(profile, "outboundType");
    let balancer = "loadBalancerProfile";
    if outbound == "loadbalancer" {
        let own = ["outboundIPs", "outboundIPPrefixes"];
        if own.iter().any(|source| json::at(profile, &format!("{balancer}.{source}")).is_some()) {
            json::remove(profile, "loadBalancerProfile.managedOutboundIPs");
        } else {
            json::set_default(profile, "loadBalancerProfile.managedOutboundIPs.count", 1);
            let six = "loadBalancerProfile.managedOutboundIPs.countIPv6";
            if dual && json::number(profile, six).unwrap_or(0) == 0 {
                json::set(profile, six, 1);
            } else if json::number(profile, six) == Some(0) {
                json::remove(profile, six);
            }
        }
        json::remove(profile, "natGatewayProfile");
    } else if outbound == "managednatgateway" {
        json::set_default(profile, "natGatewayProfile.managedOutboundIPProfile.count", 1);
        json::set_default(profile, "natGatewayProfile.idleTimeoutInMinutes", 4);
    }
    json::set_default(profile, "loadBalancerProfile.backendPoolType", "nodeIPConfiguration");
}

fn lower(profile: &Value, path: &str) -> String {
    json::text(profile, path).unwrap_or_default().to_ascii_lowercase()
}
