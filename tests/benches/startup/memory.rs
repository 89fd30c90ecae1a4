//! The peak of the provider's process over a whole plan.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Duration,
};

use acceptance::{
    Binaries, Emulator, Failure, Outcome, Terraform, World, descendants, peak_memory, repository,
};

pub(crate) const CLUSTERS: usize = 100;

/// What one plan peaked at.
pub(crate) struct Peak {
    pub(crate) what: &'static str,
    pub(crate) embedded: bool,
    pub(crate) mebibytes: f64,
}

/// Plans of clusters that are to be made, and of the same clusters once they are there (which reads each of them).
pub(crate) fn measure(terraform: &Terraform) -> Outcome<Vec<Peak>> {
    let seed = repository().join("examples/quickstart/seed.json");
    let emulator = Emulator::start(Some(&seed), 100_000)?;
    let mut standalone = World::with(terraform, &clusters())?;
    standalone.replace("main.tf", r#"environment = "emulated""#, "")?;
    standalone.use_emulator(&emulator);
    let mut embedded = World::with(terraform, &clusters())?;
    embedded.set("AKSOVERLAY_EMULATOR_SEED_FILE", seed.display().to_string());
    embedded.set("AKSOVERLAY_EMULATOR_SPEED", "100000");

    let mut peaks = Vec::new();
    for (world, is_embedded, new, existing) in [
        (&standalone, false, "standalone emulator, new clusters", "standalone emulator, existing clusters"),
        (&embedded, true, "embedded emulator, new clusters", "embedded emulator, existing clusters"),
    ] {
        peaks.push(Peak { what: new, embedded: is_embedded, mebibytes: plan(world)? });
        world.apply()?;
        peaks.push(Peak { what: existing, embedded: is_embedded, mebibytes: plan(world)? });
    }
    Ok(peaks)
}

/// Terraform starts the provider several times for one plan; the largest counts.
fn plan(world: &World) -> Outcome<f64> {
    let program = &Binaries::built()?.provider;
    let running = world.terraform(["plan"]).start()?;
    let terraform = running.pid();
    let peak = AtomicU64::new(0);
    let ended = AtomicBool::new(false);
    let finished = thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                let highest = descendants(terraform, program).into_iter().filter_map(peak_memory).max();
                peak.fetch_max(highest.unwrap_or(0), Ordering::Relaxed);
                thread::sleep(SAMPLE);
            }
        });
        let finished = running.finish();
        ended.store(true, Ordering::Relaxed);
        finished
    });
    finished?.exits(0)?;
    match peak.into_inner() {
        0 => Err(Failure::expected("a provider process under terraform plan", "none")),
        kibibytes => Ok(kibibytes as f64 / 1024.0),
    }
}

/// The kernel keeps the peak itself; only a rise within the last few milliseconds of a process could be missed.
const SAMPLE: Duration = Duration::from_millis(3);

fn clusters() -> String {
    format!(
        r#"
resource "aksoverlay_resource_group" "bench" {{
  name     = "rg-bench"
  location = "westeurope"
}}

resource "aksoverlay_cluster" "bench" {{
  count               = {CLUSTERS}
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
    subnet_id  = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/nodes"
  }}
}}
"#
    )
}
