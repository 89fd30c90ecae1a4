//! What surrounds a resource, under the real Terraform, with the framework's example of a shelf: moves between types,
//! generated configuration, private state, older schemas, provider meta.

use std::{fs, ops::Deref};

use acceptance::{Outcome, Release};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::example::Example;

const BOTH: [Release; 2] = [Release::V1_11, Release::V1_15];

fn book(arguments: &str) -> String {
    format!("resource \"shelf_book\" \"b\" {{\n{arguments}\n}}\n")
}

#[test]
fn a_moved_block_brings_a_resource_of_another_type() -> Outcome {
    for release in BOTH {
        let shelf = Shelf::new(release, "resource \"terraform_data\" \"a\" {\n  input = \"dune\"\n}\n")?;
        shelf.terraform(&["apply", "-auto-approve"]).succeed()?;
        let moved = "moved {\n  from = terraform_data.a\n  to   = shelf_book.b\n}\n";
        shelf.configure(&format!("{}{moved}", book("title = \"dune\"")));
        let applied = shelf.terraform(&["apply", "-auto-approve"]).succeed()?;
        applied.says("0 added, 0 changed, 0 destroyed")?;
        assert_eq!(shelf.book()["title"], "dune");
    }
    Ok(())
}

#[test]
fn generated_configuration_says_what_has_to_be_said_and_leaves_nothing_to_do() -> Outcome {
    let import = "import {\n  to = shelf_book.b\n  id = \"dune\"\n}\n";
    let shelf = Shelf::new(Release::V1_15, import)?;
    shelf
        .terraform(&["plan", "-generate-config-out=book.tf"])
        .succeed()?
        .says("1 to import, 0 to add, 0 to change")?;
    let generated = fs::read_to_string(shelf.file("book.tf")).unwrap();
    let lines: Vec<_> =
        generated.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert!(lines.contains(&"title = \"dune\"".to_owned()), "{generated}");
    assert!(!lines.contains(&"copies = 1".to_owned()), "the default stands there:\n{generated}");
    assert!(!generated.contains("edition"), "what only the provider sets stands there:\n{generated}");
    shelf.terraform(&["apply", "-auto-approve"]).succeed()?.says("1 imported, 0 added, 0 changed")?;
    Ok(())
}

#[test]
fn private_state_of_a_plan_reaches_its_apply_and_is_stored() -> Outcome {
    for release in BOTH {
        let shelf = Shelf::new(release, &book("title = \"dune\""))?;
        shelf.terraform(&["apply", "-auto-approve"]).succeed()?;
        assert_eq!((&shelf.book()["edition"], shelf.private()), (&json!(1), json!({ "edition": 1 })));
        shelf.configure(&book("title = \"dune\"\n  copies = 2"));
        shelf.terraform(&["apply", "-auto-approve"]).succeed()?;
        assert_eq!((&shelf.book()["edition"], shelf.private()), (&json!(2), json!({ "edition": 2 })));
        shelf.terraform(&["apply", "-auto-approve"]).succeed()?.says("0 added, 0 changed, 0 destroyed")?;
        assert_eq!(shelf.private(), json!({ "edition": 2 }), "a read keeps it");
    }
    Ok(())
}

#[test]
fn a_state_of_an_older_schema_is_brought_up() -> Outcome {
    for release in BOTH {
        let shelf = Shelf::new(release, &book("title = \"dune\""))?;
        shelf.terraform(&["apply", "-auto-approve"]).succeed()?;
        shelf.edit_instance(|instance| {
            instance["schema_version"] = json!(0);
            instance["attributes"] = json!({ "name": "dune", "shelf_mark": { "row": 3.5 } });
        });
        shelf.terraform(&["plan", "-detailed-exitcode"]).finish()?.exits(0)?;
        shelf.terraform(&["apply", "-refresh-only", "-auto-approve"]).succeed()?;
        assert_eq!(shelf.book(), json!({ "title": "dune", "copies": 1, "edition": 1, "reader": null }));
    }
    Ok(())
}

#[test]
fn a_state_of_a_newer_schema_is_refused() -> Outcome {
    let shelf = Shelf::new(Release::V1_11, &book("title = \"dune\""))?;
    shelf.terraform(&["apply", "-auto-approve"]).succeed()?;
    shelf.edit_instance(|instance| instance["schema_version"] = json!(7));
    shelf.terraform(&["plan"]).finish()?.exits(1)?.says("managed by newer provider version")?;
    Ok(())
}

#[test]
fn a_module_says_who_it_is() -> Outcome {
    for release in BOTH {
        let meta = "terraform {\n  provider_meta \"shelf\" {\n    reader = \"ada\"\n  }\n}\n";
        let shelf = Shelf::new(release, &format!("{meta}{}", book("title = \"dune\"")))?;
        shelf.terraform(&["apply", "-auto-approve"]).succeed()?;
        assert_eq!(shelf.book()["reader"], "ada");
    }
    Ok(())
}

/// The example's provider, and what it left in the state.
struct Shelf(Example);

impl Shelf {
    fn new(release: Release, hcl: &str) -> Outcome<Self> {
        let shelf = Self(Example::new("shelf", release)?);
        shelf.configure(hcl);
        Ok(shelf)
    }

    /// The attributes of the book in state.
    fn book(&self) -> Value {
        self.instance()["attributes"].clone()
    }

    /// The private state of the book.
    fn private(&self) -> Value {
        let encoded = self.instance()["private"].clone();
        let bytes = STANDARD.decode(encoded.as_str().unwrap_or_default()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn instance(&self) -> Value {
        let state: Value =
            serde_json::from_slice(&fs::read(self.file("terraform.tfstate")).unwrap()).unwrap();
        let resources = state["resources"].as_array().unwrap();
        let book = resources.iter().find(|resource| resource["type"] == "shelf_book").unwrap();
        book["instances"][0].clone()
    }

    fn edit_instance(&self, edit: impl FnOnce(&mut Value)) {
        let path = self.file("terraform.tfstate");
        let mut state: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        edit(&mut state["resources"][0]["instances"][0]);
        fs::write(path, state.to_string()).unwrap();
    }
}

impl Deref for Shelf {
    type Target = Example;

    fn deref(&self) -> &Example {
        &self.0
    }
}
