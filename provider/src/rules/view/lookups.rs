//! Facts that only Azure knows.

use super::{Addresses, Pool, Ranged};

/// Facts that only Azure knows. Each is asked for only where a rule may need it.
#[derive(Clone, Debug, Default)]
pub struct Lookups {
    /// The virtual network of the node subnets.
    pub vnet: Lookup<Vnet>,
    /// Every pool of the existing cluster, and those that other resources plan for it; those of the resource at hand
    /// included.
    pub agent_pools: Lookup<Vec<Pool>>,
    /// The networks that the virtual network is connected with.
    pub connected: Lookup<Connected>,
    /// The network security groups of the node subnets.
    pub security_groups: Lookup<Vec<SecurityGroup>>,
    /// The route tables of the node subnets.
    pub route_tables: Lookup<Vec<RouteTable>>,
    /// The NAT gateways of the node subnets.
    pub nat_gateways: Lookup<Vec<AttachedNatGateway>>,
    /// What the cluster's identity may do with the node subnets.
    pub subnet_access: Lookup<Vec<SubnetAccess>>,
    /// Other clusters in the virtual network.
    pub neighbours: Lookup<Vec<Neighbour>>,
    /// The sizes of virtual machines that the region offers, as far as pools ask for them.
    pub vm_sizes: Lookup<Vec<VmSize>>,
    /// The Kubernetes versions that the region offers.
    pub kubernetes_versions: Lookup<Vec<OfferedVersion>>,
    /// Preview features and resource providers of the subscription.
    pub registrations: Lookup<Registrations>,
    /// How the nodes masquerade addresses, read from the cluster itself where the user allows it.
    pub masquerade: Lookup<MasqueradeConfig>,
}

impl Lookups {
    /// What holds as well for a cluster that takes the place of this one: what is around it, but nothing that it has.
    pub fn of_a_new_cluster(&self) -> Self {
        Self {
            agent_pools: Lookup::NotAsked,
            subnet_access: Lookup::NotAsked,
            masquerade: Lookup::NotAsked,
            ..self.clone()
        }
    }
}

/// The answer of Azure to one question.
#[derive(Clone, Debug, Default)]
pub enum Lookup<T> {
    /// Not asked: not needed, or not possible yet because the question itself has unknown parts.
    #[default]
    NotAsked,
    /// Asked and not answered, with the reason in a sentence ("the identity may not read ...").
    Unavailable(String),
    /// The answer.
    Found(T),
}

impl<T> Lookup<T> {
    /// The answer, if there is one.
    pub fn found(&self) -> Option<&T> {
        match self {
            Self::Found(answer) => Some(answer),
            Self::NotAsked | Self::Unavailable(_) => None,
        }
    }

    /// Why there is no answer, if it was asked for.
    pub fn unavailable(&self) -> Option<&str> {
        match self {
            Self::Unavailable(reason) => Some(reason),
            Self::NotAsked | Self::Found(_) => None,
        }
    }
}

impl<T> From<Result<T, String>> for Lookup<T> {
    fn from(answer: Result<T, String>) -> Self {
        answer.map_or_else(Self::Unavailable, Self::Found)
    }
}

/// A virtual network as Azure has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vnet {
    /// The ARM resource ID.
    pub id: String,
    /// The region, in lower case without spaces.
    pub location: String,
    /// `addressSpace.addressPrefixes`.
    pub address_space: Vec<String>,
    /// Every subnet.
    pub subnets: Ranged<Subnet>,
}

/// A subnet as Azure has it. References are ARM resource IDs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subnet {
    /// The ARM resource ID.
    pub id: String,
    /// `addressPrefix`, or all of `addressPrefixes`.
    pub address_prefixes: Vec<String>,
    /// The network security group.
    pub security_group_id: Option<String>,
    /// The route table.
    pub route_table_id: Option<String>,
    /// The NAT gateway.
    pub nat_gateway_id: Option<String>,
    /// The services that the subnet is delegated to, such as "Microsoft.ServiceNetworking/trafficControllers".
    pub delegations: Vec<String>,
    /// What has an address in it: IP configurations of network interfaces, load balancers, gateways.
    pub ip_configurations: Addresses,
}

/// The networks that a virtual network is connected with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connected {
    /// What could be seen.
    pub networks: Ranged<ConnectedNetwork>,
    /// What could not, in one sentence each ("The routes of ExpressRoute gateway ... are not visible.").
    pub not_visible: Vec<String>,
    /// What Azure did not answer about the virtual network itself, in one sentence each.
    pub unread: Vec<String>,
}

/// A network at the end of a path of peerings and gateways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectedNetwork {
    /// What it is, in words: "virtual network hub", "the network behind local network gateway onprem".
    pub title: String,
    /// The ARM resource ID.
    pub id: String,
    /// Its CIDRs.
    pub prefixes: Vec<String>,
    /// The names of peerings and gateways on the way to it, in order.
    pub via: Vec<String>,
}

/// A network security group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityGroup {
    /// The ARM resource ID.
    pub id: String,
    /// All of its rules, Azure's defaults included, in any order.
    pub rules: Vec<SecurityRule>,
}

/// A rule of a network security group, with the singular and plural members of Azure's joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityRule {
    /// The name.
    pub name: String,
    /// The lowest that fits decides; Azure's defaults begin at 65000.
    pub priority: i64,
    /// Which packets it is about.
    pub direction: Direction,
    /// It lets packets pass.
    pub allows: bool,
    /// "*", "Tcp", "Udp", "Icmp", "Esp" or "Ah".
    pub protocol: String,
    /// CIDRs, addresses, service tags or "*".
    pub sources: Vec<String>,
    /// Ports, ranges or "*".
    pub source_ports: Vec<String>,
    /// CIDRs, addresses, service tags or "*".
    pub destinations: Vec<String>,
    /// Ports, ranges or "*".
    pub destination_ports: Vec<String>,
    /// It names application security groups, whose members are not known here.
    pub application_groups: bool,
}

/// Packets that come into a subnet or leave it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// They come in.
    #[default]
    Inbound,
    /// They leave.
    Outbound,
}

/// A route table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteTable {
    /// The ARM resource ID.
    pub id: String,
    /// Its routes.
    pub routes: Vec<Route>,
}

/// A route.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The name.
    pub name: String,
    /// The destination: a CIDR or a service tag.
    pub prefix: String,
    /// "VirtualAppliance", "VirtualNetworkGateway", "VnetLocal", "Internet" or "None".
    pub next_hop_type: String,
    /// The address of the appliance.
    pub next_hop_ip: Option<String>,
}

/// A NAT gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttachedNatGateway {
    /// The ARM resource ID.
    pub id: String,
    /// "Standard" or "StandardV2".
    pub sku: String,
}

/// What the identity of a cluster may do with a subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubnetAccess {
    /// The subnet, as an ARM resource ID.
    pub subnet_id: String,
    /// The identity, in words ("identity aks", "object 1111-...").
    pub identity: String,
    /// It may join nodes to the subnet.
    pub may_join: bool,
}

/// Another cluster whose nodes are in the same virtual network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Neighbour {
    /// The ARM resource ID.
    pub id: String,
    /// "overlay", or "none".
    pub plugin_mode: String,
    /// Its pod CIDRs.
    pub pod_cidrs: Vec<String>,
    /// Its service CIDRs.
    pub service_cidrs: Vec<String>,
}

/// A size of virtual machines in the region of the cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VmSize {
    /// "Standard_D4ps_v5".
    pub name: String,
    /// The region offers it at all.
    pub offered: bool,
    /// "x64" or "Arm64".
    pub architecture: String,
    /// The zones that have it.
    pub zones: Vec<String>,
    /// The subscription cannot have it in the region: why.
    pub restricted: Option<String>,
    /// The zones in which the subscription cannot have it.
    pub restricted_zones: Vec<String>,
}

/// A minor version of Kubernetes that a region offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferedVersion {
    /// "1.35".
    pub minor: String,
    /// "1.35.7", every patch.
    pub patches: Vec<String>,
    /// It is a preview.
    pub preview: bool,
    /// It is offered with long-term support alone.
    pub long_term_support_only: bool,
}

/// Preview features and resource providers of a subscription, as far as rules ask for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registrations {
    /// Features of `Microsoft.ContainerService` by name, with their state ("Registered", "Pending", ...).
    pub features: Vec<(String, String)>,
    /// The state of `Microsoft.ContainerService` itself.
    pub container_service: String,
}

/// How nodes masquerade addresses: the ConfigMaps of azure-ip-masq-agent in `kube-system`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MasqueradeConfig {
    /// The names of those that exist.
    pub config_maps: Vec<String>,
}
