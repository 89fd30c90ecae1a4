//! The prose of a rule, read from its source file.

use std::{collections::BTreeMap, fs};

use super::repository;
use crate::rules::Rule;

/// The sections of a rule's module documentation by heading; what comes before the first heading has the heading "".
pub(super) fn prose(rule: &Rule) -> BTreeMap<String, String> {
    let file = format!("provider/src/rules/catalogue/{}.rs", rule.code.replace('-', "_"));
    let text = fs::read_to_string(repository().join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
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
