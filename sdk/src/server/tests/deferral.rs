//! Deferred answers, provider meta, and the private state of a plan: what no release of Terraform asks yet.

use tf::deferred::Reason;

use super::{deferring::Deferring, *};

type Plain = Deferring<false>;

const PLAIN: &str = "test_deferring";
const EVEN_SO: &str = "test_deferring_even_so";

fn allowing(deferral_allowed: bool) -> Option<tf::ClientCapabilities> {
    Some(tf::ClientCapabilities { deferral_allowed, ..Default::default() })
}

async fn service(mode: &str) -> Service<Subject> {
    let service = Service::new(Subject);
    configure(&service, mode).await;
    service
}

fn change(type_name: &str, what: &str) -> tf::plan_resource_change::Request {
    let config = Plain::state(what, Value::Null);
    tf::plan_resource_change::Request {
        type_name: type_name.to_owned(),
        prior_state: message(&Value::Null, &Plain::ty()),
        proposed_new_state: message(&config, &Plain::ty()),
        config: message(&config, &Plain::ty()),
        client_capabilities: allowing(true),
        ..Default::default()
    }
}

async fn plan(mode: &str, request: tf::plan_resource_change::Request) -> tf::plan_resource_change::Response {
    service(mode).await.plan_resource_change(Request::new(request)).await.unwrap().into_inner()
}

/// The reason and the diagnostics of a plan.
async fn deferred_plan(mode: &str, type_name: &str, what: &str) -> (Option<Reason>, String) {
    let response = plan(mode, change(type_name, what)).await;
    (response.deferred.map(|deferred| deferred.reason()), told(&response.diagnostics))
}

fn ok(reason: Reason) -> (Option<Reason>, String) {
    (Some(reason), String::new())
}

#[tokio::test]
async fn a_plan_without_a_provider_is_what_terraform_proposes() {
    let proposed =
        Value::object([("what", "wrong".into()), ("module", Value::Null), ("secret", "hush".into())]);
    let request = tf::plan_resource_change::Request {
        prior_state: message(&Plain::state("old", "m".into()), &Plain::ty()),
        proposed_new_state: message(&proposed, &Plain::ty()),
        config: message(&proposed, &Plain::ty()),
        prior_private: br#"{"old":1}"#.to_vec(),
        ..change(PLAIN, "wrong")
    };
    let response = plan("unknown", request).await;
    assert_eq!(told(&response.diagnostics), "", "the resource is not asked");
    assert_eq!(value(response.planned_state, &Plain::ty()), Plain::state("wrong", Value::Null));
    assert_eq!(response.planned_private, br#"{"old":1}"#);
    assert_eq!(response.deferred.map(|deferred| deferred.reason()), Some(Reason::ProviderConfigUnknown));
}

#[tokio::test]
async fn even_if_the_resource_would_defer_the_provider_s_reason_counts() {
    assert_eq!(deferred_plan("unknown", PLAIN, "plan").await, ok(Reason::ProviderConfigUnknown));
}

#[tokio::test]
async fn a_resource_that_plans_without_a_provider_is_asked_and_its_reason_goes_first() {
    let wrong = (None, "error at what: Wrong".to_owned());
    assert_eq!(deferred_plan("unknown", EVEN_SO, "wrong").await, wrong);
    assert_eq!(deferred_plan("unknown", EVEN_SO, "plan").await, ok(Reason::ResourceConfigUnknown));
    assert_eq!(deferred_plan("unknown", EVEN_SO, "ok").await, ok(Reason::ProviderConfigUnknown));
}

#[tokio::test]
async fn a_resource_may_defer_its_own_plan() {
    assert_eq!(deferred_plan("ready", PLAIN, "plan").await, ok(Reason::ResourceConfigUnknown));
    assert_eq!(deferred_plan("ready", PLAIN, "absent").await, ok(Reason::AbsentPrereq));
    assert_eq!(deferred_plan("ready", PLAIN, "ok").await, (None, String::new()));
}

#[tokio::test]
async fn where_terraform_does_not_allow_it_nothing_is_deferred_and_everything_is_checked() {
    for mode in ["ready", "unknown"] {
        for (what, errors) in [("plan", ""), ("ok", ""), ("wrong", "error at what: Wrong")] {
            let request =
                tf::plan_resource_change::Request { client_capabilities: None, ..change(PLAIN, what) };
            let response = plan(mode, request).await;
            assert_eq!((response.deferred, told(&response.diagnostics)), (None, errors.to_owned()));
        }
    }
}

async fn read(mode: &str, what: &str, allowed: bool) -> tf::read_resource::Response {
    let request = tf::read_resource::Request {
        type_name: PLAIN.to_owned(),
        current_state: message(&Plain::state(what, "m".into()), &Plain::ty()),
        private: br#"{"old":1}"#.to_vec(),
        client_capabilities: allowing(allowed),
        ..Default::default()
    };
    service(mode).await.read_resource(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_read_without_a_provider_answers_with_the_state_and_is_deferred() {
    let response = read("unknown", "ok", true).await;
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(response.deferred.unwrap().reason(), Reason::ProviderConfigUnknown);
    assert_eq!(value(response.new_state, &Plain::ty()), Plain::state("ok", "m".into()));
    assert_eq!(response.private, br#"{"old":1}"#);
}

#[tokio::test]
async fn a_resource_may_defer_its_read() {
    assert_eq!(read("ready", "read", true).await.deferred.unwrap().reason(), Reason::ResourceConfigUnknown);
    assert_eq!(read("ready", "ok", true).await.deferred, None);
    assert_eq!(read("ready", "read", false).await.deferred, None);
}

async fn import(mode: &str, allowed: bool) -> tf::import_resource_state::Response {
    let request = tf::import_resource_state::Request {
        type_name: PLAIN.to_owned(),
        id: "x".to_owned(),
        client_capabilities: allowing(allowed),
        ..Default::default()
    };
    service(mode).await.import_resource_state(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn an_import_without_a_provider_is_one_object_of_which_nothing_is_known() {
    let response = import("unknown", true).await;
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(response.deferred.unwrap().reason(), Reason::ProviderConfigUnknown);
    let [imported] = &response.imported_resources[..] else { panic!("one object") };
    assert_eq!(imported.type_name, PLAIN);
    assert!(value(imported.state.clone(), &Plain::ty()).is_unknown());
}

#[tokio::test]
async fn a_resource_may_defer_its_import() {
    assert_eq!(import("ready", true).await.deferred.unwrap().reason(), Reason::AbsentPrereq);
    assert_eq!(import("ready", false).await.deferred, None);
    assert_eq!(
        told(&import("unknown", false).await.diagnostics),
        "error: The provider's configuration is not known yet"
    );
}

#[tokio::test]
async fn of_a_deferred_data_source_what_is_configured_is_known() {
    let ty = Type::object([("text", Type::String), ("echo", Type::String)]);
    let config = Value::object([("text", "hello".into()), ("echo", Value::Null)]);
    let request = tf::read_data_source::Request {
        type_name: "test_echo".to_owned(),
        config: message(&config, &ty),
        client_capabilities: allowing(true),
        ..Default::default()
    };
    let service = service("unknown").await;
    let response = service.read_data_source(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(response.deferred.unwrap().reason(), Reason::ProviderConfigUnknown);
    assert_eq!(
        value(response.state, &ty),
        Value::object([("text", "hello".into()), ("echo", Value::unknown())])
    );
}

fn meta(module: &str) -> Option<tf::DynamicValue> {
    message(&Value::object([("module", Value::from(module))]), &Type::object([("module", Type::String)]))
}

#[tokio::test]
async fn what_a_module_says_of_itself_reaches_read_and_apply() {
    let request = tf::read_resource::Request {
        type_name: PLAIN.to_owned(),
        current_state: message(&Plain::state("ok", Value::Null), &Plain::ty()),
        provider_meta: meta("vpc"),
        ..Default::default()
    };
    let service = service("ready").await;
    let read = service.read_resource(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(value(read.new_state, &Plain::ty()), Plain::state("ok", "vpc".into()));

    let request = tf::apply_resource_change::Request {
        type_name: PLAIN.to_owned(),
        prior_state: message(&Value::Null, &Plain::ty()),
        planned_state: message(&Plain::state("ok", Value::unknown()), &Plain::ty()),
        config: message(&Plain::state("ok", Value::Null), &Plain::ty()),
        provider_meta: meta("vpc"),
        ..Default::default()
    };
    let applied = service.apply_resource_change(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(value(applied.new_state, &Plain::ty()), Plain::state("ok", "vpc".into()));
}

#[tokio::test]
async fn a_module_that_says_nothing_has_no_provider_meta() {
    let response = read("ready", "ok", true).await;
    assert_eq!(value(response.new_state, &Plain::ty()), Plain::state("ok", Value::Null));
}

#[tokio::test]
async fn what_a_module_may_say_is_in_the_schema() {
    let request = Request::new(tf::get_provider_schema::Request {});
    let schema = Service::new(Subject).get_provider_schema(request).await.unwrap().into_inner();
    let meta = schema.provider_meta.unwrap().block.unwrap();
    assert_eq!(meta.attributes.iter().map(|attribute| &attribute.name).collect::<Vec<_>>(), ["module"]);
}

#[tokio::test]
async fn the_plan_at_apply_begins_with_the_private_state_of_the_first() {
    let first = plan("ready", change(PLAIN, "ok")).await;
    assert_eq!(first.planned_private, br#"{"plans":1}"#);
    let again = tf::plan_resource_change::Request {
        planned_private: first.planned_private,
        prior_private: br#"{"plans":7}"#.to_vec(),
        ..change(PLAIN, "ok")
    };
    assert_eq!(plan("ready", again).await.planned_private, br#"{"plans":2}"#);
}
