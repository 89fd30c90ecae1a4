//! Processes seen through Linux's `/proc`: whose child is whose, what they peaked at, and how to end them.

use std::{fs, path::Path};

use rustix::process::{Pid, Signal, kill_process};

/// The processes that run `program` and descend from `ancestor`.
pub fn descendants(ancestor: u32, program: &Path) -> Vec<u32> {
    let processes: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, parent(pid)?)))
        .collect();
    let descends = |mut pid: u32| {
        while let Some((_, parent)) = processes.iter().find(|(child, _)| *child == pid) {
            if *parent == ancestor {
                return true;
            }
            pid = *parent;
        }
        false
    };
    processes.iter().map(|(pid, _)| *pid).filter(|pid| runs(*pid, program) && descends(*pid)).collect()
}

/// Ends a process as kill -9 does. One that is gone already is fine.
pub fn kill(pid: u32) {
    let _ = i32::try_from(pid).ok().and_then(Pid::from_raw).map(|pid| kill_process(pid, Signal::KILL));
}

/// The highest resident set of a process so far, in KiB; `None` once it is gone.
pub fn peak_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The program's name stands in parentheses and may itself hold spaces and parentheses.
    let (_, after_name) = stat.rsplit_once(')')?;
    after_name.split_whitespace().nth(1)?.parse().ok()
}

/// By content rather than by path: a mirror holds a link to, or a copy of, the program that was built.
fn runs(pid: u32, program: &Path) -> bool {
    let Ok(running) = fs::read_link(format!("/proc/{pid}/exe")) else { return false };
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    match (name(&running), name(program)) {
        (Some(running), Some(program)) => running.starts_with(&program),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::process;

    use super::*;

    #[test]
    fn a_process_has_a_parent_and_a_peak() {
        let me = process::id();
        assert_eq!(parent(me), Some(std::os::unix::process::parent_id()));
        assert!(peak_memory(me).is_some_and(|kib| kib > 100));
    }

    #[test]
    fn a_child_is_found_by_the_program_it_runs() {
        let mut child = process::Command::new("sleep").arg("30").spawn().unwrap();
        let found = descendants(process::id(), Path::new("/somewhere/sleep"));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(found, [child.id()]);
    }
}
