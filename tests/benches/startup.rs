//! What it costs to have the provider: `cargo bench -p acceptance`.
//!
//! Start-up, memory and size in one run and side by side, with the limits that the project holds itself to. It prints
//! a table and judges; it is no test, because a busy machine is no bug.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]

mod startup {
    pub(super) mod memory;
    pub(super) mod schema;
}

use std::fs;

use acceptance::{Binaries, Failure, Outcome, Terraform};

fn main() -> Outcome {
    let terraform = Terraform::installed_or_fetched()?;
    let binaries = Binaries::built()?;
    println!("{terraform}\n{}\n", binaries.provider.display());

    let start = startup::schema::measure(&terraform)?;
    println!("`terraform providers schema -json`, median of {}:", startup::schema::RUNS);
    println!("  with no provider    {:>8.1} ms", start.without);
    println!("  with this provider  {:>8.1} ms\n", start.with);

    let memory = startup::memory::measure(&terraform)?;
    println!(
        "Peak resident memory of the provider's process, in `terraform plan` of {} clusters:",
        startup::memory::CLUSTERS
    );
    for plan in &memory {
        println!("  {:<42}{:>8.1} MiB", plan.what, plan.mebibytes);
    }
    let peak = |embedded: bool| {
        memory.iter().filter(|plan| plan.embedded == embedded).map(|plan| plan.mebibytes).fold(0.0, f64::max)
    };

    let size = fs::metadata(&binaries.provider)
        .map_err(|error| Failure::expected("the provider's program", error))?
        .len();

    println!("\n{:<52}{:>10}{:>10}", "", "measured", "limit");
    row("start-up, times Terraform alone", start.with / start.without, 1.5, "");
    row("peak memory against the standalone emulator", peak(false), 16.0, " MiB");
    row("peak memory with the embedded emulator", peak(true), 24.0, " MiB");
    row("size of the program", size as f64 / 1e6, 14.0, " MB");
    Ok(())
}

fn row(what: &str, measured: f64, limit: f64, unit: &str) {
    let verdict = if measured <= limit { "" } else { "  over the limit" };
    println!("{what:<52}{:>10}{:>10}{verdict}", format!("{measured:.2}{unit}"), format!("{limit}{unit}"));
}
