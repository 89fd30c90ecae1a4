//! kubenet retires on 2028-03-31. Basic load balancers and availability sets are out of support since 2025-09-30, and since
//! 2026-03-31 new virtual networks have private subnets, from which nothing leaves by default.
//!
//! # Why
//!
//! A cluster on a retired part keeps running without support, until an upgrade or a scaling fails. A cluster without an
//! outbound type relied on the way out that Azure gave every subnet, which new virtual networks do not have any more.
//!
//! # Way out
//!
//! Move from kubenet to overlay, which happens in place. Take the standard load balancer and scale sets; both need a new
//! cluster or pool. Name an outbound type, such as `loadBalancer`.
//!
//! # Evidence
//!
//! - Retirement of kubenet on 2028-03-31: <https://github.com/Azure/AKS/issues/4859>.
//! - Retirement of Basic load balancers and of availability sets in AKS on 2025-09-30:
//!   <https://learn.microsoft.com/azure/aks/availability-sets-on-aks>.
//! - Private subnets by default in new virtual networks, 2026-03-31:
//!   <https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access>. Whether a subnet that exists is
//!   private cannot be seen here, so outbound type `none` is only told about.

use tfplugin_framework::Path;
use time::Date;

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    effective::{Effective, Ipam},
    finding::written,
    rule::day,
};

pub(super) static RULE: Rule = Rule {
    code: "retired-parts",
    number: "X25",
    title: "No cluster is built on parts that Azure retires",
    history: &[
        Phase {
            from: day(2025, 9, 30),
            level: Level::Warning,
            because: "Basic load balancers and availability sets are out of support; kubenet retires on 2028-03-31.",
        },
        Phase {
            from: PRIVATE_SUBNETS,
            level: Level::Warning,
            because: "Subnets of new virtual networks are private by default.",
        },
        Phase { from: KUBENET_RETIRES, level: Level::Warning, because: "kubenet is retired." },
    ],
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Allowed("Azure may still accept it."),
    yields_to: &[],
    check,
};

const PRIVATE_SUBNETS: Date = day(2026, 3, 31);
const KUBENET_RETIRES: Date = day(2028, 3, 31);

fn check(view: &View, findings: &mut Findings<'_>) {
    kubenet(view, findings);
    basic_load_balancer(view, findings);
    availability_sets(view, findings);
    no_way_out(view, findings);
}

fn kubenet(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Kubenet) {
        return;
    }
    let (plugin, mode) = (view.network.attribute("plugin"), view.network.attribute("plugin_mode"));
    let retired = findings.as_of() >= KUBENET_RETIRES;
    let way_out = format!("Set {} = \"azure\" and {} = \"overlay\"", written(&plugin), written(&mode));
    findings
        .report(Some(plugin), if retired { "kubenet is retired" } else { "kubenet retires on 2028-03-31" })
        .fact(view.ipam_fact(Ipam::Kubenet))
        .why("Clusters on kubenet are without support from that day on.")
        .way_out(match view.existing() {
            Some(_) => format!(
                "{way_out}: Azure moves the cluster in place, and re-images every pool at the same time."
            ),
            None => format!("{way_out}, or leave both out."),
        })
        .announces_change();
}

fn basic_load_balancer(view: &View, findings: &mut Findings<'_>) {
    if view.word(|network| &network.load_balancer_sku, "standard").as_deref() != Some("basic") {
        return;
    }
    let path = view.network.attribute("load_balancer_sku");
    let attribute = written(&path);
    findings
        .report(Some(path), "Basic load balancers are out of support since 2025-09-30")
        .fact(format!("{attribute} is \"basic\"."))
        .why("Azure has retired them, and features such as several pools need the standard one.")
        .way_out(format!(
            "Set {attribute} = \"standard\" for a new cluster; one that runs is migrated with az aks update."
        ))
        .announces_change();
}

/// On overlay they are refused.
fn availability_sets(view: &View, findings: &mut Findings<'_>) {
    if !view.ipam().is_some_and(|ipam| ipam != Ipam::Overlay) {
        return;
    }
    for pool in &view.pools {
        if !pool.kind.is_known_and(|kind| kind.eq_ignore_ascii_case("AvailabilitySet")) {
            continue;
        }
        let path = pool.attribute("type");
        let attribute = path.as_ref().map(written).unwrap_or_default();
        findings
            .report(path, format!("Availability sets are out of support since 2025-09-30: {}", pool.title()))
            .fact(format!("{attribute} = \"AvailabilitySet\""))
            .why("AKS has retired pools in availability sets.")
            .way_out(format!("Set {attribute} = \"VirtualMachineScaleSets\", or leave it out."))
            .announces_change();
    }
}

fn no_way_out(view: &View, findings: &mut Findings<'_>) {
    let Effective::Asked(outbound_type) = view.effective(|network| &network.outbound_type) else { return };
    if !view.creates() || findings.as_of() < PRIVATE_SUBNETS || !outbound_type.eq_ignore_ascii_case("none") {
        return;
    }
    let path: Path = view.network.attribute("outbound_type");
    let attribute = written(&path);
    findings
        .report(Some(path), "Nothing leaves the cluster unless its subnet has a way out of its own")
        .fact(format!("{attribute} = \"none\""))
        .why("Since 2026-03-31 the subnets of new virtual networks are private: Azure gives them no address to the outside.")
        .way_out(format!("Set {attribute} = \"loadBalancer\" unless the cluster is to be isolated."))
        .at_most(Level::Information);
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, View,
        rule::day,
        sample::{known, leaving_kubenet, valid},
    };

    fn on_kubenet() -> View {
        valid().with(|view| {
            view.network.plugin = known("kubenet");
            view.network.plugin_mode = known("none");
        })
    }

    #[test]
    fn a_cluster_on_kubenet_is_warned_new_or_old() {
        assert_eq!(on_kubenet().codes(), [("retired-parts", Level::Warning)]);
        assert_eq!(on_kubenet().changed(|_| ()).codes(), [("retired-parts", Level::Warning)]);
        assert_eq!(on_kubenet().objections_on(day(2025, 9, 29)), Vec::<&str>::new());
        assert_eq!(on_kubenet().error().summary, "kubenet retires on 2028-03-31");
    }

    #[test]
    fn a_cluster_that_leaves_kubenet_has_done_what_was_asked() {
        assert_eq!(leaving_kubenet().objections(), Vec::<&str>::new());
    }

    #[test]
    fn a_basic_load_balancer_is_warned_about_in_any_case() {
        let view = valid().with(|view| view.network.load_balancer_sku = known("Basic"));
        assert_eq!(view.codes(), [("retired-parts", Level::Warning)]);
        assert_eq!(valid().with(|view| view.network.load_balancer_sku = known("standard")).codes(), []);
    }

    #[test]
    fn an_availability_set_is_told_once_by_this_rule_or_by_that_of_overlay() {
        let set = valid().with(|view| view.pools[0].kind = known("AvailabilitySet"));
        assert_eq!(set.objections(), ["availability-set-pool"]);
        let node_subnet = set.with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
        });
        assert_eq!(node_subnet.objections(), ["retired-parts"]);
    }

    #[test]
    fn outbound_type_none_is_information() {
        let view = valid().with(|view| view.network.outbound_type = known("none"));
        let findings = view.findings();
        let finding = findings.iter().find(|finding| finding.rule.number == "X25").unwrap();
        assert_eq!(finding.level, Level::Information);
    }
}
