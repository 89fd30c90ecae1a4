//! Waiting until a resource can be written to.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::{Answer, ArmClient, Call, Interval, Phase, Progress, retry_after};
use crate::{error::ArmError, id::ResourceId, operation::ended, resource::provisioning_state};

impl ArmClient {
    /// Reads a resource.
    pub(crate) async fn read(&self, id: &ResourceId, api_version: &str) -> Result<Answer, ArmError> {
        self.send(&Call::get(self.url(id.segments(), api_version))).await
    }

    /// Reads a resource until no operation runs on it.
    ///
    /// AKS works on clusters by itself, also minutes after a success, and refuses writes meanwhile.
    pub(crate) async fn at_rest(
        &self,
        id: &ResourceId,
        api_version: &str,
    ) -> Result<(Answer, Value), ArmError> {
        let started = Instant::now();
        let mut interval = Interval::new(self.polling());
        loop {
            let answer = self.read(id, api_version).await?;
            let body = answer.json()?;
            let Some(state) = provisioning_state(&body).filter(|state| ended(state).is_none()) else {
                return Ok((answer, body));
            };
            self.report(Progress {
                resource: id.to_string(),
                phase: Phase::Conflict,
                status: Some(state.to_owned()),
                elapsed: started.elapsed(),
            });
            let reason = format!("the resource is in the state {state:?}");
            let again = Call::get(self.url(id.segments(), api_version));
            self.rest(interval.pause(retry_after(&answer.headers)), &again, reason, None).await?;
        }
    }
}

/// The waits between writes that met a conflict.
///
/// AKS takes 20 writes to a cluster in a row and then one a minute
/// (<https://learn.microsoft.com/azure/aks/quotas-skus-regions>), so the wait grows to a minute.
pub(crate) struct Conflicts {
    conflicts: u32,
    troubles: u32,
    started: Instant,
}

impl Conflicts {
    /// Conflicts are waited out without end, as long as the caller waits; other trouble only this often.
    const TROUBLES: u32 = 4;
    /// The longest wait that Azure has not asked for.
    const LONGEST: Duration = Duration::from_secs(60);

    pub(crate) fn new() -> Self {
        Self { conflicts: 0, troubles: 0, started: Instant::now() }
    }

    /// Waits if a write that failed with `error` may be tried again, else gives the error back. Only for writes that may
    /// take effect twice, or cannot.
    pub(crate) async fn wait_out(
        &mut self,
        client: &ArmClient,
        call: &Call,
        error: ArmError,
    ) -> Result<(), ArmError> {
        let conflict = error.is_conflict_in_progress() || error.is_precondition_failed();
        if !conflict && error.is_outcome_unknown() && self.troubles < Self::TROUBLES {
            self.troubles += 1;
            return self.wait(client, call, self.troubles, error).await;
        }
        self.wait_out_conflict(client, call, error).await
    }

    /// The same for writes that must not take effect twice: only where Azure has refused the write for now.
    pub(crate) async fn wait_out_conflict(
        &mut self,
        client: &ArmClient,
        call: &Call,
        error: ArmError,
    ) -> Result<(), ArmError> {
        if error.is_out_of_time() || !(error.is_conflict_in_progress() || error.is_precondition_failed()) {
            return Err(error);
        }
        self.conflicts += 1;
        self.wait(client, call, self.conflicts, error).await
    }

    async fn wait(
        &self,
        client: &ArmClient,
        call: &Call,
        tries: u32,
        error: ArmError,
    ) -> Result<(), ArmError> {
        let own = (client.polling().first * (1 << tries.min(7))).min(Self::LONGEST);
        let asked = error.service().and_then(|error| error.retry_after);
        client.report(Progress {
            resource: call.url.path().to_owned(),
            phase: Phase::Conflict,
            status: error.message().or(error.code()).map(str::to_owned),
            elapsed: self.started.elapsed(),
        });
        let reason = match error.is_outcome_unknown() {
            true => "the last try failed",
            false => "another operation is in the way",
        };
        client.rest(asked.unwrap_or(own), call, reason.to_owned(), Some(error)).await
    }
}
