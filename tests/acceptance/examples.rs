//! Every example is applied as it stands and then plans nothing; the tests of those that are modules pass.

use std::fs;

use acceptance::{Install, Outcome, Release, Run, Terraform, World, repository};

#[test]
fn every_example_plans_nothing_after_apply() -> Outcome {
    let terraform = Terraform::release(Release::V1_11)?;
    for example in examples(false) {
        let world = World::new(&terraform, Install::DevOverrides)?;
        world.copy(&format!("examples/{example}"))?;
        world.apply()?;
        world.plans_nothing()?;
        world.destroy()?;
    }
    Ok(())
}

#[test]
fn the_tests_of_every_example_module_pass() -> Outcome {
    for release in [Release::V1_11, Release::V1_15] {
        let terraform = Terraform::release(release)?;
        for example in examples(true) {
            let mut world = World::new(&terraform, Install::Mirror)?;
            world.copy(&format!("examples/{example}"))?;
            let programs = world.emulator_program().parent().unwrap().display().to_string();
            world.set("PATH", format!("{programs}:{}", std::env::var("PATH").unwrap()));
            world.terraform(["init"]).succeed()?;
            world.terraform(["test"]).succeed()?;
        }
    }
    Ok(())
}

#[test]
fn examples_and_fixtures_are_formatted() -> Outcome {
    let terraform = Terraform::release(Release::V1_11)?;
    for dir in ["examples", "tests/fixtures"] {
        Run::new(terraform.program())
            .args(["fmt", "-check", "-recursive", "-diff", dir])
            .env_only(&["PATH"])
            .in_dir(repository())
            .succeed()?;
    }
    Ok(())
}

/// The folders that are whole configurations, or modules with tests of their own; the others hold the snippets of the
/// documentation.
fn examples(modules: bool) -> Vec<String> {
    let entries = fs::read_dir(repository().join("examples")).unwrap();
    let mut names: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().join("main.tf").is_file())
        .filter(|entry| entry.path().join("tests").is_dir() == modules)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names
}
