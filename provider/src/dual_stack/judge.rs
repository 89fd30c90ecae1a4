//! What is refused before Azure is asked, by the rules that clusters are judged by. They see the whole cluster; what is
//! told is what this resource can do something about.

use arm_client::{ManagedClusterId, models::ManagedCluster};
use tfplugin_framework::{Attr, Diagnostic, Diagnostics, Model, Path, Severity, Step};

use super::{
    model::{DualStack, DualStackPlan},
    report, settings,
};
use crate::{
    cluster,
    compare::Difference,
    declared_networks,
    rules::{Change, Finding, Level, Lookup, Lowering, RuleSettings, Verdict},
    session::Session,
    surroundings::{self, Occasion},
    timed, today, words,
};

/// Judges a configuration alone, as far as no setting can lower what is said.
pub(super) fn configuration(config: &DualStackPlan, diagnostics: &mut Diagnostics) {
    let mut asked = config.clone();
    if asked.ip_families.is_null() {
        asked.ip_families = Attr::Known(words::IP_FAMILIES.iter().map(|family| (*family).into()).collect());
    }
    let verdict = timed::run(&settings::view_alone(&asked), &RuleSettings::as_of(today()));
    let certain = |finding: &Finding| {
        finding.level == Level::Error && matches!(finding.rule.lowering, Lowering::Never(_))
    };
    diagnostics.extend(told(verdict, false).filter(certain).filter_map(|finding| finding.diagnostic()));
}

/// Judges what is asked of a cluster. `changes` are those that would be made to it.
pub(super) async fn change(
    session: &Session,
    id: &ManagedClusterId,
    azure: &ManagedCluster,
    asked: &DualStackPlan,
    changes: &[Difference],
    occasion: Occasion,
) -> Diagnostics {
    let refused: Vec<_> = changes.iter().filter(|change| is_forbidden(change)).collect();
    let mut diagnostics: Diagnostics = refused.iter().map(|change| report::forbidden(change)).collect();
    let mut view = settings::view(id, azure, asked);
    view.declared_networks.extend_from_slice(&session.declared_networks);
    let own = Path::of("declared_networks");
    view.declared_networks.extend(declared_networks::read(&asked.declared_networks, Some(&own)));
    // The pools came with the cluster.
    view.lookups.agent_pools = Lookup::Found(view.pools.clone());
    view.lookups = surroundings::look(session, &session.rules, &view, Some(id), occasion).await;
    let verdict = timed::run(&view, &session.rules);
    let unchecked = verdict.unchecked.clone();
    let findings = told(verdict, !changes.is_empty());
    let findings =
        findings.filter(|finding| !refused.iter().any(|change| finding.path.as_ref() == Some(&change.path)));
    diagnostics.extend(findings.filter_map(|finding| finding.diagnostic()));
    if !changes.is_empty() {
        diagnostics.extend(Verdict { unchecked, ..Verdict::default() }.diagnostics());
    }
    diagnostics
}

/// Only what stands in the way of a write; warnings have been given with the plan.
pub(super) fn errors(diagnostics: Diagnostics) -> Result<(), Diagnostics> {
    let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    let errors: Diagnostics = diagnostics.into_iter().filter(is_error).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Whether Azure cannot make the change: families and service CIDRs can be added, and nothing else.
fn is_forbidden(change: &Difference) -> bool {
    let fixed = ["ip_families", "service_cidrs"].iter().any(|name| change.path == Path::of(*name));
    fixed && !change.left.is_null() && !cluster::adds_a_family(&change.left, &change.right)
}

/// Findings about these settings, and everything that stands in the way of a write of the cluster. What is wrong with an
/// attribute that another tool manages is told of the cluster as a whole.
fn told(verdict: Verdict, writes: bool) -> impl Iterator<Item = Finding> {
    let own: Vec<String> =
        DualStack::block().attributes.into_iter().map(|attribute| attribute.name).collect();
    let is_own =
        move |path: &Path| matches!(path.0.first(), Some(Step::Attribute(name)) if own.contains(name));
    verdict.findings.into_iter().filter_map(move |mut finding| {
        let ours =
            finding.path.as_ref().is_some_and(&is_own) || finding.rule.when.contains(&Change::DualStack);
        let in_the_way = writes && finding.level == Level::Error;
        if !ours && !in_the_way {
            return None;
        }
        if !finding.path.as_ref().is_some_and(&is_own) {
            finding.path = Some(Path::of("cluster_id"));
        }
        Some(finding)
    })
}
