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
    fn subnet(pool: &Pool) -> Option<(&str, &str)> {
        let id = pool.subnet_id.known()?;
        Some((id, vnet_of(id)?))
    }
    let all = view.all_pools();
    let pools_now = view.managed_pools_now();
    for (at, pool) in view.pools.iter().enumerate() {
        // A pool that stays where it is, is not in the wrong place.
        if pools_now.like(pool).is_some_and(|now| now.subnet_id == pool.subnet_id) {
            continue;
        }
        let Some((id, vnet)) = subnet(pool) else { continue };
        let others = all.iter().filter(|other| !std::ptr::eq(pool, **other)).filter_map(|other| {
            let (other_id, other_vnet) = subnet(other)?;
            (!other_vnet.eq_ignore_ascii_case(vnet)).then_some((other, other_id, other_vnet))
        });
        // Of two pools that are asked for together, the second is in the wrong place.
        let mut others = others
            .filter(|(other, ..)| !view.pools[at + 1..].iter().any(|later| std::ptr::eq(later, **other)));
        let Some((other, other_id, other_vnet)) = others.next() else { continue };
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
