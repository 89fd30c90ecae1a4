//! Updates: what a PUT keeps, what it changes, what it takes.

use serde_json::{Value, json};

use super::client::{Azure, cluster, smallest, subnet, with_network};

#[test]
fn members_that_a_request_leaves_out_keep_their_value() {
    let azure = Azure::new();
    let mut body = smallest();
    body["tags"] = json!({"a": "1"});
    body["properties"]["agentPoolProfiles"][0]["nodeLabels"] = json!({"l": "1"});
    azure.cluster("c", body);
    let updated = azure.put(
        &cluster("c"),
        json!({"location": "westeurope", "properties": {"disableLocalAccounts": true, "agentPoolProfiles": []}}),
    );
    azure.wait(&updated.expect(200));
    let after = azure.get(&cluster("c"));
    assert_eq!(*after.at("tags"), json!({"a": "1"}));
    assert_eq!(after.pool()["nodeLabels"], json!({"l": "1"}));
    assert_eq!(*after.at("properties.disableLocalAccounts"), true);
}

#[test]
fn an_empty_object_clears_settings_of_none_but_the_users_maps() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["agentPoolProfiles"][0]["nodeLabels"] = json!({"l": "1"});
    body["properties"]["agentPoolProfiles"][0]["upgradeSettings"] = json!({"maxSurge": "33%"});
    azure.cluster("c", body);
    let after = azure.update("c", |body| {
        let pool = &mut body["properties"]["agentPoolProfiles"][0];
        pool["nodeLabels"] = json!({});
        pool["upgradeSettings"] = json!({});
    });
    assert_eq!(after.pool()["nodeLabels"], Value::Null);
    assert_eq!(after.pool()["upgradeSettings"]["maxSurge"], "33%");
}

#[test]
fn a_put_without_changes_still_updates_and_changes_every_entity_tag() {
    let azure = Azure::new();
    let before = azure.cluster("c", smallest());
    let answer = azure.put(&cluster("c"), before.body.clone()).expect(200);
    assert_eq!(answer.text("properties.provisioningState"), "Updating");
    azure.wait(&answer);
    let after = azure.get(&cluster("c"));
    assert_ne!(after.at("eTag"), before.at("eTag"));
    assert_ne!(after.pool()["eTag"], before.pool()["eTag"]);
}

#[test]
fn kubenet_moves_to_overlay_and_keeps_its_pod_range_and_pods_per_node() {
    let azure = Azure::new();
    azure.cluster("c", with_network(json!({"networkPlugin": "kubenet", "podCidr": "10.100.0.0/16"})));
    let after = azure.update("c", |body| {
        body["properties"]["networkProfile"]["networkPlugin"] = json!("azure");
        body["properties"]["networkProfile"]["networkPluginMode"] = json!("overlay");
    });
    let profile = after.at("properties.networkProfile");
    assert_eq!(
        (&profile["networkPluginMode"], &profile["podCidr"]),
        (&json!("overlay"), &json!("10.100.0.0/16"))
    );
    assert_eq!(profile["networkDataplane"], "azure");
    assert_eq!(after.pool()["maxPods"], 110);
}

#[test]
fn a_node_subnet_cluster_moves_to_overlay_with_the_range_it_is_given() {
    let azure = Azure::new();
    azure.cluster("c", with_network(json!({"networkPlugin": "azure"})));
    let after = azure.update("c", |body| {
        body["properties"]["networkProfile"]["networkPluginMode"] = json!("overlay");
        body["properties"]["networkProfile"]["podCidr"] = json!("100.64.0.0/10");
    });
    assert_eq!(*after.at("properties.networkProfile.podCidrs"), json!(["100.64.0.0/10"]));
}

#[test]
fn a_pod_range_grows_in_place() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let after =
        azure.update("c", |body| body["properties"]["networkProfile"]["podCidr"] = json!("10.244.0.0/14"));
    assert_eq!(*after.at("properties.networkProfile.podCidrs"), json!(["10.244.0.0/14"]));
}

#[test]
fn a_second_ip_family_is_added_in_place() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let after = azure.update("c", |body| {
        body["properties"]["networkProfile"]["ipFamilies"] = json!(["IPv4", "IPv6"]);
    });
    let profile = after.at("properties.networkProfile");
    assert_eq!(profile["podCidrs"].as_array().unwrap().len(), 2);
    assert_eq!(profile["serviceCidrs"].as_array().unwrap().len(), 2);
    assert_eq!(profile["podCidr"], "10.244.0.0/16");
}

#[test]
fn the_short_name_of_the_running_version_upgrades_nothing() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["kubernetesVersion"] = json!("1.35.5");
    azure.cluster("c", body);
    let after = azure.update("c", |body| body["properties"]["kubernetesVersion"] = json!("1.35"));
    assert_eq!(after.text("properties.kubernetesVersion"), "1.35");
    assert_eq!(after.text("properties.currentKubernetesVersion"), "1.35.5");
}

#[test]
fn an_upgrade_of_the_control_plane_leaves_the_pools_alone() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["kubernetesVersion"] = json!("1.34");
    azure.cluster("c", body);
    let path = cluster("c");
    let mut body = azure.get(&path).body;
    body["properties"]["kubernetesVersion"] = json!("1.35");
    let answer = azure.put(&path, body).expect(200);
    assert_eq!(answer.text("properties.provisioningState"), "Upgrading");
    azure.wait(&answer);
    let after = azure.get(&path);
    assert_eq!(after.text("properties.currentKubernetesVersion"), "1.35.7");
    assert_eq!(after.pool()["currentOrchestratorVersion"], "1.34.10");
}

#[test]
fn managed_addresses_follow_their_count() {
    let azure = Azure::new();
    let count = |answer: &super::client::Answer| {
        answer
            .at("properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs")
            .as_array()
            .unwrap()
            .clone()
    };
    let before = count(&azure.cluster("c", smallest()));
    let set = |n: i64| {
        move |body: &mut Value| {
            body["properties"]["networkProfile"]["loadBalancerProfile"]["managedOutboundIPs"]["count"] =
                json!(n);
        }
    };
    let more = count(&azure.update("c", set(3)));
    assert_eq!((before.len(), more.len()), (1, 3));
    assert_eq!(more[0], before[0]);
    assert_eq!(count(&azure.update("c", set(1))), before);
}

#[test]
fn the_source_of_addresses_that_a_request_names_takes_the_place_of_the_others() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let own = json!({"publicIPs": [{"id": "/subscriptions/x/resourceGroups/y/providers/Microsoft.Network/publicIPAddresses/z"}]});
    let set = |name: &'static str, value: Value| {
        move |body: &mut Value| {
            body["properties"]["networkProfile"]["loadBalancerProfile"] = json!({ name: value });
        }
    };
    let after = azure.update("c", set("outboundIPs", own.clone()));
    let profile = after.at("properties.networkProfile.loadBalancerProfile");
    assert_eq!(
        (&profile["managedOutboundIPs"], &profile["effectiveOutboundIPs"]),
        (&Value::Null, &own["publicIPs"])
    );
    let after = azure.update("c", set("managedOutboundIPs", json!({"count": 2})));
    let profile = after.at("properties.networkProfile.loadBalancerProfile");
    assert_eq!(profile["outboundIPs"], Value::Null);
    assert!(!profile["effectiveOutboundIPs"].to_string().contains("resourceGroups/y"));
    let refused = azure.refused("c", |body| {
        let profile = &mut body["properties"]["networkProfile"]["loadBalancerProfile"];
        profile["outboundIPs"] = own.clone();
    });
    assert_eq!(refused.expect(400).text("code"), "InvalidLoadBalancerProfile");
}

#[test]
fn a_nat_gateway_takes_over_from_the_load_balancer() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let after = azure.update("c", |body| {
        let profile = &mut body["properties"]["networkProfile"];
        profile["outboundType"] = json!("managedNATGateway");
        profile["natGatewayProfile"] = json!({"managedOutboundIPProfile": {"count": 2}});
    });
    let profile = after.at("properties.networkProfile");
    assert_eq!(profile["natGatewayProfile"]["effectiveOutboundIPs"].as_array().unwrap().len(), 2);
    assert_eq!(profile["loadBalancerProfile"]["effectiveOutboundIPs"], Value::Null);
}

#[test]
fn patch_changes_tags_and_nothing_else() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let answer =
        azure.patch(&cluster("c"), json!({"tags": {"a": "1"}, "properties": {"disableLocalAccounts": true}}));
    let answer = answer.expect(200);
    assert!(answer.header("location").is_some() && answer.header("azure-asyncoperation").is_some());
    azure.wait(&answer);
    let after = azure.get(&cluster("c"));
    assert_eq!(*after.at("tags"), json!({"a": "1"}));
    assert_eq!(*after.at("properties.disableLocalAccounts"), Value::Null);
}

#[test]
fn a_subnet_in_use_cannot_be_deleted() {
    let azure = Azure::new();
    azure.network("10.0.0.0/8", &[("nodes", "10.1.0.0/24")]);
    let mut body = with_network(json!({"serviceCidr": "172.16.0.0/16", "dnsServiceIP": "172.16.0.10"}));
    body["properties"]["agentPoolProfiles"][0]["vnetSubnetID"] = json!(subnet("nodes"));
    azure.cluster("c", body);
    let refused = azure.delete(&subnet("nodes")).expect(400);
    assert_eq!(refused.text("error.code"), "InUseSubnetCannotBeDeleted");
}
