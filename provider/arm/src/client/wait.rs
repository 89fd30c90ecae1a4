//! Waiting until a resource can be written to.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::{Answer, ArmClient, Call, Interval, Phase, Progress};
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
            tokio::time::sleep(interval.pause(None)).await;
        }
    }
}

/// The waits between writes that met a conflict.
///
/// AKS takes 20 writes to a cluster in a row and then one a minute
/// (<https://learn.microsoft.com/azure/aks/quotas-skus-regions>), so the wait grows to a minute.
pub(crate) struct Conflicts {
    tries: u32,
    started: Instant,
}

impl Conflicts {
    /// Conflicts are waited out without end, as long as the caller waits; other trouble only this often.
    const TROUBLES: u32 = 4;

    pub(crate) fn new() -> Self {
        Self { tries: 0, started: Instant::now() }
    }

    /// Waits if a write that failed with `error` may be tried again, else gives the error back.
    pub(crate) async fn wait_out(
        &mut self,
        client: &ArmClient,
        id: &ResourceId,
        error: ArmError,
    ) -> Result<(), ArmError> {
        let conflict = error.is_conflict_in_progress() || error.is_precondition_failed();
        self.tries += 1;
        let trouble = error.is_outcome_unknown() && self.tries <= Self::TROUBLES;
        if !conflict && !trouble {
            return Err(error);
        }
        let own = client.polling().first * (1 << self.tries.min(7));
        let asked = error.service().and_then(|error| error.retry_after);
        client.report(Progress {
            resource: id.to_string(),
            phase: Phase::Conflict,
            status: error.message().or(error.code()).map(str::to_owned),
            elapsed: self.started.elapsed(),
        });
        tokio::time::sleep(asked.unwrap_or(own).min(Duration::from_secs(60))).await;
        Ok(())
    }
}
