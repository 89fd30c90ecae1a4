//! Resource providers and their registration in the subscription.

use azure_core::http::{Method, Url};

use super::registration;
use crate::{
    Keyword,
    api_version::RESOURCES,
    client::{ArmClient, Call},
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

    /// Ends the registration of the subscription for a provider.
    ///
    /// # Errors
    /// Azure's refusal: resources of the provider exist, for one.
    pub async fn unregister(&self, namespace: &str) -> Result<Resource<ResourceProvider>, ArmError> {
        self.send(Call::write(Method::Post, self.url(namespace, Some("unregister")), None).repeatable()).await
    }

    /// A provider as the replicas that know most of it have it: one that is not `Registered` is read some times more,
    /// because a replica may say so that has not heard of the registration yet.
    ///
    /// # Errors
    /// Azure could not be asked, or knows no such provider.
    pub async fn get_registered(&self, namespace: &str) -> Result<Resource<ResourceProvider>, ArmError> {
        registration::unless_outdated(self.client, "Registered", || self.get(namespace), state).await
    }

    /// Reads a provider until it is neither `Registering` nor `Unregistering` and several reads in a row agree on its
    /// state.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn settled(&self, namespace: &str) -> Result<Resource<ResourceProvider>, ArmError> {
        registration::settled(self.client, namespace, || self.get(namespace), state).await
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

fn state(provider: &Resource<ResourceProvider>) -> Option<&Keyword> {
    provider.registration_state.as_ref()
}
