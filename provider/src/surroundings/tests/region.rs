//! What a region offers.

use serde_json::json;
use tfplugin_framework::Attr;

use crate::{
    rules::{ControlPlane, Lookup, Pool, View},
    surroundings::testing::{Azure, SUBSCRIPTION},
};

fn with_sizes(sizes: &[&str]) -> View {
    let pool = |size: &&str| Pool { vm_size: Attr::Known((*size).to_owned()), ..Pool::default() };
    let control_plane =
        ControlPlane { location: Attr::Known("westeurope".to_owned()), ..ControlPlane::default() };
    View { control_plane, pools: sizes.iter().map(pool).collect(), ..View::default() }
}

#[tokio::test]
async fn a_size_is_found_with_its_processor_and_its_zones() {
    let azure = Azure::seeded([]);
    let found = azure.everything_around(&with_sizes(&["standard_d4PS_v5", "Standard_D4s_v5"])).await;
    let sizes = found.vm_sizes.found().unwrap();
    assert_eq!((sizes[0].name.as_str(), sizes[0].architecture.as_str()), ("standard_d4PS_v5", "Arm64"));
    assert_eq!((sizes[1].offered, sizes[1].architecture.as_str()), (true, "x64"));
    assert_eq!(sizes[1].zones, ["1", "2", "3"]);
    assert_eq!(sizes[1].restricted, None);
}

#[tokio::test]
async fn a_size_that_no_region_has_is_not_offered() {
    let found = Azure::seeded([]).everything_around(&with_sizes(&["Standard_D5s_v99"])).await;
    assert!(!found.vm_sizes.found().unwrap()[0].offered);
}

#[tokio::test]
async fn what_the_subscription_cannot_have_of_a_size_is_told() {
    let restriction = |size: &str, properties| {
        let id = format!(
            "/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Compute/locations/westeurope/skus/{size}"
        );
        json!({ "id": id, "properties": properties })
    };
    let azure = Azure::seeded([
        restriction("Standard_D4s_v5", json!({ "zones": ["2"] })),
        restriction("Standard_D8s_v5", json!({ "reasonCode": "QuotaId" })),
    ]);
    let found = azure.everything_around(&with_sizes(&["Standard_D4s_v5", "Standard_D8s_v5"])).await;
    let sizes = found.vm_sizes.found().unwrap();
    assert_eq!(
        (sizes[0].restricted.clone(), sizes[0].restricted_zones.clone()),
        (None, vec!["2".to_owned()])
    );
    assert_eq!(sizes[1].restricted.as_deref(), Some("QuotaId"));
}

#[tokio::test]
async fn the_long_list_of_a_region_is_read_once_in_a_session() {
    let azure = Azure::seeded([]);
    azure.everything_around(&with_sizes(&["Standard_D4s_v5"])).await;
    let pages = azure.requests().iter().filter(|request| request.ends_with("Microsoft.Compute/skus")).count();
    let found = azure.everything_around(&with_sizes(&["Standard_D8s_v5"])).await;
    assert!(found.vm_sizes.found().unwrap()[0].offered);
    let again = azure.requests().iter().filter(|request| request.ends_with("Microsoft.Compute/skus")).count();
    assert_eq!(again, pages);
}

#[tokio::test]
async fn no_size_and_no_region_are_no_question() {
    let azure = Azure::seeded([]);
    let mut nowhere = with_sizes(&["Standard_D4s_v5"]);
    nowhere.control_plane.location = Attr::unknown();
    assert!(matches!(azure.everything_around(&nowhere).await.vm_sizes, Lookup::NotAsked));
    assert!(matches!(azure.everything_around(&with_sizes(&[])).await.vm_sizes, Lookup::NotAsked));
    assert!(!azure.requests().iter().any(|request| request.ends_with("/skus")));
}

#[tokio::test]
async fn the_versions_of_a_region_are_found_in_order_with_their_patches() {
    let mut view = with_sizes(&[]);
    view.kubernetes_version = Attr::Known("1.35".to_owned());
    let found = Azure::seeded([]).everything_around(&view).await;
    let versions = found.kubernetes_versions.found().unwrap();
    let minors: Vec<&str> = versions.iter().map(|version| version.minor.as_str()).collect();
    assert!(minors.windows(2).all(|pair| crate::version::compare(pair[0], pair[1]).is_lt()), "{minors:?}");
    let one = versions.iter().find(|version| version.minor == "1.35").unwrap();
    assert!(one.patches.iter().all(|patch| patch.starts_with("1.35.")) && !one.patches.is_empty());
    assert!(!one.preview && !one.long_term_support_only);
    assert!(versions.iter().any(|version| version.long_term_support_only), "{versions:?}");
}
