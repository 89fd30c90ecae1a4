//! Processor time, which other work on the machine changes less than the time on the clock.

use std::{fs, path::Path, time::Duration};

/// What a process has used so far, all of its threads together.
pub(crate) fn used_by(id: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{id}/task")).expect("the process runs");
    let nanoseconds = threads.map(|thread| of_thread(&thread.expect("a thread").path()));
    Duration::from_nanos(nanoseconds.sum())
}

/// The first number is what counts. A thread may be gone by now.
fn of_thread(thread: &Path) -> u64 {
    let text = fs::read_to_string(thread.join("schedstat")).unwrap_or_default();
    text.split_whitespace().next().map_or(0, |field| field.parse().expect("nanoseconds"))
}

/// What the children of this process used that have ended, and theirs; in the kernel's ticks of 10 ms.
pub(crate) fn used_by_ended_children() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("this process runs");
    // The name, which may have blanks in it, ends with the last parenthesis.
    let (_, fields) = stat.rsplit_once(')').expect("a name in parentheses");
    let ticks = fields.split_whitespace().skip(13).take(2);
    let ticks: u64 = ticks.map(|field| field.parse::<u64>().expect("a number of ticks")).sum();
    Duration::from_millis(ticks * 10)
}
