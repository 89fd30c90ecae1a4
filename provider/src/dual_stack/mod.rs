//! The resource `aksoverlay_dual_stack`: the IP families of a cluster that another tool manages.
//!
//! It writes a part of the cluster, with the cluster resource's own words ([`settings`]) and rules ([`judge`]).

mod judge;
mod model;
mod report;
mod settings;

use std::time::Duration;

use arm_client::{ArmError, ManagedClusterId, Resource as Azures, models::ManagedCluster};
use tfplugin_framework::{
    Attr, Change, Context, Diagnostic, Diagnostics, Identified, Import, Model, Path, PlanOf, Resource, Saved,
    model::PlanModel, poll::Wait, resource::Timeouts,
};

use self::model::{DualStack, DualStackPlan};
use crate::{
    cluster, compare, identity::ArmIdentity, planned, session::Session, surroundings::Occasion, unfinished,
};

/// What `status` says of a change that came to its end.
const SUCCEEDED: &str = "Succeeded";

/// The resource.
pub(crate) struct DualStackResource;

impl Resource for DualStackResource {
    type Client = Session;
    type Model = DualStack;

    const NAME: &'static str = "aksoverlay_dual_stack";

    fn timeouts(&self) -> Timeouts {
        let long = Duration::from_secs(90 * 60);
        Timeouts { create: long, update: long, ..Timeouts::default() }
    }

    fn validate(&self, config: &DualStackPlan, diagnostics: &mut Diagnostics) {
        judge::configuration(config, diagnostics);
    }

    async fn plan(
        &self,
        ctx: &Context,
        session: Option<&Session>,
        change: &mut Change<'_, DualStack>,
    ) -> Result<(), Diagnostics> {
        if let Some(prior) = change.prior {
            let status = prior.status.as_deref().unwrap_or(SUCCEEDED);
            if status != SUCCEEDED {
                ctx.report(report::will_finish(&prior.cluster_id, status));
                change.planned.status = Attr::unknown();
            }
        }
        let (Some(session), Some(id)) = (session, planned::referred(&change.planned.cluster_id)) else {
            return Ok(());
        };
        let found = async { Ok(session.within(ctx).managed_clusters().find(&id).await) };
        let found = ctx.wait(format!("Azure to show cluster \"{}\"", id.name)).on(found).await?;
        let azure = match found {
            Ok(Some(azure)) => azure,
            // A cluster that is planned in this run has an ID and is not there yet.
            Ok(None) if session.plans.of(&id).is_some() || change.planned.cluster_id.is_unknown() => {
                return Ok(());
            }
            Ok(None) => {
                ctx.report(report::no_cluster_yet(&id));
                return Ok(());
            }
            Err(error) => {
                ctx.report(report::not_read(&id, &error));
                return Ok(());
            }
        };
        let live = settings::of(&id, &azure, &DualStack::default());
        complete(change, &live);
        let asked = asked(&change.planned)?;
        // Against the cluster itself: the state may not have it yet.
        let live = DualStack { cluster_id: id.to_string(), ..live };
        let mut changes = compare::changes(&live, &change.planned.to_value());
        changes.retain(|change| is_setting(&change.path));
        let occasion = Occasion::Plan { changes: !changes.is_empty() };
        let judged = judge::change(session, &id, &azure, &asked, &changes, occasion);
        let judged =
            ctx.wait("Azure to tell what is around the cluster").on(async { Ok(judged.await) }).await?;
        if judged.has_errors() {
            return Err(judged);
        }
        judged.into_iter().for_each(|warning| ctx.report(warning));
        Ok(())
    }

    /// IPv6 cannot be taken from a cluster.
    async fn plan_destroy(
        &self,
        ctx: &Context,
        _: Option<&Session>,
        state: &DualStack,
    ) -> Result<(), Diagnostics> {
        ctx.report(report::stays(&state.cluster_id));
        Ok(())
    }

    /// *Flow*: wait until nothing runs on the cluster, compare, rules, one PUT of the whole cluster with `If-Match`, wait,
    /// read and compare again. What is in place already is taken over without a write.
    ///
    /// *On cancellation*: nothing is stored. The next apply begins anew and finds what this one left.
    async fn create(
        &self,
        ctx: &Context,
        session: &Session,
        plan: DualStack,
        _: &Saved<DualStack>,
    ) -> Result<DualStack, Diagnostics> {
        let id = cluster_of(&plan.cluster_id)?;
        waiting(ctx, &id).on(apply(ctx, session, &id, &plan, || {})).await
    }

    async fn read(
        &self,
        ctx: &Context,
        session: &Session,
        state: DualStack,
    ) -> Result<Option<DualStack>, Diagnostics> {
        let id = cluster_of(&state.cluster_id)?;
        let found = session.within(ctx).managed_clusters().find(&id).await;
        let found = found.map_err(|error| report::refused("read", &id, &error))?;
        Ok(found.map(|azure| {
            let status = state.status.as_deref().map(|noted| status(noted, &azure).to_owned());
            DualStack { status, ..settings::of(&id, &azure, &state) }
        }))
    }

    /// As a create. *On cancellation*: the state says that a change may be under way, and the next apply sees to its end.
    async fn update(
        &self,
        ctx: &Context,
        session: &Session,
        prior: DualStack,
        plan: DualStack,
        saved: &Saved<DualStack>,
    ) -> Result<DualStack, Diagnostics> {
        let id = cluster_of(&plan.cluster_id)?;
        let begun = || saved.record(&DualStack { status: Some("Updating".to_owned()), ..prior.clone() });
        waiting(ctx, &id).on(apply(ctx, session, &id, &plan, begun)).await
    }

    /// Leaves the cluster as it is.
    async fn delete(&self, _: &Context, _: &Session, _: DualStack) -> Result<(), Diagnostics> {
        Ok(())
    }

    async fn import(
        &self,
        ctx: &Context,
        session: &Session,
        id: &str,
    ) -> Result<Import<DualStack>, Diagnostics> {
        let asked = cluster_of(id)?;
        let found = session.within(ctx).managed_clusters().find(&asked).await;
        let found = found.map_err(|error| report::refused("import", &asked, &error))?;
        let azure = found.ok_or_else(|| {
            let Diagnostic { summary, detail, .. } = report::no_cluster(&asked);
            Diagnostic::error(summary, detail)
        })?;
        // Azure's own spelling of the names, however the ID was typed.
        let id: ManagedClusterId = azure.id.as_deref().and_then(|id| id.parse().ok()).unwrap_or(asked);
        let kept = DualStack {
            cluster_id: id.to_string(),
            status: Some(SUCCEEDED.to_owned()),
            ..DualStack::default()
        };
        Ok(Import::State(settings::of(&id, &azure, &kept)))
    }
}

impl Identified for DualStackResource {
    type Identity = ArmIdentity;

    fn identity(&self, state: &DualStack, _: Option<&ArmIdentity>) -> ArmIdentity {
        ArmIdentity::of(state.id.as_ref())
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        session: &Session,
        identity: ArmIdentity,
    ) -> Result<Import<DualStack>, Diagnostics> {
        self.import(ctx, session, &identity.id).await
    }
}

/// Completes the plan with what the cluster has already and keeps; what comes with a new family is Azure's to choose.
fn complete(change: &mut Change<'_, DualStack>, live: &DualStack) {
    let live = PlanOf::<DualStack>::from(live.clone());
    let planned = &mut change.planned;
    if change.prior.is_none() && settings::count(&planned.ip_families) == settings::count(&live.ip_families) {
        for (planned, live) in
            [(&mut planned.pod_cidrs, live.pod_cidrs), (&mut planned.service_cidrs, live.service_cidrs)]
        {
            if planned.is_unknown() {
                *planned = live;
            }
        }
        if planned.load_balancer.is_unknown() {
            planned.load_balancer = live.load_balancer;
        }
    }
}

/// What is asked for: the plan without what it does not know.
fn asked(planned: &DualStackPlan) -> Result<DualStackPlan, Diagnostics> {
    DualStackPlan::from_value(&planned.to_value().unknown_to_null(), &Path::root())
}

/// Makes a cluster have the planned settings, unless it has them. `begun` is called when Azure may have a request.
async fn apply(
    ctx: &Context,
    session: &Session,
    id: &ManagedClusterId,
    plan: &DualStack,
    begun: impl Fn(),
) -> Result<DualStack, Diagnostics> {
    let arm = session.within(ctx);
    let clusters = arm.managed_clusters();
    let refused = |error: ArmError| -> Diagnostics { report::refused("change", id, &error).into() };
    let azure = match cluster::at_rest(session, id).await {
        Err(error) if error.is_not_found() => return Err(report::no_cluster(id).into()),
        other => other.map_err(refused)?,
    };
    let open = unfulfilled(plan, id, &azure);
    let azure = if open.is_empty() && !unfinished::is_broken(&azure) {
        azure
    } else {
        let asked = PlanOf::<DualStack>::from(plan.clone());
        let live = settings::of(id, &azure, plan);
        let mut changes = compare::changes(&live, &plan.to_value());
        changes.retain(|change| is_setting(&change.path));
        judge::errors(judge::change(session, id, &azure, &asked, &changes, Occasion::Write).await)?;
        begun();
        let operation = clusters.begin_update(id, |azure| settings::write(plan, azure)).await;
        operation.map_err(refused)?.wait().await.map_err(refused)?
    };
    report::unfulfilled(id, &unfulfilled(plan, id, &azure))?;
    Ok(DualStack { status: Some(SUCCEEDED.to_owned()), ..settings::of(id, &azure, plan) })
}

/// What is planned and not so.
fn unfulfilled(
    plan: &DualStack,
    id: &ManagedClusterId,
    azure: &Azures<ManagedCluster>,
) -> Vec<compare::Difference> {
    let mut open = compare::unfulfilled(plan, &settings::of(id, azure, plan));
    open.retain(|difference| is_setting(&difference.path));
    open
}

/// Whether an attribute is one of the cluster's.
fn is_setting(path: &Path) -> bool {
    ["ip_families", "pod_cidrs", "service_cidrs", "load_balancer"]
        .iter()
        .any(|setting| path.starts_with(&Path::of(*setting)))
}

/// What has become of a change that was under way or failed. A change that came to its end stays so, whatever others do
/// with the cluster.
fn status(noted: &str, azure: &ManagedCluster) -> &'static str {
    match noted {
        SUCCEEDED => SUCCEEDED,
        _ if unfinished::is_under_way(azure) => "Updating",
        _ if unfinished::is_broken(azure) => "Failed",
        _ => SUCCEEDED,
    }
}

fn cluster_of(id: &str) -> Result<ManagedClusterId, Diagnostics> {
    id.parse().map_err(|error| Diagnostic::from_error("Not the ID of an AKS cluster", &error).into())
}

fn waiting<'a>(ctx: &'a Context, id: &ManagedClusterId) -> Wait<'a> {
    ctx.wait(format!("Azure to change the IP families of cluster \"{}\"", id.name))
        .when_stopped(report::GOES_ON)
}
