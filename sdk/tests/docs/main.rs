//! What the registry shows of a provider.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod harbour;
mod rules;

use std::fs;

use harbour::Harbour;
use tempfile::TempDir;
use tfplugin_framework::docs::Pages;

/// Examples of a boat and its import, and of a tide.
fn examples() -> TempDir {
    let examples = tempfile::tempdir().unwrap();
    let boat = "resource \"harbour_boat\" \"mine\" {\n  name = \"Undine\"\n}\n";
    for (file, text) in [
        ("provider/provider.tf", "provider \"harbour\" {}\n"),
        ("resources/harbour_boat/resource.tf", boat),
        ("resources/harbour_boat/import-by-identity.tf", "import {\n  # identity\n}\n"),
        ("resources/harbour_boat/import-by-string-id.tf", "import {\n  # id\n}\n"),
        ("resources/harbour_boat/import.sh", "terraform import harbour_boat.mine 1\n"),
        ("data-sources/harbour_boats/data-source.tf", "data \"harbour_boats\" \"all\" {}\n"),
        ("ephemeral-resources/harbour_pass/ephemeral-resource.tf", "ephemeral \"harbour_pass\" \"a\" {}\n"),
        ("list-resources/harbour_boat/list-resource.tfquery.hcl", "list \"harbour_boat\" \"all\" {}\n"),
        ("actions/harbour_horn/action.tf", "action \"harbour_horn\" \"loud\" {}\n"),
        ("functions/tide/function.tf", "output \"tide\" {}\n"),
    ] {
        let path = examples.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    examples
}

fn page(name: &str) -> String {
    let pages = Pages::of(&Harbour, examples().path()).unwrap();
    let (_, text) = pages.iter().find(|(path, _)| path.to_str() == Some(name)).unwrap();
    text.to_owned()
}

#[test]
fn there_is_a_page_of_each_thing_without_the_providers_name_in_front() {
    let pages = Pages::of(&Harbour, examples().path()).unwrap();
    let paths: Vec<_> = pages.iter().map(|(path, _)| path.to_str().unwrap()).collect();
    let expected = [
        "actions/horn.md",
        "data-sources/boats.md",
        "ephemeral-resources/pass.md",
        "functions/tide.md",
        "index.md",
        "list-resources/boat.md",
        "resources/boat.md",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn every_example_stands_on_a_page() {
    let pages = Pages::of(&Harbour, examples().path()).unwrap();
    let all: String = pages.iter().map(|(_, text)| text).collect();
    for shown in [
        "```terraform\nprovider \"harbour\"",
        "```terraform\nresource \"harbour_boat\"",
        "```terraform\nimport {\n  # identity",
        "```terraform\nimport {\n  # id\n",
        "```shell\nterraform import harbour_boat",
        "```terraform\ndata \"harbour_boats\"",
        "```terraform\nephemeral \"harbour_pass\"",
        "```terraform\nlist \"harbour_boat\"",
        "```terraform\naction \"harbour_horn\"",
        "```terraform\noutput \"tide\"",
    ] {
        assert!(all.contains(shown), "{shown}");
    }
}

#[test]
fn a_resource_page_has_the_registrys_shape() {
    insta::assert_snapshot!(page("resources/boat.md"));
}

#[test]
fn the_index_shows_the_provider_block_and_the_state_stores() {
    insta::assert_snapshot!(page("index.md"));
}

#[test]
fn a_function_page_shows_its_signature() {
    insta::assert_snapshot!(page("functions/tide.md"));
}

#[test]
fn a_page_about_an_ephemeral_resource_says_so() {
    insta::assert_snapshot!(page("ephemeral-resources/pass.md"));
}

#[test]
fn a_page_about_an_action_says_so() {
    insta::assert_snapshot!(page("actions/horn.md"));
}

#[test]
fn a_page_about_a_list_resource_says_so() {
    insta::assert_snapshot!(page("list-resources/boat.md"));
}
