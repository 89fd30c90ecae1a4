//! What only Kubernetes knows.

use arm_client::ManagedClusterId;
use serde_json::{Value as Json, json};
use tfplugin_framework::Attr;

use crate::{
    rules::{ControlPlane, Existing, Lookup, Network, Operation, Source, View},
    surroundings::testing::{Azure, SUBSCRIPTION},
};

fn cluster(access: Json) -> Json {
    let pool = json!({ "name": "system", "mode": "System", "count": 1, "vmSize": "Standard_D4s_v5" });
    json!({
        "id": id().to_string(),
        "location": "westeurope",
        "identity": { "type": "SystemAssigned" },
        "properties": {
            "dnsPrefix": "old", "agentPoolProfiles": [pool], "networkProfile": { "networkPlugin": "kubenet" },
            "apiServerAccessProfile": access,
        },
    })
}

fn id() -> ManagedClusterId {
    ManagedClusterId::new(SUBSCRIPTION, "rg", "old")
}

/// The plan to move the cluster from kubenet to overlay.
fn move_to_overlay() -> View {
    let known = |word: &str| Attr::Known(word.to_owned());
    let existing = Existing {
        network: Network { plugin: known("kubenet"), ..Network::default() },
        ..Existing::default()
    };
    View {
        operation: Operation::Update(Box::new(existing)),
        network: Network { plugin: known("azure"), plugin_mode: known("overlay"), ..Network::default() },
        ..View::default()
    }
}

async fn look(azure: &Azure, view: &View) -> Lookup<Vec<String>> {
    match azure.around(view, Some(&id()), &[Source::Masquerade]).await.masquerade {
        Lookup::NotAsked => Lookup::NotAsked,
        Lookup::Unavailable(reason) => Lookup::Unavailable(reason),
        Lookup::Found(config) => Lookup::Found(config.config_maps),
    }
}

async fn with_config_map(name: &str) -> Azure {
    let azure = Azure::seeded([cluster(json!({}))]).that_may_be_inspected();
    let command = format!("kubectl create configmap {name} --namespace kube-system --from-literal=a=b");
    azure.session.arm.managed_clusters().run_command(&id(), &command).await.unwrap();
    azure
}

#[tokio::test]
async fn a_config_map_of_the_agent_is_found_in_a_cluster_that_moves_to_overlay() {
    let azure = with_config_map("azure-ip-masq-agent-config").await;
    let found = look(&azure, &move_to_overlay()).await;
    let names = found.found().unwrap_or_else(|| panic!("{found:?}"));
    assert!(names.iter().any(|name| name == "azure-ip-masq-agent-config"), "{names:?}");
}

#[tokio::test]
async fn other_config_maps_are_left_out() {
    let azure = with_config_map("mine").await;
    let found = look(&azure, &move_to_overlay()).await;
    assert!(!found.found().unwrap().iter().any(|name| name == "mine"));
}

#[tokio::test]
async fn nothing_is_run_in_a_cluster_that_stays_what_it_is() {
    let azure = Azure::seeded([cluster(json!({}))]).that_may_be_inspected();
    let mut view = move_to_overlay();
    view.network = Network { plugin: Attr::Known("kubenet".to_owned()), ..Network::default() };
    assert!(matches!(look(&azure, &view).await, Lookup::NotAsked));
    assert_eq!(azure.requests(), [""; 0]);
}

#[tokio::test]
async fn nothing_is_run_unless_the_user_allows_it() {
    let azure = Azure::seeded([cluster(json!({}))]);
    assert!(matches!(look(&azure, &move_to_overlay()).await, Lookup::NotAsked));
    assert_eq!(azure.requests(), [""; 0]);
}

#[tokio::test]
async fn a_cluster_in_which_commands_are_switched_off_is_not_asked_and_says_so() {
    let azure = Azure::seeded([cluster(json!({ "disableRunCommand": true }))]).that_may_be_inspected();
    let told = look(&azure, &move_to_overlay()).await;
    assert!(told.unavailable().unwrap().contains("Run command is disabled"), "{told:?}");
    let mut view = move_to_overlay();
    if let Operation::Update(existing) = &mut view.operation {
        existing.control_plane =
            ControlPlane { run_command_enabled: Attr::Known(false), ..ControlPlane::default() };
    }
    let before = azure.requests().len();
    let known = look(&azure, &view).await;
    assert!(known.unavailable().unwrap().contains("run_command_enabled is false"), "{known:?}");
    assert_eq!(azure.requests().len(), before);
}

#[tokio::test]
async fn a_command_that_may_not_be_run_names_the_action() {
    let azure = Azure::seeded([cluster(json!({}))]).that_may_be_inspected();
    azure.forbid("**/runCommand");
    let told = look(&azure, &move_to_overlay()).await;
    let reason = told.unavailable().unwrap();
    assert!(reason.contains("Microsoft.ContainerService/managedClusters/runcommand/action"), "{reason}");
}
