//! Who keeps the world locked.

use std::path::Path;

/// What to tell somebody who waited in vain: which process it is, where the system says so.
pub(super) fn named(file: &Path) -> Option<String> {
    let pid = of(file)?;
    Some(format!(
        "process {pid} has kept the emulated world locked for longer than any request takes: it may be stopped; let it \
         go on, or end it"
    ))
}

/// The process that holds the write lock of SQLite's log: byte 120 of the index beside it (sqlite.org/walformat.html,
/// "WAL Locks"), which Linux lists in `/proc/locks` by inode.
#[cfg(target_os = "linux")]
fn of(file: &Path) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;

    const WRITE_LOCK: u64 = 120;
    let mut index = file.as_os_str().to_owned();
    index.push("-shm");
    let inode = std::fs::metadata(index).ok()?.ino();
    let locks = std::fs::read_to_string("/proc/locks").ok()?;
    locks.lines().find_map(|line| {
        // 1: POSIX  ADVISORY  WRITE 3568 08:01:4325417 120 120
        let [_, "POSIX", _, "WRITE", pid, at, first, last] = line.split_whitespace().collect::<Vec<_>>()[..]
        else {
            return None;
        };
        let range = first.parse().ok()?..=last.parse().ok()?;
        let is_it = at.rsplit(':').next()?.parse() == Ok(inode) && range.contains(&WRITE_LOCK);
        is_it.then(|| pid.parse().ok())?
    })
}

#[cfg(not(target_os = "linux"))]
fn of(_: &Path) -> Option<u32> {
    None
}
