//! What Azure does with a change of an existing cluster: carries it out in place, or refuses it.
//!
//! Changes that the catalogue of rules judges (pod CIDRs, the plugin mode, pods per node) pass here; see
//! [`rules`](crate::rules).

use std::{borrow::Cow, cmp::Ordering};

use tfplugin_framework::{Diagnostic, Path, Value};

use crate::{
    compare::Difference,
    hcl,
    pool::{self, diff::Effect},
    version,
};

/// A change of an existing cluster that Azure refuses.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    /// The attribute.
    pub(crate) path: Path,
    /// Why, and the way out.
    pub(crate) diagnostic: Diagnostic,
}

/// The refusal of a change that is part of the plan `planned`, if Azure does not make it in place.
pub(crate) fn refusal(change: &Difference, planned: &Value) -> Option<Refusal> {
    let name = change.path.to_string();
    let (from, to) = (hcl::literal(&change.left), hcl::literal(&change.right));
    // Azure does not mind the case of its words.
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    let (why, way_out): (&str, Cow<'static, str>) = match name.as_str() {
        "name" | "resource_group_name" | "location" => (
            "A cluster keeps its name, resource group and region for life.",
            "Declare a second cluster and move the workloads to it".into(),
        ),
        "dns_prefix" => (
            "The host name of the API server is made from it once.",
            "Take the new prefix for a new cluster".into(),
        ),
        "kubernetes_version" => version_refusal(&change.left, &change.right)?,
        // Whether overlay comes with it is for the rules to judge.
        "network.plugin" if is(&from, "\"kubenet\"") && is(&to, "\"azure\"") => return None,
        "network.plugin" => (
            "The only move between network plugins is from \"kubenet\" to \"azure\" with plugin_mode = \"overlay\".",
            "Keep the plugin, or declare a second cluster".into(),
        ),
        "network.service_cidrs" if adds_a_family(&change.left, &change.right) => return None,
        "network.service_cidrs" | "network.dns_service_ip" => (
            "Service addresses are handed out from the range a cluster was created with.",
            "Keep the range, or declare a second cluster with the new one".into(),
        ),
        "network.ip_families" if adds_a_family(&change.left, &change.right) => return None,
        "network.ip_families" => (
            "IPv6 can be added to a cluster; a family cannot be taken away or moved to another place.",
            "Keep the families, or declare a second cluster".into(),
        ),
        "node_resource_group" => (
            "Azure makes the resource group together with the cluster.",
            "Keep the name, or declare a second cluster".into(),
        ),
        "fqdn_subdomain" => (
            "The host name of the API server is made from it once.",
            "Keep it, or declare a second cluster".into(),
        ),
        "role_based_access_control_enabled" => (
            "Azure fixes it when a cluster is created.",
            "Keep the value, or declare a second cluster".into(),
        ),
        "disk_encryption_set_id" => (
            "Disks are encrypted with the set that the cluster was created with.",
            "Keep it, or declare a second cluster".into(),
        ),
        "windows.admin_username" | "linux.admin_username" if change.left == Value::Null => return None,
        "windows.admin_username" | "linux.admin_username" => (
            "The account is made when the cluster is, and lives as long.",
            "Keep the name, or declare a second cluster".into(),
        ),
        // One attribute speaks for the object that is taken away.
        "aad.azure_rbac_enabled" if change.right == Value::Null => {
            ("Azure does not take the integration with Microsoft Entra ID back.", "Keep aad".into())
        }
        "oidc_issuer_enabled" if to == "false" => (
            "Azure does not switch the OIDC issuer off again: others may trust its tokens.",
            "Set oidc_issuer_enabled = true, or remove it".into(),
        ),
        "api_server_access.vnet_integration_enabled" if to == "false" => (
            "Azure does not take the API server out of the virtual network again.",
            "Set vnet_integration_enabled = true".into(),
        ),
        "api_server_access.subnet_id" if change.left == Value::Null && integrates(planned) => return None,
        "api_server_access.subnet_id" => (
            "The API server stays in the subnet that it was put into.",
            "Keep the subnet, or declare a second cluster".into(),
        ),
        "api_server_access.private_cluster_enabled" if integrates(planned) => return None,
        "api_server_access.private_cluster_enabled" => (
            "Azure makes an existing cluster private, or public again, only where its API server stands in the virtual \
             network.",
            "Set api_server_access.vnet_integration_enabled = true as well, or declare a second cluster"
                .into(),
        ),
        "network.load_balancer_sku" => (
            "The load balancer stays what it is for the life of a cluster; from \"basic\" there is a migration outside of \
             Terraform (az aks update --load-balancer-sku standard), after which this is the way to write it down.",
            "Keep the value, or declare a second cluster".into(),
        ),
        "network.dataplane" if to == "\"cilium\"" => return None,
        "network.dataplane" => (
            "The only move between data planes is from \"azure\" to \"cilium\".",
            "Keep the data plane, or declare a second cluster".into(),
        ),
        // The rule max-pods-fixed says it.
        "system_pool.max_pods" => return None,
        _ => {
            let attribute = name.strip_prefix("system_pool.")?;
            match pool::diff::effect(attribute, &change.left, &change.right) {
                Effect::InPlace | Effect::Reimage => return None,
                Effect::Downgrade => version_refusal(&change.left, &change.right)?,
                Effect::Fixed => (
                    "Azure fixes it when a node pool is created.",
                    "Keep the value, or declare a second cluster whose pool has the new one and move the workloads to it"
                        .into(),
                ),
            }
        }
    };
    let summary = format!("{name} of an existing cluster cannot be changed from {from} to {to}");
    let detail = format!(
        "{why} {way_out}. To let Terraform destroy this cluster with everything that runs on it and make it anew, set \
         allow_replacement = true."
    );
    let diagnostic = Diagnostic::error(summary, detail).at(change.path.clone());
    Some(Refusal { path: change.path.clone(), diagnostic })
}

/// Whether the API server stands in the virtual network afterwards.
fn integrates(planned: &Value) -> bool {
    let integrated = Path::of("api_server_access").attribute("vnet_integration_enabled");
    planned.at(&integrated) == Some(&Value::Bool(true))
}

fn version_refusal(from: &Value, to: &Value) -> Option<(&'static str, Cow<'static, str>)> {
    let (Value::String(from), Value::String(to)) = (from, to) else { return None };
    if version::compare(to, from) == Ordering::Less {
        let way_out = match version::minor(from) {
            Some(minor) if minor != *from => {
                format!("Write \"{from}\", or \"{minor}\", which stands for every patch of it").into()
            }
            Some(_) => format!("Write \"{from}\"").into(),
            None => "Write the version that the cluster has".into(),
        };
        return Some((
            "Azure does not take a Kubernetes version back. If automatic upgrades moved the cluster on, the \
             configuration is behind.",
            way_out,
        ));
    }
    if version::minor_steps(from, to).is_none_or(|steps| steps > 1) {
        let way_out = match version::next_minor(from) {
            Some(next) => format!("Upgrade to \"{next}\" first").into(),
            None => "Upgrade to the next minor version first".into(),
        };
        return Some(("Azure upgrades Kubernetes by one minor version at a time.", way_out));
    }
    None
}

/// Whether the list on the right is the one on the left with more at its end.
pub(crate) fn adds_a_family(left: &Value, right: &Value) -> bool {
    let (Value::List(left), Value::List(right)) = (left, right) else { return false };
    let same = |(left, right)| crate::spelling::ignoring_case(left, right);
    left.len() < right.len() && left.iter().zip(right).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(path: &str, left: impl Into<Value>, right: impl Into<Value>) -> Option<Refusal> {
        let path = path.split('.').fold(Path::root(), |path, name| path.attribute(name));
        refusal(&Difference { path, left: left.into(), right: right.into() }, &Value::Null)
    }

    fn list(elements: &[&str]) -> Value {
        Value::List(elements.iter().map(|element| Value::from(*element)).collect())
    }

    #[test]
    fn a_cluster_cannot_be_renamed_and_the_error_says_what_to_do() {
        let refused = change("name", "a", "b").unwrap();
        assert_eq!(refused.diagnostic.path, Some(Path::of("name")));
        assert!(refused.diagnostic.summary.contains("from \"a\" to \"b\""));
        assert!(refused.diagnostic.detail.contains("allow_replacement = true"));
    }

    #[test]
    fn upgrades_go_forward_one_minor_version_at_a_time() {
        assert_eq!(change("kubernetes_version", "1.34.2", "1.35"), None);
        assert_eq!(change("kubernetes_version", "1.35.7", "1.35"), None);
        let skipped = change("kubernetes_version", "1.33.1", "1.35").unwrap();
        assert!(skipped.diagnostic.detail.contains("Upgrade to \"1.34\" first"));
        let back = change("kubernetes_version", "1.35.9", "1.35.7").unwrap();
        assert!(back.diagnostic.detail.contains("Write \"1.35.9\", or \"1.35\""));
        let back = change("kubernetes_version", "1.35", "1.34").unwrap();
        assert!(back.diagnostic.detail.contains("Write \"1.35\". To let"), "{}", back.diagnostic.detail);
    }

    #[test]
    fn ipv6_can_be_added_and_not_taken_away() {
        assert_eq!(change("network.ip_families", list(&["IPv4"]), list(&["IPv4", "IPv6"])), None);
        assert!(change("network.ip_families", list(&["IPv4", "IPv6"]), list(&["IPv4"])).is_some());
        assert_eq!(
            change("network.service_cidrs", list(&["10.0.0.0/16"]), list(&["10.0.0.0/16", "fd00::/108"])),
            None
        );
        assert!(change("network.service_cidrs", list(&["10.0.0.0/16"]), list(&["10.1.0.0/16"])).is_some());
    }

    #[test]
    fn the_way_to_overlay_and_to_cilium_is_open_and_the_way_back_is_not() {
        assert_eq!(change("network.plugin", "kubenet", "azure"), None);
        assert_eq!(change("network.plugin", "Kubenet", "Azure"), None);
        assert!(change("network.plugin", "azure", "kubenet").is_some());
        assert_eq!(change("network.dataplane", "azure", "cilium"), None);
        assert!(change("network.dataplane", "cilium", "azure").is_some());
    }

    #[test]
    fn what_azure_changes_in_place_is_not_refused() {
        for path in [
            "sku_tier",
            "network.policy",
            "network.outbound_type",
            "system_pool.node_count",
            "system_pool.os_sku",
        ] {
            assert_eq!(change(path, "a", "b"), None, "{path}");
        }
    }
}
