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
