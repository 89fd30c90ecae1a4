//! Features and resource providers: no operation to follow, only a state to read again.

use arm_client::models::Feature;
use azure_core::http::Method;
use serde_json::{Value, json};

use crate::azure::{Azure, What};

const NAMESPACE: &str = "Microsoft.ContainerService";
const FEATURE: &str = "/features/Preview";

fn feature(state: &str) -> Value {
    json!({"name": "Microsoft.ContainerService/Preview", "properties": {"state": state}})
}

fn answer(state: &str) -> What {
    What::Answer(200, vec![], feature(state))
}

fn is_in(feature: &Feature, state: &str) -> bool {
    feature.properties.as_ref().and_then(|properties| properties.state.as_ref()).is_some_and(|s| s.is(state))
}

#[tokio::test(start_paused = true)]
async fn a_feature_is_read_until_it_is_registered() {
    let azure = Azure::default().fault(Method::Get, FEATURE, 30, answer("Registering")).fault(
        Method::Get,
        FEATURE,
        1000,
        answer("Registered"),
    );
    let settled = azure.client().features().settled(NAMESPACE, "Preview").await.unwrap();
    assert!(is_in(&settled, "Registered"));
}

#[tokio::test(start_paused = true)]
async fn a_feature_counts_as_registered_once_ten_reads_in_a_row_say_so() {
    let azure = Azure::default()
        .fault(Method::Get, FEATURE, 9, answer("Registered"))
        .fault(Method::Get, FEATURE, 1, answer("NotRegistered"))
        .fault(Method::Get, FEATURE, 1000, answer("Registered"));
    let settled = azure.client().features().settled(NAMESPACE, "Preview").await.unwrap();
    assert!(is_in(&settled, "Registered"));
    assert_eq!(azure.seen(Method::Get, FEATURE).len(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_replica_that_lags_behind_does_not_make_a_feature_unregistered() {
    let azure = Azure::default().fault(Method::Get, FEATURE, 3, answer("NotRegistered")).fault(
        Method::Get,
        FEATURE,
        1,
        answer("Registered"),
    );
    let found = azure.client().features().find_registered(NAMESPACE, "Preview").await.unwrap().unwrap();
    assert!(is_in(&found, "Registered"));
}

#[tokio::test(start_paused = true)]
async fn a_feature_that_no_read_shows_as_registered_is_not() {
    let azure = Azure::default().fault(Method::Get, FEATURE, 1000, answer("NotRegistered"));
    let found = azure.client().features().find_registered(NAMESPACE, "Preview").await.unwrap().unwrap();
    assert!(is_in(&found, "NotRegistered"));
    assert_eq!(azure.seen(Method::Get, FEATURE).len(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_feature_that_needs_approval_is_not_waited_for() {
    let azure = Azure::default().fault(Method::Get, FEATURE, 1000, answer("Pending"));
    let settled = azure.client().features().settled(NAMESPACE, "Preview").await.unwrap();
    assert!(is_in(&settled, "Pending"));
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
        .fault(Method::Get, NAMESPACE, 1000, What::Answer(200, vec![], provider("Registered")));
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
