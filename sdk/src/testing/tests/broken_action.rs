//! Actions that do not end as Terraform wants.

use tonic::{Request, Response, Status};

use super::*;
use crate::{
    config,
    plan::check::Rule,
    proto::tfplugin6::{
        self as tf,
        invoke_action::{
            Event,
            event::{Completed, Progress, Type as Kind},
        },
        provider_server::Provider,
    },
};

/// An action that sends these events.
struct Broken(Vec<Event>);

fn event(kind: impl Into<Option<Kind>>) -> Event {
    Event { r#type: kind.into() }
}

fn progress() -> Event {
    event(Kind::Progress(Progress { message: "half way".to_owned() }))
}

fn end() -> Event {
    event(Kind::Completed(Completed::default()))
}

#[tonic::async_trait]
impl Provider for Broken {
    async fn get_provider_schema(
        &self,
        _: Request<tf::get_provider_schema::Request>,
    ) -> Result<Response<tf::get_provider_schema::Response>, Status> {
        let empty = tf::Schema { version: 0, block: Some(tf::schema::Block::default()) };
        let action = tf::ActionSchema { schema: Some(empty.clone()) };
        Ok(Response::new(tf::get_provider_schema::Response {
            provider: Some(empty),
            action_schemas: [("broken".to_owned(), action)].into(),
            ..Default::default()
        }))
    }

    async fn validate_action_config(
        &self,
        _: Request<tf::validate_action_config::Request>,
    ) -> Result<Response<tf::validate_action_config::Response>, Status> {
        Ok(Response::new(Default::default()))
    }

    async fn plan_action(
        &self,
        _: Request<tf::plan_action::Request>,
    ) -> Result<Response<tf::plan_action::Response>, Status> {
        Ok(Response::new(Default::default()))
    }

    async fn invoke_action(
        &self,
        _: Request<tf::invoke_action::Request>,
    ) -> Result<Response<tonic::codegen::BoxStream<Event>>, Status> {
        let events = self.0.clone().into_iter().map(Ok);
        Ok(Response::new(Box::pin(tokio_stream::iter(events))))
    }
}

#[tokio::test]
async fn an_action_ends_once_and_says_nothing_after_that() {
    for (events, broken) in [
        (vec![progress(), end()], 0),
        (vec![], 1),
        (vec![progress()], 1),
        (vec![end(), end()], 1),
        (vec![end(), progress()], 1),
        (vec![event(None), end()], 1),
    ] {
        let driver = Driver::of_service(Broken(events.clone()));
        let outcome = driver.invoke("broken", config! {}).await;
        let rules: Vec<_> = outcome.violations.iter().map(|violation| violation.rule).collect();
        assert_eq!(rules, vec![Rule::ActionCompletesOnce; broken], "{events:?}");
    }
}
