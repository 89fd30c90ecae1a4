//! What of the configuration decides about security.

/// Attributes of a cluster, with what is below them: who gets in, what is encrypted, what traffic is let through, and
/// who keeps the nodes up to date.
const CLUSTER: &[&str] = &[
    "aad",
    "addons.azure_policy",
    "api_server_access",
    "auto_upgrade",
    "custom_ca_trust_certificates",
    "defender",
    "disk_encryption_set_id",
    "http_proxy",
    "identity",
    "image_cleaner",
    "key_management_service",
    "kubelet_identity",
    "linux.ssh_public_keys",
    "local_account_disabled",
    "network.advanced_networking",
    "network.dataplane",
    "network.outbound_type",
    "network.policy",
    "node_resource_group_restriction_level",
    "oidc_issuer_enabled",
    "role_based_access_control_enabled",
    "windows.gmsa",
    "workload_identity_enabled",
];

/// Attributes of a pool.
const POOL: &[&str] = &[
    "encryption_at_host_enabled",
    "fips_enabled",
    "network.allowed_host_ports",
    "network.application_security_group_ids",
    "node_public_ip_enabled",
    "node_public_ip_prefix_id",
    "secure_boot_enabled",
    "ssh_access",
    "vtpm_enabled",
];

/// Resources of other providers that are about security as a whole.
const TYPES: &[&str] = &[
    "azurerm_application_security_group",
    "azurerm_firewall_network_rule_collection",
    "azurerm_firewall_policy_rule_collection_group",
    "azurerm_network_security_group",
    "azurerm_network_security_rule",
    "azurerm_role_assignment",
    "azurerm_role_definition",
    "azurerm_route",
    "azurerm_route_table",
    "azurerm_subnet_network_security_group_association",
    "azurerm_subnet_route_table_association",
    "azurerm_user_assigned_identity",
];

/// Whether an attribute of a resource decides about security.
pub(super) fn is_relevant(resource_type: &str, path: &str) -> bool {
    let below = |prefix: &str, path: &str| {
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    match resource_type {
        "aksoverlay_cluster" => {
            let of_pool = path.strip_prefix("system_pool.");
            CLUSTER.iter().any(|attribute| below(attribute, path))
                || of_pool.is_some_and(|path| POOL.iter().any(|attribute| below(attribute, path)))
        }
        "aksoverlay_node_pool" => POOL.iter().any(|attribute| below(attribute, path)),
        other => TYPES.contains(&other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_counts_with_all_that_is_below_it_and_not_with_what_only_begins_alike() {
        assert!(is_relevant("aksoverlay_cluster", "api_server_access.authorized_ip_ranges"));
        assert!(is_relevant("aksoverlay_cluster", "network.policy"));
        assert!(!is_relevant("aksoverlay_cluster", "network.policy_like"));
        assert!(!is_relevant("aksoverlay_cluster", "tags.owner"));
    }

    #[test]
    fn the_pool_inside_a_cluster_has_the_attributes_of_a_pool() {
        assert!(is_relevant("aksoverlay_cluster", "system_pool.fips_enabled"));
        assert!(is_relevant("aksoverlay_node_pool", "fips_enabled"));
        assert!(!is_relevant("aksoverlay_cluster", "fips_enabled"));
    }

    #[test]
    fn a_network_security_rule_counts_as_a_whole() {
        assert!(is_relevant("azurerm_network_security_rule", "priority"));
        assert!(!is_relevant("azurerm_subnet", "address_prefixes"));
    }
}
