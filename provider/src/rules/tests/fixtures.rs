//! Every rule has a configuration that fails by it alone, and one next to it that passes.

use std::collections::BTreeSet;

use super::{fixture::Fixture, repository};
use crate::rules::{Finding, Level, RULES, Rule, RuleSettings, View, run};

#[test]
fn every_fixture_fails_by_its_rule_alone() {
    for rule in RULES {
        let fixture = Fixture::of(rule);
        let findings = shown(&fixture.plan("main.tf"), &fixture.settings("main.tf"));
        let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.code).collect();
        assert_eq!(codes, BTreeSet::from([rule.code]));
        assert!(findings.iter().any(|finding| finding.level == Level::Error), "{} is no error", rule.code);
    }
}

#[test]
fn every_near_miss_passes() {
    for rule in RULES {
        let fixture = Fixture::of(rule);
        let findings = shown(&fixture.plan("near-miss/main.tf"), &fixture.settings("near-miss/main.tf"));
        assert!(findings.is_empty(), "{}: {findings:#?}", rule.code);
    }
}

#[test]
fn what_a_fixture_starts_from_passes() {
    for rule in RULES {
        let fixture = Fixture::of(rule);
        if fixture.text("before/main.tf").is_some() {
            let findings =
                shown(&fixture.configuration("before/main.tf"), &fixture.settings("before/main.tf"));
            assert!(findings.is_empty(), "{}: {findings:#?}", rule.code);
        }
    }
}

/// What a configuration alone decides is said before anything is planned.
#[test]
fn a_fixture_that_its_configuration_decides_fails_without_a_plan() {
    for rule in RULES.iter().filter(|rule| decided_by_configuration(rule)) {
        let fixture = Fixture::of(rule);
        let findings = shown(&fixture.configuration("main.tf"), &fixture.settings("main.tf"));
        let codes: Vec<&str> = findings.iter().map(|finding| finding.rule.code).collect();
        assert_eq!(codes, [rule.code]);
    }
}

/// The text of the finding, for review.
#[test]
fn every_fixture_has_the_reviewed_finding() {
    for rule in RULES {
        let fixture = Fixture::of(rule);
        let findings = shown(&fixture.plan("main.tf"), &fixture.settings("main.tf"));
        let texts: Vec<String> =
            findings.iter().map(|finding| format!("{}\n\n{}\n", finding.summary, finding.detail())).collect();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(rule.code, texts.join("\n---\n"));
        });
    }
}

#[test]
fn every_folder_of_fixtures_belongs_to_a_rule() {
    let folders = std::fs::read_dir(repository().join("tests/fixtures")).unwrap();
    let folders: BTreeSet<String> =
        folders.map(|folder| folder.unwrap().file_name().to_string_lossy().into_owned()).collect();
    let codes: BTreeSet<String> = RULES.iter().map(|rule| rule.code.to_owned()).collect();
    assert_eq!(folders, codes);
}

/// What Terraform would show.
fn shown(view: &View, settings: &RuleSettings) -> Vec<Finding> {
    let mut findings = run(view, settings).findings;
    findings.retain(|finding| finding.level >= Level::Warning);
    findings
}

/// Whether the fixture of a rule breaks it whatever the cluster was before.
fn decided_by_configuration(rule: &Rule) -> bool {
    let needs_more = [
        // What exists or was looked up.
        "max-pods-fixed",
        "overlay-is-one-way",
        "pod-cidr-expansion",
        "pod-cidr-overlaps-subnet",
        "service-cidr-overlaps-subnet",
        "upgrade-from-pod-subnet",
        // That the cluster is new, so that what is not set is the default.
        "implied-default-ranges",
    ];
    !needs_more.contains(&rule.code)
}
