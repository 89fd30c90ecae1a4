//! The faults file: rules that are armed when an emulator is opened.
//!
//! A rule is armed once per world, by its name: the next process that reads the same file finds it there, with what it has
//! already struck. A rule that reads otherwise than before is armed anew, and one that is no longer in the file is
//! disarmed.

use serde_json::Value;
use std::path::Path;

use super::{FaultRule, FaultsFileError};
use crate::list_file::ListFile;
use crate::store::{OpenError, Store, explained};

const FAULTS_FILE: ListFile = ListFile {
    what: "faults file",
    entries: "fault rules, such as [{\"name\": \"busy\", \"match\": {\"method\": \"PUT\"}, \"answer\": {\"status\": \
              429}}]",
};

/// Arms the rules of a file.
pub(crate) fn apply(store: &mut Store, file: &Path) -> Result<(), OpenError> {
    let rules = read(file)?;
    let failed =
        |error| FaultsFileError::Store { file: file.to_owned(), source: explained(error, None).into() };
    arm(store, file, &rules).map_err(failed)?;
    Ok(())
}

fn read(file: &Path) -> Result<Vec<(String, Value)>, FaultsFileError> {
    let list = FAULTS_FILE.read(file)?;
    let mut rules: Vec<(String, Value)> = Vec::new();
    for (at, value) in list.into_iter().enumerate() {
        let refuse = |mistake| FaultsFileError::Rule { file: file.to_owned(), number: at + 1, mistake };
        let name = FaultRule::read(&value).map_err(refuse)?.name;
        let again =
            name.as_ref().is_some_and(|n| rules.iter().any(|(there, _)| there.eq_ignore_ascii_case(n)));
        let expected = if again {
            "another name: each rule of a file has one of its own"
        } else {
            "a name, by which the rule is armed only once however many processes read the file"
        };
        match name.filter(|_| !again) {
            Some(name) => rules.push((name, value)),
            None => {
                return Err(refuse(super::members::wrong("name".to_owned(), value.get("name"), expected)));
            }
        }
    }
    Ok(rules)
}

fn arm(store: &mut Store, file: &Path, rules: &[(String, Value)]) -> rusqlite::Result<()> {
    let whole = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let source = format!("file {}", whole.display());
    let tx = store.begin()?;
    let now = crate::clock::standing(&tx)?;
    for there in tx.faults()? {
        let kept = rules.iter().any(|(name, _)| name.eq_ignore_ascii_case(&there.name));
        if there.source == source && !kept {
            tx.disarm(Some(&there.name))?;
        }
    }
    for (name, rule) in rules {
        let there = tx.faults()?.into_iter().find(|there| there.name.eq_ignore_ascii_case(name));
        if there.is_none_or(|there| there.rule != *rule) {
            tx.arm(name, &source, rule, now)?;
        }
    }
    tx.commit()
}
