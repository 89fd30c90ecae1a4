//! The data source `aksoverlay_upgrade_readiness`: the way of a cluster to another network, step by step.

mod model;

use tfplugin_framework::{Attr, Context, DataSource, Diagnostics, Path};

use self::model::{PoolReimage, Reimage, Step, Target, UpgradeReadiness};
use crate::{
    cluster,
    findings::{self, Finding, Unchecked},
    rules::{
        self, Level, View,
        readiness::{self, How, Stage},
    },
    session::Session,
    timed,
};

/// The data source.
pub(crate) struct UpgradeReadinessDataSource;

impl DataSource for UpgradeReadinessDataSource {
    type Client = Session;
    type Model = UpgradeReadiness;

    const NAME: &'static str = "aksoverlay_upgrade_readiness";

    /// *Guarantees*: what stands in the way is a blocker or a step, and never an error.
    async fn read(
        &self,
        _: &Context,
        session: &Session,
        config: UpgradeReadiness,
    ) -> Result<UpgradeReadiness, Diagnostics> {
        let settings = findings::settings(&session.rules, config.as_of.as_ref())?;
        let mut view = cluster::live(session, &config.cluster_id, Path::of("cluster_id")).await?;
        aim(&mut view, &config.target);
        view.lookups = cluster::around(session, &settings, Some(&config.cluster_id), &view).await;
        let steps = readiness::way(&view, settings.date());
        let verdict = timed::along(&view, &steps, &settings);
        let (blockers, others): (Vec<&rules::Finding>, Vec<&rules::Finding>) =
            verdict.findings.iter().partition(|finding| finding.level == Level::Error);
        let count = |stage| steps.iter().filter(|step| step.stage == stage).count();
        let all =
            |findings: &[&rules::Finding]| findings.iter().map(|finding| Finding::of(finding)).collect();
        Ok(UpgradeReadiness {
            as_of: Some(settings.date().to_string()),
            ready: Some(blockers.is_empty() && count(Stage::Prepare) == 0 && count(Stage::Change) < 2),
            blockers: Some(all(&blockers)),
            findings: Some(all(&others)),
            unchecked: Some(Unchecked::all(&verdict)),
            reimage: steps.iter().any(|step| step.reimages).then(|| reimage(&view)),
            steps: Some(steps.into_iter().map(Step::of).collect()),
            ..config
        })
    }
}

/// Asks the cluster to become like the target.
fn aim(view: &mut View, target: &Target) {
    let network = &mut view.network;
    let word = |place: &mut Attr<String>, wanted: Option<&String>| {
        if let Some(wanted) = wanted {
            *place = Attr::Known(wanted.to_ascii_lowercase());
        }
    };
    let list = |place: &mut Attr<Vec<Attr<String>>>, wanted: Option<&Vec<String>>| {
        if let Some(wanted) = wanted {
            *place = Attr::Known(wanted.iter().cloned().map(Attr::Known).collect());
        }
    };
    word(&mut network.plugin_mode, target.plugin_mode.as_ref());
    if target.plugin_mode.as_ref().is_some_and(|mode| mode.eq_ignore_ascii_case("overlay")) {
        // There is no overlay without Azure's plugin.
        network.plugin = Attr::Known("azure".to_owned());
    }
    word(&mut network.dataplane, target.dataplane.as_ref());
    if target.dataplane.as_ref().is_some_and(|dataplane| dataplane.eq_ignore_ascii_case("cilium")) {
        // Nor Cilium without its own policy engine.
        network.policy = Attr::Known("cilium".to_owned());
    }
    word(&mut network.policy, target.policy.as_ref());
    list(&mut network.pod_cidrs, target.pod_cidrs.as_ref());
    list(&mut network.service_cidrs, target.service_cidrs.as_ref());
    list(&mut network.ip_families, target.ip_families.as_ref());
    if target.ip_families.as_ref().is_some_and(|families| families.len() > 1) {
        // Azure chooses the IPv6 ranges that are not given, so the lists of the cluster are not kept as they are.
        let unknown = |place: &mut Attr<Vec<Attr<String>>>, wanted: &Option<Vec<String>>| {
            if wanted.is_none() {
                *place = Attr::unknown();
            }
        };
        unknown(&mut network.pod_cidrs, &target.pod_cidrs);
        unknown(&mut network.service_cidrs, &target.service_cidrs);
    }
    if let Some(version) = &target.kubernetes_version {
        view.kubernetes_version = Attr::Known(version.clone());
    }
}

fn reimage(view: &View) -> Reimage {
    let reimage = readiness::Reimage::of(view);
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let pool = |pool: &readiness::PoolReimage| PoolReimage {
        name: pool.name.clone(),
        nodes: pool.nodes.map(number),
        surge: pool.surge.map(number),
        max_unavailable: pool.unavailable.map(number),
        drain_timeout_minutes: pool.drain_timeout_minutes,
        batches: pool.batches().map(number),
    };
    Reimage {
        nodes: Some(number(reimage.nodes())),
        surge: Some(number(reimage.surge())),
        pools: Some(reimage.pools.iter().map(pool).collect()),
    }
}

impl Step {
    fn of(step: readiness::Step) -> Self {
        let (hcl, command) = match step.how {
            How::Hcl(hcl) => (Some(hcl), None),
            How::Command(command) => (None, Some(command)),
        };
        Self {
            stage: Some(step.stage.name().to_owned()),
            title: Some(step.title),
            why: Some(step.why),
            hcl,
            command,
            rules: Some(step.rules.iter().map(|number| (*number).to_owned()).collect()),
            reimages: Some(step.reimages),
        }
    }
}
