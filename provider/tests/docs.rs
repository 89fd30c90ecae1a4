//! The registry documentation in `docs/` says what the code does.

use std::path::PathBuf;

use aksoverlay::AksOverlay;
use tfplugin_framework::docs::Pages;

/// `UPDATE_GENERATED=1 cargo test -p terraform-provider-aksoverlay --test docs` writes the pages instead.
#[test]
fn the_checked_in_pages_are_those_that_the_schemas_and_examples_give() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let pages = Pages::of(&AksOverlay, &root.join("examples")).expect("the examples can be read");
    let docs = root.join("docs");
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        pages.write(&docs).expect("the pages can be written");
    }
    let findings = pages.check(&docs).expect("the pages can be read");
    assert_eq!(findings, [], "UPDATE_GENERATED=1 writes the pages anew");
}
