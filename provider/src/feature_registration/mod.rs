//! The resource `aksoverlay_feature_registration`.

mod id;
mod model;

use std::time::Duration;

use arm_client::{ArmError, models::Feature};
use tfplugin_framework::{
    Context, Diagnostic, Diagnostics, Identified, Import, Path, Resource, Saved, poll::Wait,
    resource::Timeouts,
};

use self::{id::FeatureId, model::FeatureRegistration};
use crate::{azure, identity::ArmIdentity, session::Session};

/// The resource.
pub(crate) struct FeatureRegistrationResource;

impl Resource for FeatureRegistrationResource {
    type Client = Session;
    type Model = FeatureRegistration;

    const NAME: &'static str = "aksoverlay_feature_registration";

    fn timeouts(&self) -> Timeouts {
        let long = Duration::from_secs(2 * 60 * 60);
        Timeouts { create: long, delete: long, ..Timeouts::default() }
    }

    /// *Flow*: read; register unless registered; wait until the state is stable; register the resource provider again,
    /// which hands the feature on; wait for that.
    ///
    /// *On cancellation*: nothing is stored. Each step may be repeated, so the next apply goes on where this one ended.
    async fn create(
        &self,
        ctx: &Context,
        session: &Session,
        plan: FeatureRegistration,
        _: &Saved<FeatureRegistration>,
    ) -> Result<FeatureRegistration, Diagnostics> {
        waiting(ctx, "register", &plan.name).on(register(session, &plan)).await
    }

    async fn read(
        &self,
        _: &Context,
        session: &Session,
        state: FeatureRegistration,
    ) -> Result<Option<FeatureRegistration>, Diagnostics> {
        let found = session.arm.features().find(state.namespace(), &state.name).await;
        let found = found.map_err(|error| refused("read", &state.name, &error))?;
        let registered =
            |feature: &_| !["NotRegistered", "Unregistered"].iter().any(|gone| is_in(feature, gone));
        Ok(found.filter(|feature| registered(feature)).map(|feature| self::state(session, &feature, state)))
    }

    /// Only what a destroy does can change.
    async fn update(
        &self,
        _: &Context,
        _: &Session,
        _: FeatureRegistration,
        plan: FeatureRegistration,
        _: &Saved<FeatureRegistration>,
    ) -> Result<FeatureRegistration, Diagnostics> {
        Ok(plan)
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
        let features = session.arm.features();
        let removal = async {
            if features.find(state.namespace(), &state.name).await?.is_some() {
                features.unregister(state.namespace(), &state.name).await?;
                features.settled(state.namespace(), &state.name).await?;
            }
            Ok(())
        };
        let removal =
            async { removal.await.map_err(|error| refused("unregister", &state.name, &error).into()) };
        waiting(ctx, "unregister", &state.name).on(removal).await
    }

    async fn import(
        &self,
        _: &Context,
        session: &Session,
        id: &str,
    ) -> Result<Import<FeatureRegistration>, Diagnostics> {
        let id: FeatureId =
            id.parse().map_err(|error| Diagnostic::from_error("Not the ID of a feature", &error))?;
        let found = session.arm.features().find(&id.namespace, &id.name).await;
        let Some(feature) = found.map_err(|error| refused("import", &id.name, &error))? else {
            return Err(unknown(&id.namespace, &id.name).into());
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

async fn register(session: &Session, plan: &FeatureRegistration) -> Result<FeatureRegistration, Diagnostics> {
    let (namespace, name) = (plan.namespace(), plan.name.as_str());
    let features = session.arm.features();
    let failed = |error: ArmError| -> Diagnostics { refused("register", name, &error).into() };
    let Some(mut feature) = features.find(namespace, name).await.map_err(failed)? else {
        return Err(unknown(namespace, name).at(Path::of("name")).into());
    };
    if !is_in(&feature, "Registered") {
        if !is_in(&feature, "Pending") && !is_in(&feature, "Registering") {
            features.register(namespace, name).await.map_err(failed)?;
        }
        feature = features.settled(namespace, name).await.map_err(failed)?;
    }
    if is_in(&feature, "Pending") {
        return Err(needs_approval(namespace, name).into());
    }
    if !is_in(&feature, "Registered") {
        return Err(not_registered(namespace, name, &feature).into());
    }
    let providers = session.arm.resource_providers();
    providers.register(namespace).await.map_err(failed)?;
    providers.settled(namespace).await.map_err(failed)?;
    Ok(state(session, &feature, plan.clone()))
}

fn state(session: &Session, feature: &Feature, kept: FeatureRegistration) -> FeatureRegistration {
    let id = FeatureId { namespace: kept.namespace().to_owned(), name: kept.name.clone() };
    FeatureRegistration {
        id: Some(id.in_subscription(session.arm.subscription_id())),
        state: state_of(feature),
        ..kept
    }
}

fn state_of(feature: &Feature) -> Option<String> {
    feature.properties.as_ref().and_then(|properties| properties.state.clone()).map(String::from)
}

fn is_in(feature: &Feature, state: &str) -> bool {
    state_of(feature).is_some_and(|actual| actual.eq_ignore_ascii_case(state))
}

fn unknown(namespace: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("There is no feature \"{name}\""),
        format!(
            "{namespace} has no feature of this name for this subscription. Features that have become generally available \
             are sometimes removed: then nothing has to be registered. \"az feature list --namespace {namespace}\" lists \
             them."
        ),
    )
}

fn needs_approval(namespace: &str, name: &str) -> Diagnostic {
    Diagnostic::error(
        format!("Feature \"{name}\" waits for approval"),
        format!(
            "The registration of {namespace}/{name} is Pending: Microsoft has to approve it for this subscription. Ask for \
             it through Azure support or the form in the feature's documentation, and apply again when it is Registered."
        ),
    )
}

fn not_registered(namespace: &str, name: &str, feature: &Feature) -> Diagnostic {
    Diagnostic::error(
        format!("Feature \"{name}\" was not registered"),
        format!(
            "Azure took the registration of {namespace}/{name}, and its state is \"{}\". Apply again; if it stays so, ask \
             Azure support.",
            state_of(feature).unwrap_or_default()
        ),
    )
}

fn refused(verb: &str, name: &str, error: &ArmError) -> Diagnostic {
    azure::failed(&format!("{verb} feature \"{name}\""), error)
}

fn waiting<'a>(ctx: &'a Context, verb: &str, name: &str) -> Wait<'a> {
    ctx.wait(format!("Azure to {verb} feature \"{name}\"")).when_stopped(
        "Azure goes on by itself if it has begun; the next apply takes up the same registration.",
    )
}
