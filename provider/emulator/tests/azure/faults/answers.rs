//! Answers that are scripted, held back or lost.

use bytes::Bytes;
use serde_json::json;

use super::world;
use crate::client::{SUBSCRIPTION, cluster, smallest};

#[test]
fn a_scripted_answer_comes_as_often_as_it_may_and_keeps_the_request_from_its_effect() {
    let azure = world();
    azure.arm(json!({
        "match": {"method": "PUT", "path": "*/managedClusters/*"}, "times": 2,
        "answer": {"status": 429, "retry_after": 5},
    }));
    for _ in 0..2 {
        let refusal = azure.put(&cluster("c"), smallest()).expect(429);
        assert_eq!((refusal.text("code"), refusal.header("retry-after")), ("Throttled", Some("5")));
        azure.get(&cluster("c")).expect(404);
    }
    azure.put(&cluster("c"), smallest()).expect(201);
}

#[test]
fn an_answer_after_the_effect_hides_it() {
    let azure = world();
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "answer": {"when": "after", "status": 504}}));
    let lost = azure.put(&cluster("c"), smallest()).expect(504);
    assert_eq!(lost.text("error.code"), "GatewayTimeout");
    assert_eq!(lost.header("x-ms-failure-cause"), Some("gateway"));
    azure.get(&cluster("c")).expect(200);
}

#[test]
fn a_connection_is_dropped_before_or_after_the_effect() {
    let azure = world();
    azure.arm(json!({"name": "before", "match": {"method": "PUT"}, "times": 1, "drop": "before"}));
    azure.arm(json!({"name": "after", "match": {"method": "PUT"}, "times": 1, "drop": "after"}));
    assert!(azure.dropped("PUT", &cluster("c"), &smallest()));
    azure.get(&cluster("c")).expect(404);
    assert!(azure.dropped("PUT", &cluster("c"), &smallest()));
    azure.get(&cluster("c")).expect(200);
    assert!(!azure.dropped("PUT", &cluster("d"), &smallest()));
}

#[test]
fn any_body_and_header_can_be_answered() {
    let azure = world();
    azure.arm(json!({
        "name": "json", "match": {"path": "managedClusters/a"},
        "answer": {"status": 200, "body": {"odd": true}, "headers": {"X-Proxy": "1", "cache-control": "public"}},
    }));
    azure.arm(json!({"name": "text", "match": {"path": "managedClusters/b"}, "answer": {"status": 502, "body": "<html>"}}));
    let answer = azure.get(&cluster("a")).expect(200);
    assert_eq!((answer.body.clone(), answer.header("x-proxy")), (json!({"odd": true}), Some("1")));
    assert_eq!(answer.headers.get_all("cache-control").iter().count(), 1);
    let request = http::Request::get(format!("https://x{}?api-version=2026-05-01", cluster("b")));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let answer = runtime.block_on(azure.emulator.handle(request.body(Bytes::new()).unwrap())).unwrap();
    assert_eq!(
        (answer.body().as_ref(), answer.headers()["content-type"].as_bytes()),
        (&b"<html>"[..], &b"text/plain; charset=utf-8"[..])
    );
}

#[test]
fn a_header_that_is_given_replaces_the_one_that_the_answer_would_have() {
    let azure = world();
    azure.arm(json!({"answer": {"status": 503, "headers": {"x-ms-failure-cause": "service"}}}));
    let answer = azure.get(SUBSCRIPTION).expect(503);
    let causes: Vec<&[u8]> =
        answer.headers.get_all("x-ms-failure-cause").iter().map(|v| v.as_bytes()).collect();
    assert_eq!(causes, [b"service"]);
}

#[test]
fn an_answer_is_held_back_while_others_are_served() {
    let azure = world();
    azure.arm(json!({"match": {"path": "managedClusters/slow"}, "delay": 30}));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let ask = |name: &str| {
        let request = http::Request::get(format!("https://x{}?api-version=2026-05-01", cluster(name)));
        azure.emulator.handle(request.body(Bytes::new()).unwrap())
    };
    let first = runtime.block_on(async {
        tokio::select! {
            biased;
            _ = ask("slow") => "slow",
            _ = ask("quick") => "quick",
        }
    });
    assert_eq!(first, "quick");
}
