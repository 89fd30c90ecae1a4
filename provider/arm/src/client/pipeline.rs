//! What a client is made of: azure_core's pipeline, with our retries above it instead of its own inside.
//!
//! azure_core retries every method alike, so a POST that took effect would be sent again, and it sleeps through a long
//! Retry-After out of the caller's sight. Its retry policy is therefore switched off, and `send` decides per method.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use azure_core::{
    Uuid,
    credentials::TokenCredential,
    http::{
        ClientOptions, Context, HttpClient, Pipeline, Request, RetryOptions, Transport,
        headers::USER_AGENT,
        policies::{Policy, PolicyResult, auth::BearerTokenAuthorizationPolicy},
    },
};

use super::{Polling, pace::Pace};
use crate::cloud::Cloud;

/// What a client needs.
#[derive(Clone)]
pub struct ArmClientOptions {
    /// The cloud to call.
    pub cloud: Cloud,
    /// The subscription that lists, features, providers and versions are asked of.
    pub subscription_id: String,
    /// Where tokens come from.
    pub credential: Arc<dyn TokenCredential>,
    /// Where requests go: [`transport::https`](crate::transport::https), or an emulator in memory.
    pub transport: Arc<dyn HttpClient>,
    /// First part of the User-Agent, such as `terraform-provider-aksoverlay/0.1.0`.
    pub user_agent: Option<String>,
    /// How often the state of operations is asked for.
    pub polling: Polling,
}

impl fmt::Debug for ArmClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArmClientOptions")
            .field("cloud", &self.cloud)
            .field("subscription_id", &self.subscription_id)
            .field("polling", &self.polling)
            .finish_non_exhaustive()
    }
}

pub(super) struct Shared {
    pub cloud: Cloud,
    pub subscription_id: String,
    pub correlation_id: String,
    pub polling: Polling,
    pub pace: Pace,
    pub pipeline: Pipeline,
}

impl Shared {
    pub(super) fn new(options: ArmClientOptions) -> Self {
        let ArmClientOptions { cloud, subscription_id, credential, transport, user_agent, polling } = options;
        let correlation_id = Uuid::new_v4().to_string();
        let client_options = ClientOptions {
            transport: Some(Transport::new(transport)),
            retry: RetryOptions::none(),
            ..ClientOptions::default()
        };
        let identify: Arc<dyn Policy> =
            Arc::new(Identify { correlation_id: correlation_id.clone(), user_agent });
        let authorize: Arc<dyn Policy> =
            Arc::new(BearerTokenAuthorizationPolicy::new(credential, [cloud.scope()]));
        let pipeline = Pipeline::new(
            option_env!("CARGO_PKG_NAME"),
            option_env!("CARGO_PKG_VERSION"),
            client_options,
            Vec::new(),
            vec![identify, authorize],
            None,
        );
        let pace = Pace::new(polling.speed);
        Self { cloud, subscription_id, correlation_id, polling, pace, pipeline }
    }
}

/// Says who asks: the client's correlation ID, which azure_core does not know, and the caller's name in front of the SDK's
/// User-Agent (azure_core's own setting for it takes no version and panics on a slash).
#[derive(Debug)]
struct Identify {
    correlation_id: String,
    user_agent: Option<String>,
}

#[async_trait]
impl Policy for Identify {
    async fn send(&self, ctx: &Context, request: &mut Request, next: &[Arc<dyn Policy>]) -> PolicyResult {
        request.insert_header("x-ms-correlation-request-id", self.correlation_id.clone());
        if let Some(name) = &self.user_agent {
            let sdk = request.headers().get_optional_string(&USER_AGENT).unwrap_or_default();
            request.insert_header(USER_AGENT, format!("{name} {sdk}"));
        }
        match next.split_first() {
            Some((policy, rest)) => policy.send(ctx, request, rest).await,
            None => Err(azure_core::Error::with_message(
                azure_core::error::ErrorKind::Other,
                "the pipeline has no transport",
            )),
        }
    }
}
