//! Resource groups.

use serde_json::json;

use super::client::{Answer, Azure, GROUP, SUBSCRIPTION, cluster, smallest, subnet, with_network};

#[test]
fn a_group_is_made_at_once_and_spelled_as_first_written() {
    let azure = Azure::new();
    let path = format!("{SUBSCRIPTION}/resourceGroups/MyGroup");
    let made = azure.put(&path, json!({"location": "West Europe", "tags": {"a": "b"}})).expect(201);
    assert_eq!(
        (made.text("location"), made.text("properties.provisioningState")),
        ("westeurope", "Succeeded")
    );
    let shouted = azure.get(&format!("{SUBSCRIPTION}/RESOURCEGROUPS/MYGROUP")).expect(200);
    assert_eq!((shouted.text("name"), shouted.text("id")), ("MyGroup", path.as_str()));
    azure.put(&path, json!({"location": "westeurope"})).expect(200);
}

#[test]
fn a_group_takes_its_time_to_go_with_all_it_holds() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let deleted = azure.delete(GROUP).expect(202);
    assert_eq!(deleted.header("retry-after"), Some("15"));
    assert_eq!(azure.get(GROUP).expect(200).text("properties.provisioningState"), "Deleting");
    let refused = azure.put(&cluster("d"), smallest()).expect(409);
    assert_eq!(refused.text("error.code"), "ResourceGroupBeingDeleted");
    let mut polls = 0;
    while azure.get(deleted.header("location").unwrap()).status == 202 {
        polls += 1;
        assert!(polls < 100);
    }
    assert_eq!(azure.get(GROUP).expect(404).text("error.code"), "ResourceGroupNotFound");
    azure.get(&cluster("c")).expect(404);
    azure.get(&format!("{SUBSCRIPTION}/resourceGroups/MC_rg_c_westeurope")).expect(404);
}

#[test]
fn a_group_stays_whose_network_has_nodes_of_another_group() {
    let azure = Azure::new();
    azure.network("10.0.0.0/8", &[("nodes", "10.1.0.0/24")]);
    let other = format!("{SUBSCRIPTION}/resourceGroups/other");
    azure.put(&other, json!({"location": "westeurope"})).expect(201);
    let mut body = with_network(json!({"serviceCidr": "172.16.0.0/16", "dnsServiceIP": "172.16.0.10"}));
    body["properties"]["agentPoolProfiles"][0]["vnetSubnetID"] = json!(subnet("nodes"));
    let path = format!("{other}/providers/Microsoft.ContainerService/managedClusters/c");
    azure.wait(&azure.put(&path, body).expect(201));

    let ended = |deleted: Answer| loop {
        let answer = azure.get(deleted.header("location").unwrap());
        if answer.status != 202 {
            break answer;
        }
    };
    let blocked = ended(azure.delete(GROUP).expect(202)).expect(409);
    assert_eq!(blocked.text("error.code"), "ResourceGroupDeletionBlocked");
    assert!(
        blocked.text("error.message").contains("'Microsoft.Network/virtualNetworks/"),
        "{:?}",
        blocked.body
    );
    assert_eq!(azure.get(GROUP).expect(200).text("properties.provisioningState"), "Succeeded");
    azure.get(&subnet("nodes")).expect(200);

    ended(azure.delete(&other).expect(202)).expect(200);
    ended(azure.delete(GROUP).expect(202)).expect(200);
}

#[test]
fn head_tells_whether_a_group_is_there() {
    let azure = Azure::new();
    azure.send("HEAD", GROUP, &[], None).expect(204);
    let missing = azure.send("HEAD", &format!("{SUBSCRIPTION}/resourceGroups/none"), &[], None).expect(404);
    assert_eq!(missing.header("x-ms-failure-cause"), Some("gateway"));
}

#[test]
fn groups_are_listed_and_filtered_by_tag() {
    let azure = Azure::new();
    azure.put(&format!("{SUBSCRIPTION}/resourceGroups/x"), json!({"location": "eastus", "tags": {"a": "b"}}));
    let names = |filter: &str| -> Vec<String> {
        let list =
            azure.get(&format!("{SUBSCRIPTION}/resourcegroups?api-version=2025-04-01{filter}")).expect(200);
        list.at("value").as_array().unwrap().iter().map(|g| g["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(""), ["rg", "x"]);
    assert_eq!(names("&$filter=tagname%20eq%20%27a%27%20and%20tagvalue%20eq%20%27b%27"), ["x"]);
    assert!(names("&$filter=tagname%20eq%20%27a%27%20and%20tagvalue%20eq%20%27c%27").is_empty());
}

#[test]
fn groups_that_azure_refuses() {
    let azure = Azure::new();
    let put = |name: &str, location: &str| {
        let answer =
            azure.put(&format!("{SUBSCRIPTION}/resourceGroups/{name}"), json!({"location": location}));
        (answer.status, answer.text("error.code").to_owned())
    };
    assert_eq!(put("g", "atlantis"), (400, "LocationNotAvailableForResourceGroup".into()));
    assert_eq!(put("g.", "eastus"), (400, "InvalidResourceGroup".into()));
    assert_eq!(put("rg", "eastus"), (409, "InvalidResourceGroupLocation".into()));
    let nothing = azure.put(&format!("{SUBSCRIPTION}/resourceGroups/g"), json!({})).expect(400);
    assert_eq!(nothing.text("error.code"), "LocationRequired");
}

#[test]
fn a_resource_needs_its_group() {
    let azure = Azure::new();
    let path = cluster("c").replace("/rg/", "/none/");
    assert_eq!(azure.put(&path, smallest()).expect(404).text("error.code"), "ResourceGroupNotFound");
}
