//! What Azure CNI Overlay refuses or breaks on, known before anything is sent.
//!
//! A rule is one file: its prose, which is also its documentation page, a [`Rule`] with code, number, dates and
//! severity, and one pure `check` that reads a [`View`] and reports [`Finding`]s. [`run`] applies the table to a view,
//! at three moments: on the configuration alone, on the plan with prior state and lookups, and once more before the
//! first write. A rule speaks as soon as what it needs is known, and is silent until then.

mod addons;
mod any_case;
mod catalogue;
mod change;
mod effective;
mod finding;
pub mod forecast;
mod pools;
mod ranges;
pub mod readiness;
mod reimaging;
mod rule;
mod run;
#[cfg(test)]
mod sample;
mod settings;
mod subnets;
#[cfg(test)]
mod tests;
mod view;

pub use catalogue::{NOT_CHECKABLE, RULES};
pub use finding::{Finding, Findings, Report};
pub(crate) use rule::day;
pub use rule::{Change, Level, Lowering, Phase, Rule, Source};
pub use run::{Unchecked, Verdict, certain, run};
pub use settings::RuleSettings;
pub use view::*;
