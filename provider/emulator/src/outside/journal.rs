//! Looking into the journal.

use super::{Outside, OutsideError};
use crate::faults::PathPattern;
use crate::store::Entry;

/// Lines read at once, so that a long journal needs little memory.
const PAGE: i64 = 1000;

/// Which lines of the journal are looked for. The default is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalFilter {
    /// Only lines after this one.
    pub after: i64,
    /// Only this HTTP method.
    pub method: Option<String>,
    /// Only paths that this pattern covers, such as `*/managedClusters/*`; the query is not looked at.
    pub path: Option<String>,
    /// Only this status, such as `409`, or a class of them, such as `4xx`; `0` where no answer was sent.
    pub status: Option<String>,
    /// Only this error code.
    pub code: Option<String>,
    /// Only requests that the fault rule of this name struck.
    pub fault: Option<String>,
}

impl Outside {
    /// At most `limit` lines of the journal after line `after` (0 for all).
    ///
    /// # Errors
    /// [`OutsideError::Store`].
    pub fn journal(&mut self, after: i64, limit: i64) -> Result<Vec<Entry>, OutsideError> {
        Ok(self.store.begin()?.journal(after, limit)?)
    }

    /// At most `limit` lines of the journal that a filter lets through.
    ///
    /// # Errors
    /// [`OutsideError::BadFilter`] where the filter makes no sense, [`OutsideError::Store`].
    pub fn requests(&mut self, filter: &JournalFilter, limit: usize) -> Result<Vec<Entry>, OutsideError> {
        let wanted = Wanted::read(filter)?;
        let (mut found, mut after) = (Vec::new(), filter.after);
        loop {
            let page = self.journal(after, PAGE)?;
            let Some(last) = page.last() else { return Ok(found) };
            after = last.seq;
            found.extend(page.into_iter().filter(|entry| wanted.covers(entry)).take(limit - found.len()));
            if found.len() == limit {
                return Ok(found);
            }
        }
    }
}

/// A filter that makes sense.
struct Wanted<'f> {
    filter: &'f JournalFilter,
    path: Option<PathPattern>,
    /// From and to, both included.
    status: Option<(u16, u16)>,
}

impl<'f> Wanted<'f> {
    fn read(filter: &'f JournalFilter) -> Result<Self, OutsideError> {
        let path = filter.path.as_ref().map(|text| {
            PathPattern::parse(text).map_err(|error| OutsideError::BadFilter {
                member: "path",
                value: text.clone(),
                expected: format!("a path pattern such as */managedClusters/* ({})", error.problem),
            })
        });
        let status = filter.status.as_ref().map(|text| {
            statuses(text).ok_or_else(|| OutsideError::BadFilter {
                member: "status",
                value: text.clone(),
                expected: "an HTTP status such as 409, a class such as 4xx, or 0 for no answer".to_owned(),
            })
        });
        Ok(Self { filter, path: path.transpose()?, status: status.transpose()? })
    }

    fn covers(&self, entry: &Entry) -> bool {
        let is = |wanted: &Option<String>, given: Option<&str>| {
            wanted.as_ref().is_none_or(|w| given.is_some_and(|g| g.eq_ignore_ascii_case(w)))
        };
        let path = entry.path.split('?').next().unwrap_or_default();
        let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
        let struck = |name: &String| {
            entry.fault.as_ref().is_some_and(|all| all.split(", ").any(|one| one.eq_ignore_ascii_case(name)))
        };
        is(&self.filter.method, Some(&entry.method))
            && self.path.as_ref().is_none_or(|pattern| pattern.matches(&segments))
            && self.status.is_none_or(|(from, to)| (from..=to).contains(&entry.status))
            && is(&self.filter.code, entry.error_code.as_deref())
            && self.filter.fault.as_ref().is_none_or(struck)
    }
}

/// The statuses that `409` or `4xx` means.
fn statuses(text: &str) -> Option<(u16, u16)> {
    match text.to_ascii_lowercase().strip_suffix("xx") {
        Some(class) => {
            let class = class.parse::<u16>().ok().filter(|c| (1..=5).contains(c))?;
            Some((class * 100, class * 100 + 99))
        }
        None => text.parse::<u16>().ok().filter(|s| *s == 0 || (100..=599).contains(s)).map(|s| (s, s)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_number_or_a_class() {
        assert_eq!(statuses("409"), Some((409, 409)));
        assert_eq!(statuses("4XX"), Some((400, 499)));
        assert_eq!(statuses("0"), Some((0, 0)));
        for text in ["", "xx", "9xx", "40x", "1000", "-1"] {
            assert_eq!(statuses(text), None, "{text}");
        }
    }
}
