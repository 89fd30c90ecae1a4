//! The kinds besides resources under the real Terraform, with the framework's example of notes: passes that are renewed
//! and closed, progress of actions, lists.

use std::{fs, ops::Deref};

use acceptance::{Outcome, Release};
use serde_json::Value;

use crate::example::Example;

/// A pass that is open while something takes its time.
const PASS: &str = r#"
ephemeral "notes_pass" "ada" {
  holder      = "ada"
  renew_after = 1
}

resource "terraform_data" "work" {
  provisioner "local-exec" {
    command     = "sleep 4; test \"$PASS\" = open-sesame-ada"
    environment = { PASS = ephemeral.notes_pass.ada.secret }
  }
}
"#;

#[test]
fn a_pass_is_renewed_while_it_is_needed_and_closed_in_the_end() -> Outcome {
    for release in [Release::V1_11, Release::V1_15] {
        let notes = Notes::new(release, PASS)?;
        notes.terraform(&["apply", "-auto-approve"]).succeed()?;
        let journal = notes.journal();
        let (opened, renewed, closed) = (
            journal.matches("opened").count(),
            journal.matches("renewed").count(),
            journal.matches("closed").count(),
        );
        assert_eq!((opened, closed), (2, 2), "once in the plan and once in the apply:\n{journal}");
        assert!(renewed >= 1, "{journal}");
        assert!(journal.ends_with("closed for ada\n"), "{journal}");
    }
    Ok(())
}

#[test]
fn what_is_written_on_a_pass_is_neither_stored_nor_logged() -> Outcome {
    let notes = Notes::new(Release::V1_15, PASS)?;
    let log = notes.file("provider.log");
    let apply =
        notes.terraform(&["apply", "-auto-approve"]).env("TF_LOG_PROVIDER", "TRACE").env("TF_LOG_PATH", &log);
    let printed = apply.succeed()?.output;
    let state = fs::read_to_string(notes.file("terraform.tfstate")).unwrap();
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("OpenEphemeralResource"), "the provider's calls are logged");
    for (place, text) in [("output", printed), ("state", state), ("log", log)] {
        assert!(!text.contains("open-sesame"), "the secret stands in the {place}:\n{text}");
    }
    Ok(())
}

fn announcement(arguments: &str) -> String {
    format!("action \"notes_announce\" \"all\" {{\n  config {{\n    {arguments}\n  }}\n}}\n")
}

#[test]
fn the_progress_of_an_action_is_shown() -> Outcome {
    let notes = Notes::new(Release::V1_15, &announcement("text  = \"lunch\"\n    times = 3"))?;
    let invoke = ["apply", "-auto-approve", "-invoke=action.notes_announce.all"];
    let shown = notes.terraform(&invoke).succeed()?;
    shown.says("announced 1 times")?.says("announced 2 times")?.says("announced 3 times")?;
    assert_eq!(notes.journal(), "announced lunch\n".repeat(3));
    Ok(())
}

#[test]
fn an_action_that_fails_shows_how_far_it_came_and_why() -> Outcome {
    let notes = Notes::new(Release::V1_15, &announcement("text  = \"fire\"\n    times = 3"))?;
    let invoke = ["apply", "-auto-approve", "-invoke=action.notes_announce.all"];
    let shown = notes.terraform(&invoke).finish()?.exits(1)?;
    shown.says("announced 1 times")?.says("Nobody listens any more")?;
    assert_eq!(notes.journal(), "announced fire\n");
    Ok(())
}

#[test]
fn an_action_that_its_plan_refuses_is_not_invoked_and_the_line_is_shown() -> Outcome {
    let notes = Notes::new(Release::V1_15, &announcement("text  = \"lunch\"\n    times = 0"))?;
    let invoke = ["apply", "-auto-approve", "-invoke=action.notes_announce.all"];
    notes.terraform(&invoke).finish()?.exits(1)?.says("Nothing to announce")?.says("times = 0")?;
    assert_eq!(notes.journal(), "");
    Ok(())
}

/// Three notes on the remote side, of which Terraform knows nothing.
fn with_three_notes() -> Outcome<Notes> {
    let notes = Notes::new(Release::V1_15, "")?;
    for name in ["apple", "avocado", "banana"] {
        fs::write(notes.file("notes").join(name).with_extension("note"), format!("about the {name}"))
            .unwrap();
    }
    Ok(notes)
}

fn query(body: &str) -> String {
    format!("list \"notes_note\" \"all\" {{\n  provider = notes\n{body}\n}}\n")
}

#[test]
fn a_query_finds_what_there_is_by_its_identity() -> Outcome {
    let notes = with_three_notes()?;
    notes.ask(&query("  config {\n    prefix = \"a\"\n  }"));
    let shown = notes.terraform(&["query", "-no-color"]).succeed()?;
    shown.says("name=apple")?.says("The note apple")?.says("name=avocado")?.does_not_say("banana")?;
    Ok(())
}

#[test]
fn a_query_ends_at_its_limit() -> Outcome {
    let notes = with_three_notes()?;
    notes.ask(&query("  limit = 1"));
    let found = notes.found()?;
    assert_eq!(found.len(), 1, "{found:?}");
    Ok(())
}

#[test]
fn a_query_has_states_if_it_asks_for_them() -> Outcome {
    let notes = with_three_notes()?;
    notes.ask(&query("  include_resource = true"));
    let texts: Vec<_> = notes.found()?.iter().map(|found| found["resource_object"]["text"].clone()).collect();
    assert_eq!(texts, ["about the apple", "about the avocado", "about the banana"]);
    Ok(())
}

#[test]
fn what_a_query_finds_can_be_imported_with_the_configuration_that_it_writes() -> Outcome {
    let notes = with_three_notes()?;
    notes.ask(&query("  include_resource = true"));
    notes.terraform(&["query", "-no-color", "-generate-config-out=found.tf"]).succeed()?;
    notes
        .terraform(&["apply", "-auto-approve"])
        .succeed()?
        .says("3 imported, 0 added, 0 changed, 0 destroyed")?;
    notes.terraform(&["plan", "-detailed-exitcode"]).succeed()?;
    Ok(())
}

#[test]
fn what_a_query_must_not_ask_is_shown_at_its_line() -> Outcome {
    let notes = with_three_notes()?;
    notes.ask(&query("  config {\n    prefix = \"\"\n  }"));
    let refused = notes.terraform(&["query", "-no-color"]).finish()?.exits(1)?;
    refused.says("Empty prefix")?.says("prefix = \"\"")?;
    Ok(())
}

/// The example's provider, whose remote side is a directory.
struct Notes(Example);

impl Notes {
    fn new(release: Release, hcl: &str) -> Outcome<Self> {
        let notes = Self(Example::new("notes", release)?);
        let directory = notes.file("notes");
        fs::create_dir(&directory).unwrap();
        let provider = format!("provider \"notes\" {{\n  directory = \"{}\"\n}}\n", directory.display());
        notes.configure(&(provider + hcl));
        Ok(notes)
    }

    /// What the provider did.
    fn journal(&self) -> String {
        fs::read_to_string(self.file("notes").join("journal")).unwrap_or_default()
    }

    /// From here on `terraform query` asks this.
    fn ask(&self, hcl: &str) {
        fs::write(self.file("main.tfquery.hcl"), hcl).unwrap();
    }

    /// What `terraform query` finds.
    fn found(&self) -> Outcome<Vec<Value>> {
        let shown = self.terraform(&["query", "-json"]).succeed()?;
        let lines = shown.output.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        Ok(lines
            .filter(|line| line["type"] == "list_resource_found")
            .map(|line| line["list_resource_found"].clone())
            .collect())
    }
}

impl Deref for Notes {
    type Target = Example;

    fn deref(&self) -> &Example {
        &self.0
    }
}
