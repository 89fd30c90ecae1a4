//! Requests that got no answer.

use std::{error::Error, fmt, io};

use azure_core::error::ErrorKind;

use super::{ArmError, RequestContext, ServiceError};
use crate::credential::CredentialError;

/// A request got no answer.
#[derive(Debug)]
pub struct TransportError {
    /// Host and port of the request.
    pub host: String,
    /// What happened.
    pub problem: TransportProblem,
    /// The cause, as the library beneath tells it; has no URL in it.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

/// Why a request got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportProblem {
    /// The host's certificate is not trusted: nothing was sent.
    Untrusted,
    /// No connection could be made: nothing was sent.
    Unreachable,
    /// The connection broke before the answer was complete; the request may have taken effect.
    Dropped,
    /// No answer in time; the request may have taken effect.
    TimedOut,
    /// The request could not be built.
    Invalid,
}

impl TransportError {
    /// Reads the error of a transport: ours, or any other that follows azure_core's rules for error kinds.
    pub(crate) fn from_azure(error: azure_core::Error, host: &str) -> Self {
        let problem = transport_problem(&error).unwrap_or(TransportProblem::Invalid);
        let source = match error.into_inner() {
            Ok(inner) => inner,
            Err(error) => Box::new(error),
        };
        Self { host: host.to_owned(), problem, source: Some(source) }
    }

    /// Whether the next try may go better.
    pub fn is_transient(&self) -> bool {
        !matches!(self.problem, TransportProblem::Untrusted | TransportProblem::Invalid)
    }
}

/// What the transport beneath an error reports; `None` where the error is not the transport's.
pub(crate) fn transport_problem(error: &azure_core::Error) -> Option<TransportProblem> {
    if names_certificate(error) {
        return Some(TransportProblem::Untrusted);
    }
    let kinds = chain(error)
        .filter_map(|cause| cause.downcast_ref::<azure_core::Error>())
        .map(azure_core::Error::kind);
    kinds.into_iter().find_map(|kind| match kind {
        ErrorKind::Connection => Some(TransportProblem::Unreachable),
        ErrorKind::Io if is_timeout(error) => Some(TransportProblem::TimedOut),
        ErrorKind::Io => Some(TransportProblem::Dropped),
        _ => None,
    })
}

/// The status of an answer that a credential took for a refusal.
pub(crate) fn http_status(error: &azure_core::Error) -> Option<u16> {
    let errors = chain(error).filter_map(|cause| cause.downcast_ref::<azure_core::Error>());
    errors.into_iter().find_map(azure_core::Error::http_status).map(u16::from)
}

/// Whether rustls refused the peer's certificate, anywhere in the chain of causes.
fn names_certificate(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))))
}

fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    chain(error).any(|cause| {
        cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout)
            || cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
    })
}

/// The error and its causes, outermost first. An [`io::Error`] hides the error that it wraps from `source`.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = &self.host;
        match self.problem {
            TransportProblem::Untrusted => write!(
                f,
                "the TLS certificate of {host} is not trusted; where it is signed by a private authority (a proxy, an \
                 emulator), name that authority's PEM file in the environment variable SSL_CERT_FILE"
            ),
            TransportProblem::Unreachable => write!(f, "no connection to {host} could be made"),
            TransportProblem::Dropped => {
                write!(f, "the connection to {host} broke before the answer was complete")
            }
            TransportProblem::TimedOut => write!(f, "{host} did not answer in time"),
            TransportProblem::Invalid => write!(f, "no request to {host} could be built"),
        }
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn Error + 'static))
    }
}

/// A request on its way, to make errors with.
pub(crate) struct Tracked<'a> {
    pub request: &'a RequestContext,
    pub host: &'a str,
}

impl Tracked<'_> {
    /// An error of the pipeline: of the credential, or of the transport.
    pub(crate) fn failed(&self, error: azure_core::Error) -> ArmError {
        let request = self.request.clone();
        if error.downcast_ref::<CredentialError>().is_none() {
            let source = Box::new(TransportError::from_azure(error, self.host));
            return ArmError::Transport { request, source };
        }
        match error.into_inner().map(|inner| inner.downcast::<CredentialError>()) {
            Ok(Ok(source)) => ArmError::Credential { request, source },
            Ok(Err(inner)) => ArmError::Transport { request, source: Box::new(self.invalid(inner)) },
            Err(error) => ArmError::Transport { request, source: Box::new(self.invalid(Box::new(error))) },
        }
    }

    fn invalid(&self, source: Box<dyn Error + Send + Sync>) -> TransportError {
        TransportError {
            host: self.host.to_owned(),
            problem: TransportProblem::Invalid,
            source: Some(source),
        }
    }
}

impl From<ServiceError> for ArmError {
    fn from(error: ServiceError) -> Self {
        Self::Service(Box::new(error))
    }
}
