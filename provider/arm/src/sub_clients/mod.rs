//! One client for each kind of resource, in the shape of Microsoft's generator for Rust: `client.managed_clusters()`
//! gives a sub-client, whose `get`, `list` and `begin_*` are the operations of the REST API.

mod agent_pools;
mod answers;
mod cluster_actions;
mod compute_skus;
mod features;
mod kubernetes_versions;
mod maintenance_configurations;
mod managed_clusters;
mod registration;
mod resource_groups;
mod resource_providers;
mod role_assignments;
mod subnets;
mod traffic;
mod user_assigned_identities;
mod virtual_networks;

pub use agent_pools::AgentPools;
pub use cluster_actions::{KubeconfigOf, KubeconfigQuery};
pub use compute_skus::ComputeSkus;
pub use features::Features;
pub use kubernetes_versions::KubernetesVersions;
pub use maintenance_configurations::MaintenanceConfigurations;
pub use managed_clusters::ManagedClusters;
pub use resource_groups::ResourceGroups;
pub use resource_providers::ResourceProviders;
pub use role_assignments::RoleAssignments;
pub use subnets::Subnets;
pub use traffic::{LocalNetworkGateways, NatGateways, NetworkSecurityGroups, RouteTables};
pub use user_assigned_identities::UserAssignedIdentities;
pub use virtual_networks::VirtualNetworks;
