//! The resource `aksoverlay_node_pool`: a further pool of an AKS cluster.
//!
//! What a pool is stands in [`pool`](crate::pool), which it shares with the cluster. [`surroundings`] finds the cluster
//! around it, and [`judge`] refuses what Azure would refuse of the two together.

#[cfg(test)]
mod attributes;
mod judge;
mod model;
mod report;
mod state;
mod surroundings;
mod within;

use std::time::Duration;

use arm_client::{
    AgentPoolId, ArmError, ManagedClusterId, Operation, Resource as Azures,
    models::{AgentPool, AgentPoolProfile},
};
use tfplugin_framework::{
    Change, Context, Diagnostics, Identified, Import, Interrupted, Resource, Saved, resource::Timeouts,
};

use self::{
    model::{NodePool, NodePoolPlan},
    state::{node_pool, so_far, stored_id},
};
use crate::{
    adoption, compare,
    identity::ArmIdentity,
    planned::UnderWay,
    pool::{self, Place},
    session::Session,
    unfinished::{self, Unfinished},
};

/// How long an interrupted create looks for what it may have left behind.
const LAST_LOOK: Duration = Duration::from_secs(10);

/// The resource.
pub(crate) struct NodePoolResource;

impl Resource for NodePoolResource {
    type Client = Session;
    type Model = NodePool;

    const NAME: &'static str = "aksoverlay_node_pool";

    fn timeouts(&self) -> Timeouts {
        let long = Duration::from_secs(90 * 60);
        Timeouts { create: long, read: Duration::from_secs(5 * 60), update: long, delete: long }
    }

    fn validate(&self, config: &NodePoolPlan, diagnostics: &mut Diagnostics) {
        judge::configuration(config, diagnostics);
    }

    async fn plan(
        &self,
        ctx: &Context,
        session: Option<&Session>,
        change: &mut Change<'_, NodePool>,
    ) -> Result<(), Diagnostics> {
        if let (Some(prior), Some(unfinished)) = (change.prior, Unfinished::noted(ctx)?) {
            change.planned = unfinished::reopened::<NodePool>(change.config, &change.planned, unfinished)?;
            pool::plan::reimaged(&mut change.planned.pool);
            ctx.report(report::pool(&prior.pool.name).will_finish(unfinished));
        }
        pool::plan::complete(&mut change.planned.pool, &change.config.pool, Place::Alone);
        if change.config.pool.network_plugin_mode.is_null()
            && change.planned.pool.network_plugin_mode.is_unknown()
        {
            change.planned.pool.network_plugin_mode = tfplugin_framework::Attr::Null;
        }
        let wait =
            ctx.wait("Azure to tell what is around the node pool").when_stopped("Nothing was changed.");
        wait.on(judge::change(ctx, session, change)).await
    }

    async fn plan_destroy(
        &self,
        ctx: &Context,
        session: Option<&Session>,
        state: &NodePool,
    ) -> Result<(), Diagnostics> {
        let wait =
            ctx.wait("Azure to tell what is around the node pool").when_stopped("Nothing was changed.");
        wait.on(judge::destroy(session, state)).await
    }

    /// *Flow*: rules, PUT with `If-None-Match: *`, wait, read. Pools of one cluster are created at the same time; where
    /// Azure wants one after the other, the request waits within the deadline.
    ///
    /// *Guarantees*: an existing pool is never changed. From the moment Azure took the request the state holds the pool,
    /// whatever happens next.
    ///
    /// *On cancellation*: Azure goes on by itself; the next apply waits for the same pool.
    async fn create(
        &self,
        ctx: &Context,
        session: &Session,
        plan: NodePool,
        saved: &Saved<NodePool>,
    ) -> Result<NodePool, Diagnostics> {
        let subject = report::pool(&plan.pool.name);
        let not_begun = |interrupted| subject.not_begun("create", interrupted);
        ctx.wait_for(judge::before_write(session, &plan, None)).await.map_err(not_begun)??;
        let _writing = under_way(session, &plan);
        let id = located(&NodePool { id: None, ..plan.clone() })?;
        let arm = session.within(ctx);
        let pools = arm.agent_pools();
        let mut profile = AgentPoolProfile::default();
        pool::request::write(&plan.pool, &mut profile);
        let body = AgentPool { properties: Some(profile), ..AgentPool::default() };
        let operation = match ctx.wait_for(pools.begin_create(&id, &body)).await {
            Ok(Ok(operation)) => operation,
            Ok(Err(error)) if error.is_already_exists() => adopt(ctx, session, &id, &plan).await?,
            Ok(Err(error)) => return Err(subject.refused("create", &error).into()),
            // Whether Azure got the request can only be told by looking.
            Err(interrupted) => match tokio::time::timeout(LAST_LOOK, pools.find(&id)).await {
                Ok(Ok(Some(_))) => adopt(ctx, session, &id, &plan).await?,
                _ => return Err(not_begun(interrupted).into()),
            },
        };
        saved.record(&so_far(&id, &plan));
        Unfinished::Creation.note(ctx)?;
        finish(ctx, &id, &plan, operation, Unfinished::Creation).await
    }

    async fn read(
        &self,
        ctx: &Context,
        session: &Session,
        state: NodePool,
    ) -> Result<Option<NodePool>, Diagnostics> {
        let id = located(&state)?;
        let subject = report::pool(&state.pool.name);
        // A cluster that is gone took its pools along.
        let read = ctx.wait_for(session.within(ctx).agent_pools().find(&id)).await;
        let read = read.map_err(|interrupted| subject.not_begun("read", interrupted))?;
        let Some(azure) = read.map_err(|error| subject.refused("read", &error))? else {
            return Ok(None);
        };
        Unfinished::observe(ctx, &azure)?;
        Ok(Some(node_pool(&id, &azure, &state)))
    }

    /// *Flow*: see an earlier operation to its end (after a deletion, create), compare, rules, one PUT of the whole pool,
    /// wait, read, compare again.
    ///
    /// *Guarantees*: what the plan does not name is written back as it was read. A change that Azure accepts and does not
    /// make is an error.
    async fn update(
        &self,
        ctx: &Context,
        session: &Session,
        prior: NodePool,
        plan: NodePool,
        saved: &Saved<NodePool>,
    ) -> Result<NodePool, Diagnostics> {
        let id = located(&prior)?;
        let arm = session.within(ctx);
        let pools = arm.agent_pools();
        let subject = report::pool(&plan.pool.name);
        let refused = |error| subject.refused("update", &error);
        let not_begun = |interrupted| subject.not_begun("update", interrupted);
        if Unfinished::noted(ctx)? == Some(Unfinished::Deletion) {
            ctx.wait_for(pools.resume_delete(&id).wait()).await.map_err(not_begun)?.map_err(refused)?;
            return self.create(ctx, session, plan, saved).await;
        }
        let azure = ctx.wait_for(at_rest(session, &id)).await.map_err(not_begun)?.map_err(refused)?;
        let actual = node_pool(&id, &azure, &plan);
        if compare::unfulfilled(&plan, &actual).is_empty() && !unfinished::is_broken(&azure) {
            Unfinished::clear(ctx);
            return Ok(settled(&plan, actual));
        }
        let judged = judge::before_write(session, &plan, Some(&prior));
        ctx.wait_for(judged).await.map_err(not_begun)??;
        let _writing = under_way(session, &plan);
        let written = |azure: &mut AgentPool| {
            pool::request::write(&plan.pool, azure.properties.get_or_insert_default())
        };
        let begun = ctx.wait_for(pools.begin_update(&id, written));
        // From here on Azure may have the request, whether its answer arrives or not.
        Unfinished::Update.note(ctx)?;
        let asked = |interrupted| subject.perhaps_begun(interrupted);
        let operation = begun.await.map_err(asked)?.map_err(refused)?;
        finish(ctx, &id, &plan, operation, Unfinished::Update).await
    }

    /// *Flow*: DELETE, unless a deletion is under way already; wait until Azure no longer knows the pool.
    ///
    /// *On cancellation*: Azure goes on; the pool stays in state, and the next destroy waits for the same deletion.
    async fn delete(&self, ctx: &Context, session: &Session, state: NodePool) -> Result<(), Diagnostics> {
        let id = located(&state)?;
        let subject = report::pool(&state.pool.name);
        session.plans.goes(&id.cluster(), &id.name);
        let _deleting = under_way(session, &state);
        let arm = session.within(ctx);
        let pools = arm.agent_pools();
        let deletion = async {
            let under_way = pools.find(&id).await?.is_some_and(|azure| unfinished::is_being_deleted(&azure));
            let mut operation =
                if under_way { pools.resume_delete(&id) } else { pools.begin_delete(&id).await? };
            operation.wait().await
        };
        let deletion = async {
            deletion.await.map_err(|error| {
                session.plans.stays(&id.cluster(), &id.name);
                subject.refused("delete", &error).into()
            })
        };
        let wait = ctx.wait(format!("Azure to delete {subject}"));
        wait.when_stopped(subject.deletion_goes_on()).on(deletion).await
    }

    async fn import(
        &self,
        _: &Context,
        session: &Session,
        id: &str,
    ) -> Result<Import<NodePool>, Diagnostics> {
        let asked: AgentPoolId = id.parse().map_err(|error| report::not_an_id(&error))?;
        let found = session.arm.agent_pools().find(&asked).await;
        let found = found.map_err(|error| report::pool(&asked.name).refused("import", &error))?;
        let Some(azure) = found else { return Err(report::nothing_to_import(&asked).into()) };
        // Azure's own spelling of the names, however the ID was typed.
        let id = azure.id.as_deref().and_then(|id| id.parse().ok()).unwrap_or(asked);
        Ok(Import::State(node_pool(&id, &azure, &NodePool::default())))
    }
}

impl Identified for NodePoolResource {
    type Identity = ArmIdentity;

    fn identity(&self, pool: &NodePool, _: Option<&ArmIdentity>) -> ArmIdentity {
        ArmIdentity::of(pool.id.as_ref())
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        session: &Session,
        identity: ArmIdentity,
    ) -> Result<Import<NodePool>, Diagnostics> {
        self.import(ctx, session, &identity.id).await
    }
}

/// Takes over the pool that exists under the planned name, as after an apply that was cut off, if it is the planned one.
///
/// # Errors
/// The `import` block to write, and what differs.
async fn adopt(
    ctx: &Context,
    session: &Session,
    id: &AgentPoolId,
    plan: &NodePool,
) -> Result<Operation<Azures<AgentPool>>, Diagnostics> {
    let pools = session.arm.agent_pools();
    let azure =
        pools.get(id).await.map_err(|error| report::pool(&plan.pool.name).refused("create", &error))?;
    if let Some(obstacle) = adoption::obstacle(session, plan, &node_pool(id, &azure, plan), &azure) {
        return Err(adoption::refused("aksoverlay_node_pool", &id.resource_id(), &obstacle).into());
    }
    ctx.report(adoption::adopted("node pool", &plan.pool.name));
    Ok(pools.resume(id))
}

/// Waits for a write that Azure has accepted and reads what it led to.
async fn finish(
    ctx: &Context,
    id: &AgentPoolId,
    plan: &NodePool,
    mut operation: Operation<Azures<AgentPool>>,
    kind: Unfinished,
) -> Result<NodePool, Diagnostics> {
    let subject = report::pool(&plan.pool.name);
    match ctx.wait_for(operation.wait()).await {
        Ok(Ok(azure)) => {
            Unfinished::clear(ctx);
            let actual = node_pool(id, &azure, plan);
            let open = compare::unfulfilled(plan, &actual);
            if matches!(kind, Unfinished::Creation) && !open.is_empty() {
                // After an error Terraform would replace the new pool, which works.
                ctx.report(subject.created_otherwise(&open));
                return compare::as_wanted(plan, &actual);
            }
            subject.unfulfilled(&open)?;
            Ok(settled(plan, actual))
        }
        Ok(Err(error)) => {
            Unfinished::Failure.note(ctx)?;
            Err(subject.failed(kind, &error).into())
        }
        Err(Interrupted::Cancelled) => {
            ctx.report(subject.goes_on(kind));
            Ok(so_far(id, plan))
        }
        Err(Interrupted::DeadlineExceeded) => Err(subject.timed_out(kind).into()),
    }
}

/// The pool as it became, as far as it is not for the next refresh to tell.
fn settled(plan: &NodePool, mut actual: NodePool) -> NodePool {
    pool::plan::keep_planned(&plan.pool, &mut actual.pool);
    actual
}

/// The pool once no operation runs on it any more.
async fn at_rest(session: &Session, id: &AgentPoolId) -> Result<Azures<AgentPool>, ArmError> {
    let pools = session.arm.agent_pools();
    let azure = pools.get(id).await?;
    if unfinished::is_under_way(&azure) { pools.resume(id).wait().await } else { Ok(azure) }
}

/// Lets those wait who need the room that the pool leaves, until what is done to it has ended. Begun by who does not wait
/// any more, so that no two wait for each other.
fn under_way<'s>(session: &'s Session, pool: &NodePool) -> Option<UnderWay<'s>> {
    let id: ManagedClusterId = pool.cluster_id.parse().ok()?;
    Some(session.plans.begin(&id, &pool.pool.name))
}

/// Where the pool of a state or plan is.
fn located(state: &NodePool) -> Result<AgentPoolId, Diagnostics> {
    stored_id(state).map_err(|error| report::not_an_id(&error))
}
