//! What the registry would refuse, each found by itself.

use std::{fs, path::Path};

use tempfile::TempDir;
use tfplugin_framework::docs::Pages;

use crate::{examples, harbour::Harbour};

/// Documentation that is right, in the folder `docs` of a directory.
fn right() -> (Pages, TempDir) {
    let root = tempfile::tempdir().unwrap();
    let pages = Pages::of(&Harbour, examples().path()).unwrap();
    pages.write(&root.path().join("docs")).unwrap();
    (pages, root)
}

fn write(root: &TempDir, file: impl AsRef<Path>, text: impl AsRef<[u8]>) {
    let path = root.path().join("docs").join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// What is found after `spoil` has changed the documentation.
fn found(spoil: impl FnOnce(&TempDir)) -> Vec<String> {
    let (pages, root) = right();
    spoil(&root);
    let findings = pages.check(&root.path().join("docs")).unwrap();
    findings.iter().map(ToString::to_string).collect()
}

const GUIDE: &str = "---\npage_title: \"Sailing\"\n---\n\n# Sailing\n";

#[test]
fn what_was_written_is_right() {
    assert_eq!(found(|_| {}), [""; 0]);
}

#[test]
fn guides_and_folders_of_ones_own_are_left_alone() {
    let spoil = |root: &TempDir| {
        write(root, "guides/sailing.md", GUIDE);
        write(root, "notes/deep/idea.txt", "no front matter");
    };
    assert_eq!(found(spoil), [""; 0]);
}

#[test]
fn everything_has_a_page() {
    let spoil = |root: &TempDir| fs::remove_file(root.path().join("docs/actions/horn.md")).unwrap();
    assert_eq!(found(spoil), ["actions/horn.md: there is no such page; write the pages anew"]);
}

#[test]
fn a_page_says_what_the_code_says() {
    let spoil = |root: &TempDir| write(root, "resources/boat.md", "---\nsubcategory: \"\"\n---\n");
    assert_eq!(found(spoil), ["resources/boat.md: says something else than the code; write the pages anew"]);
}

#[test]
fn every_page_is_about_something() {
    for folder in
        ["resources", "data-sources", "ephemeral-resources", "list-resources", "actions", "functions"]
    {
        let page = format!("{folder}/ship.md");
        let expected = format!("{page}: the provider has nothing of this name; remove or rename it");
        assert_eq!(found(|root| write(root, &page, GUIDE)), [expected]);
    }
}

#[test]
fn every_example_is_about_something() {
    let examples = examples();
    let folder = examples.path().join("functions/tides");
    fs::create_dir_all(&folder).unwrap();
    let pages = Pages::of(&Harbour, examples.path()).unwrap();
    let docs = tempfile::tempdir().unwrap();
    pages.write(docs.path()).unwrap();
    let findings = pages.check(docs.path()).unwrap();
    let found: Vec<_> = findings.iter().map(|finding| finding.path.clone()).collect();
    assert_eq!(found, [folder]);
}

#[test]
fn a_page_is_a_markdown_file() {
    for file in [
        "index.html.md",
        "guides/sailing.markdown",
        "resources/boat.html.md",
        "functions/tide",
        "actions/.md",
    ] {
        let expected = format!("{file}: the registry takes only names that end in .md, with no other dot");
        let found = found(|root| write(root, file, GUIDE));
        assert!(found.contains(&expected), "{file}: {found:?}");
    }
}

#[test]
fn pages_do_not_lie_in_folders_inside_the_registrys_folders() {
    for folder in ["resources/boats", "guides/sailing"] {
        let expected = format!("{folder}: the registry does not look into folders inside this one");
        assert_eq!(found(|root| write(root, format!("{folder}/page.md"), GUIDE)), [expected]);
    }
}

#[test]
fn there_is_one_documentation() {
    let spoil = |root: &TempDir| fs::create_dir_all(root.path().join("website/docs")).unwrap();
    assert_eq!(found(spoil), ["website/docs: the registry takes either docs or website/docs, not both"]);
}

#[test]
fn a_page_is_at_most_500_kib() {
    let guide = |bytes: usize| format!("{GUIDE}{}", "x".repeat(bytes - GUIDE.len()));
    assert_eq!(found(|root| write(root, "guides/sailing.md", guide(512_000))), [""; 0]);
    let expected = "guides/sailing.md: has 512001 bytes, of which the registry shows 512000";
    assert_eq!(found(|root| write(root, "guides/sailing.md", guide(512_001))), [expected]);
}

#[test]
fn there_are_at_most_2000_pages() {
    let guides = |root: &TempDir, count: usize| {
        (0..count).for_each(|index| write(root, format!("guides/{index}.md"), GUIDE));
    };
    assert_eq!(found(|root| guides(root, 1_993)), [""; 0]);
    let found = found(|root| guides(root, 1_994));
    assert_eq!(found, [": there are 2001 pages, of which the registry takes 2000"]);
}

#[test]
fn a_page_begins_with_front_matter() {
    let spoil = |root: &TempDir| write(root, "guides/sailing.md", "# Sailing\n");
    assert_eq!(
        found(spoil),
        ["guides/sailing.md: does not begin with front matter between two lines of ---"]
    );
}

#[test]
fn a_guide_has_a_title() {
    let spoil = |root: &TempDir| write(root, "guides/sailing.md", "---\nsubcategory: \"\"\n---\n");
    assert_eq!(found(spoil), ["guides/sailing.md: the front matter must have \"page_title\", with a value"]);
}

#[test]
fn the_index_has_no_subcategory() {
    let spoil = |root: &TempDir| write(root, "index.md", "---\nsubcategory: \"Boats\"\n---\n");
    let expected = [
        "index.md: says something else than the code; write the pages anew",
        "index.md: the front matter must not have \"subcategory\"",
    ];
    assert_eq!(found(spoil), expected);
}
