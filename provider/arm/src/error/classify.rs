//! What an error means for the caller.
//!
//! Azure uses one code for several situations and several codes for one, differently by service and year; the tables
//! here are the only place that knows them.

use std::time::Duration;

use super::{ArmError, ErrorBody, ServiceError, TransportProblem};
use crate::credential::CredentialError;

/// Azure asks to slow down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttled {
    /// How long to wait, where Azure says so.
    pub retry_after: Option<Duration>,
}

impl ArmError {
    /// What Azure said, where it said something.
    pub fn body(&self) -> Option<&ErrorBody> {
        match self {
            Self::Service(error) => Some(&error.body),
            Self::Operation(error) => Some(&error.body),
            Self::OutOfTime(error) => error.last.as_ref()?.body(),
            _ => None,
        }
    }

    /// Azure's number for the long-running operation that the error is about.
    pub fn operation_id(&self) -> Option<&str> {
        self.request().and_then(|request| request.operation_id.as_deref())
    }

    /// HTTP status of the answer.
    pub fn status(&self) -> Option<u16> {
        self.service().map(|error| error.status)
    }

    /// Azure's code, the innermost one.
    pub fn code(&self) -> Option<&str> {
        self.body().map(|body| body.root().code.as_str()).filter(|code| !code.is_empty())
    }

    /// AKS's finer code.
    pub fn subcode(&self) -> Option<&str> {
        self.body().and_then(|body| body.root().subcode.as_deref())
    }

    /// The member of the request that the error is about, in Azure's words.
    pub fn target(&self) -> Option<&str> {
        self.body().and_then(|body| body.root().target.as_deref())
    }

    /// Azure's words, the innermost ones.
    pub fn message(&self) -> Option<&str> {
        self.body().map(|body| body.root().message.as_str()).filter(|message| !message.is_empty())
    }

    /// `x-ms-correlation-request-id` of the request.
    pub fn correlation_id(&self) -> Option<&str> {
        self.request().map(|request| request.correlation_id.as_str())
    }

    /// `x-ms-request-id` of the answer.
    pub fn request_id(&self) -> Option<&str> {
        self.request().and_then(|request| request.request_id.as_deref())
    }

    /// The resource, or the group or resource that it is in, does not exist.
    ///
    /// Only codes that say so count. A 404 of a proxy, or for a subscription that the identity cannot see, must not look
    /// like a resource that is gone.
    pub fn is_not_found(&self) -> bool {
        const CODES: [&str; 5] = [
            "ResourceNotFound",
            "ResourceGroupNotFound",
            "NotFound",
            "ParentResourceNotFound",
            "FeatureNotFound",
        ];
        self.service().is_some_and(|error| error.status == 404 && CODES.iter().any(|code| is(error, code)))
    }

    /// The resource group does not exist, and with it nothing in it.
    pub fn is_resource_group_not_found(&self) -> bool {
        self.service().is_some_and(|error| error.status == 404 && is(error, "ResourceGroupNotFound"))
    }

    /// A creation met a resource that exists: the answer to `If-None-Match: *`.
    pub fn is_already_exists(&self) -> bool {
        self.is_precondition_failed() && self.request().is_some_and(|request| request.method == "PUT")
    }

    /// An eTag did not match: somebody changed the resource in between.
    pub fn is_precondition_failed(&self) -> bool {
        self.status() == Some(412)
    }

    /// Another operation is under way and this one may be tried again after it.
    ///
    /// AKS answers so with `OperationNotAllowed` or `EtagMismatch`, the network with `AnotherOperationInProgress` or
    /// `RetryableError`; a 400 with the code `OperationNotAllowed` usually means that the request is not allowed at all,
    /// unless its text speaks of another operation.
    pub fn is_conflict_in_progress(&self) -> bool {
        const CONFLICTS: [&str; 4] = [
            "OperationNotAllowed",
            "EtagMismatch",
            "AnotherOperationInProgress",
            "ResourceGroupBeingDeleted",
        ];
        const ANYWHERE: [&str; 4] = [
            "AnotherOperationInProgress",
            "RetryableError",
            "ReferencedResourceNotProvisioned",
            "VirtualNetworkNotInSucceededState",
        ];
        let in_progress = |error: &ServiceError| {
            let text = error.body.message.to_ascii_lowercase();
            text.contains("in progress") || text.contains("aks-pending-operation")
        };
        self.service().is_some_and(|error| {
            (error.status == 409 && CONFLICTS.iter().any(|code| is(error, code)))
                || (matches!(error.status, 400 | 409 | 429) && ANYWHERE.iter().any(|code| is(error, code)))
                || (matches!(error.status, 400 | 409)
                    && is(error, "OperationNotAllowed")
                    && in_progress(error))
        })
    }

    /// Azure asks to slow down.
    pub fn throttled(&self) -> Option<Throttled> {
        self.service()
            .filter(|error| error.status == 429)
            .map(|error| Throttled { retry_after: error.retry_after })
    }

    /// The namespace that the subscription must be registered for first.
    pub fn missing_registration(&self) -> Option<&str> {
        let error = self.service()?;
        let told = error
            .body
            .walk()
            .find(|error| error.code.eq_ignore_ascii_case("MissingSubscriptionRegistration"))?;
        let target = error.body.walk().find_map(|error| error.target.as_deref().filter(|t| t.contains('.')));
        target.or_else(|| told.message.split('\'').nth(1))
    }

    /// Another operation took the place of this one before it was done: what it wanted is to be asked for again.
    pub fn is_preempted(&self) -> bool {
        const CODES: [&str; 2] = ["AKSOperationPreempted", "AKSOperationPreemptedByDelete"];
        let named = |body: &ErrorBody| CODES.iter().any(|code| body.code.eq_ignore_ascii_case(code));
        self.body().is_some_and(|body| body.walk().any(named))
    }

    /// The caller's deadline came before the next try.
    pub fn is_out_of_time(&self) -> bool {
        matches!(self, Self::OutOfTime(_))
    }

    /// The identity has no permission, in Azure's role-based access control.
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(403)
    }

    /// The token was refused.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(401)
    }

    /// Whether nobody knows if the request took effect: the connection broke or a gateway gave up after it was sent.
    pub fn is_outcome_unknown(&self) -> bool {
        match self {
            Self::Service(error) => matches!(error.status, 408 | 500 | 502 | 503 | 504),
            Self::Transport { source, .. } => {
                matches!(source.problem, TransportProblem::Dropped | TransportProblem::TimedOut)
            }
            Self::Unreadable { .. } => true,
            Self::OutOfTime(error) => error.last.as_ref().is_some_and(Self::is_outcome_unknown),
            _ => false,
        }
    }

    /// Whether no connection could be made, to Azure or to the issuer of tokens: nothing was sent.
    pub fn is_unreachable(&self) -> bool {
        match self {
            Self::Transport { source, .. } => source.problem == TransportProblem::Unreachable,
            Self::Credential { source, .. } => {
                matches!(
                    **source,
                    CredentialError::Unreachable { problem: TransportProblem::Unreachable, .. }
                )
            }
            _ => false,
        }
    }

    /// Whether the same question may be answered a moment later: a lost answer, a gateway that failed, no connection.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Transport { source, .. } => source.is_transient(),
            Self::Credential { source, .. } => source.is_transient(),
            other => other.is_outcome_unknown(),
        }
    }

    /// The error that Azure answered with last.
    pub(crate) fn service(&self) -> Option<&ServiceError> {
        match self {
            Self::Service(error) => Some(error),
            Self::OutOfTime(error) => error.last.as_ref()?.service(),
            _ => None,
        }
    }

    /// The request that the error is about.
    pub fn request(&self) -> Option<&super::RequestContext> {
        match self {
            Self::Service(error) => Some(&error.request),
            Self::Operation(error) => Some(&error.request),
            Self::Credential { request, .. } | Self::Transport { request, .. } => Some(request),
            Self::Unreadable { request, .. } | Self::Foreign { request, .. } => Some(request),
            Self::OutOfTime(error) => Some(&error.request),
            Self::Id(_) => None,
        }
    }
}

/// Whether the error or one beneath it has this code.
fn is(error: &ServiceError, code: &str) -> bool {
    error.body.walk().any(|body| body.code.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use azure_core::http::{StatusCode, headers::Headers};
    use serde_json::{Value, json};

    use super::*;
    use crate::error::RequestContext;

    fn error(status: u16, body: &Value) -> ArmError {
        let request =
            RequestContext { method: "PUT", path: "/subscriptions/s".into(), ..RequestContext::default() };
        let bytes = body.to_string();
        ArmError::Service(Box::new(ServiceError::new(
            request,
            StatusCode::from(status),
            &Headers::new(),
            bytes.as_bytes(),
        )))
    }

    #[test]
    fn the_three_kinds_of_not_found_are_not_found() {
        for code in ["ResourceNotFound", "ResourceGroupNotFound"] {
            assert!(error(404, &json!({"error": {"code": code, "message": "m"}})).is_not_found(), "{code}");
        }
        let aks = json!({"code": "NotFound", "message": "m", "subcode": "GetManagedCluster_NotFound"});
        assert!(error(404, &aks).is_not_found());
    }

    #[test]
    fn a_404_about_something_else_is_not_a_missing_resource() {
        for code in ["InvalidResourceType", "SubscriptionNotFound", "InvalidResourceNamespace"] {
            assert!(!error(404, &json!({"error": {"code": code, "message": "m"}})).is_not_found(), "{code}");
        }
        assert!(!error(404, &json!("page of a proxy")).is_not_found());
    }

    #[test]
    fn a_conflict_with_a_running_operation_is_told_from_a_forbidden_operation() {
        let running = json!({"code": "OperationNotAllowed", "message": "there's an in progress create managed cluster operation"});
        let forbidden =
            json!({"code": "OperationNotAllowed", "message": "There has to be at least one agent pool."});
        let etag = json!({"code": "EtagMismatch", "message": "Operation is not allowed: Another operation is in progress"});
        assert!(error(409, &running).is_conflict_in_progress());
        assert!(error(400, &running).is_conflict_in_progress());
        assert!(error(409, &etag).is_conflict_in_progress());
        assert!(!error(400, &forbidden).is_conflict_in_progress());
    }

    #[test]
    fn a_missing_registration_names_the_namespace() {
        let body = json!({"error": {
            "code": "MissingSubscriptionRegistration",
            "message": "The subscription is not registered to use namespace 'Microsoft.ContainerService'. See https://aka.ms/rps-not-found.",
            "details": [{"code": "MissingSubscriptionRegistration", "target": "Microsoft.ContainerService", "message": "m"}]
        }});
        assert_eq!(error(409, &body).missing_registration(), Some("Microsoft.ContainerService"));
        let without_details = json!({"code": "MissingSubscriptionRegistration", "message": "use namespace 'Microsoft.Network'."});
        assert_eq!(error(409, &without_details).missing_registration(), Some("Microsoft.Network"));
    }

    #[test]
    fn a_page_of_a_proxy_is_shortened_and_shown() {
        let request = RequestContext {
            method: "GET",
            path: "/p".into(),
            correlation_id: "c".into(),
            ..RequestContext::default()
        };
        let page = format!("<html>\n  Access denied {}", "x".repeat(500));
        let error = ServiceError::new(request, StatusCode::from(403), &Headers::new(), page.as_bytes());
        assert!(error.to_string().starts_with("GET /p was answered with 403 <html> Access denied xxx"));
        assert!(error.to_string().ends_with("… (correlation ID c)"));
    }
}
