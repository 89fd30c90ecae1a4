//! The Free tier is for small clusters: fewer than ten nodes by Microsoft's advice; 5,000 nodes need the tier Standard or
//! Premium.
//!
//! # Why
//!
//! The API server of a Free cluster is not scaled with the number of nodes and comes without an availability that is
//! promised. With more nodes it answers slowly, up to upgrades that fail.
//!
//! # Way out
//!
//! Set `sku_tier = "Standard"`, which is changed in place, or keep the pools smaller.
//!
//! # Evidence
//!
//! - "Free, Standard and Premium pricing tiers for AKS": <https://learn.microsoft.com/azure/aks/free-standard-pricing-tiers>.
//! - "Best practices for performance and scaling of large workloads in AKS":
//!   <https://learn.microsoft.com/azure/aks/best-practices-performance-scale-large>.

use tfplugin_framework::Path;

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    effective::Effective,
    finding::written,
    pools::nodes,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "free-tier-size",
    number: "X30",
    title: "The Free tier is for small clusters",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Warning,
            because: "The Free tier is advised for fewer than ten nodes.",
        },
        Phase {
            from: day(2024, 3, 17),
            level: Level::Warning,
            because: "Clusters may have 5,000 nodes in the tiers Standard and Premium.",
        },
    ],
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::AgentPools],
    lowering: Lowering::Allowed("It is advice."),
    yields_to: &[],
    check,
};

/// The Free tier is advised for fewer nodes than this.
const ADVISED: u64 = 10;
/// The most that a Free cluster can have.
const MOST: u64 = 1000;

fn check(view: &View, findings: &mut Findings<'_>) {
    let tier = view.control(|cluster| &cluster.sku_tier);
    let is_free = match tier {
        Effective::Asked(tier) | Effective::Existing(tier) => tier.eq_ignore_ascii_case("Free"),
        Effective::Default => true,
        Effective::Undecided => false,
    };
    let count = view.all_pools().iter().filter_map(|pool| pool.most_nodes()).fold(0, u64::saturating_add);
    if !is_free || count < ADVISED || view.is_settled() {
        return;
    }
    let path = Path::of("sku_tier");
    let attribute = written(&path);
    findings
        .report(Some(path), format!("The Free tier is not made for {}", nodes(count)))
        .fact(match tier {
            Effective::Asked(_) => format!("{attribute} = \"Free\""),
            Effective::Default => format!("{attribute} is not set, so the cluster is in the Free tier."),
            Effective::Existing(_) | Effective::Undecided => "The cluster is in the Free tier.".to_owned(),
        })
        .fact(format!("The pools of the cluster may grow to {}.", nodes(count)))
        .why(if count > MOST {
            format!("More than {MOST} nodes, up to 5,000, are for the tiers Standard and Premium.")
        } else {
            format!("Microsoft advises the Free tier for fewer than {ADVISED} nodes.")
        })
        .way_out(format!("Set {attribute} = \"Standard\", which is changed in place."));
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        AutoScaling, Level, View,
        sample::{known, valid},
    };

    fn with(tier: Attr<String>, nodes: i64) -> View {
        valid().with(|view| {
            view.control_plane.sku_tier = tier;
            view.pools[0].node_count = Attr::Null;
            let bounds = AutoScaling { min: Attr::Known(1), max: Attr::Known(nodes) };
            view.pools[0].auto_scaling = Attr::Known(bounds);
        })
    }

    const WARNED: [(&str, Level); 1] = [("free-tier-size", Level::Warning)];

    #[test]
    fn ten_nodes_are_a_warning_in_the_free_tier_alone() {
        assert_eq!(with(known("free"), 9).codes(), []);
        assert_eq!(with(known("free"), 10).codes(), WARNED);
        assert_eq!(with(Attr::Null, 10).codes(), WARNED);
        assert_eq!(with(known("standard"), 200).codes(), []);
    }

    #[test]
    fn what_stays_as_it_is_is_not_told_again() {
        assert_eq!(with(known("free"), 11).changed(|_| {}).codes(), []);
    }
}
