//! Twenty provider processes on one emulated Azure, each of which may be killed at any moment.
//!
//! Every process is the built provider, spoken to as Terraform speaks to it. Twenty writers create, change and delete
//! groups, clusters and feature registrations, partly under names of their own and partly under names that all of them
//! want; whoever is killed is followed by a new process. What was answered is written down ([`ledger`]), and at the
//! end a fresh process and the database itself are asked whether it holds ([`invariants`]).
//!
//! `cargo test` runs a bounded number of steps. `AKSOVERLAY_STORM_SECONDS=60 cargo test -p acceptance --test storm` goes
//! on for a minute, and `AKSOVERLAY_STORM_SEED` repeats the choices of an earlier run, which prints its seed. When a
//! kill meets a process is up to the machine.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it did"
)]

mod invariants;
mod ledger;
#[path = "../../sdk/tests/plugin/mod.rs"]
mod plugin;
mod random;
mod target;
mod terraform;
mod values;
mod writer;

use std::{
    env,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use ledger::Ledger;
use random::Random;
use target::Target;
use terraform::Terraform;
use writer::{Tally, Writer};

/// Processes at a time.
const PROCESSES: u64 = 20;
/// What each line of processes does in `cargo test`.
const STEPS: u32 = 25;
/// Operations of minutes take tens of milliseconds, so that a kill often meets one.
const SPEED: u32 = 10_000;
/// Longer than the longest operation takes at that speed, and the update by itself that may follow it three seconds later
/// at any speed: what a killed process had begun has ended by then.
const SETTLED: Duration = Duration::from_secs(4);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_processes_that_are_killed_lose_nothing_and_leave_nothing_half_made() {
    let dir = tempfile::tempdir().unwrap();
    let data_dir = dir.path().join("azure");
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().expect(name));
    let seed = number("AKSOVERLAY_STORM_SEED").unwrap_or(20_261_123);
    let seconds = number("AKSOVERLAY_STORM_SECONDS");
    println!("AKSOVERLAY_STORM_SEED={seed}");

    make_home(&data_dir).await;
    let start = Instant::now();
    let until = seconds.map(|seconds| start + Duration::from_secs(seconds));
    let (ledger, tally) = rage(&data_dir, seed, until).await;
    println!("{tally} in {:.1} s", start.elapsed().as_secs_f64());
    tokio::time::sleep(SETTLED).await;

    let mut wrong = invariants::violated(&data_dir);
    let mut fresh = Terraform::start(&data_dir).await;
    for target in ledger.targets() {
        let found = fresh.look(&target).await.unwrap_or_else(|trouble| panic!("{target}: {trouble:?}"));
        wrong.extend(
            ledger.contradiction(&target, found.and_then(|held| target.value(&held.state)).as_deref()),
        );
    }
    fresh.end().await;
    wrong.extend(tally.foreign());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tally.kills >= PROCESSES && tally.writes >= 2 * PROCESSES, "too little happened: {tally}");
}

/// The group that most clusters are in.
async fn make_home(data_dir: &Path) {
    let mut terraform = Terraform::start(data_dir).await;
    let home = Target::home();
    let plan = terraform.plan(&home, None, Some(&home.config("made"))).await.unwrap();
    terraform.apply(&home, plan).await.unwrap();
    terraform.end().await;
}

/// Lets all writers loose and waits for them.
async fn rage(data_dir: &Path, seed: u64, until: Option<Instant>) -> (Arc<Ledger>, Tally) {
    let ledger = Arc::new(Ledger::default());
    let writers: Vec<_> = (0..PROCESSES)
        .map(|number| {
            let writer = Writer {
                number,
                data_dir: data_dir.to_owned(),
                random: Random::new(seed ^ (number << 32)),
                ledger: Arc::clone(&ledger),
            };
            tokio::spawn(writer.run(STEPS, until))
        })
        .collect();
    let mut tally = Tally::default();
    for writer in writers {
        tally += writer.await.unwrap();
    }
    (ledger, tally)
}
