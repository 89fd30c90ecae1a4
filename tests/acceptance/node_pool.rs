//! Node pools of their own beside a cluster, under the real Terraform.

use std::path::Path;

use acceptance::{Binaries, Outcome, Release, Request, Running, Terraform, World, descendants, kill};

use crate::{CLUSTER, cluster, world};

const POOL: &str = "aksoverlay_node_pool.test";
const AT: &str = "/agentPools/user";

#[test]
fn pools_are_created_at_the_same_time_after_their_cluster_in_one_apply_with_one_put_each() -> Outcome {
    let world = three_pools("10.244.0.0/16", 2)?;
    world.apply()?;
    world.plans_nothing()?;
    let journal = world.journal()?;
    for name in ["a", "b", "c"] {
        let at = format!("/agentPools/{name}");
        assert_eq!(statuses(&journal, &at), [201], "{at}");
    }
    assert_eq!(statuses(&journal, "/managedClusters/test"), [201]);
    world.destroy()?;
    assert!(world.state()?.addresses().is_empty());
    Ok(())
}

#[test]
fn changes_in_place_are_one_put_of_the_pool_and_none_of_the_cluster() -> Outcome {
    let world = one_pool("node_count = 2")?;
    world.apply()?;
    for change in [
        "node_count = 3",
        "auto_scaling = { min = 1, max = 4 }",
        "node_count = 2\n  labels = { a = \"b\" }",
        "node_count = 2\n  taints = [\"a=b:NoSchedule\"]",
        "node_count = 2\n  upgrade = { max_surge = \"33%\" }",
    ] {
        let before = world.journal()?.len();
        world.write("pool.tf", &pool(change))?;
        world.plan()?.change(POOL)?.does(&["update"])?;
        world.apply()?;
        world.plans_nothing()?;
        let journal = world.journal()?.split_off(before);
        assert_eq!(statuses(&journal, AT), [200], "{change}");
        assert!(statuses(&journal, "/managedClusters/test").is_empty(), "{change}");
    }
    Ok(())
}

#[test]
fn another_machine_replaces_the_pool_and_leaves_the_cluster_and_the_other_pools() -> Outcome {
    let world = three_pools("10.244.0.0/16", 2)?;
    world.apply()?;
    world.replace(
        "pools.tf",
        r#"node_count = 2"#,
        "node_count = 2\n  vm_size = each.key == \"b\" ? \"Standard_D8s_v5\" : null",
    )?;
    let plan = world.plan()?;
    plan.change(r#"aksoverlay_node_pool.test["b"]"#)?.does(&["delete", "create"])?;
    plan.change(r#"aksoverlay_node_pool.test["a"]"#)?.does(&["no-op"])?;
    plan.change(CLUSTER)?.does(&["no-op"])?;
    world.apply()?;
    world.plans_nothing()?;
    assert_eq!(statuses(&world.journal()?, "/agentPools/b"), [201, 201]);
    assert_eq!(statuses(&world.journal()?, "/agentPools/a"), [201]);
    Ok(())
}

#[test]
fn a_pool_imported_by_its_id_plans_nothing_under_the_same_configuration() -> Outcome {
    let world = one_pool("node_count = 2")?;
    let id = forgotten(&world)?;
    world.terraform(["import", POOL, &id]).succeed()?;
    world.plans_nothing()
}

#[test]
fn a_pool_imported_by_its_identity_plans_nothing_under_the_same_configuration() -> Outcome {
    let world = World::with(&Terraform::release(Release::V1_15)?, &in_overlay())?;
    world.write("pool.tf", &pool("node_count = 2"))?;
    let id = forgotten(&world)?;
    let import = format!("import {{\n  to = {POOL}\n  identity = {{\n    id = \"{id}\"\n  }}\n}}\n");
    world.write("import.tf", &import)?;
    world.apply()?;
    assert_eq!(world.state()?.resource(POOL)?["id"], id.as_str());
    assert_eq!(statuses(&world.journal()?, AT), [201]);
    world.plans_nothing()
}

#[test]
fn what_others_change_about_a_pool_is_found_by_its_exit_code_and_put_right_by_apply() -> Outcome {
    let world = one_pool("node_count = 2\n  labels = { owner = \"us\" }")?;
    world.apply()?;
    let id = id(&world)?;
    let patch = r#"{"properties":{"count":5,"nodeLabels":{"owner":"somebody"}}}"#;
    world.arm_emulator("patch", [id.as_str(), patch]).succeed()?;
    world.terraform(["plan", "-detailed-exitcode"]).finish()?.exits(2)?.says("somebody")?.says("5 -> 2")?;
    world.apply()?;
    world.plans_nothing()
}

#[test]
fn a_pool_whose_cluster_others_deleted_is_planned_anew_with_it() -> Outcome {
    let world = one_pool("node_count = 2")?;
    world.apply()?;
    let cluster = world.state()?.resource(CLUSTER)?["id"].as_str().unwrap_or_default().to_owned();
    world.arm_emulator("delete", [&cluster]).succeed()?;
    let plan = world.plan()?;
    plan.change(CLUSTER)?.does(&["create"])?;
    plan.change(POOL)?.does(&["create"])?;
    world.apply()?;
    world.plans_nothing()
}

#[test]
fn after_ctrl_c_during_a_create_the_next_apply_finishes_the_same_pool() -> Outcome {
    let world = slow_world()?;
    let running = creating(&world)?;
    running.interrupt();
    running.finish()?;
    assert_eq!(world.state()?.resource(POOL)?["name"], "user");
    assert!(!world.state()?.is_tainted(POOL)?);
    world.apply()?;
    world.plans_nothing()?;
    assert_eq!(statuses(&world.journal()?, AT), [201]);
    Ok(())
}

#[test]
fn after_kill_9_of_the_provider_during_a_create_the_next_apply_adopts_the_pool() -> Outcome {
    let world = slow_world()?;
    let running = creating(&world)?;
    for provider in descendants(running.pid(), &Binaries::built()?.provider) {
        kill(provider);
    }
    running.finish()?.exits(1)?;
    world.apply()?;
    world.plans_nothing()?;
    let created = statuses(&world.journal()?, AT).into_iter().filter(|status| *status == 201).count();
    assert_eq!(created, 1);
    Ok(())
}

#[test]
fn pools_that_are_too_much_together_are_refused_at_the_first_plan_at_one_of_them() -> Outcome {
    // 8 blocks: 3 nodes of the system pool, and 3 times 2.
    let world = three_pools("10.244.0.0/21", 2)?;
    world
        .terraform(["plan"])
        .finish()?
        .exits(1)?
        .says("has room for 8 nodes, the pools need 9")?
        .says("node_count = 2")?
        .says("Rule: pod-cidr-capacity (R02)")?
        .says("with aksoverlay_node_pool.test[")?;
    assert!(world.journal()?.iter().all(|request| request.method == "GET"));
    world.replace("pools.tf", r#"["a", "b", "c"]"#, r#"["a", "b"]"#)?;
    world.apply()
}

#[test]
fn a_pool_that_is_too_much_for_a_live_cluster_is_refused_before_anything_is_sent() -> Outcome {
    let world = three_pools("10.244.0.0/21", 1)?;
    world.apply()?;
    let before = world.journal()?.len();
    world.replace("pools.tf", "node_count = 1", "node_count = each.key == \"b\" ? 4 : 1")?;
    world
        .terraform(["plan"])
        .finish()?
        .exits(1)?
        .says(r#"with aksoverlay_node_pool.test["b"]"#)?
        .says("(R02)")?;
    assert!(world.journal()?.split_off(before).iter().all(|request| request.method == "GET"));
    Ok(())
}

#[test]
fn a_pool_that_takes_the_place_of_another_is_planned_and_applied_though_both_do_not_fit() -> Outcome {
    // 8 blocks: 3 nodes of the system pool, and 4 of the one pool or the other.
    let world = world(&cluster(r#"pod_cidrs = ["10.244.0.0/21"]"#, ""))?;
    let pools = pool("node_count = each.value").replacen("{\n", "{\n  for_each = { a = 4 }\n", 1);
    world.write("pools.tf", &pools.replace("\"user\"", "each.key"))?;
    world.apply()?;
    world.replace("pools.tf", "{ a = 4 }", "{ b = 4 }")?;
    world.apply()?;
    world.plans_nothing()
}

#[test]
fn a_pool_alone_in_another_state_counts_the_other_pools_of_its_cluster() -> Outcome {
    let world = three_pools("10.244.0.0/21", 1)?;
    world.apply()?;
    let cluster = world.state()?.resource(CLUSTER)?["id"].as_str().unwrap_or_default().to_owned();
    let alone = world.dir().join("alone");
    std::fs::create_dir_all(&alone).unwrap();
    let azure = format!("  emulator = {{ data_dir = \"{}\" }}\n", world.data_dir().display());
    let prelude = World::PRELUDE
        .replace("environment = \"emulated\"\n", &format!("environment = \"emulated\"\n{azure}"));
    let hcl = |nodes: i64| {
        let pool = format!(
            "resource \"aksoverlay_node_pool\" \"test\" {{\n  cluster_id = \"{cluster}\"\n  name = \"user\"\n  node_count = {nodes}\n}}\n"
        );
        std::fs::write(alone.join("main.tf"), format!("{prelude}{pool}")).unwrap();
    };
    // The cluster's pools have 6 of 8 blocks.
    hcl(3);
    let refused = in_dir(&world, &alone, &["plan"])
        .finish()?
        .exits(1)?
        .says("the pools need 9")?
        .says("Pool \"c\" has 1 node")?;
    refused.says("(R02)")?;
    hcl(2);
    in_dir(&world, &alone, &["apply", "-auto-approve"]).succeed()?;
    in_dir(&world, &alone, &["plan", "-detailed-exitcode"]).succeed()?;
    world.plans_nothing()
}

#[test]
fn a_pool_without_a_version_stays_when_the_cluster_is_upgraded_and_one_that_refers_to_it_follows() -> Outcome
{
    let world = one_pool("node_count = 2")?;
    world.replace(
        "main.tf",
        "  name                = \"test\"",
        "  name = \"test\"\n  kubernetes_version = \"1.34\"",
    )?;
    world.apply()?;
    world.replace("main.tf", "\"1.34\"", "\"1.35\"")?;
    world.plan()?.change(POOL)?.does(&["no-op"])?;
    world.apply()?;
    world.plans_nothing()?;
    assert_eq!(world.state()?.resource(POOL)?["kubernetes_version"], "1.34");
    world.write(
        "pool.tf",
        &pool(&format!("node_count = 2\n  kubernetes_version = {CLUSTER}.kubernetes_version")),
    )?;
    world.plan()?.change(POOL)?.does(&["update"])?;
    world.apply()?;
    world.plans_nothing()?;
    assert_eq!(world.state()?.resource(POOL)?["kubernetes_version"], "1.35");
    assert_eq!(statuses(&world.journal()?, AT), [201, 200]);
    Ok(())
}

#[test]
fn after_a_cluster_with_pools_moves_to_overlay_nothing_is_left_to_plan() -> Outcome {
    let world = world(&cluster(r#"plugin_mode = "none""#, r#"subnet_id = local.subnet"#))?;
    world.copy("provider/tests/in_process/seed.json")?;
    world.replace(
        "main.tf",
        "  environment = \"emulated\"\n",
        "  environment = \"emulated\"\n  emulator = { seed_file = \"seed.json\" }\n",
    )?;
    world.write("subnet.tf", "locals {\n  subnet = \"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes\"\n}\n")?;
    world.write("pool.tf", &pool("node_count = 2\n  subnet_id = local.subnet"))?;
    world.apply()?;
    world.plans_nothing()?;
    world.replace(
        "main.tf",
        r#"plugin_mode = "none""#,
        "plugin_mode = \"overlay\"\n    pod_cidrs = [\"10.64.0.0/16\"]",
    )?;
    world.plan()?.change(CLUSTER)?.does(&["update"])?;
    world.apply()?;
    world.plans_nothing()?;
    assert_eq!(statuses(&world.journal()?, "/managedClusters/test"), [201, 200]);
    assert_eq!(statuses(&world.journal()?, AT), [201]);
    Ok(())
}

/// A cluster on overlay with much room.
fn in_overlay() -> String {
    cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "")
}

/// The pool of most tests with these attributes.
fn pool(attributes: &str) -> String {
    format!(
        "resource \"aksoverlay_node_pool\" \"test\" {{\n  cluster_id = {CLUSTER}.id\n  name = \"user\"\n  {attributes}\n}}\n"
    )
}

/// A cluster and a pool with these attributes.
fn one_pool(attributes: &str) -> Outcome<World> {
    let world = world(&in_overlay())?;
    world.write("pool.tf", &pool(attributes))?;
    Ok(world)
}

/// A cluster and three pools of as many nodes each.
fn three_pools(pod_cidr: &str, nodes: i64) -> Outcome<World> {
    let world = world(&cluster(&format!("pod_cidrs = [\"{pod_cidr}\"]"), ""))?;
    let pools = pool(&format!("node_count = {nodes}"));
    let each = "{\n  for_each = toset([\"a\", \"b\", \"c\"])\n";
    let pools = pools.replacen("{\n", each, 1).replace("\"user\"", "each.key");
    world.write("pools.tf", &pools)?;
    Ok(world)
}

/// A world with a cluster, in which a pool takes seconds to be made: time for an interrupt.
fn slow_world() -> Outcome<World> {
    let mut world = world(&in_overlay())?;
    world.apply()?;
    world.write("pool.tf", &pool("node_count = 2"))?;
    world.set("AKSOVERLAY_EMULATOR_SPEED", "30");
    Ok(world)
}

/// An apply, from the moment at which Azure has begun to make the pool.
fn creating(world: &World) -> Outcome<Running> {
    let mut running = world.terraform(["apply", "-auto-approve"]).start()?;
    running.until("Azure is making the pool", |_| {
        world.journal().is_ok_and(|journal| journal.iter().any(|request| request.is("PUT", AT)))
    })?;
    Ok(running)
}

/// Applies, forgets the pool and returns its ID.
fn forgotten(world: &World) -> Outcome<String> {
    world.apply()?;
    let id = id(world)?;
    world.terraform(["state", "rm", POOL]).succeed()?;
    Ok(id)
}

fn id(world: &World) -> Outcome<String> {
    Ok(world.state()?.resource(POOL)?["id"].as_str().unwrap_or_default().to_owned())
}

/// Terraform in another directory, on the same Azure.
fn in_dir(world: &World, dir: &Path, args: &[&str]) -> acceptance::Run {
    world.terraform(args).in_dir(dir)
}

/// How the PUTs of a resource were answered.
fn statuses(journal: &[Request], at: &str) -> Vec<u64> {
    journal.iter().filter(|request| request.is("PUT", at)).map(|request| request.status).collect()
}
