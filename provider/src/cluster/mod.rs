//! The resource `aksoverlay_cluster`: an AKS cluster on Azure CNI Overlay.
//!
//! [`plan`] completes what Terraform proposes, [`judge`] refuses what Azure would refuse, [`request`] turns a plan into
//! Azure's words and [`state`] turns the answer back. [`unfinished`] remembers an operation that was not seen to its
//! end, [`adopt`] takes over a cluster that a lost create left behind.

mod access;
mod accounts;
mod addons;
mod adopt;
mod advanced_networking;
mod auto_scaler;
#[cfg(test)]
mod bodies;
mod coherence;
mod diff;
#[cfg(test)]
mod faults;
mod judge;
mod live;
mod maintenance;
mod model;
mod node_provisioning;
mod plan;
mod profile;
mod report;
mod request;
mod security;
mod service_mesh;
mod services;
mod state;
mod target;
mod upgrades;
mod view;

use std::time::Duration;

use arm_client::{ArmError, ManagedClusterId, Operation, Resource as Azures, models::ManagedCluster};
use tfplugin_framework::{
    Change, Context, Diagnostics, Identified, Import, Interrupted, Path, Resource, Saved, resource::Timeouts,
};

use self::model::ClusterPlan;
pub(crate) use self::{
    access::{Aad, ApiServerAccess},
    addons::Addons,
    diff::adds_a_family,
    live::{around, of as seen, view as live},
    model::{Cluster, Identity, KubeletIdentity, LoadBalancer, Network},
    node_provisioning::NodeProvisioning,
    request::write_network,
    services::{WebAppRouting, WorkloadAutoScaler},
    upgrades::AutoUpgrade,
};
use crate::{
    compare,
    identity::ArmIdentity,
    pool,
    session::Session,
    unfinished::{self, Unfinished},
};

/// How long an interrupted create looks for what it may have left behind.
const LAST_LOOK: Duration = Duration::from_secs(10);

/// The resource.
pub(crate) struct ClusterResource;

impl Resource for ClusterResource {
    type Client = Session;
    type Model = Cluster;

    const NAME: &'static str = "aksoverlay_cluster";

    fn timeouts(&self) -> Timeouts {
        let long = Duration::from_secs(90 * 60);
        Timeouts { create: long, read: Duration::from_secs(5 * 60), update: long, delete: long }
    }

    fn validate(&self, config: &ClusterPlan, diagnostics: &mut Diagnostics) {
        judge::configuration(config, diagnostics);
    }

    async fn plan(
        &self,
        ctx: &Context,
        session: Option<&Session>,
        change: &mut Change<'_, Cluster>,
    ) -> Result<(), Diagnostics> {
        if let (Some(prior), Some(unfinished)) = (change.prior, Unfinished::noted(ctx)?) {
            plan::reopen(change.config, &mut change.planned, unfinished)?;
            ctx.report(report::cluster(&prior.name).will_finish(unfinished));
        }
        plan::complete(change);
        if let Some(session) = session {
            plan::foretell_id(change, session.arm.subscription_id());
        }
        if let Some(prior) = change.prior.filter(|prior| prior.system_pool.name.is_empty()) {
            return Err(report::no_pool(&prior.name).into());
        }
        let wait = ctx.wait("Azure to tell what is around the cluster").when_stopped("Nothing was changed.");
        wait.on(judge::change(ctx, session, change)).await
    }

    /// *Flow*: rules, PUT with `If-None-Match: *`, wait, read.
    ///
    /// *Guarantees*: an existing cluster is never changed. From the moment Azure took the request the state holds the
    /// cluster, whatever happens next.
    ///
    /// *On cancellation*: Azure goes on by itself; the next apply waits for the same cluster.
    async fn create(
        &self,
        ctx: &Context,
        session: &Session,
        plan: Cluster,
        saved: &Saved<Cluster>,
    ) -> Result<Cluster, Diagnostics> {
        let not_begun = |interrupted| report::cluster(&plan.name).not_begun("create", interrupted);
        ctx.wait_for(judge::before_write(session, &plan, None)).await.map_err(not_begun)??;
        let id = ManagedClusterId::new(session.arm.subscription_id(), &plan.resource_group_name, &plan.name);
        let arm = session.within(ctx);
        let clusters = arm.managed_clusters();
        let operation = match ctx.wait_for(clusters.begin_create(&id, &request::create(&plan))).await {
            Ok(Ok(operation)) => operation,
            Ok(Err(error)) if error.is_already_exists() => adopt::existing(ctx, session, &id, &plan).await?,
            Ok(Err(error)) => return Err(report::cluster(&plan.name).refused("create", &error).into()),
            // Whether Azure got the request can only be told by looking.
            Err(interrupted) => match tokio::time::timeout(LAST_LOOK, clusters.find(&id)).await {
                Ok(Ok(Some(_))) => adopt::existing(ctx, session, &id, &plan).await?,
                _ => return Err(not_begun(interrupted).into()),
            },
        };
        saved.record(&so_far(&id, &plan));
        Unfinished::Creation.note(ctx)?;
        match finish(ctx, &id, &plan, operation, Unfinished::Creation).await? {
            Finished::Done(created) => maintenance::make(ctx, session, &id, created).await,
            Finished::GoesOn(so_far) => Ok(so_far),
        }
    }

    async fn read(
        &self,
        ctx: &Context,
        session: &Session,
        state: Cluster,
    ) -> Result<Option<Cluster>, Diagnostics> {
        let id = stored_id(session, &state);
        let read = ctx.wait_for(session.within(ctx).managed_clusters().find(&id)).await;
        let read = read.map_err(|interrupted| report::cluster(&state.name).not_begun("read", interrupted))?;
        let Some(azure) = read.map_err(|error| report::cluster(&state.name).refused("read", &error))? else {
            return Ok(None);
        };
        Unfinished::observe(ctx, &azure)?;
        let mut read = state::cluster(&id, &azure, &state);
        if let Some(maintenance) = &state.maintenance {
            let arm = session.within(ctx);
            let found = ctx.wait_for(maintenance::read(&arm, &id, Some(maintenance))).await;
            let found =
                found.map_err(|interrupted| report::cluster(&state.name).not_begun("read", interrupted))?;
            read.maintenance = match found {
                Ok(found) => found,
                // Somebody deleted the cluster after it was read.
                Err(error) if error.is_not_found() => return Ok(None),
                Err(error) => return Err(report::cluster(&state.name).refused("read", &error).into()),
            };
        }
        Ok(Some(read))
    }

    /// *Flow*: see an earlier operation to its end (after a deletion, create), compare, rules, one PUT of the whole cluster (a PATCH where only
    /// tags change), wait, read, compare again.
    ///
    /// *Guarantees*: what the plan does not name is written back as it was read. A change that Azure accepts and does not
    /// make is an error.
    async fn update(
        &self,
        ctx: &Context,
        session: &Session,
        prior: Cluster,
        plan: Cluster,
        saved: &Saved<Cluster>,
    ) -> Result<Cluster, Diagnostics> {
        let id = stored_id(session, &prior);
        let arm = session.within(ctx);
        let clusters = arm.managed_clusters();
        let refused = |error| report::cluster(&plan.name).refused("update", &error);
        let not_begun = |interrupted| report::cluster(&plan.name).not_begun("update", interrupted);
        if Unfinished::noted(ctx)? == Some(Unfinished::Deletion) {
            ctx.wait_for(clusters.resume_delete(&id).wait()).await.map_err(not_begun)?.map_err(refused)?;
            return self.create(ctx, session, plan, saved).await;
        }
        let azure = ctx.wait_for(at_rest(session, &id)).await.map_err(not_begun)?.map_err(refused)?;
        let open = compare::unfulfilled(&plan, &state::cluster(&id, &azure, &plan));
        let broken = unfinished::is_broken(&azure);
        let sets_password =
            plan.windows.as_ref().is_some_and(|windows| windows.sets_password(prior.windows.as_ref()));
        if open.is_empty() && !broken && !sets_password {
            Unfinished::clear(ctx);
            let there = state::cluster(&id, &azure, &plan);
            return maintenance::keep(ctx, session, &id, prior.maintenance, there, saved).await;
        }
        let judged = judge::before_write(session, &plan, Some((&id, &prior)));
        ctx.wait_for(judged).await.map_err(not_begun)??;
        let tags_alone =
            !broken && !sets_password && open.iter().all(|difference| difference.path == Path::of("tags"));
        let begun = ctx.wait_for(async {
            if tags_alone {
                clusters.begin_update_tags(&id, &plan.tags.clone().unwrap_or_default()).await
            } else {
                let write = |azure: &mut ManagedCluster| {
                    request::write(&plan, azure);
                    if sets_password {
                        request::hand_over_password(&plan, azure);
                    }
                };
                clusters.begin_update(&id, write).await
            }
        });
        // From here on Azure may have the request, whether its answer arrives or not.
        Unfinished::Update.note(ctx)?;
        let asked = |interrupted| report::cluster(&plan.name).perhaps_begun(interrupted);
        let operation = begun.await.map_err(asked)?.map_err(refused)?;
        let updated = match finish(ctx, &id, &plan, operation, Unfinished::Update).await? {
            Finished::Done(updated) => updated,
            Finished::GoesOn(so_far) => return Ok(Cluster { maintenance: prior.maintenance, ..so_far }),
        };
        maintenance::keep(ctx, session, &id, prior.maintenance, updated, saved).await
    }

    /// *Flow*: DELETE, unless a deletion is under way already; wait until Azure no longer knows the cluster.
    ///
    /// *On cancellation*: Azure goes on; the cluster stays in state, and the next destroy waits for the same deletion.
    async fn delete(&self, ctx: &Context, session: &Session, state: Cluster) -> Result<(), Diagnostics> {
        let id = stored_id(session, &state);
        let arm = session.within(ctx);
        let clusters = arm.managed_clusters();
        let deletion = async {
            let under_way =
                clusters.find(&id).await?.is_some_and(|azure| unfinished::is_being_deleted(&azure));
            let mut operation =
                if under_way { clusters.resume_delete(&id) } else { clusters.begin_delete(&id).await? };
            operation.wait().await
        };
        let deletion = async {
            deletion.await.map_err(|error| report::cluster(&state.name).refused("delete", &error).into())
        };
        let wait = ctx.wait(format!("Azure to delete cluster \"{}\"", state.name));
        wait.when_stopped(report::cluster(&state.name).deletion_goes_on()).on(deletion).await
    }

    async fn import(&self, _: &Context, session: &Session, id: &str) -> Result<Import<Cluster>, Diagnostics> {
        let asked: ManagedClusterId = id.parse().map_err(|error| report::not_an_id(&error))?;
        let found = session.arm.managed_clusters().find(&asked).await;
        let Some(azure) = found.map_err(|error| report::cluster(&asked.name).refused("import", &error))?
        else {
            return Err(report::nothing_to_import(&asked).into());
        };
        // Azure's own spelling of the names, however the ID was typed.
        let id = azure.id.as_deref().and_then(|id| id.parse().ok()).unwrap_or(asked);
        let maintenance = match maintenance::read(&session.arm, &id, None).await {
            Ok(maintenance) => maintenance,
            // Somebody deleted the cluster after it was read.
            Err(error) if error.is_not_found() => return Err(report::nothing_to_import(&id).into()),
            Err(error) => return Err(report::cluster(&id.name).refused("import", &error).into()),
        };
        let imported = state::cluster(&id, &azure, &Cluster::default());
        Ok(Import::State(Cluster { maintenance, ..imported }))
    }
}

impl Identified for ClusterResource {
    type Identity = ArmIdentity;

    fn identity(&self, cluster: &Cluster, _: Option<&ArmIdentity>) -> ArmIdentity {
        ArmIdentity::of(cluster.id.as_ref())
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        session: &Session,
        identity: ArmIdentity,
    ) -> Result<Import<Cluster>, Diagnostics> {
        self.import(ctx, session, &identity.id).await
    }
}

/// The cluster as Azure has it and as an import would have it.
pub(crate) fn imported(id: &ManagedClusterId, azure: &ManagedCluster) -> Cluster {
    state::cluster(id, azure, &Cluster::default())
}

/// How far a write has come.
enum Finished {
    /// Azure is done, and the cluster is like this.
    Done(Cluster),
    /// Terraform was interrupted; Azure goes on.
    GoesOn(Cluster),
}

/// Waits for a write that Azure has accepted and reads what it led to.
async fn finish(
    ctx: &Context,
    id: &ManagedClusterId,
    plan: &Cluster,
    mut operation: Operation<Azures<ManagedCluster>>,
    kind: Unfinished,
) -> Result<Finished, Diagnostics> {
    match ctx.wait_for(operation.wait()).await {
        Ok(Ok(azure)) => {
            Unfinished::clear(ctx);
            let mut actual = state::cluster(id, &azure, plan);
            let open = compare::unfulfilled(plan, &actual);
            if matches!(kind, Unfinished::Creation) && !open.is_empty() {
                // After an error Terraform would replace the new cluster, which works.
                ctx.report(report::cluster(&plan.name).created_otherwise(&open));
                return compare::as_wanted(plan, &actual).map(Finished::Done);
            }
            report::cluster(&plan.name).unfulfilled(&open)?;
            // A version that moved on by itself meanwhile is for the next refresh to tell.
            if plan.current_kubernetes_version.is_some() {
                actual.current_kubernetes_version.clone_from(&plan.current_kubernetes_version);
            }
            pool::plan::keep_planned(&plan.system_pool, &mut actual.system_pool);
            Ok(Finished::Done(actual))
        }
        Ok(Err(error)) => {
            Unfinished::Failure.note(ctx)?;
            Err(report::cluster(&plan.name).failed(kind, &error).into())
        }
        Err(Interrupted::Cancelled) => {
            ctx.report(report::cluster(&plan.name).goes_on(kind));
            Ok(Finished::GoesOn(so_far(id, plan)))
        }
        Err(Interrupted::DeadlineExceeded) => Err(report::cluster(&plan.name).timed_out(kind).into()),
    }
}

/// The cluster once no operation runs on it any more.
pub(crate) async fn at_rest(
    session: &Session,
    id: &ManagedClusterId,
) -> Result<Azures<ManagedCluster>, ArmError> {
    let clusters = session.arm.managed_clusters();
    let azure = clusters.get(id).await?;
    if unfinished::is_under_way(&azure) { clusters.resume(id).wait().await } else { Ok(azure) }
}

/// What is known of a cluster before Azure is done with it: what was asked for, and where it will be.
fn so_far(id: &ManagedClusterId, plan: &Cluster) -> Cluster {
    Cluster { id: Some(id.to_string()), ..plan.clone() }
}

/// Where the cluster of a state is.
fn stored_id(session: &Session, state: &Cluster) -> ManagedClusterId {
    let made =
        || ManagedClusterId::new(session.arm.subscription_id(), &state.resource_group_name, &state.name);
    state.id.as_deref().and_then(|id| id.parse().ok()).unwrap_or_else(made)
}
