//! Features and resource providers: no operation to follow, only a state to read again.

use azure_core::http::Method;
use serde_json::{Value, json};

use crate::azure::{Azure, What};

const NAMESPACE: &str = "Microsoft.ContainerService";

fn feature(state: &str) -> Value {
    json!({"name": "Microsoft.ContainerService/Preview", "properties": {"state": state}})
}

#[tokio::test(start_paused = true)]
async fn a_feature_is_read_until_it_is_registered() {
    let azure = Azure::default()
        .fault(Method::Get, "/features/Preview", 30, What::Answer(200, vec![], feature("Registering")))
        .fault(Method::Get, "/features/Preview", 1, What::Answer(200, vec![], feature("Registered")));
    let settled = azure.client().features().settled(NAMESPACE, "Preview").await.unwrap();
    assert!(settled.properties.as_ref().unwrap().state.as_ref().unwrap().is("Registered"));
}

#[tokio::test(start_paused = true)]
async fn a_feature_that_needs_approval_is_not_waited_for() {
    let azure = Azure::default().fault(
        Method::Get,
        "/features/Preview",
        1,
        What::Answer(200, vec![], feature("Pending")),
    );
    let settled = azure.client().features().settled(NAMESPACE, "Preview").await.unwrap();
    assert!(settled.properties.as_ref().unwrap().state.as_ref().unwrap().is("Pending"));
}

#[tokio::test(start_paused = true)]
async fn registering_goes_to_the_older_style_of_the_api() {
    let azure =
        Azure::default().fault(Method::Post, "", 1, What::Answer(200, vec![], feature("Registering")));
    azure.client().features().register(NAMESPACE, "Preview").await.unwrap();
    assert_eq!(
        azure.seen(Method::Post, "")[0].url,
        "https://emulated.azure.invalid/subscriptions/sub/providers/Microsoft.Features/providers/\
         Microsoft.ContainerService/features/Preview/register?api-version=2021-07-01"
    );
}

#[tokio::test(start_paused = true)]
async fn a_provider_is_read_until_it_is_registered() {
    let provider = |state: &str| json!({"namespace": NAMESPACE, "registrationState": state});
    let azure = Azure::default()
        .fault(Method::Post, "/register", 1, What::Answer(200, vec![], provider("Registering")))
        .fault(Method::Get, NAMESPACE, 5, What::Answer(200, vec![], provider("Registering")))
        .fault(Method::Get, NAMESPACE, 1, What::Answer(200, vec![], provider("Registered")));
    let client = azure.client();
    client.resource_providers().register(NAMESPACE).await.unwrap();
    assert!(
        client
            .resource_providers()
            .settled(NAMESPACE)
            .await
            .unwrap()
            .registration_state
            .as_ref()
            .unwrap()
            .is("Registered")
    );
}
