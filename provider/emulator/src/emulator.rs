//! The emulator as a value: open it on a data directory, hand it requests.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tokio::sync::oneshot;

use crate::aks::Corrections;
use crate::faults;
use crate::gateway;
use crate::options::Options;
use crate::seed;
use crate::store::{OpenError, Store, explained};

/// An emulated Azure on one data directory.
///
/// Cheap to clone; clones share one connection to the store, which lives on a thread of its own so that no caller's
/// runtime waits for the disk. Several emulators, in one process or in many, may be open on the same directory at once.
#[derive(Debug, Clone)]
pub struct Emulator {
    jobs: mpsc::Sender<Job>,
    options: Arc<Options>,
}

/// No request for so long is a rest.
const IDLE: Duration = Duration::from_millis(200);

/// A request and where its answer goes.
type Job = (Request<Bytes>, oneshot::Sender<Outcome>);

/// What comes of a request.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// How long the answer is held back.
    pub(crate) delay: Duration,
    /// The answer, unless the connection is dropped.
    pub(crate) answer: Result<Response<Bytes>, Dropped>,
}

/// The connection is closed without an answer. Whether the request took effect, the client cannot know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection was closed without an answer")]
pub struct Dropped;

impl From<Response<Bytes>> for Outcome {
    fn from(answer: Response<Bytes>) -> Self {
        Self { delay: Duration::ZERO, answer: Ok(answer) }
    }
}

impl Emulator {
    /// Opens the world in `options.data_dir`, creating it when there is none, applies the seed file, and arms the faults file.
    ///
    /// # Errors
    /// [`OpenError`], each variant naming the directory or file and the way out. Nothing is deleted or rewritten.
    pub fn open(mut options: Options) -> Result<Self, OpenError> {
        if !(options.speed.is_finite() && options.speed > 0.0) {
            return Err(OpenError::Option(format!(
                "the emulator's `speed` is {}; expected a number above 0, such as 1 or 100",
                options.speed
            )));
        }
        if let Some(file) = &options.refusals_file {
            options.corrections = Corrections::read(file)?;
        }
        let mut store = Store::open(&options.data_dir)?;
        if let Some(file) = &options.seed_file {
            seed::apply_file(&mut store, &options, file)?;
        }
        if options.deterministic.is_some() {
            begin_clock(&mut store).map_err(|error| OpenError::Database {
                dir: options.data_dir.clone(),
                source: explained(error, None).into(),
            })?;
        }
        if let Some(file) = &options.faults_file {
            faults::apply_file(&mut store, file)?;
        }
        let options = Arc::new(options);
        let (jobs, queue) = mpsc::channel();
        let settings = Arc::clone(&options);
        std::thread::Builder::new()
            .name("arm-emulator".to_owned())
            .spawn(move || work(store, &settings, &queue))
            .map_err(OpenError::Thread)?;
        Ok(Self { jobs, options })
    }

    /// The options the emulator was opened with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Answers one request as Azure would: Resource Manager, Entra and metadata endpoints, on any host name.
    ///
    /// What goes wrong inside is answered as a 500 in Azure's error shape. A request that was handed over takes its
    /// effect even if the future is dropped. Needs a Tokio runtime with a clock where an answer is held back.
    ///
    /// # Errors
    /// [`Dropped`] where the connection is to be closed without an answer, before or after the request took effect.
    pub async fn handle(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Dropped> {
        let (reply, outcome) = oneshot::channel();
        if self.jobs.send((request, reply)).is_err() {
            return Ok(broken());
        }
        let Ok(outcome) = outcome.await else { return Ok(broken()) };
        if !outcome.delay.is_zero() {
            tokio::time::sleep(outcome.delay).await;
        }
        outcome.answer
    }
}

/// Lets the clock of a deterministic world stand at its beginning, unless it has moved already.
fn begin_clock(store: &mut Store) -> rusqlite::Result<()> {
    let tx = store.begin()?;
    tx.count("clock", 0)?;
    tx.commit()
}

/// Answers requests one after the other until the last emulator is dropped.
fn work(mut store: Store, options: &Options, queue: &mpsc::Receiver<Job>) {
    while let Some((request, reply)) = next(&store, queue) {
        // A panic ends one request, whose transaction is rolled back, and not the emulator.
        let outcome = catch_unwind(AssertUnwindSafe(|| gateway::serve(&mut store, options, request)));
        // Nobody waits any more when the caller gave up.
        let _ = reply.send(outcome.unwrap_or_else(|_| broken().into()));
    }
}

/// The next request. While none comes, the world rests, so that its file can be copied.
fn next(store: &Store, queue: &mpsc::Receiver<Job>) -> Option<Job> {
    match queue.recv_timeout(IDLE) {
        Ok(job) => Some(job),
        Err(mpsc::RecvTimeoutError::Disconnected) => None,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            if let Err(error) = store.rest() {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "the log was not brought into the file"
                );
            }
            queue.recv().ok()
        }
    }
}

/// What a client sees of a mistake in the emulator itself.
fn broken() -> Response<Bytes> {
    let body = r#"{"error":{"code":"InternalServerError","message":"The emulator failed on this request: this is a bug in arm-emulator."}}"#;
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speed_that_means_nothing_is_refused_and_named() {
        let dir = tempfile::tempdir().unwrap();
        for speed in [0.0, -2.0, f64::NAN, f64::INFINITY] {
            let mut options = Options::new(dir.path());
            options.speed = speed;
            let text = Emulator::open(options).unwrap_err().to_string();
            assert!(text.contains(&format!("`speed` is {speed}; expected a number above 0")), "{text}");
        }
    }
}
