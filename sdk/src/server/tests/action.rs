//! `ValidateActionConfig`, `PlanAction` and the events of `InvokeAction`.

use std::future::pending;

use tf::invoke_action::{Event, event::Type as Kind};
use tokio_stream::StreamExt as _;

use super::{
    offers::{Log, Offers, offering, offering_while_unknown},
    *,
};
use crate::{Action, Context, Diagnostic, Diagnostics, Model, Path, PlanOf};

struct Reboot;

/// A restart.
#[derive(Clone, Debug, Model)]
struct RebootConfig {
    /// What each call does.
    act: String,
    /// The password of the machine.
    #[model(sensitive)]
    password: Option<String>,
}

impl Action for Reboot {
    type Client = Log;
    type Config = RebootConfig;
    const NAME: &'static str = "test_reboot";

    fn validate(&self, config: &PlanOf<RebootConfig>, diagnostics: &mut Diagnostics) {
        if config.act.as_str() == Some("invalid") {
            diagnostics.push(Diagnostic::error("Invalid act", "Choose another.").at(Path::of("act")));
        }
    }

    async fn plan(
        &self,
        _: &Context,
        log: Option<&Log>,
        config: &PlanOf<RebootConfig>,
    ) -> Result<(), Diagnostics> {
        assert!(log.is_some());
        match config.act.as_str() {
            Some("refused") => Err(Diagnostic::error("No restart", "Not today.").into()),
            Some("panics") => panic!("no plan"),
            _ => Ok(()),
        }
    }

    async fn invoke(&self, ctx: &Context, log: &Log, config: RebootConfig) -> Result<(), Diagnostics> {
        ctx.progress("going down");
        match config.act.as_str() {
            "fails" => {
                return Err(Diagnostic::error("Stuck", "It does not go down.").at(Path::of("act")).into());
            }
            "panics" => panic!("out of power"),
            "hangs" => pending().await,
            "waits" => {
                log.note("waiting");
                ctx.cancellation().cancelled().await;
                log.note("cancelled");
                tokio::task::yield_now().await;
                log.note("came to a good end");
                return Err(Diagnostic::error("Interrupted", "It is half down.").into());
            }
            "tells much" => (0..2000).for_each(|number| ctx.progress(format!("step {number}"))),
            "warns" => ctx.report(Diagnostic::warning("Slow", "It took long.")),
            "tells its password" => ctx.progress(format!("the password is {:?}", config.password)),
            _ => {}
        }
        ctx.progress("up again");
        log.note("done");
        Ok(())
    }
}

fn ty() -> Type {
    RebootConfig::block().ty()
}

fn config(act: impl Into<Value>) -> Value {
    Value::object([("act", act.into()), ("password", "pass-phrase-1".into())])
}

async fn service() -> Service<Offers> {
    offering(|registry| {
        registry.action(Reboot);
    })
    .await
}

fn invocation(config: &Value) -> Request<tf::invoke_action::Request> {
    Request::new(tf::invoke_action::Request {
        action_type: "test_reboot".to_owned(),
        config: message(config, &ty()),
        client_capabilities: None,
    })
}

/// An event in a line.
fn line(event: Event) -> String {
    match event.r#type.expect("Terraform crashes on an event of neither kind") {
        Kind::Progress(progress) => format!("progress: {}", progress.message),
        Kind::Completed(completed) => format!("completed: {}", told(&completed.diagnostics)),
    }
}

async fn events(service: &Service<Offers>, config: &Value) -> Vec<String> {
    let stream = service.invoke_action(invocation(config)).await.unwrap().into_inner();
    stream.map(|event| line(event.unwrap())).collect().await
}

async fn invoked(act: &str) -> Vec<String> {
    events(&service().await, &config(act)).await
}

async fn planned(service: &Service<Offers>, act: impl Into<Value>) -> tf::plan_action::Response {
    let request = tf::plan_action::Request {
        action_type: "test_reboot".to_owned(),
        config: message(&config(act), &ty()),
        client_capabilities: Some(tf::ClientCapabilities { deferral_allowed: true, ..Default::default() }),
    };
    service.plan_action(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn what_is_offered_is_in_schema_and_metadata() {
    let service = service().await;
    let request = Request::new(tf::get_provider_schema::Request {});
    let schemas = service.get_provider_schema(request).await.unwrap().into_inner();
    let schema =
        schemas.action_schemas["test_reboot"].schema.as_ref().expect("Terraform crashes without one");
    assert_eq!(schema.block.as_ref().unwrap().attributes.len(), 2);
    let metadata =
        service.get_metadata(Request::new(tf::get_metadata::Request {})).await.unwrap().into_inner();
    assert_eq!(metadata.actions[0].type_name, "test_reboot");
}

#[tokio::test]
async fn a_configuration_is_validated_and_may_have_unknown_values() {
    let validated = async |act: Value| {
        let request = tf::validate_action_config::Request {
            type_name: "test_reboot".to_owned(),
            config: message(&config(act), &ty()),
        };
        let answer = service().await.validate_action_config(Request::new(request)).await;
        told(&answer.unwrap().into_inner().diagnostics)
    };
    assert_eq!(validated("invalid".into()).await, "error at act: Invalid act");
    assert_eq!(validated(Value::unknown()).await, "");
}

#[tokio::test]
async fn a_plan_says_whether_the_action_can_be_invoked() {
    let service = service().await;
    assert_eq!(planned(&service, "ok").await, tf::plan_action::Response::default());
    assert_eq!(planned(&service, Value::unknown()).await, tf::plan_action::Response::default());
    assert_eq!(told(&planned(&service, "refused").await.diagnostics), "error: No restart");
    let panicked = planned(&service, "panics").await;
    assert_eq!(told(&panicked.diagnostics), "error: The provider failed unexpectedly");
    assert_eq!(service.client().unwrap().read(), [""; 0], "a plan does nothing");
}

#[tokio::test]
async fn while_the_provider_s_configuration_is_unknown_a_plan_is_deferred_where_that_is_allowed() {
    let service = offering_while_unknown(|registry| {
        registry.action(Reboot);
    })
    .await;
    let deferred = planned(&service, "ok").await.deferred.unwrap();
    assert_eq!(deferred.reason(), tf::deferred::Reason::ProviderConfigUnknown);
    let expected = ["completed: error: The provider's configuration is not known yet"];
    assert_eq!(events(&service, &config("ok")).await, expected);
}

#[tokio::test]
async fn an_action_that_succeeds_tells_its_progress_and_completes() {
    assert_eq!(invoked("ok").await, ["progress: going down", "progress: up again", "completed: "]);
}

#[tokio::test]
async fn an_action_that_fails_completes_with_its_error() {
    assert_eq!(invoked("fails").await, ["progress: going down", "completed: error at act: Stuck"]);
}

#[tokio::test]
async fn an_action_that_warns_completes_with_its_warning() {
    let expected = ["progress: going down", "progress: up again", "completed: warning: Slow"];
    assert_eq!(invoked("warns").await, expected);
}

#[tokio::test]
async fn an_action_that_panics_completes_with_an_error() {
    let expected = ["progress: going down", "completed: error: The provider failed unexpectedly"];
    assert_eq!(invoked("panics").await, expected);
}

#[tokio::test(start_paused = true)]
async fn an_action_that_never_ends_is_given_up() {
    let expected = ["progress: going down", "completed: error: The operation took too long"];
    assert_eq!(invoked("hangs").await, expected);
}

#[tokio::test]
async fn an_action_that_is_stopped_comes_to_its_end_and_completes() {
    let service = service().await;
    let stop = async {
        while service.client().unwrap().read().is_empty() {
            tokio::task::yield_now().await;
        }
        service.stop_provider(Request::new(tf::stop_provider::Request {})).await.unwrap();
    };
    let config = config("waits");
    let (events, ()) = tokio::join!(events(&service, &config), stop);
    assert_eq!(events, ["progress: going down", "completed: error: Interrupted"]);
}

#[tokio::test]
async fn an_action_to_which_terraform_does_not_listen_any_more_is_cancelled_and_comes_to_its_end() {
    let service = service().await;
    let mut stream = service.invoke_action(invocation(&config("waits"))).await.unwrap().into_inner();
    assert_eq!(line(stream.next().await.unwrap().unwrap()), "progress: going down");
    drop(stream);
    while service.client().unwrap().read().len() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(service.client().unwrap().read(), ["waiting", "cancelled", "came to a good end"]);
}

#[tokio::test]
async fn an_action_does_not_wait_for_a_slow_terraform_and_its_completion_is_not_lost() {
    let service = service().await;
    let stream = service.invoke_action(invocation(&config("tells much"))).await.unwrap().into_inner();
    while service.client().unwrap().read() != ["done"] {
        tokio::task::yield_now().await;
    }
    let events: Vec<_> = stream.map(|event| line(event.unwrap())).collect().await;
    assert!(events.len() < 300, "the messages that wait are few: {}", events.len());
    let last: Vec<_> = events.iter().rev().take(3).map(String::as_str).collect();
    assert_eq!(last, ["completed: ", "progress: up again", "progress: step 1999"]);
    assert!(events.iter().any(|event| event.ends_with("messages were left out)")), "the gap is told");
}

#[tokio::test]
async fn a_sensitive_argument_is_starred_in_progress() {
    let events = invoked("tells its password").await;
    assert_eq!(events[1], r#"progress: the password is Some("***")"#);
}

#[tokio::test]
async fn what_cannot_be_invoked_completes_with_an_error_too() {
    let service = service().await;
    let mut other = invocation(&config("ok"));
    other.get_mut().action_type = "test_other".to_owned();
    let stream = service.invoke_action(other).await.unwrap().into_inner();
    let unknown: Vec<_> = stream.map(|event| line(event.unwrap())).collect().await;
    assert_eq!(unknown, ["completed: error: Unknown action test_other"]);
    let unknown = events(&service, &config(Value::unknown())).await;
    assert_eq!(unknown, ["completed: error: The action's configuration is not known"]);
    let mut hostile = invocation(&config("ok"));
    hostile.get_mut().config = Some(tf::DynamicValue { msgpack: vec![0xc1], json: Vec::new() });
    let stream = service.invoke_action(hostile).await.unwrap().into_inner();
    let hostile: Vec<_> = stream.map(|event| line(event.unwrap())).collect().await;
    assert_eq!(hostile, ["completed: error: Terraform's message cannot be read"]);
}
