//! A rule: which requests it is about, which of them it strikes, and what befalls those.

use serde_json::Value;
use std::time::Duration;

use super::pattern::PathPattern;
use crate::operations::Kind;

/// What is to go wrong, and when.
///
/// Made from JSON by [`read`](Self::read); the guide of the emulator lists the members. Armed by
/// [`Outside::add_fault`](crate::Outside::add_fault), by [`Options::faults_file`](crate::Options::faults_file), by
/// `arm-emulator fault add` or by the standalone server's `/_emulator/faults`.
#[derive(Debug, Clone, PartialEq)]
pub struct FaultRule {
    pub(super) name: Option<String>,
    pub(super) matching: Matching,
    pub(super) window: Window,
    pub(super) effects: Effects,
    /// The rule as it was written.
    pub(super) text: Value,
}

impl FaultRule {
    /// The rule's name, where it was given one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// How many requests it strikes; `None` for a rule without end.
    pub(crate) fn times(&self) -> Option<i64> {
        Some(self.window.times).filter(|times| *times < i64::MAX)
    }

    /// The rule as it was written.
    pub fn as_json(&self) -> &Value {
        &self.text
    }
}

/// Which requests a rule is about.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Matching {
    /// In capitals; any where empty.
    pub(super) methods: Vec<String>,
    pub(super) path: Option<PathPattern>,
    /// A pattern for the type of the resource.
    pub(super) kind: Option<String>,
    /// A pattern for the API version.
    pub(super) api_version: Option<String>,
    /// The operation that the request begins.
    pub(super) operation: Option<Kind>,
    /// Names of headers with patterns for their values.
    pub(super) headers: Vec<(String, String)>,
}

/// Which of the matching requests a rule strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// So many pass first.
    pub(super) skip: i64,
    /// So many are struck then.
    pub(super) times: i64,
}

/// What befalls a request.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Effects {
    pub(super) delay: Duration,
    pub(super) answer: Option<ScriptedAnswer>,
    pub(super) drop: Option<Moment>,
    /// Refused with 401 where its token was issued before the rule was armed.
    pub(super) expired_token: bool,
    pub(super) operation: Option<Twist>,
    pub(super) background_update: Option<BackgroundUpdate>,
    /// Seconds that a token is good for.
    pub(super) token_lifetime: Option<i64>,
    /// Seconds by which the emulated Azure's clock is ahead.
    pub(super) clock_skew: Option<i64>,
}

/// Before the request has taken effect, or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Before,
    After,
}

/// An answer in place of Azure's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ScriptedAnswer {
    pub(super) when: Moment,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) content: Content,
}

/// What a scripted answer says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    Nothing,
    /// Sent as it is; a text as plain text.
    Body(Value),
    /// An error in one of Azure's two shapes.
    Error {
        code: String,
        message: String,
        shape: Option<Shape>,
    },
}

/// The shape of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Bare members.
    Aks,
    /// `{"error": {...}}`, with the header of the front door.
    Gateway,
}

/// What befalls an operation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Twist {
    pub(super) end: Option<End>,
    /// How many times as long as usual it takes.
    pub(super) slower: Option<f64>,
}

/// How an operation ends that does not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    Failed { code: String, message: String },
    Canceled,
    Never,
}

/// An update that begins by itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BackgroundUpdate {
    /// Seconds of Azure's time after what runs has ended.
    pub(super) after: f64,
    /// Seconds of Azure's time that it takes.
    pub(super) lasts: f64,
    /// A JSON merge patch on the cluster, made when it begins.
    pub(super) patch: Option<Value>,
}
