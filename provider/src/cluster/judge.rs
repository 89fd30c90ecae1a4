//! What is refused before Azure is asked, at three moments: the configuration alone, the plan, and the last moment
//! before the first write, when every value is known.

use arm_client::ManagedClusterId;
use tfplugin_framework::{Change, Context, Diagnostics, Model, Path, PlanOf, Severity, model::PlanModel};

use super::{
    coherence,
    diff::{self, Refusal},
    lookup::{self, Freshness},
    model::{Cluster, ClusterPlan},
    plan, view,
};
use crate::{
    compare,
    rules::{self, Level, Lookups, Lowering, Operation, RuleSettings},
    session::Session,
    today,
};

/// Judges a configuration alone. The provider block is not known here, so only what no setting can lower is said; and
/// warnings wait for the plan, which follows, so that nobody reads them twice.
pub(crate) fn configuration(config: &ClusterPlan, diagnostics: &mut Diagnostics) {
    coherence::check(config, diagnostics);
    let asked = plan::with_defaults(config);
    let view = view::view(&asked, Operation::Validate, Lookups::default());
    let verdict = rules::run(&view, &RuleSettings::as_of(today()));
    let certain = verdict.findings.iter().filter(|finding| {
        finding.level == Level::Error && matches!(finding.rule.lowering, Lowering::Never(_))
    });
    diagnostics.extend(certain.filter_map(rules::Finding::diagnostic));
}

/// Judges a plan, with prior state and what Azure says about the surroundings. A change that Azure refuses is an error,
/// or a replacement where the user allows one.
pub(crate) async fn change(
    ctx: &Context,
    session: Option<&Session>,
    change: &mut Change<'_, Cluster>,
) -> Result<(), Diagnostics> {
    let planned = change.planned.to_value();
    let changes = change.prior.map(|prior| compare::changes(prior, &planned)).unwrap_or_default();
    let asked = view::asked(change.config, &change.planned)?;
    let lookups = match session {
        Some(session) => {
            let changing = change.prior.filter(|_| !changes.is_empty());
            let existing = changing.map(|prior| super::stored_id(session, prior));
            lookup::lookups(session, &asked, existing.as_ref(), Freshness::OncePerPlan).await
        }
        None => Lookups::default(),
    };
    let settings = session.map_or_else(|| RuleSettings::as_of(today()), |session| session.rules.clone());
    let operation = match change.prior {
        Some(prior) => Operation::Update(Box::new(view::existing(prior))),
        None => Operation::Create,
    };
    let mut verdict = rules::run(&view::view(&asked, operation, lookups.clone()), &settings);
    let config = change.config.to_value();
    let written = |path: &Path| config.at(path).is_some_and(|value| !value.is_null());
    // What follows from a refused change is refused with it and not told apart.
    let refusals: Vec<Refusal> = changes
        .iter()
        .filter(|change| written(&change.path) || change.right.is_null())
        .filter_map(|change| diff::refusal(change, &planned))
        .collect();
    let refused = refusals.iter().map(|refusal| refusal.path.clone());
    let forbidden =
        verdict.findings.iter().filter(|finding| finding.forbids_change && finding.level == Level::Error);
    let replace: Vec<Path> = refused.chain(forbidden.filter_map(|finding| finding.path.clone())).collect();
    let mut diagnostics = Diagnostics::new();
    if replace.is_empty() || change.planned.allow_replacement.known() != Some(&true) {
        if !refusals.is_empty() {
            verdict.findings.retain(|finding| finding.path.as_ref().is_none_or(written));
        }
        diagnostics.extend(refusals.into_iter().map(|refusal| refusal.diagnostic));
    } else {
        // The new cluster has nothing of the old one but what the configuration says.
        let anew = plan::with_defaults(change.config);
        verdict = rules::run(&view::view(&anew, Operation::Create, lookups), &settings);
        change.replace.extend(replace);
    }
    diagnostics.extend(verdict.diagnostics());
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    diagnostics.into_iter().for_each(|warning| ctx.report(warning));
    Ok(())
}

/// Judges a plan once more when all of it is known, before anything is written. Warnings have been given with the plan.
pub(crate) async fn before_write(
    session: &Session,
    plan: &Cluster,
    existing: Option<(&ManagedClusterId, &Cluster)>,
) -> Result<(), Diagnostics> {
    let asked = PlanOf::<Cluster>::from(plan.clone());
    let mut errors = Diagnostics::new();
    let planned = plan.to_value();
    let changes = existing.map(|(_, prior)| compare::changes(prior, &planned)).unwrap_or_default();
    let refusals = changes.iter().filter_map(|change| diff::refusal(change, &planned));
    errors.extend(refusals.map(|refusal| refusal.diagnostic));
    let lookups = lookup::lookups(session, &asked, existing.map(|(id, _)| id), Freshness::Now).await;
    let operation = match existing {
        Some((_, prior)) => Operation::Update(Box::new(view::existing(prior))),
        None => Operation::Create,
    };
    let verdict = rules::run(&view::view(&asked, operation, lookups), &session.rules);
    errors.extend(
        verdict.diagnostics().into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error),
    );
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}
