//! What README and docs show is true: the HCL works, the printed text is what is printed, the tables are complete.

mod markdown;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use acceptance::{Failure, Install, Outcome, Release, Run, Terraform, World, repository};
use hcl_edit::structure::Body;
use markdown::{Block, blocks, links};

#[test]
fn every_hcl_block_is_valid_to_terraform() -> Outcome {
    let [oldest, newest] = [Terraform::release(Release::V1_11)?, Terraform::release(Release::V1_15)?];
    let mut failures = Vec::new();
    for (place, text) in hcl_blocks()? {
        let terraform = if imports_by_identity(&text) { &newest } else { &oldest };
        if let Err(failure) = validate(terraform, &text) {
            failures.push(format!("{place}: {failure:?}\n"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    Ok(())
}

#[test]
fn the_refused_plan_in_the_readme_is_what_terraform_prints() -> Outcome {
    let world = World::new(&Terraform::release(Release::V1_11)?, Install::DevOverrides)?;
    world.copy("examples/quickstart")?;
    world.replace("main.tf", r#""10.244.0.0/16""#, r#""10.10.0.0/16""#)?;
    let printed = world.terraform(["plan"]).finish()?.exits(1)?.diagnostics();
    let readme = read(&repository().join("README.md"))?;
    let shown: Vec<String> = blocks(&readme)
        .into_iter()
        .filter(|block| block.language == "text")
        .map(|block| block.text)
        .collect();
    assert_eq!(shown, [printed]);
    Ok(())
}

#[test]
fn the_module_test_in_the_guide_stands_in_the_example() -> Outcome {
    let guide = read(&repository().join("docs/guides/emulator.md"))?;
    let example = read(&repository().join("examples/module-test/tests/cluster.tftest.hcl"))?;
    let shown: Vec<_> = blocks(&guide).into_iter().filter(|block| block.language == "tftest").collect();
    assert_eq!(shown.len(), 1);
    for part in shown[0].text.split("\nrun ") {
        assert!(example.contains(part.trim_end()), "{part}");
    }
    Ok(())
}

#[test]
fn every_link_to_a_file_leads_to_one() -> Outcome {
    let mut dead = Vec::new();
    for page in pages()? {
        let dir = page.parent().unwrap_or(&page).to_owned();
        for link in links(&read(&page)?) {
            let file = link.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains("://") && !dir.join(file).exists() {
                dead.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
    Ok(())
}

#[test]
fn every_place_that_contributing_names_is_there() -> Outcome {
    let root = repository();
    let contributing = read(&root.join("CONTRIBUTING.md"))?;
    let named =
        contributing.split('`').skip(1).step_by(2).map(|text| text.split('<').next().unwrap_or_default());
    let tops = ["docs/", "examples/", "provider/", "proto/", "sdk/", "tests/"];
    let missing: Vec<&str> = named
        .filter(|text| tops.iter().any(|top| text.starts_with(top)))
        .filter(|path| !root.join(path).exists())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    Ok(())
}

#[test]
fn every_direct_dependency_has_its_reason_in_contributing() -> Outcome {
    let manifest = read(&repository().join("Cargo.toml"))?;
    let declared: BTreeSet<&str> = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.contains("path = "))
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
        .collect();
    let contributing = read(&repository().join("CONTRIBUTING.md"))?;
    let explained: BTreeSet<&str> = contributing
        .lines()
        .skip_while(|line| *line != "## Dependencies")
        .skip(1)
        .take_while(|line| !line.starts_with("## "))
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name))
        .collect();
    assert_eq!(declared, explained);
    Ok(())
}

/// Whether it has what Terraform knows only from 1.12 on.
fn imports_by_identity(text: &str) -> bool {
    let body: Option<Body> = hcl_edit::parser::parse_body(text).ok();
    body.is_some_and(|body| body.get_blocks("import").any(|import| import.body.has_attribute("identity")))
}

/// As Terraform's CLI configuration when it is one, else as a configuration.
fn validate(terraform: &Terraform, text: &str) -> Outcome {
    let world = World::new(terraform, Install::DevOverrides)?;
    if text.starts_with("provider_installation") {
        world.write("example.rc", text)?;
        return Run::new(terraform.program())
            .args(["version"])
            .env_only(&["PATH"])
            .env("TF_CLI_CONFIG_FILE", world.dir().join("example.rc"))
            .env("CHECKPOINT_DISABLE", "1")
            .succeed()?
            .does_not_say("problems with the CLI configuration")
            .map(drop);
    }
    let body: Body = hcl_edit::parser::parse_body(text).map_err(|error| Failure::expected("HCL", error))?;
    let prelude = if body.has_blocks("terraform") { "" } else { REQUIRED };
    world.write("main.tf", &format!("{prelude}{text}"))?;
    world.terraform(["validate"]).succeed().map(drop)
}

const REQUIRED: &str = r#"
terraform {
  required_providers {
    aksoverlay = { source = "aksoverlay/aksoverlay" }
  }
}
"#;

/// Every fenced HCL block, and where it stands.
fn hcl_blocks() -> Outcome<Vec<(String, String)>> {
    let mut found = Vec::new();
    for page in pages()? {
        for Block { language, line, text } in blocks(&read(&page)?) {
            if matches!(language.as_str(), "hcl" | "terraform" | "tf") {
                found.push((format!("{}:{line}", page.display()), text));
            }
        }
    }
    assert!(!found.is_empty());
    Ok(found)
}

/// Every Markdown file that a reader may open first. The framework's guide is not one of them: rustdoc checks its links,
/// and its HCL is about the providers of its examples.
fn pages() -> Outcome<Vec<PathBuf>> {
    let root = repository();
    let mut pages = Vec::new();
    for file in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        pages.push(root.join(file));
    }
    let mut dirs = ["docs", "examples", "sdk", "provider", "proto"].map(|dir| root.join(dir)).to_vec();
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                dirs.extend((!path.ends_with("sdk/src")).then_some(path));
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    Ok(pages)
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| Failure::expected(path.display().to_string(), error))
}
