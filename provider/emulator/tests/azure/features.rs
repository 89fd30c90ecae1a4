//! Preview features, in both styles.

use serde_json::json;

use super::client::{Azure, SUBSCRIPTION};

fn old(name: &str) -> String {
    format!(
        "{SUBSCRIPTION}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/{name}"
    )
}

fn new(name: &str) -> String {
    format!(
        "{SUBSCRIPTION}/providers/Microsoft.Features/featureProviders/Microsoft.ContainerService/\
         subscriptionFeatureRegistrations/{name}"
    )
}

const FEATURE: &str = "AzureOverlayDualStackPreview";

#[test]
fn a_feature_registers_after_a_while_and_shows_it_in_both_styles() {
    let azure = Azure::new();
    assert_eq!(azure.get(&old(FEATURE)).expect(200).text("properties.state"), "NotRegistered");
    assert_eq!(
        azure.post(&format!("{}/register", old(FEATURE))).expect(200).text("properties.state"),
        "Registering"
    );
    assert_eq!(azure.get(&new(FEATURE)).text("properties.state"), "Registering");
    let mut looks = 0;
    while azure.get(&old(FEATURE)).text("properties.state") == "Registering" {
        looks += 1;
        assert!(looks < 100);
    }
    assert_eq!(azure.get(&new(FEATURE)).text("properties.state"), "Registered");
    assert_eq!(
        azure.get(&old(FEATURE)).text("name"),
        "Microsoft.ContainerService/AzureOverlayDualStackPreview"
    );
}

#[test]
fn the_new_style_answers_200_and_deletes_without_a_body() {
    let azure = Azure::new();
    let put = azure.put(&new(FEATURE), json!({})).expect(200);
    assert_eq!(put.text("properties.approvalType"), "AutoApproval");
    azure.delete(&new(FEATURE)).expect(200);
    assert_eq!(azure.get(&old(FEATURE)).text("properties.state"), "Unregistering");
}

#[test]
fn a_feature_that_needs_approval_stays_pending() {
    let dir = tempfile::tempdir().unwrap();
    let seed = dir.path().join("seed.json");
    let entry = json!([{"id": new("NeedsApproval"), "properties": {"approvalType": "ApprovalRequired"}}]);
    std::fs::write(&seed, entry.to_string()).unwrap();
    let azure = Azure::with(|options| options.seed_file = Some(seed));
    assert_eq!(azure.post(&format!("{}/register", old("NeedsApproval"))).text("properties.state"), "Pending");
    let states: Vec<_> =
        (0..30).map(|_| azure.get(&old("NeedsApproval")).text("properties.state").to_owned()).collect();
    assert!(states.iter().all(|s| s == "Pending"));
}

#[test]
fn an_unknown_feature_is_missed() {
    let missing = Azure::new().get(&old("NoSuchThing")).expect(404);
    assert_eq!(missing.text("error.code"), "FeatureNotFound");
}

#[test]
fn a_feature_that_was_unregistered_can_be_registered_again() {
    let azure = Azure::new();
    azure.post(&format!("{}/register", old(FEATURE))).expect(200);
    assert_eq!(azure.post(&format!("{}/unregister", old(FEATURE))).text("properties.state"), "Unregistering");
    let seen = |state: &str| (0..100).any(|_| azure.get(&old(FEATURE)).text("properties.state") == state);
    assert!(seen("Unregistered"));
    assert_eq!(azure.put(&new(FEATURE), json!({})).expect(200).text("properties.state"), "Registering");
    assert!(seen("Registered"));
}

#[test]
fn all_features_are_listed_and_only_registered_ones_in_the_new_style() {
    let azure = Azure::new();
    let list =
        |path: &str| azure.get(&format!("{SUBSCRIPTION}/providers/Microsoft.Features/{path}")).expect(200);
    let all = list("features");
    let names: Vec<&str> =
        all.at("value").as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Microsoft.ContainerService/AzureOverlayPreview"));
    assert!(names.contains(&"Microsoft.Network/AllowLBPreview"));
    let one = list("providers/Microsoft.Network/features");
    let network = one.at("value").as_array().unwrap();
    assert!(network.iter().all(|f| f["name"].as_str().unwrap().starts_with("Microsoft.Network/")));
    azure.put(&new(FEATURE), json!({})).expect(200);
    let registered = list("subscriptionFeatureRegistrations");
    assert_eq!(registered.at("value").as_array().unwrap().len(), 1);
    assert_eq!(registered.text("value.0.name"), FEATURE);
    let old_version = format!("{}?api-version=2015-12-01", old(FEATURE));
    assert_eq!(azure.get(&old_version).expect(200).text("properties.state"), "Registering");
}
