//! A pool has at most 1,000 nodes, those included that exist only during an upgrade.
//!
//! # Why
//!
//! A pool is a virtual machine scale set, which has at most 1,000 machines. A pool that is full cannot be upgraded with
//! a surge. A pool that scales by itself counts with its upper bound.
//!
//! # Way out
//!
//! Divide the nodes among pools, or lower `max_surge` of a pool that is nearly full.
//!
//! # Evidence
//!
//! - "Quotas, virtual machine size restrictions, and region availability in AKS", 2026-08:
//!   <https://learn.microsoft.com/azure/aks/quotas-skus-regions>.
//! - "Upgrade options for AKS clusters", section on node surge: <https://learn.microsoft.com/azure/aks/upgrade-cluster>.

use crate::rules::{Change, Findings, Lowering, Pool, Rule, Source, View, rule::ERROR_SINCE_ARTICLE};

pub(super) static RULE: Rule = Rule {
    code: "pool-node-limit",
    number: "X23",
    title: "A pool has at most 1,000 nodes, upgrades included",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale, Change::Update],
    looks_at: &[Source::Config],
    lowering: Lowering::Allowed(
        "Azure may take a pool that has no room for an upgrade, until it is upgraded.",
    ),
    yields_to: &[],
    check,
};

const LIMIT: u64 = 1000;

fn check(view: &View, findings: &mut Findings<'_>) {
    let now = view.managed_pools_now();
    for pool in &view.pools {
        let Some(most) = pool.most_nodes() else { continue };
        if most > LIMIT {
            too_many(view, pool, most, findings);
        } else if let Some(surge) = pool.most_surge().filter(|surge| most + surge > LIMIT)
            && sizes_change(now.like(pool), pool)
        {
            no_surge(pool, most, surge, findings);
        }
    }
}

fn too_many(view: &View, pool: &Pool, most: u64, findings: &mut Findings<'_>) {
    let path = if pool.auto_scaling.is_null() {
        pool.attribute("node_count")
    } else {
        pool.attribute("auto_scaling").map(|path| path.attribute("max"))
    };
    findings
        .report(path, format!("A pool has at most {LIMIT} nodes, and {} may have {most}", pool.title()))
        .fact(pool.size_fact())
        .why("A pool is one virtual machine scale set, which has at most 1000 machines.")
        .way_out(format!("Have {LIMIT} nodes at most in this pool, and {} in another one.", most - LIMIT))
        .unless_settled(view);
}

fn no_surge(pool: &Pool, most: u64, surge: u64, findings: &mut Findings<'_>) {
    let path = pool.attribute("upgrade").map(|path| path.attribute("max_surge"));
    let way_out = match LIMIT - most {
        0 if pool.mode.is_known_and(|mode| mode.eq_ignore_ascii_case("User")) => format!(
            "Let the pool have at most {} nodes, or upgrade without a surge: max_surge = \"0\" with max_unavailable.",
            LIMIT - surge.min(LIMIT)
        ),
        // A system pool is replaced by surge alone.
        0 => format!("Let the pool have at most {} nodes.", LIMIT - surge.min(LIMIT)),
        left => format!(
            "Set max_surge = \"{left}\", or let the pool have at most {} nodes.",
            LIMIT - surge.min(LIMIT)
        ),
    };
    let mut report = findings
        .report(
            path,
            format!(
                "A pool has at most {LIMIT} nodes, and an upgrade of {} needs {}",
                pool.title(),
                most + surge
            ),
        )
        .fact(pool.size_fact());
    if let Some(fact) = pool.surge_fact() {
        report = report.fact(fact);
    }
    report.why("The nodes that an upgrade adds are machines of the same scale set.").way_out(way_out);
}

/// Whether the pool is new, or its size or its surge changes. A pool that is like that already is not held against any
/// other change.
fn sizes_change(now: Option<&Pool>, pool: &Pool) -> bool {
    now.is_none_or(|now| {
        now.most_nodes() != pool.most_nodes() || now.upgrade.max_surge != pool.upgrade.max_surge
    })
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        AutoScaling, Level, Upgrade, View,
        sample::{known, list, valid},
    };

    fn with(nodes: i64, max_surge: Option<&str>) -> View {
        valid().in_vnet(&["192.168.0.0/16"]).with(|view| {
            view.network.pod_cidrs = list(&["10.32.0.0/12"]);
            view.pools[0].node_count = Attr::Known(nodes);
            let max_surge = max_surge.map_or(Attr::Null, known);
            view.pools[0].upgrade = Upgrade { max_surge, ..Upgrade::default() };
        })
    }

    #[test]
    fn a_thousand_nodes_are_the_most() {
        assert_eq!(with(1000, None).codes(), []);
        let error = with(1001, None).error();
        assert_eq!(error.rule.code, "pool-node-limit");
        assert_eq!(error.way_out, "Have 1000 nodes at most in this pool, and 1 in another one.");
    }

    #[test]
    fn the_surge_counts_where_it_is_known() {
        assert_eq!(with(990, Some("10")).codes(), []);
        let error = with(991, Some("10")).error();
        assert_eq!(error.way_out, "Set max_surge = \"9\", or let the pool have at most 990 nodes.");
    }

    #[test]
    fn only_a_user_pool_is_told_to_be_upgraded_without_a_surge() {
        let full = |mode| with(1000, Some("1")).with(|view| view.pools[0].mode = known(mode));
        assert_eq!(full("System").error().way_out, "Let the pool have at most 999 nodes.");
        assert!(full("User").error().way_out.starts_with("Let the pool have at most 999 nodes, or upgrade"));
    }

    #[test]
    fn a_pool_that_scales_by_itself_counts_with_its_upper_bound() {
        let scaled = |max| {
            with(1, Some("10%")).with(|view| {
                view.pools[0].node_count = Attr::Null;
                view.pools[0].auto_scaling =
                    Attr::Known(AutoScaling { min: Attr::Known(1), max: Attr::Known(max) });
            })
        };
        assert_eq!(scaled(909).codes(), []);
        assert_eq!(scaled(910).codes(), [("pool-node-limit", Level::Error)]);
        assert_eq!(scaled(1001).codes(), [("pool-node-limit", Level::Error)]);
    }

    #[test]
    fn a_full_pool_is_not_held_against_another_change() {
        let view = with(1000, Some("10%"));
        assert_eq!(view.codes(), [("pool-node-limit", Level::Error)]);
        let changed = view.changed(|view| view.control_plane.sku_tier = known("premium"));
        assert!(!changed.codes().contains(&("pool-node-limit", Level::Error)));
    }
}
