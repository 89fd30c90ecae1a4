//! What it costs that there is a provider: `cargo bench -p tfplugin-framework-rs --bench startup`.
//!
//! From the start of the process to its handshake, as Terraform does it (with a certificate), and the memory that is
//! resident then. A provider in Go took 25 ms and 18 MiB on the machine on which the limits were set.

#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]
#![allow(missing_docs, clippy::expect_used, clippy::panic, reason = "a benchmark that cannot measure fails")]

#[path = "../tests/plugin/mod.rs"]
mod plugin;

use std::{fs, process::ExitCode, time::Instant};

use plugin::{Owner, Plugin};

/// Odd, so that the median is a run that happened.
const RUNS: usize = 101;

/// A fifth of what a provider in Go takes. Time is told and not judged: a busy machine is no bug.
const MILLISECONDS: f64 = 5.0;
const MEBIBYTES: f64 = 8.0;

#[tokio::main]
async fn main() -> ExitCode {
    let owner = Owner::like_go_plugin();
    // Builds the example, and reads it from the disk.
    drop(Plugin::start("null", Some(&owner), &[]).await);
    let (mut times, mut memory) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let start = Instant::now();
        let plugin = Plugin::start("null", Some(&owner), &[]).await;
        times.push(start.elapsed().as_secs_f64() * 1e3);
        memory.push(resident(plugin.id()));
    }
    times.sort_by(f64::total_cmp);
    memory.sort_by(f64::total_cmp);
    let (time, most) = (times[RUNS / 2], memory[RUNS - 1]);
    println!("examples/null.rs, {RUNS} starts: {:.1} to {:.1} ms\n", times[0], times[RUNS - 1]);
    println!("{:<44}{:>12}{:>10}", "", "measured", "limit");
    row("start to handshake, median", time, MILLISECONDS, "ms");
    row("resident memory after the handshake, most", most, MEBIBYTES, "MiB");
    if most <= MEBIBYTES { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn row(what: &str, measured: f64, limit: f64, unit: &str) {
    let verdict = if measured <= limit { "" } else { "  over the limit" };
    println!("{what:<44}{:>12}{:>10}{verdict}", format!("{measured:.2} {unit}"), format!("{limit} {unit}"));
}

/// Resident memory in MiB.
fn resident(id: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the kernel tells");
    let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse().expect("a number of kibibytes");
    kibibytes / 1024.0
}
