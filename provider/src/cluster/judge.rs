//! What is refused before Azure is asked, at three moments: the configuration alone, the plan, and the last moment
//! before the first write, when every value is known.

use arm_client::ManagedClusterId;
use tfplugin_framework::{
    Attr, Change, Context, Diagnostic, Diagnostics, Model, Path, PlanOf, Severity, Step, Value,
    model::PlanModel,
    schema::{Attribute, AttributeKind},
};

use super::{
    coherence,
    diff::{self, Refusal},
    model::{Cluster, ClusterPlan},
    plan, view,
};
use crate::{
    compare::{self, Difference},
    planned,
    rules::{self, Level, Lookups, Operation, RuleSettings, Verdict, View},
    session::Session,
    surroundings::{self, Occasion},
    timed, today,
};

/// Judges a configuration alone. The provider block is not known here, so only what no setting can lower, and no other day lifts, is said; and
/// warnings wait for the plan, which follows, so that nobody reads them twice.
pub(crate) fn configuration(config: &ClusterPlan, diagnostics: &mut Diagnostics) {
    coherence::check(config, diagnostics);
    let asked = plan::with_defaults(config);
    let view = view::view(&asked, Operation::Validate, Lookups::default());
    diagnostics.extend(timed::certain(&view, today()).iter().filter_map(rules::Finding::diagnostic));
}

/// Judges a plan, with prior state and what Azure says about the surroundings. A change that Azure refuses is an error,
/// or a replacement where the user allows one.
pub(crate) async fn change(
    ctx: &Context,
    session: Option<&Session>,
    change: &mut Change<'_, Cluster>,
) -> Result<(), Diagnostics> {
    if change.prior.is_none()
        && let Some(refusal) = coherence::kubelet_identity(change.config)
    {
        return Err(refusal.into());
    }
    let asked = view::asked(change.config, &change.planned)?;
    let planned = change.planned.to_value();
    let changes = change.prior.map(|prior| compare::changes(prior, &planned)).unwrap_or_default();
    let changing = change.prior.filter(|_| !changes.is_empty());
    let settings = session.map_or_else(|| RuleSettings::as_of(today()), |session| session.rules.clone());
    let mut view = view::view(&asked, operation(change.prior), Lookups::default());
    if let Some(session) = session {
        view.declared_networks.extend_from_slice(&session.declared_networks);
        let existing = changing.map(|prior| super::stored_id(session, prior));
        let occasion = Occasion::Plan { changes: change.prior.is_none() || changing.is_some() };
        view.lookups = surroundings::look(session, &settings, &view, existing.as_ref(), occasion).await;
    }
    if changing.is_some()
        && view.reimages_all_pools()
        && let Attr::Known(system_pool) = &mut change.planned.system_pool
    {
        system_pool.node_image_version = Attr::unknown();
    }
    if let (Some(session), Some(id)) = (session, planned::referred(&change.planned.id)) {
        session.plans.cluster(&id, &view);
    }
    let config = change.config.to_value();
    let verdict = timed::run(&view, &settings);
    if let (Some(session), Some(id)) = (session, planned::referred(&change.planned.id)) {
        said_for_the_pools(session, &id, &verdict);
    }
    let mut refused = Refused::of(&changes, &config, &planned, verdict);
    if refused.is_refused() && change.planned.allow_replacement.known() == Some(&true) {
        change.replace.append(&mut refused.paths);
        // The new cluster has nothing of the old one but what the configuration says.
        let surroundings = view.lookups.of_a_new_cluster();
        let anew = View {
            declared_networks: view.declared_networks.clone(),
            ..view::view(&plan::with_defaults(change.config), Operation::Create, surroundings)
        };
        refused.diagnostics = timed::run(&anew, &settings).diagnostics();
    }
    if refused.diagnostics.has_errors() {
        return Err(refused.diagnostics);
    }
    refused.diagnostics.into_iter().for_each(|warning| ctx.report(warning));
    Ok(())
}

/// Keeps what the pools of the cluster need not say again.
fn said_for_the_pools(session: &Session, id: &ManagedClusterId, verdict: &Verdict) {
    let free_tier =
        verdict.findings.iter().map(|finding| finding.rule.code).filter(|code| *code == "free-tier-size");
    let unchecked =
        verdict.unchecked.iter().flat_map(|unchecked| unchecked.rules.iter().map(|rule| unchecked.key(rule)));
    for what in free_tier.map(str::to_owned).chain(unchecked) {
        session.plans.is_first_to_say(id, &what, THE_CLUSTER);
    }
}

/// Who says what the cluster says, among its pools: none is called so.
const THE_CLUSTER: &str = "the cluster";

/// Judges a plan once more when all of it is known, before anything is written. Warnings have been given with the plan.
pub(crate) async fn before_write(
    session: &Session,
    plan: &Cluster,
    existing: Option<(&ManagedClusterId, &Cluster)>,
) -> Result<(), Diagnostics> {
    let asked = PlanOf::<Cluster>::from(plan.clone());
    let (id, prior) = existing.unzip();
    let mut view = view::view(&asked, operation(prior), Lookups::default());
    view.declared_networks.extend_from_slice(&session.declared_networks);
    view.lookups = surroundings::look(session, &session.rules, &view, id, Occasion::Write).await;
    let verdict = timed::run(&view, &session.rules);
    let planned = plan.to_value();
    let changes = prior.map(|prior| compare::changes(prior, &planned)).unwrap_or_default();
    let refusals = changes.iter().filter_map(|change| diff::refusal(change, &planned));
    let refusals = refusals.filter(|refusal| !is_said_by_a_rule(refusal, &verdict));
    let refusals = refusals.map(|refusal| refusal.diagnostic);
    let is_error = |diagnostic: &Diagnostic| diagnostic.severity == Severity::Error;
    let errors: Diagnostics = refusals.chain(verdict.diagnostics().into_iter().filter(is_error)).collect();
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Rules that refuse a move as a whole, each with the attributes that change in it.
const MOVES: &[(&str, &[&str])] = &[
    ("overlay-is-one-way", &["network.plugin"]),
    ("upgrade-from-pod-subnet", &["network.plugin", "system_pool.pod_subnet_id"]),
];

/// Whether a rule refuses the change, and tells more of it.
fn is_said_by_a_rule(refusal: &Refusal, verdict: &Verdict) -> bool {
    let path = refusal.path.to_string();
    let speaks = |code: &str| {
        let is_error = |finding: &&rules::Finding| finding.level == Level::Error;
        verdict.findings.iter().filter(is_error).any(|finding| finding.rule.code == code)
    };
    MOVES.iter().any(|(code, attributes)| attributes.contains(&path.as_str()) && speaks(code))
}

/// Attributes that change with another one, which says it for both.
const FOLLOW: &[(&str, &str)] =
    &[("network.service_cidrs", "network.ip_families"), ("network.dns_service_ip", "network.service_cidrs")];

/// Whether a change is refused because one that it comes with is.
fn follows_another(refusal: &Refusal, refused: &[String]) -> bool {
    let path = refusal.path.to_string();
    FOLLOW.iter().any(|(attribute, first)| path == *attribute && refused.iter().any(|other| other == first))
}

/// What is done, seen from what exists.
fn operation(prior: Option<&Cluster>) -> Operation {
    prior.map_or(Operation::Create, |prior| Operation::Update(Box::new(view::existing(prior))))
}

/// Whether a plan says what the attribute is where the configuration does not.
fn has_default(attributes: &[Attribute], path: &Path) -> bool {
    let mut level = attributes;
    let mut found = false;
    for step in &path.0 {
        let Step::Attribute(name) = step else { return found };
        let Some(attribute) = level.iter().find(|attribute| attribute.name == *name) else { return false };
        found = attribute.behavior.default.is_some();
        level = match &attribute.kind {
            AttributeKind::Nested(_, inner) => inner,
            _ => &[],
        };
    }
    found
}

/// What Azure would refuse of a plan, and everything that is to be said about it.
struct Refused {
    /// Attributes whose change Azure refuses.
    paths: Vec<Path>,
    diagnostics: Diagnostics,
}

impl Refused {
    fn of(changes: &[Difference], config: &Value, planned: &Value, mut verdict: Verdict) -> Self {
        // What follows from a refused change, and was not written itself, is refused with it and not told apart.
        let written = |path: &Path| config.at(path).is_some_and(|value| !value.is_null());
        let pool = Path::of("system_pool");
        let name = pool.clone().attribute("name");
        let another_pool = changes.iter().any(|change| change.path == name);
        let follows = |path: &Path| another_pool && path.starts_with(&pool) && *path != name;
        // An attribute that is taken away goes back to its default, if it has one.
        let schema = Cluster::block().attributes;
        let taken_away = |change: &Difference| change.right.is_null() || has_default(&schema, &change.path);
        let told = changes.iter().filter(|change| written(&change.path) || taken_away(change));
        let told = told.filter(|change| !follows(&change.path));
        let refusals = told.filter_map(|change| diff::refusal(change, planned));
        let mut refusals: Vec<Refusal> =
            refusals.filter(|refusal| !is_said_by_a_rule(refusal, &verdict)).collect();
        let refused: Vec<String> = refusals.iter().map(|refusal| refusal.path.to_string()).collect();
        refusals.retain(|refusal| !follows_another(refusal, &refused));
        if !refusals.is_empty() {
            let stands = |finding: &rules::Finding| finding.path.as_ref().is_none_or(written);
            // What comes with a change that is made does not come with one that is refused.
            verdict.findings.retain(|finding| !finding.announces_change && stands(finding));
        }
        let forbidden =
            verdict.findings.iter().filter(|finding| finding.forbids_change && finding.level == Level::Error);
        let paths = refusals.iter().map(|refusal| refusal.path.clone());
        let paths = paths.chain(forbidden.filter_map(|finding| finding.path.clone())).collect();
        let mut diagnostics: Diagnostics = refusals.into_iter().map(|refusal| refusal.diagnostic).collect();
        diagnostics.extend(verdict.diagnostics());
        Self { paths, diagnostics }
    }

    /// Whether an existing cluster cannot become what is planned.
    fn is_refused(&self) -> bool {
        !self.paths.is_empty()
    }
}
