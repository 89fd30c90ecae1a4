//! Calls that end because the next step comes too late for the caller.

use std::{fmt, time::Duration};

use super::{ArmError, RequestContext};

/// What the call waited for comes after the caller's deadline, so waiting on would be in vain.
#[derive(Debug)]
pub struct OutOfTime {
    /// The request that would have been sent next.
    pub request: RequestContext,
    /// What was waited for.
    pub reason: String,
    /// How long the wait would have been.
    pub wait: Duration,
    /// How long the caller would have waited.
    pub left: Duration,
    /// The answer that made the wait necessary, where it was one of failure.
    pub last: Option<ArmError>,
}

impl fmt::Display for OutOfTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { request, reason, wait, left, .. } = self;
        let (method, path) = (request.method, &request.path);
        let (wait, left) = (wait.as_secs_f64().ceil(), left.as_secs_f64().floor());
        write!(
            f,
            "{method} {path} is not sent: {reason}, so it would have to wait for {wait} s, and the time that is left "
        )?;
        write!(f, "for this call is {left} s")?;
        request.fmt_ids(f)
    }
}

impl std::error::Error for OutOfTime {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.last.as_ref().map(|last| last as &(dyn std::error::Error + 'static))
    }
}
