//! What the rules look at: a change of a cluster as plain data, with what is not known yet marked as such.
//!
//! Whoever plans fills a [`View`]; the rules only read it. Three kinds of facts stand side by side and are never mixed:
//! what is asked for ([`View::network`], [`View::control_plane`], [`View::pools`]), what exists ([`Operation::Update`]),
//! and what was looked up in Azure ([`Lookups`]). What users alone know, because Azure does not show it, is asked for
//! as well ([`View::declared_networks`]).

mod addresses;
mod control_plane;
mod lookups;
mod network;
mod pool;
mod ranged;

use tfplugin_framework::{Attr, Path};

pub use self::{
    addresses::Addresses,
    control_plane::{AddOns, ControlPlane},
    lookups::{
        AttachedNatGateway, Connected, ConnectedNetwork, Direction, Lookup, Lookups, MasqueradeConfig,
        Neighbour, OfferedVersion, Registrations, Route, RouteTable, SecurityGroup, SecurityRule, Subnet,
        SubnetAccess, VmSize, Vnet,
    },
    network::{AdvancedNetworking, LoadBalancer, NatGateway, Network},
    pool::{AutoScaling, Pool, Upgrade},
    ranged::{Ranged, Ranges},
};

/// A change of a cluster, or the configuration of one.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What is done to the cluster.
    pub operation: Operation,
    /// A change that Azure refuses may be carried out by replacing the resource (`allow_replacement = true`).
    pub allow_replacement: bool,
    /// What is asked of the cluster besides its network and pools.
    pub control_plane: ControlPlane,
    /// The Kubernetes version asked for; "1.35" and "1.35.2" both occur.
    pub kubernetes_version: Attr<String>,
    /// The network asked for.
    pub network: Network,
    /// The pools that the resource at hand asks for: the system pool of a cluster, or the one node pool.
    pub pools: Vec<Pool>,
    /// Ranges outside Azure that the user has declared.
    pub declared_networks: Vec<DeclaredNetwork>,
    /// What was looked up in Azure.
    pub lookups: Lookups,
}

/// What is done to the cluster.
#[derive(Clone, Debug, Default)]
pub enum Operation {
    /// The configuration is read alone: whether the cluster exists is not known.
    #[default]
    Validate,
    /// The cluster does not exist, or is made anew.
    Create,
    /// The cluster exists like this.
    Update(Box<Existing>),
}

/// A cluster as the state, or Azure, has it.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    /// What it is besides its network and pools.
    pub control_plane: ControlPlane,
    /// The version that it runs.
    pub kubernetes_version: Attr<String>,
    /// Its network.
    pub network: Network,
    /// Those of its pools that the resource at hand manages, matched to [`View::pools`] by name.
    pub pools: Vec<Pool>,
    /// All of its pools as Azure has them, where [`Lookups::agent_pools`] has what is planned of them instead.
    pub in_azure: Option<Vec<Pool>>,
}

/// A network that Azure does not show, such as one behind ExpressRoute, as the user describes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeclaredNetwork {
    /// The user's name for it.
    pub name: String,
    /// Its CIDRs.
    pub prefixes: Attr<Vec<Attr<String>>>,
    /// Where it is declared; none for the provider block, whose paths a resource cannot point at.
    pub path: Option<Path>,
}
