//! Sending a request, and sending it again where that is safe.

use azure_core::http::{Context, PipelineSendOptions, Url};
use tokio::time::Instant;

use super::{Answer, ArmClient, Call, Phase, Progress, retry::Retries};
use crate::error::{ArmError, RequestContext, ServiceError, Tracked};

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
            tokio::time::sleep(pause).await;
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
        let mut context = RequestContext {
            method: call.method.as_str(),
            path: call.url.path().to_owned(),
            correlation_id: self.shared.correlation_id.clone(),
            request_id: None,
        };
        let host = host_and_port(&call.url);
        let started = Instant::now();
        let options = PipelineSendOptions { skip_checks: true, ..PipelineSendOptions::default() };
        let sent = self.shared.pipeline.send(&Context::default(), &mut call.request(), Some(options)).await;
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
        if !status.is_success() {
            return Err(ServiceError::new(context, status, &headers, body.as_ref()).into());
        }
        Ok(Answer { request: context, status, headers, body: body.into() })
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
