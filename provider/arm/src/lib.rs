//! A client for Azure Resource Manager.

pub mod models;

mod id;
mod keyword;
mod location;

pub use id::{
    AgentPoolId, IdError, IdProblem, ManagedClusterId, ResourceGroupId, ResourceId, SubnetId,
    VirtualNetworkId,
};
pub use keyword::Keyword;
pub use location::Location;
