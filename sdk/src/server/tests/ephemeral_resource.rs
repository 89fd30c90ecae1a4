//! `OpenEphemeralResource`, `RenewEphemeralResource`, `CloseEphemeralResource` and their validation.

use std::{
    future::pending,
    time::{Duration, SystemTime},
};

use super::{
    offers::{Log, Offers, offering, offering_while_unknown},
    *,
};
use crate::{Context, Diagnostic, Diagnostics, EphemeralResource, Model, Opened, Path, PlanOf};

struct Token;

/// A token.
#[derive(Clone, Debug, Model)]
struct TokenModel {
    /// What each call does.
    act: String,
    /// The token.
    #[model(computed, sensitive)]
    token: Option<String>,
}

impl EphemeralResource for Token {
    type Client = Log;
    type Model = TokenModel;
    const NAME: &'static str = "test_token";

    fn validate(&self, config: &PlanOf<TokenModel>, diagnostics: &mut Diagnostics) {
        if config.act.as_str() == Some("invalid") {
            diagnostics.push(Diagnostic::error("Invalid act", "Choose another.").at(Path::of("act")));
        }
    }

    async fn open(
        &self,
        ctx: &Context,
        log: &Log,
        config: TokenModel,
    ) -> Result<Opened<TokenModel>, Diagnostics> {
        log.note("open");
        ctx.with_private(|private| private.set("lease", &1))?;
        let result = TokenModel { token: Some("the-opened-token".to_owned()), ..config.clone() };
        match config.act.as_str() {
            "fails" => return Err(Diagnostic::error("No token", "There are none left.").into()),
            "panics" => panic!("out of tokens"),
            "hangs" => pending().await,
            "changes its argument" => {
                return Ok(Opened::new(TokenModel { act: "changed".to_owned(), ..result }));
            }
            "reports an error" => ctx.report(Diagnostic::error("Not so good", "But open.")),
            "opens although it is stopped" => ctx.cancellation().cancelled().await,
            _ => {}
        }
        Ok(Opened::new(result).renew_at(SystemTime::UNIX_EPOCH + Duration::from_millis(90_500)))
    }

    async fn renew(&self, ctx: &Context, log: &Log) -> Result<Option<SystemTime>, Diagnostics> {
        let lease: Option<u32> = ctx.with_private(|private| private.entry("lease"))?;
        log.note(format!("renew {lease:?}"));
        match lease {
            None => panic!("nothing to renew"),
            Some(9) => Err(Diagnostic::error("Not renewed", "Nine times are enough.").into()),
            Some(lease) => {
                ctx.with_private(|private| private.set("lease", &(lease + 1)))?;
                Ok((lease < 3).then_some(SystemTime::UNIX_EPOCH))
            }
        }
    }

    async fn close(&self, ctx: &Context, log: &Log) -> Result<(), Diagnostics> {
        assert!(!ctx.cancellation().is_cancelled());
        let lease: Option<u32> = ctx.with_private(|private| private.entry("lease"))?;
        log.note(format!("close {lease:?}"));
        match lease {
            None => Err(Diagnostic::error("Not closed", "It was never open.").into()),
            Some(_) => Ok(()),
        }
    }
}

fn ty() -> Type {
    TokenModel::block().ty()
}

fn config(act: impl Into<Value>) -> Value {
    Value::object([("act", act.into()), ("token", Value::Null)])
}

async fn service() -> Service<Offers> {
    offering(|registry| {
        registry.ephemeral_resource(Token);
    })
    .await
}

fn opening(act: &str) -> Request<tf::open_ephemeral_resource::Request> {
    Request::new(tf::open_ephemeral_resource::Request {
        type_name: "test_token".to_owned(),
        config: message(&config(act), &ty()),
        client_capabilities: None,
    })
}

/// The answer to opening, and what was done.
async fn open(act: &str) -> (tf::open_ephemeral_resource::Response, Vec<String>) {
    let service = service().await;
    let answer = service.open_ephemeral_resource(opening(act)).await.unwrap().into_inner();
    (answer, service.client().unwrap().read())
}

async fn renew(private: &[u8]) -> tf::renew_ephemeral_resource::Response {
    let request = tf::renew_ephemeral_resource::Request {
        type_name: "test_token".to_owned(),
        private: Some(private.to_vec()),
    };
    service().await.renew_ephemeral_resource(Request::new(request)).await.unwrap().into_inner()
}

async fn close(private: Option<Vec<u8>>) -> tf::close_ephemeral_resource::Response {
    let request = tf::close_ephemeral_resource::Request { type_name: "test_token".to_owned(), private };
    service().await.close_ephemeral_resource(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn what_is_offered_is_in_schema_and_metadata() {
    let service = service().await;
    let request = Request::new(tf::get_provider_schema::Request {});
    let schema = service.get_provider_schema(request).await.unwrap().into_inner();
    let token = schema.ephemeral_resource_schemas["test_token"].block.as_ref().unwrap();
    assert_eq!(token.attributes.len(), 2);
    let metadata =
        service.get_metadata(Request::new(tf::get_metadata::Request {})).await.unwrap().into_inner();
    assert_eq!(metadata.ephemeral_resources[0].type_name, "test_token");
}

#[tokio::test]
async fn a_configuration_is_validated_and_may_have_unknown_values() {
    let validated = async |config: Value| {
        let request = tf::validate_ephemeral_resource_config::Request {
            type_name: "test_token".to_owned(),
            config: message(&config, &ty()),
        };
        let answer = service().await.validate_ephemeral_resource_config(Request::new(request)).await;
        told(&answer.unwrap().into_inner().diagnostics)
    };
    assert_eq!(validated(config("invalid")).await, "error at act: Invalid act");
    assert_eq!(validated(config(Value::unknown())).await, "");
}

#[tokio::test]
async fn opening_answers_with_the_result_the_time_to_renew_and_private_data() {
    let (answer, done) = open("ok").await;
    let expected = Value::object([("act", "ok".into()), ("token", "the-opened-token".into())]);
    assert_eq!(value(answer.result, &ty()), expected);
    assert_eq!(answer.renew_at, Some(prost_types::Timestamp { seconds: 90, nanos: 500_000_000 }));
    assert_eq!(answer.private.as_deref(), Some(br#"{"lease":1}"#.as_slice()));
    assert_eq!((answer.deferred, told(&answer.diagnostics)), (None, String::new()));
    assert_eq!(done, ["open"]);
}

#[tokio::test]
async fn what_fails_to_open_has_no_result() {
    let (answer, done) = open("fails").await;
    assert_eq!((told(&answer.diagnostics).as_str(), answer.result), ("error: No token", None));
    assert_eq!(done, ["open"], "there is nothing to close");
}

#[tokio::test]
async fn a_panic_while_opening_is_an_error() {
    let (answer, _) = open("panics").await;
    assert_eq!(told(&answer.diagnostics), "error: The provider failed unexpectedly");
}

#[tokio::test(start_paused = true)]
async fn opening_that_never_ends_is_given_up() {
    let (answer, _) = open("hangs").await;
    assert_eq!(told(&answer.diagnostics), "error: The operation took too long");
    assert!(answer.diagnostics[0].detail.starts_with("Opening did not end within 5 min"));
}

#[tokio::test]
async fn a_result_that_terraform_would_refuse_is_named_as_a_bug_and_closed() {
    let (answer, done) = open("changes its argument").await;
    assert_eq!(told(&answer.diagnostics), "error at act: Provider bug: invalid ephemeral result");
    assert_eq!(done, ["open", "close Some(1)"]);
}

#[tokio::test]
async fn what_opened_with_an_error_is_closed_since_terraform_will_not() {
    let (answer, done) = open("reports an error").await;
    assert_eq!(told(&answer.diagnostics), "error: Not so good");
    assert_eq!(done, ["open", "close Some(1)"]);
}

#[tokio::test]
async fn what_opens_although_it_is_stopped_is_left_for_terraform_to_close() {
    let service = service().await;
    let stop = async {
        tokio::task::yield_now().await;
        service.stop_provider(Request::new(tf::stop_provider::Request {})).await.unwrap();
    };
    let (answer, ()) =
        tokio::join!(service.open_ephemeral_resource(opening("opens although it is stopped")), stop);
    assert_eq!(told(&answer.unwrap().into_inner().diagnostics), "");
    assert_eq!(service.client().unwrap().read(), ["open"]);
}

#[tokio::test]
async fn what_opens_after_terraform_hung_up_is_closed() {
    let service = service().await;
    {
        let mut opening = service.open_ephemeral_resource(opening("opens although it is stopped"));
        // Until it waits for its cancellation.
        while service.client().unwrap().read().is_empty() {
            tokio::select! {
                biased;
                _ = &mut opening => panic!("it waits"),
                () = tokio::task::yield_now() => {}
            }
        }
    }
    while service.client().unwrap().read().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(service.client().unwrap().read(), ["open", "close Some(1)"]);
}

#[tokio::test]
async fn while_the_provider_s_configuration_is_unknown_opening_is_deferred_where_that_is_allowed() {
    let service = offering_while_unknown(|registry| {
        registry.ephemeral_resource(Token);
    })
    .await;
    let mut request = opening("ok");
    let refused = service.open_ephemeral_resource(opening("ok")).await.unwrap().into_inner();
    assert_eq!(told(&refused.diagnostics), "error: The provider's configuration is not known yet");
    request.get_mut().client_capabilities =
        Some(tf::ClientCapabilities { deferral_allowed: true, ..Default::default() });
    let deferred = service.open_ephemeral_resource(request).await.unwrap().into_inner();
    assert_eq!(deferred.deferred.unwrap().reason(), tf::deferred::Reason::ProviderConfigUnknown);
    assert!(value(deferred.result, &ty()).is_unknown());
}

#[tokio::test]
async fn the_values_of_sensitive_results_are_starred_from_now_on() {
    open("ok").await;
    assert_eq!(crate::log::redacted("it is the-opened-token"), "it is ***");
}

#[tokio::test]
async fn renewing_gets_private_data_and_answers_with_the_next() {
    let answer = renew(br#"{"lease":2}"#).await;
    assert_eq!(answer.renew_at, Some(prost_types::Timestamp { seconds: 0, nanos: 0 }));
    assert_eq!(answer.private.as_deref(), Some(br#"{"lease":3}"#.as_slice()));
    assert_eq!(told(&answer.diagnostics), "");
}

#[tokio::test]
async fn what_need_not_be_renewed_again_has_no_time() {
    assert_eq!(renew(br#"{"lease":3}"#).await.renew_at, None);
}

#[tokio::test]
async fn what_cannot_be_renewed_is_an_error() {
    assert_eq!(told(&renew(br#"{"lease":9}"#).await.diagnostics), "error: Not renewed");
}

#[tokio::test]
async fn a_panic_while_renewing_is_an_error() {
    assert_eq!(told(&renew(b"").await.diagnostics), "error: The provider failed unexpectedly");
}

#[tokio::test]
async fn closing_gets_private_data() {
    assert_eq!(told(&close(Some(br#"{"lease":1}"#.to_vec())).await.diagnostics), "");
    assert_eq!(told(&close(None).await.diagnostics), "error: Not closed");
}
