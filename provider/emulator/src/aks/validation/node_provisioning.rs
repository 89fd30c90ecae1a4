//! Checks on node auto-provisioning, where the service chooses and makes the nodes itself.

use super::network::lower;
use super::{Check, Facts, Found, Subject};
use crate::json;

pub(super) const CHECKS: &[Check] = &[
    ("node-provisioning-unsupported", unsupported),
    ("node-provisioning-outbound", outbound_changed),
    ("node-provisioning-dataplane", dataplane_changed),
];

fn is_on(draft: &crate::aks::draft::Draft) -> bool {
    draft.text("nodeProvisioningProfile.mode").eq_ignore_ascii_case("Auto")
}

/// What it does not go with (learn.microsoft.com/azure/aks/node-auto-provisioning, "Limitations").
fn unsupported(facts: &Facts<'_>) -> Found {
    if !is_on(facts.after) {
        return None;
    }
    let identity = json::text(&facts.after.cluster, "identity.type").unwrap_or("None");
    let windows =
        |p: &serde_json::Value| json::text(p, "osType").is_some_and(|t| t.eq_ignore_ascii_case("Windows"));
    let why = if lower(facts, "networkPlugin") == "kubenet" {
        "network plugin kubenet"
    } else if lower(facts, "networkPolicy") == "calico" {
        "network policy calico"
    } else if facts.is_dual() {
        "IPv6 clusters"
    } else if facts.after.pools.iter().any(windows) {
        "Windows agent pools"
    } else if facts.after.pools.iter().any(|p| json::text(p, "podSubnetID").is_some()) {
        "dynamic allocation of pod addresses"
    } else if identity.eq_ignore_ascii_case("None") {
        "service principals"
    } else {
        return None;
    };
    Some(vec![("why", why.to_owned())])
}

/// The way out stays as the cluster was made.
fn outbound_changed(facts: &Facts<'_>) -> Found {
    let before = facts.before.filter(|b| facts.subject == Subject::Cluster && is_on(b))?;
    let (was, is) =
        (before.text("networkProfile.outboundType"), facts.after.text("networkProfile.outboundType"));
    (!was.eq_ignore_ascii_case(is)).then(|| vec![("from", was.to_owned()), ("to", is.to_owned())])
}

/// It has to be off while the data plane changes.
fn dataplane_changed(facts: &Facts<'_>) -> Found {
    let was = facts.before?.text("networkProfile.networkDataplane");
    let switched = lower(facts, "networkDataplane") == "cilium" && !was.eq_ignore_ascii_case("cilium");
    (switched && is_on(facts.after)).then(Vec::new)
}
