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
    defers: bool,
    answers_without_a_state: bool,
    /// Types of the objects that an import finds.
    imports: Vec<&'static str>,
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
        Ok(Response::new(tf::read_resource::Response { new_state, ..Default::default() }))
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
            deferred: self.defers.then_some(tf::Deferred { reason: 1 }),
            ..Default::default()
        }))
    }

    async fn apply_resource_change(
        &self,
        request: Request<tf::apply_resource_change::Request>,
    ) -> Answered<tf::apply_resource_change::Response> {
        let planned = request.into_inner().planned_state;
        let new_state = if self.answers_without_a_state { None } else { planned };
        Ok(Response::new(tf::apply_resource_change::Response { new_state, ..Default::default() }))
    }

    async fn import_resource_state(
        &self,
        _: Request<tf::import_resource_state::Request>,
    ) -> Answered<tf::import_resource_state::Response> {
        let imported = |type_name: &&str| tf::import_resource_state::ImportedResource {
            type_name: (*type_name).to_owned(),
            state: message(&thing("imported")),
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
    let driver = Driver::of_service(Broken { defers: true, ..Broken::default() });
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
