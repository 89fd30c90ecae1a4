//! The optional profiles of a cluster, as the service fills them in.

use base64::Engine;
use serde_json::{Value, json};

use super::client::{Azure, GROUP, at, cluster, smallest};

/// A finished cluster with these properties on top of the smallest one.
fn made(azure: &Azure, name: &str, properties: Value) -> Value {
    let mut body = smallest();
    for (member, value) in properties.as_object().unwrap() {
        body["properties"][member] = value.clone();
    }
    azure.cluster(name, body).body
}

#[test]
fn an_addon_gets_an_identity_and_loses_everything_when_disabled() {
    let azure = Azure::new();
    let addons = json!({"azurepolicy": {"enabled": true}, "azureKeyvaultSecretsProvider": {"enabled": true}});
    let there = made(&azure, "c", json!({ "addonProfiles": addons }));
    let addons = at(&there, "properties.addonProfiles");
    assert_eq!(
        addons["azurepolicy"]["identity"]["resourceId"],
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/MC_rg_c_westeurope/providers/\
         Microsoft.ManagedIdentity/userAssignedIdentities/azurepolicy-c"
    );
    assert_eq!(
        addons["azureKeyvaultSecretsProvider"]["config"],
        json!({"enableSecretRotation": "false", "rotationPollInterval": "2m"})
    );
    let after = azure.update("c", |body| {
        body["properties"]["addonProfiles"]["azureKeyvaultSecretsProvider"] =
            json!({"enabled": false, "config": null});
    });
    assert_eq!(after.at("properties.addonProfiles.azureKeyvaultSecretsProvider"), &json!({"enabled": false}));
    assert_eq!(
        after.at("properties.addonProfiles.azurepolicy.identity"),
        &addons["azurepolicy"]["identity"],
        "an identity stays as it is"
    );
}

#[test]
fn a_private_cluster_has_a_private_name_and_a_public_one_unless_that_is_turned_off() {
    let azure = Azure::new();
    let there = made(&azure, "c", json!({"apiServerAccessProfile": {"enablePrivateCluster": true}}));
    let text = |path: &str| at(&there, path).as_str().unwrap_or_default().to_owned();
    assert_eq!(text("properties.apiServerAccessProfile.privateDNSZone"), "system");
    assert!(text("properties.privateFQDN").ends_with(".privatelink.westeurope.azmk8s.io"));
    assert!(text("properties.fqdn").ends_with(".hcp.westeurope.azmk8s.io"));
    assert!(text("properties.azurePortalFQDN").ends_with("-priv.portal.hcp.westeurope.azmk8s.io"));
    let after = azure.update("c", |body| {
        body["properties"]["apiServerAccessProfile"]["enablePrivateClusterPublicFQDN"] = json!(false);
    });
    assert_eq!(after.at("properties.fqdn"), &Value::Null);
    assert_eq!(after.text("properties.privateFQDN"), text("properties.privateFQDN"));
    let again = azure.update("c", |body| {
        body["properties"]["apiServerAccessProfile"]["enablePrivateClusterPublicFQDN"] = json!(true);
    });
    assert_eq!(again.text("properties.fqdn"), text("properties.fqdn"));
}

#[test]
fn a_cluster_with_a_scaling_pool_shows_every_setting_of_the_autoscaler() {
    let azure = Azure::new();
    let there = made(&azure, "c", json!({"autoScalerProfile": {"scan-interval": "30s"}}));
    assert_eq!(at(&there, "properties.autoScalerProfile.scan-interval"), "30s");
    assert_eq!(at(&there, "properties.autoScalerProfile.expander"), "random");
    assert_eq!(azure.cluster("plain", smallest()).at("properties.autoScalerProfile"), &Value::Null);
    let pool = json!({"properties": {
        "count": 1, "vmSize": "Standard_D4s_v5", "enableAutoScaling": true, "minCount": 1, "maxCount": 3,
    }});
    azure.wait(&azure.put(&format!("{}/agentPools/scaling", cluster("plain")), pool).expect(201));
    let after = azure.get(&cluster("plain"));
    assert_eq!(after.text("properties.autoScalerProfile.max-node-provision-time"), "15m");
}

#[test]
fn a_managed_directory_names_its_tenant() {
    let azure = Azure::new();
    let there = made(&azure, "c", json!({"aadProfile": {"managed": true}}));
    assert_eq!(at(&there, "properties.aadProfile.enableAzureRBAC"), &json!(false));
    assert!(at(&there, "properties.aadProfile.tenantID").is_string());
}

#[test]
fn services_are_completed() {
    let azure = Azure::new();
    let there = made(
        &azure,
        "c",
        json!({
            "ingressProfile": {"webAppRouting": {"enabled": true}},
            "serviceMeshProfile": {"mode": "Istio"},
            "securityProfile": {"imageCleaner": {"enabled": true}},
            "windowsProfile": {"adminUsername": "me", "adminPassword": "Secret1234567!"},
        }),
    );
    let routing = at(&there, "properties.ingressProfile.webAppRouting");
    assert_eq!(routing["nginx"]["defaultIngressControllerType"], "AnnotationControlled");
    assert!(routing["identity"]["resourceId"].as_str().unwrap().ends_with("/webapprouting-c"));
    assert!(
        at(&there, "properties.serviceMeshProfile.istio.revisions.0").as_str().unwrap().starts_with("asm-")
    );
    assert_eq!(at(&there, "properties.securityProfile.imageCleaner.intervalHours"), &json!(168));
    assert_eq!(
        at(&there, "properties.windowsProfile"),
        &json!({"adminUsername": "me", "enableCSIProxy": true})
    );
    let after = azure.update("c", |body| {
        body["properties"]["serviceMeshProfile"]["mode"] = json!("Disabled");
        body["properties"]["ingressProfile"]["webAppRouting"]["enabled"] = json!(false);
    });
    assert_eq!(after.at("properties.serviceMeshProfile"), &json!({"mode": "Disabled"}));
    assert_eq!(after.at("properties.ingressProfile.webAppRouting"), &json!({"enabled": false}));
}

#[test]
fn an_automatic_cluster_is_chosen_by_azure_where_the_request_is_silent() {
    let azure = Azure::new();
    let mut body = smallest();
    body["sku"] = json!({"name": "Automatic"});
    body["properties"]["autoUpgradeProfile"] = json!({"upgradeChannel": "rapid"});
    let there = azure.cluster("c", body);
    for (path, value) in [
        ("sku.tier", json!("Standard")),
        ("properties.networkProfile.networkDataplane", json!("cilium")),
        ("properties.networkProfile.outboundType", json!("managedNATGateway")),
        ("properties.nodeProvisioningProfile.mode", json!("Auto")),
        ("properties.autoUpgradeProfile.upgradeChannel", json!("rapid")),
        ("properties.disableLocalAccounts", json!(true)),
        ("properties.aadProfile.enableAzureRBAC", json!(true)),
    ] {
        assert_eq!(there.at(path), &value, "{path}");
    }
}

#[test]
fn a_pool_that_scales_no_longer_has_no_bounds() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let path = format!("{}/agentPools/scaling", cluster("c"));
    let pool = json!({"properties": {
        "count": 1, "vmSize": "Standard_D4s_v5", "enableAutoScaling": true, "minCount": 1, "maxCount": 3,
    }});
    azure.wait(&azure.put(&path, pool).expect(201));
    assert_eq!(azure.get(&path).at("properties.maxCount"), &json!(3));
    let off = json!({"properties": {"enableAutoScaling": false, "minCount": null, "maxCount": null}});
    azure.wait(&azure.put(&path, off).expect(200));
    let after = azure.get(&path);
    assert_eq!(
        (after.at("properties.minCount"), after.at("properties.maxCount")),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn no_authorized_ranges_are_shown_as_none() {
    let azure = Azure::new();
    made(&azure, "c", json!({"apiServerAccessProfile": {"authorizedIPRanges": ["1.2.3.4/32"]}}));
    let after = azure.update("c", |body| {
        body["properties"]["apiServerAccessProfile"]["authorizedIPRanges"] = json!([]);
    });
    assert_eq!(after.at("properties.apiServerAccessProfile.authorizedIPRanges"), &Value::Null);
}

#[test]
fn a_spot_pool_keeps_ordinary_pods_away() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let path = format!("{}/agentPools/spot", cluster("c"));
    let body = json!({"properties": {"count": 1, "vmSize": "Standard_D4s_v5", "scaleSetPriority": "Spot"}});
    azure.wait(&azure.put(&path, body).expect(201));
    let there = azure.get(&path);
    assert_eq!(
        (there.text("properties.scaleSetEvictionPolicy"), there.at("properties.spotMaxPrice")),
        ("Delete", &json!(-1.0))
    );
    assert_eq!(
        there.at("properties.nodeTaints"),
        &json!(["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"])
    );
    assert_eq!(there.at("properties.nodeLabels"), &json!({"kubernetes.azure.com/scalesetpriority": "spot"}));
}

#[test]
fn machines_of_several_sizes_count_together() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let path = format!("{}/agentPools/vms", cluster("c"));
    let sizes = json!([{"size": "Standard_D4s_v5", "count": 2}, {"size": "Standard_D8s_v5", "count": 1}]);
    let body = json!({"properties": {
        "type": "VirtualMachines", "virtualMachinesProfile": {"scale": {"manual": sizes}},
    }});
    azure.wait(&azure.put(&path, body).expect(201));
    let there = azure.get(&path);
    assert_eq!(there.at("properties.count"), &json!(3));
    assert_eq!(there.at("properties.virtualMachineNodesStatus"), &sizes);
}

/// The kubeconfig of an answer.
fn config(answer: &super::client::Answer) -> String {
    let value = answer.text("kubeconfigs.0.value");
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(value).unwrap()).unwrap()
}

#[test]
fn a_kubeconfig_has_certificates_that_change_when_they_are_rotated() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let path = format!("{}/listClusterAdminCredential", cluster("c"));
    let before = config(&azure.post(&path).expect(200));
    assert!(before.contains("current-context: c\n"), "{before}");
    let data = before.split("certificate-authority-data: ").nth(1).unwrap().lines().next().unwrap();
    let pem = base64::engine::general_purpose::STANDARD.decode(data).unwrap();
    assert!(pem.starts_with(b"-----BEGIN CERTIFICATE-----"));
    assert_eq!(config(&azure.post(&path)), before);
    azure.wait(&azure.post(&format!("{}/rotateClusterCertificates", cluster("c"))).expect(202));
    assert_ne!(config(&azure.post(&path)), before);
}

#[test]
fn people_of_a_directory_sign_in_with_a_program() {
    let azure = Azure::new();
    made(&azure, "c", json!({"aadProfile": {"managed": true}, "disableLocalAccounts": true}));
    let user = format!("{}/listClusterUserCredential", cluster("c"));
    let ask = |query: &str| azure.post(&format!("{user}?api-version=2026-05-01{query}"));
    assert!(config(&ask("").expect(200)).contains("command: kubelogin"));
    assert!(config(&ask("&format=azure").expect(200)).contains("auth-provider:"));
    assert_eq!(ask("&format=xml").expect(400).text("target"), "format");
    for action in ["listClusterAdminCredential", "listClusterMonitoringUserCredential"] {
        let refused = azure.post(&format!("{}/{action}", cluster("c"))).expect(400);
        assert!(refused.text("message").contains("disable local accounts"), "{action}");
    }
    azure.cluster("plain", smallest());
    let profile = azure.post(&format!("{}/accessProfiles/clusterAdmin/listCredential", cluster("plain")));
    assert_eq!(profile.expect(200).text("name"), "clusterAdmin");
}

#[test]
fn a_private_cluster_is_reached_by_either_name() {
    let azure = Azure::new();
    let there = made(&azure, "c", json!({"apiServerAccessProfile": {"enablePrivateCluster": true}}));
    let ask = |query: &str| {
        let path = format!("{}/listClusterUserCredential?api-version=2026-05-01{query}", cluster("c"));
        config(&azure.post(&path).expect(200))
    };
    let host = |path: &str| at(&there, path).as_str().unwrap().to_owned();
    assert!(ask("").contains(&host("properties.privateFQDN")));
    assert!(ask("&server-fqdn=public").contains(&host("properties.fqdn")));
}

#[test]
fn a_cluster_shows_the_identifiers_of_the_identity_that_it_got() {
    let azure = Azure::new();
    let path = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i");
    let identity = azure.put(&path, json!({"location": "westeurope"})).expect(201);
    let mut body = smallest();
    body["identity"] = json!({"type": "UserAssigned", "userAssignedIdentities": {path.as_str(): {}}});
    let there = azure.cluster("c", body);
    let shown = &there.at("identity.userAssignedIdentities")[path.as_str()];
    assert_eq!(shown["clientId"], *identity.at("properties.clientId"));
    assert_eq!(shown["principalId"], *identity.at("properties.principalId"));
}

#[test]
fn a_cluster_keeps_the_kubelet_identity_that_it_was_given() {
    let azure = Azure::new();
    let mut body = smallest();
    let own =
        |name: &str| format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}");
    let given = json!({"resourceId": own("k"), "clientId": "the-client", "objectId": "the-object"});
    body["identity"] = json!({"type": "UserAssigned", "userAssignedIdentities": {own("i"): {}}});
    body["properties"]["identityProfile"] = json!({"kubeletidentity": given.clone()});
    let there = azure.cluster("c", body);
    assert_eq!(there.at("properties.identityProfile.kubeletidentity"), &given);
}

#[test]
fn a_kubelet_identity_that_is_only_named_gets_its_identifiers() {
    let azure = Azure::new();
    let path = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/k");
    let identity = azure.put(&path, json!({"location": "westeurope"})).expect(201);
    azure.cluster("c", smallest());
    let after = azure.update("c", |body| {
        body["properties"]["identityProfile"]["kubeletidentity"] = json!({"resourceId": path.as_str()});
    });
    let kubelet = after.at("properties.identityProfile.kubeletidentity");
    assert_eq!(kubelet["resourceId"], path.as_str());
    assert_eq!(kubelet["clientId"], *identity.at("properties.clientId"));
    assert_eq!(kubelet["objectId"], *identity.at("properties.principalId"));
}

#[test]
fn a_service_principal_gives_way_to_an_identity() {
    let azure = Azure::new();
    let mut body = smallest();
    body["identity"] = Value::Null;
    body["properties"]["servicePrincipalProfile"] = json!({"clientId": "app", "secret": "s"});
    body["properties"]["addonProfiles"] = json!({"azurepolicy": {"enabled": true}});
    let there = azure.cluster("c", body);
    assert_eq!(there.at("properties.servicePrincipalProfile"), &json!({"clientId": "app"}));
    assert_eq!(there.at("properties.identityProfile"), &Value::Null);
    assert_eq!(there.at("properties.addonProfiles.azurepolicy.identity"), &Value::Null);
    let after = azure.update("c", |body| body["identity"] = json!({"type": "SystemAssigned"}));
    assert_eq!(after.text("properties.servicePrincipalProfile.clientId"), "msi");
    assert!(after.at("properties.identityProfile.kubeletidentity").is_object());
    assert!(after.at("properties.addonProfiles.azurepolicy.identity").is_object());
}
