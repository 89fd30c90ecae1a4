//! Checks on the network profile, alone and against the subnets around it.

use ipnet::IpNet;
use std::net::IpAddr;

use super::facts::SubnetFacts;
use super::{Check, Facts, Found, plain};
use crate::{cidr, json};

pub(super) const CHECKS: &[Check] = &[
    ("mode-without-azure", mode_without_azure),
    ("pod-cidr-without-overlay", pod_cidr_without_overlay),
    ("cidr-malformed", cidr_malformed),
    ("cidr-lists-disagree", lists_disagree),
    ("ip-families", ip_families),
    ("pod-cidrs-per-family", pod_cidrs_per_family),
    ("service-cidrs-per-family", service_cidrs_per_family),
    ("dual-stack-plugin", dual_stack_plugin),
    ("dual-stack-policy", dual_stack_policy),
    ("dual-stack-nat-gateway", dual_stack_nat_gateway),
    ("service-cidr-too-large", service_cidr_too_large),
    ("service-cidr-v6-too-large", service_cidr_v6_too_large),
    ("service-cidr-forbidden", service_cidr_forbidden),
    ("cidr-reserved", cidr_reserved),
    ("pod-cidr-over-service-cidr", pods_over_services),
    ("dns-outside-service-cidr", dns_outside),
    ("dns-first-address", dns_first),
    ("cilium-policy", cilium_policy),
    ("cilium-dataplane", cilium_dataplane),
    ("subnet-malformed", subnet_malformed),
    ("subnet-missing", subnet_missing),
    ("subnets-of-two-networks", two_networks),
    ("subnet-delegated", subnet_delegated),
    ("service-cidr-over-subnet", services_over_subnet),
    ("pod-cidr-over-subnet", pods_over_subnet),
    ("pod-cidr-capacity", pod_capacity),
    ("subnet-capacity", subnet_capacity),
    ("outbound-none-without-cache", outbound_none),
    ("outbound-nat-own-network", outbound_managed_nat),
    ("outbound-needs-own-network", outbound_needs_subnet),
    ("load-balancer-sources", load_balancer_sources),
    ("load-balancer-numbers", load_balancer_numbers),
    ("nat-gateway-numbers", nat_gateway_numbers),
];

/// Addresses of one node's pods: a /24.
const NODE_BLOCK: u128 = 256;

fn lower(facts: &Facts<'_>, member: &str) -> String {
    facts.after.text(&format!("networkProfile.{member}")).to_ascii_lowercase()
}

fn mode_without_azure(facts: &Facts<'_>) -> Found {
    let (mode, plugin) = (lower(facts, "networkPluginMode"), lower(facts, "networkPlugin"));
    (!mode.is_empty() && plugin != "azure").then(|| vec![("mode", mode), ("plugin", plugin)])
}

/// With addresses from the node subnet there is no range for pods.
fn pod_cidr_without_overlay(facts: &Facts<'_>) -> Found {
    let flat = lower(facts, "networkPlugin") == "azure" && !facts.after.is_overlay();
    plain(flat && !facts.after.texts("networkProfile.podCidrs").is_empty())
}

fn cidr_malformed(facts: &Facts<'_>) -> Found {
    let lists = [
        ("podCIDR", "podCidr"),
        ("podCIDRs", "podCidrs"),
        ("serviceCIDR", "serviceCidr"),
        ("serviceCIDRs", "serviceCidrs"),
    ];
    lists.into_iter().find_map(|(target, member)| {
        let path = format!("networkProfile.{member}");
        let single = Some(facts.after.text(&path)).filter(|t| !t.is_empty());
        let bad = single.into_iter().chain(facts.after.texts(&path)).find(|t| cidr::parse(t).is_none())?;
        Some(vec![("member", target.to_owned()), ("cidr", bad.to_owned())])
    })
}

fn lists_disagree(facts: &Facts<'_>) -> Found {
    ["podCidr", "serviceCidr"].into_iter().find_map(|member| {
        let single = facts.after.text(&format!("networkProfile.{member}"));
        let first = *facts.after.texts(&format!("networkProfile.{member}s")).first()?;
        (!single.is_empty() && single != first).then(|| {
            vec![("member", member.to_owned()), ("single", single.to_owned()), ("first", first.to_owned())]
        })
    })
}

/// Exactly `[IPv4]` or `[IPv4, IPv6]`.
fn ip_families(facts: &Facts<'_>) -> Found {
    let families: Vec<String> =
        facts.after.texts("networkProfile.ipFamilies").iter().map(|f| f.to_ascii_lowercase()).collect();
    let fits = families == ["ipv4"] || families == ["ipv4", "ipv6"];
    (!fits).then(|| vec![("families", facts.after.texts("networkProfile.ipFamilies").join(", "))])
}

fn per_family(facts: &Facts<'_>, list: &str) -> Found {
    let ranges = facts.ranges(list);
    let families = facts.after.texts("networkProfile.ipFamilies");
    let kind = |r: &IpNet| if matches!(r, IpNet::V4(_)) { "IPv4" } else { "IPv6" };
    let fits = ranges.len() == families.len()
        && ranges.iter().zip(&families).all(|(range, family)| kind(range).eq_ignore_ascii_case(family));
    (!fits).then(|| {
        vec![
            ("cidrs", facts.after.texts(&format!("networkProfile.{list}")).join(", ")),
            ("families", families.join(", ")),
        ]
    })
}

fn pod_cidrs_per_family(facts: &Facts<'_>) -> Found {
    if facts.after.texts("networkProfile.podCidrs").is_empty() { None } else { per_family(facts, "podCidrs") }
}

fn service_cidrs_per_family(facts: &Facts<'_>) -> Found {
    per_family(facts, "serviceCidrs")
}

fn dual_stack_plugin(facts: &Facts<'_>) -> Found {
    let plugin = lower(facts, "networkPlugin");
    let flat = plugin == "azure" && !facts.after.is_overlay();
    (facts.is_dual() && (flat || plugin == "none"))
        .then(|| vec![("plugin", if flat { "Azure CNI".to_owned() } else { plugin })])
}

fn dual_stack_policy(facts: &Facts<'_>) -> Found {
    let policy = lower(facts, "networkPolicy");
    (facts.is_dual() && matches!(policy.as_str(), "azure" | "calico")).then(|| vec![("policy", policy)])
}

/// Only the second generation of NAT gateways carries IPv6.
fn dual_stack_nat_gateway(facts: &Facts<'_>) -> Found {
    let outbound = lower(facts, "outboundType");
    let second = facts.after.text("networkProfile.natGatewayProfile.sku").eq_ignore_ascii_case("StandardV2");
    let nat = matches!(outbound.as_str(), "managednatgateway" | "userassignednatgateway");
    (facts.is_dual() && nat && !second)
        .then(|| vec![("outbound", facts.after.text("networkProfile.outboundType").to_owned())])
}

/// kube-apiserver takes at most 20 host bits: /12, and /108 for IPv6.
fn too_large(facts: &Facts<'_>, four: bool, shortest: u8) -> Found {
    let found = facts
        .ranges("serviceCidrs")
        .into_iter()
        .find(|r| matches!(r, IpNet::V4(_)) == four && r.prefix_len() < shortest)?;
    Some(vec![("cidr", found.to_string()), ("shortest", shortest.to_string())])
}

fn service_cidr_too_large(facts: &Facts<'_>) -> Found {
    too_large(facts, true, 12)
}

fn service_cidr_v6_too_large(facts: &Facts<'_>) -> Found {
    too_large(facts, false, 108)
}

fn touching(ranges: &[IpNet], forbidden: &[&str]) -> Option<(IpNet, IpNet)> {
    let forbidden: Vec<IpNet> = forbidden.iter().filter_map(|f| cidr::parse(f)).collect();
    ranges.iter().find_map(|r| forbidden.iter().find(|f| cidr::overlap(r, f)).map(|f| (*r, *f)))
}

/// Ranges that no virtual network may use.
fn service_cidr_forbidden(facts: &Facts<'_>) -> Found {
    const FORBIDDEN: &[&str] =
        &["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "168.63.129.16/32", "0.0.0.0/8"];
    if !facts.changed("networkProfile.serviceCidrs") {
        return None;
    }
    let (cidr, with) = touching(&facts.ranges("serviceCidrs"), FORBIDDEN)?;
    Some(vec![("cidr", cidr.to_string()), ("with", with.to_string())])
}

/// Ranges that AKS uses itself: link-local since January 2025, the others for pods since May 2026. Clusters that have
/// one keep it.
fn cidr_reserved(facts: &Facts<'_>) -> Found {
    const RESERVED: &[&str] = &["169.254.0.0/16", "192.0.2.0/24", "172.30.0.0/16", "172.31.0.0/16"];
    ["podCidrs", "serviceCidrs"].into_iter().find_map(|list| {
        if !facts.changed(&format!("networkProfile.{list}")) {
            return None;
        }
        let (cidr, with) = touching(&facts.ranges(list), RESERVED)?;
        let member = if list == "podCidrs" { "podCIDR" } else { "serviceCIDR" };
        Some(vec![("member", member.to_owned()), ("cidr", cidr.to_string()), ("with", with.to_string())])
    })
}

fn pods_over_services(facts: &Facts<'_>) -> Found {
    let services = facts.ranges("serviceCidrs");
    let pods = facts.ranges("podCidrs");
    let (pod, service) =
        pods.iter().flat_map(|p| services.iter().map(move |s| (p, s))).find(|(p, s)| cidr::overlap(p, s))?;
    Some(vec![("pods", pod.to_string()), ("services", service.to_string())])
}

fn dns(facts: &Facts<'_>) -> Option<(String, Option<IpAddr>, IpNet)> {
    let text = facts.after.text("networkProfile.dnsServiceIP");
    let service = *facts.ranges("serviceCidrs").first()?;
    (!text.is_empty()).then(|| (text.to_owned(), text.parse().ok(), service))
}

fn dns_outside(facts: &Facts<'_>) -> Found {
    let (text, address, service) = dns(facts)?;
    let inside = address.is_some_and(|a| service.contains(&a));
    (!inside).then(|| vec![("ip", text), ("cidr", service.to_string())])
}

/// The first two addresses of the range belong to the network and to `kubernetes.default`.
fn dns_first(facts: &Facts<'_>) -> Found {
    let (text, address, service) = dns(facts)?;
    let taken = [cidr::nth(&service, 0), cidr::nth(&service, 1)].contains(&address);
    (address.is_some() && taken).then(|| vec![("ip", text), ("cidr", service.to_string())])
}

fn cilium_policy(facts: &Facts<'_>) -> Found {
    plain(lower(facts, "networkDataplane") == "cilium" && lower(facts, "networkPolicy") != "cilium")
}

fn cilium_dataplane(facts: &Facts<'_>) -> Found {
    plain(lower(facts, "networkPolicy") == "cilium" && lower(facts, "networkDataplane") != "cilium")
}

fn subnet_malformed(facts: &Facts<'_>) -> Found {
    let bad = facts.subnets.iter().find(|s| s.id.is_none())?;
    Some(vec![("id", bad.text.clone())])
}

fn subnet_missing(facts: &Facts<'_>) -> Found {
    let bad = facts.subnets.iter().find(|s| s.there.is_none())?;
    Some(vec![("id", bad.text.clone())])
}

fn two_networks(facts: &Facts<'_>) -> Found {
    let mut networks = facts.subnets.iter().filter_map(|s| s.id.as_ref().and_then(|id| id.parent()));
    let first = networks.next()?;
    let other = networks.find(|n| *n != first)?;
    Some(vec![("first", first.to_string()), ("other", other.to_string())])
}

fn subnet_delegated(facts: &Facts<'_>) -> Found {
    let bad = facts
        .subnets
        .iter()
        .find(|s| !s.pools.is_empty() && s.there.as_ref().is_some_and(|t| t.delegated))?;
    Some(vec![("id", bad.text.clone())])
}

/// The subnets of the networks that the cluster stands in; for a cluster without a network of its own, the one that
/// AKS makes for it.
fn neighbours(facts: &Facts<'_>) -> Vec<(String, IpNet)> {
    if facts.subnets.is_empty() {
        return cidr::parse("10.224.0.0/16").map(|r| ("aks-subnet".to_owned(), r)).into_iter().collect();
    }
    let there = facts.subnets.iter().filter_map(|s| s.there.as_ref());
    let all = there.flat_map(|t| &t.neighbours);
    all.flat_map(|(name, ranges)| ranges.iter().map(|r| (name.clone(), *r))).collect()
}

fn over_subnet(facts: &Facts<'_>, list: &str) -> Found {
    let around = neighbours(facts);
    let ranges = facts.ranges(list);
    let (range, (name, subnet)) = ranges
        .iter()
        .flat_map(|r| around.iter().map(move |s| (r, s)))
        .find(|(r, (_, s))| cidr::overlap(r, s))?;
    Some(vec![("cidr", range.to_string()), ("subnet", subnet.to_string()), ("name", name.clone())])
}

fn services_over_subnet(facts: &Facts<'_>) -> Found {
    over_subnet(facts, "serviceCidrs")
}

/// Since October 2024 every subnet of the network counts, and no longer the whole address space.
fn pods_over_subnet(facts: &Facts<'_>) -> Found {
    let mut found = over_subnet(facts, "podCidrs")?;
    let there = facts.subnets.iter().find_map(|s| s.there.as_ref());
    let space = there.map_or(String::new(), |t: &SubnetFacts| {
        t.space.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    });
    found.push(("space", space));
    Some(found)
}

/// Nodes that a pool may come to have: the upper bound of a scaled pool, else its count.
fn most_nodes(pool: &serde_json::Value) -> u128 {
    let scaled = json::at(pool, "enableAutoScaling").and_then(serde_json::Value::as_bool) == Some(true);
    let member = if scaled { "maxCount" } else { "count" };
    u128::try_from(json::number(pool, member).unwrap_or(0)).unwrap_or(0)
}

/// Every node takes a block of the pod CIDR, whatever its number of pods.
fn pod_capacity(facts: &Facts<'_>) -> Found {
    if !facts.after.is_overlay() {
        return None;
    }
    let range = facts.ranges("podCidrs").into_iter().find(|r| matches!(r, IpNet::V4(_)))?;
    let nodes: u128 = facts.after.pools.iter().map(most_nodes).sum();
    let (needed, available) = (nodes * NODE_BLOCK, 1u128 << (32 - range.prefix_len()));
    (needed > available).then(|| {
        vec![
            ("needed", needed.to_string()),
            ("available", available.to_string()),
            ("cidr", range.to_string()),
        ]
    })
}

/// Every node takes one address of its subnet, of which Azure keeps five. Without overlay every pod takes one too.
fn subnet_capacity(facts: &Facts<'_>) -> Found {
    let flat = lower(facts, "networkPlugin") == "azure" && !facts.after.is_overlay();
    facts.subnets.iter().find_map(|subnet| {
        let there = subnet.there.as_ref()?;
        let range = there.prefixes.iter().find(|r| matches!(r, IpNet::V4(_)))?;
        let of_subnet = facts
            .after
            .pools
            .iter()
            .filter(|p| subnet.pools.iter().any(|name| json::text(p, "name") == Some(name.as_str())));
        let needed: u128 = of_subnet
            .map(|pool| {
                let pods = u128::try_from(json::number(pool, "maxPods").unwrap_or(0)).unwrap_or(0);
                let own = json::text(pool, "podSubnetID").is_some();
                most_nodes(pool) * if flat && !own { 1 + pods } else { 1 }
            })
            .sum();
        let available = (1u128 << (32 - range.prefix_len())).saturating_sub(5);
        (needed > available).then(|| {
            vec![
                ("needed", needed.to_string()),
                ("available", available.to_string()),
                ("cidr", range.to_string()),
                ("name", there.name.clone()),
            ]
        })
    })
}

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
