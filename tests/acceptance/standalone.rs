//! The emulator as a server: the provider speaks to it as it speaks to Azure, with TLS, tokens and metadata.

use acceptance::{Emulator, Install, Outcome, Release, Terraform, World};

use crate::{CLUSTER, cluster};

#[test]
fn a_cluster_lives_over_https_with_a_client_secret() -> Outcome {
    let emulator = Emulator::start(None, 100)?;
    let world = remote_world(&emulator)?;
    world.apply()?;
    world.plans_nothing()?;
    assert!(emulator.journal()?.iter().any(|request| request.is("PUT", "/managedClusters/test")));
    world.destroy()?;
    assert!(world.state()?.addresses().is_empty());
    Ok(())
}

#[test]
fn what_was_made_over_https_is_seen_by_the_embedded_azure_on_the_same_data() -> Outcome {
    let emulator = Emulator::start(None, 100)?;
    let world = remote_world(&emulator)?;
    world.apply()?;
    world.write(
        "main.tf",
        &format!("{}{}", World::PRELUDE, cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "")).replace(
            r#"environment = "emulated""#,
            &format!(
                "environment = \"emulated\"\n  emulator = {{ data_dir = \"{}\" }}",
                emulator.data_dir().display()
            ),
        ),
    )?;
    world.plans_nothing()?;
    assert_eq!(world.state()?.resource(CLUSTER)?["name"], "test");
    Ok(())
}

fn remote_world(emulator: &Emulator) -> Outcome<World> {
    let mut world = World::new(&Terraform::release(Release::V1_11)?, Install::DevOverrides)?;
    world.use_emulator(emulator);
    let provider = World::PRELUDE.replace(r#"environment = "emulated""#, "");
    world.write("main.tf", &format!("{provider}{}", cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "")))?;
    Ok(world)
}
