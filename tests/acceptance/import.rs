//! What exists comes under Terraform by its resource ID.

use acceptance::{Outcome, Release, Terraform, World};

use crate::{CLUSTER, cluster, world};

#[test]
fn an_imported_cluster_plans_nothing_under_the_same_configuration() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    world.terraform(["import", CLUSTER, &id]).succeed()?;
    world.plans_nothing()
}

#[test]
fn an_import_block_does_the_same() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    world.write("import.tf", &format!("import {{\n  to = {CLUSTER}\n  id = \"{id}\"\n}}\n"))?;
    world.apply()?;
    assert!(
        world.journal()?.iter().filter(|request| request.is("PUT", "/managedClusters/test")).count() == 1
    );
    world.plans_nothing()
}

#[test]
fn an_import_block_with_the_identity_does_the_same() -> Outcome {
    let hcl = cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "max_pods = 110");
    let world = World::with(&Terraform::release(Release::V1_15)?, &hcl)?;
    world.apply()?;
    let id = world.state()?.resource(CLUSTER)?["id"].as_str().unwrap_or_default().to_owned();
    world.terraform(["state", "rm", CLUSTER]).succeed()?;
    let import = format!("import {{\n  to = {CLUSTER}\n  identity = {{\n    id = \"{id}\"\n  }}\n}}\n");
    world.write("import.tf", &import)?;
    world.apply()?;
    assert_eq!(world.state()?.resource(CLUSTER)?["id"], id.as_str());
    world.plans_nothing()
}

#[test]
fn an_id_in_another_case_imports_the_same_cluster() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    let shouted = id.replace("resourceGroups", "RESOURCEGROUPS").replace("Microsoft", "microsoft");
    world.terraform(["import", CLUSTER, &shouted]).succeed()?;
    assert_eq!(world.state()?.resource(CLUSTER)?["id"], id.as_str());
    world.plans_nothing()
}

#[test]
fn a_resource_group_is_imported_by_its_id() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    let group = id.split("/providers/").next().unwrap_or_default().to_owned();
    world.terraform(["state", "rm", "aksoverlay_resource_group.test"]).succeed()?;
    world.terraform(["import", "aksoverlay_resource_group.test", &group]).succeed()?;
    world.terraform(["import", CLUSTER, &id]).succeed()?;
    world.plans_nothing()
}

#[test]
fn what_is_no_cluster_id_is_refused_with_the_shape_of_one() -> Outcome {
    let (world, _) = forgotten_cluster()?;
    world
        .terraform(["import", CLUSTER, "/subscriptions/x/resourceGroups/rg-test"])
        .finish()?
        .exits(1)?
        .says("/providers/Microsoft.ContainerService/managedClusters/")?;
    Ok(())
}

#[test]
fn a_cluster_that_is_not_there_is_not_imported() -> Outcome {
    let (world, id) = forgotten_cluster()?;
    world.terraform(["import", CLUSTER, &format!("{id}2")]).finish()?.exits(1)?.says("test2")?;
    Ok(())
}

/// A cluster that Azure has and the state has not, and its ID.
fn forgotten_cluster() -> Outcome<(World, String)> {
    let world = world(&cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "max_pods = 110"))?;
    world.apply()?;
    let id = world.state()?.resource(CLUSTER)?["id"].as_str().unwrap_or_default().to_owned();
    world.terraform(["state", "rm", CLUSTER]).succeed()?;
    Ok((world, id))
}
