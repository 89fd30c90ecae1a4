//! One world, many who use it, some of whom die.

use arm_emulator::{Emulator, Options, Outside};
use bytes::Bytes;
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::client::SUBSCRIPTION;

/// Makes a resource group and gives the answer.
fn answer(emulator: &Emulator, name: &str) -> http::Response<Bytes> {
    let uri = format!("https://x{SUBSCRIPTION}/resourceGroups/{name}?api-version=2025-04-01");
    let body = Bytes::from(json!({"location": "eastus"}).to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(emulator.handle(http::Request::put(uri).body(body).unwrap())).unwrap()
}

/// Makes a resource group and says whether it was answered.
fn make(emulator: &Emulator, name: &str) -> u16 {
    answer(emulator, name).status().as_u16()
}

fn names(dir: &Path) -> Vec<String> {
    let mut outside = Outside::open(dir).unwrap();
    let groups = outside.list(Some("Microsoft.Resources/resourceGroups")).unwrap();
    groups.into_iter().filter_map(|g| g.id.rsplit('/').next().map(str::to_owned)).collect()
}

#[test]
fn several_emulators_on_one_directory_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let dir = dir.path();
            scope.spawn(move || {
                let emulator = Emulator::open(Options::new(dir)).unwrap();
                for n in 0..25 {
                    assert_eq!(make(&emulator, &format!("g-{thread}-{n}")), 201);
                }
            });
        }
    });
    assert_eq!(names(dir.path()).len(), 100);
    let journal = Outside::open(dir.path()).unwrap().journal(0, 1000).unwrap();
    assert_eq!(journal.len(), 100);
    assert!(journal.windows(2).all(|pair| pair[0].seq + 1 == pair[1].seq));
}

#[test]
fn a_request_takes_effect_even_if_nobody_waits_for_its_answer() {
    let dir = tempfile::tempdir().unwrap();
    let emulator = Emulator::open(Options::new(dir.path())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let uri = format!("https://x{SUBSCRIPTION}/resourceGroups/g?api-version=2025-04-01");
        let request = http::Request::put(uri).body(Bytes::from_static(br#"{"location":"eastus"}"#)).unwrap();
        let _ = tokio::time::timeout(Duration::ZERO, emulator.handle(request)).await;
    });
    assert_eq!(make(&emulator, "h"), 201);
    assert_eq!(names(dir.path()), ["g", "h"]);
}

/// The part of the next test that is killed: makes groups for ever, and says so after each answer.
#[test]
fn a_writer_that_waits_to_be_killed() {
    let Some(dir) = std::env::var_os("ARM_EMULATOR_TEST_WRITER") else { return };
    let emulator = Emulator::open(Options::new(&dir)).unwrap();
    let run = std::process::id();
    let mut out = std::io::stdout();
    for n in 0.. {
        let name = format!("g-{run}-{n}");
        let answer = answer(&emulator, &name);
        assert_eq!(answer.status().as_u16(), 201, "{}", String::from_utf8_lossy(answer.body()));
        // Straight to the pipe: the test harness keeps what is printed to itself.
        writeln!(out, "\nmade {name}").unwrap();
        out.flush().unwrap();
    }
}

const WRITER: [&str; 4] =
    ["sharing::a_writer_that_waits_to_be_killed", "--exact", "--nocapture", "--test-threads=1"];

fn writer(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(WRITER)
        .env("ARM_EMULATOR_TEST_WRITER", dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn a_full_disk_costs_no_answered_request() {
    let dir = tempfile::tempdir().unwrap();
    // Files may have some hundred KiB; a write beyond that fails instead of ending the process.
    let limited = r#"trap '' XFSZ; ulimit -f 600; exec "$0" "$@""#;
    let output = Command::new("sh")
        .args(["-c", limited])
        .arg(std::env::current_exe().unwrap())
        .args(WRITER)
        .env("ARM_EMULATOR_TEST_WRITER", dir.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answered: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("made ")).collect();
    let refusal = String::from_utf8(output.stderr).unwrap();
    assert!(
        !answered.is_empty() && refusal.contains("left: 500"),
        "it writes until it is refused: {refusal}"
    );
    let place = format!("the emulator's data directory `{}` failed: ", dir.path().display());
    assert!(
        refusal.contains(&place) && refusal.contains("see whether its disk is full"),
        "it names the directory and the way out: {refusal}"
    );
    let there = names(dir.path());
    for name in answered {
        assert!(there.iter().any(|other| other == name), "{name} was answered and is lost");
    }
    let emulator = Emulator::open(Options::new(dir.path())).unwrap();
    assert_eq!(make(&emulator, "with-space-again"), 201);
}

#[test]
fn a_killed_process_loses_no_answered_request() {
    let dir = tempfile::tempdir().unwrap();
    let mut answered = Vec::new();
    for round in 0..6 {
        let mut children: Vec<Child> = (0..2).map(|_| writer(dir.path())).collect();
        for (at, child) in children.iter_mut().enumerate() {
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            let made = lines.map_while(Result::ok).filter_map(|l| l.strip_prefix("made ").map(str::to_owned));
            answered.extend(made.take(5 + 3 * round + at));
        }
        for child in &mut children {
            // SIGKILL on Unix.
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let there = names(dir.path());
        for name in &answered {
            assert!(there.contains(name), "{name} was answered and is lost");
        }
    }
    assert!(answered.len() > 60);
    // Whoever was made is in the journal, and the other way round.
    let made = Outside::open(dir.path()).unwrap().journal(0, 100_000).unwrap();
    assert_eq!(made.len(), names(dir.path()).len());
}

// Windows lets nobody delete a file that is open.
#[cfg(unix)]
#[test]
fn a_data_directory_deleted_under_a_running_emulator_is_unavailable() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("w");
    let emulator = Emulator::open(Options::new(&dir)).unwrap();
    assert_eq!(make(&emulator, "a"), 201);
    std::fs::remove_dir_all(&dir).unwrap();
    let answer = answer(&emulator, "b");
    assert_eq!(answer.status(), 503);
    let body: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(body["error"]["code"], "ServiceUnavailable");
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains(&format!("`{}`", dir.display())), "{message}");
    assert!(message.contains("put the directory back, or restart"), "{message}");
}
