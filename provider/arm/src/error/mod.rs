//! What can go wrong between a call and Azure's answer.
//!
//! Every function of a sub-client returns [`ArmError`]. Its variants are the steps at which a call can fail; what Azure
//! said is in [`ErrorBody`], whichever of its shapes it came in. `Display` is one line for people: it names the request
//! and has no secret in it (no query, no token). Callers branch on the classification methods, never on texts.

mod body;
mod classify;
mod out_of_time;
mod redact;
mod service;
mod transport;

pub use body::ErrorBody;
pub use classify::Throttled;
pub use out_of_time::OutOfTime;
pub(crate) use service::operation_id;
pub use service::{OperationError, RequestContext, ServiceError};
pub use transport::{TransportError, TransportProblem};

pub(crate) use transport::{Tracked, http_status, transport_problem};

use crate::{credential::CredentialError, id::IdError};

/// A call to Azure failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArmError {
    /// Azure answered with an error.
    #[error("{0}")]
    Service(Box<ServiceError>),
    /// Azure accepted the request, and later the operation failed or was cancelled.
    #[error("{0}")]
    Operation(Box<OperationError>),
    /// No token to call Azure with.
    #[error("{} {} was not sent, for lack of a token{}", request.method, request.path, request.ids())]
    Credential {
        /// The request that was not sent.
        request: RequestContext,
        /// Why there is no token.
        #[source]
        source: Box<CredentialError>,
    },
    /// No answer.
    #[error("{} {} got no answer{}", request.method, request.path, request.ids())]
    Transport {
        /// The request.
        request: RequestContext,
        /// Why there is no answer.
        #[source]
        source: Box<TransportError>,
    },
    /// An answer that is not what the API promises.
    #[error(
        "{} {} was answered with something that is not {expected}{}",
        request.method,
        request.path,
        request.ids()
    )]
    Unreadable {
        /// The request.
        request: Box<RequestContext>,
        /// What the answer should have been.
        expected: &'static str,
        /// What is wrong with it, if a parser said so.
        #[source]
        source: Option<serde_json::Error>,
    },
    /// An answer led to a host that must not see the token: that of another service, or nobody knows whose.
    #[error(
        "{} {} is not sent: an earlier answer leads to `{host}`, and the token is for `{own}` and its regions only{}",
        request.method,
        request.path,
        request.ids()
    )]
    Foreign {
        /// The request that was not sent.
        request: Box<RequestContext>,
        /// Where it would have gone.
        host: String,
        /// Where Azure Resource Manager is.
        own: String,
    },
    /// The next try comes after the caller's deadline.
    #[error(transparent)]
    OutOfTime(Box<OutOfTime>),
    /// A resource ID in an answer or a stored [`Monitor`](crate::Monitor) is of another kind.
    #[error(transparent)]
    Id(#[from] IdError),
}

impl ArmError {
    /// An answer that is not what was expected, and why where a parser said so.
    pub(crate) fn unreadable(
        request: &RequestContext,
        expected: &'static str,
        source: Option<serde_json::Error>,
    ) -> Self {
        Self::Unreadable { request: Box::new(request.clone()), expected, source }
    }
}

/// `Ok(None)` where the error says that the resource or its resource group does not exist.
pub(crate) fn found<T>(result: Result<T, ArmError>) -> Result<Option<T>, ArmError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}
