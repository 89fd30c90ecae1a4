//! Waiting for an operation.

use std::{fmt, marker::PhantomData};

use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::{
    Monitor, OperationKind,
    machine::{Machine, State, Step},
};
use crate::{
    client::{Answer, ArmClient, Call, Interval, Progress},
    error::{ArmError, RequestContext},
    id::ResourceId,
    resource::Resource,
};

/// A write that Azure has accepted.
///
/// Dropping it, or the future of [`wait`](Self::wait), ends the waiting and not the operation: that runs on in Azure and
/// can be taken up again, here by calling `wait` once more, elsewhere from its [`Monitor`].
#[must_use = "the operation has only begun"]
pub struct Operation<T> {
    client: ArmClient,
    api_version: &'static str,
    machine: Machine,
    outcome: PhantomData<fn() -> T>,
}

/// What an operation leaves behind.
pub trait Outcome: Sized + sealed::Sealed {
    /// From the resource as it is at the end; `None` after a deletion.
    #[doc(hidden)]
    fn from_result(resource: Option<Value>, request: &RequestContext) -> Result<Self, ArmError>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for () {}
    impl<T> Sealed for crate::resource::Resource<T> {}
}

impl Outcome for () {
    fn from_result(_: Option<Value>, _: &RequestContext) -> Result<Self, ArmError> {
        Ok(())
    }
}

impl<T: DeserializeOwned> Outcome for Resource<T> {
    fn from_result(resource: Option<Value>, request: &RequestContext) -> Result<Self, ArmError> {
        let missing = || ArmError::unreadable(request, "a resource", None);
        Self::from_json(resource.ok_or_else(missing)?, request)
    }
}

impl Operation<()> {
    /// A deletion of what was not there.
    pub(super) fn done(client: &ArmClient, api_version: &'static str, id: ResourceId) -> Self {
        Self::new(client, api_version, Machine::done(id, OperationKind::Delete, Instant::now()))
    }
}

impl<T: Outcome> Operation<T> {
    pub(super) fn accepted(
        client: &ArmClient,
        api_version: &'static str,
        resource_id: ResourceId,
        kind: OperationKind,
        answer: &Answer,
    ) -> Self {
        Self::new(client, api_version, Machine::accepted(resource_id, kind, answer, Instant::now()))
    }

    pub(crate) fn resumed(
        client: &ArmClient,
        api_version: &'static str,
        resource_id: ResourceId,
        kind: OperationKind,
    ) -> Self {
        Self::new(client, api_version, Machine::resumed(resource_id, kind, Instant::now()))
    }

    fn new(client: &ArmClient, api_version: &'static str, machine: Machine) -> Self {
        Self { client: client.without_deadline(), api_version, machine, outcome: PhantomData }
    }

    /// What to remember in order to wait for the end in another process.
    pub fn monitor(&self) -> Monitor {
        Monitor { resource_id: self.machine.resource_id.clone(), kind: self.machine.kind }
    }

    /// Azure's last words about progress, such as `CreatingAgentPools: 0/1 nodes completed`.
    pub fn status(&self) -> Option<&str> {
        self.machine.status.as_deref()
    }

    /// Waits until the operation is over, and reads the resource.
    ///
    /// For a write the resource is at rest: its `provisioningState` is terminal, unless Azure has been changing it by itself
    /// for a quarter of an hour since. For a deletion it has been seen gone.
    ///
    /// *On cancellation*: nothing is lost; the operation runs on, and `wait` can be called again. A deadline of the client
    /// does not end the wait: whoever waits for an operation drops the future.
    ///
    /// # Errors
    /// [`ArmError::Operation`] when the operation failed or was cancelled; other variants when Azure could not be asked
    /// for five minutes, or refused to answer.
    pub async fn wait(&mut self) -> Result<T, ArmError> {
        let started = Instant::now();
        let mut interval = Interval::new(self.client.polling());
        loop {
            if let State::Done(resource) = &self.machine.state {
                return T::from_result(resource.clone(), &self.request());
            }
            if let Some(asked) = self.machine.first_pause {
                tokio::time::sleep(interval.pause(asked)).await;
                self.machine.first_pause = None;
            }
            let call = self.question();
            let result = self.client.ask(&call).await;
            let asked = match self.machine.observe(result, Instant::now()) {
                Step::Next => continue,
                Step::Failed(error) => return Err(error),
                Step::Wait { asked } => asked,
            };
            self.client.report(Progress {
                resource: self.machine.resource_id.to_string(),
                phase: self.machine.phase(),
                status: self.machine.status.clone(),
                elapsed: started.elapsed(),
            });
            tokio::time::sleep(interval.pause(asked)).await;
        }
    }

    fn question(&self) -> Call {
        let resource = || self.client.url(self.machine.resource_id.segments(), self.api_version);
        Call::get(self.machine.operation_url().cloned().unwrap_or_else(resource))
    }

    fn request(&self) -> RequestContext {
        RequestContext {
            method: "GET",
            path: self.machine.resource_id.to_string(),
            correlation_id: self.client.correlation_id().to_owned(),
            ..RequestContext::default()
        }
    }
}

impl<T> fmt::Debug for Operation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("resource_id", &self.machine.resource_id)
            .field("kind", &self.machine.kind)
            .field("state", &self.machine.state)
            .finish_non_exhaustive()
    }
}
