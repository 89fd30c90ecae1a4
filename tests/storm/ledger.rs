//! What was asked of Azure, what was answered, and which end of the story that allows.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard},
    time::Instant,
};

use crate::target::Target;

/// One write. Nothing is known of when it took its effect but that it lay between `begin` and `end`.
struct Write {
    target: Target,
    /// `None` for a deletion.
    value: Option<String>,
    begin: Instant,
    /// The answer, or the moment from which the write can have no effect any more.
    end: Option<Instant>,
    /// Whether it was answered with success; others may have taken their effect or not.
    acknowledged: bool,
}

/// All writes of a storm.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Vec<Write>>);

impl Ledger {
    /// Writes down that a write is about to be asked for.
    pub(crate) fn begin(&self, target: &Target, value: Option<String>) -> usize {
        let mut writes = self.writes();
        writes.push(Write {
            target: target.clone(),
            value,
            begin: Instant::now(),
            end: None,
            acknowledged: false,
        });
        writes.len() - 1
    }

    /// Writes down how it ended.
    pub(crate) fn end(&self, write: usize, end: Instant, acknowledged: bool) {
        let write = &mut self.writes()[write];
        (write.end, write.acknowledged) = (Some(end), acknowledged);
    }

    /// Everything that was ever written to.
    pub(crate) fn targets(&self) -> BTreeSet<Target> {
        self.writes().iter().map(|write| write.target.clone()).collect()
    }

    /// What is wrong with `found`, the value at the end, if it is not what one of the writes left, or if an acknowledged
    /// write was lost: one that began after that write was over.
    pub(crate) fn contradiction(&self, target: &Target, found: Option<&str>) -> Option<String> {
        let writes = self.writes();
        let concerning: Vec<&Write> = writes.iter().filter(|write| write.concerns(target)).collect();
        let is_last = |end: Option<Instant>| {
            let later = |write: &Write| write.acknowledged && end.is_none_or(|end| write.begin > end);
            !concerning.iter().any(|write| later(write))
        };
        let never_written = found.is_none() && is_last(None);
        let explained = concerning.iter().any(|write| write.value.as_deref() == found && is_last(write.end));
        (!explained && !never_written).then(|| {
            let start = concerning.iter().map(|write| write.begin).min();
            let told: Vec<_> = concerning.iter().filter_map(|write| Some(write.told(start?))).collect();
            format!(
                "{target} is {found:?} in the end, which these writes do not explain:\n  {}",
                told.join("\n  ")
            )
        })
    }

    fn writes(&self) -> MutexGuard<'_, Vec<Write>> {
        self.0.lock().unwrap()
    }
}

impl Write {
    /// Whether it is a write of `target`, or the deletion of the group that it is in.
    fn concerns(&self, target: &Target) -> bool {
        self.target == *target || self.value.is_none() && target.parent().as_ref() == Some(&self.target)
    }

    fn told(&self, start: Instant) -> String {
        let since = |moment: Instant| format!("{:.3}", (moment - start).as_secs_f64());
        let end = self.end.map_or("for ever".to_owned(), since);
        let answer = if self.acknowledged { "acknowledged" } else { "not acknowledged" };
        format!("{}..{end}: {:?} to {}, {answer}", since(self.begin), self.value, self.target)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Writes to one group: value, begin and end in seconds, whether acknowledged.
    fn allows(writes: &[(Option<&str>, u64, u64, bool)], found: Option<&str>) -> bool {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let target = Target::group("g");
        let ledger = Ledger(Mutex::new(
            writes
                .iter()
                .map(|(value, begin, end, acknowledged)| Write {
                    target: target.clone(),
                    value: value.map(str::to_owned),
                    begin: at(*begin),
                    end: Some(at(*end)),
                    acknowledged: *acknowledged,
                })
                .collect(),
        ));
        ledger.contradiction(&target, found).is_none()
    }

    #[test]
    fn the_last_acknowledged_write_is_what_there_is() {
        let writes = [(Some("a"), 0, 1, true), (Some("b"), 2, 3, true)];
        assert!(allows(&writes, Some("b")));
        assert!(!allows(&writes, Some("a")));
        assert!(!allows(&writes, None));
    }

    #[test]
    fn of_writes_at_the_same_time_either_may_be_the_last() {
        let writes = [(Some("a"), 0, 2, true), (Some("b"), 1, 3, true)];
        assert!(allows(&writes, Some("a")) && allows(&writes, Some("b")));
        assert!(!allows(&writes, None));
    }

    #[test]
    fn a_write_without_an_answer_may_have_taken_effect_or_not() {
        let writes = [(Some("a"), 0, 1, true), (None, 2, 3, false)];
        assert!(allows(&writes, Some("a")) && allows(&writes, None));
        assert!(!allows(&writes, Some("b")));
    }

    #[test]
    fn without_an_acknowledged_write_nothing_may_be_there() {
        assert!(allows(&[(Some("a"), 0, 1, false)], None));
    }
}
