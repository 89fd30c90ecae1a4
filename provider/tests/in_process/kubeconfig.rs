//! Credentials of clusters, which go nowhere but where they are asked for.

use serde_json::json;
use tfplugin_framework::{Value, config};

use crate::world::{CLUSTER_ID, World, cluster};

const KUBECONFIG: &str = "aksoverlay_kubeconfig";

fn text(value: Value) -> String {
    value.as_str().expect("text").to_owned()
}

#[tokio::test]
async fn the_credentials_of_a_cluster_are_those_that_a_kubernetes_provider_takes() {
    let world = World::with_cluster(&cluster()).await;
    let config = config! { cluster_id = CLUSTER_ID, credentials = "admin" };
    let opened = world.terraform.open(KUBECONFIG, config).await.expect_ok();
    assert!(text(opened.at("host")).starts_with("https://prod-"));
    for pem in ["cluster_ca_certificate", "client_certificate"] {
        assert!(text(opened.at(pem)).starts_with("-----BEGIN CERTIFICATE-----\n"), "{pem}");
    }
    assert!(text(opened.at("client_key")).contains("PRIVATE KEY-----"));
    assert!(text(opened.at("kube_config_raw")).starts_with("apiVersion: v1\n"));
    assert_eq!(opened.at("username"), Value::String("clusterAdmin_rg_prod".to_owned()));
    assert_eq!(opened.at("exec"), Value::Null);
    world.terraform.close(KUBECONFIG).await.expect_ok();
}

#[tokio::test]
async fn a_cluster_is_named_by_its_group_and_name_as_well() {
    let world = World::with_cluster(&cluster()).await;
    let by_name = config! { name = "prod", resource_group_name = "rg" };
    let opened = world.terraform.open(KUBECONFIG, by_name).await.expect_ok();
    assert_eq!(opened.at("username"), Value::String("clusterUser_rg_prod".to_owned()));
}

#[tokio::test]
async fn with_entra_a_user_signs_in_by_a_program() {
    let world = World::with_cluster(&cluster()).await;
    world.patch(CLUSTER_ID, json!({"properties": {"aadProfile": {"managed": true}}}));
    let config = config! { cluster_id = CLUSTER_ID };
    let opened = world.terraform.open(KUBECONFIG, config).await.expect_ok();
    opened.expect_value("exec.command", "kubelogin").expect_value("exec.args[0]", "get-token");
    let older = config! { cluster_id = CLUSTER_ID, format = "azure" };
    let opened = world.another_terraform().await.open(KUBECONFIG, older).await.expect_ok();
    assert!(text(opened.at("kube_config_raw")).contains("auth-provider"));
    assert_eq!(opened.at("token"), Value::Null);
}

#[tokio::test]
async fn local_accounts_that_are_disabled_are_an_error_with_the_way_out() {
    let world = World::with_cluster(&cluster()).await;
    world.patch(CLUSTER_ID, json!({"properties": {"disableLocalAccounts": true}}));
    let config = config! { cluster_id = CLUSTER_ID, credentials = "admin" };
    let refused = world.terraform.open(KUBECONFIG, config).await;
    refused.expect_error_at("Leave credentials out", "credentials");
}

#[tokio::test]
async fn a_cluster_that_does_not_exist_is_named() {
    let world = World::new().await;
    let refused = world.terraform.open(KUBECONFIG, config! { cluster_id = CLUSTER_ID }).await;
    refused.expect_error_at("There is no cluster \"prod\"", "cluster_id");
}

#[tokio::test]
async fn a_cluster_is_named_once_and_wholly() {
    let world = World::new().await;
    let both = config! { cluster_id = CLUSTER_ID, name = "prod", resource_group_name = "rg" };
    world.terraform.open(KUBECONFIG, both).await.expect_error("cluster_id");
    world.terraform.open(KUBECONFIG, config! { name = "prod" }).await.expect_error("resource_group_name");
    world.terraform.open(KUBECONFIG, config! {}).await.expect_error("cluster_id");
}

#[tokio::test]
async fn an_answer_that_is_no_kubeconfig_is_an_error_without_its_content() {
    let world = World::with_cluster(&cluster()).await;
    world.fault(&json!({
        "match": {"path": "*/listClusterUserCredential"},
        // "token: hush" in base64
        "answer": {"status": 200, "body": {"kubeconfigs": [{"name": "clusterUser", "value": "dG9rZW46IGh1c2g="}]}},
    }));
    let refused = world.terraform.open(KUBECONFIG, config! { cluster_id = CLUSTER_ID }).await;
    let refused = refused.expect_error("has no current context");
    let said = format!("{:?}", refused.errors().collect::<Vec<_>>());
    assert!(!said.contains("hush") && !said.contains("dG9r"), "{said}");
}
