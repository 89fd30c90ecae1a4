//! All pools of a cluster stand in subnets of one virtual network.
//!
//! # Why
//!
//! Nodes talk to each other directly, and Azure routes pods between the nodes of one virtual network. A peered network is
//! another network.
//!
//! # Way out
//!
//! Take a subnet of the network in which the other pools are. Workloads of another network need a cluster there.
//!
//! # Evidence
//!
//! - "Create node pools in AKS", section on a unique subnet for a pool:
//!   <https://learn.microsoft.com/azure/aks/node-pool-unique-subnet>.
//! - "Azure CNI Overlay networking in AKS", 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.

use crate::rules::{
    Change, Findings, Lowering, Pool, Rule, Source, View,
    finding::written,
    rule::ERROR_SINCE_ARTICLE,
    subnets::{name, vnet_of},
};

pub(super) static RULE: Rule = Rule {
    code: "pools-in-one-vnet",
    number: "R19",
    title: "All pools stand in one virtual network",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::AgentPools],
    lowering: Lowering::Never("Azure refuses pools in different virtual networks."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let pools_now = view.managed_pools_now();
    let mut others = InTwo::default();
    let is_asked = |pool: &Pool| view.pools.as_ptr_range().contains(&std::ptr::from_ref(pool));
    view.all_pools().into_iter().filter(|other| !is_asked(other)).for_each(|other| others.add(other));
    // Of two pools that are asked for together, the second is in the wrong place.
    let mut earlier = InTwo::default();
    for pool in &view.pools {
        let before = earlier;
        earlier.add(pool);
        // A pool that stays where it is, is not in the wrong place.
        if pools_now.like(pool).is_some_and(|now| now.subnet_id == pool.subnet_id) {
            continue;
        }
        let Some(Placed { id, vnet, .. }) = Placed::of(pool) else { continue };
        let outside = before.outside(vnet).or_else(|| others.outside(vnet));
        let Some(Placed { pool: other, id: other_id, vnet: other_vnet }) = outside else { continue };
        let other_fact = match other.attribute("subnet_id") {
            Some(path) => format!("{} = \"{other_id}\"", written(&path)),
            None => format!("The subnet of {} is {other_id}.", other.title()),
        };
        findings
            .report(
                pool.attribute("subnet_id"),
                format!(
                    "The subnet of {} is in virtual network \"{}\", that of {} in \"{}\"",
                    pool.title(),
                    name(vnet),
                    other.title(),
                    name(other_vnet)
                ),
            )
            .fact(format!("{} = \"{id}\"", pool.named("subnet_id")))
            .fact(other_fact)
            .why("Pods are routed between the nodes of one virtual network.")
            .way_out(format!("Set {} to a subnet of {other_vnet}.", pool.named("subnet_id")));
    }
}

/// A pool in a subnet that is known.
#[derive(Clone, Copy)]
struct Placed<'a> {
    pool: &'a Pool,
    /// The ARM resource ID of its subnet.
    id: &'a str,
    /// That of the virtual network.
    vnet: &'a str,
}

impl<'a> Placed<'a> {
    fn of(pool: &'a Pool) -> Option<Self> {
        let id = pool.subnet_id.known()?;
        Some(Self { pool, id, vnet: vnet_of(id)? })
    }

    fn is_in(&self, vnet: &str) -> bool {
        self.vnet.eq_ignore_ascii_case(vnet)
    }
}

/// The first of several pools, and the first in another virtual network than that one: enough to find a pool outside any
/// network, however many there are.
#[derive(Clone, Copy, Default)]
struct InTwo<'a> {
    first: Option<Placed<'a>>,
    elsewhere: Option<Placed<'a>>,
}

impl<'a> InTwo<'a> {
    fn add(&mut self, pool: &'a Pool) {
        // Most pools are in the network of the first, whose ID they begin with.
        let is_there = |first: Placed<'_>| {
            let rest = pool.subnet_id.known().and_then(|id| id.strip_prefix(first.vnet));
            rest.is_some_and(|rest| rest.starts_with("/subnets/"))
        };
        if self.first.is_some_and(is_there) {
            return;
        }
        let Some(placed) = Placed::of(pool) else { return };
        match &self.first {
            None => self.first = Some(placed),
            Some(first) if self.elsewhere.is_none() && !placed.is_in(first.vnet) => {
                self.elsewhere = Some(placed);
            }
            Some(_) => {}
        }
    }

    fn outside(&self, vnet: &str) -> Option<Placed<'a>> {
        self.first.filter(|first| !first.is_in(vnet)).or(self.elsewhere)
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, Pool, View,
        sample::{known, pool, valid},
    };

    fn in_vnet(name: &str, vnet: &str) -> Pool {
        let id = format!(
            "/subscriptions/0/resourceGroups/example/providers/Microsoft.Network/virtualNetworks/{vnet}/subnets/nodes"
        );
        Pool { subnet_id: known(&id), ..pool(name, 3) }
    }

    fn added(to: &str, vnet: &str) -> View {
        valid().with(|view| view.pools = vec![in_vnet("system", to)]).changed(|view| {
            view.pools = vec![in_vnet("user", vnet)];
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..in_vnet("system", to) }]);
        })
    }

    #[test]
    fn a_pool_in_another_network_is_refused_with_both_networks() {
        let error = added("spoke", "hub").error();
        assert_eq!(
            error.summary,
            "The subnet of pool \"user\" is in virtual network \"hub\", that of pool \"system\" in \"spoke\""
        );
        assert!(error.way_out.ends_with("/virtualNetworks/spoke."), "{}", error.way_out);
    }

    #[test]
    fn the_same_network_in_another_spelling_is_the_same() {
        assert_eq!(added("spoke", "Spoke").codes(), []);
    }

    #[test]
    fn of_two_new_pools_the_second_is_in_the_wrong_place() {
        let view = valid().with(|view| view.pools = vec![in_vnet("system", "spoke"), in_vnet("user", "hub")]);
        assert!(view.error().summary.starts_with("The subnet of pool \"user\""));
    }

    #[test]
    fn a_pool_without_a_subnet_and_one_that_is_not_known_yet_are_awaited() {
        let view =
            added("spoke", "hub").with(|view| view.pools[0].subnet_id = tfplugin_framework::Attr::unknown());
        assert_eq!(view.codes(), []);
    }
}
