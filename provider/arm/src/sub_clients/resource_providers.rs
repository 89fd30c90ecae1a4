//! Resource providers and their registration in the subscription.

use azure_core::http::{Method, Url};
use tokio::time::Instant;

use crate::{
    api_version::RESOURCES,
    client::{ArmClient, Call, Interval, Phase, Progress},
    error::ArmError,
    models::ResourceProvider,
    resource::Resource,
};

/// Resource providers as the subscription sees them.
#[derive(Clone, Copy, Debug)]
pub struct ResourceProviders<'c> {
    client: &'c ArmClient,
}

impl<'c> ResourceProviders<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// A resource provider, such as `Microsoft.ContainerService`.
    ///
    /// # Errors
    /// Azure could not be asked, or knows no such provider.
    pub async fn get(&self, namespace: &str) -> Result<Resource<ResourceProvider>, ArmError> {
        self.send(Call::get(self.url(namespace, None))).await
    }

    /// Registers the subscription for a provider; for one that is registered, spreads newly registered features.
    ///
    /// # Errors
    /// Azure's refusal: no permission for `NAMESPACE/register/action`, for one.
    pub async fn register(&self, namespace: &str) -> Result<Resource<ResourceProvider>, ArmError> {
        self.send(Call::write(Method::Post, self.url(namespace, Some("register")), None).repeatable()).await
    }

    /// Reads a provider until it is neither `Registering` nor `Unregistering`.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn settled(&self, namespace: &str) -> Result<Resource<ResourceProvider>, ArmError> {
        let started = Instant::now();
        let mut interval = Interval::new(self.client.polling());
        loop {
            let provider = self.get(namespace).await?;
            let state = provider.registration_state.clone();
            let Some(state) = state.filter(|state| state.is("Registering") || state.is("Unregistering"))
            else {
                return Ok(provider);
            };
            self.client.report(Progress {
                resource: namespace.to_owned(),
                phase: Phase::Running,
                status: Some(state.into()),
                elapsed: started.elapsed(),
            });
            tokio::time::sleep(interval.pause(None)).await;
        }
    }

    async fn send(&self, call: Call) -> Result<Resource<ResourceProvider>, ArmError> {
        let answer = self.client.send(&call).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }

    fn url(&self, namespace: &str, verb: Option<&str>) -> Url {
        let path = ["subscriptions", self.client.subscription_id(), "providers", namespace];
        self.client.url(path.into_iter().chain(verb), RESOURCES)
    }
}
