//! Checks on the cluster itself: names, identity, enumerations, versions.

use super::{Check, Facts, Found, Subject, plain};
use crate::aks::versions::{self, Unsupported};
use crate::json;

pub(super) const CHECKS: &[Check] = &[
    ("cluster-name", name),
    ("cluster-name-reserved", name_reserved),
    ("dns-prefix", dns_prefix),
    ("node-group-name", node_group_name),
    ("node-group-taken", node_group_taken),
    ("identity-missing", identity_missing),
    ("user-identities-missing", user_identities_missing),
    ("enumeration", enumeration),
    ("expander", expander),
    ("tier-and-plan", tier_and_plan),
    ("version-unsupported", version_unsupported),
    ("version-long-term-only", version_long_term_only),
    ("pool-version-unsupported", pool_version_unsupported),
];

/// Members of the cluster whose value must be one of a few.
const ENUMERATIONS: &[(&str, &[&str])] = &[
    ("sku.name", &["Base", "Automatic"]),
    ("sku.tier", &["Free", "Standard", "Premium"]),
    ("identity.type", &["SystemAssigned", "UserAssigned", "None"]),
    ("properties.supportPlan", &["KubernetesOfficial", "AKSLongTermSupport"]),
    ("properties.networkProfile.networkPlugin", &["azure", "kubenet", "none"]),
    ("properties.networkProfile.networkPluginMode", &["overlay"]),
    ("properties.networkProfile.networkPolicy", &["none", "azure", "calico", "cilium"]),
    ("properties.networkProfile.networkDataplane", &["azure", "cilium"]),
    ("properties.networkProfile.loadBalancerSku", &["standard", "basic"]),
    (
        "properties.networkProfile.outboundType",
        &["loadBalancer", "userDefinedRouting", "managedNATGateway", "userAssignedNATGateway", "none"],
    ),
    ("properties.autoUpgradeProfile.upgradeChannel", &["rapid", "stable", "patch", "node-image", "none"]),
    (
        "properties.autoUpgradeProfile.nodeOSUpgradeChannel",
        &["None", "Unmanaged", "NodeImage", "SecurityPatch"],
    ),
];

/// 1 to 63 letters, digits, `_` and `-`, with a letter or digit at both ends.
fn name(facts: &Facts<'_>) -> Found {
    let name = facts.after.id.name();
    let inner = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let ends = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    let fits = inner && ends && name.len() <= 63;
    (facts.is_new() && !fits).then(|| vec![("name", name.to_owned())])
}

/// Words that Azure keeps for itself: some anywhere in a name, some at its start.
fn name_reserved(facts: &Facts<'_>) -> Found {
    let name = facts.after.id.name().to_ascii_lowercase();
    let anywhere = ["microsoft", "windows"].into_iter().find(|word| name.contains(word));
    let word = anywhere.or_else(|| ["login", "xbox"].into_iter().find(|word| name.starts_with(word)))?;
    facts.is_new().then(|| vec![("name", facts.after.id.name().to_owned()), ("word", word.to_uppercase())])
}

/// 1 to 54 letters, digits and `-`, with a letter or digit at both ends.
fn dns_prefix(facts: &Facts<'_>) -> Found {
    if !facts.is_new() || !facts.after.text("fqdnSubdomain").is_empty() {
        return None;
    }
    let prefix = facts.after.text("dnsPrefix");
    let inner = prefix.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let ends = prefix.starts_with(|c: char| c.is_ascii_alphanumeric())
        && prefix.ends_with(|c: char| c.is_ascii_alphanumeric());
    (!(inner && ends && prefix.len() <= 54)).then(|| vec![("value", prefix.to_owned())])
}

/// 1 to 80 letters, digits, `_`, `-`, `.` and parentheses, no period at the end
/// (learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules, "Microsoft.Resources").
fn node_group_name(facts: &Facts<'_>) -> Found {
    let name = facts.after.text("nodeResourceGroup");
    let fits = name.chars().count() <= 80
        && name.chars().all(|c| c.is_alphanumeric() || "_-.()".contains(c))
        && !name.ends_with('.');
    (facts.is_new() && !fits).then(|| vec![("group", name.to_owned())])
}

/// The group of the nodes is the cluster's own, and goes with it.
fn node_group_taken(facts: &Facts<'_>) -> Found {
    facts.node_group_taken.then(|| vec![("group", facts.after.text("nodeResourceGroup").to_owned())])
}

fn identity_missing(facts: &Facts<'_>) -> Found {
    let kind = json::text(&facts.after.cluster, "identity.type").unwrap_or("None");
    let principal = facts.after.text("servicePrincipalProfile.clientId");
    plain(facts.is_new() && kind.eq_ignore_ascii_case("None") && (principal.is_empty() || principal == "msi"))
}

fn user_identities_missing(facts: &Facts<'_>) -> Found {
    let kind = json::text(&facts.after.cluster, "identity.type").unwrap_or_default();
    let named =
        json::at(&facts.after.cluster, "identity.userAssignedIdentities").is_some_and(|v| !json::is_empty(v));
    plain(kind.eq_ignore_ascii_case("UserAssigned") && !named)
}

fn enumeration(facts: &Facts<'_>) -> Found {
    ENUMERATIONS.iter().find_map(|(path, allowed)| {
        let value = json::at(&facts.after.cluster, path).filter(|v| v.as_str() != Some(""))?;
        let fits = value.as_str().is_some_and(|v| allowed.iter().any(|a| a.eq_ignore_ascii_case(v)));
        (!fits).then(|| {
            vec![
                ("path", path.trim_start_matches("properties.").to_owned()),
                ("value", super::shown(Some(value))),
                ("allowed", allowed.join(", ")),
            ]
        })
    })
}

/// How the autoscaler chooses among pools: one of four ways, or several in their order, as the autoscaler reads them.
fn expander(facts: &Facts<'_>) -> Found {
    const WAYS: [&str; 4] = ["least-waste", "most-pods", "priority", "random"];
    let value = facts.after.text("autoScalerProfile.expander");
    let fits = value.split(',').all(|way| WAYS.iter().any(|w| w.eq_ignore_ascii_case(way.trim())));
    (!value.is_empty() && !fits).then(|| vec![("value", value.to_owned()), ("allowed", WAYS.join(", "))])
}

/// Long-term support and the Premium tier come together.
fn tier_and_plan(facts: &Facts<'_>) -> Found {
    let premium =
        json::text(&facts.after.cluster, "sku.tier").is_some_and(|t| t.eq_ignore_ascii_case("Premium"));
    let long = facts.after.text("supportPlan").eq_ignore_ascii_case("AKSLongTermSupport");
    plain(long && !premium)
}

/// The version of the cluster, where the request changes it.
fn version_named<'f>(facts: &'f Facts<'_>) -> Option<&'f str> {
    (facts.subject == Subject::Cluster && facts.changed("kubernetesVersion"))
        .then(|| facts.after.text("kubernetesVersion"))
}

/// Versions of pools that the request changes.
fn pool_versions_named<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f str> {
    facts.pools().filter_map(|pool| {
        let version = json::text(pool, "orchestratorVersion")?;
        let before = json::text(pool, "name").and_then(|name| facts.pool_before(name));
        let same = before.and_then(|b| json::text(b, "orchestratorVersion")) == Some(version);
        (!same).then_some(version)
    })
}

fn unsupported(facts: &Facts<'_>, kind: Unsupported) -> Found {
    let plan = facts.after.text("supportPlan");
    let bad = version_named(facts).filter(|v| versions::check(v, plan).as_ref() == Err(&kind))?;
    Some(vec![("name", facts.after.id.name().to_owned()), ("version", bad.to_owned())])
}

fn pool_version_unsupported(facts: &Facts<'_>) -> Found {
    let plan = facts.after.text("supportPlan");
    // A pool may stay on, or come with, the version that the cluster has long run.
    let running = [facts.after.text("currentKubernetesVersion"), facts.after.text("kubernetesVersion")];
    let bad = pool_versions_named(facts)
        .find(|v| versions::check(v, plan).is_err() && !(running.contains(v) && facts.before.is_some()))?;
    Some(vec![("version", bad.to_owned())])
}

fn version_unsupported(facts: &Facts<'_>) -> Found {
    unsupported(facts, Unsupported::Unknown)
}

fn version_long_term_only(facts: &Facts<'_>) -> Found {
    unsupported(facts, Unsupported::LongTermOnly)
}
