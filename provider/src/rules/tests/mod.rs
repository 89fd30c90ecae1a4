//! What holds for the table as a whole: nothing of a rule is forgotten, its page is current, its fixture fails by it
//! alone, and what is valid is left in peace.

mod configuration;
mod fixture;
mod fixtures;
mod pages;
mod purity;
mod source;
mod surroundings;
mod table;
mod valid;
mod verdict;
pub(super) mod witness;

use std::path::PathBuf;

/// The root of the repository.
fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
