//! The resource `aksoverlay_provider_registration`, and what features need of resource providers.

mod model;
mod report;

use std::time::Duration;

use arm_client::{ArmClient, ArmError, models::ResourceProvider};
use tfplugin_framework::{
    Attr, Change, Context, Diagnostics, Identified, Import, Resource, Saved, poll::Wait, resource::Timeouts,
};

use self::model::ProviderRegistration;
use crate::{checks::is_namespace, identity::ArmIdentity, session::Session};

/// The state of a registration, of a provider or of a feature, that can be used.
pub(crate) const REGISTERED: &str = "Registered";

/// Registers a resource provider once more, which makes it take note of features, and waits until it is stable.
///
/// # Errors
/// Azure's refusal.
pub(crate) async fn refresh(arm: &ArmClient, namespace: &str) -> Result<(), ArmError> {
    let providers = arm.resource_providers();
    providers.register(namespace).await?;
    providers.settled(namespace).await.map(drop)
}

/// The resource.
pub(crate) struct ProviderRegistrationResource;

impl Resource for ProviderRegistrationResource {
    type Client = Session;
    type Model = ProviderRegistration;

    const NAME: &'static str = "aksoverlay_provider_registration";

    fn timeouts(&self) -> Timeouts {
        let long = Duration::from_secs(2 * 60 * 60);
        Timeouts { create: long, update: long, delete: long, ..Timeouts::default() }
    }

    /// A registration that was lost is planned as a change.
    async fn plan(
        &self,
        ctx: &Context,
        session: Option<&Session>,
        change: &mut Change<'_, ProviderRegistration>,
    ) -> Result<(), Diagnostics> {
        if let Some(prior) = change.prior {
            let state = prior.state.as_deref().unwrap_or("NotRegistered");
            if state.eq_ignore_ascii_case(REGISTERED) {
                return Ok(());
            }
            ctx.report(report::lost(&prior.namespace, state));
        }
        if let (Some(session), Attr::Known(namespace)) = (session, &change.planned.namespace) {
            session.plans.registration(namespace, None);
        }
        change.planned.state = Attr::Known(REGISTERED.to_owned());
        Ok(())
    }

    /// *Flow*: read; register unless registered; wait until the state is stable.
    ///
    /// *On cancellation*: nothing is stored. Each step may be repeated, so the next apply goes on where this one ended.
    async fn create(
        &self,
        ctx: &Context,
        session: &Session,
        plan: ProviderRegistration,
        _: &Saved<ProviderRegistration>,
    ) -> Result<ProviderRegistration, Diagnostics> {
        waiting(ctx, "register", &plan.namespace).on(register(ctx, session, &plan)).await
    }

    /// A provider that is not registered stays in the state, so that the plan can show it.
    async fn read(
        &self,
        ctx: &Context,
        session: &Session,
        state: ProviderRegistration,
    ) -> Result<Option<ProviderRegistration>, Diagnostics> {
        let found = async {
            match session.within(ctx).resource_providers().get_registered(&state.namespace).await {
                Ok(provider) => Ok(Some(provider)),
                Err(error) if report::is_unknown(&error) => Ok(None),
                Err(error) => Err(report::refused("read", &state.namespace, &error).into()),
            }
        };
        let wait = ctx.wait(format!("Azure to show resource provider \"{}\"", state.namespace));
        let found = wait.on(found).await?;
        Ok(found.map(|provider| self::state(session, &provider, state)))
    }

    /// Registers what others ended; what a destroy does changes here alone.
    async fn update(
        &self,
        ctx: &Context,
        session: &Session,
        prior: ProviderRegistration,
        plan: ProviderRegistration,
        _: &Saved<ProviderRegistration>,
    ) -> Result<ProviderRegistration, Diagnostics> {
        if prior.state == plan.state {
            return Ok(plan);
        }
        waiting(ctx, "register", &plan.namespace).on(register(ctx, session, &plan)).await
    }

    async fn delete(
        &self,
        ctx: &Context,
        session: &Session,
        state: ProviderRegistration,
    ) -> Result<(), Diagnostics> {
        if state.on_destroy.as_deref().is_none_or(|action| action.eq_ignore_ascii_case("keep")) {
            return Ok(());
        }
        let namespace = &state.namespace;
        let removal = async {
            unregister(ctx, session, namespace)
                .await
                .map_err(|error| report::refused("unregister", namespace, &error).into())
        };
        waiting(ctx, "unregister", namespace).on(removal).await
    }

    async fn import(
        &self,
        ctx: &Context,
        session: &Session,
        id: &str,
    ) -> Result<Import<ProviderRegistration>, Diagnostics> {
        let namespace = namespace_of(id).ok_or_else(|| report::not_an_id(id))?;
        let found = session.within(ctx).resource_providers().get_registered(namespace).await;
        let provider = found.map_err(|error| report::refused("import", namespace, &error))?;
        let kept = ProviderRegistration {
            // Azure's own spelling, however the ID was typed.
            namespace: provider.namespace.clone().unwrap_or_else(|| namespace.to_owned()),
            on_destroy: Some("keep".into()),
            ..ProviderRegistration::default()
        };
        Ok(Import::State(state(session, &provider, kept)))
    }
}

impl Identified for ProviderRegistrationResource {
    type Identity = ArmIdentity;

    fn identity(&self, provider: &ProviderRegistration, _: Option<&ArmIdentity>) -> ArmIdentity {
        ArmIdentity::of(provider.id.as_ref())
    }

    async fn import_by_identity(
        &self,
        ctx: &Context,
        session: &Session,
        identity: ArmIdentity,
    ) -> Result<Import<ProviderRegistration>, Diagnostics> {
        self.import(ctx, session, &identity.id).await
    }
}

async fn register(
    ctx: &Context,
    session: &Session,
    plan: &ProviderRegistration,
) -> Result<ProviderRegistration, Diagnostics> {
    let namespace = plan.namespace.as_str();
    let arm = session.within(ctx);
    let providers = arm.resource_providers();
    let failed = |error: ArmError| -> Diagnostics { report::refused("register", namespace, &error).into() };
    let found = providers.get(namespace).await.map_err(failed)?;
    if !is_in(&found, REGISTERED) && !is_in(&found, "Registering") {
        providers.register(namespace).await.map_err(failed)?;
    }
    let provider = providers.settled(namespace).await.map_err(failed)?;
    if !is_in(&provider, REGISTERED) {
        return Err(report::not_registered(namespace, &provider).into());
    }
    Ok(state(session, &provider, plan.clone()))
}

async fn unregister(ctx: &Context, session: &Session, namespace: &str) -> Result<(), ArmError> {
    let arm = session.within(ctx);
    let providers = arm.resource_providers();
    let provider = providers.get_registered(namespace).await?;
    if is_in(&provider, "NotRegistered") || is_in(&provider, "Unregistered") {
        return Ok(());
    }
    providers.unregister(namespace).await?;
    let settled = providers.settled(namespace).await?;
    if is_in(&settled, REGISTERED) {
        ctx.report(report::still_registered(namespace));
    }
    Ok(())
}

fn state(session: &Session, azure: &ResourceProvider, kept: ProviderRegistration) -> ProviderRegistration {
    let subscription = session.arm.subscription_id();
    ProviderRegistration {
        id: Some(format!("/subscriptions/{subscription}/providers/{}", kept.namespace)),
        state: Some(state_of(azure).to_owned()),
        ..kept
    }
}

/// The state; what Azure does not say of a provider is that it is registered.
fn state_of(provider: &ResourceProvider) -> &str {
    provider.registration_state.as_ref().map_or("NotRegistered", |state| state.as_str())
}

fn is_in(provider: &ResourceProvider, state: &str) -> bool {
    state_of(provider).eq_ignore_ascii_case(state)
}

/// The namespace that an import ID is about: it alone, or at the end of an ARM ID.
fn namespace_of(id: &str) -> Option<&str> {
    let namespace = match id.trim_start_matches('/').split('/').collect::<Vec<_>>().as_slice() {
        [namespace] => *namespace,
        [subscriptions, _, providers, namespace]
            if subscriptions.eq_ignore_ascii_case("subscriptions")
                && providers.eq_ignore_ascii_case("providers") =>
        {
            *namespace
        }
        _ => return None,
    };
    is_namespace(namespace).then_some(namespace)
}

fn waiting<'a>(ctx: &'a Context, verb: &str, namespace: &str) -> Wait<'a> {
    ctx.wait(format!("Azure to {verb} resource provider \"{namespace}\"")).when_stopped(
        "Azure goes on by itself if it has begun; the next apply takes up the same registration.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_is_read_from_either_form_of_an_id() {
        let aks = "Microsoft.ContainerService";
        assert_eq!(namespace_of(aks), Some(aks));
        assert_eq!(namespace_of(&format!("/Subscriptions/s/providers/{aks}")), Some(aks));
    }

    #[test]
    fn what_is_no_id_of_a_provider_is_refused() {
        let group = "/subscriptions/s/resourceGroups/g";
        for text in ["", "ContainerService", group, "/subscriptions/s/providers/Microsoft.A/b"] {
            assert_eq!(namespace_of(text), None, "{text:?}");
        }
    }
}
