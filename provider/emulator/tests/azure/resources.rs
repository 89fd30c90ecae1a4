//! The list of everything, tags at any scope, and whether a resource is there.

use serde_json::{Value, json};

use super::client::{Azure, GROUP, SUBSCRIPTION, cluster, smallest};

fn table(name: &str) -> String {
    format!("{GROUP}/providers/Microsoft.Network/routeTables/{name}")
}

/// Names in the list below a scope.
fn names(azure: &Azure, scope: &str, query: &str) -> Vec<String> {
    let list = azure.get(&format!("{scope}/resources?api-version=2025-04-01{query}")).expect(200);
    list.at("value").as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect()
}

fn tags_at(scope: &str) -> String {
    format!("{scope}/providers/Microsoft.Resources/tags/default")
}

#[test]
fn the_list_holds_what_has_a_region_and_no_children() {
    let azure = Azure::new();
    azure.network("10.0.0.0/16", &[("a", "10.0.0.0/24")]);
    azure.wait(&azure.put(&table("rt"), json!({"location": "westeurope", "tags": {"a": "b"}})));
    azure.put(&cluster("c"), smallest()).expect(201);
    assert_eq!(names(&azure, GROUP, ""), ["c", "rt", "vnet"]);
    assert_eq!(
        names(&azure, SUBSCRIPTION, "&$filter=resourceType%20eq%20%27microsoft.network/routetables%27"),
        ["rt"]
    );
    assert_eq!(
        names(&azure, SUBSCRIPTION, "&$filter=tagName%20eq%20%27A%27%20and%20tagValue%20eq%20%27b%27"),
        ["rt"]
    );
    assert_eq!(names(&azure, GROUP, "&$filter=substringof(%27NE%27,name)"), ["vnet"]);
    assert_eq!(names(&azure, GROUP, "&$top=1"), ["c"]);
    let list = azure
        .get(&format!("{GROUP}/resources?api-version=2025-04-01&$filter=name%20eq%20%27c%27"))
        .expect(200);
    assert_eq!(list.text("value.0.id"), cluster("c"));
    assert_eq!(list.text("value.0.type"), "Microsoft.ContainerService/managedClusters");
    assert!(list.at("value.0.properties").is_null());
    azure
        .get(&format!("{GROUP}/resources?api-version=2025-04-01&$filter=colour%20eq%20%27red%27"))
        .expect(400);
}

#[test]
fn tags_are_merged_replaced_and_deleted_at_a_resource() {
    let azure = Azure::new();
    azure.wait(&azure.put(&table("rt"), json!({"location": "westeurope", "tags": {"a": "1", "b": "2"}})));
    let path = tags_at(&table("rt"));
    let patch = |operation: &str, tags: Value| {
        let body = json!({"operation": operation, "properties": {"tags": tags}});
        azure.patch(&path, body).expect(200).at("properties.tags").clone()
    };
    assert_eq!(patch("Merge", json!({"A": "3", "c": "4"})), json!({"A": "3", "b": "2", "c": "4"}));
    assert_eq!(patch("Delete", json!({"b": "2", "c": "other"})), json!({"A": "3", "c": "4"}));
    assert_eq!(patch("Replace", json!({"d": "5"})), json!({"d": "5"}));
    assert_eq!(azure.get(&table("rt")).at("tags"), azure.get(&path).expect(200).at("properties.tags"));
    azure.delete(&path).expect(200);
    assert_eq!(*azure.get(&path).at("properties.tags"), json!({}));
    azure.patch(&path, json!({"operation": "Shuffle", "properties": {"tags": {}}})).expect(400);
}

#[test]
fn groups_and_subscriptions_have_tags_too() {
    let azure = Azure::new();
    let body = json!({"properties": {"tags": {"team": "net"}}});
    azure.put(&tags_at(GROUP), body.clone()).expect(200);
    assert_eq!(azure.get(GROUP).text("tags.team"), "net");
    azure.put(&tags_at(SUBSCRIPTION), body).expect(200);
    assert_eq!(azure.get(&tags_at(SUBSCRIPTION)).text("properties.tags.team"), "net");
    azure.get(&tags_at(&table("none"))).expect(404);
}

#[test]
fn head_tells_whether_a_resource_is_there() {
    let azure = Azure::new();
    azure.wait(&azure.put(&table("rt"), json!({"location": "westeurope"})));
    azure.send("HEAD", &table("rt"), &[], None).expect(204);
    azure.send("HEAD", &table("none"), &[], None).expect(404);
}
