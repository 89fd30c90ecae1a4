//! What plans cost: `cargo bench -p acceptance --bench plans`.
//!
//! Ratios, each from one run and side by side, with the limits that the project holds itself to. It prints a table and
//! judges; it is no test, because a busy machine is no bug.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]

mod plans {
    pub(super) mod large;
    pub(super) mod plan;
    pub(super) mod unchanged;
}

use acceptance::{Outcome, Terraform};
use plans::{large, plan, unchanged};

fn main() -> Outcome {
    let terraform = Terraform::installed_or_fetched()?;
    println!("{terraform}, load {}\n", load());

    let growth = large::growth();
    println!("All rules on one cluster, once, median of {}:", large::RUNS);
    for step in &growth {
        println!(
            "  {:>4} pools, {:>5} subnets, {:>5} connected ranges {:>10.3} ms {:>8.2} us a pool",
            step.pools,
            step.subnets,
            step.ranges,
            step.milliseconds,
            1e3 * step.milliseconds / step.pools as f64
        );
    }
    println!(
        "\n`terraform plan` in a network of 1,000 subnets and 200 peerings, median of {}:",
        plan::ROUNDS
    );
    let scaled = large::scaled(&terraform)?;
    tell(&format!("{} pools, one of them is scaled", large::POOLS), &scaled);
    let mut made = Vec::new();
    for pools in [large::MOST_POOLS / 4, large::MOST_POOLS / 2, large::MOST_POOLS] {
        let plan = large::created(&terraform, pools)?;
        tell(&format!("{pools} pools, all of them are new"), &plan);
        made.push((pools, plan));
    }
    let noop = unchanged::measure(&terraform)?;
    println!(
        "\n`terraform plan` of {} resources in which nothing changes, median of {} in turns:",
        unchanged::COUNT,
        unchanged::RUNS
    );
    println!("  terraform_data             {:>8.0} ms", noop.data);
    println!("  aksoverlay_resource_group  {:>8.0} ms", noop.groups);
    println!("  aksoverlay_cluster         {:>8.0} ms", noop.clusters);

    println!("\n{:<70}{:>10}{:>10}", format!("load {}", load()), "measured", "limit");
    for pair in growth.windows(2) {
        let what = format!("rules on {} pools, times those on {}", pair[1].pools, pair[0].pools);
        // Twice as much of everything; the rest is for what a machine does beside.
        row(&what, pair[1].milliseconds / pair[0].milliseconds, 2.5);
    }
    row("rules in percent of the plan that scales one pool", scaled.percent_of_rules(), 1.0);
    for (pools, plan) in &made {
        row(&format!("rules in percent of the plan of {pools} new pools"), plan.percent_of_rules(), 1.0);
    }
    for pair in made.windows(2) {
        let what = format!("plan of {} new pools, times that of {}", pair[1].0, pair[0].0);
        row(&what, pair[1].1.wall / pair[0].1.wall, 2.5);
    }
    row("plan of clusters without a change, times terraform_data", noop.clusters / noop.data, 2.5);
    Ok(())
}

fn tell(what: &str, plan: &plan::Plan) {
    println!(
        "  {what:<36}{:>8.0} ms, in it the rules {:>4} times {:>8.2} ms",
        plan.wall, plan.applied, plan.rules
    );
}

/// What else the machine does: the averages of the last minutes.
fn load() -> String {
    let averages = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    averages.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

fn row(what: &str, measured: f64, limit: f64) {
    let verdict = if measured <= limit { "" } else { "  over the limit" };
    println!("{what:<70}{measured:>10.2}{limit:>10}{verdict}");
}
