//! No false alarm through the real Terraform: 200 valid topologies, drawn by chance, are planned without a word.
//!
//! What is drawn follows from one number, [`SEED`], so that every run draws the same; `AKSOVERLAY_TOPOLOGIES=<number>` in
//! the environment draws others. A failure names the number, and the resources have that of their topology in the name:
//! `t042a` is the first cluster of the 42nd. Topologies do not see each other: each has groups and networks of its own.
//! So many of them share a configuration and its Azure.

mod cluster;
mod network;
mod pools;
mod ranges;
mod topology;

use std::{env, thread};

use acceptance::{Failure, Install, Outcome, Release, Terraform, World};
use serde_json::{Map, Value as Json, json};
use topology::Topology;

use crate::random::Random;

/// No number is better than another: this one is the day on which the rules are asked.
const SEED: u64 = 20_261_122;
const CONFIGURATIONS: usize = 4;
const IN_EACH: usize = 50;
/// As many of the first are applied, too.
const APPLIED: usize = 10;

#[test]
fn two_hundred_generated_valid_topologies_plan_without_a_diagnostic() -> Outcome {
    let topologies = drawn(CONFIGURATIONS * IN_EACH);
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let running: Vec<_> = topologies
            .chunks(IN_EACH)
            .map(|topologies| {
                scope.spawn(|| {
                    let planned = world(topologies)?.terraform(["plan"]).succeed()?;
                    says_nothing(&planned.diagnostics())
                })
            })
            .collect();
        running.into_iter().map(|running| running.join().unwrap()).collect()
    });
    outcomes.into_iter().collect()
}

#[test]
fn generated_valid_topologies_are_applied_without_a_diagnostic_and_then_plan_nothing() -> Outcome {
    let world = world(&drawn(APPLIED))?;
    let applied = world.terraform(["apply", "-auto-approve"]).succeed()?;
    says_nothing(&applied.diagnostics())?;
    let planned = world.terraform(["plan", "-detailed-exitcode"]).succeed()?;
    says_nothing(&planned.diagnostics())
}

#[test]
fn a_generated_topology_whose_pods_are_put_into_its_subnets_is_refused() -> Outcome {
    let mut topologies = drawn(IN_EACH);
    let broken: usize = topologies.iter_mut().map(Topology::put_pods_into_subnets).sum();
    assert!(broken > IN_EACH / 2, "{broken} clusters have a subnet and a pod CIDR");
    let planned = world(&topologies)?.terraform(["plan"]).finish()?.exits(1)?;
    let found = planned.diagnostics().matches("Rule: pod-cidr-overlaps-subnet (R07)").count();
    if found < broken {
        return Err(Failure::expected(format!("{broken} times R07"), planned.diagnostics()));
    }
    Ok(())
}

#[test]
fn among_the_generated_topologies_is_everything_that_the_generator_can_draw() {
    let topologies = drawn(CONFIGURATIONS * IN_EACH);
    let text = |json: &Json| json.to_string();
    let configured: String = topologies
        .iter()
        .flat_map(|topology| &topology.resources)
        .map(|resource| text(&resource.config))
        .collect();
    let around: String = topologies.iter().flat_map(|topology| &topology.azure).map(text).collect();
    let asked = [
        "cilium",
        "calico",
        "\"policy\":\"azure\"",
        "\"policy\":\"none\"",
        "IPv6",
        "loadBalancer",
        "managedNATGateway",
        "userAssignedNATGateway",
        "userDefinedRouting",
        "\"outbound_type\":\"none\"",
        "private_cluster_enabled",
        "authorized_ip_ranges",
        "UserAssigned",
        "declared_networks",
        "Windows2022",
        "Spot",
        "Standard_D4ps_v5",
        "zones",
        "VirtualMachines",
        "AzureLinux",
        "secure_boot_enabled",
        "auto_scaling",
        "max_surge",
        "nodes1",
        "Premium",
        "Overlay",
    ];
    let there = [
        "virtualNetworkPeerings",
        "localNetworkGateways",
        "deny-rest",
        "deny-branch",
        "routeTables",
        "natGateways",
        "delegations",
        "roleAssignments",
        "fd00:30::/48",
    ];
    let missing = |words: &[&str], text: &str| {
        words.iter().filter(|word| !text.contains(**word)).map(|word| (*word).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(missing(&asked, &configured), Vec::<String>::new());
    assert_eq!(missing(&there, &around), Vec::<String>::new());
}

fn seed() -> u64 {
    env::var("AKSOVERLAY_TOPOLOGIES").map_or(SEED, |number| number.parse().unwrap())
}

fn drawn(count: usize) -> Vec<Topology> {
    let mut random = Random::new(seed());
    (0..count).map(|number| Topology::draw(number, &mut random)).collect()
}

fn says_nothing(diagnostics: &str) -> Outcome {
    if diagnostics.is_empty() {
        return Ok(());
    }
    let expected = format!("no diagnostic of the topologies drawn with AKSOVERLAY_TOPOLOGIES={}", seed());
    Err(Failure::expected(expected, diagnostics))
}

/// These topologies in one configuration.
fn world(topologies: &[Topology]) -> Outcome<World> {
    let world = World::new(&Terraform::release(Release::V1_11)?, Install::DevOverrides)?;
    let seed: Vec<&Json> = topologies.iter().flat_map(|topology| &topology.azure).collect();
    world.write("seed.json", &json!(seed).to_string())?;
    let settings = "environment = \"emulated\"\n  emulator    = { seed_file = \"seed.json\", speed = 100000 }\n  rules       = { as_of = \"2026-11-22\" }";
    world.write("main.tf", &World::PRELUDE.replace("environment = \"emulated\"", settings))?;
    let mut resources: Map<String, Json> = Map::new();
    for resource in topologies.iter().flat_map(|topology| &topology.resources) {
        let of_the_kind = resources.entry(resource.kind).or_insert_with(|| json!({}));
        of_the_kind[&resource.label] = resource.config.clone();
    }
    world.write("topologies.tf.json", &format!("{:#}", json!({ "resource": resources })))?;
    Ok(world)
}
