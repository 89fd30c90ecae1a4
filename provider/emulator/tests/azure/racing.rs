//! Several processes at the same thing at the same time: each of them gets an answer that fits those of the others.

use std::path::Path;
use std::sync::Barrier;

use arm_emulator::{Emulator, Options};
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::client::{GROUP, cluster, smallest};

/// One of those who share a directory.
struct Process {
    emulator: Emulator,
    runtime: tokio::runtime::Runtime,
}

impl Process {
    /// Operations end at once: the next request finds them done.
    fn on(dir: &Path) -> Self {
        let mut options = Options::new(dir);
        options.speed = 1e9;
        options.page_size = 3;
        options.habits.background_updates = false;
        options.habits.throttling = false;
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        Self { emulator: Emulator::open(options).unwrap(), runtime }
    }

    fn send(&self, method: &str, path: &str, header: (&str, &str), body: Value) -> (u16, Value) {
        let version = if path.contains("/providers/") { "2026-05-01" } else { "2025-04-01" };
        let uri = match path.contains('?') {
            true => path.to_owned(),
            false => format!("https://azure.test{path}?api-version={version}"),
        };
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let request =
            Request::builder().method(method).uri(uri).header(header.0, header.1).body(body).unwrap();
        let response = self.runtime.block_on(self.emulator.handle(request)).unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_slice(response.body()).unwrap_or_default())
    }

    fn put(&self, path: &str, body: Value) -> u16 {
        self.send("PUT", path, ("accept", "*/*"), body).0
    }

    fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", path, ("accept", "*/*"), Value::Null)
    }

    fn delete(&self, path: &str) -> u16 {
        self.send("DELETE", path, ("accept", "*/*"), Value::Null).0
    }
}

/// A directory with the group of all tests.
fn world() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(Process::on(dir.path()).put(GROUP, json!({"location": "eastus"})), 201);
    dir
}

/// What each of six processes gets that do something at the same moment.
fn at_once<T: Send>(dir: &Path, act: impl Fn(&Process, usize) -> T + Sync) -> Vec<T> {
    const PROCESSES: usize = 6;
    let barrier = Barrier::new(PROCESSES);
    std::thread::scope(|scope| {
        let (act, barrier) = (&act, &barrier);
        let all: Vec<_> = (0..PROCESSES)
            .map(|number| {
                scope.spawn(move || {
                    let process = Process::on(dir);
                    barrier.wait();
                    act(&process, number)
                })
            })
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn tagged(number: usize) -> Value {
    let mut body = smallest();
    body["tags"] = json!({"by": number.to_string()});
    body
}

#[test]
fn of_those_who_create_what_must_not_exist_exactly_one_does() {
    let dir = world();
    for round in 0..5 {
        let path = cluster(&format!("c{round}"));
        let mut answers = at_once(dir.path(), |process, _| {
            process.send("PUT", &path, ("if-none-match", "*"), smallest()).0
        });
        answers.sort_unstable();
        assert_eq!(answers, [201, 412, 412, 412, 412, 412]);
    }
}

#[test]
fn of_those_who_change_what_they_saw_exactly_one_does() {
    let dir = world();
    let one = Process::on(dir.path());
    let path = cluster("c");
    assert_eq!(one.put(&path, smallest()), 201);
    for _ in 0..5 {
        let seen = one.get(&path).1["eTag"].as_str().unwrap().to_owned();
        let answers = at_once(dir.path(), |process, number| {
            process.send("PUT", &path, ("if-match", &seen), tagged(number)).0
        });
        let winner = answers.iter().position(|status| *status == 200).unwrap();
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|status| [200, 409, 412].contains(status)), "{answers:?}");
        assert_eq!(one.get(&path).1["tags"]["by"], winner.to_string());
    }
}

#[test]
fn a_deletion_and_a_creation_at_once_leave_the_cluster_whole_or_gone() {
    let dir = world();
    let path = cluster("c");
    for round in 0..10 {
        let answers = at_once(dir.path(), |process, number| match number % 2 {
            0 => process.put(&path, smallest()),
            _ => process.delete(&path),
        });
        assert!(answers.iter().all(|s| [200, 201, 202, 204, 409].contains(s)), "round {round}: {answers:?}");
        let one = Process::on(dir.path());
        let (status, body) = one.get(&path);
        let (pools, all) = one.get(&format!("{path}/agentPools"));
        match status {
            200 => {
                assert_eq!(body["properties"]["provisioningState"], "Succeeded");
                assert_eq!(all["value"].as_array().map(Vec::len), Some(1), "{all}");
            }
            _ => assert_eq!((status, pools), (404, 404)),
        }
    }
}

#[test]
fn a_group_that_is_deleted_takes_the_clusters_along_that_are_being_made_in_it() {
    let dir = world();
    for round in 0..5 {
        let one = Process::on(dir.path());
        let created = one.put(GROUP, json!({"location": "eastus"}));
        assert!([200, 201].contains(&created), "round {round}: {created}");
        let answers = at_once(dir.path(), |process, number| match number {
            0 => process.delete(GROUP),
            _ => process.put(&cluster(&format!("c{number}")), smallest()),
        });
        assert!(answers[1..].iter().all(|s| [201, 404, 409].contains(s)), "round {round}: {answers:?}");
        assert_eq!(one.get(GROUP).0, 404);
        for number in 1..answers.len() {
            assert_eq!(one.get(&cluster(&format!("c{number}"))).0, 404);
        }
    }
    let left = arm_emulator::Outside::open(dir.path()).unwrap().list(None).unwrap();
    assert!(left.iter().all(|resource| !resource.id.contains("/resourceGroups/")), "{left:?}");
}

#[test]
fn pages_show_once_what_stays_while_others_come_and_go() {
    let dir = world();
    let (reader, writer) = (Process::on(dir.path()), Process::on(dir.path()));
    let stay: Vec<String> = (0..10).map(|number| format!("m{number}")).collect();
    let go: Vec<String> = (0..10).map(|number| format!("m{number}x")).collect();
    for name in stay.iter().chain(&go) {
        assert_eq!(writer.put(&cluster(name), smallest()), 201);
    }
    let mut seen = Vec::new();
    let mut next = Some(format!("{GROUP}/providers/Microsoft.ContainerService/managedClusters"));
    let mut page = 0;
    while let Some(link) = next {
        let (status, body) = reader.get(&link);
        assert_eq!(status, 200, "{body}");
        seen.extend(body["value"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap().to_owned()));
        next = body["nextLink"].as_str().map(str::to_owned);
        if let Some(name) = go.get(page) {
            assert_eq!(writer.delete(&cluster(name)), 202);
            assert_eq!(writer.put(&cluster(&format!("a{page}")), smallest()), 201);
            assert_eq!(writer.put(&cluster(&format!("z{page}")), smallest()), 201);
        }
        page += 1;
    }
    for name in &stay {
        assert_eq!(seen.iter().filter(|other| *other == name).count(), 1, "{name} in {seen:?}");
    }
    let mut once = seen.clone();
    once.dedup();
    assert_eq!(once, seen, "nothing is shown twice");
}
