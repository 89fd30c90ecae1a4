//! Applying the table to a view.

use tfplugin_framework::{Diagnostic, Diagnostics, Path};
use time::Date;

use super::{
    Finding, Findings, Level, Lookups, Lowering, Operation, RULES, Rule, RuleSettings, Source, View,
    rule::ARTICLE,
};

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

/// Lookups that failed for one reason, and the rules that needed them.
#[derive(Clone, Debug)]
pub struct Unchecked {
    /// What was to be read: "the virtual network and the route tables".
    pub what: String,
    /// Why it was not.
    pub reason: String,
    /// The rules that are silent because of it.
    pub rules: Vec<&'static Rule>,
}

/// Applies every rule. Pure: the same view and settings give the same verdict.
///
/// Where a forbidden change may be made by replacement, the rules judge the new resource instead of the change.
pub fn run(view: &View, settings: &RuleSettings) -> Verdict {
    #[cfg(test)]
    super::tests::witness::note(view, settings);
    let findings = check_all(view, settings);
    if view.allow_replacement && findings.iter().any(forbids) {
        let replace =
            findings.iter().filter(|finding| forbids(finding)).filter_map(|finding| finding.path.clone());
        let anew = View { operation: Operation::Create, allow_replacement: false, ..view.clone() };
        return Verdict { replace: replace.collect(), ..run(&anew, settings) };
    }
    Verdict { findings, replace: Vec::new(), unchecked: unchecked(view, settings) }
}

/// What a configuration alone is refused for, whatever the provider block says: the errors that no setting can lower, and
/// that hold on every day that `rules.as_of` can name. Where the provider block decides, the plan speaks.
pub fn certain(view: &View, today: Date) -> Vec<Finding> {
    let mut findings = run(view, &RuleSettings::as_of(today)).findings;
    findings.retain(|finding| {
        finding.level == Level::Error
            && matches!(finding.rule.lowering, Lowering::Never(_))
            && is_error_on_every_day(view, finding)
    });
    findings
}

fn is_error_on_every_day(view: &View, finding: &Finding) -> bool {
    let rule = finding.rule;
    let phases = rule.history.iter().map(|phase| phase.from).filter(|day| *day > ARTICLE);
    std::iter::once(ARTICLE).chain(phases).all(|day| {
        let (level, mut said) = (rule.level(day), Vec::new());
        if level != Level::Off {
            (rule.check)(view, &mut Findings::of(rule, level, day, &mut said));
        }
        said.iter().any(|other| other.level == Level::Error && other.path == finding.path)
    })
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
    /// What tells one of its rules from the same rule unchecked for another reason.
    pub(crate) fn key(&self, rule: &Rule) -> String {
        format!("{}: {}", rule.code, self.reason)
    }

    /// For Terraform.
    pub fn diagnostic(&self) -> Diagnostic {
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
    if findings.iter().any(|finding| finding.level == Level::Error) {
        findings.retain(|finding| !finding.announces_change);
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    findings
}

fn unchecked(view: &View, settings: &RuleSettings) -> Vec<Unchecked> {
    let Lookups {
        vnet,
        agent_pools,
        connected,
        security_groups,
        route_tables,
        nat_gateways,
        subnet_access,
        neighbours,
        vm_sizes,
        kubernetes_versions,
        registrations,
        masquerade,
    } = &view.lookups;
    let unread =
        connected.found().map(|connected| connected.unread.join(" ")).filter(|unread| !unread.is_empty());
    let lookups = [
        ("the virtual network", Source::Vnet, vnet.unavailable()),
        ("the pools of the cluster", Source::AgentPools, agent_pools.unavailable()),
        ("the connected networks", Source::ConnectedNetworks, connected.unavailable().or(unread.as_deref())),
        ("the network security groups", Source::SecurityGroups, security_groups.unavailable()),
        ("the route tables", Source::RouteTables, route_tables.unavailable()),
        ("the NAT gateways", Source::NatGateways, nat_gateways.unavailable()),
        ("the role assignments", Source::SubnetAccess, subnet_access.unavailable()),
        ("the other clusters in the virtual network", Source::Neighbours, neighbours.unavailable()),
        ("the sizes of virtual machines", Source::VmSizes, vm_sizes.unavailable()),
        ("the Kubernetes versions", Source::KubernetesVersions, kubernetes_versions.unavailable()),
        ("the registrations of the subscription", Source::Registrations, registrations.unavailable()),
        ("the ConfigMaps of the cluster", Source::Masquerade, masquerade.unavailable()),
    ];
    let failed: Vec<_> =
        lookups.iter().filter_map(|(what, source, reason)| Some((*what, *source, (*reason)?))).collect();
    let mut reasons: Vec<&str> = Vec::new();
    for (_, _, reason) in &failed {
        if !reasons.contains(reason) {
            reasons.push(reason);
        }
    }
    let unchecked = reasons.into_iter().filter_map(|reason| {
        let failed = || failed.iter().filter(|(_, _, why)| *why == reason);
        let needs = |rule: &&Rule| {
            failed().any(|(_, source, _)| rule.looks_at.contains(source))
                && settings.level(rule) > Level::Information
                && view.makes_one_of(rule.when)
        };
        let mut rules: Vec<&'static Rule> = RULES.iter().copied().filter(needs).collect();
        rules.sort_unstable_by_key(|rule| rule.code);
        let what = enumerated(&failed().map(|(what, _, _)| *what).collect::<Vec<_>>());
        (!rules.is_empty()).then_some(Unchecked { what, reason: reason.to_owned(), rules })
    });
    unchecked.collect()
}

/// "a", "a and b", "a, b and c".
fn enumerated(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
