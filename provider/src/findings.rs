//! What the rules say, as attributes of data sources.

use tfplugin_framework::{Diagnostics, Model, Path};

use crate::rules::{self, Level, RuleSettings, Verdict};

/// A breach of a rule, or something worth knowing.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Finding {
    /// The rule's name, such as `pod-cidr-overlaps-subnet`; its page is in the guides of this provider.
    #[model(computed)]
    pub(crate) code: Option<String>,

    /// The rule's number, such as `R07`.
    #[model(computed)]
    pub(crate) number: Option<String>,

    /// `error`, `warning` or `information`.
    #[model(computed)]
    pub(crate) severity: Option<String>,

    /// One line with the values.
    #[model(computed)]
    pub(crate) summary: Option<String>,

    /// The values that meet and where each comes from, why it matters, and what to do.
    #[model(computed)]
    pub(crate) detail: Option<String>,

    /// The attribute to change, as it is written in `aksoverlay_cluster`; pools stand as `pools["NAME"]`.
    #[model(computed)]
    pub(crate) path: Option<String>,
}

/// Facts that Azure did not give.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Unchecked {
    /// What was to be read.
    #[model(computed)]
    pub(crate) what: Option<String>,

    /// Why it was not.
    #[model(computed)]
    pub(crate) reason: Option<String>,

    /// The names of the rules that could not be checked in full.
    #[model(computed)]
    pub(crate) rules: Option<Vec<String>>,
}

impl Finding {
    /// For a data source.
    pub(crate) fn of(finding: &rules::Finding) -> Self {
        Self {
            code: Some(finding.rule.code.to_owned()),
            number: Some(finding.rule.number.to_owned()),
            severity: Some(severity(finding.level).to_owned()),
            summary: Some(finding.summary.clone()),
            detail: Some(finding.detail()),
            path: finding.path.as_ref().map(ToString::to_string),
        }
    }
}

impl Unchecked {
    /// All of a verdict.
    pub(crate) fn all(verdict: &Verdict) -> Vec<Self> {
        let one = |unchecked: &rules::Unchecked| Self {
            what: Some(unchecked.what.to_owned()),
            reason: Some(unchecked.reason.clone()),
            rules: Some(unchecked.rules.iter().map(|rule| rule.code.to_owned()).collect()),
        };
        verdict.unchecked.iter().map(one).collect()
    }
}

/// The rules of the day that is asked for, else of the provider's.
///
/// # Errors
/// There is no such day, or none of which rules are known.
pub(crate) fn settings(of: &RuleSettings, as_of: Option<&String>) -> Result<RuleSettings, Diagnostics> {
    match as_of {
        Some(day) => of.on(day).map_err(|diagnostic| diagnostic.at(Path::of("as_of")).into()),
        None => Ok(of.clone()),
    }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Information | Level::Off => "information",
    }
}
