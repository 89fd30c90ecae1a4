//! The seven steps. Each shows what it does and then checks what its heading says.

use acceptance::{Failure, Finished, Outcome, World};

use crate::page;

/// Plays all steps in order.
pub(crate) fn play(world: &World) -> Outcome {
    for (n, (heading, step)) in STEPS.iter().enumerate() {
        page::heading(n + 1, STEPS.len(), heading);
        step(world)?;
    }
    Ok(())
}

type Step = fn(&World) -> Outcome;

const STEPS: [(&str, Step); 7] = [
    ("Create: an overlay cluster in an existing network", create),
    ("Plan again: nothing to do", plan_again),
    ("A second cluster, its pod CIDR overlapping the subnet: refused at plan", overlapping_pod_cidr),
    ("A smaller pod CIDR: refused, for Azure cannot shrink it", shrunk_pod_cidr),
    ("A larger pod CIDR: expanded in place", expanded_pod_cidr),
    ("A change behind Terraform's back: found by plan", drift),
    ("Destroy: nothing is left", destroy),
];

fn create(world: &World) -> Outcome {
    terraform(world, &["init"])?.exits(0)?;
    page::say("");
    terraform(world, &["apply", "-auto-approve"])?.exits(0)?;
    let state = world.state()?;
    let id = &state.resource(CLUSTER)?["id"];
    let clusters = clusters(world)?;
    if clusters.is_empty() {
        return Err(Failure::expected("the cluster in the emulated Azure", "none"));
    }
    page::verdict(&format!("Azure has it: {}", id.as_str().unwrap_or_default()));
    Ok(())
}

fn plan_again(world: &World) -> Outcome {
    terraform(world, &["plan", "-detailed-exitcode"])?.exits(0)?.says("No changes.")?;
    page::verdict("What Azure answers is what the configuration says (exit code 0).");
    Ok(())
}

fn overlapping_pod_cidr(world: &World) -> Outcome {
    page::say("In second.tf, new:");
    page::say(SECOND_CLUSTER);
    world.write("second.tf", SECOND_CLUSTER)?;
    terraform(world, &["plan"])?.exits(1)?.says("(R07)")?;
    world.remove("second.tf")?;
    page::verdict("Refused before anything was touched.");
    Ok(())
}

fn shrunk_pod_cidr(world: &World) -> Outcome {
    edit(world, POD_CIDR, r#""10.244.0.0/17""#)?;
    terraform(world, &["plan"])?.exits(1)?.says("(X05)")?.does_not_say("must be replaced")?;
    undo(world, r#""10.244.0.0/17""#)?;
    page::verdict("Refused; Terraform did not offer to destroy the cluster for it either.");
    Ok(())
}

fn expanded_pod_cidr(world: &World) -> Outcome {
    let before = world.state()?.resource(CLUSTER)?.clone();
    edit(world, POD_CIDR, r#""10.244.0.0/15""#)?;
    terraform(world, &["apply", "-auto-approve"])?.exits(0)?.says("will be updated in-place")?;
    let state = world.state()?;
    let after = state.resource(CLUSTER)?;
    if after["id"] != before["id"] || after["network"]["pod_cidrs"][0] != "10.244.0.0/15" {
        return Err(Failure::expected("the same cluster with the pod CIDR 10.244.0.0/15", after));
    }
    let deleted = world.journal()?.into_iter().find(|request| request.method == "DELETE");
    if let Some(request) = deleted {
        return Err(Failure::expected("no DELETE in the emulator's journal", format!("{request:?}")));
    }
    page::verdict("Same cluster, twice the room: 512 nodes instead of 256.");
    Ok(())
}

fn drift(world: &World) -> Outcome {
    let id = clusters(world)?.first().cloned().unwrap_or_default();
    let patch = r#"{"sku":{"tier":"Standard"}}"#;
    page::say("Somebody switches the cluster to the paid tier:\n");
    let command = format!("arm-emulator patch --data-dir .aksoverlay-emulator {id} '{patch}'");
    page::command(&command);
    world.arm_emulator("patch", [id.as_str(), patch]).succeed()?;
    page::say("");
    terraform(world, &["plan", "-detailed-exitcode"])?.exits(2)?.says("sku_tier")?;
    page::verdict("Found: exit code 2, for a scheduled job to act on.");
    Ok(())
}

fn destroy(world: &World) -> Outcome {
    terraform(world, &["destroy", "-auto-approve"])?.exits(0)?;
    let left = clusters(world)?;
    if !left.is_empty() {
        return Err(Failure::expected("no cluster in the emulated Azure", format!("{left:?}")));
    }
    page::verdict("The cluster and its resource group are gone; the network team's VNet is still there.");
    Ok(())
}

fn terraform(world: &World, args: &[&str]) -> Outcome<Finished> {
    page::command(&format!("terraform {}", args.join(" ")));
    world.terraform(args).echo().finish()
}

fn clusters(world: &World) -> Outcome<Vec<String>> {
    let listed =
        world.arm_emulator("list", ["--type", "Microsoft.ContainerService/managedClusters"]).succeed()?;
    Ok(listed.output.split_whitespace().filter(|word| word.starts_with('/')).map(str::to_owned).collect())
}

fn edit(world: &World, old: &str, new: &str) -> Outcome {
    page::edit("main.tf", &format!("pod_cidrs = [{old}]"), &format!("pod_cidrs = [{new}]"));
    world.replace("main.tf", old, new)
}

fn undo(world: &World, refused: &str) -> Outcome {
    world.replace("main.tf", refused, POD_CIDR)
}

/// Its pods get the network in which the subnet of the nodes lies.
const SECOND_CLUSTER: &str = r#"
resource "aksoverlay_cluster" "second" {
  name                = "second"
  resource_group_name = aksoverlay_resource_group.quickstart.name
  location            = aksoverlay_resource_group.quickstart.location

  network = {
    pod_cidrs = ["10.10.0.0/16"]
  }

  system_pool = {
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
    subnet_id  = aksoverlay_cluster.quickstart.system_pool.subnet_id
  }
}
"#;

const CLUSTER: &str = "aksoverlay_cluster.quickstart";
const POD_CIDR: &str = r#""10.244.0.0/16""#;
