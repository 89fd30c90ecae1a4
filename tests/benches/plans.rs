//! What plans cost: `cargo bench -p acceptance --bench plans`.
//!
//! Ratios, each from one run and side by side, with the limits that the project holds itself to. It prints a table and
//! judges; it is no test, because a busy machine is no bug.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]

mod plans {
    pub(super) mod large;
    pub(super) mod unchanged;
}

use acceptance::{Outcome, Terraform};
use plans::{large, unchanged};

fn main() -> Outcome {
    let terraform = Terraform::installed_or_fetched()?;
    println!("{terraform}\n");

    let growth = large::growth();
    println!("All rules on one cluster, median of {}:", large::RUNS);
    for step in &growth {
        println!(
            "  {:>4} pools, {:>5} subnets, {:>5} connected ranges {:>10.3} ms",
            step.pools, step.subnets, step.ranges, step.milliseconds
        );
    }
    let plan = large::plan(&terraform)?;
    println!(
        "`terraform plan` of such a cluster of {} pools, median of {}: {:.0} ms",
        large::POOLS,
        large::PLANS,
        plan
    );
    let noop = unchanged::measure(&terraform)?;
    println!(
        "`terraform plan` of {} resources in which nothing changes, median of {}:",
        unchanged::COUNT,
        unchanged::RUNS
    );
    println!("  terraform_data      {:>8.0} ms", noop.data);
    println!("  aksoverlay_cluster  {:>8.0} ms", noop.clusters);

    let once =
        growth.iter().find(|step| step.pools == large::POOLS).map_or(f64::NAN, |step| step.milliseconds);
    println!("\n{:<62}{:>10}{:>10}", "", "measured", "limit");
    row("all rules, in percent of the plan of that cluster", 100.0 * large::ROUNDS * once / plan, 1.0);
    for pair in growth.windows(2) {
        let what = format!("rules on {} pools, times those on {}", pair[1].pools, pair[0].pools);
        // Twice as much of everything; the rest is for what a machine does beside.
        row(&what, pair[1].milliseconds / pair[0].milliseconds, 2.5);
    }
    row("plan of clusters without a change, times terraform_data", noop.clusters / noop.data, 2.5);
    Ok(())
}

fn row(what: &str, measured: f64, limit: f64) {
    let verdict = if measured <= limit { "" } else { "  over the limit" };
    println!("{what:<62}{measured:>10.2}{limit:>10}{verdict}");
}
