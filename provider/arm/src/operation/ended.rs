//! Which of Azure's words for a state are ends.

/// How an operation ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Azure did what was asked.
    Succeeded,
    /// Azure gave up; the resource may be half done.
    Failed,
    /// Somebody stopped it; the resource may be half done.
    Cancelled,
}

/// Whether a status of an operation, or a resource's `provisioningState`, is an end. Anything else is progress, whatever
/// it says: Azure's set of states is open, its set of ends is not.
pub fn ended(status: &str) -> Option<Ended> {
    const ENDS: [(&str, Ended); 4] = [
        ("Succeeded", Ended::Succeeded),
        ("Failed", Ended::Failed),
        ("Canceled", Ended::Cancelled),
        ("Cancelled", Ended::Cancelled),
    ];
    ENDS.into_iter().find(|(word, _)| word.eq_ignore_ascii_case(status)).map(|(_, end)| end)
}
