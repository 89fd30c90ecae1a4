//! A plan of 200 clusters in which nothing changes, against one of 200 `terraform_data`.

use std::time::Instant;

use acceptance::{Install, Outcome, Terraform, World};

use super::plan::median;

pub(crate) const COUNT: usize = 200;
pub(crate) const RUNS: usize = 5;

/// Medians in milliseconds.
pub(crate) struct Unchanged {
    pub(crate) data: f64,
    pub(crate) clusters: f64,
}

/// Both in turns, so that what else the machine does falls on both.
pub(crate) fn measure(terraform: &Terraform) -> Outcome<Unchanged> {
    let data = World::new(terraform, Install::DevOverrides)?;
    data.write(
        "main.tf",
        &format!("resource \"terraform_data\" \"bench\" {{\n  count = {COUNT}\n  input = count.index\n}}\n"),
    )?;
    data.terraform(["init"]).succeed()?;
    data.apply()?;
    let mut clusters = World::with(terraform, &configuration())?;
    clusters.set("AKSOVERLAY_EMULATOR_SPEED", "100000");
    clusters.apply()?;
    // Once each before it counts: what the creation left to do is done, and the programs are read.
    time(&data)?;
    time(&clusters)?;
    let mut runs = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        runs.0.push(time(&data)?);
        runs.1.push(time(&clusters)?);
    }
    Ok(Unchanged { data: median(runs.0), clusters: median(runs.1) })
}

fn time(world: &World) -> Outcome<f64> {
    let start = Instant::now();
    world.terraform(["plan", "-detailed-exitcode"]).succeed()?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

fn configuration() -> String {
    format!(
        r#"
resource "aksoverlay_resource_group" "bench" {{
  name     = "rg-bench"
  location = "westeurope"
}}

resource "aksoverlay_cluster" "bench" {{
  count               = {COUNT}
  name                = "bench-${{count.index}}"
  resource_group_name = aksoverlay_resource_group.bench.name
  location            = aksoverlay_resource_group.bench.location

  network = {{
    pod_cidrs     = ["10.244.0.0/16"]
    service_cidrs = ["10.0.0.0/16"]
  }}

  system_pool = {{
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = 3
  }}
}}
"#
    )
}
