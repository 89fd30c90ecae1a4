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
    report,
    surroundings::{self as around, Surroundings},
};
use crate::{
    compare::{self, Difference},
    declared_networks, planned,
    pool::{self, Place, diff::Effect},
    rules::{self, Existing, Finding, Operation, Pool, RuleSettings, Unchecked, View},
    session::Session,
    surroundings::{self, Occasion},
    today,
};

/// Judges a configuration alone. Warnings wait for the plan.
pub(crate) fn configuration(config: &NodePoolPlan, diagnostics: &mut Diagnostics) {
    pool::coherence::check(&config.pool, Place::Alone, diagnostics);
    let view = View { pools: vec![pool::view::asked(config.pool.clone(), Place::Alone)], ..View::default() };
    diagnostics.extend(rules::certain(&view, today()).iter().filter_map(Finding::diagnostic));
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
    let replacing = replacing(&changes)?;
    change.replace.extend(replacing.iter().map(|change| change.path.clone()));
    let pool = pool::view::asked(asked.pool.clone(), Place::Alone);
    let id = planned::referred(&change.planned.cluster_id);
    let is_unchanged = change.prior.is_some() && changes.is_empty();
    let mut said = Diagnostics::new();
    let mut found = None;
    if let (Some(session), Some(id), false) = (session, &id, is_unchanged) {
        match around::of(session, id, pool.name.as_str()).await {
            Ok(surroundings) => found = surroundings,
            Err(error) => said.push(report::unseen(&id.name, &error)),
        }
    }
    if let (Some(session), Some(id), Some(name)) = (session, &id, pool.name.as_str()) {
        session.plans.pool(id, name, &pool);
    }
    if is_unchanged {
        return Ok(());
    }
    let settings = session.map_or_else(|| RuleSettings::as_of(today()), |session| session.rules.clone());
    if let Some(prior) = change.prior.filter(|_| !replacing.is_empty()) {
        said.extend(moved(&pool, prior, &settings));
        let nodes = found.as_ref().and_then(|found| found.pool_now.as_ref()?.node_count.known().copied());
        let nodes = nodes.or(prior.pool.node_count);
        // What is refused replaces nothing.
        if !said.has_errors() {
            ctx.report(report::replaced(&prior.pool.name, nodes, &replacing));
        }
    }
    let prior = change.prior.filter(|_| replacing.is_empty());
    match (session, &id, found) {
        (Some(session), Some(id), Some(found)) => {
            said.extend(within(session, id, &asked, prior, found, Occasion::Plan { changes: true }).await);
        }
        _ => {
            let view = View { pools: vec![pool], ..View::default() };
            said.extend(
                rules::run(&view, &settings).findings.iter().filter_map(|finding| told(finding, &asked)),
            );
        }
    }
    if said.has_errors() {
        return Err(said);
    }
    said.into_iter().for_each(|warning| ctx.report(warning));
    Ok(())
}

/// Judges a plan once more when all of it is known, before anything is written. Warnings have been given with the plan.
pub(crate) async fn before_write(
    session: &Session,
    plan: &NodePool,
    prior: Option<&NodePool>,
) -> Result<(), Diagnostics> {
    let asked = PlanOf::<NodePool>::from(plan.clone());
    let Some(id) = planned::referred(&asked.cluster_id) else { return Ok(()) };
    let found = match around::now(session, &id, &plan.pool.name).await {
        Ok(Some(found)) => found,
        Ok(None) => return Err(report::no_cluster(&id.name).into()),
        // Azure will say what is wrong with the pool itself.
        Err(_) => return Ok(()),
    };
    let said = within(session, &id, &asked, prior, found, Occasion::Write).await;
    let errors: Diagnostics =
        said.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Judges the end of a pool: Azure keeps the last one that runs system pods.
pub(crate) async fn destroy(session: Option<&Session>, state: &NodePool) -> Result<(), Diagnostics> {
    let runs_system_pods = |mode: &String| mode.eq_ignore_ascii_case("System");
    let (Some(session), Ok(id)) = (session, state.cluster_id.parse::<ManagedClusterId>()) else {
        return Ok(());
    };
    if !state.pool.mode.as_ref().is_some_and(runs_system_pods) {
        return Ok(());
    }
    match around::now(session, &id, &state.pool.name).await {
        Ok(Some(found)) if found.pool_now.is_some() && !found.has_another_system_pool() => {
            Err(report::last_system_pool(&state.pool.name, &id.name, "be deleted").into())
        }
        _ => Ok(()),
    }
}

/// What the rules, and Azure for its system pods, have to say of the pool within its cluster.
async fn within(
    session: &Session,
    id: &ManagedClusterId,
    asked: &NodePoolPlan,
    prior: Option<&NodePool>,
    found: Surroundings,
    occasion: Occasion,
) -> Diagnostics {
    let mut said = Diagnostics::new();
    let is_new = matches!(found.view.operation, Operation::Create);
    let runs_system_pods = |mode: &str| mode.eq_ignore_ascii_case("System");
    let leaves = prior.is_some_and(|prior| prior.pool.mode.as_deref().is_some_and(runs_system_pods))
        && asked.pool.mode.as_str().is_some_and(|mode| !runs_system_pods(mode));
    if leaves && !is_new && !found.has_another_system_pool() {
        let name = asked.pool.name.as_str().unwrap_or_default();
        said.push(report::last_system_pool(name, &id.name, "have another mode").at(Path::of("mode")));
    }
    let mut with = found.view.clone();
    let declared = declared_networks::read(&asked.declared_networks, Some(&Path::of("declared_networks")));
    with.declared_networks.extend(declared);
    with.pools = vec![pool::view::asked(asked.pool.clone(), Place::Alone)];
    if let Operation::Update(existing) = &mut with.operation {
        let prior = prior.map(|prior| PlanOf::<NodePool>::from(prior.clone()));
        existing.pools = prior.map(|prior| pool::view::asked(prior.pool, Place::Alone)).into_iter().collect();
    }
    let exists = (!is_new).then_some(id);
    with.lookups = surroundings::look(session, &session.rules, &with, exists, occasion).await;
    let mut without = found.view;
    without.lookups = with.lookups.clone();
    let verdict = rules::run(&with, &session.rules);
    let of_the_cluster = rules::run(&without, &session.rules).findings;
    let is_of_the_cluster = |finding: &&Finding| {
        !of_the_cluster.iter().any(|other| {
            other.rule.code == finding.rule.code
                && other.summary == finding.summary
                && other.facts == finding.facts
        })
    };
    said.extend(verdict.findings.iter().filter(is_of_the_cluster).filter_map(|finding| told(finding, asked)));
    said.extend(verdict.unchecked.iter().map(Unchecked::diagnostic));
    said
}

/// A pool that is replaced is judged as a new one, but for the rule that tells what a change of its subnet amounts to.
fn moved(pool: &Pool, prior: &NodePool, settings: &RuleSettings) -> Vec<Diagnostic> {
    let prior = PlanOf::<NodePool>::from(prior.clone());
    let existing =
        Existing { pools: vec![pool::view::asked(prior.pool, Place::Alone)], ..Existing::default() };
    let operation = Operation::Update(Box::new(existing));
    let view = View { operation, pools: vec![pool.clone()], ..View::default() };
    let findings = rules::run(&view, settings).findings;
    findings
        .iter()
        .filter(|finding| finding.rule.code == "pool-subnet-fixed")
        .filter_map(Finding::diagnostic)
        .collect()
}

/// Rules by which the nodes of all pools together are too many for the cluster.
const TOO_MANY_NODES: &[&str] =
    &["pod-cidr-capacity", "pod-cidr-upgrade-capacity", "ipv6-pod-cidr-capacity", "free-tier-size"];

/// A finding for Terraform, at an attribute of the pool. What is about an attribute of the cluster is told at the size of
/// the pool where it has too many nodes, else at the reference to the cluster.
fn told(finding: &Finding, asked: &NodePoolPlan) -> Option<Diagnostic> {
    let diagnostic = finding.diagnostic()?;
    let here = || match &asked.pool.auto_scaling {
        _ if !TOO_MANY_NODES.contains(&finding.rule.code) => Path::of("cluster_id"),
        Attr::Null => Path::of("node_count"),
        _ => Path::of("auto_scaling").attribute("max"),
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

/// What is asked for: what the configuration says, and where it is silent what is planned, as far as that is known.
fn asked(config: &NodePoolPlan, planned: &NodePoolPlan) -> Result<NodePoolPlan, Diagnostics> {
    let value: Value = compare::completed(&config.to_value(), planned.to_value());
    NodePoolPlan::from_value(&value, &Path::root())
}
