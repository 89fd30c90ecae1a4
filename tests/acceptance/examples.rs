//! Every example is applied as it stands and then plans nothing.

use std::fs;

use acceptance::{Install, Outcome, Release, Run, Terraform, World, repository};

#[test]
fn every_example_plans_nothing_after_apply() -> Outcome {
    let terraform = Terraform::release(Release::V1_11)?;
    for example in examples() {
        let world = World::new(&terraform, Install::DevOverrides)?;
        world.copy(&format!("examples/{example}"))?;
        world.apply()?;
        world.plans_nothing()?;
        world.destroy()?;
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

/// The folders that are whole configurations; the others hold the snippets of the documentation.
fn examples() -> Vec<String> {
    let entries = fs::read_dir(repository().join("examples")).unwrap();
    let mut names: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().join("main.tf").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names
}
