//! The data source as it is written in HCL. Doc comments become the registry documentation.

use tfplugin_framework::{Model, Value, validators::range};

use crate::{
    checks::{location, node_quota, pool_name, resource_id, subnet_id, word, words},
    declared_networks::networks,
    findings::{Finding, Unchecked},
    words as azures,
};

/// What the network of a cluster has room for, in numbers, and what breaks a rule in it and around it.
///
/// For a cluster that exists, whoever manages it (`cluster_id`), for values that are planned, or for a cluster with
/// planned values in the place of its own. A rule that is broken is a finding here and never an error: in `check` blocks
/// a scheduled run finds a subnet, a security rule or a peering that now breaks a rule although the cluster did not
/// change.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct NetworkPlan {
    /// The ARM resource ID of a cluster that exists. It may be managed by another tool.
    #[model(optional, validate = resource_id("Microsoft.ContainerService/managedClusters"))]
    pub(super) cluster_id: Option<String>,

    /// The Azure region of a cluster that is planned.
    #[model(optional, validate = location())]
    pub(super) location: Option<String>,

    /// The planned pod CIDRs, IPv4 first; those of the cluster, or Azure's default, if not given.
    #[model(optional)]
    pub(super) pod_cidrs: Option<Vec<String>>,

    /// The planned service CIDRs, IPv4 first; those of the cluster, or Azure's default, if not given.
    #[model(optional)]
    pub(super) service_cidrs: Option<Vec<String>>,

    /// The planned IP families: `["IPv4"]` or `["IPv4", "IPv6"]`.
    #[model(optional, validate = words(azures::IP_FAMILIES))]
    pub(super) ip_families: Option<Vec<String>>,

    /// The planned pools. A pool of the cluster with the same name is planned to be like this; the cluster's other pools
    /// count as they are.
    #[model(optional)]
    pub(super) pools: Option<Vec<PlannedPool>>,

    /// Networks that Azure does not show, such as those on premises: a list of CIDRs, or a map from names of yours to
    /// CIDRs or lists of them. They count beside those of the provider block.
    #[model(optional, validate = networks())]
    pub(super) declared_networks: Option<Value>,

    /// The day whose rules are applied, such as `2026-11-22`; that of the provider block, or today, if not given.
    #[model(optional, computed)]
    pub(super) as_of: Option<String>,

    /// The nodes that the pod CIDR has room for. Null for a cluster whose pods have no range of their own.
    #[model(computed)]
    pub(super) node_blocks: Option<NodeBlocks>,

    /// The addresses of each subnet that a pool is in.
    #[model(computed)]
    pub(super) subnets: Option<Vec<SubnetRoom>>,

    /// Ranges of the cluster that overlap others.
    #[model(computed)]
    pub(super) overlaps: Option<Vec<Overlap>>,

    /// The next pod CIDR that is free of everything known here and has room for every pool at its largest.
    #[model(computed)]
    pub(super) next_free_cidr: Option<String>,

    /// What the rules say, errors first, down to what is only worth knowing.
    #[model(computed)]
    pub(super) findings: Option<Vec<Finding>>,

    /// Facts that could not be read, with the rules that were not checked because of it.
    #[model(computed)]
    pub(super) unchecked: Option<Vec<Unchecked>>,
}

/// A planned pool.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct PlannedPool {
    /// The name.
    #[model(required, validate = pool_name())]
    pub(super) name: String,

    /// The size of its nodes.
    #[model(optional)]
    pub(super) vm_size: Option<String>,

    /// The number of nodes, where the pool does not scale by itself.
    #[model(optional, validate = range(0..=1000))]
    pub(super) node_count: Option<i64>,

    /// The largest number of nodes, where the pool scales by itself.
    #[model(optional, validate = range(0..=1000))]
    pub(super) max_count: Option<i64>,

    /// Nodes added while the pool is upgraded: a number or a share of the pool, such as `33%`.
    #[model(optional, validate = node_quota())]
    pub(super) max_surge: Option<String>,

    /// Pods per node.
    #[model(optional)]
    pub(super) max_pods: Option<i64>,

    /// `Linux` or `Windows`.
    #[model(optional, validate = word(azures::OS_TYPES))]
    pub(super) os_type: Option<String>,

    /// The subnet of its nodes.
    #[model(optional, validate = subnet_id())]
    pub(super) subnet_id: Option<String>,
}

/// The pod CIDR, counted in blocks of which each node takes one.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct NodeBlocks {
    /// The IPv4 pod CIDR.
    #[model(computed)]
    pub(super) pod_cidr: Option<String>,

    /// The nodes that it has room for.
    #[model(computed)]
    pub(super) total: Option<i64>,

    /// The nodes that there are.
    #[model(computed)]
    pub(super) used: Option<i64>,

    /// The nodes for which there is room left.
    #[model(computed)]
    pub(super) left: Option<i64>,

    /// The nodes with every autoscaler at its end.
    #[model(computed)]
    pub(super) at_max_count: Option<i64>,

    /// What is left then; negative where there is no room for all of them.
    #[model(computed)]
    pub(super) left_at_max_count: Option<i64>,

    /// The nodes with every autoscaler at its end while all pools are upgraded at the same time.
    #[model(computed)]
    pub(super) with_surge: Option<i64>,

    /// What is left then; negative where there is no room for all of them.
    #[model(computed)]
    pub(super) left_with_surge: Option<i64>,

    /// The first pool for which there is no room when the pools before it are at their largest; null where all have room.
    #[model(computed)]
    pub(super) first_pool_that_fails: Option<String>,

    /// The pod CIDR that would do for all pools with their surge: the present one, the smallest of the `expansions` with room
    /// for them, or else `next_free_cidr`, which a cluster that exists cannot take.
    #[model(computed)]
    pub(super) sufficient_cidr: Option<String>,

    /// The ranges to which the pod CIDR can be widened in place without touching anything known here, from small to wide.
    #[model(computed)]
    pub(super) expansions: Option<Vec<Expansion>>,
}

/// A range to which the pod CIDR can be widened.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Expansion {
    /// The range.
    #[model(computed)]
    pub(super) cidr: Option<String>,

    /// The nodes that it has room for.
    #[model(computed)]
    pub(super) nodes: Option<i64>,
}

/// A subnet of pools, counted in IPv4 addresses.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct SubnetRoom {
    /// The ARM resource ID.
    #[model(computed)]
    pub(super) id: Option<String>,

    /// Its ranges.
    #[model(computed)]
    pub(super) address_prefixes: Option<Vec<String>>,

    /// The names of the pools in it.
    #[model(computed)]
    pub(super) pools: Option<Vec<String>>,

    /// The addresses that can be used: all but the five that Azure keeps.
    #[model(computed)]
    pub(super) total: Option<i64>,

    /// The addresses in use, by nodes or by others.
    #[model(computed)]
    pub(super) used: Option<i64>,

    /// The addresses left.
    #[model(computed)]
    pub(super) free: Option<i64>,

    /// The addresses left with every autoscaler at its end; negative where they do not suffice.
    #[model(computed)]
    pub(super) free_at_max_count: Option<i64>,

    /// The addresses left with every autoscaler at its end while all pools are upgraded at the same time; negative where
    /// they do not suffice.
    #[model(computed)]
    pub(super) free_with_surge: Option<i64>,
}

/// A range of the cluster that overlaps another.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Overlap {
    /// `pod CIDR` or `service CIDR`.
    #[model(computed)]
    pub(super) purpose: Option<String>,

    /// The range of the cluster.
    #[model(computed)]
    pub(super) cidr: Option<String>,

    /// The range that it overlaps.
    #[model(computed)]
    pub(super) with: Option<String>,

    /// What that range is.
    #[model(computed)]
    pub(super) what: Option<String>,

    /// The peerings and gateways on the way there, in order.
    #[model(computed)]
    pub(super) via: Option<Vec<String>>,
}
