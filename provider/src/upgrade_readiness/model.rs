//! The data source as it is written in HCL. Doc comments become the registry documentation.

use tfplugin_framework::Model;

use crate::{
    checks::{kubernetes_version, resource_id, word, words},
    findings::{Finding, Unchecked},
    words as azures,
};

/// What stands between a cluster and another network, and the steps to it in the order in which Azure takes them.
///
/// Azure changes few things in one request and has preconditions for most: a version of Kubernetes, no network policy,
/// no settings of the ip-masq-agent, an identity of your own. This reads the cluster, whoever manages it, and what is
/// around it, and changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct UpgradeReadiness {
    /// The ARM resource ID of the cluster. It may be managed by another tool.
    #[model(required, validate = resource_id("Microsoft.ContainerService/managedClusters"))]
    pub(super) cluster_id: String,

    /// What the cluster is to become, in the words of its `network`.
    #[model(required)]
    pub(super) target: Target,

    /// The day whose rules are applied, such as `2026-11-22`; that of the provider block, or today, if not given.
    #[model(optional, computed)]
    pub(super) as_of: Option<String>,

    /// Whether the target can be reached now and in one change, as far as is known.
    #[model(computed)]
    pub(super) ready: Option<bool>,

    /// What makes the target impossible; no step leads around it.
    #[model(computed)]
    pub(super) blockers: Option<Vec<Finding>>,

    /// What to do, one after the other.
    #[model(computed)]
    pub(super) steps: Option<Vec<Step>>,

    /// The pools whose nodes are replaced at the same time, at each step that re-images. Null if no step does.
    #[model(computed)]
    pub(super) reimage: Option<Reimage>,

    /// What else the rules say about the target.
    #[model(computed)]
    pub(super) findings: Option<Vec<Finding>>,

    /// Facts that could not be read, with the rules that were not checked because of it.
    #[model(computed)]
    pub(super) unchecked: Option<Vec<Unchecked>>,
}

/// What the cluster is to become. What is not given stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Target {
    /// `overlay` to move from kubenet or from Azure CNI with node subnet.
    #[model(optional, validate = word(azures::PLUGIN_MODES))]
    pub(super) plugin_mode: Option<String>,

    /// The pod CIDRs, IPv4 first: those of the move to overlay, or a wider range.
    #[model(optional)]
    pub(super) pod_cidrs: Option<Vec<String>>,

    /// The service CIDRs, IPv4 first, where IPv6 is added.
    #[model(optional)]
    pub(super) service_cidrs: Option<Vec<String>>,

    /// `["IPv4", "IPv6"]` to add IPv6.
    #[model(optional, validate = words(azures::IP_FAMILIES))]
    pub(super) ip_families: Option<Vec<String>>,

    /// `cilium` to change the dataplane, together with the policy engine.
    #[model(optional, validate = word(azures::DATAPLANES))]
    pub(super) dataplane: Option<String>,

    /// The network policy engine at the end of the way.
    #[model(optional, validate = word(azures::NETWORK_POLICIES))]
    pub(super) policy: Option<String>,

    /// The Kubernetes version.
    #[model(optional, validate = kubernetes_version())]
    pub(super) kubernetes_version: Option<String>,
}

/// A step on the way.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Step {
    /// `prepare` for a precondition, `change` for a part of the target, `after` for what is left to do.
    #[model(computed)]
    pub(super) stage: Option<String>,

    /// What to do, in one line.
    #[model(computed)]
    pub(super) title: Option<String>,

    /// Why it has to be done, and at this place.
    #[model(computed)]
    pub(super) why: Option<String>,

    /// The attributes of `aksoverlay_cluster` that do it, with words in capitals for what is yours to fill in; null for a
    /// step that is done by a command.
    #[model(computed)]
    pub(super) hcl: Option<String>,

    /// The command that does it; null for a step that is done in HCL.
    #[model(computed)]
    pub(super) command: Option<String>,

    /// The numbers of the rules that ask for it.
    #[model(computed)]
    pub(super) rules: Option<Vec<String>>,

    /// Whether Azure replaces the nodes of all pools at the same time.
    #[model(computed)]
    pub(super) reimages: Option<bool>,
}

/// The pools whose nodes are replaced at the same time.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Reimage {
    /// All nodes.
    #[model(computed)]
    pub(super) nodes: Option<i64>,

    /// The nodes that Azure adds meanwhile, in all pools together.
    #[model(computed)]
    pub(super) surge: Option<i64>,

    /// Each pool.
    #[model(computed)]
    pub(super) pools: Option<Vec<PoolReimage>>,
}

/// How the nodes of a pool are replaced.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct PoolReimage {
    /// The name.
    #[model(computed)]
    pub(super) name: Option<String>,

    /// Its nodes.
    #[model(computed)]
    pub(super) nodes: Option<i64>,

    /// The nodes that are added meanwhile.
    #[model(computed)]
    pub(super) surge: Option<i64>,

    /// The nodes that may be missing meanwhile.
    #[model(computed)]
    pub(super) max_unavailable: Option<i64>,

    /// How long a node may take to drain; null for Azure's default.
    #[model(computed)]
    pub(super) drain_timeout_minutes: Option<i64>,

    /// How many rounds it takes; null where the pool does not say how many nodes are replaced at a time.
    #[model(computed)]
    pub(super) batches: Option<i64>,
}
