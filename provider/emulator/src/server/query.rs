//! The query of a request to the control endpoint.

use super::control::{Refusal, bad};
use crate::JournalFilter;
use crate::gateway::Request;

/// Lines of the journal that are given where no `limit` is asked for.
const LINES: usize = 1000;

/// Refuses members of a query that would have no effect: whoever mistypes one would take everything for what was asked for.
pub(super) fn check(segments: &[&str], request: &Request) -> Result<(), Refusal> {
    let known: &[&str] = match segments {
        ["journal"] => &["after", "method", "path", "status", "code", "fault", "limit"],
        ["resources"] => &["type"],
        [] | ["faults" | "resources" | "clock", ..] => &[],
        _ => return Ok(()),
    };
    for (at, (name, _)) in request.members().iter().enumerate() {
        if !known.iter().any(|one| one.eq_ignore_ascii_case(name)) {
            let expected = match known {
                [] => "none".to_owned(),
                all => all.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", "),
            };
            return Err(bad(format!(
                "`{name}` is no member of the query of {}; expected {expected}",
                request.path
            )));
        }
        if request.members()[..at].iter().any(|(before, _)| before.eq_ignore_ascii_case(name)) {
            return Err(bad(format!("`{name}` stands twice in the query; expected it once")));
        }
    }
    Ok(())
}

/// The filter in a query.
pub(super) fn search(request: &Request) -> Result<(JournalFilter, usize), Refusal> {
    let number = |name: &str| {
        let given = request.query(name);
        let number = given.map(|text| text.parse::<u32>().ok());
        match number {
            Some(None) => {
                Err(bad(format!("`{name}` is `{}`; expected a whole number", given.unwrap_or_default())))
            }
            Some(number) => Ok(number),
            None => Ok(None),
        }
    };
    let text = |name: &str| request.query(name).filter(|v| !v.is_empty()).map(str::to_owned);
    let filter = JournalFilter {
        after: number("after")?.map_or(0, i64::from),
        method: text("method"),
        path: text("path"),
        status: text("status"),
        code: text("code"),
        fault: text("fault"),
    };
    Ok((filter, number("limit")?.and_then(|n| usize::try_from(n).ok()).unwrap_or(LINES)))
}
