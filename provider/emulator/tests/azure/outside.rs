//! Looking at the world and changing it while others use it.

use arm_emulator::{Outside, OutsideError};
use serde_json::json;

use super::client::{Azure, GROUP, cluster, smallest};

#[test]
fn a_patch_from_outside_is_seen_inside() {
    let azure = Azure::new();
    let before = azure.cluster("c", smallest());
    let mut outside = Outside::open(azure.dir.path()).unwrap();
    outside
        .patch(
            &cluster("c"),
            &json!({"tags": {"owner": "somebody"}, "properties": {"networkProfile": {"dnsServiceIP": null}}}),
        )
        .unwrap();
    let after = azure.get(&cluster("c"));
    assert_eq!(after.text("tags.owner"), "somebody");
    assert_eq!(*after.at("properties.networkProfile.dnsServiceIP"), serde_json::Value::Null);
    assert_ne!(after.at("eTag"), before.at("eTag"));
}

#[test]
fn a_pool_is_patched_by_its_own_identifier() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let mut outside = Outside::open(azure.dir.path()).unwrap();
    outside
        .patch(&format!("{}/agentPools/system", cluster("c")), &json!({"properties": {"count": 9}}))
        .unwrap();
    assert_eq!(azure.get(&cluster("c")).pool()["count"], 9);
    let refused =
        outside.patch(&cluster("c"), &json!({"properties": {"agentPoolProfiles": []}})).unwrap_err();
    assert!(refused.to_string().contains("patch CLUSTER_ID/agentPools/NAME"), "{refused}");
}

#[test]
fn what_is_deleted_from_outside_is_gone() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    Outside::open(azure.dir.path()).unwrap().delete(&cluster("C")).unwrap();
    azure.get(&cluster("c")).expect(404);
}

#[test]
fn mistakes_name_what_was_asked_for() {
    let azure = Azure::new();
    let mut outside = Outside::open(azure.dir.path()).unwrap();
    assert!(
        matches!(outside.show("nonsense"), Err(OutsideError::BadId(text)) if text.contains("`nonsense`"))
    );
    assert!(
        matches!(outside.show(&cluster("none")), Err(OutsideError::Unknown { id }) if id == cluster("none"))
    );
    for bad in [json!(7), json!({"id": "x"}), json!({"properties": 7})] {
        assert!(matches!(outside.patch(GROUP, &bad), Err(OutsideError::BadPatch { .. })), "{bad}");
    }
}

#[test]
fn the_list_shows_everything_but_registrations() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    azure
        .post("/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Storage/register")
        .expect(200);
    let mut outside = Outside::open(azure.dir.path()).unwrap();
    // What AKS makes in the group of the nodes is listed too.
    let all = outside.list(None).unwrap().into_iter().filter(|s| !s.id.contains("/MC_"));
    let kinds: Vec<String> = all.map(|s| s.kind).collect();
    assert_eq!(
        kinds,
        [
            "Microsoft.Resources/resourceGroups",
            "Microsoft.ContainerService/ManagedClusters",
            "Microsoft.ContainerService/managedClusters/agentPools",
        ]
    );
    assert_eq!(outside.list(Some("Microsoft.ContainerService/managedClusters")).unwrap().len(), 1);
}

#[test]
fn the_journal_holds_every_request_and_no_secret() {
    let azure = Azure::new();
    let made = azure.put(&cluster("c"), smallest()).expect(201);
    azure.get(made.header("azure-asyncoperation").unwrap());
    azure.send(
        "GET",
        GROUP,
        &[("x-ms-correlation-request-id", "mine"), ("authorization", "Bearer hush-hush")],
        None,
    );
    let journal = Outside::open(azure.dir.path()).unwrap().journal(0, 100).unwrap();
    let lines: Vec<_> = journal.iter().map(|e| (e.method.as_str(), e.status)).collect();
    assert_eq!(lines, [("PUT", 201), ("PUT", 201), ("GET", 200), ("GET", 200)]);
    assert_eq!(journal[3].correlation_id, "mine");
    assert_eq!(journal[1].api_version.as_deref(), Some("2026-05-01"));
    assert!(journal.iter().all(|e| !e.path.contains("&s=") && !e.path.contains("hush")));
}

#[test]
fn a_body_is_in_the_journal_without_its_secrets() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["servicePrincipalProfile"] = json!({"clientId": "c", "secret": "hush"});
    body["properties"]["windowsProfile"] = json!({"adminUsername": "a", "adminPassword": "hush"});
    azure.put(&cluster("c"), body);
    let journal = Outside::open(azure.dir.path()).unwrap().journal(0, 100).unwrap();
    let kept = journal.last().unwrap().body.clone().unwrap();
    assert_eq!(kept["properties"]["dnsPrefix"], "dns");
    assert_eq!(kept["properties"]["windowsProfile"]["adminPassword"], "(redacted)");
    assert!(!kept.to_string().contains("hush"), "{kept}");
}

#[test]
fn no_line_of_the_journal_is_longer_than_a_client_should_make_it() {
    let azure = Azure::new();
    let long = "x".repeat(6000);
    let headers = [("x-ms-correlation-request-id", &*long), ("user-agent", &*long), ("if-match", &*long)];
    azure.send("PUT", &format!("{GROUP}{long}"), &headers, Some(json!({"location": "x".repeat(20_000)})));
    let journal = Outside::open(azure.dir.path()).unwrap().journal(0, 100).unwrap();
    let line = journal.last().unwrap();
    assert_eq!((line.path.len(), line.correlation_id.len()), (4096, 200));
    assert_eq!(line.user_agent.as_ref().map(String::len), Some(500));
    assert_eq!(line.if_match.as_ref().map(String::len), Some(200));
    assert_eq!(line.body, None);
    assert!(line.body_size > 20_000);
}
