//! Node pools beside the one of the cluster: their life, what interrupts it, and how they are judged within a cluster.

use std::rc::Rc;

use serde_json::json;
use tfplugin_framework::{
    Path, config,
    testing::{Config, Driver, Outcome},
};
use tokio::task::LocalSet;

use crate::world::{CLUSTER, CLUSTER_ID, SUBNET, World, cluster, with_network, with_pool};

const POOL: &str = "aksoverlay_node_pool";
const POOL_ID: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/prod/agentPools/user";

/// A pool with nothing but what it must have.
fn pool() -> Config {
    config! { cluster_id = CLUSTER_ID, name = "user", node_count = 2 }
}

async fn with_pools(pools: &[Config]) -> World {
    let world = World::with_cluster(&cluster()).await;
    for (number, pool) in pools.iter().enumerate() {
        world.terraform.apply(&format!("{POOL}.p{number}"), pool).await.expect_create();
    }
    world
}

#[tokio::test]
async fn a_pool_stands_what_a_resource_should_stand() {
    let world = World::with_cluster(&cluster()).await;
    let spot = config! {
        cluster_id = CLUSTER_ID,
        name = "spot",
        vm_size = "standard_d4s_v5",
        auto_scaling = { min = 0, max = 5 },
        priority = "Spot",
        labels = { a = "b" },
        taints = ["a=b:NoSchedule"],
        zones = ["1", "2"],
        local_dns = { mode = "Required" },
        network = { allowed_host_ports = [{ port_start = 80, port_end = 81, protocol = "TCP" }] },
    };
    let run = world.terraform.conformance(POOL).import_by("id").remote_side(|| world.exists());
    run.run([pool(), spot]).await.expect_none();
}

#[tokio::test]
async fn a_pool_is_created_with_one_put_that_must_not_find_one() {
    let world = with_pools(&[pool()]).await;
    assert_eq!(world.writes(POOL_ID), [("PUT".to_owned(), 201)]);
    assert_eq!(world.writes(CLUSTER_ID), [("PUT".to_owned(), 201)]);
    world.terraform.plan(CLUSTER, cluster()).await.expect_noop();
}

#[tokio::test]
async fn pools_of_one_cluster_are_created_at_the_same_time() {
    let world = World::with_cluster(&cluster()).await;
    let other = pool().with("name", "other");
    let (one, two) = tokio::join!(
        world.terraform.apply("aksoverlay_node_pool.one", pool()),
        world.terraform.apply("aksoverlay_node_pool.two", other),
    );
    one.expect_create();
    two.expect_create();
}

#[tokio::test]
async fn a_pool_that_is_as_planned_is_adopted_without_a_second_write() {
    let world = with_pools(&[pool()]).await;
    let terraform = world.another_terraform().await;
    terraform.apply(POOL, pool()).await.expect_create().expect_warning("was adopted");
    terraform.plan(POOL, pool()).await.expect_noop();
    assert_eq!(world.writes(POOL_ID), [("PUT".to_owned(), 201), ("PUT".to_owned(), 412)]);
}

#[tokio::test]
async fn a_pool_that_differs_is_not_adopted_and_the_error_says_how_to_import_it() {
    let world = with_pools(&[pool()]).await;
    let terraform = world.another_terraform().await;
    let other = pool().with("node_count", 3);
    let refused = terraform.apply(POOL, other).await.expect_error(&format!("id = \"{POOL_ID}\""));
    refused.expect_error("node_count: 2 in Azure, 3 in the configuration");
    assert_eq!(terraform.stored_json(POOL), None);
}

#[tokio::test]
async fn after_an_interrupted_create_the_next_apply_finishes_the_same_pool_with_no_second_put() {
    let world = World::at_speed(60).await;
    world.terraform.apply(CLUSTER, cluster()).await.expect_create();
    let (applied, ()) = tokio::join!(world.terraform.apply(POOL, pool()), async {
        world.until_written("PUT", POOL_ID).await;
        world.terraform.stop().await;
    });
    let applied = applied.expect_ok().expect_warning("Interrupted while Azure was creating");
    assert!(!applied.tainted);
    let planned = world.terraform.plan(POOL, pool()).await.expect_update_in_place();
    planned.expect_warning("still being created");
    world.terraform.apply(POOL, pool()).await.expect_update_in_place();
    world.terraform.plan(POOL, pool()).await.expect_noop();
    assert_eq!(world.writes(POOL_ID), [("PUT".to_owned(), 201)]);
}

#[tokio::test]
async fn a_deletion_that_runs_is_waited_for() {
    let world = World::at_speed(60).await;
    world.terraform.apply(CLUSTER, cluster()).await.expect_create();
    world.terraform.apply(POOL, pool()).await.expect_create();
    let (destroyed, ()) = tokio::join!(world.terraform.destroy(POOL), async {
        world.until_written("DELETE", POOL_ID).await;
        world.terraform.stop().await;
    });
    destroyed.expect_error("waits for the same deletion");
    world.terraform.destroy(POOL).await.expect_delete();
    let deletes = world.writes(POOL_ID).into_iter().filter(|(method, _)| method == "DELETE").count();
    assert_eq!(deletes, 1);
}

#[tokio::test]
async fn a_pool_whose_cluster_is_gone_is_gone() {
    let world = with_pools(&[pool()]).await;
    world.delete(CLUSTER_ID);
    let refreshed = world.terraform.refresh("aksoverlay_node_pool.p0").await.expect_ok();
    assert!(refreshed.state.is_null());
}

#[tokio::test]
async fn what_the_autoscaler_and_aks_do_by_themselves_is_no_difference() {
    let scaling = pool().without("node_count").with("auto_scaling", config! { min = 1, max = 5 });
    let world = with_pools(std::slice::from_ref(&scaling)).await;
    world.patch(
        POOL_ID,
        json!({ "properties": {
            "count": 4, "nodeImageVersion": "AKSUbuntu-2204gen2containerd-202611.01.0",
            "nodeLabels": { "kubernetes.azure.com/mode": "user" }, "currentOrchestratorVersion": "1.35.9",
        } }),
    );
    world.terraform.refresh("aksoverlay_node_pool.p0").await.expect_ok();
    world.terraform.plan("aksoverlay_node_pool.p0", scaling).await.expect_noop();
}

#[tokio::test]
async fn another_name_or_cluster_replaces_the_pool() {
    let world = with_pools(&[pool()]).await;
    let address = "aksoverlay_node_pool.p0";
    let renamed = world.terraform.plan(address, pool().with("name", "other")).await.expect_replace(["name"]);
    renamed.expect_warning("Its 2 nodes are deleted");
    let elsewhere = CLUSTER_ID.replace("/prod", "/other");
    world.terraform.plan(address, pool().with("cluster_id", elsewhere)).await.expect_replace(["cluster_id"]);
    let same = CLUSTER_ID.to_lowercase();
    world.terraform.plan(address, pool().with("cluster_id", same)).await.expect_noop();
}

#[tokio::test]
async fn nodes_that_are_newer_than_the_control_plane_are_refused_at_plan() {
    let world = World::with_cluster(&cluster().with("kubernetes_version", "1.34")).await;
    let newer = pool().with("kubernetes_version", "1.35");
    let planned = world.terraform.plan(POOL, newer).await;
    planned.expect_error_at("1.35", "kubernetes_version");
    world.terraform.plan(POOL, pool().with("kubernetes_version", "1.34")).await.expect_create();
}

#[tokio::test]
async fn nodes_do_not_go_back_to_an_older_version_and_are_not_replaced_for_it() {
    let world = World::with_cluster(&cluster().with("kubernetes_version", "1.35")).await;
    world.terraform.apply(POOL, pool().with("kubernetes_version", "1.35")).await.expect_create();
    let planned = world.terraform.plan(POOL, pool().with("kubernetes_version", "1.34")).await;
    planned.expect_error_at("cannot be changed from \"1.35\" to \"1.34\"", "kubernetes_version");
}

#[tokio::test]
async fn a_pool_that_does_not_fit_into_the_pod_cidr_is_refused_with_the_cluster_it_is_in() {
    let world = World::with_cluster(&with_network(config! { pod_cidrs = ["10.244.0.0/21"] })).await;
    world.terraform.plan(POOL, pool().with("node_count", 5)).await.expect_create();
    let planned = world.terraform.plan(POOL, pool().with("node_count", 6)).await;
    planned.expect_error("(R02)");
}

#[tokio::test]
async fn pools_of_a_cluster_that_is_planned_in_the_same_run_are_judged_together() {
    let world = World::new().await;
    let planned =
        world.terraform.plan(CLUSTER, with_network(config! { pod_cidrs = ["10.244.0.0/21"] })).await;
    planned.expect_create();
    let first = pool().with("name", "one").with("node_count", 3);
    world.terraform.plan("aksoverlay_node_pool.one", first).await.expect_create();
    let second = pool().with("name", "two").with("node_count", 3);
    world.terraform.plan("aksoverlay_node_pool.two", second).await.expect_error("(R02)");
}

#[tokio::test]
async fn a_pool_of_a_cluster_that_nothing_is_known_of_is_planned() {
    let world = World::new().await;
    let planned =
        world.terraform.plan(POOL, pool().with("cluster_id", Config::Unknown)).await.expect_create();
    assert_eq!(planned.warnings().count(), 0);
    let refused = pool().with("cluster_id", Config::Unknown).with("max_pods", 5);
    world.terraform.plan(POOL, refused).await.expect_error("(R04)");
}

#[tokio::test]
async fn a_cluster_that_is_not_there_is_an_error_before_the_first_write() {
    let world = World::new().await;
    let applied = world.terraform.apply(POOL, pool()).await;
    applied.expect_error_at("There is no cluster \"prod\"", "cluster_id");
    assert_eq!(world.writes(POOL_ID), []);
}

#[tokio::test]
async fn the_last_system_pool_is_neither_deleted_nor_given_another_mode() {
    let world = World::with_cluster(&cluster()).await;
    let id = format!("{CLUSTER_ID}/agentPools/system");
    // A run of its own, in which the cluster exists.
    let terraform = world.another_terraform().await;
    terraform.import(POOL, &id).await.expect_ok();
    let config = pool().with("name", "system").with("node_count", 3);
    let user = config.clone().with("mode", "User");
    terraform.plan(POOL, user).await.expect_error_at("last system pool", "mode");
    terraform.destroy(POOL).await.expect_error("last system pool");
    let second = pool().with("mode", "System");
    terraform.apply("aksoverlay_node_pool.second", second).await.expect_create();
    terraform.destroy(POOL).await.expect_delete();
}

#[tokio::test]
async fn what_is_wrong_with_the_cluster_alone_is_not_said_again_for_each_pool() {
    let subnet = with_pool(config! { node_count = 3, subnet_id = SUBNET });
    let world = World::with_cluster(&subnet).await;
    let planned = world.terraform.plan(POOL, pool().with("subnet_id", SUBNET)).await.expect_create();
    let said: Vec<_> = planned.warnings().map(|warning| warning.summary.clone()).collect();
    assert_eq!(said, Vec::<String>::new());
}

#[tokio::test]
async fn a_pod_subnet_is_not_for_overlay() {
    let world = World::with_cluster(&with_pool(config! { node_count = 3, subnet_id = SUBNET })).await;
    let pods = pool().with("subnet_id", SUBNET).with("pod_subnet_id", SUBNET);
    let applied = world.terraform.apply(POOL, pods).await;
    assert!(applied.errors().next().is_some());
}

/// A run of Terraform in which the cluster has room for eight nodes, and pools with these nodes: the state knows them, and
/// nothing has been planned yet.
async fn run_with_pools(pools: &[(&str, i64)]) -> (World, Driver) {
    let cluster = with_network(config! { pod_cidrs = ["10.244.0.0/21"] });
    let world = World::with_cluster(&cluster).await;
    for (name, nodes) in pools {
        world.terraform.apply(&address(name), sized(name, *nodes)).await.expect_create();
    }
    let run = world.another_terraform().await;
    run.import(CLUSTER, CLUSTER_ID).await.expect_ok();
    for (name, _) in pools {
        run.import(&address(name), &format!("{CLUSTER_ID}/agentPools/{name}")).await.expect_ok();
    }
    run.plan(CLUSTER, cluster).await.expect_noop();
    (world, run)
}

fn address(name: &str) -> String {
    format!("{POOL}.{name}")
}

fn sized(name: &str, nodes: i64) -> Config {
    pool().with("name", name).with("node_count", nodes)
}

#[tokio::test]
async fn a_pool_that_this_run_was_told_to_delete_takes_no_room() {
    let (_world, run) = run_with_pools(&[("a", 5)]).await;
    run.plan_destroy(&address("a")).await.expect_delete();
    run.plan(&address("b"), sized("b", 5)).await.expect_create();
    run.plan(&address("c"), sized("c", 1)).await.expect_error("the pools need 9");
}

#[tokio::test]
async fn a_pool_that_is_to_be_deleted_takes_no_room_though_it_is_told_later() {
    let (_world, run) = run_with_pools(&[("a", 5)]).await;
    let (created, destroyed) = tokio::join!(run.plan("aksoverlay_node_pool.b", sized("b", 5)), async {
        tokio::time::sleep(SOON).await;
        run.plan_destroy("aksoverlay_node_pool.a").await
    });
    created.expect_create();
    destroyed.expect_delete();
}

#[tokio::test]
async fn a_pool_that_becomes_smaller_leaves_room_for_another_whichever_is_planned_first() {
    let (_world, run) = run_with_pools(&[("a", 4), ("b", 1)]).await;
    let (grown, shrunk) = tokio::join!(run.plan("aksoverlay_node_pool.b", sized("b", 3)), async {
        tokio::time::sleep(SOON).await;
        run.plan("aksoverlay_node_pool.a", sized("a", 2)).await
    });
    grown.expect_update_in_place();
    shrunk.expect_update_in_place();
}

#[tokio::test]
async fn a_pool_that_stays_is_in_the_way_though_it_is_told_later() {
    let (_world, run) = run_with_pools(&[("a", 5)]).await;
    let (created, kept) = tokio::join!(run.plan("aksoverlay_node_pool.b", sized("b", 1)), async {
        tokio::time::sleep(SOON).await;
        run.plan("aksoverlay_node_pool.a", sized("a", 5)).await
    });
    kept.expect_noop();
    let refused = created.expect_error_at("the pools need 9", "node_count");
    assert!(!refused.errors().any(|error| error.detail.contains("Counted as in Azure")));
}

#[tokio::test]
async fn a_pool_of_which_nothing_is_heard_is_in_the_way_and_named() {
    let (_world, run) = run_with_pools(&[("a", 5)]).await;
    let refused = run.plan("aksoverlay_node_pool.b", sized("b", 1)).await;
    refused.expect_error("nothing else was planned for them before: \"a\"");
}

#[tokio::test]
async fn a_pool_that_does_not_fit_either_way_is_refused_without_waiting_for_the_others() {
    let (_world, run) = run_with_pools(&[("a", 5)]).await;
    let begun = std::time::Instant::now();
    run.plan("aksoverlay_node_pool.b", sized("b", 9)).await.expect_error("the pools need 17");
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "it waited");
}

#[tokio::test]
async fn a_renamed_pool_takes_the_room_of_the_one_that_it_replaces() {
    let (_world, run) = run_with_pools(&[("a", 5)]).await;
    run.plan(&address("a"), sized("b", 5)).await.expect_replace(["name"]);
}

#[tokio::test]
async fn a_pool_is_written_when_the_one_that_makes_room_for_it_is_gone() {
    let (world, run) = run_with_pools(&[("a", 5)]).await;
    let (destroyed, created) = tokio::join!(run.destroy("aksoverlay_node_pool.a"), async {
        world.until_written("DELETE", &format!("{CLUSTER_ID}/agentPools/a")).await;
        run.apply("aksoverlay_node_pool.b", sized("b", 5)).await
    });
    destroyed.expect_delete();
    created.expect_create();
    let puts = world.writes(&format!("{CLUSTER_ID}/agentPools/b"));
    assert_eq!(puts, [("PUT".to_owned(), 201)]);
}

#[tokio::test]
async fn a_pool_is_written_though_the_one_that_makes_room_begins_to_go_later() {
    let (_world, run) = run_with_pools(&[("a", 5)]).await;
    let (created, destroyed) = tokio::join!(run.apply("aksoverlay_node_pool.b", sized("b", 4)), async {
        tokio::time::sleep(SOON).await;
        run.destroy("aksoverlay_node_pool.a").await
    });
    created.expect_create();
    destroyed.expect_delete();
}

/// Long enough for what was begun before to be waiting by then.
const SOON: std::time::Duration = std::time::Duration::from_millis(300);

#[tokio::test]
async fn another_number_of_pods_replaces_the_pool_by_a_rule_with_a_code() {
    let world = with_pools(&[pool().with("max_pods", 50)]).await;
    let planned = world.terraform.plan("aksoverlay_node_pool.p0", pool().with("max_pods", 60)).await;
    let planned = planned.expect_replace(["max_pods"]).expect_warning("Rule: max-pods-fixed (R06)");
    assert_eq!(planned.warnings().count(), 1);
}

#[tokio::test]
async fn a_subnet_without_the_way_out_of_the_cluster_is_told_at_the_pools_subnet() {
    let network = config! { pod_cidrs = ["10.244.0.0/16"], outbound_type = "userAssignedNATGateway" };
    let world = World::new().await;
    // Judged beside what is planned: whether the cluster itself is refused does not matter.
    let _ = world.terraform.plan(CLUSTER, with_network(network)).await;
    let planned = world.terraform.plan(POOL, pool().with("subnet_id", SUBNET)).await;
    planned.expect_error_at("has no NAT gateway", "subnet_id");
}

#[tokio::test]
async fn a_windows_pool_is_refused_on_a_cluster_with_cilium_whether_both_are_new_or_the_pool_is_added() {
    let cilium = with_network(config! { dataplane = "cilium", policy = "cilium" });
    let windows = pool().with("name", "win").with("os_type", "Windows");
    let world = World::new().await;
    world.terraform.plan(CLUSTER, &cilium).await.expect_create();
    world.terraform.plan(POOL, &windows).await.expect_error_at("(X10)", "os_type");
    world.terraform.apply(CLUSTER, &cilium).await.expect_create();
    let run = world.another_terraform().await;
    run.plan(POOL, &windows).await.expect_error_at("(X10)", "os_type");
    run.plan(POOL, pool()).await.expect_create();
}

#[tokio::test]
async fn that_a_free_cluster_is_too_large_is_said_once() {
    let world = World::new().await;
    let said = |outcome: &Outcome| outcome.warnings().filter(|told| told.detail.contains("(X30)")).count();
    let cluster = world.terraform.plan(CLUSTER, with_pool(config! { node_count = 10 })).await.expect_create();
    let pool = world.terraform.plan(POOL, pool()).await.expect_create();
    assert_eq!((said(&cluster), said(&pool)), (1, 0));
    let world = World::new().await;
    let cluster = world.terraform.plan(CLUSTER, with_pool(config! { node_count = 9 })).await.expect_create();
    let first = world.terraform.plan(&address("a"), sized("a", 2)).await.expect_create();
    let second = world.terraform.plan(&address("b"), sized("b", 2)).await.expect_create();
    assert_eq!((said(&cluster), said(&first), said(&second)), (0, 1, 0));
    first.expect_warning("is not made for 11 nodes");
}

#[tokio::test]
async fn what_could_not_be_read_around_a_cluster_is_said_by_one_of_its_pools() {
    let world = World::with_cluster(&with_pool(config! { node_count = 3, subnet_id = SUBNET })).await;
    let network = SUBNET.rsplit_once("/subnets/").expect("a subnet's ID").0;
    let refused = json!({ "status": 403, "code": "AuthorizationFailed" });
    world.fault(&json!({ "match": { "method": "GET", "path": network }, "answer": refused }));
    let run = world.another_terraform().await;
    let said = |outcome: &Outcome| {
        outcome.warnings().filter(|told| told.summary.contains("Some rules were not checked")).count()
    };
    let first = run.plan(&address("a"), sized("a", 1).with("subnet_id", SUBNET)).await.expect_create();
    let second = run.plan(&address("b"), sized("b", 1).with("subnet_id", SUBNET)).await.expect_create();
    assert_eq!((said(&first), said(&second)), (1, 0));
}

#[tokio::test]
async fn a_pool_cannot_have_the_name_of_the_system_pool() {
    let world = World::new().await;
    world.terraform.plan(CLUSTER, cluster()).await.expect_create();
    let planned = world.terraform.plan(POOL, pool().with("name", "system")).await;
    planned.expect_error_at("\"system\" is the system pool of cluster \"prod\" already", "name");
}

#[tokio::test]
async fn the_nodes_in_use_are_those_of_azure_and_not_those_that_are_planned() {
    let (_world, run) = run_with_pools(&[("a", 3)]).await;
    // The system pool is planned to be smaller.
    let network = config! { pod_cidrs = ["10.244.0.0/21"] };
    let smaller = with_pool(config! { node_count = 1 }).with("network", network);
    run.plan(CLUSTER, smaller).await.expect_update_in_place();
    run.plan(&address("a"), sized("a", 8)).await.expect_error("used now: 6, left: 2");
}

#[tokio::test]
async fn the_id_of_a_cluster_may_be_spelled_otherwise_and_must_be_one() {
    let (_world, run) = run_with_pools(&[]).await;
    let shouted = pool().with("cluster_id", CLUSTER_ID.to_uppercase()).with("node_count", 6);
    run.plan(POOL, shouted).await.expect_error("(R02)");
    for wrong in ["prod", "", SUBNET, "/subscriptions/x/resourceGroups/rg", "//"] {
        let planned = run.plan(POOL, pool().with("cluster_id", wrong)).await;
        assert!(planned.errors().all(|error| error.path == Some(Path::of("cluster_id"))), "{wrong}");
        assert!(planned.errors().next().is_some(), "{wrong}");
    }
}

#[tokio::test]
async fn ten_pools_are_created_at_once_though_azure_is_busy_with_others() {
    let world = World::with_cluster(&cluster().with("sku_tier", "Standard")).await;
    let busy = |code: &str, status: u16| {
        json!({
            "name": code,
            "match": { "method": "PUT", "path": (format!("{CLUSTER_ID}/agentPools/*")) },
            "times": 4,
            "answer": { "status": status, "code": code, "retry_after": 0 },
        })
    };
    world.fault(&busy("TooManyRequests", 429));
    world.fault(&busy("OperationNotAllowed", 409));
    let world = Rc::new(world);
    let tasks = LocalSet::new();
    let pools = (0..10).map(|number| {
        let (world, name) = (world.clone(), format!("p{number}"));
        tasks.spawn_local(async move { world.terraform.apply(&address(&name), sized(&name, 1)).await })
    });
    let pools: Vec<_> = pools.collect();
    tasks.await;
    for pool in pools {
        pool.await.expect("a task").expect_create();
    }
}
