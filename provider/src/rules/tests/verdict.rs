//! What the rules say together.

use tfplugin_framework::{Attr, Severity};

use crate::rules::{
    Level, Lookup, Pool, RuleSettings,
    rule::day,
    run,
    sample::{known, list, pool, valid},
};

fn today() -> RuleSettings {
    RuleSettings::as_of(day(2026, 11, 22))
}

#[test]
fn one_mistake_is_told_once_by_the_rule_that_knows_it_best() {
    let view = valid().with(|view| view.network.pod_cidrs = list(&["10.244.0.0/26"]));
    assert_eq!(view.codes(), [("pod-cidr-smaller-than-node-block", Level::Error)]);
}

#[test]
fn a_value_that_the_cluster_cannot_have_is_not_judged_any_further() {
    let view = valid().changed(|view| view.network.pod_cidrs = list(&["10.10.0.0/16"]));
    assert_eq!(view.codes(), [("pod-cidr-expansion", Level::Error)]);
}

#[test]
fn two_mistakes_are_both_told_errors_before_warnings() {
    let view = valid().with(|view| {
        view.network.service_cidrs = list(&["10.32.0.0/12"]);
        view.network.dns_service_ip = known("10.32.0.10");
        view.pools[0].max_pods = Attr::Known(500);
    });
    assert_eq!(view.codes(), [("max-pods-range", Level::Error), ("service-cidr-too-large", Level::Warning)]);
}

#[test]
fn an_overridden_severity_is_the_severity_of_the_diagnostic() {
    let overrides = [("dcsv2-pool".to_owned(), "warning".to_owned())].into();
    let at = tfplugin_framework::Path::of("rules");
    let settings = RuleSettings::read(None, &overrides, day(2026, 11, 22), &at).unwrap();
    let view = valid().with(|view| view.pools[0].vm_size = known("Standard_DC2s_v2"));
    let severities: Vec<Severity> =
        run(&view, &settings).diagnostics().iter().map(|diagnostic| diagnostic.severity).collect();
    assert_eq!(severities, [Severity::Warning]);
}

#[test]
fn a_diagnostic_ends_with_its_rule_and_points_at_the_attribute_to_change() {
    let view = valid().with(|view| view.network.pod_cidrs = list(&["10.0.0.0/16"]));
    let diagnostics = run(&view, &today()).diagnostics();
    let diagnostic = diagnostics.iter().next().unwrap();
    assert_eq!(diagnostic.detail.lines().last(), Some("Rule: pod-cidr-overlaps-service-cidr (R11)"));
    assert_eq!(diagnostic.path, Some(view.network.attribute("pod_cidrs").index(0)));
}

#[test]
fn each_lookup_that_failed_is_one_warning_with_the_reason_and_the_rules() {
    let view = valid().changed(|_| {}).with(|view| {
        view.lookups.vnet = Lookup::Unavailable("The identity may not read it.".to_owned());
        view.lookups.agent_pools = Lookup::Unavailable("Azure did not answer.".to_owned());
    });
    let diagnostics = run(&view, &today()).diagnostics();
    let details: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.detail.as_str()).collect();
    assert_eq!(details.len(), 2);
    assert!(
        details[0].starts_with("The identity may not read it.") && details[0].contains("(R07)"),
        "{}",
        details[0]
    );
    assert!(
        details[1].starts_with("Azure did not answer.") && details[1].contains("(R41)"),
        "{}",
        details[1]
    );
    assert!(!diagnostics.has_errors());
}

#[test]
fn a_refused_change_that_may_be_made_by_replacement_is_judged_as_a_new_cluster() {
    let view = valid().changed(|view| {
        view.allow_replacement = true;
        view.network.plugin_mode = known("none");
        view.network.pod_cidrs = Attr::Null;
        view.pools = vec![Pool { max_pods: Attr::Known(5), ..pool("system", 3) }];
    });
    let verdict = run(&view, &today());
    assert_eq!(verdict.replace, [view.network.attribute("plugin_mode")]);
    let codes: Vec<&str> = verdict.findings.iter().map(|finding| finding.rule.code).collect();
    assert_eq!(codes, ["max-pods-range"]);
}
