//! Numbers and findings as attributes.

use super::model::{Expansion, NetworkPlan, NodeBlocks, Overlap, SubnetRoom};
use crate::{
    findings::{Finding, Unchecked},
    rules::{
        RuleSettings, Verdict, View,
        forecast::{self, Blocks, Forecast},
    },
};

/// The data source with everything that it tells.
pub(super) fn plan(
    config: NetworkPlan,
    view: &View,
    verdict: &Verdict,
    settings: &RuleSettings,
) -> NetworkPlan {
    let forecast = Forecast::of(view);
    NetworkPlan {
        as_of: Some(settings.date().to_string()),
        node_blocks: forecast.pods.as_ref().map(blocks),
        subnets: Some(forecast.subnets.iter().map(subnet).collect()),
        overlaps: Some(forecast.overlaps.iter().map(overlap).collect()),
        next_free_cidr: forecast.next_free_cidr.map(|cidr| cidr.to_string()),
        findings: Some(verdict.findings.iter().map(Finding::of).collect()),
        unchecked: Some(Unchecked::all(verdict)),
        ..config
    }
}

fn blocks(blocks: &Blocks) -> NodeBlocks {
    let left = |needed| Some(difference(blocks.total, needed));
    let expansion = |expansion: &forecast::Expansion| Expansion {
        cidr: Some(expansion.cidr.to_string()),
        nodes: Some(number(expansion.nodes)),
    };
    NodeBlocks {
        pod_cidr: Some(blocks.cidr.to_string()),
        total: Some(number(blocks.total)),
        used: Some(number(blocks.used)),
        left: left(blocks.used),
        at_max_count: Some(number(blocks.at_max_count)),
        left_at_max_count: left(blocks.at_max_count),
        with_surge: Some(number(blocks.with_surge)),
        left_with_surge: left(blocks.with_surge),
        first_pool_that_fails: blocks.first_pool_that_fails.clone(),
        sufficient_cidr: blocks.sufficient_cidr.map(|cidr| cidr.to_string()),
        expansions: Some(blocks.expansions.iter().map(expansion).collect()),
    }
}

fn subnet(room: &forecast::SubnetRoom) -> SubnetRoom {
    let free = |used| Some(difference(room.total, used));
    SubnetRoom {
        id: Some(room.id.clone()),
        address_prefixes: Some(room.address_prefixes.clone()),
        pools: Some(room.pools.clone()),
        total: Some(number(room.total)),
        used: Some(number(room.used)),
        free: free(room.used),
        free_at_max_count: free(room.at_max_count),
        free_with_surge: free(room.with_surge),
    }
}

fn overlap(overlap: &forecast::Overlap) -> Overlap {
    Overlap {
        purpose: Some(overlap.purpose.to_owned()),
        cidr: Some(overlap.cidr.to_string()),
        with: Some(overlap.with.to_string()),
        what: Some(overlap.what.clone()),
        via: Some(overlap.via.clone()),
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn difference(room: u64, needed: u64) -> i64 {
    number(room).saturating_sub(number(needed))
}
