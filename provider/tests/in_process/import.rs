//! What exists comes under Terraform by its ID.

use serde_json::json;
use tfplugin_framework::config;

use crate::world::{CLUSTER, CLUSTER_ID, GROUP, GROUP_ID, SUBNET, World, cluster, group, with_network};

#[tokio::test]
async fn an_imported_cluster_plans_nothing_under_the_same_configuration() {
    let config = with_network(config! { pod_cidrs = ["10.128.0.0/16"], policy = "calico" })
        .with("location", "West Europe")
        .with("tags", config! { team = "a" })
        .with("system_pool", config! { name = "system", node_count = 3, subnet_id = SUBNET, max_pods = 100 });
    let world = World::with_cluster(&config).await;
    let terraform = world.another_terraform().await;
    terraform.import(CLUSTER, CLUSTER_ID).await.expect_ok();
    terraform.plan(CLUSTER, config).await.expect_noop();
}

#[tokio::test]
async fn an_identity_imports_what_its_id_imports() {
    let world = World::with_cluster(&cluster()).await;
    world.terraform.apply(GROUP, group()).await.expect_ok();
    let terraform = world.another_terraform().await;
    for (address, id, config) in [(CLUSTER, CLUSTER_ID, cluster()), (GROUP, GROUP_ID, group())] {
        let imported = terraform.import_by_identity(address, config! { id = id }).await.expect_ok();
        imported.expect_value("id", id);
        terraform.plan(address, config).await.expect_noop();
    }
}

#[tokio::test]
async fn an_id_in_any_case_imports_the_same_cluster_under_its_right_name() {
    let world = World::with_cluster(&cluster()).await;
    let terraform = world.another_terraform().await;
    let shouted = CLUSTER_ID.to_uppercase().replace("/SUBSCRIPTIONS/", "/Subscriptions/");
    let imported = terraform.import(CLUSTER, &shouted).await.expect_ok();
    imported
        .expect_value("id", CLUSTER_ID)
        .expect_value("name", "prod")
        .expect_value("resource_group_name", "rg");
    terraform.plan(CLUSTER, cluster()).await.expect_noop();
}

#[tokio::test]
async fn a_node_subnet_cluster_is_imported_as_what_it_is() {
    let config = with_network(config! { plugin_mode = "none" });
    let world = World::with_cluster(&config).await;
    let terraform = world.another_terraform().await;
    let imported = terraform.import(CLUSTER, CLUSTER_ID).await.expect_ok();
    imported.expect_value("network.plugin_mode", "none");
    terraform.plan(CLUSTER, config).await.expect_noop();
    let moved = with_network(config! { pod_cidrs = ["10.244.0.0/16"] });
    let to_overlay = terraform.plan(CLUSTER, moved).await.expect_update_in_place();
    to_overlay.expect_planned("network.plugin_mode", "overlay");
}

#[tokio::test]
async fn what_is_no_cluster_id_is_refused_with_the_shape_of_one() {
    let world = World::new().await;
    for id in ["", "prod", GROUP_ID, SUBNET, "/subscriptions//resourceGroups/rg"] {
        let refused = world.terraform.import(CLUSTER, id).await;
        refused.expect_error("/providers/Microsoft.ContainerService/managedClusters/");
    }
}

#[tokio::test]
async fn a_cluster_that_is_not_there_is_not_imported() {
    let world = World::new().await;
    world.terraform.import(CLUSTER, CLUSTER_ID).await.expect_error("no cluster");
}

#[tokio::test]
async fn a_cluster_that_goes_while_it_is_read_is_gone() {
    let sunday = config! { day = "Sunday", hours = [1] };
    let default = config! { allowed = [sunday] };
    let configured = cluster().with("maintenance", config! { default = default });
    let world = World::with_cluster(&configured).await;
    let deleted_after_the_first_read = |world: &World| {
        world.fault(&json!({
            "match": { "method": "GET", "path": "*/maintenanceConfigurations" },
            "times": 1,
            "answer": { "status": 404, "code": "ParentResourceNotFound", "shape": "gateway" },
        }));
    };
    deleted_after_the_first_read(&world);
    let terraform = world.another_terraform().await;
    terraform.import(CLUSTER, CLUSTER_ID).await.expect_error("There is no such cluster");
    deleted_after_the_first_read(&world);
    world.terraform.plan(CLUSTER, configured).await.expect_create();
}

#[tokio::test]
async fn a_resource_group_is_imported_in_any_case() {
    let world = World::new().await;
    let terraform = world.another_terraform().await;
    let id = GROUP_ID.replace("/resourceGroups/rg", "/RESOURCEGROUPS/RG");
    terraform.import(GROUP, &id).await.expect_ok().expect_value("id", GROUP_ID);
    terraform.plan(GROUP, group()).await.expect_noop();
}
