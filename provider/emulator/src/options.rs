//! How an emulator is opened: where its world lives and which of Azure's habits it shows.

use std::path::PathBuf;

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
}

impl Options {
    /// A faithful emulator on `data_dir`, at Azure's own pace.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            seed_file: None,
            speed: 1.0,
            habits: Habits::default(),
            require_token: false,
            page_size: 100,
            deterministic: None,
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
            retry_after: false,
        }
    }
}
