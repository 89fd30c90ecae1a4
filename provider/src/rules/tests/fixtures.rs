//! Every rule has a configuration that fails by it alone, and one next to it that passes.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use tfplugin_framework::{Diagnostic, Severity};

use super::{fixture::Fixture, repository, witness::judged_during};
use crate::rules::{
    Change, Level, Lookup, Lookups, Lowering, Operation, RULES, Rule, RuleSettings, Source, View,
    rule::ARTICLE, run,
};

#[test]
fn every_fixture_fails_by_its_rule_alone_with_the_reviewed_text() {
    for_each(RULES, async |rule| {
        let said = besides_announcements(rule, Fixture::of(rule).world().await.plan("main.tf").await);
        assert_eq!(codes(&said), BTreeSet::from([rule.code]), "{said:#?}");
        let texts: Vec<String> = said.iter().map(text).collect();
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(rule.code, texts.join("\n---\n"));
        });
    });
}

#[test]
fn every_near_miss_is_applied_without_a_word_and_then_plans_without_one() {
    for_each(RULES, async |rule| {
        let fixture = Fixture::of(rule);
        let world = fixture.world().await;
        let planned = besides_announcements(rule, world.plan("near-miss/main.tf").await);
        assert!(planned.is_empty(), "{}: {planned:#?}", rule.code);
        let applied = besides_announcements(rule, world.apply("near-miss/main.tf").await);
        assert!(applied.is_empty(), "{}: {applied:#?}", rule.code);
        let again = world.plan("near-miss/main.tf").await;
        assert!(again.is_empty(), "{}: {again:#?}", rule.code);
    });
}

/// A report knows the pools of a cluster from Azure, where nothing of them is written down.
#[test]
fn a_rule_that_speaks_of_a_pool_speaks_of_it_wherever_the_pool_is_known_from() {
    for_each(RULES, async |rule| {
        let fixture = Fixture::of(rule);
        let world = fixture.world().await;
        let judged = judged_during(world.plan("main.tf")).await;
        let says = |view: &View, settings: &RuleSettings| {
            run(view, settings).findings.iter().filter(|finding| finding.rule.code == rule.code).count()
        };
        let told: Vec<_> = judged.iter().filter(|(view, settings)| says(view, settings) > 0).collect();
        assert!(!told.is_empty(), "{}", rule.code);
        for (view, settings) in told {
            let unwritten = without_paths(view.clone());
            assert_eq!(says(&unwritten, settings), says(view, settings), "{}: {view:#?}", rule.code);
        }
    });
}

/// Of two rules that see nothing, only that one is worth a warning which could have spoken.
#[test]
fn a_rule_that_would_speak_is_named_when_what_it_looks_at_cannot_be_read() {
    for_each(RULES, async |rule| {
        let fixture = Fixture::of(rule);
        let world = fixture.world().await;
        let judged = judged_during(world.plan("main.tf")).await;
        for (view, settings) in judged {
            let blind = View { lookups: nothing_read(), ..view.clone() };
            let all_unread = run(&blind, &settings).unchecked;
            let unread: BTreeSet<&str> =
                all_unread.iter().flat_map(|unchecked| &unchecked.rules).map(|rule| rule.code).collect();
            for finding in run(&view, &settings).findings {
                let sources = finding.rule.looks_at;
                let looks_beyond =
                    sources.iter().any(|source| ![Source::Config, Source::State].contains(source));
                if looks_beyond && settings.level(finding.rule) > Level::Information {
                    assert!(unread.contains(finding.rule.code), "{}: {unread:?}", finding.rule.code);
                }
            }
        }
    });
}

#[test]
fn a_rule_about_a_move_is_not_named_where_nothing_moves() {
    let stays = View { lookups: nothing_read(), ..crate::rules::sample::valid().changed(|_| ()) };
    let unchecked = run(&stays, &RuleSettings::as_of(ARTICLE)).unchecked;
    let named: Vec<&Rule> = unchecked.iter().flat_map(|unchecked| unchecked.rules.iter().copied()).collect();
    assert!(!named.is_empty());
    let moves = [Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet, Change::Expansion];
    for rule in named {
        assert!(rule.when.iter().any(|change| !moves.contains(change)), "{}", rule.code);
    }
}

/// Azure answers nothing.
fn nothing_read() -> Lookups {
    fn unread<T>() -> Lookup<T> {
        Lookup::Unavailable("Nothing can be read.".to_owned())
    }
    Lookups {
        vnet: unread(),
        agent_pools: unread(),
        connected: unread(),
        security_groups: unread(),
        route_tables: unread(),
        nat_gateways: unread(),
        subnet_access: unread(),
        neighbours: unread(),
        vm_sizes: unread(),
        kubernetes_versions: unread(),
        registrations: unread(),
        masquerade: unread(),
    }
}

/// The same with pools that are written nowhere.
fn without_paths(mut view: View) -> View {
    let now = match &mut view.operation {
        Operation::Update(existing) => existing.pools.as_mut_slice(),
        Operation::Validate | Operation::Create => &mut [],
    };
    view.pools.iter_mut().chain(now).for_each(|pool| pool.path = None);
    view
}

/// What the rule about the whole cluster says besides its refusal.
#[tokio::test]
async fn a_change_that_re_images_every_pool_is_announced_in_one_warning_and_another_is_not() {
    let rule = RULES.iter().find(|rule| rule.code == ANNOUNCEMENT).unwrap();
    let fixture = Fixture::within(rule, "announcement");
    let said = fixture.world().await.plan("main.tf").await;
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!(codes(&said), BTreeSet::from([ANNOUNCEMENT]), "{said:#?}");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("overlay-is-whole-cluster-announcement", text(&said[0]));
    });
    let near_miss = fixture.world().await.plan("near-miss/main.tf").await;
    assert!(near_miss.is_empty(), "{near_miss:#?}");
}

/// What a configuration alone decides is said before anything is planned.
#[test]
fn a_fixture_that_its_configuration_decides_fails_without_a_plan() {
    let decided: Vec<&Rule> = RULES.iter().copied().filter(|rule| decided_by_configuration(rule)).collect();
    for_each(&decided, async |rule| {
        let said = Fixture::of(rule).world().await.validate("main.tf").await;
        assert_eq!(codes(&said), BTreeSet::from([rule.code]), "{said:#?}");
    });
}

#[test]
fn every_folder_of_fixtures_belongs_to_a_rule() {
    let folders = std::fs::read_dir(repository().join("tests/fixtures")).unwrap();
    let folders =
        folders.map(|folder| folder.unwrap().path()).filter(|folder| folder.join("main.tf").is_file());
    let folders: BTreeSet<String> =
        folders.map(|folder| folder.file_name().unwrap_or_default().to_string_lossy().into_owned()).collect();
    let codes: BTreeSet<String> = RULES.iter().map(|rule| rule.code.to_owned()).collect();
    assert_eq!(folders, codes);
}

/// Checks every rule, several at a time because each waits for an Azure of its own, and names those that fail.
fn for_each(rules: &[&Rule], check: impl AsyncFn(&Rule) + Sync) {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(Vec::new());
    let work = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        while let Some(rule) = rules.get(next.fetch_add(1, Ordering::Relaxed)) {
            if catch_unwind(AssertUnwindSafe(|| runtime.block_on(check(rule)))).is_err() {
                failed.lock().unwrap().push(rule.code);
            }
        }
    };
    thread::scope(|scope| (0..AT_ONCE).for_each(|_| drop(scope.spawn(work))));
    assert_eq!(failed.into_inner().unwrap(), Vec::<&str>::new());
}

/// More than there are processors in most machines: a fixture waits as long as it computes.
const AT_ONCE: usize = 8;

const ANNOUNCEMENT: &str = "overlay-is-whole-cluster";

/// What is said but for the announcement that a change re-images every pool, which comes with changes that are allowed.
fn besides_announcements(rule: &Rule, said: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let announces = |diagnostic: &Diagnostic| {
        rule.code != ANNOUNCEMENT
            && diagnostic.severity == Severity::Warning
            && codes(std::slice::from_ref(diagnostic)).contains(ANNOUNCEMENT)
    };
    said.into_iter().filter(|diagnostic| !announces(diagnostic)).collect()
}

/// The codes of the rules that the diagnostics name, with "" for one that names none.
fn codes(said: &[Diagnostic]) -> BTreeSet<&str> {
    let code = |diagnostic: &Diagnostic| {
        let line = diagnostic.detail.lines().last().unwrap_or_default();
        RULES
            .iter()
            .map(|rule| rule.code)
            .find(|code| line.starts_with(&format!("Rule: {code} (")))
            .unwrap_or_default()
    };
    said.iter().map(code).collect()
}

/// A diagnostic as it is reviewed.
fn text(diagnostic: &Diagnostic) -> String {
    let Diagnostic { severity, summary, detail, path } = diagnostic;
    let path = path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
    format!("{severity:?}{path}: {summary}\n\n{detail}\n")
}

/// Whether the fixture of a rule breaks it whatever exists in Azure, and no setting can lower that, nor another day.
fn decided_by_configuration(rule: &Rule) -> bool {
    rule.looks_at == [Source::Config]
        && matches!(rule.lowering, Lowering::Never(_))
        && rule.since().is_some_and(|since| since <= ARTICLE)
        && rule.history.iter().all(|phase| phase.level == Level::Error)
}
