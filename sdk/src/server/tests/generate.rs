//! `GenerateResourceConfig`: from a state to a configuration.

use super::{named::Named, *};

async fn generated(state: &Value) -> (Value, String) {
    let request = tf::generate_resource_config::Request {
        type_name: "test_named".to_owned(),
        state: message(state, &Named::ty()),
    };
    let service = Service::new(Subject);
    let response = service.generate_resource_config(Request::new(request)).await.unwrap().into_inner();
    (value(response.config, &Named::ty()), told(&response.diagnostics))
}

#[tokio::test]
async fn what_only_the_provider_sets_is_left_out() {
    let config = Named::state("ok", Value::Null);
    assert_eq!(generated(&Named::state("ok", "made")).await, (config, String::new()));
}

#[tokio::test]
async fn the_resource_may_adjust_it() {
    assert_eq!(generated(&Named::state("generated", "made")).await.0, Named::state("adjusted", Value::Null));
}
