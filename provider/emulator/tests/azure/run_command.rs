//! Commands inside a cluster.

use serde_json::{Value, json};

use super::client::{Answer, Azure, GROUP, cluster, smallest, with_network};

fn send(azure: &Azure, body: Value) -> Answer {
    azure.send("POST", &format!("{}/runCommand", cluster("c")), &[], Some(body))
}

/// The properties of a finished command.
fn finished(azure: &Azure, command: &str) -> Value {
    let answer = send(azure, json!({ "command": command })).expect(202);
    let url = answer.header("location").unwrap().to_owned();
    for _ in 0..20 {
        let result = azure.get(&url);
        if result.status == 200 {
            return result.body["properties"].clone();
        }
        assert_eq!((result.status, result.text("properties.provisioningState")), (202, "Running"));
        assert_eq!(result.header("location"), Some(url.as_str()));
    }
    panic!("the command does not end");
}

/// What a command wrote, and its code.
fn ran(azure: &Azure, command: &str) -> (String, i64) {
    let done = finished(azure, command);
    assert_eq!(done["provisioningState"], "Succeeded");
    (done["logs"].as_str().unwrap().to_owned(), done["exitCode"].as_i64().unwrap())
}

fn azure() -> Azure {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    azure
}

#[test]
fn a_command_keeps_nobody_waiting() {
    let azure = azure();
    let answer = send(&azure, json!({"command": "kubectl get nodes"})).expect(202);
    assert_eq!(answer.header("azure-asyncoperation"), None);
    azure.patch(&cluster("c"), json!({"tags": {"a": "b"}})).expect(200);
    assert_eq!(send(&azure, json!({})).expect(400).text("target"), "command");
}

#[test]
fn nodes_are_those_of_the_pools_with_their_blocks() {
    let azure = azure();
    let (table, code) = ran(&azure, "kubectl get nodes -o wide");
    assert_eq!(code, 0);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 4, "{table}");
    assert!(lines[0].starts_with("NAME ") && lines[0].ends_with("CONTAINER-RUNTIME"), "{table}");
    assert!(lines[1].starts_with("aks-system-") && lines[1].contains(" Ready "), "{table}");
    let (blocks, _) =
        ran(&azure, "kubectl get nodes -o jsonpath='{range .items[*]}{.spec.podCIDR}{\"\\n\"}{end}'");
    let mut blocks: Vec<&str> = blocks.lines().collect();
    blocks.sort_unstable();
    blocks.dedup();
    assert_eq!(blocks.len(), 3);
    assert!(blocks.iter().all(|b| b.starts_with("10.244.") && b.ends_with("/24")), "{blocks:?}");
    let (list, _) = ran(&azure, "kubectl get no -ojson -l agentpool=system");
    let list: Value = serde_json::from_str(&list).unwrap();
    assert_eq!((&list["kind"], list["items"].as_array().unwrap().len()), (&json!("List"), 3));
    let name = list["items"][0]["metadata"]["name"].as_str().unwrap();
    let (one, _) = ran(&azure, &format!("kubectl get node {name} -o json"));
    assert_eq!(serde_json::from_str::<Value>(&one).unwrap()["kind"], "Node");
    assert_eq!(ran(&azure, &format!("kubectl get node/{name} -o name")).0, format!("node/{name}\n"));
}

#[test]
fn the_network_config_of_a_node_shows_its_block_and_the_range() {
    let azure = azure();
    let (list, _) = ran(&azure, "kubectl get nodenetworkconfig -n kube-system -o json");
    let list: Value = serde_json::from_str(&list).unwrap();
    let container = &list["items"][0]["status"]["networkContainers"][0];
    assert_eq!(
        (&container["subnetAddressSpace"], &container["type"]),
        (&json!("10.244.0.0/16"), &json!("overlay"))
    );
    assert!(container["primaryIP"].as_str().unwrap().ends_with("/24"));
    assert_eq!(ran(&azure, "kubectl get nnc"), ("No resources found in default namespace.\n".into(), 0));
    let flat = Azure::new();
    flat.cluster("c", with_network(json!({"networkPlugin": "azure"})));
    assert_eq!(ran(&flat, "kubectl get nnc -A"), ("No resources found\n".into(), 0));
}

#[test]
fn pods_of_the_system_follow_the_profile() {
    let azure = azure();
    let (pods, _) = ran(&azure, "kubectl get pods -A");
    for name in ["coredns-", "azure-cns-", "kube-proxy-", "command-"] {
        assert!(pods.contains(name), "{name} in {pods}");
    }
    let cilium = Azure::new();
    cilium.cluster(
        "c",
        with_network(json!({
            "networkPlugin": "azure", "networkPluginMode": "overlay", "networkDataplane": "cilium",
        })),
    );
    let (pods, _) = ran(&cilium, "kubectl get pods -n kube-system");
    assert!(pods.contains("cilium-operator-") && !pods.contains("kube-proxy"), "{pods}");
}

#[test]
fn config_maps_can_be_made_read_and_deleted() {
    let azure = azure();
    let name = "azure-ip-masq-agent-config";
    let missing = format!("Error from server (NotFound): configmaps \"{name}\" not found\n");
    let get = format!("kubectl get configmap {name} -n kube-system");
    assert_eq!(ran(&azure, &get), (missing.clone(), 1));
    let create = format!("kubectl create cm {name} -n kube-system --from-literal=a=b");
    assert_eq!(ran(&azure, &create), (format!("configmap/{name} created\n"), 0));
    assert_eq!(ran(&azure, &create).1, 1);
    let (yaml, _) = ran(&azure, &format!("{get} -o yaml"));
    assert!(yaml.starts_with("apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\n"), "{yaml}");
    assert_eq!(ran(&azure, &format!("kubectl delete cm {name} -n kube-system")).1, 0);
    assert_eq!(ran(&azure, &get), (missing, 1));
    let (reconciled, _) =
        ran(&azure, &format!("kubectl get configmap/{name}-reconciled -n kube-system -o yaml"));
    assert!(reconciled.contains("- 10.244.0.0/16"), "{reconciled}");
}

#[test]
fn a_seeded_config_map_is_there() {
    let azure = Azure::new();
    let id = format!("{}/namespaces/kube-system/configMaps/azure-ip-masq-agent-config", cluster("c"));
    let mut body = smallest();
    body["id"] = cluster("c").into();
    // The ConfigMap stands first: what it belongs to is made before it all the same.
    let entries = json!([{"id": id, "properties": {"data": {"ip-masq-agent": "x"}}}, body]);
    let seed = azure.dir.path().join("seed.json");
    std::fs::write(&seed, entries.to_string()).unwrap();
    arm_emulator::Outside::open(azure.dir.path()).unwrap().seed(&seed).unwrap();
    let (found, code) = ran(&azure, "kubectl get cm azure-ip-masq-agent-config -n kube-system -o json");
    assert_eq!(code, 0);
    assert_eq!(serde_json::from_str::<Value>(&found).unwrap()["data"], json!({"ip-masq-agent": "x"}));
    azure.get(&id).expect(404);
}

#[test]
fn commands_run_one_after_the_other_as_a_shell_runs_them() {
    let azure = azure();
    assert_eq!(ran(&azure, "echo a && echo b; false || echo c"), ("a\nb\nc\n".into(), 0));
    assert_eq!(ran(&azure, "false && echo never"), (String::new(), 1));
    assert_eq!(ran(&azure, "frobnicate"), ("bash: line 1: frobnicate: command not found\n".into(), 127));
    assert_eq!(ran(&azure, "kubectl get nodes | wc -l").1, 2);
    assert_eq!(ran(&azure, "echo x; exit 3; echo y"), ("x\n".into(), 3));
}

#[test]
fn kubectl_refuses_in_its_own_words() {
    let azure = azure();
    for (command, text) in [
        ("get unicorns", "error: the server doesn't have a resource type \"unicorns\"\n"),
        ("get node nowhere", "Error from server (NotFound): nodes \"nowhere\" not found\n"),
        ("get nodes --colour", "error: unknown flag: --colour\nSee 'kubectl --help' for usage.\n"),
        ("get nodes -o", "error: flag needs an argument: -o\n"),
    ] {
        assert_eq!(ran(&azure, &format!("kubectl {command}")), (text.to_owned(), 1));
    }
    let (said, code) = ran(&azure, "kubectl apply -f x.yaml");
    assert!(said.contains("not emulated") && code == 1, "{said}");
}

#[test]
fn a_command_needs_a_cluster_that_can_run_it() {
    let azure = Azure::new();
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    let command = json!({"command": "kubectl version"});
    assert_eq!(send(&azure, command.clone()).expect(409).text("code"), "OperationNotAllowed");
    azure.wait(&created);
    let (said, _) = ran(&azure, "kubectl version && kubectl cluster-info");
    assert!(
        said.contains("Server Version: v1.35") && said.contains("CoreDNS is running at https://"),
        "{said}"
    );
    azure.wait(&azure.post(&format!("{}/stop", cluster("c"))).expect(202));
    assert_eq!(send(&azure, command.clone()).expect(400).text("code"), "OperationNotAllowed");
    azure.wait(&azure.post(&format!("{}/start", cluster("c"))).expect(202));
    azure.update("c", |body| body["properties"]["aadProfile"] = json!({"managed": true}));
    assert_eq!(send(&azure, command.clone()).expect(400).text("target"), "clusterToken");
    send(&azure, json!({"command": "true", "clusterToken": "t"})).expect(202);
    azure.update("c", |body| {
        body["properties"]["apiServerAccessProfile"] = json!({"disableRunCommand": true});
    });
    assert_eq!(
        send(&azure, json!({"command": "true", "clusterToken": "t"})).expect(400).text("code"),
        "BadRequest"
    );
    let missing = format!("{GROUP}/providers/Microsoft.ContainerService/managedClusters/no/runCommand");
    let refused = azure.send("POST", &missing, &[], Some(command)).expect(404);
    assert_eq!(refused.text("error.code"), "ResourceNotFound");
}

#[test]
fn a_cluster_without_nodes_fails_the_command_with_a_reason() {
    let azure = azure();
    let pool = format!("{}/agentPools/system", cluster("c"));
    azure.wait(&azure.put(&pool, json!({"properties": {"powerState": {"code": "Stopped"}}})).expect(200));
    let done = finished(&azure, "kubectl get nodes");
    assert_eq!(done["provisioningState"], "Failed");
    assert!(done["reason"].as_str().unwrap().contains("no running node"), "{done}");
    assert_eq!(done.get("exitCode"), None);
}
