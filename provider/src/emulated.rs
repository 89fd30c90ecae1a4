//! The embedded Azure as a transport: requests of arm-client go to the emulator in this process, with no socket.

use std::{path::PathBuf, sync::Arc};

use arm_emulator::{Dropped, Emulator, Habits, OpenError, Options};
use async_trait::async_trait;
use azure_core::{
    Error, Result,
    error::ErrorKind,
    http::{
        AsyncRawResponse, HttpClient, Request,
        headers::{HeaderName, HeaderValue, Headers},
        request::Body,
    },
};
use bytes::Bytes;

/// What the `emulator` argument of the provider block says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct World {
    /// Where the emulated resources are kept.
    pub(crate) data_dir: PathBuf,
    /// Resources that exist from the beginning.
    pub(crate) seed_file: Option<PathBuf>,
    /// What goes wrong.
    pub(crate) faults_file: Option<PathBuf>,
    /// How many times faster than Azure operations run.
    pub(crate) speed: f64,
    /// Azure's habits.
    pub(crate) habits: Habits,
    /// What all identifiers are made from, for runs that are to give the same values.
    pub(crate) deterministic: Option<u64>,
}

/// Opens the world and gives a transport into it.
///
/// # Errors
/// When the data directory or the seed file cannot be used.
pub(crate) fn open(world: &World) -> std::result::Result<Arc<dyn HttpClient>, OpenError> {
    let mut options = Options::new(&world.data_dir);
    options.seed_file.clone_from(&world.seed_file);
    options.faults_file.clone_from(&world.faults_file);
    options.speed = world.speed;
    options.habits = world.habits;
    options.deterministic = world.deterministic;
    Ok(Arc::new(Embedded(Emulator::open(options)?)))
}

struct Embedded(Emulator);

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Embedded")
    }
}

#[async_trait]
impl HttpClient for Embedded {
    async fn execute_request(&self, request: &Request) -> Result<AsyncRawResponse> {
        let response = self.0.handle(outgoing(request)?).await.map_err(lost)?;
        let (parts, body) = response.into_parts();
        let headers = parts.headers.iter().filter_map(|(name, value)| {
            let value = value.to_str().ok()?;
            Some((HeaderName::from(name.as_str().to_owned()), HeaderValue::from(value.to_owned())))
        });
        let headers = Headers::from(headers.collect::<std::collections::HashMap<_, _>>());
        Ok(AsyncRawResponse::from_bytes(parts.status.as_u16().into(), headers, body))
    }
}

/// What a transport over the network reports of a connection that was closed in the middle of a request.
fn lost(dropped: Dropped) -> Error {
    Error::new(ErrorKind::Io, std::io::Error::new(std::io::ErrorKind::ConnectionReset, dropped))
}

fn outgoing(request: &Request) -> Result<http::Request<Bytes>> {
    let body = match request.body() {
        Body::Bytes(bytes) => bytes.clone(),
        Body::SeekableStream(_) => {
            return Err(Error::with_message(
                ErrorKind::Other,
                "the embedded Azure takes no streamed request body",
            ));
        }
    };
    let mut outgoing = http::Request::builder().method(request.method().as_str()).uri(request.url().as_str());
    for (name, value) in request.headers().iter() {
        outgoing = outgoing.header(name.as_str(), value.as_str());
    }
    outgoing
        .body(body)
        .map_err(|error| Error::with_error(ErrorKind::Other, error, "the request cannot be expressed"))
}

#[cfg(test)]
mod lookups;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session;
    use arm_client::{ArmError, Polling, ResourceGroupId, error::TransportProblem};
    use arm_emulator::{FaultRule, Outside};
    use serde_json::json;

    #[tokio::test]
    async fn a_dropped_connection_is_a_lost_answer_and_not_a_request_that_was_never_sent() {
        let dir = tempfile::tempdir().unwrap();
        let rule = FaultRule::read(&json!({"match": {"method": "PUT"}, "drop": "after"})).unwrap();
        Outside::open(dir.path()).unwrap().add_fault(&rule).unwrap();
        let transport: Arc<dyn HttpClient> =
            Arc::new(Embedded(Emulator::open(Options::new(dir.path())).unwrap()));
        let subscription = "00000000-0000-0000-0000-000000000000";
        let arm = session::over(transport, subscription.to_owned(), Polling::default());
        let id = ResourceGroupId::new(subscription, "g");
        let group = serde_json::from_value(json!({"location": "westeurope"})).unwrap();
        let error = arm.resource_groups().create_or_update(&id, &group).await.unwrap_err();
        let ArmError::Transport { source, .. } = error else { panic!("{error}") };
        assert_eq!(source.problem, TransportProblem::Dropped);
    }
}
