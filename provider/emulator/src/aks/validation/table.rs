//! The table of refusals, read when a request is judged and forgotten afterwards: it is needed seldom, and an embedded
//! emulator must stay small.

use serde::Deserialize;

use crate::gateway::Fault;

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
}

/// The lines in their order.
pub(super) fn read() -> impl Iterator<Item = Refusal> {
    // A test reads the table; a line that cannot be read would be no line.
    let lines: Vec<Refusal> = serde_json::from_str(include_str!("refusals.json")).unwrap_or_default();
    lines.into_iter()
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

    #[test]
    fn the_table_can_be_read() {
        let lines: Result<Vec<Refusal>, _> = serde_json::from_str(include_str!("refusals.json"));
        assert!(lines.unwrap().len() > 40);
    }
}
