//! In deterministic mode the same requests get the same answers, to the byte.

use arm_emulator::{Emulator, FaultRule, Options, Outside};
use bytes::Bytes;
use serde_json::json;
use std::path::Path;

use super::client::{GROUP, SUBSCRIPTION, cluster, smallest};

fn open(dir: &Path) -> Emulator {
    let mut options = Options::new(dir);
    options.deterministic = Some(11);
    Emulator::open(options).unwrap()
}

/// Everything that goes over the wire for a request: status, headers, body.
fn bytes(emulator: &Emulator, method: &str, path: &str, body: &str) -> String {
    let uri = if path.starts_with("https:") { path.to_owned() } else { format!("https://azure.test{path}") };
    let request =
        http::Request::builder().method(method).uri(uri).body(Bytes::from(body.to_owned())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    match runtime.block_on(emulator.handle(request)) {
        Ok(answer) => format!("{:?} {:?} {:?}", answer.status(), answer.headers(), answer.body()),
        Err(dropped) => dropped.to_string(),
    }
}

/// A scenario with something of everything, each request to the next of the emulators in turn.
fn run(emulators: &[Emulator]) -> Vec<String> {
    let mut answers = Vec::new();
    let mut ask = |method: &str, path: &str, body: serde_json::Value| {
        let emulator = &emulators[answers.len() % emulators.len()];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        answers.push(bytes(emulator, method, path, &body));
        answers.last().unwrap().clone()
    };
    let none = || serde_json::Value::Null;
    let aks = |path: &str| format!("{path}?api-version=2026-05-01");
    ask("PUT", &format!("{GROUP}?api-version=2025-04-01"), json!({"location": "westeurope"}));
    let created = ask("PUT", &aks(&cluster("c")), smallest());
    let url =
        created.split("azure-asyncoperation\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for _ in 0..15 {
        ask("GET", &url, none());
    }
    ask("GET", &aks(&cluster("c")), none());
    ask("POST", &aks(&format!("{}/listClusterUserCredential", cluster("c"))), none());
    ask("POST", &aks(&format!("{}/stop", cluster("c"))), none());
    ask("PUT", &aks(&cluster("c")), smallest());
    for _ in 0..30 {
        ask("PUT", &aks(&cluster("none")), json!({}));
    }
    let token = "client_id=c&client_secret=s&scope=x&grant_type=client_credentials";
    ask("POST", "/tenant/oauth2/v2.0/token", json!(token));
    ask("GET", &format!("{SUBSCRIPTION}/providers?api-version=2025-04-01"), none());
    ask("DELETE", &format!("{GROUP}?api-version=2025-04-01"), none());
    answers
}

fn with_faults(dir: &Path) {
    let mut outside = Outside::open(dir).unwrap();
    for rule in [
        json!({"name": "slow", "match": {"operation": "ClusterCreate"}, "operation": {"slower": 1.5}}),
        json!({"name": "gone", "match": {"path": "managedClusters/none"}, "nth": 3, "drop": "after"}),
    ] {
        outside.add_fault(&FaultRule::read(&rule).unwrap()).unwrap();
    }
}

#[test]
fn two_runs_of_the_same_requests_give_the_same_bytes() {
    let once = || {
        let dir = tempfile::tempdir().unwrap();
        with_faults(dir.path());
        run(&[open(dir.path())])
    };
    assert_eq!(once(), once());
}

#[test]
fn two_who_take_turns_on_one_world_answer_as_one_alone() {
    let (alone, shared) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for dir in [&alone, &shared] {
        with_faults(dir.path());
    }
    let together = run(&[open(shared.path()), open(shared.path())]);
    assert_eq!(run(&[open(alone.path())]), together);
    assert!(together.iter().any(|answer| answer.contains("429")));
    assert!(together.iter().any(|answer| answer.contains("closed without an answer")));
}
