//! Lines of single values of node pools.

use serde_json::{Value, json};

use super::{assert_refused, at_the_line, body};
use crate::client::{Azure, cluster};

fn pool(members: Value) -> Value {
    json!({ "pool": members })
}

/// A second pool, of mode User.
fn user(members: Value) -> Value {
    let mut pool = json!({"name": "user", "count": 1, "vmSize": "Standard_DS2_v2"});
    pool.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    json!({ "more": pool })
}

#[test]
fn a_node_has_two_cores_and_in_a_system_pool_four_gigabytes() {
    let size = |name: &str| json!({ "vmSize": name });
    let at = "agentPoolProfile.vmSize";
    at_the_line(vec![
        (pool(size("Standard_B1s")), pool(size("Standard_B2s")), "BadRequest", at),
        (user(size("Standard_B1s")), user(size("Standard_B2s")), "BadRequest", at),
        (pool(size("Standard_A1_v2")), pool(size("Standard_A2_v2")), "BadRequest", at),
        (pool(size("Standard_A2")), user(size("Standard_A2")), "BadRequest", at),
    ]);
}

#[test]
fn taints_are_pairs_with_an_effect() {
    let taint = |text: &str| pool(json!({ "nodeTaints": [text] }));
    let at = "agentPoolProfile.nodeTaints";
    at_the_line(vec![
        (taint("a=b"), taint("a=b:NoExecute"), "InvalidParameter", at),
        (taint("a=b:Never"), taint("a=b:NoSchedule"), "InvalidParameter", at),
        (taint("a=b:noschedule"), taint("example.com/a=b:PreferNoSchedule"), "InvalidParameter", at),
        (taint("=b:NoSchedule"), taint("a:NoSchedule"), "InvalidParameter", at),
        (taint("a b=c:NoSchedule"), taint("a-b=c:NoSchedule"), "InvalidParameter", at),
    ]);
}

#[test]
fn labels_have_the_syntax_of_kubernetes_and_no_prefix_of_aks() {
    let label = |key: &str, value: &str| pool(json!({ "nodeLabels": {key: value} }));
    let at = "agentPoolProfile.nodeLabels";
    let (longest, longer) = ("v".repeat(63), "v".repeat(64));
    at_the_line(vec![
        (label("a b", "c"), label("a.b", "c"), "InvalidParameter", at),
        (label("a", "b c"), label("a", ""), "InvalidParameter", at),
        (label("a", &longer), label("a", &longest), "InvalidParameter", at),
        (label("a/b/c", "d"), label("example.com/b", "d"), "InvalidParameter", at),
        (
            label("kubernetes.azure.com/mode", "user"),
            label("kubernetes.azure.com/scalesetpriority", "spot"),
            "InvalidParameter",
            at,
        ),
        (label("kubernetes.io/os", "linux"), label("my-kubernetes.io/os", "linux"), "InvalidParameter", at),
    ]);
}

#[test]
fn disks_zones_surges_prices_and_prefixes() {
    let disk = |gib: i64| pool(json!({ "osDiskSizeGB": gib }));
    let zones = |zones: Value| pool(json!({ "availabilityZones": zones }));
    let surge = |text: &str| pool(json!({"upgradeSettings": {"maxSurge": text}}));
    let missing = |text: &str| user(json!({"upgradeSettings": {"maxUnavailable": text}}));
    let spot = |price: f64| user(json!({"scaleSetPriority": "Spot", "spotMaxPrice": price}));
    let public = |kind: &str| {
        let id = format!(
            "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/providers/Microsoft.Network/{kind}/p"
        );
        pool(json!({"enableNodePublicIP": true, "nodePublicIPPrefixID": id}))
    };
    let at = |member: &'static str| ("InvalidParameter", member);
    let gib = at("agentPoolProfile.osDiskSizeGB");
    let price = at("agentPoolProfile.spotMaxPrice");
    let max_surge = at("agentPoolProfile.upgradeSettings.maxSurge");
    let pairs = vec![
        (disk(29), disk(30), gib),
        (disk(2049), disk(2048), gib),
        (disk(-1), disk(0), gib),
        (zones(json!(["1", "1"])), zones(json!(["1", "2"])), at("agentPoolProfile.availabilityZones")),
        (surge("lots"), surge("33%"), max_surge),
        (surge("1.5"), surge("2"), max_surge),
        (surge("-1"), surge("100%"), max_surge),
        (missing("%"), missing("1%"), at("agentPoolProfile.upgradeSettings.maxUnavailable")),
        (spot(0.0), spot(0.01), price),
        (spot(-2.0), spot(-1.0), price),
        (
            public("publicIPAddresses"),
            public("publicIPPrefixes"),
            ("LinkedInvalidPropertyId", "agentPoolProfile.nodePublicIPPrefixID"),
        ),
    ];
    at_the_line(pairs.into_iter().map(|(beyond, within, (code, at))| (beyond, within, code, at)).collect());
}

#[test]
fn a_pool_of_its_own_is_held_to_the_same_lines() {
    let azure = Azure::new();
    azure.cluster("c", body(&json!({})));
    let path = format!("{}/agentPools/more", cluster("c"));
    let taint =
        |text: &str| json!({"properties": {"count": 1, "vmSize": "Standard_DS2_v2", "nodeTaints": [text]}});
    let refused = azure.put(&path, taint("a=b"));
    assert_refused(refused, "InvalidParameter", "agentPoolProfile.nodeTaints", &json!("a=b"));
    azure.put(&path, taint("a=b:NoSchedule")).expect(201);
}
