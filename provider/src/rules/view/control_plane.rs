//! A cluster besides its network and pools.

use tfplugin_framework::{Attr, Value};

/// What is asked of a cluster, or what it is, besides its network and pools. As everywhere in a view, words of Azure's
/// are in lower case, and null means that nothing is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ControlPlane {
    /// The name.
    pub name: Attr<String>,
    /// The resource group.
    pub resource_group_name: Attr<String>,
    /// The region, in lower case without spaces.
    pub location: Attr<String>,
    /// "free", "standard" or "premium".
    pub sku_tier: Attr<String>,
    /// "kubernetesofficial" or "akslongtermsupport".
    pub support_plan: Attr<String>,
    /// "systemassigned", "userassigned" or "none" (a service principal).
    pub identity_type: Attr<String>,
    /// The user-assigned identities, as ARM resource IDs.
    pub identity_ids: Attr<Vec<Attr<String>>>,
    /// The object ID of the identity, as far as the cluster exists and has one.
    pub principal_id: Attr<String>,
    /// The resource group in which Azure keeps the nodes.
    pub node_resource_group: Attr<String>,
    /// Add-ons that rules speak about.
    pub add_ons: AddOns,
    /// "manual" or "auto": whether AKS makes nodes by itself (node auto-provisioning).
    pub node_provisioning_mode: Attr<String>,
    /// "direct" or "cache": where the nodes get their system images from.
    pub bootstrap_artifact_source: Attr<String>,
    /// The API server is reached from the network alone.
    pub private_cluster: Attr<bool>,
    /// The private DNS zone of the API server: "system", "none" or an ARM resource ID.
    pub private_dns_zone: Attr<String>,
    /// The API server stands in a subnet of the virtual network.
    pub api_server_vnet_integration: Attr<bool>,
    /// The subnet of the API server.
    pub api_server_subnet_id: Attr<String>,
    /// Commands may be run in the cluster through Azure Resource Manager.
    pub run_command_enabled: Attr<bool>,
    /// "none", "patch", "stable", "rapid" or "node-image".
    pub upgrade_channel: Attr<String>,
    /// "none", "unmanaged", "securitypatch" or "nodeimage".
    pub node_os_upgrade_channel: Attr<String>,
    /// The identity of the kubelets, as an ARM resource ID.
    pub kubelet_identity_id: Attr<String>,
    /// The HTTP proxy, as the attribute says it.
    pub http_proxy: Attr<Value>,
    /// Trusted certificates, as the attribute says them.
    pub custom_ca_trust_certificates: Attr<Value>,
    /// An administrator of Windows nodes is set, which Windows pools need.
    pub windows_admin: Attr<bool>,
}

/// Add-ons that rules speak about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AddOns {
    /// Virtual nodes (`aciConnectorLinux`).
    pub virtual_nodes: Attr<bool>,
    /// The Application Gateway Ingress Controller (`ingressApplicationGateway`).
    pub application_gateway: Attr<bool>,
}
