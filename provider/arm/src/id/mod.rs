//! Resource IDs.
//!
//! [`ResourceId`] is any ID of Azure Resource Manager; [`ManagedClusterId`] and its like are IDs of one resource type.
//! Azure spells the fixed words of one ID differently in different answers (`resourcegroups`, `ManagedClusters`), and
//! names are case-insensitive but case-preserving. So IDs compare without regard to case, and are written with the usual
//! spelling of the fixed words and the names as they came in.

mod error;
mod network;
mod resource_id;
mod typed;

pub use error::{IdError, IdProblem};
pub use network::{LocalNetworkGatewayId, NatGatewayId, NetworkSecurityGroupId, RouteTableId};
pub use resource_id::ResourceId;
pub use typed::{
    AgentPoolId, ManagedClusterId, ResourceGroupId, SubnetId, UserAssignedIdentityId, VirtualNetworkId,
};
