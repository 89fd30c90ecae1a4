//! Answers that no provider built on this crate gives, but that Terraform watches for.

use tonic::{Request, Response, Status};

use super::*;
use crate::{
    Type, Value, config,
    plan::check::Rule,
    proto::tfplugin6::{self as tf, provider_server::Provider, schema::Attribute},
    wire::msgpack,
};

type Answered<T> = Result<Response<T>, Status>;

/// A provider of things with a `name` and a computed `id`, which answers as it is told.
#[derive(Clone, Default)]
struct Broken {
    /// The planned names, one call after the other; the last one again and again.
    names: Vec<&'static str>,
    /// The call from which on a changed name requires replacement.
    replaces_from: usize,
    asked: std::sync::Arc<std::sync::atomic::AtomicUsize>,
    /// The call for a plan from which on it is deferred.
    defers_from: Option<usize>,
    /// Asks for leniency when it plans, or when it applies.
    lenient: [bool; 2],
    /// What the answers say of the identity.
    identities: Option<Identities>,
    /// What an apply answers as private state; a read answers with none.
    private: &'static [u8],
    answers_without_a_state: bool,
    /// Types of the objects that an import finds.
    imports: Vec<&'static str>,
}

/// The identities in the answers.
#[derive(Clone)]
struct Identities {
    planned: Value,
    applied: Value,
    read: Value,
    imported: Value,
}

impl Identities {
    /// What a good provider answers.
    fn good() -> Self {
        Self { planned: Value::Null, applied: named("1"), read: named("1"), imported: named("1") }
    }
}

fn identity_ty() -> Type {
    Type::object([("id", Type::String)])
}

/// An identity.
fn named(id: impl Into<Value>) -> Value {
    Value::object([("id", id.into())])
}

fn identity(value: &Value) -> tf::ResourceIdentityData {
    let msgpack = msgpack::encode(value, &identity_ty()).unwrap();
    tf::ResourceIdentityData { identity_data: Some(tf::DynamicValue { msgpack, json: Vec::new() }) }
}

fn ty() -> Type {
    Type::object([("name", Type::String), ("id", Type::String)])
}

fn message(value: &Value) -> Option<tf::DynamicValue> {
    Some(tf::DynamicValue { msgpack: msgpack::encode(value, &ty()).unwrap(), json: Vec::new() })
}

fn name_in(message: Option<&tf::DynamicValue>) -> Value {
    let value = message.map_or(Value::Null, |message| msgpack::decode(&message.msgpack, &ty()).unwrap());
    value.entry("name").cloned().unwrap_or(Value::Null)
}

fn thing(name: &str) -> Value {
    Value::object([("name", Value::from(name)), ("id", Value::from("1"))])
}

#[tonic::async_trait]
impl Provider for Broken {
    async fn get_provider_schema(
        &self,
        _: Request<tf::get_provider_schema::Request>,
    ) -> Answered<tf::get_provider_schema::Response> {
        let attribute = |name: &str| Attribute {
            name: name.to_owned(),
            r#type: Type::String.to_json(),
            optional: true,
            computed: true,
            ..Attribute::default()
        };
        let attributes = vec![attribute("name"), attribute("id")];
        let block = tf::schema::Block { attributes, ..tf::schema::Block::default() };
        let schema = tf::Schema { version: 0, block: Some(block) };
        Ok(Response::new(tf::get_provider_schema::Response {
            provider: Some(tf::Schema { version: 0, block: Some(tf::schema::Block::default()) }),
            resource_schemas: [("broken".to_owned(), schema)].into(),
            ..Default::default()
        }))
    }

    async fn get_resource_identity_schemas(
        &self,
        _: Request<tf::get_resource_identity_schemas::Request>,
    ) -> Answered<tf::get_resource_identity_schemas::Response> {
        let Some(_) = &self.identities else { return Err(Status::unimplemented("no identities")) };
        let id = tf::resource_identity_schema::IdentityAttribute {
            name: "id".to_owned(),
            r#type: Type::String.to_json(),
            required_for_import: true,
            ..Default::default()
        };
        let schema = tf::ResourceIdentitySchema { version: 0, identity_attributes: vec![id] };
        Ok(Response::new(tf::get_resource_identity_schemas::Response {
            identity_schemas: [("broken".to_owned(), schema)].into(),
            diagnostics: vec![],
        }))
    }

    async fn validate_resource_config(
        &self,
        _: Request<tf::validate_resource_config::Request>,
    ) -> Answered<tf::validate_resource_config::Response> {
        Ok(Response::new(tf::validate_resource_config::Response::default()))
    }

    async fn upgrade_resource_state(
        &self,
        _: Request<tf::upgrade_resource_state::Request>,
    ) -> Answered<tf::upgrade_resource_state::Response> {
        let upgraded_state = message(&thing("stored"));
        Ok(Response::new(tf::upgrade_resource_state::Response { upgraded_state, diagnostics: vec![] }))
    }

    async fn read_resource(
        &self,
        request: Request<tf::read_resource::Request>,
    ) -> Answered<tf::read_resource::Response> {
        let new_state = request.into_inner().current_state;
        let new_identity = self.identities.as_ref().map(|identities| identity(&identities.read));
        Ok(Response::new(tf::read_resource::Response { new_state, new_identity, ..Default::default() }))
    }

    async fn plan_resource_change(
        &self,
        request: Request<tf::plan_resource_change::Request>,
    ) -> Answered<tf::plan_resource_change::Response> {
        let asked = self.asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let name = self.names.get(asked).or(self.names.last()).copied().unwrap_or("planned");
        let prior = name_in(request.into_inner().prior_state.as_ref());
        let selector = tf::attribute_path::step::Selector::AttributeName("name".to_owned());
        let replace =
            tf::AttributePath { steps: vec![tf::attribute_path::Step { selector: Some(selector) }] };
        let differs = !prior.is_null() && prior != name.into() && asked >= self.replaces_from;
        Ok(Response::new(tf::plan_resource_change::Response {
            planned_state: message(&thing(name)),
            requires_replace: if differs { vec![replace] } else { vec![] },
            deferred: self
                .defers_from
                .is_some_and(|from| asked >= from)
                .then_some(tf::Deferred { reason: 1 }),
            legacy_type_system: self.lenient[0],
            planned_identity: self.identities.as_ref().map(|identities| identity(&identities.planned)),
            ..Default::default()
        }))
    }

    async fn apply_resource_change(
        &self,
        request: Request<tf::apply_resource_change::Request>,
    ) -> Answered<tf::apply_resource_change::Response> {
        let planned = request.into_inner().planned_state;
        let new_state = if self.answers_without_a_state { None } else { planned };
        Ok(Response::new(tf::apply_resource_change::Response {
            new_state,
            private: self.private.to_vec(),
            legacy_type_system: self.lenient[1],
            new_identity: self.identities.as_ref().map(|identities| identity(&identities.applied)),
            ..Default::default()
        }))
    }

    async fn import_resource_state(
        &self,
        _: Request<tf::import_resource_state::Request>,
    ) -> Answered<tf::import_resource_state::Response> {
        let imported = |type_name: &&str| tf::import_resource_state::ImportedResource {
            type_name: (*type_name).to_owned(),
            state: message(&thing("imported")),
            identity: self.identities.as_ref().map(|identities| identity(&identities.imported)),
            ..Default::default()
        };
        let imported_resources = self.imports.iter().map(imported).collect();
        Ok(Response::new(tf::import_resource_state::Response { imported_resources, ..Default::default() }))
    }
}

fn rules(outcome: &super::super::Outcome) -> Vec<Rule> {
    outcome.violations.iter().map(|violation| violation.rule).collect()
}

#[tokio::test]
async fn a_plan_is_not_deferred_unasked() {
    let driver = Driver::of_service(Broken { defers_from: Some(0), ..Broken::default() });
    assert_eq!(rules(&driver.plan("broken", config! {}).await), [Rule::NotDeferred]);
}

#[tokio::test]
async fn what_was_planned_stays_planned_at_apply() {
    // The first plan is asked for twice, and so is the final one.
    let driver = Driver::of_service(Broken { names: vec!["a", "a", "b"], ..Broken::default() });
    let applied = driver.apply("broken", config! {}).await;
    assert_eq!(rules(&applied), [Rule::PlannedValuesStay]);
    assert_eq!(applied.state, Value::Null, "nothing was applied");
}

#[tokio::test]
async fn what_was_planned_in_place_is_not_replaced_at_apply() {
    let driver = Driver::of_service(Broken { names: vec!["new"], replaces_from: 2, ..Broken::default() });
    driver.store_json("broken", 0, "{}");
    let applied = driver.apply("broken", config! {}).await;
    assert_eq!(applied.action, Some(Action::Update));
    assert_eq!(rules(&applied), [Rule::ActionStays]);
}

#[tokio::test]
async fn an_apply_answers_with_a_state_or_an_error() {
    let driver = Driver::of_service(Broken { answers_without_a_state: true, ..Broken::default() });
    assert_eq!(rules(&driver.apply("broken", config! {}).await), [Rule::StateIsReturned]);
}

#[tokio::test]
async fn an_import_finds_one_object_of_its_type() {
    for (imports, expected) in [
        (vec!["broken"], vec![]),
        (vec![], vec![Rule::ImportFindsOne]),
        (vec!["broken", "broken"], vec![Rule::ImportFindsOne]),
        (vec!["other"], vec![Rule::ImportFindsOne]),
    ] {
        let driver = Driver::of_service(Broken { imports: imports.clone(), ..Broken::default() });
        assert_eq!(rules(&driver.import("broken", "1").await), expected, "{imports:?}");
    }
}

#[tokio::test]
async fn a_call_that_is_not_there_is_an_error() {
    let driver = Driver::of_service(Broken::default());
    driver.configure(config! {}).await.expect_error("Plugin error");
}

#[tokio::test]
async fn what_was_planned_is_not_deferred_at_apply() {
    let driver = || Driver::of_service(Broken { defers_from: Some(2), ..Broken::default() });
    assert_eq!(rules(&driver().apply("broken", config! {}).await), [Rule::NotDeferred]);
    let allowed = driver().allowing_deferral().apply("broken", config! {}).await;
    assert_eq!(rules(&allowed), [Rule::NotDeferred]);
}

#[tokio::test]
async fn no_answer_asks_terraform_to_be_lenient() {
    for lenient in [[true, false], [false, true]] {
        let driver = Driver::of_service(Broken { lenient, ..Broken::default() });
        let found = rules(&driver.apply("broken", config! {}).await);
        assert!(found.iter().all(|rule| *rule == Rule::TypeSystemIsStrict) && !found.is_empty(), "{found:?}");
    }
}

/// The rules that are broken by an apply, a refresh after it, and an import by identity.
async fn with_identities(identities: Identities) -> [Vec<Rule>; 3] {
    let driver = Driver::of_service(Broken {
        identities: Some(identities),
        imports: vec!["broken"],
        ..Broken::default()
    });
    let applied = driver.apply("broken", config! {}).await;
    let refreshed = driver.refresh("broken").await;
    let imported = driver.import_by_identity("broken.imported", config! { id = "1" }).await;
    [rules(&applied), rules(&refreshed), rules(&imported)]
}

#[tokio::test]
async fn a_good_identity_breaks_no_rule() {
    assert_eq!(with_identities(Identities::good()).await, [vec![], vec![], vec![]]);
}

#[tokio::test]
async fn an_object_keeps_its_identity() {
    let [applied, refreshed, imported] =
        with_identities(Identities { read: named("2"), ..Identities::good() }).await;
    assert_eq!((applied, refreshed), (vec![], vec![Rule::IdentityStays]));
    assert_eq!(imported, [], "the read after an import is free");
}

#[tokio::test]
async fn an_answer_without_the_identity_forgets_it() {
    for missing in [Value::Null, named(Value::Null)] {
        let [applied, ..] =
            with_identities(Identities { applied: missing.clone(), ..Identities::good() }).await;
        assert_eq!(applied, [Rule::IdentityIsPresent]);
        let [_, refreshed, _] =
            with_identities(Identities { read: missing.clone(), ..Identities::good() }).await;
        assert_eq!(refreshed, [Rule::IdentityIsPresent]);
        let [.., imported] = with_identities(Identities { imported: missing, ..Identities::good() }).await;
        assert_eq!(imported, [Rule::IdentityIsPresent]);
    }
}

#[tokio::test]
async fn an_identity_is_known_once_the_object_exists() {
    let unknown = || named(Value::unknown());
    let planned = Identities { planned: unknown(), ..Identities::good() };
    assert_eq!(
        with_identities(planned.clone()).await,
        [vec![], vec![], vec![]],
        "on create it may be unknown"
    );
    let driver = Driver::of_service(Broken {
        identities: Some(planned),
        replaces_from: usize::MAX,
        ..Broken::default()
    });
    driver.store_json("broken", 0, "{}");
    let changed = driver.plan("broken", config! {}).await;
    assert_eq!(rules(&changed), [Rule::StateIsKnown]);
    let [applied, ..] = with_identities(Identities { applied: unknown(), ..Identities::good() }).await;
    assert_eq!(applied, [Rule::StateIsKnown]);
}

#[tokio::test]
async fn an_identity_needs_a_schema() {
    let driver = Driver::of_service(Broken { imports: vec!["broken"], ..Broken::default() });
    driver.import_by_identity("broken", config! { id = "1" }).await.expect_error("has no identity");
}

#[tokio::test]
async fn what_an_answer_leaves_out_of_private_state_is_forgotten() {
    let driver = Driver::of_service(Broken { private: b"{\"note\":1}", ..Broken::default() });
    assert_eq!(driver.apply("broken", config! {}).await.private, b"{\"note\":1}");
    assert_eq!(driver.refresh("broken").await.private, b"");
}
