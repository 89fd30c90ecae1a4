//! A plan of 200 clusters in which nothing changes, against one of 200 `terraform_data`; and one of 200 resource groups,
//! whose schema and state are small, for what the provider costs beside the size of the clusters'.

use std::time::Instant;

use acceptance::{Install, Outcome, Terraform, World};

use super::plan::median;

pub(crate) const COUNT: usize = 200;
pub(crate) const RUNS: usize = 5;

/// Medians in milliseconds.
pub(crate) struct Unchanged {
    pub(crate) data: f64,
    pub(crate) groups: f64,
    pub(crate) clusters: f64,
}

/// All in turns, so that what else the machine does falls on all.
pub(crate) fn measure(terraform: &Terraform) -> Outcome<Unchanged> {
    let data = World::new(terraform, Install::DevOverrides)?;
    data.write(
        "main.tf",
        &format!("resource \"terraform_data\" \"bench\" {{\n  count = {COUNT}\n  input = count.index\n}}\n"),
    )?;
    data.terraform(["init"]).succeed()?;
    data.apply()?;
    let groups = applied(terraform, &resource_groups())?;
    let clusters = applied(terraform, &clusters())?;
    // Once each before it counts: what the creation left to do is done, and the programs are read.
    for world in [&data, &groups, &clusters] {
        time(world)?;
    }
    let mut runs = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        runs.0.push(time(&data)?);
        runs.1.push(time(&groups)?);
        runs.2.push(time(&clusters)?);
    }
    Ok(Unchanged { data: median(runs.0), groups: median(runs.1), clusters: median(runs.2) })
}

fn applied(terraform: &Terraform, hcl: &str) -> Outcome<World> {
    let mut world = World::with(terraform, hcl)?;
    world.set("AKSOVERLAY_EMULATOR_SPEED", "100000");
    world.apply()?;
    Ok(world)
}

fn time(world: &World) -> Outcome<f64> {
    let start = Instant::now();
    world.terraform(["plan", "-detailed-exitcode"]).succeed()?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

fn resource_groups() -> String {
    format!(
        r#"
resource "aksoverlay_resource_group" "bench" {{
  count    = {COUNT}
  name     = "rg-bench-${{count.index}}"
  location = "westeurope"
}}
"#
    )
}

fn clusters() -> String {
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
