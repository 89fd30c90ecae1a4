//! The rules, with a line in the debug log about how long they took, so that whoever waits for a plan can see what the
//! rules have to do with it.

use std::time::Instant;

use time::Date;

use crate::rules::{self, Finding, RuleSettings, Verdict, View, readiness::Step};

/// [`rules::run`], timed.
pub(crate) fn run(view: &View, settings: &RuleSettings) -> Verdict {
    timed(|| rules::run(view, settings))
}

/// [`rules::readiness::judged`], timed.
pub(crate) fn along(view: &View, steps: &[Step], settings: &RuleSettings) -> Verdict {
    timed(|| rules::readiness::judged(view, steps, settings))
}

/// [`rules::certain`], timed.
pub(crate) fn certain(view: &View, today: Date) -> Vec<Finding> {
    timed(|| rules::certain(view, today))
}

fn timed<T>(judge: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let said = judge();
    let microseconds = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(microseconds, "the rules were applied");
    said
}
