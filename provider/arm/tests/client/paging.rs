//! Lists in pages.

use azure_core::http::Method;
use serde_json::json;

use crate::azure::{Azure, What};

const NEXT: &str = "https://westeurope.emulated.azure.invalid/Subscriptions/sub/providers/Microsoft.ContainerService/managedclusters?api-version=2019-01-01&%24skiptoken=a%2Bb%3D";

#[tokio::test(start_paused = true)]
async fn a_next_link_is_followed_byte_for_byte_and_an_empty_page_is_not_the_end() {
    let azure = Azure::default()
        .fault(
            Method::Get,
            "api-version=2026-05-01",
            1,
            What::Answer(200, vec![], json!({"value": [], "nextLink": NEXT})),
        )
        .fault(
            Method::Get,
            "skiptoken",
            1,
            What::Answer(200, vec![], json!({"value": [{"name": "c1"}, {"name": "c2"}], "nextLink": null})),
        );
    let clusters = azure.client().managed_clusters().list().collect_all().await.unwrap();
    let names: Vec<_> = clusters.iter().map(|cluster| cluster.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["c1", "c2"]);
    assert_eq!(azure.seen(Method::Get, "")[1].url, NEXT);
}

#[tokio::test(start_paused = true)]
async fn pages_that_lead_in_a_circle_are_an_error() {
    let azure = Azure::default().fault(
        Method::Get,
        "",
        usize::MAX,
        What::Answer(200, vec![], json!({"value": [], "nextLink": NEXT})),
    );
    let error = azure.client().managed_clusters().list().collect_all().await.unwrap_err();
    assert!(error.to_string().contains("leads back"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_could_not_be_read_can_be_asked_for_again() {
    let azure = Azure::default()
        .fault(
            Method::Get,
            "",
            1,
            What::Answer(403, vec![], json!({"error": {"code": "AuthorizationFailed", "message": "m"}})),
        )
        .fault(Method::Get, "", 1, What::Answer(200, vec![], json!({"value": [{"name": "c1"}]})));
    let mut pager = azure.client().managed_clusters().list();
    assert!(pager.next_page().await.unwrap_err().is_forbidden());
    assert_eq!(pager.next_page().await.unwrap().unwrap().len(), 1);
    assert!(pager.next_page().await.unwrap().is_none());
}
