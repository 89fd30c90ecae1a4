//! A node as its readers see it.

use ipnet::IpNet;
use serde_json::{Value, json};
use std::net::IpAddr;

use super::blocks::pod_cidrs;
use super::kept::{self, Kept};
use super::subnet::Home;
use crate::aks::draft::Draft;
use crate::aks::node_group;
use crate::world::World;
use crate::{cidr, json};

/// A node as Kubernetes shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) pool: String,
    /// `System`, `User` or `Gateway`.
    pub(crate) mode: String,
    /// The full version of its kubelet.
    pub(crate) version: String,
    pub(crate) image: String,
    pub(crate) os_type: String,
    pub(crate) os_sku: String,
    pub(crate) vm_size: String,
    /// The blocks for its pods, IPv4 first; none where pods take addresses of a subnet.
    pub(crate) pod_cidrs: Vec<String>,
    /// Its own addresses, IPv4 first.
    pub(crate) internal_ips: Vec<String>,
    /// Labels of its pool, as the cluster's owner set them.
    pub(crate) labels: Value,
    /// When it last joined the cluster, in milliseconds since 1970: new nodes and re-imaged ones join anew.
    pub(crate) created: i64,
    /// The number of the machine in its scale set.
    pub(crate) index: u32,
    /// The identifier of its scale set.
    pub(crate) scale_set: String,
}

/// The nodes of a cluster, in the order of its pools.
pub(crate) fn of_draft(world: &World<'_>, draft: &Draft) -> rusqlite::Result<Vec<Node>> {
    let mut all = Vec::new();
    for pool in &draft.pools {
        let home = Home::of(world, draft, pool)?;
        all.extend(
            kept::of_pool(draft, kept::name_of(pool)).into_iter().map(|node| shown(draft, pool, &home, node)),
        );
    }
    Ok(all)
}

fn shown(draft: &Draft, pool: &Value, home: &Home, node: Kept) -> Node {
    let text = |member: &str| json::text(pool, member).unwrap_or_default().to_owned();
    Node {
        name: node_group::machine(draft, pool, node.index),
        pool: text("name"),
        mode: text("mode"),
        version: text("currentOrchestratorVersion"),
        image: text("nodeImageVersion"),
        os_type: text("osType"),
        os_sku: text("osSKU"),
        vm_size: text("vmSize"),
        pod_cidrs: pod_cidrs(draft, node),
        internal_ips: internal_ips(draft, home, node),
        labels: json::at(pool, "nodeLabels").cloned().unwrap_or_else(|| json!({})),
        created: node.created,
        index: node.index,
        scale_set: node_group::scale_set(draft, pool),
    }
}

fn internal_ips(draft: &Draft, home: &Home, node: Kept) -> Vec<String> {
    let (Some(place), Some(four)) = (node.place, home.four) else { return Vec::new() };
    let mut all: Vec<String> = cidr::nth(&four, place).map(|ip: IpAddr| ip.to_string()).into_iter().collect();
    if draft.texts("networkProfile.ipFamilies").len() > 1
        && let Some(six) = home.six
    {
        all.extend(cidr::nth(&IpNet::V6(six), place).map(|ip| ip.to_string()));
    }
    all
}
