//! The changes of a way one by one, each as the plan that it will be.

use tfplugin_framework::Attr;

use super::{Minor, Step, Upgrade, prepared};
use crate::rules::{Finding, Level, Operation, RuleSettings, Unchecked, Verdict, View, run};

/// What the rules say about each change by itself when it is its turn: after the preparations, and with the cluster as the
/// change before has left it. What is said about several of them is said once.
pub fn judged(view: &View, steps: &[Step], settings: &RuleSettings) -> Verdict {
    let mut all = Verdict::default();
    for Leg { view, passes } in legs(view, steps) {
        let Verdict { findings, unchecked, .. } = run(&view, settings);
        for finding in findings {
            let is_same = |other: &Finding| {
                (other.rule.code, &other.path, other.level)
                    == (finding.rule.code, &finding.path, finding.level)
            };
            if !all.findings.iter().any(is_same) && (!passes || finding.level == Level::Error) {
                all.findings.push(finding);
            }
        }
        for mut unread in unchecked {
            let is_same =
                |other: &&mut Unchecked| (&other.what, &other.reason) == (&unread.what, &unread.reason);
            match all.unchecked.iter_mut().find(is_same) {
                Some(other) => {
                    unread.rules.retain(|rule| other.rules.iter().all(|known| known.code != rule.code));
                    other.rules.append(&mut unread.rules);
                }
                None => all.unchecked.push(unread),
            }
        }
    }
    all
}

/// A change by itself.
struct Leg {
    view: View,
    /// Only a version on the way to another: that it can be had is all that matters.
    passes: bool,
}

/// One for each change, in order; the view itself where the way has none.
fn legs(view: &View, steps: &[Step]) -> Vec<Leg> {
    let Some(target) = steps.iter().filter_map(|step| step.leaves.as_ref()).next_back() else {
        return vec![Leg { view: prepared(view, steps), passes: false }];
    };
    let mut legs = Vec::new();
    // Upgrades come before all else, for which they may be a preparation.
    let (mut upgrading, mut prepared) = (view.clone(), prepared(view, steps));
    let asked = view.kubernetes_version.known().and_then(|version| Minor::parse(version));
    let upgrades = steps.iter().any(|step| step.upgrade.is_some());
    if let Operation::Update(existing) = &mut prepared.operation
        && upgrades
        && prepared.kubernetes_version.is_known()
    {
        existing.kubernetes_version.clone_from(&prepared.kubernetes_version);
    }
    for step in steps {
        let Some(network) = &step.leaves else { continue };
        let before = if step.upgrade.is_some() { &mut upgrading } else { &mut prepared };
        let mut leg = before.clone();
        network.ask(target, &mut leg.network);
        let passed = step.upgrade.filter(|upgrade| Some(upgrade.to) != asked);
        if let Some(Upgrade { to, .. }) = passed {
            leg.kubernetes_version = Attr::Known(to.to_string());
        }
        if step.upgrade.is_some_and(|upgrade| upgrade.long_term) {
            leg.control_plane.support_plan = Attr::Known("AKSLongTermSupport".to_owned());
            leg.control_plane.sku_tier = Attr::Known("premium".to_owned());
        }
        if let Operation::Update(existing) = &mut before.operation {
            network.settle(&mut existing.network);
            if step.upgrade.is_some() {
                existing.kubernetes_version.clone_from(&leg.kubernetes_version);
            }
        }
        legs.push(Leg { view: leg, passes: passed.is_some() });
    }
    legs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        Existing, Lookup, OfferedVersion,
        readiness::way,
        rule::day,
        sample::{known, leaving_kubenet, leaving_node_subnet, list, valid},
    };

    fn said(view: &View) -> Vec<Finding> {
        let settings = RuleSettings::as_of(day(2026, 11, 22));
        judged(view, &way(view, settings.date()), &settings).findings
    }

    fn errors(view: &View) -> Vec<&'static str> {
        let errors = said(view).into_iter().filter(|finding| finding.level == Level::Error);
        errors.map(|finding| finding.rule.code).collect()
    }

    #[test]
    fn what_azure_takes_one_by_one_is_not_refused_for_being_asked_for_at_once() {
        for view in [leaving_kubenet(), leaving_node_subnet()] {
            let view = view.with(|view| {
                view.network.ip_families = list(&["IPv4", "IPv6"]);
                view.network.dataplane = known("cilium");
                view.network.policy = known("cilium");
            });
            assert!(view.objections().contains(&"overlay-and-dataplane-at-once"), "{:?}", view.objections());
            assert_eq!(errors(&view), Vec::<&str>::new());
        }
    }

    #[test]
    fn ipv6_brings_the_move_to_overlay_with_it_and_the_ranges_that_it_needs() {
        let flat = leaving_node_subnet().with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::unknown();
            view.network.service_cidrs = list(&["10.0.0.0/16"]);
            view.network.ip_families = list(&["IPv4", "IPv6"]);
        });
        assert!(flat.objections().contains(&"dual-stack-needs-overlay"));
        assert_eq!(errors(&flat), Vec::<&str>::new());
    }

    #[test]
    fn what_no_step_changes_is_refused_at_once_and_once() {
        let view = leaving_kubenet().with(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
            view.network.dns_service_ip = known("10.0.0.1");
        });
        assert_eq!(errors(&view), ["dns-service-ip-reserved"]);
    }

    #[test]
    fn a_change_that_is_wrong_by_itself_is_refused_in_its_turn() {
        let wider = valid().changed(|view| {
            view.network.pod_cidrs = list(&["10.244.0.0/17", "fd10:1::/64"]);
            view.network.service_cidrs = list(&["10.0.0.0/16", "fd10:2::/108"]);
            view.network.ip_families = list(&["IPv4", "IPv6"]);
        });
        assert_eq!(errors(&wider), ["pod-cidr-expansion"]);
    }

    #[test]
    fn a_version_on_the_way_has_to_be_one_that_the_region_offers() {
        let offered = |minor: &str, long_term_support_only| OfferedVersion {
            minor: minor.to_owned(),
            patches: vec![format!("{minor}.1")],
            long_term_support_only,
            ..OfferedVersion::default()
        };
        let view = |versions: Vec<OfferedVersion>| {
            let old = |existing: &mut Existing| existing.kubernetes_version = known("1.26.3");
            leaving_kubenet().that_was(old).with(|view| {
                view.kubernetes_version = known("1.28");
                view.lookups.kubernetes_versions = Lookup::Found(versions);
            })
        };
        let long_term = view(vec![offered("1.27", true), offered("1.28", false)]);
        assert_eq!(errors(&long_term), Vec::<&str>::new());
        let gone = said(&view(vec![offered("1.28", false)]));
        let refused: Vec<&str> = gone
            .iter()
            .filter(|finding| finding.level == Level::Error)
            .map(|finding| finding.summary.as_str())
            .collect();
        assert_eq!(refused, ["Kubernetes 1.27 is not offered in this region"]);
    }

    #[test]
    fn every_change_announces_itself_once() {
        let view = leaving_kubenet().with(|view| {
            view.network.dataplane = known("cilium");
            view.network.policy = known("cilium");
        });
        let announced: Vec<String> = said(&view)
            .iter()
            .filter(|finding| finding.announces_change)
            .filter_map(|finding| Some(finding.path.as_ref()?.to_string()))
            .collect();
        assert_eq!(announced, ["network.plugin", "network.dataplane"]);
    }
}
