//! Each rule's fixture is refused by that rule and no other, with the text in `snapshots/`.
//!
//! A fixture is `tests/fixtures/<code>/main.tf`. Where the rule needs what exists, `before/main.tf` is applied first
//! and `main.tf` planned over it.

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
        let printed = world.terraform(["plan"]).finish()?.exits(1)?;
        let diagnostics = printed.diagnostics();
        let codes = rule_codes(&diagnostics);
        if codes != [fixture.code.as_str()] {
            return Err(Failure::expected(
                format!("the rule {} alone to refuse its fixture", fixture.code),
                format!("{codes:?} in\n{}", printed.output),
            ));
        }
        fixture.compare_with_snapshot(&diagnostics)
    })?;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn what_a_fixture_starts_from_is_applied_and_then_plans_nothing() -> Outcome {
    let failures = for_each_fixture(|fixture| match fixture.has_before() {
        true => fixture.before()?.plans_nothing(),
        false => Ok(()),
    })?;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn a_near_miss_of_every_rule_is_applied() -> Outcome {
    let failures = for_each_fixture(|fixture| {
        let near_miss = fixture.dir.join("near-miss.tf");
        if !near_miss.is_file() {
            return Err(Failure::expected(
                format!("tests/fixtures/{}/near-miss.tf", fixture.code),
                "no such file",
            ));
        }
        let world = if fixture.has_before() { fixture.before()? } else { fixture.empty_world()? };
        let text = fs::read_to_string(&near_miss).unwrap_or_default();
        world.write("main.tf", &text)?;
        world.terraform(["plan"]).succeed().map(drop)
    })?;
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn every_rule_that_has_a_page_has_a_fixture_and_the_other_way_round() -> Outcome {
    let pages: Vec<String> = names(&repository().join("docs/rules"))?
        .into_iter()
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .filter(|name| name != "README")
        .collect();
    let fixtures: Vec<String> = fixtures()?.into_iter().map(|fixture| fixture.code).collect();
    assert_eq!(pages, fixtures);
    Ok(())
}

struct Fixture {
    code: String,
    dir: PathBuf,
    terraform: Terraform,
}

impl Fixture {
    /// The world at the moment at which the failing configuration is planned.
    fn world(&self) -> Outcome<World> {
        let world = if self.has_before() { self.before()? } else { self.empty_world()? };
        let path = self.dir.join("main.tf");
        world.write("main.tf", &fs::read_to_string(path).unwrap_or_default())?;
        Ok(world)
    }

    fn has_before(&self) -> bool {
        self.dir.join("before").is_dir()
    }

    /// The world after what the fixture starts from was applied.
    fn before(&self) -> Outcome<World> {
        let world = self.empty_world()?;
        world.copy(&format!("tests/fixtures/{}/before", self.code))?;
        world.apply()?;
        Ok(world)
    }

    fn empty_world(&self) -> Outcome<World> {
        let world = World::new(&self.terraform, Install::DevOverrides)?;
        if self.dir.join("seed.json").is_file() {
            world.copy(&format!("tests/fixtures/{}/seed.json", self.code))?;
        }
        Ok(world)
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
    Ok(names(&dir)?.into_iter().map(fixture).collect())
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
