//! Who may reach a cluster and its nodes: directory, API server, accounts of the nodes.

use azure_core::credentials::Secret;

use super::model;
use crate::Keyword;

model! {
    /// Login with Microsoft Entra ID. It cannot be switched off again.
    pub struct AadProfile {
        /// Integrated by AKS; the only kind that still exists.
        "managed" managed: bool,
        /// Roles of Azure hold inside Kubernetes too.
        "enableAzureRBAC" enable_azure_rbac: bool,
        /// Groups whose members are administrators of the cluster.
        "adminGroupObjectIDs" admin_group_object_ids: Vec<String>,
        /// The directory.
        "tenantID" tenant_id: String,
    }
}

model! {
    /// How the API server is reached.
    pub struct ApiServerAccessProfile {
        /// Addresses that may reach it; all of them where the list is empty.
        "authorizedIPRanges" authorized_ip_ranges: Vec<String>,
        /// It has an address in the virtual network only.
        "enablePrivateCluster" enable_private_cluster: bool,
        /// `system`, `none`, or the ID of a zone of the user's.
        "privateDNSZone" private_dns_zone: String,
        /// A private cluster keeps a public name, which leads to its private address.
        "enablePrivateClusterPublicFQDN" enable_private_cluster_public_fqdn: bool,
        /// Nobody runs commands through ARM.
        "disableRunCommand" disable_run_command: bool,
        /// It stands in a subnet of the virtual network. It cannot be switched off again.
        "enableVnetIntegration" enable_vnet_integration: bool,
        /// That subnet.
        "subnetId" subnet_id: String,
    }
}

model! {
    /// The account on Linux nodes.
    pub struct LinuxProfile {
        /// Its name.
        "adminUsername" admin_username: String,
        /// How it logs in.
        "ssh" ssh: SshConfiguration,
    }
}

model! {
    /// Login with SSH.
    pub struct SshConfiguration {
        /// The keys that may log in; Azure takes one.
        "publicKeys" public_keys: Vec<SshPublicKey>,
    }
}

model! {
    /// A public key.
    pub struct SshPublicKey {
        /// As in `authorized_keys`.
        "keyData" key_data: String,
    }
}

model! {
    /// The account on Windows nodes.
    pub struct WindowsProfile {
        /// Its name.
        "adminUsername" admin_username: String,
        /// Its password; in requests only.
        "adminPassword" admin_password: Secret,
        /// Whether the CSI proxy runs.
        "enableCSIProxy" enable_csi_proxy: bool,
        /// `None` or `Windows_Server`, for Azure Hybrid Benefit.
        "licenseType" license_type: Keyword,
        /// Group managed service accounts.
        "gmsaProfile" gmsa_profile: WindowsGmsaProfile,
    }
}

model! {
    /// Group managed service accounts of Active Directory.
    pub struct WindowsGmsaProfile {
        /// Whether pods may use them.
        "enabled" enabled: bool,
        /// The DNS server of the domain; empty where the virtual network has it.
        "dnsServer" dns_server: String,
        /// The root of the domain; empty with an empty `dns_server`.
        "rootDomainName" root_domain_name: String,
    }
}
