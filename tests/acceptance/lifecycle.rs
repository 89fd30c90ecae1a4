//! The quick start from create to destroy, on each Terraform, installed each way.

use std::fs;

use acceptance::{ADDRESS, Install, Outcome, Release, Terraform, World};
use serde_json::json;

#[test]
fn the_quick_start_lives_on_terraform_1_11_by_dev_overrides() -> Outcome {
    live(Release::V1_11, Install::DevOverrides)
}

#[test]
fn the_quick_start_lives_on_terraform_1_15_by_dev_overrides() -> Outcome {
    live(Release::V1_15, Install::DevOverrides)
}

#[test]
fn the_quick_start_lives_on_terraform_1_11_by_mirror_and_lock_file() -> Outcome {
    live(Release::V1_11, Install::Mirror)
}

#[test]
fn the_quick_start_lives_on_terraform_1_15_by_mirror_and_lock_file() -> Outcome {
    live(Release::V1_15, Install::Mirror)
}

fn live(release: Release, install: Install) -> Outcome {
    let world = World::new(&Terraform::release(release)?, install)?;
    world.copy("examples/quickstart")?;
    if install == Install::Mirror {
        world.terraform(["init"]).succeed()?.says("Installed aksoverlay/aksoverlay v0.1.0")?;
        let lock = fs::read_to_string(world.dir().join(".terraform.lock.hcl")).unwrap_or_default();
        assert!(lock.contains(ADDRESS) && lock.contains("h1:"), "{lock}");
    }

    world.apply()?;
    let created = world.state()?.resource(CLUSTER)?.clone();
    assert_eq!(created["network"]["pod_cidrs"], json!(["10.244.0.0/16"]));
    assert_eq!(created["network"]["dns_service_ip"], "10.0.0.10");
    world.plans_nothing()?;

    world.replace("main.tf", r#""10.244.0.0/16""#, r#""10.244.0.0/15""#)?;
    world.plan()?.change(CLUSTER)?.does(&["update"])?;
    world.apply()?;
    let expanded = world.state()?.resource(CLUSTER)?.clone();
    assert_eq!(
        (&expanded["id"], &expanded["network"]["pod_cidrs"]),
        (&created["id"], &json!(["10.244.0.0/15"]))
    );
    world.plans_nothing()?;

    world.destroy()?;
    assert!(world.state()?.addresses().is_empty());
    assert_eq!(
        world
            .arm_emulator("list", ["--type", "Microsoft.ContainerService/managedClusters"])
            .succeed()?
            .output,
        ""
    );
    Ok(())
}

const CLUSTER: &str = "aksoverlay_cluster.quickstart";
