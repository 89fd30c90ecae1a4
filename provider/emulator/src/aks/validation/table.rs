//! The table of refusals, read when a request is judged and forgotten afterwards: it is needed seldom, and an embedded
//! emulator must stay small.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

use crate::gateway::Fault;
use crate::list_file::{ListFile, ListFileError};

const REFUSALS_FILE: ListFile = ListFile {
    what: "refusals file",
    entries: "refusals, such as [{\"check\": \"pod-cidr-capacity\", \"code\": \"SubnetIsFull\"}]",
};

const TABLE: &str = include_str!("refusals.json");

/// One line of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refusal {
    /// The name of the check that decides whether it applies.
    pub(super) check: String,
    pub(super) status: u16,
    pub(super) code: String,
    /// Path of the member at fault; empty where the service names none.
    #[serde(default)]
    target: String,
    /// May hold placeholders in braces.
    pub(super) message: String,
    #[serde(default)]
    subcode: String,
    /// Where the code was seen.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "for whoever corrects the table"))]
    pub(super) evidence: String,
    /// The rule is documented, its code is not.
    #[serde(default)]
    #[cfg_attr(not(test), expect(dead_code, reason = "for whoever corrects the table"))]
    pub(super) assumed: bool,
    /// `false` takes the refusal out of use.
    #[serde(default = "yes")]
    pub(super) enabled: bool,
}

fn yes() -> bool {
    true
}

/// Corrections of the table by its user, one for a check at most.
///
/// A JSON list of lines like those of the table. A line names its `check` and what is different: `status`, `code`,
/// `target`, `message`, `subcode`, or `"enabled": false` for what Azure does not refuse (any more).
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Corrections {
    lines: Vec<Map<String, Value>>,
}

/// A mistake in a file of corrections.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RefusalsError {
    /// The file cannot be read as a list.
    #[error(transparent)]
    File(#[from] ListFileError),
    /// A line has a mistake.
    #[error("entry {number} of the emulator's refusals file `{}`: {problem}", file.display())]
    Entry {
        /// The file.
        file: PathBuf,
        /// Which entry, counted from 1.
        number: usize,
        /// What is wrong, and what is expected.
        problem: String,
    },
}

impl Corrections {
    /// Reads a file of corrections.
    pub(crate) fn read(file: &Path) -> Result<Self, RefusalsError> {
        let list = REFUSALS_FILE.read(file)?;
        let mut corrections = Self::default();
        for (at, line) in list.into_iter().enumerate() {
            let added = corrections.add(line);
            added.map_err(|problem| RefusalsError::Entry {
                file: file.to_owned(),
                number: at + 1,
                problem,
            })?;
        }
        Ok(corrections)
    }

    fn add(&mut self, line: Value) -> Result<(), String> {
        let Value::Object(line) = line else {
            return Err(format!("expected an object with a `check`, found {line}"));
        };
        let Some(check) = line.get("check").and_then(Value::as_str) else {
            return Err("it has no `check`, the name of the refusal that it corrects".to_owned());
        };
        let mut table = built_in();
        let Some(known) = table.iter_mut().find(|known| known["check"] == check) else {
            let names: Vec<&str> = table.iter().filter_map(|l| l["check"].as_str()).collect();
            return Err(format!("there is no refusal `{check}`; there are {}", names.join(", ")));
        };
        if self.lines.iter().any(|l| l.get("check") == line.get("check")) {
            return Err(format!("`{check}` is corrected twice"));
        }
        lay(known, &line);
        let read: Result<Refusal, _> = serde_json::from_value(known.clone());
        let read = read.map_err(|error| format!("`{check}`: {error}"))?;
        if !(400..600).contains(&read.status) {
            return Err(format!("`{check}`: `status` is {}, expected 400 to 599", read.status));
        }
        if read.code.is_empty() || read.message.is_empty() {
            return Err(format!("`{check}`: `code` and `message` must not be empty"));
        }
        self.lines.push(line);
        Ok(())
    }
}

fn lay(line: &mut Value, correction: &Map<String, Value>) {
    for (name, value) in correction {
        line[name] = value.clone();
    }
}

fn built_in() -> Vec<Value> {
    // A test reads the table; what cannot be read would be no table.
    serde_json::from_str(TABLE).unwrap_or_default()
}

/// The lines in their order, corrected, without those that are out of use.
pub(super) fn read(corrections: &Corrections) -> impl Iterator<Item = Refusal> {
    let mut table: Vec<Refusal> = serde_json::from_str(TABLE).unwrap_or_default();
    if !corrections.lines.is_empty() {
        let mut lines = built_in();
        for correction in &corrections.lines {
            lines
                .iter_mut()
                .filter(|l| Some(&l["check"]) == correction.get("check"))
                .for_each(|l| lay(l, correction));
        }
        table = lines.into_iter().filter_map(|line| serde_json::from_value(line).ok()).collect();
    }
    table.into_iter().filter(|refusal| refusal.enabled)
}

impl Refusal {
    /// The answer, with the values that the check found in place of the placeholders.
    pub(super) fn fault(&self, values: &[(&'static str, String)]) -> Fault {
        let fill = |text: &str| {
            values
                .iter()
                .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
        };
        Fault::aks(self.status, &self.code, fill(&self.message))
            .target(&fill(&self.target))
            .subcode(&self.subcode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problem(line: Value) -> String {
        Corrections::default().add(line).unwrap_err()
    }

    #[test]
    fn the_table_can_be_read() {
        let lines: Result<Vec<Refusal>, _> = serde_json::from_str(TABLE);
        assert!(lines.unwrap().len() > 40);
    }

    #[test]
    fn a_correction_changes_what_it_names_and_keeps_the_rest() {
        let mut corrections = Corrections::default();
        corrections.add(json!({"check": "cidr-malformed", "code": "Other"})).unwrap();
        let line = read(&corrections).find(|r| r.check == "cidr-malformed").unwrap();
        assert_eq!((line.code.as_str(), line.target.as_str()), ("Other", "networkProfile.{member}"));
    }

    #[test]
    fn what_is_not_enabled_is_not_in_the_table() {
        let mut corrections = Corrections::default();
        corrections.add(json!({"check": "cidr-malformed", "enabled": false})).unwrap();
        assert!(read(&corrections).all(|r| r.check != "cidr-malformed"));
        assert_eq!(read(&corrections).count() + 1, read(&Corrections::default()).count());
    }

    #[test]
    fn every_mistake_says_what_is_expected() {
        assert!(problem(json!(7)).starts_with("expected an object with a `check`, found 7"));
        assert!(problem(json!({"code": "x"})).starts_with("it has no `check`"));
        assert!(
            problem(json!({"check": "x"}))
                .starts_with("there is no refusal `x`; there are new-pool-introduced,")
        );
        let unknown = problem(json!({"check": "cidr-malformed", "kode": "x"}));
        assert!(
            unknown.starts_with("`cidr-malformed`: unknown field `kode`, expected one of `check`"),
            "{unknown}"
        );
        assert!(problem(json!({"check": "cidr-malformed", "status": 200})).contains("expected 400 to 599"));
        assert!(problem(json!({"check": "cidr-malformed", "code": ""})).contains("must not be empty"));
        let mut twice = Corrections::default();
        twice.add(json!({"check": "cidr-malformed", "code": "x"})).unwrap();
        let again = twice.add(json!({"check": "cidr-malformed", "code": "y"}));
        assert_eq!(again.unwrap_err(), "`cidr-malformed` is corrected twice");
    }
}
