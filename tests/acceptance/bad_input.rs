//! What a user gets wrong is one clear error, and nothing is lost by it.

use std::{fs, ops::Range, path::PathBuf};

use acceptance::{Finished, Outcome, World};

use crate::{cluster, world};

#[test]
fn a_cidr_with_leading_zeros_is_refused_at_validate() -> Outcome {
    bad_pod_cidr("010.0.0.0/8")
}

#[test]
fn a_cidr_with_host_bits_is_refused_at_validate_with_the_one_that_was_meant() -> Outcome {
    bad_pod_cidr("10.244.1.0/16")?;
    let world = world(&cluster(r#"pod_cidrs = ["10.244.1.0/16"]"#, ""))?;
    world.terraform(["validate"]).finish()?.says("10.244.0.0/16")?;
    Ok(())
}

#[test]
fn an_ipv4_mapped_ipv6_cidr_is_refused_at_validate() -> Outcome {
    bad_pod_cidr("::ffff:10.0.0.0/104")
}

#[test]
fn a_cidr_with_an_impossible_prefix_is_refused_at_validate() -> Outcome {
    bad_pod_cidr("10.244.0.0/33")
}

#[test]
fn a_cidr_without_a_prefix_is_refused_at_validate() -> Outcome {
    bad_pod_cidr("10.244.0.0")
}

#[test]
fn a_region_that_does_not_exist_is_one_error_that_names_it() -> Outcome {
    let world = world(&cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "").replace("westeurope", "westeurop"))?;
    let refused = world.terraform(["apply", "-auto-approve"]).finish()?.exits(1)?.says("westeurop")?;
    assert_eq!(errors(&refused), 1, "{}", refused.output);
    Ok(())
}

#[test]
fn a_region_by_its_display_name_is_the_same_region() -> Outcome {
    let world = world(&cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, "").replace("westeurope", "West Europe"))?;
    world.apply()?;
    world.plans_nothing()
}

#[test]
fn a_subnet_id_in_another_case_is_the_same_subnet() -> Outcome {
    let hcl = cluster(r#"pod_cidrs = ["10.244.0.0/16"]"#, &format!("subnet_id = \"{WRONG_CASED_SUBNET}\""));
    let world = world(&hcl)?;
    seed(&world, include_str!("../../examples/quickstart/seed.json"))?;
    world.apply()?;
    world.plans_nothing()
}

#[test]
fn a_subnet_id_that_is_none_is_refused_at_validate() -> Outcome {
    let world = world(&cluster(
        r#"pod_cidrs = ["10.244.0.0/16"]"#,
        r#"subnet_id = "/subscriptions/x/subnets/nodes""#,
    ))?;
    let refused = world.terraform(["validate"]).finish()?.exits(1)?.says("subnet_id")?;
    assert_eq!(errors(&refused), 1, "{}", refused.output);
    Ok(())
}

#[test]
fn a_data_directory_that_cannot_be_written_is_one_error_that_names_it() -> Outcome {
    let mut world = small_world()?;
    // Also the administrator cannot make a directory under a file.
    world.write("file", "")?;
    world.set("AKSOVERLAY_EMULATOR_DATA_DIR", "file/data");
    let refused = world.terraform(["apply", "-auto-approve"]).finish()?.exits(1)?.says("file/data")?;
    assert_eq!(errors(&refused), 1, "{}", refused.output);
    Ok(())
}

#[test]
fn a_corrupt_data_directory_is_one_error_and_stays_as_it_is() -> Outcome {
    let world = small_world()?;
    world.apply()?;
    let database = database(&world);
    let rubbish = vec![0x55; 8192];
    // Without the journal beside the file, from which SQLite would mend it.
    fs::remove_dir_all(world.data_dir()).unwrap();
    fs::create_dir(world.data_dir()).unwrap();
    fs::write(&database, &rubbish).unwrap();
    let refused = world.terraform(["plan"]).finish()?.exits(1)?.says(".aksoverlay-emulator")?;
    assert_eq!(errors(&refused), 1, "{}", refused.output);
    assert_eq!(fs::read(&database).unwrap(), rubbish);
    assert!(world.state()?.addresses().contains(&"aksoverlay_resource_group.test"));
    Ok(())
}

#[test]
fn a_data_directory_of_an_older_version_is_one_error_and_stays_as_it_is() -> Outcome {
    older_or_newer(0, "older format 0")
}

#[test]
fn a_data_directory_of_a_newer_version_is_one_error_and_stays_as_it_is() -> Outcome {
    older_or_newer(1000, "use a newer")
}

#[test]
fn a_seed_file_that_is_no_json_is_one_error_with_file_and_line() -> Outcome {
    let world = small_world()?;
    seed(&world, "[\n  {\"id\": }\n]")?;
    let refused = world.terraform(["plan"]).finish()?.exits(1)?.says("seed.json")?.says("line 2")?;
    assert_eq!(errors(&refused), 1, "{}", refused.output);
    Ok(())
}

#[test]
fn a_seed_entry_without_a_resource_id_is_one_error_that_says_which() -> Outcome {
    let world = small_world()?;
    seed(
        &world,
        r#"[{"id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/a", "location": "westeurope"}, {"id": "vnet-spoke"}]"#,
    )?;
    let refused = world.terraform(["plan"]).finish()?.exits(1)?.says("seed.json")?.says("vnet-spoke")?;
    assert_eq!(errors(&refused), 1, "{}", refused.output);
    Ok(())
}

#[test]
fn a_seed_file_that_is_missing_is_one_error_that_names_it() -> Outcome {
    let mut world = small_world()?;
    world.set("AKSOVERLAY_EMULATOR_SEED_FILE", "no-such-seed.json");
    let refused = world.terraform(["plan"]).finish()?.exits(1)?.says("no-such-seed.json")?;
    assert_eq!(errors(&refused), 1, "{}", refused.output);
    Ok(())
}

fn bad_pod_cidr(cidr: &str) -> Outcome {
    let world = world(&cluster(&format!("pod_cidrs = [\"{cidr}\"]"), ""))?;
    let refused = world.terraform(["validate"]).finish()?.exits(1)?.says("pod_cidrs")?.says(cidr)?;
    assert_eq!(errors(&refused), 1, "{}", refused.output);
    Ok(())
}

fn older_or_newer(format: u32, says: &str) -> Outcome {
    let world = small_world()?;
    world.apply()?;
    // Whoever closes the database as the last one brings what stands in the journal beside it into it.
    world.arm_emulator("list", NOTHING).succeed()?;
    let database = database(&world);
    let mut bytes = fs::read(&database).unwrap();
    bytes[USER_VERSION].copy_from_slice(&format.to_be_bytes());
    fs::write(&database, &bytes).unwrap();
    let refused = world.terraform(["plan"]).finish()?.exits(1)?.says(".aksoverlay-emulator")?.says(says)?;
    assert_eq!(errors(&refused), 1, "{}", refused.output);
    assert_eq!(fs::read(&database).unwrap(), bytes);
    Ok(())
}

const NOTHING: [&str; 0] = [];

/// Where an SQLite file holds the number that its owner counts its formats with, big-endian.
const USER_VERSION: Range<usize> = 60..64;

fn small_world() -> Outcome<World> {
    world(
        "resource \"aksoverlay_resource_group\" \"test\" {\n  name = \"rg-test\"\n  location = \"westeurope\"\n}\n",
    )
}

fn seed(world: &World, text: &str) -> Outcome {
    world.write("seed.json", text)?;
    world.replace(
        "main.tf",
        r#"environment = "emulated""#,
        "environment = \"emulated\"\n  emulator    = { seed_file = \"seed.json\" }",
    )
}

fn errors(finished: &Finished) -> usize {
    finished.output.matches("Error: ").count()
}

/// The file of the embedded Azure that holds its world.
fn database(world: &World) -> PathBuf {
    let entries = fs::read_dir(world.data_dir()).unwrap();
    let mut files = entries.flatten().map(|entry| entry.path());
    files.find(|path| fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"SQLite format 3"))).unwrap()
}

/// The quick start's subnet.
const WRONG_CASED_SUBNET: &str = "/Subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/RG-network/providers/microsoft.network/virtualnetworks/vnet-Spoke/Subnets/Nodes";
