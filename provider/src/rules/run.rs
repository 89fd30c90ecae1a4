//! Applying the table to a view.

use tfplugin_framework::{Diagnostic, Diagnostics, Path};

use super::{Finding, Findings, Level, Lookup, Operation, RULES, Rule, RuleSettings, Source, View};

/// What the rules say about a view.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Breaches, the most specific first and none twice for one cause.
    pub findings: Vec<Finding>,
    /// Attributes whose change makes Terraform replace the resource. Empty unless [`View::allow_replacement`].
    pub replace: Vec<Path>,
    /// What could not be checked, because Azure did not answer.
    pub unchecked: Vec<Unchecked>,
}

/// A lookup that failed, and the rules that needed it.
#[derive(Clone, Debug)]
pub struct Unchecked {
    /// What was to be read.
    pub what: &'static str,
    /// Why it was not.
    pub reason: String,
    /// The rules that are silent because of it.
    pub rules: Vec<&'static Rule>,
}

/// Applies every rule. Pure: the same view and settings give the same verdict.
///
/// Where a forbidden change may be made by replacement, the rules judge the new resource instead of the change.
pub fn run(view: &View, settings: &RuleSettings) -> Verdict {
    let findings = check_all(view, settings);
    if view.allow_replacement && findings.iter().any(forbids) {
        let replace =
            findings.iter().filter(|finding| forbids(finding)).filter_map(|finding| finding.path.clone());
        let anew = View { operation: Operation::Create, allow_replacement: false, ..view.clone() };
        return Verdict { replace: replace.collect(), ..run(&anew, settings) };
    }
    Verdict { findings, replace: Vec::new(), unchecked: unchecked(view, settings) }
}

impl Verdict {
    /// For Terraform.
    pub fn diagnostics(&self) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        diagnostics.extend(self.findings.iter().filter_map(Finding::diagnostic));
        diagnostics.extend(self.unchecked.iter().map(Unchecked::diagnostic));
        diagnostics
    }
}

impl Unchecked {
    fn diagnostic(&self) -> Diagnostic {
        let rules: Vec<String> =
            self.rules.iter().map(|rule| format!("{} ({})", rule.code, rule.number)).collect();
        Diagnostic::warning(
            format!("Some rules were not checked in full: {} could not be read", self.what),
            format!(
                "{}\n\nAzure will check them when the change is applied. They are {}.",
                self.reason,
                rules.join(", ")
            ),
        )
    }
}

/// Whether a finding is that Azure refuses the change.
fn forbids(finding: &Finding) -> bool {
    finding.forbids_change && finding.level == Level::Error
}

fn check_all(view: &View, settings: &RuleSettings) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES.iter().copied() {
        let level = settings.level(rule);
        if level != Level::Off {
            (rule.check)(view, &mut Findings::of(rule, level, settings.date(), &mut findings));
        }
    }
    let spoken: Vec<&str> = findings.iter().map(|finding| finding.rule.code).collect();
    findings.retain(|finding| !finding.rule.yields_to.iter().any(|code| spoken.contains(code)));
    if findings.iter().any(forbids) {
        findings.retain(|finding| !finding.announces_change);
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    findings
}

fn unchecked(view: &View, settings: &RuleSettings) -> Vec<Unchecked> {
    let mut unchecked = Vec::new();
    let mut lookup = |what, source, reason: Option<&String>| {
        let Some(reason) = reason else { return };
        let needs = |rule: &&Rule| rule.looks_at.contains(&source) && settings.level(rule) != Level::Off;
        let rules: Vec<&'static Rule> = RULES.iter().copied().filter(needs).collect();
        if !rules.is_empty() {
            unchecked.push(Unchecked { what, reason: reason.clone(), rules });
        }
    };
    lookup("the virtual network", Source::Vnet, view.lookups.vnet.unavailable());
    lookup("the pools of the cluster", Source::AgentPools, view.lookups.agent_pools.unavailable());
    unchecked
}

impl<T> Lookup<T> {
    fn unavailable(&self) -> Option<&String> {
        match self {
            Self::Unavailable(reason) => Some(reason),
            Self::NotAsked | Self::Found(_) => None,
        }
    }
}
