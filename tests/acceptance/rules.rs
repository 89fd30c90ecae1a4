//! Each rule's fixture is refused by that rule and no other, with the text in `snapshots/`.
//!
//! A fixture is a folder `tests/fixtures/<code>/`: `main.tf` is refused (or warned about), `near-miss/main.tf` is not.
//! Where the rule needs what exists, `before/main.tf` is applied first, or `seed.json` says it.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Mutex,
    thread,
};

use acceptance::{Failure, Install, Outcome, Release, Terraform, World, repository};

#[test]
fn every_fixture_is_refused_by_its_rule_alone_with_the_reviewed_text() -> Outcome {
    let failures = for_each_fixture(|fixture| {
        let world = fixture.world()?;
        world.copy(&fixture.path("main.tf"))?;
        let planned = world.terraform(["plan"]).finish()?;
        let diagnostics = planned.diagnostics();
        let code = if diagnostics.contains("│ Error: ") { 1 } else { 0 };
        planned.exits(code)?;
        // That every pool is re-imaged is announced with whatever else is said of such a change.
        let codes: Vec<&str> = rule_codes(&diagnostics)
            .into_iter()
            .filter(|code| *code == fixture.code || *code != ANNOUNCEMENT)
            .collect();
        if codes != [fixture.code.as_str()] {
            let expected = format!("the rule {} alone to speak", fixture.code);
            return Err(Failure::expected(expected, format!("{codes:?} in\n{diagnostics}")));
        }
        fixture.compare_with_snapshot(&diagnostics)
    })?;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn a_near_miss_of_every_rule_is_applied_without_a_word_and_then_plans_nothing() -> Outcome {
    let failures = for_each_fixture(|fixture| {
        let world = fixture.world()?;
        world.copy(&fixture.path("near-miss/main.tf"))?;
        let diagnostics = world.terraform(["apply", "-auto-approve"]).succeed()?.diagnostics();
        let announced = diagnostics.is_empty() || rule_codes(&diagnostics) == [ANNOUNCEMENT];
        if !announced || diagnostics.contains("│ Error: ") {
            return Err(Failure::expected("no diagnostic but that every pool is re-imaged", diagnostics));
        }
        world.plans_nothing()
    })?;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn every_rule_that_has_a_page_has_a_fixture_and_the_other_way_round() -> Outcome {
    let mut pages: Vec<String> = names(&repository().join("docs/rules"))?
        .into_iter()
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .filter(|name| name != "README")
        .collect();
    pages.sort();
    let fixtures: Vec<String> = fixtures()?.into_iter().map(|fixture| fixture.code).collect();
    assert_eq!(pages, fixtures);
    Ok(())
}

/// The rule that announces a re-image of every pool.
const ANNOUNCEMENT: &str = "overlay-is-whole-cluster";

struct Fixture {
    code: String,
    dir: PathBuf,
    terraform: Terraform,
}

impl Fixture {
    /// The world before the configuration in question comes: what the fixture starts from is there, and settled.
    fn world(&self) -> Outcome<World> {
        let world = World::new(&self.terraform, Install::DevOverrides)?;
        if self.dir.join("seed.json").is_file() {
            world.copy(&self.path("seed.json"))?;
        }
        if self.dir.join("before").is_dir() {
            world.copy(&self.path("before/main.tf"))?;
            world.apply()?;
            world.plans_nothing()?;
        }
        Ok(world)
    }

    fn path(&self, file: &str) -> String {
        format!("tests/fixtures/{}/{file}", self.code)
    }

    fn compare_with_snapshot(&self, diagnostics: &str) -> Outcome {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_snapshot_path("snapshots");
        settings.set_omit_expression(true);
        let same = catch_unwind(AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(self.code.as_str(), diagnostics));
        }));
        same.map_err(|_| {
            Failure::expected(format!("tests/acceptance/snapshots/{}.snap", self.code), diagnostics)
        })
    }
}

/// Runs `claim` on every fixture, two at a time, and returns what went wrong with which.
fn for_each_fixture(claim: impl Fn(&Fixture) -> Outcome + Sync) -> Outcome<Vec<String>> {
    let fixtures = fixtures()?;
    assert!(!fixtures.is_empty(), "no fixtures under tests/fixtures");
    let waiting = Mutex::new(fixtures.iter());
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap().next();
                    let Some(fixture) = next else { break };
                    if let Err(failure) = claim(fixture) {
                        failures.lock().unwrap().push(format!("{}: {failure:?}\n", fixture.code));
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    Ok(failures)
}

fn fixtures() -> Outcome<Vec<Fixture>> {
    let terraform = Terraform::release(Release::V1_11)?;
    let dir = repository().join("tests/fixtures");
    let fixture = |code: String| Fixture { dir: dir.join(&code), code, terraform: terraform.clone() };
    let of_a_rule = |name: &String| repository().join("tests/fixtures").join(name).join("main.tf").is_file();
    Ok(names(&dir)?.into_iter().filter(of_a_rule).map(fixture).collect())
}

/// The codes in the last lines `Rule: <code> (R07)`, once each.
fn rule_codes(diagnostics: &str) -> Vec<&str> {
    let mut codes: Vec<&str> = diagnostics
        .lines()
        .filter_map(|line| line.trim_start_matches(['│', ' ']).strip_prefix("Rule: "))
        .filter_map(|rest| rest.split_whitespace().next())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn names(dir: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(dir).map_err(|error| Failure::expected(dir.display().to_string(), error))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}
