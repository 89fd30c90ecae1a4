//! Checks against the subnets that node pools stand in, and of the room there.

use std::rc::Rc;

use ipnet::IpNet;
use serde_json::Value;

use super::facts::{NetworkFacts, SubnetFacts};
use super::{Check, Facts, Found, Subject};
use crate::aks::nodes;
use crate::{cidr, json};

pub(super) const CHECKS: &[Check] = &[
    ("subnet-malformed", subnet_malformed),
    ("subnet-missing", subnet_missing),
    ("subnet-names-too-long", names_too_long),
    ("subnets-of-two-networks", two_networks),
    ("network-not-ready", network_not_ready),
    ("subnet-reserved", subnet_reserved),
    ("subnet-delegated", subnet_delegated),
    ("subnet-with-external-resources", external_resources),
    ("dual-stack-subnet", dual_stack_subnet),
    ("service-cidr-over-subnet", services_over_subnet),
    ("pod-cidr-over-subnet", pods_over_subnet),
    ("pod-cidr-capacity", pod_capacity),
    ("subnet-capacity", subnet_capacity),
];

/// Addresses of one node's pods: a /24.
const NODE_BLOCK: u128 = 256;

fn subnet_malformed(facts: &Facts<'_>) -> Found {
    let bad = facts.subnets.iter().find(|s| s.id.is_none())?;
    Some(vec![("id", bad.text.clone())])
}

fn subnet_missing(facts: &Facts<'_>) -> Found {
    let bad = facts.subnets.iter().find(|s| s.there.is_none())?;
    Some(vec![("id", bad.text.clone())])
}

/// With overlay the names of subnet, network and their group have 63 characters at most (since November 2023).
fn names_too_long(facts: &Facts<'_>) -> Found {
    if !facts.after.is_overlay() {
        return None;
    }
    facts.subnets.iter().filter_map(|s| s.id.as_ref()).find_map(|id| {
        let network = id.parent()?;
        let names =
            [("subnet", id.name()), ("virtual network", network.name()), ("resource group", id.group()?)];
        let (what, name) = names.into_iter().find(|(_, name)| name.chars().count() > 63)?;
        Some(vec![("what", what.to_owned()), ("name", name.to_owned())])
    })
}

/// A new cluster or pool waits for a network that is being changed.
fn network_not_ready(facts: &Facts<'_>) -> Found {
    let new = |name: &String| facts.pool_before(name).is_none();
    let subnets = facts.subnets.iter().filter(|s| s.pools.iter().any(new));
    subnets.into_iter().find_map(|s| {
        let there = s.there.as_ref()?;
        (there.network.state != "Succeeded").then(|| {
            let network =
                s.id.as_ref().and_then(|id| id.parent()).map(|id| id.to_string()).unwrap_or_default();
            vec![("network", network), ("state", there.network.state.clone())]
        })
    })
}

/// A subnet that another service has taken for itself.
fn external_resources(facts: &Facts<'_>) -> Found {
    let bad = facts.subnets.iter().find(|s| s.there.as_ref().is_some_and(|t| t.external))?;
    Some(vec![("id", bad.text.clone())])
}

/// With two IP families every subnet of nodes has ranges of both.
fn dual_stack_subnet(facts: &Facts<'_>) -> Found {
    if !facts.is_dual() {
        return None;
    }
    let six = |there: &SubnetFacts| there.prefixes.iter().any(|r| matches!(r, IpNet::V6(_)));
    let bad =
        facts.subnets.iter().find(|s| !s.pools.is_empty() && s.there.as_ref().is_some_and(|t| !six(t)))?;
    Some(vec![("id", bad.text.clone())])
}

fn two_networks(facts: &Facts<'_>) -> Found {
    let mut networks = facts.subnets.iter().filter_map(|s| s.id.as_ref().and_then(|id| id.parent()));
    let first = networks.next()?;
    let other = networks.find(|n| *n != first)?;
    Some(vec![("first", first.to_string()), ("other", other.to_string())])
}

/// Subnets that are named for one service, and for it alone
/// (learn.microsoft.com/azure/virtual-network/virtual-network-for-azure-services).
fn subnet_reserved(facts: &Facts<'_>) -> Found {
    const RESERVED: [&str; 3] = ["GatewaySubnet", "AzureFirewallSubnet", "AzureBastionSubnet"];
    let reserved = |name: &str| RESERVED.iter().any(|r| r.eq_ignore_ascii_case(name));
    let bad = facts.subnets.iter().find(|s| s.there.as_ref().is_some_and(|t| reserved(&t.name)))?;
    Some(vec![("id", bad.text.clone())])
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
    let mut networks: Vec<&Rc<NetworkFacts>> = Vec::new();
    for there in facts.subnets.iter().filter_map(|s| s.there.as_ref()) {
        if !networks.iter().any(|known| Rc::ptr_eq(known, &there.network)) {
            networks.push(&there.network);
        }
    }
    let all = networks.into_iter().flat_map(|network| &network.subnets);
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
        t.network.space.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    });
    found.push(("space", space));
    Some(found)
}

/// Nodes that a pool may come to have: the upper bound of a scaled pool, else its count.
fn most_nodes(pool: &Value) -> u128 {
    let scaled = json::at(pool, "enableAutoScaling").and_then(Value::as_bool) == Some(true);
    let member = if scaled { "maxCount" } else { "count" };
    u128::try_from(json::number(pool, member).unwrap_or(0)).unwrap_or(0)
}

/// Nodes that a request adds for its time: of all pools where all are re-imaged together, else of the largest of those
/// that get another version, one after the other.
fn surge(facts: &Facts<'_>) -> u128 {
    let Some(before) = facts.before else { return 0 };
    let of = |pool: &&Value| u128::from(nodes::surge(pool));
    let together = facts.subject == Subject::Cluster && crate::aks::update::reimages_all(before, facts.after);
    if together {
        return facts.after.pools.iter().map(|p| of(&p)).sum();
    }
    let upgraded = facts.pools().filter(|pool| {
        let there = json::text(pool, "name").and_then(|name| facts.pool_before(name));
        let version = |p: &Value| json::text(p, "currentOrchestratorVersion").map(str::to_owned);
        there.is_some_and(|there| version(there) != version(pool))
    });
    upgraded.map(|p| of(&p)).max().unwrap_or(0)
}

/// Every node takes a block of the pod CIDR, whatever its number of pods.
fn pod_capacity(facts: &Facts<'_>) -> Found {
    if !facts.after.is_overlay() {
        return None;
    }
    let range = facts.ranges("podCidrs").into_iter().find(|r| matches!(r, IpNet::V4(_)))?;
    let nodes: u128 = facts.after.pools.iter().map(most_nodes).sum::<u128>() + surge(facts);
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
    facts.subnets.iter().find_map(|subnet| {
        let there = subnet.there.as_ref()?;
        let range = there.prefixes.iter().find(|r| matches!(r, IpNet::V4(_)))?;
        let of_subnet = facts
            .after
            .pools
            .iter()
            .filter(|p| subnet.pools.iter().any(|name| json::text(p, "name") == Some(name.as_str())));
        let needed: u128 = of_subnet
            .map(|pool| most_nodes(pool) * u128::from(nodes::addresses_per_node(facts.after, pool)))
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
