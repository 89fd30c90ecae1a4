//! What is refused before Azure is asked, at three moments: the configuration alone, the plan, and the last moment
//! before the first write.
//!
//! A pool is judged within its cluster, and what is said is about the pool: what the rules have to say of the cluster
//! without it, the cluster's own resource says.

use arm_client::ManagedClusterId;
use tfplugin_framework::{
    Attr, Change, Context, Diagnostic, Diagnostics, Model, Path, PlanOf, Severity, Step, Value,
    model::PlanModel,
};

use super::{
    model::{NodePool, NodePoolPlan},
    report, surroundings as around,
    within::{Judge, is_about_sizes},
};
use crate::{
    compare::{self, Difference},
    planned::{self, PlannedCluster},
    pool::{self, Place, diff::Effect},
    rules::{Existing, Finding, Operation, Pool, Rule, RuleSettings, Source, View},
    session::Session,
    timed, today,
};

/// Judges a configuration alone. Warnings wait for the plan.
pub(crate) fn configuration(config: &NodePoolPlan, diagnostics: &mut Diagnostics) {
    pool::coherence::check(&config.pool, Place::Alone, diagnostics);
    let view = View { pools: vec![pool::view::asked(config.pool.clone(), Place::Alone)], ..View::default() };
    diagnostics.extend(timed::certain(&view, today()).iter().filter_map(Finding::diagnostic));
}

/// Judges a plan. What Azure fixes when a pool is created replaces the pool.
pub(crate) async fn change(
    ctx: &Context,
    session: Option<&Session>,
    change: &mut Change<'_, NodePool>,
) -> Result<(), Diagnostics> {
    let asked = asked(change.config, &change.planned)?;
    let planned = change.planned.to_value();
    let changes = change.prior.map(|prior| compare::changes(prior, &planned)).unwrap_or_default();
    let mut replacing = replacing(&changes)?;
    let config = change.config.to_value();
    replacing.retain(|change| !follows(change, &changes, &config));
    change.replace.extend(replacing.iter().map(|change| change.path.clone()));
    let pool = pool::view::asked(asked.pool.clone(), Place::Alone);
    let id = planned::referred(&change.planned.cluster_id);
    let is_unchanged = change.prior.is_some() && changes.is_empty();
    let mut said = Diagnostics::new();
    let mut live = None;
    if let (Some(session), Some(id), false) = (session, &id, is_unchanged) {
        match around::in_azure(session, id).await {
            Ok(found) => live = found,
            Err(error) => said.push(report::unseen(&id.name, &error)),
        }
    }
    if let (Some(session), Some(id), None) = (session, &id, change.prior)
        && let Some(name) = pool.name.as_str()
        && session.plans.of(id).is_some_and(|cluster| cluster.has_of_its_own(name))
    {
        return Err(report::system_pool_of_the_cluster(name, &id.name).into());
    }
    if let Some(session) = session {
        foretold(session, id.as_ref(), &pool, change.prior);
    }
    if is_unchanged {
        return Ok(());
    }
    let settings = session.map_or_else(|| RuleSettings::as_of(today()), |session| session.rules.clone());
    if let Some(prior) = change.prior.filter(|_| !replacing.is_empty()) {
        let (rules, moved) = moved(&pool, prior, &settings);
        said.extend(moved);
        let now =
            live.iter().flat_map(|live| &live.pools).find(|now| now.name.as_str() == Some(&prior.pool.name));
        let nodes = now.and_then(|now| now.node_count.known().copied()).or(prior.pool.node_count);
        // What is refused replaces nothing.
        if !said.has_errors() {
            ctx.report(report::replaced(&prior.pool.name, nodes, &replacing, &rules));
        }
    }
    let prior = change.prior.filter(|_| replacing.is_empty());
    let judge = session.zip(id.as_ref()).map(|(session, id)| Judge { session, id, asked: &asked, prior });
    match judge {
        Some(judge) => match judge.plan(live.as_ref()).await {
            Some(within) => said.extend(within),
            None => said.extend(alone(&asked, pool, &settings)),
        },
        None => said.extend(alone(&asked, pool, &settings)),
    }
    if said.has_errors() {
        return Err(said);
    }
    said.into_iter().for_each(|warning| ctx.report(warning));
    Ok(())
}

/// Lets the other pools of the cluster know what becomes of this one.
fn foretold(session: &Session, id: Option<&ManagedClusterId>, pool: &Pool, prior: Option<&NodePool>) {
    let name = pool.name.as_str();
    if let Some(prior) = prior
        && let Ok(before) = prior.cluster_id.parse::<ManagedClusterId>()
        && (name != Some(&prior.pool.name) || id.is_none_or(|id| !planned::are_same(id, &before)))
    {
        session.plans.goes(&before, &prior.pool.name);
    }
    if let (Some(id), Some(name)) = (id, name) {
        session.plans.pool(id, name, pool);
    }
}

/// What the rules say of a pool of which no cluster is known.
fn alone(asked: &NodePoolPlan, pool: Pool, settings: &RuleSettings) -> Vec<Diagnostic> {
    let view = View { pools: vec![pool], ..View::default() };
    timed::run(&view, settings).findings.iter().filter_map(|finding| told(finding, asked)).collect()
}

/// Judges a plan once more when all of it is known, before anything is written. Warnings have been given with the plan.
/// Where there will be room because of other pools that become smaller or go away in this run, it is waited for.
pub(crate) async fn before_write(
    session: &Session,
    plan: &NodePool,
    prior: Option<&NodePool>,
) -> Result<(), Diagnostics> {
    let asked = PlanOf::<NodePool>::from(plan.clone());
    let Some(id) = planned::referred(&asked.cluster_id) else { return Ok(()) };
    let judge = Judge { session, id: &id, asked: &asked, prior };
    let errors: Diagnostics = judge.write(&plan.pool.name).await?.into_iter().filter(is_error).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn is_error(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error
}

/// Judges the end of a pool: Azure keeps the last one that runs system pods.
pub(crate) async fn destroy(session: Option<&Session>, state: &NodePool) -> Result<(), Diagnostics> {
    let runs_system_pods = |mode: &String| mode.eq_ignore_ascii_case("System");
    let (Some(session), Ok(id)) = (session, state.cluster_id.parse::<ManagedClusterId>()) else {
        return Ok(());
    };
    session.plans.goes(&id, &state.pool.name);
    if !state.pool.mode.as_ref().is_some_and(runs_system_pods) {
        return Ok(());
    }
    let Ok(Some(live)) = around::now(session, &id).await else { return Ok(()) };
    match around::around(Some(&state.pool.name), Some(&live), PlannedCluster::default()) {
        Some(found) if found.pool_now.is_some() && !found.has_another_system_pool() => {
            Err(report::last_system_pool(&state.pool.name, &id.name, "be deleted").into())
        }
        _ => Ok(()),
    }
}

/// What the rules say of a pool that becomes another: those that refuse the change of an existing pool, which is what makes
/// Terraform replace it, and what is to be said of it besides. Everything else is said of the new pool.
fn moved(pool: &Pool, prior: &NodePool, settings: &RuleSettings) -> (Vec<&'static Rule>, Vec<Diagnostic>) {
    let prior = PlanOf::<NodePool>::from(prior.clone());
    let existing =
        Existing { pools: vec![pool::view::asked(prior.pool, Place::Alone)], ..Existing::default() };
    let operation = Operation::Update(Box::new(existing));
    let view = View { operation, pools: vec![pool.clone()], ..View::default() };
    let findings = timed::run(&view, settings).findings;
    let refuses_change = |finding: &&Finding| finding.forbids_change && finding.rule.code == "max-pods-fixed";
    let rules = findings.iter().filter(refuses_change).map(|finding| finding.rule).collect();
    let told = findings.iter().filter(|finding| finding.rule.code == "pool-subnet-fixed");
    (rules, told.filter_map(Finding::diagnostic).collect())
}

/// A finding for Terraform, at an attribute of the pool. What is about an attribute of the cluster is told at the size of
/// the pool where it has too many nodes, at its subnet where that is what the cluster does not go with, else at the
/// reference to the cluster.
pub(super) fn told(finding: &Finding, asked: &NodePoolPlan) -> Option<Diagnostic> {
    let diagnostic = finding.diagnostic()?;
    let rule = finding.rule;
    let here = || match &asked.pool.auto_scaling {
        Attr::Null if is_about_sizes(rule) => Path::of("node_count"),
        _ if is_about_sizes(rule) => Path::of("auto_scaling").attribute("max"),
        // What else the cluster has breaks them without the pool as well.
        _ if rule.looks_at.contains(&Source::Vnet) => Path::of("subnet_id"),
        _ => Path::of("cluster_id"),
    };
    let path = diagnostic.path.clone().map(|path| if is_of_the_pool(&path) { path } else { here() });
    Some(Diagnostic { path, ..diagnostic })
}

fn is_of_the_pool(path: &Path) -> bool {
    let names = |at: usize, known: &[&str]| match path.0.get(at) {
        Some(Step::Attribute(name)) => known.contains(&name.as_str()),
        _ => path.0.len() <= at,
    };
    names(0, NodePool::NAMES)
        && (path.0.first() != Some(&Step::Attribute("network".into())) || names(1, pool::NETWORK_NAMES))
}

/// The changes that replace the pool.
///
/// # Errors
/// A change that neither an existing nor a new pool can make.
fn replacing(changes: &[Difference]) -> Result<Vec<&Difference>, Diagnostics> {
    let mut replacing = Vec::new();
    for change in changes {
        match pool::diff::effect(&change.path.to_string(), &change.left, &change.right) {
            Effect::Downgrade => return Err(report::downgrade(change).into()),
            Effect::Fixed => replacing.push(change),
            Effect::InPlace | Effect::Reimage => {}
        }
    }
    Ok(replacing)
}

/// Attributes whose value comes with that of another where the configuration is silent.
const FOLLOWING: &[(&str, &str)] =
    &[("eviction_policy", "priority"), ("spot_max_price", "priority"), ("outbound_nat_enabled", "os_type")];

/// Whether the change only comes with another one, which is the one to tell the user of.
fn follows(change: &Difference, changes: &[Difference], config: &Value) -> bool {
    let is_written = config.at(&change.path).is_some_and(|value| !value.is_null());
    !is_written
        && FOLLOWING.iter().any(|(follower, leader)| {
            change.path == Path::of(*follower) && changes.iter().any(|other| other.path == Path::of(*leader))
        })
}

/// What is asked for: what the configuration says, and where it is silent what is planned, as far as that is known.
fn asked(config: &NodePoolPlan, planned: &NodePoolPlan) -> Result<NodePoolPlan, Diagnostics> {
    let value: Value = compare::completed(&config.to_value(), planned.to_value());
    NodePoolPlan::from_value(&value, &Path::root())
}
