//! A new pool has room for at least 30 pods: `node_count` times `max_pods`.
//!
//! # Why
//!
//! The pods of the system itself need a place. Azure looks at this when a pool is created, not when it is scaled down
//! later, and not at a pool that begins with no node.
//!
//! # Way out
//!
//! Raise `max_pods`, which cannot be changed later, or begin with more nodes. Left out, `max_pods` is 250.
//!
//! # Evidence
//!
//! - "Azure CNI networking in AKS", section on the maximum of pods per node:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning>.
//! - Azure answers `InvalidParameter`, "The value of parameter maxPods is invalid":
//!   <https://github.com/Azure/AKS/issues/931>, <https://github.com/Azure/AKS/issues/1422>.

use tfplugin_framework::Attr;

use crate::rules::{
    Change, Findings, Lowering, Operation, Pool, Rule, Source, View, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "too-few-pods",
    number: "X14",
    title: "A new pool has room for at least 30 pods",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refuses the pool (InvalidParameter)."),
    yields_to: &[],
    check,
};

const LEAST: i64 = 30;
const FEWEST_PER_NODE: i64 = 10;

fn check(view: &View, findings: &mut Findings<'_>) {
    if matches!(view.operation, Operation::Validate) {
        // Whether the pool exists is not known.
        return;
    }
    for pool in view.new_pools() {
        let (Some(&per_node), Some((nodes, attribute))) = (pool.max_pods.known(), first_nodes(pool)) else {
            continue;
        };
        // Fewer than ten per node are refused for that alone.
        if nodes < 1 || per_node < FEWEST_PER_NODE || nodes.saturating_mul(per_node) >= LEAST {
            continue;
        }
        let max_pods = pool.named("max_pods");
        let size = pool.named(attribute);
        findings
            .report(
                pool.attribute("max_pods"),
                format!(
                    "A new pool needs room for {LEAST} pods, and {} has room for {}",
                    pool.title(),
                    nodes * per_node
                ),
            )
            .fact(format!("{max_pods} = {per_node}"))
            .fact(format!("{size} = {nodes}"))
            .why("The pods of the system need room from the beginning.")
            .way_out(format!(
                "Set {max_pods} = {} or more, or begin with {} nodes. max_pods of a pool cannot be changed later.",
                (LEAST + nodes - 1) / nodes,
                (LEAST + per_node - 1) / per_node
            ));
    }
}

/// The nodes with which a pool begins, and the attribute that says so.
fn first_nodes(pool: &Pool) -> Option<(i64, &'static str)> {
    match &pool.auto_scaling {
        Attr::Known(bounds) => bounds.min.known().map(|min| (*min, "auto_scaling.min")),
        Attr::Null => pool.node_count.known().map(|nodes| (*nodes, "node_count")),
        Attr::Unknown(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        AutoScaling, View,
        sample::{pool, valid},
    };

    fn with(nodes: i64, max_pods: i64) -> View {
        valid().with(|view| {
            view.pools[0].node_count = Attr::Known(nodes);
            view.pools[0].max_pods = Attr::Known(max_pods);
        })
    }

    #[test]
    fn twenty_nine_pods_are_too_few_and_thirty_are_not() {
        let error = with(1, 29).error();
        assert_eq!(error.summary, "A new pool needs room for 30 pods, and pool \"system\" has room for 29");
        assert_eq!(
            error.way_out,
            "Set system_pool.max_pods = 30 or more, or begin with 2 nodes. max_pods of a pool cannot be changed later."
        );
        assert_eq!(with(1, 30).codes(), []);
        assert_eq!(with(3, 10).codes(), []);
    }

    #[test]
    fn a_pool_that_scales_by_itself_begins_at_its_lower_bound() {
        let view = with(0, 15).with(|view| {
            view.pools[0].node_count = Attr::Null;
            view.pools[0].auto_scaling =
                Attr::Known(AutoScaling { min: Attr::Known(1), max: Attr::Known(9) });
        });
        assert_eq!(view.error().facts[1], "system_pool.auto_scaling.min = 1");
    }

    #[test]
    fn the_default_is_enough_and_a_pool_without_nodes_is_not_judged() {
        assert_eq!(with(1, 10).with(|view| view.pools[0].max_pods = Attr::Null).codes(), []);
        assert_eq!(with(0, 10).codes(), []);
    }

    #[test]
    fn a_pool_may_be_scaled_down_below_it() {
        let view = with(3, 10).changed(|view| view.pools[0].node_count = Attr::Known(1));
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn a_pool_that_is_added_to_a_cluster_is_new() {
        let mut user = pool("user", 2);
        user.max_pods = Attr::Known(10);
        let view = with(3, 30).changed(|view| view.pools = vec![user]);
        assert_eq!(view.error().rule.code, "too-few-pods");
    }
}
