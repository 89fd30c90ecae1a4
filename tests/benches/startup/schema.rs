//! `terraform providers schema -json` with the provider, against the same command with none.

use std::time::{Duration, Instant};

use acceptance::{Install, Outcome, Terraform, World};

/// Odd, so that the median is a run that happened.
pub(crate) const RUNS: usize = 15;

/// Medians in milliseconds.
pub(crate) struct Start {
    pub(crate) with: f64,
    pub(crate) without: f64,
}

pub(crate) fn measure(terraform: &Terraform) -> Outcome<Start> {
    let with = World::with(terraform, "")?;
    let without = World::new(terraform, Install::DevOverrides)?;
    without.write("main.tf", "")?;
    // Once each before it counts: the first run reads the programs from the disk.
    time(&with)?;
    time(&without)?;
    let mut runs = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        runs.0.push(time(&with)?);
        runs.1.push(time(&without)?);
    }
    Ok(Start { with: median(runs.0), without: median(runs.1) })
}

fn time(world: &World) -> Outcome<Duration> {
    let run = world.terraform(["providers", "schema", "-json"]);
    let start = Instant::now();
    run.json()?;
    Ok(start.elapsed())
}

fn median(mut runs: Vec<Duration>) -> f64 {
    runs.sort_unstable();
    runs[runs.len() / 2].as_secs_f64() * 1e3
}
