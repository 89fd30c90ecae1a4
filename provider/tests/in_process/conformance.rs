//! What every resource should stand.

use tfplugin_framework::config;

use crate::world::{CLUSTER, GROUP, SUBNET, World, cluster, with_network};

#[tokio::test]
async fn a_cluster_with_little_and_one_with_much_stand_what_a_resource_should_stand() {
    let world = World::new().await;
    let much = with_network(config! {
        pod_cidrs = ["10.128.0.0/16"],
        service_cidrs = ["10.1.0.0/16"],
        dns_service_ip = "10.1.0.10",
        policy = "cilium",
        dataplane = "cilium",
        load_balancer = { managed_outbound_ip_count = 2, idle_timeout_minutes = 10 },
    })
    .with("name", "much")
    .with("location", "West Europe")
    .with("kubernetes_version", "1.35")
    .with("identity", config! { type = "SystemAssigned" })
    .with("tags", config! { team = "a" })
    .with(
        "system_pool",
        config! {
            name = "system",
            vm_size = "Standard_D4s_v5",
            auto_scaling = { min = 1, max = 5 },
            subnet_id = SUBNET,
            zones = ["1", "2"],
            labels = { a = "b" },
            taints = ["CriticalAddonsOnly=true:NoSchedule"],
            upgrade = { max_surge = "33%" },
        },
    );
    let run = world.terraform.conformance(CLUSTER).import_by("id").remote_side(|| world.exists());
    run.run([cluster(), much]).await.expect_none();
}

#[tokio::test]
async fn a_resource_group_stands_what_a_resource_should_stand() {
    let world = World::new().await;
    let groups = [
        config! { name = "one", location = "westeurope" },
        config! { name = "two", location = "West Europe", tags = { team = "a" } },
    ];
    let run = world.terraform.conformance(GROUP).import_by("id").remote_side(|| world.exists());
    run.run(groups).await.expect_none();
}

#[tokio::test]
async fn a_feature_registration_stands_what_a_resource_should_stand() {
    let world = World::new().await;
    // Not by import: Azure does not know what a destroy is to do.
    let feature = config! { name = "StaticEgressGatewayPreview", on_destroy = "unregister" };
    world.terraform.conformance("aksoverlay_feature_registration").run([feature]).await.expect_none();
}

#[tokio::test]
async fn a_provider_registration_stands_what_a_resource_should_stand() {
    let world = World::new().await;
    let provider = config! { namespace = "Microsoft.Dashboard", on_destroy = "unregister" };
    world.terraform.conformance("aksoverlay_provider_registration").run([provider]).await.expect_none();
}
