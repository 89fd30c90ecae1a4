//! A cluster as the data source shows it.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_framework::Model;

use crate::{
    checks::{cluster_name, resource_group_name, resource_id},
    cluster::{
        Aad, Addons, ApiServerAccess, AutoUpgrade, Identity, KubeletIdentity, Network, NodeProvisioning,
        WebAppRouting, WorkloadAutoScaler,
    },
    pool::Pool,
    read_only::ReadOnly,
};

/// An AKS cluster as it is, whoever manages it: what a module needs that builds on it.
///
/// There are no credentials in it; the ephemeral resource `aksoverlay_kubeconfig` has them.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(exactly_one_of(id, name), required_together(name, resource_group_name))]
pub(crate) struct ClusterData {
    /// The ARM resource ID. Give it, or `name` and `resource_group_name`.
    #[model(optional, computed, validate = resource_id("Microsoft.ContainerService/managedClusters"))]
    pub(super) id: Option<String>,

    /// The name.
    #[model(optional, computed, validate = cluster_name())]
    pub(super) name: Option<String>,

    /// The resource group that the cluster resource lives in.
    #[model(optional, computed, validate = resource_group_name())]
    pub(super) resource_group_name: Option<String>,

    /// The Azure region.
    #[model(computed)]
    pub(super) location: Option<String>,

    /// Tags.
    #[model(computed)]
    pub(super) tags: Option<BTreeMap<String, String>>,

    /// The uptime tier.
    #[model(computed)]
    pub(super) sku_tier: Option<String>,

    /// The support plan: `KubernetesOfficial`, or `AKSLongTermSupport`.
    #[model(computed)]
    pub(super) support_plan: Option<String>,

    /// The Kubernetes version that was asked for, in full or as the alias of a minor version.
    #[model(computed)]
    pub(super) kubernetes_version: Option<String>,

    /// The Kubernetes version that the control plane runs, in full.
    #[model(computed)]
    pub(super) current_kubernetes_version: Option<String>,

    /// The first label of the API server's host name.
    #[model(computed)]
    pub(super) dns_prefix: Option<String>,

    /// The host name of the API server; null for a private cluster without a public one.
    #[model(computed)]
    pub(super) fqdn: Option<String>,

    /// The host name of the API server inside the network of a private cluster.
    #[model(computed)]
    pub(super) private_fqdn: Option<String>,

    /// The resource group of the nodes, which Azure made.
    #[model(computed)]
    pub(super) node_resource_group: Option<String>,

    /// Whether the cluster's own accounts are disabled, so that Entra ID alone signs in.
    #[model(computed)]
    pub(super) local_account_disabled: Option<bool>,

    /// Whether the API server asks for roles (Kubernetes RBAC).
    #[model(computed)]
    pub(super) role_based_access_control_enabled: Option<bool>,

    /// How people sign in with Entra ID; null where they do not.
    #[model(computed)]
    pub(super) aad: Option<ReadOnly<Aad>>,

    /// How the API server is reached.
    #[model(computed)]
    pub(super) api_server_access: Option<ReadOnly<ApiServerAccess>>,

    /// Which upgrades Azure makes by itself.
    #[model(computed)]
    pub(super) auto_upgrade: Option<ReadOnly<AutoUpgrade>>,

    /// Whether the cluster issues tokens that others can check (OpenID Connect).
    #[model(computed)]
    pub(super) oidc_issuer_enabled: Option<bool>,

    /// Whether pods can sign in to Azure with their service accounts.
    #[model(computed)]
    pub(super) workload_identity_enabled: Option<bool>,

    /// The URL of the OpenID Connect issuer, for workload identity; null where it is off.
    #[model(computed)]
    pub(super) oidc_issuer_url: Option<String>,

    /// The managed identity of the control plane.
    #[model(computed)]
    pub(super) identity: Option<ReadOnly<Identity>>,

    /// The identity with which nodes pull images.
    #[model(computed)]
    pub(super) kubelet_identity: Option<ReadOnly<KubeletIdentity>>,

    /// The cluster network.
    #[model(computed)]
    pub(super) network: Option<ReadOnly<Network>>,

    /// The IDs of the public addresses that packets leave the cluster with, of its load balancer or NAT gateway.
    #[model(computed)]
    pub(super) effective_outbound_ip_ids: Option<BTreeSet<String>>,

    /// The node pools, in the order of their names. `node_count` is the number of nodes now, also where the cluster
    /// autoscaler chooses it.
    #[model(computed)]
    pub(super) node_pools: Option<Vec<ReadOnly<Pool>>>,

    /// The add-ons.
    #[model(computed)]
    pub(super) addons: Option<ReadOnly<Addons>>,

    /// The managed ingress controller.
    #[model(computed)]
    pub(super) web_app_routing: Option<ReadOnly<WebAppRouting>>,

    /// What scales workloads.
    #[model(computed)]
    pub(super) workload_auto_scaler: Option<ReadOnly<WorkloadAutoScaler>>,

    /// Whether AKS makes nodes by itself.
    #[model(computed)]
    pub(super) node_provisioning: Option<ReadOnly<NodeProvisioning>>,

    /// The ID of the disk encryption set of the nodes' disks.
    #[model(computed)]
    pub(super) disk_encryption_set_id: Option<String>,

    /// `Running` or `Stopped`.
    #[model(computed)]
    pub(super) power_state: Option<String>,

    /// `Succeeded`, `Failed` or `Canceled`, or what Azure is doing with the cluster.
    #[model(computed)]
    pub(super) provisioning_state: Option<String>,
}
