//! What Azure does with a change of an existing cluster: carries it out in place, or refuses it.
//!
//! Changes that the catalogue of rules judges (pod CIDRs, the plugin mode, pods per node) pass here; see
//! [`rules`](crate::rules).

use std::cmp::Ordering;

use tfplugin_framework::{Diagnostic, Path, Value};

use super::version;
use crate::{compare::Difference, hcl};

/// A change of an existing cluster that Azure refuses.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    /// The attribute.
    pub(crate) path: Path,
    /// Why, and the way out.
    pub(crate) diagnostic: Diagnostic,
}

/// The refusal of a change, if Azure does not make it in place.
pub(crate) fn refusal(change: &Difference) -> Option<Refusal> {
    let name = change.path.to_string();
    let (from, to) = (hcl::literal(&change.left), hcl::literal(&change.right));
    let (why, way_out) = match name.as_str() {
        "name" | "resource_group_name" | "location" => (
            "A cluster keeps its name, resource group and region for life.",
            "Declare a second cluster and move the workloads to it",
        ),
        "dns_prefix" => {
            ("The host name of the API server is made from it once.", "Take the new prefix for a new cluster")
        }
        "kubernetes_version" | "system_pool.kubernetes_version" => {
            version_refusal(&change.left, &change.right)?
        }
        "network.plugin" if from == "\"kubenet\"" && to == "\"azure\"" => return None,
        "network.plugin" => (
            "The only move between network plugins is from \"kubenet\" to \"azure\" with plugin_mode = \"overlay\".",
            "Keep the plugin, or declare a second cluster",
        ),
        "network.service_cidrs" if adds_a_family(&change.left, &change.right) => return None,
        "network.service_cidrs" | "network.dns_service_ip" => (
            "Service addresses are handed out from the range a cluster was created with.",
            "Keep the range, or declare a second cluster with the new one",
        ),
        "network.ip_families" if adds_a_family(&change.left, &change.right) => return None,
        "network.ip_families" => (
            "IPv6 can be added to a cluster; a family cannot be taken away or moved to another place.",
            "Keep the families, or declare a second cluster",
        ),
        "network.dataplane" if to == "\"cilium\"" => return None,
        "network.dataplane" => (
            "The only move between data planes is from \"azure\" to \"cilium\".",
            "Keep the data plane, or declare a second cluster",
        ),
        "system_pool.name"
        | "system_pool.vm_size"
        | "system_pool.subnet_id"
        | "system_pool.pod_subnet_id"
        | "system_pool.os_type"
        | "system_pool.os_disk_size_gb"
        | "system_pool.os_disk_type"
        | "system_pool.zones"
        | "system_pool.type"
        | "system_pool.priority" => (
            "Azure fixes it when a node pool is created.",
            "Keep the value, or declare a second cluster whose pool has the new one and move the workloads to it",
        ),
        _ => return None,
    };
    let summary = format!("{name} of an existing cluster cannot be changed from {from} to {to}");
    let detail = format!(
        "{why} {way_out}. To let Terraform destroy this cluster with everything that runs on it and make it anew, set \
         allow_replacement = true."
    );
    let diagnostic = Diagnostic::error(summary, detail).at(change.path.clone());
    Some(Refusal { path: change.path.clone(), diagnostic })
}

fn version_refusal(from: &Value, to: &Value) -> Option<(&'static str, &'static str)> {
    let (Value::String(from), Value::String(to)) = (from, to) else { return None };
    if version::compare(to, from) == Ordering::Less {
        return Some((
            "Azure does not take a Kubernetes version back. If automatic upgrades moved the cluster on, the \
             configuration is behind.",
            "Write the version that the cluster has, or its minor version alone, which stands for every patch",
        ));
    }
    if version::minor_steps(from, to).is_none_or(|steps| steps > 1) {
        return Some((
            "Azure upgrades Kubernetes by one minor version at a time.",
            "Upgrade to the next minor version first",
        ));
    }
    None
}

/// Whether the list on the right is the one on the left with more at its end.
fn adds_a_family(left: &Value, right: &Value) -> bool {
    let (Value::List(left), Value::List(right)) = (left, right) else { return false };
    let same = |(left, right)| crate::spelling::ignoring_case(left, right);
    left.len() < right.len() && left.iter().zip(right).all(same)
}
