//! Resource identity, in all calls that carry one.

use super::{named::Named, *};

fn identity(value: &Value) -> Option<tf::ResourceIdentityData> {
    Some(tf::ResourceIdentityData { identity_data: message(value, &Named::identity_ty()) })
}

fn told_identity(message: Option<tf::ResourceIdentityData>) -> Value {
    value(message.and_then(|message| message.identity_data), &Named::identity_ty())
}

/// A service that was configured by this version of Terraform.
async fn configured_by(version: &str) -> Service<Subject> {
    let service = Service::new(Subject);
    let config = Value::object([("mode", Value::from("ready"))]);
    let request = tf::configure_provider::Request {
        terraform_version: version.to_owned(),
        config: message(&config, &Type::object([("mode", Type::String)])),
        ..Default::default()
    };
    service.configure_provider(Request::new(request)).await.unwrap();
    service
}

async fn create(version: &str, act: &str) -> tf::apply_resource_change::Response {
    let planned = Named::state(act, Value::unknown());
    let request = tf::apply_resource_change::Request {
        type_name: "test_named".to_owned(),
        prior_state: message(&Value::Null, &Named::ty()),
        planned_state: message(&planned, &Named::ty()),
        config: message(&Named::state(act, Value::Null), &Named::ty()),
        ..Default::default()
    };
    configured_by(version).await.apply_resource_change(Request::new(request)).await.unwrap().into_inner()
}

async fn update(act: &str, planned_identity: &Value) -> tf::apply_resource_change::Response {
    let request = tf::apply_resource_change::Request {
        type_name: "test_named".to_owned(),
        prior_state: message(&Named::state("before", "made"), &Named::ty()),
        planned_state: message(&Named::state(act, "made"), &Named::ty()),
        config: message(&Named::state(act, Value::Null), &Named::ty()),
        planned_identity: identity(planned_identity),
        ..Default::default()
    };
    configured_by("1.15.5").await.apply_resource_change(Request::new(request)).await.unwrap().into_inner()
}

async fn read_by(
    version: &str,
    act: &str,
    current_identity: Option<tf::ResourceIdentityData>,
    private: &[u8],
) -> tf::read_resource::Response {
    let request = tf::read_resource::Request {
        type_name: "test_named".to_owned(),
        current_state: message(&Named::state(act, "made"), &Named::ty()),
        private: private.to_vec(),
        current_identity,
        ..Default::default()
    };
    configured_by(version).await.read_resource(Request::new(request)).await.unwrap().into_inner()
}

async fn read(act: &str, stored: &Value) -> tf::read_resource::Response {
    read_by("1.15.5", act, identity(stored), b"").await
}

async fn plan(prior: &Value, prior_identity: &Value) -> Value {
    let request = tf::plan_resource_change::Request {
        type_name: "test_named".to_owned(),
        prior_state: message(prior, &Named::ty()),
        proposed_new_state: message(&Named::state("after", Value::Null), &Named::ty()),
        config: message(&Named::state("after", Value::Null), &Named::ty()),
        prior_identity: identity(prior_identity),
        ..Default::default()
    };
    let service = configured_by("1.15.5").await;
    let response = service.plan_resource_change(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(told(&response.diagnostics), "");
    assert!(response.planned_identity.is_some(), "a resource that has an identity always answers with one");
    told_identity(response.planned_identity)
}

async fn import(id: &str, by: Option<&Value>) -> tf::import_resource_state::Response {
    import_of("test_named", id, by).await
}

async fn import_of(type_name: &str, id: &str, by: Option<&Value>) -> tf::import_resource_state::Response {
    let request = tf::import_resource_state::Request {
        type_name: type_name.to_owned(),
        id: id.to_owned(),
        identity: by.and_then(identity),
        ..Default::default()
    };
    configured_by("1.15.5").await.import_resource_state(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn only_a_resource_with_an_identity_has_an_identity_schema() {
    let request = Request::new(tf::get_resource_identity_schemas::Request {});
    let answer = Service::new(Subject).get_resource_identity_schemas(request).await.unwrap().into_inner();
    assert_eq!(told(&answer.diagnostics), "");
    assert_eq!(answer.identity_schemas.keys().collect::<Vec<_>>(), ["test_named"]);
    let schema = &answer.identity_schemas["test_named"];
    assert_eq!(schema.version, 1);
    let names: Vec<_> = schema.identity_attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    assert_eq!(names, ["id", "region"]);
}

#[tokio::test]
async fn an_object_that_was_made_is_answered_with_its_identity() {
    let response = create("1.15.5", "ok").await;
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(told_identity(response.new_identity), Named::identity("made"));
}

#[tokio::test]
async fn a_create_that_fails_half_way_answers_with_the_identity_of_what_it_recorded() {
    let response = create("1.15.5", "made, then fails").await;
    assert_eq!(told(&response.diagnostics), "error: The remote side refused");
    assert_eq!(told_identity(response.new_identity), Named::identity("made"));
}

#[tokio::test]
async fn a_create_without_an_identity_is_an_error_that_keeps_the_state() {
    let response = create("1.15.5", "nameless").await;
    assert_eq!(told(&response.diagnostics), "error: Missing Resource Identity After Create");
    assert_eq!(value(response.new_state, &Named::ty()), Named::state("nameless", "made"));
}

#[tokio::test]
async fn a_panic_while_the_identity_is_made_does_not_lose_the_state() {
    let response = create("1.15.5", "panics").await;
    assert_eq!(told(&response.diagnostics), "error: The provider failed unexpectedly");
    assert_eq!(value(response.new_state, &Named::ty()), Named::state("panics", "made"));
}

#[tokio::test]
async fn a_client_that_knows_nothing_of_identities_sees_no_error_about_them() {
    for version in ["1.11.4", "1.8.0-beta1", "", "new"] {
        for act in ["nameless", "panics"] {
            assert_eq!(told(&create(version, act).await.diagnostics), "", "{act} by {version}");
            assert_eq!(told(&read_by(version, act, None, b"").await.diagnostics), "", "{act} by {version}");
        }
    }
}

#[tokio::test]
async fn an_update_keeps_the_stored_identity() {
    let response = update("another", &Named::identity("made")).await;
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(told_identity(response.new_identity), Named::identity("made"));
}

#[tokio::test]
async fn an_update_of_an_object_that_had_no_identity_gives_it_one() {
    let response = update("ok", &Value::Null).await;
    assert_eq!(told_identity(response.new_identity), Named::identity("made"));
    let response = update("nameless", &Value::Null).await;
    assert_eq!(told(&response.diagnostics), "error: Missing Resource Identity After Update");
}

#[tokio::test]
async fn an_update_that_fails_keeps_the_identity() {
    let response = update("fails", &Named::identity("made")).await;
    assert_eq!(told(&response.diagnostics), "error: The remote side refused");
    assert_eq!(told_identity(response.new_identity), Named::identity("made"));
}

#[tokio::test]
async fn a_read_fills_an_identity_in_that_was_not_stored() {
    let response = read_by("1.15.5", "ok", None, b"").await;
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(told_identity(response.new_identity), Named::identity("made"));
}

#[tokio::test]
async fn a_read_that_finds_another_object_is_an_error_and_changes_nothing() {
    let response = read("another", &Named::identity("made")).await;
    assert_eq!(told(&response.diagnostics), "error: Unexpected Identity Change");
    assert!(response.diagnostics[0].detail.contains("\"another\""), "{}", response.diagnostics[0].detail);
    assert_eq!(value(response.new_state, &Named::ty()), Named::state("another", "made"));
    assert_eq!(told_identity(response.new_identity), Named::identity("made"));
}

#[tokio::test]
async fn a_read_without_an_identity_is_an_error() {
    let response = read("nameless", &Named::identity("made")).await;
    assert_eq!(told(&response.diagnostics), "error: Missing Resource Identity After Read");
}

#[tokio::test]
async fn an_object_that_is_gone_has_no_identity() {
    let response = read("gone", &Named::identity("made")).await;
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(told_identity(response.new_identity), Value::Null);
}

#[tokio::test]
async fn what_is_known_of_an_identity_is_handed_to_the_resource() {
    let stored = Value::object([("id", "made".into()), ("region", "north".into())]);
    let response = read("ok", &stored).await;
    assert_eq!(told_identity(response.new_identity), stored);
}

#[tokio::test]
async fn a_plan_keeps_the_stored_identity_and_a_new_object_gets_its_own() {
    let stored = Named::identity("made");
    assert_eq!(plan(&Named::state("before", "made"), &stored).await, stored);
    // The second half of a replacement.
    assert_eq!(plan(&Value::Null, &stored).await, Value::Null);
}

#[tokio::test]
async fn an_import_by_identity_answers_with_it_and_lets_the_next_read_change_it() {
    let by = Named::identity("given");
    let mut response = import("", Some(&by)).await;
    assert_eq!(told(&response.diagnostics), "");
    let imported = response.imported_resources.remove(0);
    assert_eq!(value(imported.state, &Named::ty()), Named::state("imported", "given"));
    assert_eq!(told_identity(imported.identity.clone()), by);

    let read = read_by("1.15.5", "another", imported.identity, &imported.private).await;
    assert_eq!(told(&read.diagnostics), "");
    assert_eq!(told_identity(read.new_identity.clone()), Named::identity("another"));
    // Only that one.
    let again = read_by("1.15.5", "ok", read.new_identity, &read.private).await;
    assert_eq!(told(&again.diagnostics), "error: Unexpected Identity Change");
}

#[tokio::test]
async fn an_import_by_id_leaves_the_identity_to_the_next_read() {
    let mut response = import("given", None).await;
    let imported = response.imported_resources.remove(0);
    assert_eq!(value(imported.state, &Named::ty()), Named::state("imported", "given"));
    assert_eq!(told_identity(imported.identity), Value::Null);
}

#[tokio::test]
async fn an_import_by_identity_may_be_refused() {
    let told_of = async |id: Value| told(&import("", Some(&Named::identity(id))).await.diagnostics);
    assert_eq!(told_of("unsupported".into()).await, "error: Import by identity is not supported");
    assert_eq!(told_of(Value::Null).await, "error at id: No ID");
    let without = import_of("test_thing", "", Some(&Named::identity("x"))).await;
    assert_eq!(told(&without.diagnostics), "error: The resource has no identity");
}

async fn upgrade(type_name: &str, version: i64, json: &str) -> (Value, String) {
    let raw = tf::RawState { json: json.as_bytes().to_vec(), ..Default::default() };
    let request = tf::upgrade_resource_identity::Request {
        type_name: type_name.to_owned(),
        version,
        raw_identity: Some(raw),
    };
    let service = Service::new(Subject);
    let response = service.upgrade_resource_identity(Request::new(request)).await.unwrap().into_inner();
    (told_identity(response.upgraded_identity), told(&response.diagnostics))
}

#[tokio::test]
async fn an_older_identity_is_brought_up_by_the_resource() {
    assert_eq!(upgrade("test_named", 0, r#"{"name":"x"}"#).await, (Named::identity("x"), String::new()));
}

#[tokio::test]
async fn an_identity_of_the_same_version_is_taken_as_it_is() {
    assert_eq!(upgrade("test_named", 1, r#"{"id":"x"}"#).await, (Named::identity("x"), String::new()));
}

#[tokio::test]
async fn an_identity_of_a_newer_version_is_refused() {
    assert_eq!(upgrade("test_named", 2, "{}").await.1, "error: Stored state is of a newer version");
}

#[tokio::test]
async fn what_has_no_identity_has_none_to_upgrade() {
    assert_eq!(upgrade("test_thing", 0, "{}").await.1, "error: The resource has no identity");
}
