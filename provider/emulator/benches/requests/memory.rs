//! What the embedded emulator adds to the memory of a process that uses it.

use std::{env, fs, path::PathBuf, process::Command};

use arm_emulator::Emulator;
use bytes::Bytes;

use crate::world::{World, cluster, clusters, options};

/// In the environment of a process that only says how much memory it took: the data directory, empty for none.
const ASKED: &str = "ARM_EMULATOR_BENCH_MEMORY_OF";
/// Beside it: clusters on a page of the list.
const PAGE: &str = "ARM_EMULATOR_BENCH_PAGE";

/// MiB by which a process that reads clusters, and a page with so many, through an embedded emulator peaks above one
/// that does not.
pub(crate) fn measure(world: &World, page: usize) -> f64 {
    let peak = |dir: PathBuf| {
        let own = env::current_exe().expect("this program has a path");
        let mut command = Command::new(own);
        let output = command.env(ASKED, dir).env(PAGE, page.to_string()).output().expect("this program runs");
        let text = String::from_utf8(output.stdout).expect("text");
        text.trim().parse::<f64>().unwrap_or_else(|_| panic!("no number of KiB: {text:?}"))
    };
    (peak(world.data_dir()) - peak(PathBuf::new())) / 1024.0
}

/// Whether this process is one whose memory is measured; then it has done its work.
pub(crate) fn was_asked() -> bool {
    let Some(dir) = env::var_os(ASKED) else { return false };
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    if !dir.is_empty() {
        let mut options = options(dir.into());
        options.page_size = env::var(PAGE).ok().and_then(|page| page.parse().ok()).expect("a number");
        let emulator = Emulator::open(options).expect("a world");
        for id in [cluster(1), clusters(), cluster(2)] {
            let uri = format!("https://emulated.azure.invalid{id}?api-version=2026-05-01");
            let request = http::Request::get(uri).body(Bytes::new()).expect("a request");
            assert_eq!(runtime.block_on(emulator.handle(request)).expect("an answer").status(), 200);
        }
    }
    let status = fs::read_to_string("/proc/self/status").expect("a Linux machine");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    println!("{}", peak.trim_end_matches("kB").trim());
    true
}
