//! The real terraform program against provider and emulator.
//!
//! Most claims are made on the oldest Terraform that is promised; the life cycle on the newest too.
#![expect(clippy::unwrap_used, reason = "in a test, what is not there ends it")]

mod attributes;
mod bad_input;
mod corner;
mod documents;
mod drift;
mod drift_ci;
mod example;
mod examples;
mod functions;
mod harness;
mod import;
mod interrupt;
mod lifecycle;
mod node_pool;
mod notes;
mod program;
#[path = "../storm/random.rs"]
#[expect(dead_code, reason = "the storm draws more")]
mod random;
mod readiness;
mod rules;
mod shelf;
mod standalone;
mod topologies;
mod tour;
mod unknowns;
mod upgrades;
mod values;
mod workload;

use acceptance::{Outcome, Release, Terraform, World};

/// A world on the oldest Terraform, with these lines as its configuration.
fn world(hcl: &str) -> Outcome<World> {
    World::with(&Terraform::release(Release::V1_11)?, hcl)
}

/// A resource group and a cluster in it, with these lines in the cluster's `network` and `system_pool`.
fn cluster(network: &str, system_pool: &str) -> String {
    format!(
        r#"
resource "aksoverlay_resource_group" "test" {{
  name     = "rg-test"
  location = "westeurope"
}}

resource "aksoverlay_cluster" "test" {{
  name                = "test"
  resource_group_name = aksoverlay_resource_group.test.name
  location            = aksoverlay_resource_group.test.location

  network = {{
    {network}
  }}

  system_pool = {{
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
    {system_pool}
  }}
}}
"#
    )
}

const CLUSTER: &str = "aksoverlay_cluster.test";
