//! Before a pool is put into a range that the virtual network got after the cluster was created, the cluster is updated
//! once without a change.
//!
//! # Why
//!
//! AKS writes the address space of the virtual network into the cluster when it creates or updates it. Nodes in a range
//! that came later are strangers to it until the next update. When the address space grew is not visible, so this is a
//! warning wherever a new pool is the first one in a range of the virtual network, and the cluster existed before it.
//!
//! # Way out
//!
//! Run `az aks update` on the cluster with no further option, then add the pool. If the range is as old as the cluster,
//! there is nothing to do.
//!
//! # Evidence
//!
//! - "Configure Azure CNI networking in AKS", on address ranges that are added to a virtual network after the cluster was
//!   created: <https://learn.microsoft.com/azure/aks/configure-azure-cni>.

use crate::{
    network::{Cidr, Family},
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, Subnet, View, rule::ARTICLE, subnets::name,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "vnet-grown",
    number: "X27",
    title: "A cluster is updated before a pool uses a range that its virtual network got later",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The pool fails if the range is new; whether it is cannot be seen.",
    }],
    when: &[Change::Scale],
    looks_at: &[Source::State, Source::Vnet, Source::AgentPools],
    lowering: Lowering::Allowed("The range may be as old as the cluster."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.existing().is_none() {
        return;
    }
    let spaces = view.vnet_ranges();
    // The range of the virtual network in which the nodes of a pool are.
    let space_of = |subnet: &Subnet| -> Option<Cidr> {
        let prefixes = subnet.address_prefixes.iter().filter_map(|prefix| Cidr::meant(prefix));
        let prefix = prefixes.into_iter().find(|prefix| prefix.family() == Family::V4)?;
        spaces.iter().copied().find(|space| space.contains(&prefix))
    };
    let used: Vec<Cidr> =
        view.in_subnets(view.pools_now()).into_iter().filter_map(|(_, subnet)| space_of(subnet)).collect();
    for (pool, subnet) in view.in_subnets(view.new_pools()) {
        let Some(space) = space_of(subnet) else { continue };
        if used.is_empty() || used.contains(&space) {
            continue;
        }
        let used: Vec<String> = used.iter().map(Cidr::to_string).collect();
        findings
            .report(
                pool.attribute("subnet_id"),
                format!("The cluster may not know {space} of its virtual network yet, where {} is to be", pool.title()),
            )
            .fact(format!("{} = \"{}\"", pool.named("subnet_id"), subnet.id))
            .fact(format!("Subnet \"{}\" lies in {space} of the virtual network.", name(&subnet.id)))
            .fact(format!("The pools that the cluster has are all in {}.", used.join(", ")))
            .why("A cluster learns of a range that its virtual network gets later only when it is updated.")
            .way_out("If the range is younger than the cluster, run az aks update on it first, with no further option.");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, Lookup, Pool, View,
        sample::{known, pool, valid},
    };

    /// A second pool in the second subnet of a network with this address space.
    fn added(space: &[&str]) -> View {
        let view = valid().in_vnet(&["10.10.0.0/24", "10.20.0.0/24"]);
        let view = view.with(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.address_space = space.iter().map(|prefix| (*prefix).to_owned()).collect();
            }
        });
        view.changed(|view| {
            let first = view.pools[0].subnet_id.known().cloned().unwrap_or_default();
            let other = first.replace("/subnets/nodes", "/subnets/other-1");
            view.pools = vec![Pool { subnet_id: known(&other), ..pool("user", 1) }];
        })
    }

    #[test]
    fn the_first_pool_in_another_range_of_the_network_is_a_warning() {
        let view = added(&["10.10.0.0/16", "10.20.0.0/16"]);
        assert_eq!(view.codes(), [("vnet-grown", Level::Warning)]);
        assert_eq!(view.error().facts[2], "The pools that the cluster has are all in 10.10.0.0/16.");
    }

    #[test]
    fn a_pool_in_the_range_of_the_others_is_fine() {
        assert_eq!(added(&["10.0.0.0/11"]).codes(), []);
    }

    #[test]
    fn pools_of_a_new_cluster_may_be_anywhere() {
        let view = added(&["10.10.0.0/16", "10.20.0.0/16"]);
        let anew = View { operation: crate::rules::Operation::Create, ..view };
        assert_eq!(anew.codes(), []);
    }
}
