//! What the rules look at: a change of a cluster as plain data, with what is not known yet marked as such.
//!
//! Whoever plans fills a [`View`]; the rules only read it. Three kinds of facts stand side by side and are never mixed:
//! what is asked for ([`View::network`], [`View::pools`]), what exists ([`Operation::Update`]), and what was looked up
//! in Azure ([`Lookups`]).

use tfplugin_framework::{Attr, Path};

/// A change of a cluster, or the configuration of one.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What is done to the cluster.
    pub operation: Operation,
    /// A change that Azure refuses may be carried out by replacing the resource (`allow_replacement = true`).
    pub allow_replacement: bool,
    /// The Kubernetes version asked for; "1.35" and "1.35.2" both occur.
    pub kubernetes_version: Attr<String>,
    /// The network asked for.
    pub network: Network,
    /// The pools that the resource at hand asks for: the system pool of a cluster, or the one node pool.
    pub pools: Vec<Pool>,
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
    /// The version that it runs.
    pub kubernetes_version: Attr<String>,
    /// Its network.
    pub network: Network,
    /// Those of its pools that the resource at hand manages, matched to [`View::pools`] by name.
    pub pools: Vec<Pool>,
}

/// The network of a cluster, in the words of the `network` attribute.
///
/// Null means that nothing is asked for: an existing cluster keeps what it has, a new one gets the service's default, and
/// while it is not known whether the cluster exists, the value is undecided. Where the configuration is silent and the
/// plan has a known value, the planned value belongs here.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Where the attributes stand: `network` on a cluster, the root on a resource that has them there.
    pub path: Path,
    /// "azure", "kubenet" or "none".
    pub plugin: Attr<String>,
    /// "overlay", or "none" for node subnet.
    pub plugin_mode: Attr<String>,
    /// One CIDR per IP family, IPv4 first.
    pub pod_cidrs: Attr<Vec<Attr<String>>>,
    /// One CIDR per IP family, IPv4 first.
    pub service_cidrs: Attr<Vec<Attr<String>>>,
    /// The address of the cluster's DNS service.
    pub dns_service_ip: Attr<String>,
    /// "IPv4", "IPv6".
    pub ip_families: Attr<Vec<Attr<String>>>,
    /// "none", "azure", "calico" or "cilium".
    pub policy: Attr<String>,
    /// "azure" or "cilium".
    pub dataplane: Attr<String>,
    /// "loadBalancer", "userDefinedRouting", ...
    pub outbound_type: Attr<String>,
}

impl Network {
    /// The path of one of the attributes.
    pub fn attribute(&self, name: &str) -> Path {
        self.path.clone().attribute(name)
    }
}

/// A node pool, in the words of the `system_pool` attribute.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// Where the pool's attributes stand in the configuration; `None` for a pool that is only known from Azure.
    pub path: Option<Path>,
    /// Unique in the cluster.
    pub name: Attr<String>,
    /// "VirtualMachineScaleSets", "VirtualMachines" or "AvailabilitySet".
    pub kind: Attr<String>,
    /// "System" or "User".
    pub mode: Attr<String>,
    /// "Standard_D4s_v5".
    pub vm_size: Attr<String>,
    /// "Linux" or "Windows".
    pub os_type: Attr<String>,
    /// "Ubuntu", "AzureLinux", "Windows2022", ...
    pub os_sku: Attr<String>,
    /// Nodes, where the pool does not scale by itself.
    pub node_count: Attr<i64>,
    /// The bounds of a pool that scales by itself.
    pub auto_scaling: Attr<AutoScaling>,
    /// Pods per node.
    pub max_pods: Attr<i64>,
    /// The subnet of the nodes, as an ARM resource ID.
    pub subnet_id: Attr<String>,
    /// The subnet that pods took their addresses from before overlay (dynamic IP allocation).
    pub pod_subnet_id: Attr<String>,
    /// The network plugin mode asked for this pool alone, which Azure does not have.
    pub network_plugin_mode: Attr<String>,
    /// The version of the nodes, where it differs from the cluster's.
    pub kubernetes_version: Attr<String>,
    /// How nodes are upgraded.
    pub upgrade: Upgrade,
}

/// The bounds between which a pool scales by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AutoScaling {
    /// Never fewer nodes.
    pub min: Attr<i64>,
    /// Never more nodes.
    pub max: Attr<i64>,
}

/// How the nodes of a pool are upgraded or re-imaged.
#[derive(Clone, Debug, Default)]
pub struct Upgrade {
    /// Nodes added during an upgrade: a number ("3") or a share of the pool ("33%").
    pub max_surge: Attr<String>,
    /// Nodes that may be missing during an upgrade, in the same form.
    pub max_unavailable: Attr<String>,
    /// How long a node may take to drain.
    pub drain_timeout_minutes: Attr<i64>,
}

/// Facts that only Azure knows.
#[derive(Clone, Debug, Default)]
pub struct Lookups {
    /// The virtual network of the node subnets.
    pub vnet: Lookup<Vnet>,
    /// Every pool of the existing cluster, those of the resource at hand included.
    pub agent_pools: Lookup<Vec<Pool>>,
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
}

/// A virtual network as Azure has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vnet {
    /// The ARM resource ID.
    pub id: String,
    /// `addressSpace.addressPrefixes`.
    pub address_space: Vec<String>,
    /// Every subnet.
    pub subnets: Vec<Subnet>,
}

/// A subnet as Azure has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subnet {
    /// The ARM resource ID.
    pub id: String,
    /// `addressPrefix`, or all of `addressPrefixes`.
    pub address_prefixes: Vec<String>,
}
