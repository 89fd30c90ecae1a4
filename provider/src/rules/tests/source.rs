//! The prose of a rule, read from its source file.

use std::{collections::BTreeMap, fs, path::PathBuf};

use super::repository;
use crate::rules::Rule;

/// The sections of a rule's module documentation by heading; what comes before the first heading has the heading "".
pub(super) fn prose(rule: &Rule) -> BTreeMap<String, String> {
    let text = fs::read_to_string(source(rule)).unwrap_or_else(|error| panic!("{}: {error}", rule.code));
    let mut sections = BTreeMap::<String, String>::new();
    let mut heading = String::new();
    for line in text.lines().map_while(|line| line.strip_prefix("//!")) {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match line.strip_prefix("# ") {
            Some(next) => heading = next.to_owned(),
            None => {
                let section = sections.entry(heading.clone()).or_default();
                section.push_str(line);
                section.push('\n');
            }
        }
    }
    sections.into_iter().map(|(heading, text)| (heading, text.trim().to_owned())).collect()
}

/// The files of the catalogue, each with the folder of its theme.
pub(super) fn files() -> Vec<PathBuf> {
    let folder = repository().join("provider/src/rules/catalogue");
    let entries = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries(folder).filter(|path| path.is_dir()).flat_map(entries).collect()
}

/// The file of a rule.
fn source(rule: &Rule) -> PathBuf {
    let name = format!("{}.rs", rule.code.replace('-', "_"));
    let found = files().into_iter().find(|file| file.file_name().is_some_and(|file| *file == *name));
    found.unwrap_or_else(|| panic!("no {name} in any theme"))
}
