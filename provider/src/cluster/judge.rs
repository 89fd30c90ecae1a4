//! What is refused before Azure is asked, at three moments: the configuration alone, the plan, and the last moment
//! before the first write, when every value is known.

use arm_client::ManagedClusterId;
use tfplugin_framework::{Change, Context, Diagnostic, Diagnostics, Model, Path, PlanOf, Severity, Value};

use super::{
    diff::{self, Refusal},
    lookup::{self, Freshness},
    model::{Cluster, ClusterPlan},
    plan, view,
};
use crate::{
    compare::{Difference, differences},
    rules::{self, Level, Lookups, Lowering, Operation, RuleSettings},
    session::Session,
    today,
};

/// Judges a configuration alone. The provider block is not known here, so only what no setting can lower is said; and
/// warnings wait for the plan, which follows, so that nobody reads them twice.
pub(crate) fn configuration(config: &ClusterPlan, diagnostics: &mut Diagnostics) {
    pool_size(config, diagnostics);
    let asked = plan::with_defaults(config);
    let view = view::view(&asked, Operation::Validate, Lookups::default());
    let verdict = rules::run(&view, &RuleSettings::as_of(today()));
    let certain = verdict.findings.iter().filter(|finding| {
        finding.level == Level::Error && matches!(finding.rule.lowering, Lowering::Never(_))
    });
    diagnostics.extend(certain.filter_map(rules::Finding::diagnostic));
}

/// Judges a plan, with prior state and what Azure says about the surroundings.
pub(crate) async fn change(
    ctx: &Context,
    session: Option<&Session>,
    change: &mut Change<'_, Cluster>,
) -> Result<(), Diagnostics> {
    let changes = changes(change.prior, &change.planned);
    let replaceable = change.planned.allow_replacement.known() == Some(&true);
    let refusals: Vec<Refusal> = changes.iter().filter_map(diff::refusal).collect();
    if !replaceable && !refusals.is_empty() {
        let mut refused = Diagnostics::new();
        refused.extend(refusals.into_iter().map(|refusal| refusal.diagnostic));
        return Err(refused);
    }
    let operation = match change.prior {
        Some(prior) if refusals.is_empty() => Operation::Update(Box::new(view::existing(prior))),
        _ => Operation::Create,
    };
    change.replace.extend(refusals.into_iter().map(|refusal| refusal.path));
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
    let verdict = rules::run(&view::view(&asked, operation, lookups), &settings);
    let diagnostics = verdict.diagnostics();
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    change.replace.extend(verdict.replace);
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
    let changes = changes(existing.map(|(_, prior)| prior), &asked);
    errors.extend(changes.iter().filter_map(diff::refusal).map(|refusal| refusal.diagnostic));
    let lookups = lookup::lookups(session, &asked, existing.map(|(id, _)| id), Freshness::Now).await;
    let operation = match existing {
        Some((_, prior)) => Operation::Update(Box::new(view::existing(prior))),
        None => Operation::Create,
    };
    // What may be made by replacement has been decided with the plan; here it is too late for one.
    let view = rules::View { allow_replacement: false, ..view::view(&asked, operation, lookups) };
    let verdict = rules::run(&view, &session.rules);
    errors.extend(
        verdict.diagnostics().into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error),
    );
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// What differs between the state and a plan, as far as the plan is known.
fn changes(prior: Option<&Cluster>, planned: &ClusterPlan) -> Vec<Difference> {
    use tfplugin_framework::model::PlanModel;
    let Some(prior) = prior else { return Vec::new() };
    let mut found = differences(&prior.to_value(), &planned.to_value());
    found.retain(|difference| !matches!(difference.right, Value::Unknown(_)));
    found
}

/// A pool has a size of its own or leaves it to the autoscaler.
fn pool_size(config: &ClusterPlan, diagnostics: &mut Diagnostics) {
    let Some(pool) = config.system_pool.known() else { return };
    let at = Path::of("system_pool");
    if pool.node_count.is_null() && pool.auto_scaling.is_null() {
        diagnostics.push(
            Diagnostic::error(
                "system_pool has no size",
                "Set node_count to a number of nodes, or auto_scaling = { min = 3, max = 5 } to let the cluster \
                 autoscaler choose.",
            )
            .at(at),
        );
    } else if pool.node_count.known().is_some() && pool.auto_scaling.known().is_some() {
        diagnostics.push(
            Diagnostic::error(
                "system_pool has two sizes",
                "node_count and auto_scaling exclude each other: with auto_scaling, the cluster autoscaler chooses the \
                 number of nodes. Remove one of them.",
            )
            .at(at.attribute("node_count")),
        );
    } else if let Some(bounds) = pool.auto_scaling.known()
        && let (Some(min), Some(max)) = (bounds.min.known(), bounds.max.known())
        && min > max
    {
        diagnostics.push(
            Diagnostic::error(
                "system_pool.auto_scaling has its bounds the wrong way round",
                format!("min is {min} and max is {max}; min must not be above max."),
            )
            .at(at.attribute("auto_scaling")),
        );
    }
}
