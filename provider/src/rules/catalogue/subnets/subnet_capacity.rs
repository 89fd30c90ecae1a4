//! The subnet of the nodes has an address for every node that the pools in it may grow to, next to whatever else has an
//! address there.
//!
//! # Why
//!
//! With overlay a node takes one address of its subnet, and pods take none. Azure keeps five addresses of every subnet:
//! the first four and the last. Load balancers, private endpoints and other machines in the subnet take theirs. A pool
//! that scales by itself counts with its upper bound.
//!
//! # Way out
//!
//! Let the pools grow less, or put a pool on another subnet: a pool cannot spread over two. A new cluster may get a larger
//! subnet; the message names the size. The range of a subnet with nodes in it cannot be changed.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on IP address planning, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - Azure answers `InsufficientSubnetSize`, target `agentPoolProfile.vnetSubnetID`: AKS changelog of 2023-05-07, Microsoft's
//!   article on troubleshooting this code.

use crate::rules::{
    Change, Findings, Lowering, Rule, Source, View,
    effective::Ipam,
    pools::{as_they_come, first_without_room, nodes},
    rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "subnet-capacity",
    number: "R17",
    title: "The subnet has an address for every node that its pools may grow to",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::Vnet, Source::AgentPools],
    lowering: Lowering::Never(
        "Azure refuses more nodes than the subnet has addresses (InsufficientSubnetSize).",
    ),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    for subnet in view.subnet_uses() {
        let (room, needed) = (subnet.room(), subnet.most());
        if needed <= room {
            continue;
        }
        let mut report = findings
            .report(
                super::path(view, subnet.subnet),
                format!(
                    "Subnet \"{}\" ({}) has room for {}, the pools in it need {needed}",
                    subnet.name(),
                    subnet.ranges(),
                    nodes(room)
                ),
            )
            .fact(subnet.fact())
            .unless_settled(view);
        for pool in &subnet.pools {
            report = report.fact(pool.size_fact());
        }
        if let Some((pool, before)) = first_without_room(&as_they_come(view, &subnet.pools), room.into())
            .filter(|_| subnet.pools.len() > 1)
        {
            report = report.fact(format!(
                "The first pool without room is {}: the pools before it take {before} of {room} addresses.",
                pool.title()
            ));
        }
        let size = subnet.prefix_for(needed.saturating_add(view.surge_in(&subnet)));
        let larger = match size {
            Some(size) => format!("a subnet of /{size} or larger"),
            None => "a larger subnet".to_owned(),
        };
        report
            .why("Every node takes one address of its subnet, and Azure keeps five for itself.")
            .way_out(format!(
                "Let the pools in this subnet have at most {} together, or use {larger}, for all of them or for a further pool.",
                nodes(room)
            ));
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        AutoScaling, Level, Lookup, Pool, View,
        sample::{known, pool, valid},
    };

    fn in_subnet(prefix: &str, nodes: i64) -> View {
        valid().in_vnet(&[prefix]).with(|view| view.pools = vec![pool("system", nodes)])
    }

    fn with_others(view: View, count: usize) -> View {
        view.with(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].ip_configurations =
                    (0..count).map(|at| format!("/subscriptions/0/nic{at}")).collect();
            }
        })
    }

    #[test]
    fn azure_keeps_five_addresses_and_one_node_more_than_the_rest_is_refused() {
        assert_eq!(in_subnet("10.10.0.0/28", 11).codes(), []);
        let error = in_subnet("10.10.0.0/28", 12).error();
        assert_eq!(
            error.summary,
            "Subnet \"nodes\" (10.10.0.0/28) has room for 11 nodes, the pools in it need 12"
        );
        assert_eq!(error.path, Some(tfplugin_framework::Path::of("system_pool").attribute("subnet_id")));
        assert!(error.way_out.contains("a subnet of /27 or larger"), "{}", error.way_out);
    }

    #[test]
    fn whatever_else_has_an_address_there_counts() {
        assert_eq!(with_others(in_subnet("10.10.0.0/28", 8), 3).codes(), []);
        let view = with_others(in_subnet("10.10.0.0/28", 8), 4);
        assert_eq!(view.codes(), [("subnet-capacity", Level::Error)]);
        assert!(
            view.error().facts[0].ends_with("11 addresses are usable, and 4 addresses are taken by others.")
        );
    }

    #[test]
    fn all_pools_in_the_subnet_count_and_those_elsewhere_do_not() {
        let view = in_subnet("10.10.0.0/28", 6).changed(|view| {
            let other = Pool { path: None, ..pool("user", 6) };
            view.pools[0].vm_size = known("Standard_D8s_v5");
            view.lookups.agent_pools = Lookup::Found(vec![other]);
        });
        let error = view.clone().error();
        assert_eq!(
            error.facts[3],
            "The first pool without room is pool \"system\": the pools before it take 6 of 11 addresses."
        );
        let elsewhere = view.with(|view| {
            if let Lookup::Found(pools) = &mut view.lookups.agent_pools {
                pools[0].subnet_id = known("/subscriptions/0/other");
            }
        });
        assert_eq!(elsewhere.codes(), []);
    }

    #[test]
    fn a_pool_that_scales_by_itself_counts_with_its_upper_bound_and_unknown_ones_not_at_all() {
        let view = in_subnet("10.10.0.0/28", 1);
        let scaled = view.clone().with(|view| {
            view.pools[0].node_count = Attr::Null;
            view.pools[0].auto_scaling =
                Attr::Known(AutoScaling { min: Attr::Known(1), max: Attr::Known(12) });
        });
        assert_eq!(scaled.codes(), [("subnet-capacity", Level::Error)]);
        assert_eq!(view.with(|view| view.pools[0].node_count = Attr::unknown()).codes(), []);
    }

    #[test]
    fn without_overlay_the_arithmetic_is_another() {
        let view = in_subnet("10.10.0.0/28", 12).with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
        });
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn an_existing_cluster_is_warned_while_nothing_changes() {
        assert_eq!(
            in_subnet("10.10.0.0/28", 12).changed(|_| {}).codes(),
            [("subnet-capacity", Level::Warning)]
        );
    }
}
