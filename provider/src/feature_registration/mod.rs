//! The resource `aksoverlay_feature_registration`.

mod id;
mod model;
mod report;
mod retired;

use std::time::Duration;

use arm_client::{ArmError, Resource as Azures, models::Feature};
use tfplugin_framework::{
    Attr, Change, Context, Diagnostic, Diagnostics, Identified, Import, Resource, Saved, poll::Wait,
    resource::Timeouts,
};

use self::{
    id::FeatureId,
    model::{AKS, FeatureRegistration},
    retired::retired,
};
use crate::{
    identity::ArmIdentity,
    provider_registration::{self, REGISTERED},
    session::Session,
};

/// The resource.
pub(crate) struct FeatureRegistrationResource;

impl Resource for FeatureRegistrationResource {
    type Client = Session;
    type Model = FeatureRegistration;

    const NAME: &'static str = "aksoverlay_feature_registration";

    fn timeouts(&self) -> Timeouts {
        let long = Duration::from_secs(2 * 60 * 60);
        Timeouts { create: long, update: long, delete: long, ..Timeouts::default() }
    }

    /// A registration that was lost is planned as a change, a feature that nothing needs any more as it is.
    async fn plan(
        &self,
        ctx: &Context,
        session: Option<&Session>,
        change: &mut Change<'_, FeatureRegistration>,
    ) -> Result<(), Diagnostics> {
        let planned = &change.planned;
        let namespace = planned.provider_namespace.known().map_or(AKS, String::as_str).to_owned();
        let (Some(session), Some(name)) = (session, planned.name.known().cloned()) else { return Ok(()) };
        if let Some(retired) = retired(&namespace, &name, session.rules.date()) {
            ctx.report(report::not_needed(&name, retired));
            return Ok(());
        }
        let is_registered = |state: &String| state.eq_ignore_ascii_case(REGISTERED);
        match change.prior.map(|prior| prior.state.as_ref()) {
            Some(Some(state)) if is_registered(state) => return Ok(()),
            Some(state) => {
                ctx.report(report::lost(&namespace, &name, state.map_or("NotRegistered", String::as_str)));
            }
            None => match session.within(ctx).features().find(&namespace, &name).await {
                Ok(Some(feature)) if is_in(&feature, "Pending") => {
                    ctx.report(report::will_need_approval(&namespace, &name));
                    change.planned.state = Attr::Known(REGISTERED.to_owned());
                    return Ok(());
                }
                Ok(Some(_)) => {}
                Ok(None) => return Err(report::unknown(&namespace, &name).into()),
                Err(error) => ctx.report(report::not_looked_up(&name, &error)),
            },
        }
        session.plans.registration(&namespace, Some(&name));
        change.planned.state = Attr::Known(REGISTERED.to_owned());
        Ok(())
    }

    /// *Flow*: read; register unless registered; wait until the state is stable; register the resource provider again,
    /// which hands the feature on; wait until that is stable. A feature that nothing needs any more is only looked at.
    ///
    /// *On cancellation*: nothing is stored. Each step may be repeated, so the next apply goes on where this one ended.
    async fn create(
        &self,
        ctx: &Context,
        session: &Session,
        plan: FeatureRegistration,
        _: &Saved<FeatureRegistration>,
    ) -> Result<FeatureRegistration, Diagnostics> {
        waiting(ctx, "register", &plan.name).on(register(ctx, session, &plan)).await
    }

    /// A feature that is not registered stays in the state, so that the plan can show it.
    async fn read(
        &self,
        ctx: &Context,
        session: &Session,
        state: FeatureRegistration,
    ) -> Result<Option<FeatureRegistration>, Diagnostics> {
        let found = async {
            let found = look_up(session, ctx, state.namespace(), &state.name).await;
            found.map_err(|error| report::refused("read", &state.name, &error).into())
        };
        let found = ctx.wait(format!("Azure to show feature \"{}\"", state.name)).on(found).await?;
        if found.is_none() && is_retired(session, &state) {
            return Ok(Some(state));
        }
        Ok(found.map(|feature| self::state(session, &feature, state)))
    }

    /// Registers what was unregistered by others; what a destroy does changes here alone.
    async fn update(
        &self,
        ctx: &Context,
        session: &Session,
        prior: FeatureRegistration,
        plan: FeatureRegistration,
        _: &Saved<FeatureRegistration>,
    ) -> Result<FeatureRegistration, Diagnostics> {
        if prior.state == plan.state {
            return Ok(plan);
        }
        waiting(ctx, "register", &plan.name).on(register(ctx, session, &plan)).await
    }

    async fn delete(
        &self,
        ctx: &Context,
        session: &Session,
        state: FeatureRegistration,
    ) -> Result<(), Diagnostics> {
        if state.on_destroy.as_deref().is_none_or(|action| action.eq_ignore_ascii_case("keep")) {
            return Ok(());
        }
        let removal = async {
            unregister(ctx, session, &state)
                .await
                .map_err(|error| report::refused("unregister", &state.name, &error).into())
        };
        waiting(ctx, "unregister", &state.name).on(removal).await
    }

    async fn import(
        &self,
        ctx: &Context,
        session: &Session,
        id: &str,
    ) -> Result<Import<FeatureRegistration>, Diagnostics> {
        let id: FeatureId =
            id.parse().map_err(|error| Diagnostic::from_error("Not the ID of a feature", &error))?;
        let found = look_up(session, ctx, &id.namespace, &id.name).await;
        let Some(feature) = found.map_err(|error| report::refused("import", &id.name, &error))? else {
            let Diagnostic { summary, detail, .. } = report::unknown(&id.namespace, &id.name);
            return Err(Diagnostic::error(summary, detail).into());
        };
        let kept = FeatureRegistration {
            provider_namespace: Some(id.namespace),
            name: id.name,
            on_destroy: Some("keep".into()),
            ..FeatureRegistration::default()
        };
        Ok(Import::State(state(session, &feature, kept)))
    }
}

impl Identified for FeatureRegistrationResource {
    type Identity = ArmIdentity;

    fn identity(&self, feature: &FeatureRegistration, _: Option<&ArmIdentity>) -> ArmIdentity {
        ArmIdentity::of(feature.id.as_ref())
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        session: &Session,
        identity: ArmIdentity,
    ) -> Result<Import<FeatureRegistration>, Diagnostics> {
        self.import(ctx, session, &identity.id).await
    }
}

/// The feature as Azure has it; one that is not registered is looked at more than once.
async fn look_up(
    session: &Session,
    ctx: &Context,
    namespace: &str,
    name: &str,
) -> Result<Option<Azures<Feature>>, ArmError> {
    let arm = session.within(ctx);
    if retired(namespace, name, session.rules.date()).is_some() {
        return arm.features().find(namespace, name).await;
    }
    arm.features().find_registered(namespace, name).await
}

async fn register(
    ctx: &Context,
    session: &Session,
    plan: &FeatureRegistration,
) -> Result<FeatureRegistration, Diagnostics> {
    let (namespace, name) = (plan.namespace(), plan.name.as_str());
    let arm = session.within(ctx);
    let features = arm.features();
    let failed = |error: ArmError| -> Diagnostics { report::refused("register", name, &error).into() };
    let found = features.find(namespace, name).await.map_err(failed)?;
    if is_retired(session, plan) {
        return Ok(state(session, &found.map(Azures::into_model).unwrap_or_default(), plan.clone()));
    }
    let Some(feature) = found else { return Err(report::unknown(namespace, name).into()) };
    let adopted = is_in(&feature, REGISTERED);
    if !adopted && !is_in(&feature, "Pending") && !is_in(&feature, "Registering") {
        features.register(namespace, name).await.map_err(failed)?;
    }
    let feature = features.settled(namespace, name).await.map_err(failed)?;
    if is_in(&feature, "Pending") {
        return Err(report::needs_approval(namespace, name).into());
    }
    if !is_in(&feature, REGISTERED) {
        return Err(report::not_registered(namespace, name, &feature).into());
    }
    match provider_registration::refresh(&arm, namespace).await {
        Ok(()) => {}
        Err(error) if adopted && error.is_forbidden() => {
            ctx.report(report::not_refreshed(namespace, name, &error));
        }
        Err(error) => return Err(failed(error)),
    }
    Ok(state(session, &feature, plan.clone()))
}

/// Ends a registration and lets the resource provider know.
async fn unregister(ctx: &Context, session: &Session, state: &FeatureRegistration) -> Result<(), ArmError> {
    let (namespace, name) = (state.namespace(), state.name.as_str());
    let arm = session.within(ctx);
    let features = arm.features();
    let Some(feature) = features.find_registered(namespace, name).await? else { return Ok(()) };
    if is_in(&feature, "NotRegistered") || is_in(&feature, "Unregistered") {
        return Ok(());
    }
    features.unregister(namespace, name).await?;
    let settled = features.settled(namespace, name).await?;
    if is_in(&settled, REGISTERED) {
        ctx.report(report::still_registered(namespace, name));
        return Ok(());
    }
    provider_registration::refresh(&arm, namespace).await
}

fn is_retired(session: &Session, feature: &FeatureRegistration) -> bool {
    retired(feature.namespace(), &feature.name, session.rules.date()).is_some()
}

fn state(session: &Session, feature: &Feature, kept: FeatureRegistration) -> FeatureRegistration {
    let id = FeatureId { namespace: kept.namespace().to_owned(), name: kept.name.clone() };
    FeatureRegistration {
        id: Some(id.in_subscription(session.arm.subscription_id())),
        state: Some(state_of(feature).unwrap_or_else(|| "NotRegistered".to_owned())),
        ..kept
    }
}

fn state_of(feature: &Feature) -> Option<String> {
    feature.properties.as_ref().and_then(|properties| properties.state.clone()).map(String::from)
}

fn is_in(feature: &Feature, state: &str) -> bool {
    state_of(feature).is_some_and(|actual| actual.eq_ignore_ascii_case(state))
}

fn waiting<'a>(ctx: &'a Context, verb: &str, name: &str) -> Wait<'a> {
    ctx.wait(format!("Azure to {verb} feature \"{name}\"")).when_stopped(
        "Azure goes on by itself if it has begun; the next apply takes up the same registration.",
    )
}
