//! A pool judged within its cluster, beside pools that change at the same time.

use std::collections::BTreeSet;

use arm_client::ManagedClusterId;
use tfplugin_framework::{Diagnostic, Diagnostics, Path, PlanOf};
use tokio::time::{Instant, timeout_at};

use super::{
    judge::told,
    model::{NodePool, NodePoolPlan},
    report,
    surroundings::{self as around, Surroundings},
};
use crate::{
    declared_networks,
    planned::{PATIENCE, PlannedCluster},
    pool::{self, Place},
    rules::{Finding, Level, Operation, Rule, Unchecked, View},
    session::Session,
    surroundings::{self, Occasion},
    timed,
};

/// Rules by which the nodes of all pools together are too many, so that what becomes of the other pools matters.
const TOO_MANY_NODES: &[&str] = &[
    "pod-cidr-capacity",
    "pod-cidr-upgrade-capacity",
    "ipv6-pod-cidr-capacity",
    "cluster-node-limit",
    "subnet-capacity",
    "subnet-upgrade-capacity",
    FREE_TIER,
];

/// The rule about which one word per cluster is enough.
const FREE_TIER: &str = "free-tier-size";

/// Whether a rule says that the nodes of all pools together are too many.
pub(super) fn is_about_sizes(rule: &Rule) -> bool {
    TOO_MANY_NODES.contains(&rule.code)
}

/// A pool that is to be judged.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) session: &'a Session,
    pub(super) id: &'a ManagedClusterId,
    pub(super) asked: &'a NodePoolPlan,
    pub(super) prior: Option<&'a NodePool>,
}

/// What is to be said of a pool within its cluster.
struct Said<'a> {
    /// Of the system pods.
    system: Option<Diagnostic>,
    /// Of the pool, and not of the cluster without it.
    findings: Vec<Finding>,
    unchecked: Vec<Unchecked>,
    asked: &'a NodePoolPlan,
}

impl<'a> Judge<'a> {
    /// What is to be said of the plan of the pool, in a cluster that is `live` like this in Azure; `None` where nothing is
    /// known of the cluster.
    ///
    /// Where there is no room beside pools that Azure has and that this run has not planned yet, it is waited for their plans.
    pub(super) async fn plan(&self, live: Option<&View>) -> Option<Diagnostics> {
        let name = self.asked.pool.name.as_str();
        let (plans, end) = (&self.session.plans, Instant::now() + PATIENCE);
        loop {
            let mut heard = plans.heard();
            let planned = plans.of(self.id).unwrap_or_default();
            let found = around::around(name, live, planned.clone())?;
            let said = self.within(&found, Occasion::Plan { changes: true }).await;
            if !self.may_fit(&found, &said).await {
                return Some(self.for_terraform(said, &[]));
            }
            if planned.has_given_up(&found.unheard) || timeout_at(end, heard.changed()).await.is_err() {
                plans.give_up(self.id, &found.unheard);
                return Some(self.for_terraform(said, &found.unheard));
            }
        }
    }

    /// Whether the nodes are too many beside pools of which this run has not said yet what becomes of them, and would be so by
    /// fewer rules without these.
    async fn may_fit(&self, found: &Surroundings, said: &Said<'_>) -> bool {
        let too_many = said.too_many_nodes();
        let Some(without) = found.without_the_unheard().filter(|_| !too_many.is_empty()) else {
            return false;
        };
        let without = self.within(&without, Occasion::Plan { changes: true }).await;
        !too_many.is_subset(&without.too_many_nodes())
    }

    /// What is to be said of the pool `name` at the last moment before it is written.
    ///
    /// Pools of one cluster are written at the same time. Where the nodes are too many as yet, and will not be when the others
    /// are as this run plans them, it is waited until they are: as long as one of them is being written or deleted, and a
    /// moment for those that are about to be.
    ///
    /// # Errors
    /// There is no cluster.
    pub(super) async fn write(&self, name: &str) -> Result<Diagnostics, Diagnostics> {
        let (plans, end) = (&self.session.plans, Instant::now() + PATIENCE);
        loop {
            let mut heard = plans.heard();
            let planned = plans.of(self.id).unwrap_or_default();
            // Azure will say what is wrong with the pool itself.
            let Ok(live) = around::now(self.session, self.id).await else { return Ok(Diagnostics::new()) };
            let Some(found) = around::around(Some(name), live.as_ref(), PlannedCluster::default()) else {
                return Err(report::no_cluster(&self.id.name).into());
            };
            let said = self.within(&found, Occasion::Write).await;
            if !said.is_refused_for_sizes() {
                return Ok(self.for_terraform(said, &[]));
            }
            let is_changing = planned.is_changing_beside(name);
            let Some(coming) = around::around(Some(name), live.as_ref(), planned.of_pools()) else {
                return Ok(self.for_terraform(said, &[]));
            };
            let will_fit = self.fits(&coming).await;
            if will_fit && is_changing {
                // The sender lives as long as the session.
                let _ = heard.changed().await;
                continue;
            }
            let may_fit = match coming.without_the_unheard() {
                Some(without) if !will_fit => self.fits(&without).await,
                _ => will_fit,
            };
            if !may_fit || timeout_at(end, heard.changed()).await.is_err() {
                return Ok(self.for_terraform(said, &[]));
            }
        }
    }

    /// Whether there is room for the pool in these surroundings.
    async fn fits(&self, found: &Surroundings) -> bool {
        !self.within(found, Occasion::Plan { changes: true }).await.is_refused_for_sizes()
    }

    /// What the rules, and Azure for its system pods, have to say of the pool within its cluster.
    async fn within(&self, found: &Surroundings, occasion: Occasion) -> Said<'a> {
        let Self { session, id, asked, prior } = *self;
        let is_new = matches!(found.view.operation, Operation::Create);
        let runs_system_pods = |mode: &str| mode.eq_ignore_ascii_case("System");
        let leaves = prior.is_some_and(|prior| prior.pool.mode.as_deref().is_some_and(runs_system_pods))
            && asked.pool.mode.as_str().is_some_and(|mode| !runs_system_pods(mode));
        let system = (leaves && !is_new && !found.has_another_system_pool()).then(|| {
            let name = asked.pool.name.as_str().unwrap_or_default();
            report::last_system_pool(name, &id.name, "have another mode").at(Path::of("mode"))
        });
        let mut with = found.view.clone();
        let declared =
            declared_networks::read(&asked.declared_networks, Some(&Path::of("declared_networks")));
        with.declared_networks.extend(declared);
        with.pools = vec![pool::view::asked(asked.pool.clone(), Place::Alone)];
        if let Operation::Update(existing) = &mut with.operation {
            let prior = prior.map(|prior| PlanOf::<NodePool>::from(prior.clone()));
            existing.pools =
                prior.map(|prior| pool::view::asked(prior.pool, Place::Alone)).into_iter().collect();
        }
        let exists = (!is_new).then_some(id);
        with.lookups = surroundings::look(session, &session.rules, &with, exists, occasion).await;
        let verdict = timed::run(&with, &session.rules);
        // Where nothing is told, nothing has to be taken from it.
        let of_the_cluster = if verdict.findings.iter().any(|finding| finding.level > Level::Information) {
            let without = View { lookups: with.lookups, ..found.view.clone() };
            timed::run(&without, &session.rules).findings
        } else {
            Vec::new()
        };
        let mut findings = verdict.findings;
        findings.retain(|finding| {
            !of_the_cluster.iter().any(|other| {
                other.rule.code == finding.rule.code
                    && other.summary == finding.summary
                    && other.facts == finding.facts
            })
        });
        Said { system, findings, unchecked: verdict.unchecked, asked }
    }

    /// What Terraform is told: of the cluster once, whichever of its pools is planned first. `doubtful` are the pools that
    /// count although this run has not planned them.
    fn for_terraform(&self, mut said: Said<'_>, doubtful: &[String]) -> Diagnostics {
        let speaker = self.asked.pool.name.as_str().unwrap_or_default();
        let is_first = |what: &str| self.session.plans.is_first_to_say(self.id, what, speaker);
        said.findings.retain(|finding| finding.rule.code != FREE_TIER || is_first(FREE_TIER));
        said.unchecked.retain(|unchecked| {
            let new = unchecked.rules.iter().filter(|rule| is_first(&unchecked.key(rule)));
            new.count() > 0
        });
        if let Some(doubt) = report::doubt(doubtful) {
            let doubted = said.findings.iter_mut().filter(|finding| is_about_sizes(finding.rule));
            doubted.for_each(|finding| finding.facts.push(doubt.clone()));
        }
        let mut diagnostics: Diagnostics = said.system.into_iter().collect();
        diagnostics.extend(said.findings.iter().filter_map(|finding| told(finding, said.asked)));
        diagnostics.extend(said.unchecked.iter().map(Unchecked::diagnostic));
        diagnostics
    }
}

impl Said<'_> {
    /// The rules by which Terraform is told that the nodes are too many.
    fn too_many_nodes(&self) -> BTreeSet<&'static str> {
        let told = self.findings.iter().filter(|finding| finding.level >= Level::Warning);
        told.map(|finding| finding.rule).filter(|rule| is_about_sizes(rule)).map(|rule| rule.code).collect()
    }

    /// Whether the pool is refused, and only because there are too many nodes.
    fn is_refused_for_sizes(&self) -> bool {
        let mut errors = self.findings.iter().filter(|finding| finding.level == Level::Error).peekable();
        self.system.is_none() && errors.peek().is_some() && errors.all(|error| is_about_sizes(error.rule))
    }
}
