//! Checks on the network profile alone.

use ipnet::IpNet;
use std::net::IpAddr;

use super::{Check, Facts, Found, plain};
use crate::cidr;

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
    ("cidr-forbidden", cidr_forbidden),
    ("cidr-reserved", cidr_reserved),
    ("pod-cidr-over-service-cidr", pods_over_services),
    ("dns-outside-service-cidr", dns_outside),
    ("dns-first-address", dns_first),
    ("cilium-policy", cilium_policy),
    ("cilium-dataplane", cilium_dataplane),
    ("cilium-plugin", cilium_plugin),
    ("policy-with-kubenet", policy_with_kubenet),
    ("pod-cidr-v6-too-small", pod_cidr_v6_too_small),
    ("static-egress-dual-stack", static_egress_dual_stack),
];

pub(super) fn lower(facts: &Facts<'_>, member: &str) -> String {
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
    let second = match outbound.as_str() {
        "managednatgateway" => {
            facts.after.text("networkProfile.natGatewayProfile.sku").eq_ignore_ascii_case("StandardV2")
        }
        "userassignednatgateway" => {
            facts.subnets.iter().filter_map(|subnet| subnet.there.as_ref()).all(|there| there.nat_gateway_v2)
        }
        _ => true,
    };
    (facts.is_dual() && !second)
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
fn cidr_forbidden(facts: &Facts<'_>) -> Found {
    const FORBIDDEN: &[&str] = &[
        "224.0.0.0/4",
        "255.255.255.255/32",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "0.0.0.0/8",
        "ff00::/8",
        "fe80::/10",
        "::1/128",
    ];
    changed_over(facts, FORBIDDEN)
}

/// Ranges that AKS uses itself: link-local since January 2025, the others for pods since May 2026. Clusters that have
/// one keep it.
fn cidr_reserved(facts: &Facts<'_>) -> Found {
    const RESERVED: &[&str] = &["169.254.0.0/16", "192.0.2.0/24", "172.30.0.0/16", "172.31.0.0/16"];
    changed_over(facts, RESERVED)
}

/// A range of pods or services that the request names and that meets one of these.
fn changed_over(facts: &Facts<'_>, kept: &[&str]) -> Found {
    ["podCidrs", "serviceCidrs"].into_iter().find_map(|list| {
        if !facts.changed(&format!("networkProfile.{list}")) {
            return None;
        }
        let (cidr, with) = touching(&facts.ranges(list), kept)?;
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

/// The Cilium data plane runs on Azure CNI alone.
fn cilium_plugin(facts: &Facts<'_>) -> Found {
    let plugin = lower(facts, "networkPlugin");
    (lower(facts, "networkDataplane") == "cilium" && plugin != "azure").then(|| vec![("plugin", plugin)])
}

/// Azure Network Policy Manager needs Azure CNI; kubenet takes Calico only.
fn policy_with_kubenet(facts: &Facts<'_>) -> Found {
    plain(lower(facts, "networkPlugin") == "kubenet" && lower(facts, "networkPolicy") == "azure")
}

/// A node's IPv6 block is a /120.
fn pod_cidr_v6_too_small(facts: &Facts<'_>) -> Found {
    let six = facts.ranges("podCidrs").into_iter().find(|r| matches!(r, IpNet::V6(_)))?;
    (facts.after.is_overlay() && six.prefix_len() > 120).then(|| vec![("cidr", six.to_string())])
}

fn static_egress_dual_stack(facts: &Facts<'_>) -> Found {
    let enabled = facts.after.property("networkProfile.staticEgressGatewayProfile.enabled");
    plain(facts.is_dual() && enabled.and_then(serde_json::Value::as_bool) == Some(true))
}
