//! A refusal comes at the earliest moment at which it can be decided, and not before.

use acceptance::{Outcome, World};

use crate::{CLUSTER, cluster, world};

#[test]
fn two_known_ranges_that_overlap_are_refused_without_a_plan() -> Outcome {
    let world = world(&cluster(
        r#"pod_cidrs     = ["10.0.0.0/16"]
    service_cidrs = ["10.0.0.0/20"]"#,
        "",
    ))?;
    world.terraform(["validate"]).finish()?.exits(1)?.says("(R11)")?;
    Ok(())
}

#[test]
fn a_range_that_is_not_known_yet_is_refused_at_apply_and_no_cluster_is_made() -> Outcome {
    let world = world(&unknown(
        "10.0.0.0/16",
        &cluster(
            r#"pod_cidrs     = [terraform_data.later.output]
    service_cidrs = ["10.0.0.0/20"]"#,
            "",
        ),
    ))?;
    world.terraform(["validate"]).succeed()?;
    world.terraform(["plan"]).succeed()?;
    world.terraform(["apply", "-auto-approve"]).finish()?.exits(1)?.says("(R11)")?;
    assert!(!wrote_cluster(&world)?);
    Ok(())
}

#[test]
fn a_range_that_is_not_known_yet_and_fits_is_applied() -> Outcome {
    let world =
        world(&unknown("10.244.0.0/16", &cluster(r#"pod_cidrs = [terraform_data.later.output]"#, "")))?;
    world.terraform(["validate"]).succeed()?;
    world.apply()?;
    assert_eq!(world.state()?.resource(CLUSTER)?["network"]["pod_cidrs"][0], "10.244.0.0/16");
    world.plans_nothing()
}

#[test]
fn an_overlap_with_a_known_subnet_is_refused_at_plan_and_not_before() -> Outcome {
    let world =
        with_subnet(cluster(r#"pod_cidrs = ["10.10.0.0/16"]"#, &format!("subnet_id = \"{SUBNET}\"")))?;
    world.terraform(["validate"]).succeed()?;
    world.terraform(["plan"]).finish()?.exits(1)?.says("(R07)")?;
    Ok(())
}

#[test]
fn an_overlap_with_a_subnet_that_is_not_known_yet_is_refused_at_apply_and_no_cluster_is_made() -> Outcome {
    let world = with_subnet(unknown(
        SUBNET,
        &cluster(r#"pod_cidrs = ["10.10.0.0/16"]"#, "subnet_id = terraform_data.later.output"),
    ))?;
    world.terraform(["validate"]).succeed()?;
    world.terraform(["plan"]).succeed()?;
    world.terraform(["apply", "-auto-approve"]).finish()?.exits(1)?.says("(R07)")?;
    assert!(!wrote_cluster(&world)?);
    Ok(())
}

#[test]
fn a_subnet_that_is_not_known_yet_and_fits_is_applied() -> Outcome {
    let world = with_subnet(unknown(
        SUBNET,
        &cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "subnet_id = terraform_data.later.output"),
    ))?;
    world.apply()?;
    world.plans_nothing()
}

#[test]
fn a_pool_that_is_not_known_at_all_is_no_reason_to_refuse() -> Outcome {
    let world = world(&unknown(
        "3",
        &cluster(r#"pod_cidrs = ["10.244.0.0/24"]"#, "")
            .replace("node_count = 3", "node_count = tonumber(terraform_data.later.output) - 2"),
    ))?;
    world.terraform(["validate"]).succeed()?;
    world.terraform(["plan"]).succeed()?;
    Ok(())
}

/// `terraform_data.later.output`: this value, but known after apply only.
fn unknown(value: &str, hcl: &str) -> String {
    format!("resource \"terraform_data\" \"later\" {{\n  input = \"{value}\"\n}}\n{hcl}")
}

/// A world whose Azure has a subnet already, 10.10.0.0/22.
fn with_subnet(hcl: String) -> Outcome<World> {
    let world = world(&hcl)?;
    world.copy("examples/quickstart/seed.json")?;
    world.replace(
        "main.tf",
        r#"environment = "emulated""#,
        "environment = \"emulated\"\n  emulator    = { seed_file = \"seed.json\" }",
    )?;
    Ok(world)
}

fn wrote_cluster(world: &World) -> Outcome<bool> {
    Ok(world.journal()?.iter().any(|request| request.is("PUT", "/managedClusters/test")))
}

/// In the quick start's seed file.
const SUBNET: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes";
