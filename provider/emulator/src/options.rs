//! How an emulator is opened: where its world lives and which of Azure's habits it shows.

use std::path::PathBuf;

use crate::aks::Corrections;

/// Seconds that a token is good for, if nothing else is said.
pub(crate) const TOKEN_LIFETIME: i64 = 3600;

/// Settings of one [`Emulator`](crate::Emulator).
///
/// The switches only change how this process answers; the world itself lives in `data_dir` and is shared by every
/// process that opens the same directory.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// Directory that holds the world. Created when missing.
    pub data_dir: PathBuf,
    /// JSON list of ARM resources that exist before anybody asks.
    pub seed_file: Option<PathBuf>,
    /// JSON list of corrections to what Azure refuses: see the guide. Read once, when the emulator is opened.
    pub refusals_file: Option<PathBuf>,
    /// What that file said.
    pub(crate) corrections: Corrections,
    /// JSON list of fault rules, each armed once per world by its name.
    pub faults_file: Option<PathBuf>,
    /// How many times faster than Azure operations proceed: 1 takes Azure's own minutes, 100 a hundredth of them.
    pub speed: f64,
    /// Azure's habits that trouble clients, each with its own switch.
    pub habits: Habits,
    /// Whether requests without a bearer token are refused, as a standalone server does.
    pub require_token: bool,
    /// Resources on one page of a list.
    pub page_size: usize,
    /// Fixed identifiers and a clock that moves with the requests instead of the wall clock, so that two runs of the
    /// same requests give the same answers. The number seeds the identifiers.
    pub deterministic: Option<u64>,
    /// Seconds that a token is good for.
    pub token_lifetime: i64,
    /// Seconds by which the clock of Azure is ahead of this machine's, in all that it says of time.
    pub clock_skew: i64,
}

impl Options {
    /// A faithful emulator on `data_dir`, at Azure's own pace.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            seed_file: None,
            refusals_file: None,
            corrections: Corrections::default(),
            faults_file: None,
            speed: 1.0,
            habits: Habits::default(),
            require_token: false,
            page_size: 100,
            deterministic: None,
            token_lifetime: TOKEN_LIFETIME,
            clock_skew: 0,
        }
    }
}

/// What Azure does although no client asked for it. All faithful by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Habits {
    /// Operation URLs carry a signature of several thousand characters.
    pub signed_urls: bool,
    /// Running operations report texts such as `CreatingAgentPools: 0/1 nodes completed` as their status.
    pub free_text_statuses: bool,
    /// About one succeeded operation in ten still shows an `error` object.
    pub error_noise: bool,
    /// A finished cluster operation may be followed by an update that nobody asked for.
    pub background_updates: bool,
    /// Identifiers, types and words of AKS come back in another case than they are documented and were sent in.
    pub casing_quirks: bool,
    /// Who asks too much in too short a time is answered 429 with `Retry-After`.
    pub throttling: bool,
    /// An explicit null in a request counts as an absent member; without this it is refused, as the published schemas do.
    pub null_tolerance: bool,
    /// A list whose last page is full names a next page, which is empty.
    pub empty_last_pages: bool,
    /// Answers to AKS operations carry `Retry-After: 1`, which the real service never sends; it makes clients that
    /// poll every 30 seconds quick.
    pub retry_after: bool,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            signed_urls: true,
            free_text_statuses: true,
            error_noise: true,
            background_updates: true,
            casing_quirks: true,
            throttling: true,
            null_tolerance: true,
            empty_last_pages: true,
            retry_after: false,
        }
    }
}

impl Habits {
    /// The names of Azure's habits, as [`without`](Self::without) takes them.
    pub const NAMES: [&str; 8] = [
        "signed-urls",
        "free-text-statuses",
        "error-noise",
        "background-updates",
        "casing-quirks",
        "throttling",
        "null-tolerance",
        "empty-last-pages",
    ];

    /// Switches a habit off by its name.
    ///
    /// # Errors
    /// [`UnknownHabit`] where there is none of this name.
    pub fn without(&mut self, name: &str) -> Result<(), UnknownHabit> {
        let habit = match name {
            "signed-urls" => &mut self.signed_urls,
            "free-text-statuses" => &mut self.free_text_statuses,
            "error-noise" => &mut self.error_noise,
            "background-updates" => &mut self.background_updates,
            "casing-quirks" => &mut self.casing_quirks,
            "throttling" => &mut self.throttling,
            "null-tolerance" => &mut self.null_tolerance,
            "empty-last-pages" => &mut self.empty_last_pages,
            _ => return Err(UnknownHabit { name: name.to_owned() }),
        };
        *habit = false;
        Ok(())
    }
}

/// A habit that Azure does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no habit `{name}`; habits are {}", Habits::NAMES.join(", "))]
pub struct UnknownHabit {
    name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_habit_is_switched_off_by_its_name() {
        let mut habits = Habits::default();
        for name in Habits::NAMES {
            let before = habits;
            habits.without(name).unwrap();
            assert_ne!(habits, before, "{name}");
        }
        let none = Habits {
            signed_urls: false,
            free_text_statuses: false,
            error_noise: false,
            background_updates: false,
            casing_quirks: false,
            throttling: false,
            null_tolerance: false,
            empty_last_pages: false,
            retry_after: false,
        };
        assert_eq!(habits, none);
        assert!(habits.without("signed_urls").unwrap_err().to_string().starts_with("no habit `signed_urls`"));
    }
}
