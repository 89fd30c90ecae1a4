//! Checks on node pools.

use serde_json::Value;

use super::{Check, Facts, Found, plain};
use crate::aks::versions;
use crate::json;

pub(super) const CHECKS: &[Check] = &[
    ("no-system-pool", no_system_pool),
    ("pool-name", name),
    ("pool-duplicate", duplicate),
    ("pool-enumeration", enumeration),
    ("pool-count", count),
    ("pool-scaling-bounds", scaling_bounds),
    ("pool-max-pods", max_pods),
    ("pool-too-few-pods", too_few_pods),
    ("pool-confidential-size", confidential_size),
    ("pool-availability-set", availability_set),
    ("pool-newer-than-cluster", newer_than_cluster),
    ("pool-older-than-supported", older_than_supported),
    ("pool-surge", surge),
    ("pool-spot-system", spot_system),
    ("node-total", node_total),
];

const ENUMERATIONS: &[(&str, &[&str])] = &[
    ("mode", &["System", "User", "Gateway"]),
    ("type", &["VirtualMachineScaleSets", "AvailabilitySet", "VirtualMachines"]),
    ("osType", &["Linux", "Windows"]),
    (
        "osSKU",
        &[
            "Ubuntu",
            "Ubuntu2204",
            "Ubuntu2404",
            "AzureLinux",
            "AzureLinux3",
            "AzureContainerLinux",
            "CBLMariner",
            "Windows2019",
            "Windows2022",
            "Windows2025",
        ],
    ),
    ("osDiskType", &["Managed", "Ephemeral"]),
    ("scaleSetPriority", &["Regular", "Spot"]),
    ("scaleDownMode", &["Delete", "Deallocate"]),
];

fn pool_name(pool: &Value) -> &str {
    json::text(pool, "name").unwrap_or_default()
}

fn is(pool: &Value, member: &str, value: &str) -> bool {
    json::text(pool, member).is_some_and(|v| v.eq_ignore_ascii_case(value))
}

fn scales(pool: &Value) -> bool {
    json::at(pool, "enableAutoScaling").and_then(Value::as_bool) == Some(true)
}

fn no_system_pool(facts: &Facts<'_>) -> Found {
    plain(!facts.after.pools.iter().any(|p| is(p, "mode", "System") && is(p, "osType", "Linux")))
}

/// A lower-case letter, then up to 11 letters and digits; up to 5 on Windows.
fn name(facts: &Facts<'_>) -> Found {
    facts.pools().find_map(|pool| {
        let name = pool_name(pool);
        let longest = if is(pool, "osType", "Windows") { 6 } else { 12 };
        let fits = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            && name.len() <= longest;
        (!fits).then(|| vec![("name", name.to_owned()), ("longest", longest.to_string())])
    })
}

fn duplicate(facts: &Facts<'_>) -> Found {
    let names: Vec<&str> = facts.after.pools.iter().map(pool_name).collect();
    let twice = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name))?;
    Some(vec![("name", (*twice.1).to_owned())])
}

fn enumeration(facts: &Facts<'_>) -> Found {
    facts.pools().find_map(|pool| {
        ENUMERATIONS.iter().find_map(|(member, allowed)| {
            let value = json::at(pool, member).filter(|v| v.as_str() != Some(""))?;
            let fits = value.as_str().is_some_and(|v| allowed.iter().any(|a| a.eq_ignore_ascii_case(v)));
            (!fits).then(|| {
                vec![
                    ("member", (*member).to_owned()),
                    ("value", super::shown(Some(value))),
                    ("allowed", allowed.join(", ")),
                ]
            })
        })
    })
}

/// 0 to 1000 nodes, at least one in a system pool.
fn count(facts: &Facts<'_>) -> Found {
    facts.pools().find_map(|pool| {
        let least = i64::from(is(pool, "mode", "System"));
        let stopped = json::text(pool, "powerState.code") == Some("Stopped");
        let least = if stopped { 0 } else { least };
        let count = json::at(pool, "count")?;
        let fits = count.as_i64().is_some_and(|c| (least..=1000).contains(&c));
        (!fits).then(|| {
            vec![
                ("name", pool_name(pool).to_owned()),
                ("count", super::shown(Some(count))),
                ("least", least.to_string()),
            ]
        })
    })
}

fn scaling_bounds(facts: &Facts<'_>) -> Found {
    facts.pools().filter(|p| scales(p)).find_map(|pool| {
        let (min, max) = (json::number(pool, "minCount"), json::number(pool, "maxCount"));
        let least = i64::from(is(pool, "mode", "System"));
        let fits = matches!((min, max), (Some(min), Some(max)) if (least..=max).contains(&min) && (1..=1000).contains(&max));
        (!fits).then(|| {
            vec![
                ("name", pool_name(pool).to_owned()),
                ("min", super::shown(json::at(pool, "minCount"))),
                ("max", super::shown(json::at(pool, "maxCount"))),
            ]
        })
    })
}

fn max_pods(facts: &Facts<'_>) -> Found {
    facts.pools().find_map(|pool| {
        let value = json::at(pool, "maxPods")?;
        let fits = value.as_i64().is_some_and(|v| (10..=250).contains(&v));
        (!fits).then(|| vec![("name", pool_name(pool).to_owned()), ("value", super::shown(Some(value)))])
    })
}

/// A new pool must have room for 30 pods.
fn too_few_pods(facts: &Facts<'_>) -> Found {
    facts.pools().filter(|p| facts.pool_before(pool_name(p)).is_none()).find_map(|pool| {
        let nodes = json::number(pool, "count").filter(|c| *c > 0)?;
        let per_node = json::number(pool, "maxPods")?;
        let total = nodes.saturating_mul(per_node);
        (total < 30).then(|| {
            vec![
                ("name", pool_name(pool).to_owned()),
                ("maxPods", per_node.to_string()),
                ("nodes", nodes.to_string()),
                ("total", total.to_string()),
            ]
        })
    })
}

/// Overlay does not run on the DCsv2 sizes.
fn confidential_size(facts: &Facts<'_>) -> Found {
    const SIZES: [&str; 4] = ["Standard_DC1s_v2", "Standard_DC2s_v2", "Standard_DC4s_v2", "Standard_DC8s_v2"];
    let found = facts.pools().filter(|_| facts.after.is_overlay()).find_map(|pool| {
        let size = json::text(pool, "vmSize")?;
        SIZES.iter().any(|s| s.eq_ignore_ascii_case(size)).then(|| size.to_owned())
    })?;
    Some(vec![("size", found)])
}

fn availability_set(facts: &Facts<'_>) -> Found {
    let found = facts.pools().find(|p| is(p, "type", "AvailabilitySet"))?;
    facts.after.is_overlay().then(|| vec![("name", pool_name(found).to_owned())])
}

/// A pool's minor version is never above the control plane's.
fn newer_than_cluster(facts: &Facts<'_>) -> Found {
    let cluster = facts.after.text("kubernetesVersion");
    let (_, cluster_minor, _) = versions::numbers(cluster)?;
    facts.after.pools.iter().find_map(|pool| {
        let version = json::text(pool, "orchestratorVersion")?;
        let (_, minor, _) = versions::numbers(version)?;
        (minor > cluster_minor).then(|| {
            vec![
                ("pool", version.to_owned()),
                ("cluster", cluster.to_owned()),
                ("poolMinor", minor.to_string()),
                ("clusterMinor", cluster_minor.to_string()),
            ]
        })
    })
}

/// A pool may be three minor versions behind its control plane, not more.
fn older_than_supported(facts: &Facts<'_>) -> Found {
    let cluster = facts.after.text("currentKubernetesVersion");
    let cluster_minor = versions::numbers(cluster)?.1;
    facts.after.pools.iter().find_map(|pool| {
        let version = json::text(pool, "currentOrchestratorVersion")?;
        let minor = versions::numbers(version)?.1;
        (minor + 3 < cluster_minor)
            .then(|| vec![("pool", version.to_owned()), ("cluster", cluster.to_owned())])
    })
}

/// Machines that may be taken away at any time carry no system pods.
fn spot_system(facts: &Facts<'_>) -> Found {
    let pool = facts.pools().find(|p| is(p, "mode", "System") && is(p, "scaleSetPriority", "Spot"))?;
    Some(vec![("name", pool_name(pool).to_owned())])
}

/// 5000 nodes in all (since March 2024).
fn node_total(facts: &Facts<'_>) -> Found {
    let of = |pool: &Value| {
        let member = if scales(pool) { "maxCount" } else { "count" };
        json::number(pool, member).unwrap_or(0)
    };
    let total = facts.after.pools.iter().map(of).fold(0i64, i64::saturating_add);
    (total > 5000).then(|| vec![("total", total.to_string())])
}

/// No surge without nodes that may be missing, and none of those in a system pool.
fn surge(facts: &Facts<'_>) -> Found {
    facts.pools().find_map(|pool| {
        let missing = json::text(pool, "upgradeSettings.maxUnavailable").unwrap_or("0");
        let none = |v: &str| matches!(v, "0" | "0%");
        let surge = json::text(pool, "upgradeSettings.maxSurge").unwrap_or("10%");
        let bad = (none(surge) && none(missing)) || (!none(missing) && is(pool, "mode", "System"));
        bad.then(|| {
            vec![
                ("name", pool_name(pool).to_owned()),
                ("surge", surge.to_owned()),
                ("unavailable", missing.to_owned()),
            ]
        })
    })
}
