//! What a request costs: `cargo bench -p arm-emulator`.
//!
//! The standalone server over HTTPS and the embedded emulator by function call, in one run, each figure the best of
//! several, with the machine's load beside them. Throttling is off: Azure lets nobody ask as often. Limits are set for what a busy machine does not change: how costs
//! compare with each other.
#![expect(clippy::print_stdout, reason = "a benchmark prints its results")]
#![allow(missing_docs, clippy::expect_used, clippy::panic, reason = "a benchmark that cannot measure fails")]

mod embedded;
mod memory;
mod standalone;
mod world;

use std::{fs, process::ExitCode};

use world::World;

/// Clusters in the worlds whose lists are read.
const SIZES: [usize; 3] = [100, 1_000, 10_000];

/// A cluster among ten thousand in a list may take so many times what one among a hundred does.
const MOST_GROWTH: f64 = 1.5;
/// A GET of a cluster may take so many times what a GET of its resource group takes.
const MOST_OF_GROUP: f64 = 5.0;
/// MiB that the embedded emulator may add to a process.
const MOST_MEMORY: f64 = 6.0;

fn main() -> ExitCode {
    if memory::was_asked() {
        return ExitCode::SUCCESS;
    }
    println!("load: {}", fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    let worlds = SIZES.map(World::with_clusters);

    println!("\nstandalone, GET of a cluster over HTTPS with keep-alive");
    for connections in [1, 8] {
        println!(
            "  {connections} connections {:>12.0} requests/s",
            standalone::throughput(&worlds[0], connections)
        );
    }

    let costs = embedded::costs(&worlds[0]);
    println!("\nembedded, microseconds of processor time");
    for (what, cost) in [
        ("GET of a resource group", costs.group),
        ("GET of a cluster", costs.cluster),
        ("PUT of a new cluster", costs.create),
        ("PUT of an existing cluster", costs.update),
        ("opening a new world", costs.open_new),
        ("opening the world of 100 clusters", costs.open),
        ("opening the world of 10,000 clusters", embedded::opening(&worlds[2])),
    ] {
        println!("  {what:<40}{cost:>12.0}");
    }

    println!("\nembedded, the whole list in pages of 100");
    let lists = worlds.each_ref().map(embedded::list);
    for (world, list) in worlds.iter().zip(lists) {
        let each = list / world.clusters as f64;
        println!("  {:>6} clusters {:>12.1} ms {each:>10.2} us per cluster", world.clusters, list / 1e3);
    }
    let growth = lists[2] / lists[0] / (SIZES[2] / SIZES[0]) as f64;

    let (memory, with_page) = (memory::measure(&worlds[0], 1), memory::measure(&worlds[0], 100));
    println!("\nmemory with a page of 100 clusters {with_page:>12.1} MiB");
    println!("\n{:<52}{:>10}{:>8}", "", "measured", "limit");
    let within = [
        row("a cluster in a list of 10,000, times one in 100", growth, MOST_GROWTH),
        row("GET of a cluster, times GET of a group", costs.cluster / costs.group, MOST_OF_GROUP),
        row("memory of the embedded emulator, MiB", memory, MOST_MEMORY),
    ];
    if within.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn row(what: &str, measured: f64, limit: f64) -> bool {
    let verdict = if measured <= limit { "" } else { "  over the limit" };
    println!("{what:<52}{measured:>10.2}{limit:>8}{verdict}");
    measured <= limit
}
