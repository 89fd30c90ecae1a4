//! What only Azure knows around a cluster: the facts behind [`Lookups`], asked for and put into the rules' words.
//!
//! [`look`] is the whole of it. A view of what is planned goes in and tells what to ask about; the rules that hold tell
//! what is [needed](need). Then everything is asked at the same time: first the virtual network of the node subnets and
//! the pools of the cluster, and through these what is attached to the subnets; beside them what the region offers and
//! what the subscription has. One file per question.
//!
//! A question that Azure does not answer, or not in time, is no error: the [`Question`] becomes a sentence that says
//! what could not be read and which permission may be missing, and the rules say what they could not check. What was
//! read is [remembered](Memory), refusals included, so that a plan of many clusters in one network asks once.

mod agent_pools;
mod attached;
mod connected;
mod kubernetes_versions;
mod masquerade;
mod memory;
mod nat_gateways;
mod need;
mod neighbours;
mod question;
mod registrations;
mod route_tables;
mod security_groups;
mod subnet_access;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod together;
mod vm_sizes;
mod vnet;

use arm_client::{ArmClient, ManagedClusterId};
use tokio::time::Instant;

pub(crate) use self::memory::Memory;
use self::{need::Needs, question::Question};
use crate::{
    planned::Plans,
    rules::{Lookup, Lookups, RuleSettings, Source, View},
    session::Session,
};

/// What the facts are for, which decides how many are asked for and how recent they have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// A plan: everything is read once, for all resources of the plan.
    Plan {
        /// Whether the resource changes at all. One that does not costs no more than the virtual network, which a plan
        /// reads once.
        changes: bool,
    },
    /// The last moment before a write. What stops the write is read as it is now; warnings were given with the plan.
    Write,
    /// A report: also what Terraform does not show, as it is now.
    Report,
}

/// Everything that the rules, as they are set, may ask Azure about what a view shows, of a cluster that exists as `cluster`
/// or not yet.
///
/// Not asked for is what no rule needs, and what cannot be asked for yet because part of the question is unknown. Pools
/// that the view has found already are taken as they are.
pub(crate) async fn look(
    session: &Session,
    settings: &RuleSettings,
    view: &View,
    cluster: Option<&ManagedClusterId>,
    occasion: Occasion,
) -> Lookups {
    if occasion == Occasion::Write {
        session.memory.forget_what_changes();
    }
    let needs = Needs::of(view, settings, occasion);
    let look = Look::around(session, occasion);
    // On the heap: a plan asks from deep inside, and this is a dozen conversations with Azure at once.
    Box::pin(gather(&look, view, cluster, &|source| needs.include(source))).await
}

/// A look around: whom to ask, and how.
struct Look<'s> {
    arm: ArmClient,
    memory: &'s Memory,
    /// What this run plans, where a plan is made; what is done before a write has been done.
    planned: Option<&'s Plans>,
    /// Whether what is remembered is too old.
    fresh: bool,
    /// Whether the user lets commands be run in clusters.
    inspect_clusters: bool,
    deadline: Instant,
}

impl<'s> Look<'s> {
    fn around(session: &'s Session, occasion: Occasion) -> Self {
        let deadline = Instant::now() + session.memory.patience;
        let fresh = matches!(occasion, Occasion::Write | Occasion::Report);
        Self {
            arm: session.arm.with_deadline(deadline),
            memory: &session.memory,
            planned: matches!(occasion, Occasion::Plan { .. }).then_some(&session.plans),
            fresh,
            inspect_clusters: session.inspect_clusters,
            deadline,
        }
    }
}

/// Asks for what is needed.
async fn gather(
    look: &Look<'_>,
    view: &View,
    cluster: Option<&ManagedClusterId>,
    needed: &(dyn Fn(Source) -> bool + Sync),
) -> Lookups {
    let (attached, beside) = tokio::join!(
        Box::pin(subnets_and_pools(look, view, cluster, needed)),
        Box::pin(region_and_subscription(look, view, cluster, needed)),
    );
    Lookups {
        vm_sizes: beside.vm_sizes,
        kubernetes_versions: beside.kubernetes_versions,
        registrations: beside.registrations,
        masquerade: beside.masquerade,
        ..attached
    }
}

/// The network and the pools, and what is found through them.
async fn subnets_and_pools(
    look: &Look<'_>,
    view: &View,
    cluster: Option<&ManagedClusterId>,
    needed: &(dyn Fn(Source) -> bool + Sync),
) -> Lookups {
    let asked: Vec<String> = view.pools.iter().filter_map(|pool| pool.subnet_id.known().cloned()).collect();
    let network = async {
        if THROUGH_THE_NETWORK.into_iter().any(needed) {
            vnet::of_subnets(look, &asked).await
        } else {
            Lookup::NotAsked
        }
    };
    let agent_pools = async {
        match (&view.lookups.agent_pools, cluster) {
            (Lookup::NotAsked, Some(cluster)) if needed(Source::AgentPools) => {
                agent_pools::of(look, cluster).await
            }
            (known, _) => known.clone(),
        }
    };
    let (network, agent_pools) = tokio::join!(network, agent_pools);
    let vnet = vnet::facts(&network);
    let theirs = agent_pools.found().into_iter().flatten().filter_map(|pool| pool.subnet_id.known().cloned());
    let subnets: Vec<String> = asked.iter().cloned().chain(theirs).collect();
    let (connected, security_groups, route_tables, nat_gateways, subnet_access, neighbours) = tokio::join!(
        unless(!needed(Source::ConnectedNetworks), connected::with(look, &network)),
        unless(!needed(Source::SecurityGroups), security_groups::of(look, &vnet, &subnets)),
        unless(!needed(Source::RouteTables), route_tables::of(look, &vnet, &subnets)),
        unless(!needed(Source::NatGateways), nat_gateways::of(look, &vnet, &subnets)),
        unless(!needed(Source::SubnetAccess), subnet_access::of(look, view, &subnets)),
        unless(!needed(Source::Neighbours), neighbours::in_network_of(look, view, cluster, &subnets)),
    );
    Lookups {
        vnet,
        agent_pools,
        connected,
        security_groups,
        route_tables,
        nat_gateways,
        subnet_access,
        neighbours,
        ..Lookups::default()
    }
}

/// What the network leads to, besides itself.
const THROUGH_THE_NETWORK: [Source; 5] = [
    Source::Vnet,
    Source::ConnectedNetworks,
    Source::SecurityGroups,
    Source::RouteTables,
    Source::NatGateways,
];

/// What does not hang on the network: what the region offers, what the subscription has, what the cluster itself says.
async fn region_and_subscription(
    look: &Look<'_>,
    view: &View,
    cluster: Option<&ManagedClusterId>,
    needed: &(dyn Fn(Source) -> bool + Sync),
) -> Lookups {
    let (vm_sizes, kubernetes_versions, registrations, masquerade) = tokio::join!(
        unless(!needed(Source::VmSizes), vm_sizes::asked_for(look, view)),
        unless(!needed(Source::KubernetesVersions), kubernetes_versions::offered(look, view)),
        unless(!needed(Source::Registrations), registrations::of_subscription(look)),
        unless(!needed(Source::Masquerade), masquerade::of(look, view, cluster)),
    );
    Lookups { vm_sizes, kubernetes_versions, registrations, masquerade, ..Lookups::default() }
}

/// The answer, unless nobody needs it.
async fn unless<T>(idle: bool, answer: impl Future<Output = Lookup<T>>) -> Lookup<T> {
    if idle { Lookup::NotAsked } else { answer.await }
}
