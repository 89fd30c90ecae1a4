//! Sending a request, and sending it again where that is safe.

use std::time::Duration;

use azure_core::http::{Context, PipelineSendOptions, Url};
use tokio::time::Instant;

use super::{Answer, ArmClient, Call, Phase, Progress, retry::Retries};
use crate::error::{ArmError, OutOfTime, ServiceError, Tracked};

/// Waits shorter than this are not told.
const WORTH_TELLING: Duration = Duration::from_secs(1);

impl ArmClient {
    /// Sends a request until it is answered.
    ///
    /// Tried again: what was refused before it could take effect (throttling, an expired token, no connection), and where
    /// the request is repeatable also lost answers and gateway errors. Waits are dropped with the future.
    pub(crate) async fn send(&self, call: &Call) -> Result<Answer, ArmError> {
        let started = Instant::now();
        let mut retries = Retries::new(call.repeatable);
        loop {
            let error = match self.send_once(call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(pause) = retries.pause(&error) else { return Err(error) };
            tracing::debug!(%error, pause_ms = pause.as_millis(), "request will be sent again");
            self.report(Progress {
                resource: call.url.path().to_owned(),
                phase: Phase::Retrying,
                status: error.code().map(str::to_owned),
                elapsed: started.elapsed(),
            });
            let reason = match error.throttled() {
                Some(_) => "Azure asks to slow down",
                None => "the last try failed",
            };
            self.rest(pause, call, reason.to_owned(), Some(error)).await?;
        }
    }

    /// Waits before `call`, unless the caller would be gone by then.
    ///
    /// # Errors
    /// [`ArmError::OutOfTime`], at once.
    pub(crate) async fn rest(
        &self,
        wait: Duration,
        call: &Call,
        reason: String,
        last: Option<ArmError>,
    ) -> Result<(), ArmError> {
        let left = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match left {
            Some(left) if wait >= left => {
                let request = call.context(&self.shared.correlation_id);
                Err(ArmError::OutOfTime(Box::new(OutOfTime { request, reason, wait, left, last })))
            }
            _ => {
                tokio::time::sleep(wait).await;
                Ok(())
            }
        }
    }

    /// Asks once, with a fresh token if the first was refused: for a caller that repeats questions by itself.
    pub(crate) async fn ask(&self, call: &Call) -> Result<Answer, ArmError> {
        match self.send_once(call).await {
            Err(error) if error.is_unauthorized() => self.send_once(call).await,
            result => result,
        }
    }

    /// Sends a request once. A status that is not a success is an error.
    pub(crate) async fn send_once(&self, call: &Call) -> Result<Answer, ArmError> {
        let mut context = call.context(&self.shared.correlation_id);
        let host = host_and_port(&call.url);
        if !self.shared.cloud.owns(&call.url) {
            let own = host_and_port(self.shared.cloud.resource_manager());
            return Err(ArmError::Foreign { request: Box::new(context), host, own });
        }
        self.take_turn(call).await?;
        let started = Instant::now();
        let options = PipelineSendOptions { skip_checks: true, ..PipelineSendOptions::default() };
        let place = self.shared.pace.depart().await;
        let sent = self.shared.pipeline.send(&Context::default(), &mut call.request(), Some(options)).await;
        drop(place);
        let response = sent.map_err(|error| Tracked { request: &context, host: &host }.failed(error))?;
        let (status, headers, body) = response.deconstruct();
        context.request_id = headers.get_optional_string(&"x-ms-request-id".into());
        tracing::debug!(
            method = context.method,
            path = context.path,
            status = u16::from(status),
            elapsed_ms = started.elapsed().as_millis(),
            request_id = context.request_id,
            "answered"
        );
        self.shared.pace.observe(call.method, &headers);
        if !status.is_success() {
            let error = ArmError::from(ServiceError::new(context, status, &headers, body.as_ref()));
            if let Some(wait) = error.throttled().and_then(|throttled| throttled.retry_after) {
                self.shared.pace.refused(call, wait);
            }
            return Err(error);
        }
        Ok(Answer { request: context, url: call.url.clone(), status, headers, body: body.into() })
    }

    /// Waits for the request's turn under Azure's limits.
    async fn take_turn(&self, call: &Call) -> Result<(), ArmError> {
        let wait = self.shared.pace.take_turn(call);
        if wait.is_zero() {
            return Ok(());
        }
        if wait >= WORTH_TELLING {
            self.report(Progress {
                resource: call.url.path().to_owned(),
                phase: Phase::Throttled,
                status: None,
                elapsed: Duration::ZERO,
            });
        }
        let reason = "Azure takes no more requests of this kind for now";
        self.rest(wait, call, reason.to_owned(), None).await
    }

    pub(crate) fn report(&self, progress: Progress) {
        tracing::info!(elapsed_s = progress.elapsed.as_secs(), "{progress}");
        if let Some(sink) = &self.progress {
            sink(&progress);
        }
    }

    pub(crate) fn polling(&self) -> super::Polling {
        self.shared.polling
    }
}

fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
