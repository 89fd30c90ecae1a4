//! `Microsoft.Features`: preview features, in the older of its two styles, which every tool speaks.

use azure_core::http::{Method, Url};

use super::registration;
use crate::{
    Keyword,
    api_version::FEATURES,
    client::{ArmClient, Call, Pager},
    error::{ArmError, found},
    models::Feature,
    resource::Resource,
};

/// Preview features of the subscription.
#[derive(Clone, Copy, Debug)]
pub struct Features<'c> {
    client: &'c ArmClient,
}

impl<'c> Features<'c> {
    pub(crate) fn new(client: &'c ArmClient) -> Self {
        Self { client }
    }

    /// All features of a resource provider, registered or not.
    pub fn list(&self, namespace: &str) -> Pager<Feature> {
        let subscription = self.client.subscription_id();
        let path = [
            "subscriptions",
            subscription,
            "providers",
            "Microsoft.Features",
            "providers",
            namespace,
            "features",
        ];
        Pager::new(self.client, self.client.url(path, FEATURES))
    }

    /// A feature of a resource provider, such as `Microsoft.ContainerService`.
    ///
    /// # Errors
    /// [`is_not_found`](ArmError::is_not_found) where there is no such feature.
    pub async fn get(&self, namespace: &str, name: &str) -> Result<Resource<Feature>, ArmError> {
        self.send(Call::get(self.url(namespace, name, None))).await
    }

    /// A feature, or `None`.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn find(&self, namespace: &str, name: &str) -> Result<Option<Resource<Feature>>, ArmError> {
        found(self.get(namespace, name).await)
    }

    /// Asks for a feature. The answer may be `Registering`, for some minutes, or `Pending`, until Microsoft approves.
    ///
    /// # Errors
    /// Azure's refusal.
    pub async fn register(&self, namespace: &str, name: &str) -> Result<Resource<Feature>, ArmError> {
        self.post(namespace, name, "register").await
    }

    /// Gives a feature back.
    ///
    /// # Errors
    /// Azure's refusal.
    pub async fn unregister(&self, namespace: &str, name: &str) -> Result<Resource<Feature>, ArmError> {
        self.post(namespace, name, "unregister").await
    }

    /// A feature as the replicas that know most of it have it: one that is not `Registered` is read some times more, because
    /// a replica may say so that has not heard of the registration yet. `None` where there is no such feature.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn find_registered(
        &self,
        namespace: &str,
        name: &str,
    ) -> Result<Option<Resource<Feature>>, ArmError> {
        let read = || self.get(namespace, name);
        found(registration::unless_outdated(self.client, "Registered", read, state).await)
    }

    /// Reads a feature until it is neither `Registering` nor `Unregistering` and several reads in a row agree on its
    /// state. `Pending` is returned, because only Microsoft can end it.
    ///
    /// # Errors
    /// Azure could not be asked.
    pub async fn settled(&self, namespace: &str, name: &str) -> Result<Resource<Feature>, ArmError> {
        let resource = format!("{namespace}/{name}");
        registration::settled(self.client, &resource, || self.get(namespace, name), state).await
    }

    async fn post(&self, namespace: &str, name: &str, verb: &str) -> Result<Resource<Feature>, ArmError> {
        self.send(Call::write(Method::Post, self.url(namespace, name, Some(verb)), None).repeatable()).await
    }

    async fn send(&self, call: Call) -> Result<Resource<Feature>, ArmError> {
        let answer = self.client.send(&call).await?;
        Resource::from_json(answer.json()?, &answer.request)
    }

    fn url(&self, namespace: &str, name: &str, verb: Option<&str>) -> Url {
        let subscription = self.client.subscription_id();
        let path = ["subscriptions", subscription, "providers", "Microsoft.Features", "providers", namespace];
        self.client.url(path.into_iter().chain(["features", name]).chain(verb), FEATURES)
    }
}

fn state(feature: &Resource<Feature>) -> Option<&Keyword> {
    feature.properties.as_ref()?.state.as_ref()
}
