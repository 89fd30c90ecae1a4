//! What the service refuses.
//!
//! The refusals are a data table, `refusals.json`: status, code, target and text of each, in the order in which they
//! are looked for, with the evidence for the code or the mark that it is assumed. Only the question itself, whether a
//! refusal applies, is code: a check of the name that the table gives. Correcting a code or a text needs no code, nor
//! a build: `Options::refusals_file` names a file of [`Corrections`].

mod api_server;
mod around;
mod change;
mod cluster;
mod facts;
mod members;
mod network;
mod node_provisioning;
mod outbound;
mod pool_values;
mod pools;
mod sizes;
mod subnets;
mod table;
mod windows;

pub(super) use around::may_not_join;
pub(super) use facts::{Facts, Subject};
pub(super) use members::check as check_members;
pub(crate) use table::Corrections;
pub use table::RefusalsError;

use serde_json::Value;

use crate::gateway::Fault;
use crate::world::World;

/// What a check found: values for the placeholders of the table's texts.
pub(super) type Found = Option<Vec<(&'static str, String)>>;

/// A check and its name in the table.
type Check = (&'static str, fn(&Facts<'_>) -> Found);

/// Every check, by the file that holds it.
fn checks() -> impl Iterator<Item = &'static Check> {
    [
        cluster::CHECKS,
        api_server::CHECKS,
        pools::CHECKS,
        pool_values::CHECKS,
        windows::CHECKS,
        node_provisioning::CHECKS,
        network::CHECKS,
        subnets::CHECKS,
        outbound::CHECKS,
        change::CHECKS,
        sizes::CHECKS,
        around::CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// Refusals that only a request meets: what exists may have been made when the service still took it, and its network
/// may have changed since.
const REQUESTS_ONLY: &[&str] = &[
    "version-unsupported",
    "version-long-term-only",
    "pool-version-unsupported",
    "cidr-forbidden",
    "cidr-reserved",
    "subnet-names-too-long",
    "subnet-delegated",
    "service-cidr-over-subnet",
    "pod-cidr-over-subnet",
];

/// Refuses what the table says is to be refused: the first refusal that applies.
pub(super) fn judge(world: &World<'_>, facts: &Facts<'_>) -> Result<(), Fault> {
    judge_by(world, facts, |_| true)
}

/// Refuses what cannot exist, however old it is.
pub(super) fn judge_existing(world: &World<'_>, facts: &Facts<'_>) -> Result<(), Fault> {
    judge_by(world, facts, |check| !REQUESTS_ONLY.contains(&check))
}

fn judge_by(world: &World<'_>, facts: &Facts<'_>, applies: impl Fn(&str) -> bool) -> Result<(), Fault> {
    for refusal in table::read(&world.options.corrections).filter(|refusal| applies(&refusal.check)) {
        let found = checks().find(|(name, _)| *name == refusal.check).and_then(|(_, check)| check(facts));
        if let Some(values) = found {
            return Err(refusal.fault(&values));
        }
    }
    Ok(())
}

/// A finding without values.
fn plain(applies: bool) -> Found {
    applies.then(Vec::new)
}

/// The text of a member, for showing.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_check_stands_in_the_table_once_and_every_line_has_a_check() {
        let known: BTreeSet<&str> = checks().map(|(name, _)| *name).collect();
        assert_eq!(known.len(), checks().count(), "two checks of one name");
        let lines: Vec<String> = table::read(&Corrections::default()).map(|r| r.check).collect();
        let listed: BTreeSet<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(listed.len(), lines.len(), "two lines for one check");
        assert_eq!(known, listed);
    }

    #[test]
    fn every_line_names_its_evidence_or_says_that_it_is_assumed() {
        for refusal in table::read(&Corrections::default()) {
            assert!((400..500).contains(&refusal.status), "{}", refusal.check);
            assert!(!refusal.code.is_empty() && !refusal.message.is_empty(), "{}", refusal.check);
            assert!(refusal.assumed || refusal.evidence.len() > 3, "{}", refusal.check);
        }
    }
}
