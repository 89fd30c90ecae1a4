//! What Azure does with a change of an existing pool.
//!
//! Which members are fixed when a pool is made, and which changes give every node a new image, is told by the reference of
//! the API (`agentPools`, "Changing this property ...") and by the documentation page "Node Disruption Policy".

use std::cmp::Ordering;

use tfplugin_framework::Value;

use crate::version;

/// What Azure does with the change of one attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Makes it and leaves the nodes alone.
    InPlace,
    /// Makes it and gives every node a new image.
    Reimage,
    /// Refuses it: the attribute is fixed when a pool is created. A new pool may have the new value.
    Fixed,
    /// Refuses it: a Kubernetes version is not taken back.
    Downgrade,
}

/// Attributes that are fixed when a pool is created, whole objects by their name.
const FIXED: &[&str] = &[
    "name",
    "vm_size",
    "subnet_id",
    "pod_subnet_id",
    "max_pods",
    "os_type",
    "os_disk_size_gb",
    "os_disk_type",
    "kubelet_disk_type",
    "zones",
    "type",
    "priority",
    "eviction_policy",
    "spot_max_price",
    "encryption_at_host_enabled",
    "ultra_ssd_enabled",
    "kubelet",
    "linux_os",
    "gpu_instance_profile",
    "host_group_id",
    "proximity_placement_group_id",
    "node_public_ip_enabled",
    "node_public_ip_prefix_id",
    "network.node_public_ip_tags",
    "outbound_nat_enabled",
];

/// Attributes whose change gives every node of the pool a new image.
const REIMAGING: &[&str] =
    &["os_sku", "fips_enabled", "vtpm_enabled", "secure_boot_enabled", "local_dns", "snapshot_id"];

/// What Azure does with a change of `attribute`, a path from the pool.
pub(crate) fn effect(attribute: &str, from: &Value, to: &Value) -> Effect {
    let named = |names: &[&str]| {
        names.iter().any(|name| {
            attribute.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    match attribute {
        "kubernetes_version" => versions(from, to),
        "os_sku" if is_windows(from) || is_windows(to) => Effect::Fixed,
        // A reservation is joined in place; its machines are not left in place.
        "capacity_reservation_group_id" if from.is_null() => Effect::Reimage,
        "capacity_reservation_group_id" => Effect::Fixed,
        _ if named(FIXED) => Effect::Fixed,
        _ if named(REIMAGING) => Effect::Reimage,
        _ => Effect::InPlace,
    }
}

fn versions(from: &Value, to: &Value) -> Effect {
    match (from, to) {
        (Value::String(from), Value::String(to)) => match version::compare(to, from) {
            Ordering::Less => Effect::Downgrade,
            Ordering::Equal => Effect::InPlace,
            Ordering::Greater => Effect::Reimage,
        },
        _ => Effect::InPlace,
    }
}

fn is_windows(sku: &Value) -> bool {
    matches!(sku, Value::String(sku) if sku.to_ascii_lowercase().starts_with("windows"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(attribute: &str, from: &str, to: &str) -> Effect {
        effect(attribute, &from.into(), &to.into())
    }

    #[test]
    fn machines_stay_what_they_were_made_as() {
        for attribute in
            ["vm_size", "linux_os.sysctls.vm_max_map_count", "network.node_public_ip_tags", "name"]
        {
            assert_eq!(change(attribute, "a", "b"), Effect::Fixed, "{attribute}");
        }
        for attribute in ["network.allowed_host_ports", "labels", "upgrade.max_surge", "node_count", "mode"] {
            assert_eq!(change(attribute, "a", "b"), Effect::InPlace, "{attribute}");
        }
    }

    #[test]
    fn one_linux_gives_way_to_another_and_windows_stays() {
        assert_eq!(change("os_sku", "Ubuntu", "AzureLinux"), Effect::Reimage);
        assert_eq!(change("os_sku", "windows2022", "Windows2025"), Effect::Fixed);
    }

    #[test]
    fn nodes_go_forward_to_any_version_and_never_back() {
        assert_eq!(change("kubernetes_version", "1.33.2", "1.35"), Effect::Reimage);
        assert_eq!(change("kubernetes_version", "1.35.2", "1.35"), Effect::InPlace);
        assert_eq!(change("kubernetes_version", "1.35.2", "1.34"), Effect::Downgrade);
    }

    #[test]
    fn a_reservation_is_joined_in_place_and_not_left() {
        let join = effect("capacity_reservation_group_id", &Value::Null, &"/a".into());
        assert_eq!(join, Effect::Reimage);
        assert_eq!(effect("capacity_reservation_group_id", &"/a".into(), &Value::Null), Effect::Fixed);
    }
}
