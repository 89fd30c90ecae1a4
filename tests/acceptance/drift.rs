//! What others change is found by a plan.

use acceptance::{Outcome, World};

use crate::{CLUSTER, cluster, world};

#[test]
fn a_changed_setting_is_found_by_its_exit_code_and_put_right_by_apply() -> Outcome {
    let world = with_cluster()?;
    patch(&world, r#"{"tags":{"owner":"somebody"}}"#)?;
    world.terraform(["plan", "-detailed-exitcode"]).finish()?.exits(2)?.says("owner")?;
    world.plan()?.change(CLUSTER)?.does(&["update"])?;
    world.apply()?;
    world.plans_nothing()
}

#[test]
fn a_cluster_deleted_by_others_is_planned_anew() -> Outcome {
    let world = with_cluster()?;
    let id = id(&world)?;
    world.arm_emulator("delete", [&id]).succeed()?;
    world.terraform(["plan", "-detailed-exitcode"]).finish()?.exits(2)?;
    world.plan()?.change(CLUSTER)?.does(&["create"])
}

#[test]
fn what_azure_adds_that_nobody_declared_is_no_drift() -> Outcome {
    let world = with_cluster()?;
    patch(&world, r#"{"properties":{"somethingNew":{"enabled":true}}}"#)?;
    world.plans_nothing()
}

fn with_cluster() -> Outcome<World> {
    let world = world(&cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, ""))?;
    world.replace(
        "main.tf",
        r#"  name                = "test""#,
        "  name = \"test\"\n  tags = { owner = \"us\" }",
    )?;
    world.apply()?;
    Ok(world)
}

fn patch(world: &World, patch: &str) -> Outcome {
    world.arm_emulator("patch", [id(world)?.as_str(), patch]).succeed().map(drop)
}

fn id(world: &World) -> Outcome<String> {
    Ok(world.state()?.resource(CLUSTER)?["id"].as_str().unwrap_or_default().to_owned())
}
