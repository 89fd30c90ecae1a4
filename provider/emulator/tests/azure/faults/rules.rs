//! Which requests a rule strikes, and how rules come and go.

use arm_emulator::{Emulator, FaultRule, JournalFilter, Options, Outside};
use bytes::Bytes;
use serde_json::{Value, json};
use std::path::Path;

use super::world;
use crate::client::{GROUP, SUBSCRIPTION, cluster, smallest};

#[test]
fn only_the_nth_matching_request_is_struck() {
    let azure = world();
    azure.arm(
        json!({"match": {"method": "GET", "path": "resourceGroups/*"}, "nth": 3, "answer": {"status": 503}}),
    );
    let answers: Vec<u16> = (0..5).map(|_| azure.get(GROUP).status).collect();
    assert_eq!(answers, [200, 200, 503, 200, 200]);
    azure.get(SUBSCRIPTION).expect(200);
}

#[test]
fn rules_are_about_type_version_and_headers() {
    let azure = world();
    let kind = "Microsoft.ContainerService/managedClusters";
    azure.arm(json!({
        "match": {"type": kind, "api_version": "2026-*", "headers": {"if-none-match": "*"}}, "drop": "before",
    }));
    azure.put(&cluster("c"), smallest()).expect(201);
    let ask = |path: &str, headers: &[(&str, &str)]| {
        let mut request = http::Request::get(format!("https://azure.test{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(azure.emulator.handle(request.body(Bytes::new()).unwrap())).is_err()
    };
    let condition = [("if-none-match", "x")];
    assert!(ask(&format!("{}?api-version=2026-05-01", cluster("c")), &condition));
    assert!(!ask(&format!("{}?api-version=2026-05-01", cluster("c")), &[]));
    assert!(!ask(&format!("{}?api-version=2025-05-01", cluster("c")), &condition));
    assert!(!ask(&format!("{}/agentPools/system?api-version=2026-05-01", cluster("c")), &condition));
}

#[test]
fn delays_add_to_what_another_rule_decides_and_the_first_decision_stands() {
    let azure = world();
    azure.arm(json!({"name": "slow", "delay": 0.001}));
    azure.arm(json!({"name": "first", "answer": {"status": 503}, "times": 1}));
    azure.arm(json!({"name": "second", "answer": {"status": 502}, "times": 1}));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let ask = || {
        let request = http::Request::get(format!("https://x{SUBSCRIPTION}?api-version=2022-12-01"));
        runtime
            .block_on(azure.emulator.handle(request.body(Bytes::new()).unwrap()))
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!([ask(), ask(), ask()], [503, 502, 200]);
    let mut outside = Outside::open(azure.dir.path()).unwrap();
    let mut filter = JournalFilter::default();
    filter.fault = Some("second".into());
    let struck = outside.requests(&filter, 10).unwrap();
    assert_eq!(struck[0].fault.as_deref(), Some("slow, second"));
    assert_eq!((struck.len(), struck[0].status, struck[0].delay_ms), (1, 502, 1));
}

#[test]
fn a_rule_that_is_cleared_strikes_no_more() {
    let azure = world();
    azure.arm(json!({"name": "Off", "answer": {"status": 503}}));
    azure.get(SUBSCRIPTION).expect(503);
    let mut outside = Outside::open(azure.dir.path()).unwrap();
    assert_eq!(outside.clear_faults(Some("off")).unwrap(), 1);
    azure.get(SUBSCRIPTION).expect(200);
    let unknown = outside.clear_faults(Some("off")).unwrap_err().to_string();
    assert_eq!(unknown, "no fault rule `off` is armed; `arm-emulator fault list` shows those that are");
}

/// Opens the world of a directory with a faults file, and asks once.
fn once(dir: &Path, file: &Path) -> u16 {
    let mut options = Options::new(dir.join("world"));
    options.faults_file = Some(file.to_owned());
    let emulator = Emulator::open(options).unwrap();
    let request = http::Request::get(format!("https://x{SUBSCRIPTION}?api-version=2022-12-01"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(emulator.handle(request.body(Bytes::new()).unwrap())).unwrap().status().as_u16()
}

#[test]
fn a_faults_file_is_armed_once_per_world_however_often_it_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("faults.json");
    let write = |rules: Value| std::fs::write(&file, rules.to_string()).unwrap();
    write(json!([{"name": "once", "times": 1, "answer": {"status": 503}}]));
    assert_eq!([once(dir.path(), &file), once(dir.path(), &file)], [503, 200]);
    write(json!([{"name": "once", "times": 1, "answer": {"status": 502}}]));
    assert_eq!([once(dir.path(), &file), once(dir.path(), &file)], [502, 200]);
    write(json!([{"name": "always", "answer": {"status": 500}}]));
    assert_eq!(once(dir.path(), &file), 500);
    write(json!([]));
    assert_eq!(once(dir.path(), &file), 200);
}

#[test]
fn a_mistake_in_a_faults_file_is_said_once() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("faults.json");
    std::fs::write(&file, r#"[{"delay": 1}]"#).unwrap();
    let mut options = Options::new(dir.path().join("world"));
    options.faults_file = Some(file);
    let error = Emulator::open(options).unwrap_err();
    let causes = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
    assert_eq!(causes.map(ToString::to_string).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_mistake_in_a_faults_file_names_file_entry_and_member() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("faults.json");
    let refused = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let mut options = Options::new(dir.path().join("world"));
        options.faults_file = Some(file.clone());
        Emulator::open(options).unwrap_err().to_string().replace(&file.display().to_string(), "F")
    };
    assert_eq!(refused("["), "the emulator's faults file `F` is no valid JSON (line 1, column 1)");
    assert!(refused("{}").starts_with("the emulator's faults file `F` must hold a JSON list of fault rules"));
    assert_eq!(
        refused(r#"[{"delay": 1}]"#),
        "entry 1 of the emulator's faults file `F`: the fault rule: `name` is missing; expected a name, by which the rule is armed only once however many processes read the file"
    );
    let twice = refused(r#"[{"name": "a", "delay": 1}, {"name": "A", "delay": 1}]"#);
    assert!(twice.contains("entry 2") && twice.contains("`name` is \"A\"; expected another name"), "{twice}");
    let wrong = refused(r#"[{"name": "a", "answer": {"status": "429"}}]"#);
    assert!(
        wrong.contains("the fault rule `a`: `answer.status` is \"429\"; expected the HTTP status"),
        "{wrong}"
    );
    std::fs::remove_file(&file).unwrap();
    let mut options = Options::new(dir.path().join("world"));
    options.faults_file = Some(file.clone());
    assert!(Emulator::open(options).unwrap_err().to_string().contains("cannot be read: check the path"));
}

#[test]
fn a_rule_that_strikes_three_times_does_so_among_all_who_share_the_world() {
    let dir = tempfile::tempdir().unwrap();
    let rule = json!({"times": 3, "answer": {"status": 503}});
    Outside::open(dir.path().join("world")).unwrap().add_fault(&FaultRule::read(&rule).unwrap()).unwrap();
    let file = dir.path().join("none.json");
    std::fs::write(&file, "[]").unwrap();
    let struck: usize = std::thread::scope(|scope| {
        let ask = || (0..5).filter(|_| once(dir.path(), &file) == 503).count();
        let all: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(struck, 3);
}
