//! Checks on changes: what cannot change at all, what can change one way only, what must change alone.

use ipnet::IpNet;
use serde_json::Value;

use super::{Check, Facts, Found, Subject, plain};
use crate::aks::draft::wanted_pools;
use crate::aks::versions;
use crate::{cidr, json};

pub(super) const CHECKS: &[Check] = &[
    ("new-pool-introduced", introduced),
    ("property-fixed", property_fixed),
    ("plugin-fixed", plugin_fixed),
    ("overlay-is-one-way", overlay_one_way),
    ("overlay-with-policy", overlay_with_policy),
    ("overlay-with-pod-subnets", overlay_with_pod_subnets),
    ("overlay-with-custom-masquerade", overlay_with_custom_masquerade),
    ("overlay-and-dataplane-at-once", overlay_and_dataplane),
    ("pod-cidr-not-expanded", not_expanded),
    ("pod-cidr-expansion-not-alone", expansion_not_alone),
    ("families-shrink", families_shrink),
    ("dual-stack-with-overlay-at-once", dual_with_overlay),
    ("dataplane-back", dataplane_back),
    ("identity-for-route-table", identity_for_route_table),
    ("issuer-disabled", issuer_disabled),
    ("server-integration-back", server_integration_back),
    ("private-cluster-fixed", private_cluster_fixed),
    ("version-change", version_change),
    ("pool-property-fixed", pool_fixed),
];

/// Members of the cluster that stay as they were made.
const FIXED: &[&str] = &[
    "dnsPrefix",
    "fqdnSubdomain",
    "nodeResourceGroup",
    "enableRBAC",
    "diskEncryptionSetID",
    "linuxProfile.adminUsername",
    "windowsProfile.adminUsername",
    "networkProfile.serviceCidr",
    "networkProfile.serviceCidrs",
    "networkProfile.dnsServiceIP",
    "networkProfile.loadBalancerSku",
    "networkProfile.networkMode",
    "apiServerAccessProfile.subnetId",
];

/// Members of a pool that stay as they were made.
const POOL_FIXED: &[&str] = &[
    "vmSize",
    "vnetSubnetID",
    "podSubnetID",
    "maxPods",
    "osType",
    "osDiskType",
    "osDiskSizeGB",
    "kubeletDiskType",
    "availabilityZones",
    "type",
    "scaleSetPriority",
    "scaleSetEvictionPolicy",
    "spotMaxPrice",
    "kubeletConfig",
    "linuxOSConfig",
    "workloadRuntime",
    "messageOfTheDay",
    "podIPAllocationMode",
    "windowsProfile.disableOutboundNat",
    "networkProfile.nodePublicIPTags",
    "enableEncryptionAtHost",
    "enableUltraSSD",
    "enableNodePublicIP",
    "nodePublicIPPrefixID",
    "proximityPlacementGroupID",
    "gpuInstanceProfile",
    "hostGroupID",
];

/// Equal but for the case of texts: identifiers and enumerations come back in another case. What is absent is the same
/// as what is empty or off.
fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    let some = |v: &&Value| !json::is_empty(v) && *v != &Value::Bool(false) && v.as_str() != Some("");
    match (a.filter(some), b.filter(some)) {
        (Some(Value::String(a)), Some(Value::String(b))) => a.eq_ignore_ascii_case(b),
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(Some(a), Some(b)))
        }
        (a, b) => a == b,
    }
}

fn introduced(facts: &Facts<'_>) -> Found {
    let before = facts.before.filter(|_| facts.subject == Subject::Cluster)?;
    let new = before.introduced(facts.wanted)?;
    Some(vec![("name", json::text(new, "name").unwrap_or_default().to_owned())])
}

fn property_fixed(facts: &Facts<'_>) -> Found {
    let before = facts.before?;
    let path = FIXED.iter().find(|path| {
        let (was, is) = (before.property(path), facts.after.property(path));
        // A second family of addresses comes with dual stack.
        let grown = path.ends_with("serviceCidrs")
            && before.texts("networkProfile.ipFamilies").len()
                < facts.after.texts("networkProfile.ipFamilies").len()
            && before.texts(path).first() == facts.after.texts(path).first();
        !same(was, is) && !grown && (was.is_some() || !path.contains("Profile."))
    })?;
    Some(vec![("path", (*path).to_owned())])
}

fn network<'d>(draft: &'d crate::aks::draft::Draft, member: &str) -> &'d str {
    draft.text(&format!("networkProfile.{member}"))
}

/// Only kubenet gives way to another plugin, and only to Azure CNI Overlay.
fn plugin_fixed(facts: &Facts<'_>) -> Found {
    let before = facts.before?;
    let (was, is) = (network(before, "networkPlugin"), network(facts.after, "networkPlugin"));
    let allowed =
        was.eq_ignore_ascii_case(is) || (was.eq_ignore_ascii_case("kubenet") && facts.after.is_overlay());
    (!allowed).then(|| vec![("from", was.to_owned()), ("to", is.to_owned())])
}

fn overlay_one_way(facts: &Facts<'_>) -> Found {
    plain(facts.before?.is_overlay() && !facts.after.is_overlay())
}

fn to_overlay(facts: &Facts<'_>) -> bool {
    facts.before.is_some_and(|b| !b.is_overlay()) && facts.after.is_overlay()
}

/// Azure NPM and Calico have to be taken off first; Cilium may stay.
fn overlay_with_policy(facts: &Facts<'_>) -> Found {
    let policy = network(facts.before?, "networkPolicy").to_ascii_lowercase();
    plain(to_overlay(facts) && matches!(policy.as_str(), "azure" | "calico"))
}

fn overlay_with_pod_subnets(facts: &Facts<'_>) -> Found {
    let pool = facts.before?.pools.iter().find(|p| json::text(p, "podSubnetID").is_some())?;
    to_overlay(facts).then(|| vec![("name", json::text(pool, "name").unwrap_or_default().to_owned())])
}

/// A configuration of the masquerading agent beside the one that AKS keeps (refused since January 2025).
fn overlay_with_custom_masquerade(facts: &Facts<'_>) -> Found {
    plain(to_overlay(facts) && facts.custom_masquerade)
}

/// The way addresses are given out and the data plane do not change in one operation.
fn overlay_and_dataplane(facts: &Facts<'_>) -> Found {
    let was = network(facts.before?, "networkDataplane");
    let is = network(facts.after, "networkDataplane");
    plain(to_overlay(facts) && is.eq_ignore_ascii_case("cilium") && !was.eq_ignore_ascii_case("cilium"))
}

/// First IPv4 range for pods, before and after, where an overlay cluster changes it.
fn pod_cidrs(facts: &Facts<'_>) -> Option<(IpNet, IpNet)> {
    let before = facts.before.filter(|b| b.is_overlay())?;
    let first = |list: Vec<&str>| list.first().and_then(|t| cidr::parse(t));
    let was = first(before.texts("networkProfile.podCidrs"))?;
    let is = first(facts.after.texts("networkProfile.podCidrs"))?;
    (was != is).then_some((was, is))
}

/// A pod CIDR grows around the old one and does nothing else.
fn not_expanded(facts: &Facts<'_>) -> Found {
    if let Some((was, is)) = pod_cidrs(facts) {
        return (!is.contains(&was)).then(|| vec![("from", was.to_string()), ("to", is.to_string())]);
    }
    let before = facts.before?;
    // Kubenet keeps its range until it moves to overlay, where it may take another (since August 2025), and the second
    // family never changes.
    let (was, is) = (before.texts("networkProfile.podCidrs"), facts.after.texts("networkProfile.podCidrs"));
    let differs = |(a, b): (&&str, &&str)| cidr::parse(a) != cidr::parse(b);
    let moves = to_overlay(facts) && network(before, "networkPlugin").eq_ignore_ascii_case("kubenet");
    let changed = was.iter().zip(&is).skip(usize::from(moves)).any(differs);
    changed.then(|| vec![("from", was.join(", ")), ("to", is.join(", "))])
}

/// Expansion is for Linux nodes with one family.
fn expansion_not_alone(facts: &Facts<'_>) -> Found {
    let (was, is) = pod_cidrs(facts)?;
    let windows = facts
        .after
        .pools
        .iter()
        .any(|p| json::text(p, "osType").is_some_and(|t| t.eq_ignore_ascii_case("Windows")));
    let why = match (facts.is_dual(), windows) {
        (true, _) => "the cluster has two IP families",
        (_, true) => "the cluster has Windows node pools",
        _ => return None,
    };
    Some(vec![("from", was.to_string()), ("to", is.to_string()), ("why", why.to_owned())])
}

fn families_shrink(facts: &Facts<'_>) -> Found {
    let was = facts.before?.texts("networkProfile.ipFamilies").len();
    plain(facts.after.texts("networkProfile.ipFamilies").len() < was)
}

fn dual_with_overlay(facts: &Facts<'_>) -> Found {
    let was = facts.before?.texts("networkProfile.ipFamilies").len();
    plain(to_overlay(facts) && facts.after.texts("networkProfile.ipFamilies").len() > was)
}

fn dataplane_back(facts: &Facts<'_>) -> Found {
    let (was, is) = (network(facts.before?, "networkDataplane"), network(facts.after, "networkDataplane"));
    plain(was.eq_ignore_ascii_case("cilium") && !is.eq_ignore_ascii_case("cilium"))
}

/// AKS takes its route table off a subnet of one's own, and its routes out of a table of one's own, with an identity
/// that has been given the right (since March 2026).
fn identity_for_route_table(facts: &Facts<'_>) -> Found {
    let kubenet = network(facts.before?, "networkPlugin").eq_ignore_ascii_case("kubenet");
    let identity = json::text(&facts.after.cluster, "identity.type").unwrap_or_default();
    let tables = facts.subnets.iter().any(|s| s.there.as_ref().is_some_and(|t| t.route_table));
    plain(to_overlay(facts) && kubenet && tables && identity.eq_ignore_ascii_case("SystemAssigned"))
}

fn is_true(draft: &crate::aks::draft::Draft, path: &str) -> bool {
    draft.property(path).and_then(Value::as_bool) == Some(true)
}

fn issuer_disabled(facts: &Facts<'_>) -> Found {
    let path = "oidcIssuerProfile.enabled";
    plain(is_true(facts.before?, path) && !is_true(facts.after, path))
}

fn server_integration_back(facts: &Facts<'_>) -> Found {
    let path = "apiServerAccessProfile.enableVnetIntegration";
    plain(is_true(facts.before?, path) && !is_true(facts.after, path))
}

/// A cluster becomes private, or public, only where its API server stands in a subnet.
fn private_cluster_fixed(facts: &Facts<'_>) -> Found {
    let before = facts.before?;
    let path = "apiServerAccessProfile.enablePrivateCluster";
    let integrated = is_true(facts.after, "apiServerAccessProfile.enableVnetIntegration");
    plain(is_true(before, path) != is_true(facts.after, path) && !integrated)
}

/// Versions go up, one minor at a time.
fn version_change(facts: &Facts<'_>) -> Found {
    let before = facts.before?;
    let of_cluster = (before.text("currentKubernetesVersion"), facts.after.text("kubernetesVersion"));
    let of_pools = facts.pools().filter_map(|pool| {
        let there = facts.pool_before(json::text(pool, "name")?)?;
        Some((json::text(there, "currentOrchestratorVersion")?, json::text(pool, "orchestratorVersion")?))
    });
    let cluster_alone = (facts.subject == Subject::Cluster).then_some(of_cluster);
    cluster_alone.into_iter().map(|pair| (pair, true)).chain(of_pools.map(|pair| (pair, false))).find_map(
        |((was, wanted), strict)| {
            let full = versions::resolve(wanted).unwrap_or(wanted);
            let (old, new) = (versions::numbers(was)?, versions::numbers(full)?);
            // The short name of the running minor asks for nothing.
            let stays =
                wanted == was || (versions::numbers(wanted)?.1 == old.1 && wanted.matches('.').count() == 1);
            let allowed = stays || (new > old && (!strict || new.1 <= old.1 + 1));
            (!allowed).then(|| {
                let member = if strict { "kubernetesVersion" } else { "orchestratorVersion" };
                vec![
                    ("member", member.to_owned()),
                    ("from", was.to_owned()),
                    ("to", wanted.to_owned()),
                    ("upgrades", versions::upgrades(was).join(" ")),
                ]
            })
        },
    )
}

fn pool_fixed(facts: &Facts<'_>) -> Found {
    // What the service filled in by itself is no choice of the client, and a request that names a pool names all of it.
    let named = |name: &str| match &facts.subject {
        Subject::Cluster => wanted_pools(facts.wanted).iter().any(|p| json::text(p, "name") == Some(name)),
        Subject::Pool(pool) => pool == name,
    };
    facts.pools().filter(|p| named(json::text(p, "name").unwrap_or_default())).find_map(|pool| {
        let name = json::text(pool, "name")?;
        let there = facts.pool_before(name)?;
        let fixed = POOL_FIXED.iter().find(|member| !same(json::at(there, member), json::at(pool, member)));
        // One Linux gives way to another in place; Windows does not.
        let sku = |p: &Value| json::text(p, "osSKU").unwrap_or_default().to_ascii_lowercase();
        let other_windows =
            (sku(there) != sku(pool) && sku(there).starts_with("windows")).then_some(&"osSKU");
        let member = fixed.or(other_windows)?;
        Some(vec![("name", name.to_owned()), ("member", (*member).to_owned())])
    })
}
