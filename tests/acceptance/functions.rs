//! The functions, called by Terraform.

use std::fs;

use acceptance::{Outcome, World, repository};
use serde_json::{Value, json};

use crate::world;

#[test]
fn cidrs_overlap_tells_ranges_that_share_an_address() -> Outcome {
    assert_eq!(outputs("cidrs_overlap")?, json!({"overlap": true}));
    Ok(())
}

#[test]
fn dns_service_ip_is_the_tenth_address() -> Outcome {
    assert_eq!(outputs("dns_service_ip")?, json!({"dns_service_ip": "10.0.0.10"}));
    Ok(())
}

#[test]
fn next_free_cidr_steps_around_what_is_taken() -> Outcome {
    assert_eq!(outputs("next_free_cidr")?, json!({"next_free_cidr": "10.2.0.0/16"}));
    Ok(())
}

#[test]
fn node_capacity_counts_blocks_of_24_bits() -> Outcome {
    assert_eq!(outputs("node_capacity")?, json!({"node_capacity": 256}));
    Ok(())
}

#[test]
fn smallest_pod_cidr_has_room_for_nodes_and_surge() -> Outcome {
    assert_eq!(
        outputs("smallest_pod_cidr")?,
        json!({"smallest_pod_cidr": "10.244.0.0/15", "elsewhere": "100.64.0.0/15"})
    );
    Ok(())
}

#[test]
fn an_argument_that_is_wrong_is_named() -> Outcome {
    let world =
        world("output \"n\" {\n  value = provider::aksoverlay::node_capacity(\"10.244.0.0/33\")\n}\n")?;
    world.terraform(["validate"]).finish()?.exits(1)?.says("\"pod_cidr\"")?.says("10.244.0.0/33")?;
    Ok(())
}

#[test]
fn an_argument_that_is_not_known_yet_leaves_the_result_unknown() -> Outcome {
    let world = world(
        r#"
resource "terraform_data" "later" {
  input = "10.244.0.0/16"
}

output "n" {
  value = provider::aksoverlay::node_capacity(terraform_data.later.output)
}
"#,
    )?;
    world.terraform(["plan"]).succeed()?.says("n = (known after apply)")?;
    world.apply()?;
    assert_eq!(values(&world)?, json!({"n": 256}));
    Ok(())
}

/// The outputs of the function's example in the documentation.
fn outputs(function: &str) -> Outcome<Value> {
    let example = repository().join(format!("examples/functions/{function}/function.tf"));
    let world = world(&fs::read_to_string(example).unwrap())?;
    world.apply()?;
    values(&world)
}

fn values(world: &World) -> Outcome<Value> {
    let outputs = world.terraform(["output", "-json"]).json()?;
    let named = outputs.as_object().unwrap().iter();
    Ok(named.map(|(name, output)| (name.clone(), output["value"].clone())).collect())
}
