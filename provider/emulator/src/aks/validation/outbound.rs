//! Checks on the way out of the cluster: outbound types and what each needs, the profiles of load balancer and NAT
//! gateway.
//!
//! In a network that AKS manages a cluster goes out through the load balancer or a managed NAT gateway, in a network of
//! one's own through the load balancer, a NAT gateway of one's own or routes of one's own, and it may change between
//! them (learn.microsoft.com/azure/aks/egress-outboundtype, "Updating outboundType after cluster creation").

use super::network::lower;
use super::{Check, Facts, Found, plain};
use crate::json;

pub(super) const CHECKS: &[Check] = &[
    ("outbound-none-without-cache", outbound_none),
    ("outbound-nat-own-network", outbound_managed_nat),
    ("outbound-needs-own-network", outbound_needs_subnet),
    ("route-table-with-system-identity", route_table_with_system_identity),
    ("outbound-without-route-table", without_route_table),
    ("outbound-without-default-route", without_default_route),
    ("outbound-without-nat-gateway", without_nat_gateway),
    ("load-balancer-sources", load_balancer_sources),
    ("load-balancer-numbers", load_balancer_numbers),
    ("load-balancer-v6-count", load_balancer_v6_count),
    ("nat-gateway-numbers", nat_gateway_numbers),
];

fn outbound_none(facts: &Facts<'_>) -> Found {
    let cached = facts.after.text("bootstrapProfile.artifactSource").eq_ignore_ascii_case("Cache");
    plain(lower(facts, "outboundType") == "none" && !cached)
}

/// A managed NAT gateway belongs to a network that AKS manages.
fn outbound_managed_nat(facts: &Facts<'_>) -> Found {
    plain(lower(facts, "outboundType") == "managednatgateway" && !facts.subnets.is_empty())
}

/// A route table or a NAT gateway of one's own stands on a subnet of one's own.
fn outbound_needs_subnet(facts: &Facts<'_>) -> Found {
    let outbound = lower(facts, "outboundType");
    let needs = matches!(outbound.as_str(), "userdefinedrouting" | "userassignednatgateway");
    (needs && facts.subnets.is_empty())
        .then(|| vec![("outbound", facts.after.text("networkProfile.outboundType").to_owned())])
}

/// Nodes of kubenet write into the route table of their subnet, for which the cluster needs an identity that its owner
/// has given the right.
fn route_table_with_system_identity(facts: &Facts<'_>) -> Found {
    let identity = json::text(&facts.after.cluster, "identity.type").unwrap_or_default();
    let tables = facts.subnets.iter().any(|s| s.there.as_ref().is_some_and(|t| t.own_route_table));
    plain(
        facts.is_new()
            && lower(facts, "networkPlugin") == "kubenet"
            && identity.eq_ignore_ascii_case("SystemAssigned")
            && tables,
    )
}

/// The first subnet of nodes that lacks something, where the outbound type is the one that needs it.
fn lacking(facts: &Facts<'_>, outbound: &str, has: impl Fn(&super::facts::SubnetFacts) -> bool) -> Found {
    if lower(facts, "outboundType") != outbound {
        return None;
    }
    let bad =
        facts.subnets.iter().find(|s| !s.pools.is_empty() && s.there.as_ref().is_some_and(|t| !has(t)))?;
    Some(vec![("id", bad.text.clone())])
}

fn without_route_table(facts: &Facts<'_>) -> Found {
    lacking(facts, "userdefinedrouting", |there| there.route_table)
}

fn without_default_route(facts: &Facts<'_>) -> Found {
    lacking(facts, "userdefinedrouting", |there| there.default_route)
}

fn without_nat_gateway(facts: &Facts<'_>) -> Found {
    lacking(facts, "userassignednatgateway", |there| there.nat_gateway)
}

/// IPv6 addresses are for clusters with both families.
fn load_balancer_v6_count(facts: &Facts<'_>) -> Found {
    let path = "networkProfile.loadBalancerProfile.managedOutboundIPs.countIPv6";
    let count = facts.after.number(path).filter(|count| *count > 0)?;
    (!facts.is_dual()).then(|| vec![("count", count.to_string())])
}

fn load_balancer_sources(facts: &Facts<'_>) -> Found {
    const SOURCES: [&str; 3] = ["managedOutboundIPs", "outboundIPs", "outboundIPPrefixes"];
    let asked = json::at(facts.wanted, "properties.networkProfile.loadBalancerProfile")?;
    let named: Vec<&str> =
        SOURCES.into_iter().filter(|s| json::at(asked, s).is_some_and(|v| !json::is_empty(v))).collect();
    (named.len() > 1).then(|| vec![("sources", named.join(", "))])
}

/// A number of a profile and its bounds; a step of 8 where `eighths` says so.
struct Bound {
    path: &'static str,
    least: i64,
    most: i64,
    eighths: bool,
}

fn out_of_bounds(facts: &Facts<'_>, bounds: &[Bound]) -> Found {
    bounds.iter().find_map(|bound| {
        let value = facts.after.property(&format!("networkProfile.{}", bound.path))?;
        let fits = value
            .as_i64()
            .is_some_and(|v| (bound.least..=bound.most).contains(&v) && (!bound.eighths || v % 8 == 0));
        (!fits).then(|| {
            vec![
                ("path", bound.path.to_owned()),
                ("value", super::shown(Some(value))),
                ("least", bound.least.to_string()),
                ("most", bound.most.to_string()),
                ("step", if bound.eighths { ", a multiple of 8" } else { "" }.to_owned()),
            ]
        })
    })
}

fn load_balancer_numbers(facts: &Facts<'_>) -> Found {
    let bound = |path, least, most, eighths| Bound { path, least, most, eighths };
    out_of_bounds(
        facts,
        &[
            bound("loadBalancerProfile.managedOutboundIPs.count", 1, 100, false),
            bound("loadBalancerProfile.managedOutboundIPs.countIPv6", 0, 100, false),
            bound("loadBalancerProfile.allocatedOutboundPorts", 0, 64_000, true),
            bound("loadBalancerProfile.idleTimeoutInMinutes", 4, 120, false),
        ],
    )
}

fn nat_gateway_numbers(facts: &Facts<'_>) -> Found {
    let bound = |path, least, most| Bound { path, least, most, eighths: false };
    out_of_bounds(
        facts,
        &[
            bound("natGatewayProfile.managedOutboundIPProfile.count", 1, 16),
            bound("natGatewayProfile.idleTimeoutInMinutes", 4, 120),
        ],
    )
}
