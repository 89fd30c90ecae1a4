//! Checks on Windows node pools.

use serde_json::Value;

use super::network::lower;
use super::{Check, Facts, Found};
use crate::aks::versions;
use crate::json;

pub(super) const CHECKS: &[Check] = &[
    ("windows-needs-azure-cni", needs_azure_cni),
    ("windows-with-cilium", with_cilium),
    ("windows-system-pool", system_pool),
    ("windows-version", version),
];

/// The first Windows pool among those that the request may change.
fn windows<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f Value> {
    facts.pools().filter(|p| is(p, "osType", "Windows"))
}

fn is(pool: &Value, member: &str, value: &str) -> bool {
    json::text(pool, member).is_some_and(|v| v.eq_ignore_ascii_case(value))
}

fn named(pool: &Value) -> String {
    json::text(pool, "name").unwrap_or_default().to_owned()
}

fn needs_azure_cni(facts: &Facts<'_>) -> Found {
    let pool = windows(facts).next()?;
    (lower(facts, "networkPlugin") == "kubenet").then(|| vec![("name", named(pool))])
}

/// The data plane of Cilium runs on Linux alone, when it is chosen and when a pool is added.
fn with_cilium(facts: &Facts<'_>) -> Found {
    let pool = windows(facts).next()?;
    (lower(facts, "networkDataplane") == "cilium").then(|| vec![("name", named(pool))])
}

fn system_pool(facts: &Facts<'_>) -> Found {
    let pool = windows(facts).find(|p| is(p, "mode", "System"))?;
    Some(vec![("name", named(pool))])
}

/// Which Windows runs with which Kubernetes: 2019 until 1.32, 2022 until 1.36, 2025 from 1.32 on.
fn version(facts: &Facts<'_>) -> Found {
    windows(facts).find_map(|pool| {
        let minor = versions::numbers(json::text(pool, "currentOrchestratorVersion")?)?.1;
        let sku = json::text(pool, "osSKU")?;
        let fits = match sku.to_ascii_lowercase().as_str() {
            "windows2019" => minor <= 32,
            "windows2022" => minor <= 36,
            "windows2025" => minor >= 32,
            _ => true,
        };
        let version = json::text(pool, "currentOrchestratorVersion")?;
        (!fits).then(|| vec![("name", named(pool)), ("sku", sku.to_owned()), ("version", version.to_owned())])
    })
}
