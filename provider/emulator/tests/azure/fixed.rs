//! What stays as it was made, and what changes in place.

use serde_json::{Value, json};

use super::client::{Azure, cluster, smallest};

fn pool(name: &str) -> String {
    format!("{}/agentPools/{name}", cluster("c"))
}

/// Sets a member of the first pool by a write to the pool, or to the cluster, and gives code and target.
fn through(azure: &Azure, whole: bool, member: &str, value: &Value) -> (u16, String, String) {
    let lay = |onto: &mut Value| {
        let (outer, inner) = member.split_once('.').unwrap_or((member, ""));
        if inner.is_empty() {
            onto[outer] = value.clone();
        } else {
            onto[outer] = json!({ inner: value });
        }
    };
    let answer = if whole {
        azure.refused("c", |body| lay(&mut body["properties"]["agentPoolProfiles"][0]))
    } else {
        let mut body = azure.get(&pool("system")).expect(200).body;
        lay(&mut body["properties"]);
        azure.put(&pool("system"), body)
    };
    let text = |name: &str| answer.body[name].as_str().unwrap_or_default().to_owned();
    let found = (answer.status, text("code"), text("target"));
    if answer.status == 200 {
        azure.wait(&answer);
    }
    found
}

#[test]
fn members_of_a_pool_that_stay() {
    let azure = Azure::with(|options| {
        options.habits.throttling = false;
        options.habits.background_updates = false;
    });
    azure.cluster("c", smallest());
    for (member, value) in [
        ("vmSize", json!("Standard_D4s_v5")),
        ("osType", json!("Windows")),
        ("osDiskSizeGB", json!(256)),
        ("osDiskType", json!("Ephemeral")),
        ("kubeletDiskType", json!("Temporary")),
        ("maxPods", json!(110)),
        ("type", json!("VirtualMachines")),
        ("availabilityZones", json!(["1"])),
        ("vnetSubnetID", json!(super::client::subnet("nodes"))),
        ("scaleSetPriority", json!("Spot")),
        ("enableNodePublicIP", json!(true)),
        ("enableEncryptionAtHost", json!(true)),
        ("enableUltraSSD", json!(true)),
        ("workloadRuntime", json!("KataMshvVmIsolation")),
        ("messageOfTheDay", json!("aGVsbG8=")),
        ("kubeletConfig", json!({"cpuManagerPolicy": "static"})),
        ("linuxOSConfig", json!({"swapFileSizeMB": 1500})),
        ("gpuInstanceProfile", json!("MIG1g")),
        ("proximityPlacementGroupID", json!("/subscriptions/s/resourceGroups/g/providers/a/b/c")),
    ] {
        for whole in [false, true] {
            let found = through(&azure, whole, member, &value);
            let expected = (400, "PropertyChangeNotAllowed".to_owned(), format!("properties.{member}"));
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn members_of_a_pool_that_change_in_place() {
    let azure = Azure::with(|options| {
        options.habits.throttling = false;
        options.habits.background_updates = false;
    });
    azure.cluster("c", smallest());
    for (member, value) in [
        ("count", json!(4)),
        ("nodeLabels", json!({"a": "b"})),
        ("nodeTaints", json!(["a=b:NoSchedule"])),
        ("tags", json!({"a": "b"})),
        ("scaleDownMode", json!("Deallocate")),
        ("osSKU", json!("AzureLinux")),
        ("enableFIPS", json!(true)),
        ("upgradeSettings.maxSurge", json!("33%")),
        ("upgradeSettings.drainTimeoutInMinutes", json!(45)),
        ("securityProfile.sshAccess", json!("Disabled")),
        ("networkProfile.allowedHostPorts", json!([{"portStart": 80, "portEnd": 80, "protocol": "TCP"}])),
        // What was not set before may be said to be off.
        ("enableUltraSSD", json!(false)),
        ("availabilityZones", json!([])),
    ] {
        for whole in [false, true] {
            let (status, code, target) = through(&azure, whole, member, &value);
            assert_eq!(status, 200, "{member}: {code} {target}");
        }
    }
    let there = azure.get(&pool("system"));
    assert_eq!(*there.at("properties.upgradeSettings.drainTimeoutInMinutes"), 45);
    assert_eq!(*there.at("properties.upgradeSettings.maxSurge"), "33%");
    assert_eq!(*there.at("properties.osSKU"), "AzureLinux");
}

#[test]
fn another_linux_brings_its_own_image() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let after =
        azure.update("c", |body| body["properties"]["agentPoolProfiles"][0]["osSKU"] = json!("AzureLinux"));
    assert!(after.pool()["nodeImageVersion"].as_str().unwrap().starts_with("AKSAzureLinux-"));
}

#[test]
fn one_windows_does_not_become_another() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let body = |sku: &str| json!({"properties": {"count": 1, "vmSize": "Standard_D4s_v5", "osType": "Windows", "osSKU": sku}});
    azure.wait(&azure.put(&pool("win"), body("Windows2022")).expect(201));
    let refused = azure.put(&pool("win"), body("Windows2025")).expect(400);
    assert_eq!(
        (refused.text("code"), refused.text("target")),
        ("PropertyChangeNotAllowed", "properties.osSKU")
    );
    azure.put(&pool("win"), body("Windows2022")).expect(200);
}

#[test]
fn members_of_a_cluster_that_stay() {
    let azure = Azure::with(|options| {
        options.habits.throttling = false;
        options.habits.background_updates = false;
    });
    let mut body = smallest();
    body["properties"]["linuxProfile"] =
        json!({"adminUsername": "azureuser", "ssh": {"publicKeys": [{"keyData": "ssh-rsa A"}]}});
    body["properties"]["windowsProfile"] = json!({"adminUsername": "azureuser"});
    azure.cluster("c", body);
    for (path, value, code) in [
        ("dnsPrefix", json!("other"), "PropertyChangeNotAllowed"),
        ("nodeResourceGroup", json!("other"), "PropertyChangeNotAllowed"),
        ("enableRBAC", json!(false), "PropertyChangeNotAllowed"),
        (
            "diskEncryptionSetID",
            json!("/subscriptions/s/resourceGroups/g/providers/a/b/c"),
            "PropertyChangeNotAllowed",
        ),
        ("linuxProfile.adminUsername", json!("other"), "PropertyChangeNotAllowed"),
        ("windowsProfile.adminUsername", json!("other"), "PropertyChangeNotAllowed"),
        ("networkProfile.serviceCidr", json!("172.16.0.0/16"), "PropertyChangeNotAllowed"),
        ("networkProfile.dnsServiceIP", json!("10.0.0.20"), "PropertyChangeNotAllowed"),
        ("networkProfile.loadBalancerSku", json!("basic"), "PropertyChangeNotAllowed"),
        ("apiServerAccessProfile.enablePrivateCluster", json!(true), "PropertyChangeNotAllowed"),
        ("oidcIssuerProfile.enabled", json!(false), "OIDCIssuerFeatureCannotBeDisabled"),
    ] {
        let refused = azure.refused("c", |body| {
            let mut here = &mut body["properties"];
            for name in path.split('.') {
                here = &mut here[name];
            }
            *here = value.clone();
        });
        assert_eq!(
            (refused.status, refused.text("code"), refused.text("target")),
            (400, code, path),
            "{value}"
        );
    }
    let refused = azure.refused("c", |body| body["location"] = json!("eastus")).expect(409);
    assert_eq!(refused.text("error.code"), "InvalidResourceLocation");
}

#[test]
fn members_of_a_cluster_that_change_in_place() {
    let azure = Azure::with(|options| {
        options.habits.throttling = false;
        options.habits.background_updates = false;
    });
    azure.cluster("c", smallest());
    for (path, value) in [
        ("disableLocalAccounts", json!(true)),
        ("autoUpgradeProfile.upgradeChannel", json!("stable")),
        ("networkProfile.loadBalancerProfile.managedOutboundIPs.count", json!(2)),
        ("networkProfile.loadBalancerProfile.idleTimeoutInMinutes", json!(10)),
        ("networkProfile.outboundType", json!("managedNATGateway")),
        ("networkProfile.networkPolicy", json!("calico")),
        ("apiServerAccessProfile.authorizedIPRanges", json!(["203.0.113.0/24"])),
        ("autoScalerProfile.expander", json!("random")),
        ("securityProfile.imageCleaner", json!({"enabled": true, "intervalHours": 48})),
        ("storageProfile.blobCSIDriver.enabled", json!(true)),
        ("azureMonitorProfile.metrics.enabled", json!(true)),
    ] {
        let after = azure.update("c", |body| {
            let mut here = &mut body["properties"];
            for name in path.split('.') {
                if here.is_null() {
                    *here = json!({});
                }
                here = &mut here[name];
            }
            *here = value.clone();
        });
        if !path.contains("managedOutboundIPs") {
            assert_eq!(*after.at(&format!("properties.{path}")), value, "{path}");
        }
    }
}

#[test]
fn a_cluster_becomes_private_where_its_api_server_stands_in_the_network() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let private = |body: &mut Value, integrated: bool| {
        body["properties"]["apiServerAccessProfile"] =
            json!({"enablePrivateCluster": true, "enableVnetIntegration": integrated});
    };
    azure.refused("c", |body| private(body, false)).expect(400);
    azure.update("c", |body| private(body, true));
    let refused = azure.refused("c", |body| {
        body["properties"]["apiServerAccessProfile"]["enableVnetIntegration"] = json!(false);
    });
    assert_eq!(refused.expect(400).text("target"), "apiServerAccessProfile.enableVnetIntegration");
}

#[test]
fn versions_of_pools_go_up_alone_and_never_above_the_cluster() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["kubernetesVersion"] = json!("1.34.8");
    azure.cluster("c", body);
    let to =
        |version: &str| azure.put(&pool("system"), json!({"properties": {"orchestratorVersion": version}}));
    assert_eq!(to("1.35").expect(400).text("code"), "NodePoolMcVersionIncompatible");
    azure.update("c", |body| body["properties"]["kubernetesVersion"] = json!("1.35"));
    azure.wait(&to("1.35.5").expect(200));
    let back = to("1.34.10").expect(400);
    assert_eq!(
        (back.text("code"), back.text("target")),
        ("OperationNotAllowed", "properties.orchestratorVersion")
    );
    azure.wait(&to("1.35.7").expect(200));
    assert_eq!(azure.get(&pool("system")).text("properties.currentOrchestratorVersion"), "1.35.7");
}

#[test]
fn a_file_corrects_what_is_refused_and_how() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let corrections = json!([
        {"check": "dns-first-address", "status": 409, "code": "Other", "message": "not {ip}"},
        {"check": "service-cidr-too-large", "enabled": false},
    ]);
    std::fs::write(file.path(), corrections.to_string()).unwrap();
    let azure = Azure::with(|options| options.refusals_file = Some(file.path().to_owned()));
    let create = |profile: Value| azure.put(&cluster("c"), super::client::with_network(profile));
    let refused = create(json!({"dnsServiceIP": "10.0.0.1"})).expect(409);
    assert_eq!((refused.text("code"), refused.text("message")), ("Other", "not 10.0.0.1"));
    assert_eq!(refused.text("target"), "networkProfile.dnsServiceIP");
    create(json!({"serviceCidr": "10.0.0.0/11", "dnsServiceIP": "10.0.0.10"})).expect(201);
}
