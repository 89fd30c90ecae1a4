//! Tokens that expire and clocks that are wrong.

use arm_emulator::Outside;
use serde_json::json;

use super::world;
use crate::client::{Answer, Azure, SUBSCRIPTION, cluster, smallest};

/// A token, and what it is sent with.
pub(super) fn token(azure: &Azure) -> (Answer, String) {
    let path = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fazure.test";
    let answer = azure.send("GET", path, &[("metadata", "true")], None).expect(200);
    let header = format!("Bearer {}", answer.text("access_token"));
    (answer, header)
}

#[test]
fn tokens_of_before_are_expired_and_new_ones_are_not() {
    let azure = world();
    let (_, old) = token(&azure);
    azure.arm(json!({"expired_token": true}));
    let ask = |bearer: &str| azure.send("GET", SUBSCRIPTION, &[("authorization", bearer)], None);
    let refusal = ask(&old).expect(401);
    assert_eq!(refusal.text("error.code"), "ExpiredAuthenticationToken");
    assert!(refusal.header("www-authenticate").unwrap().contains("error=\"invalid_token\""));
    assert_eq!(ask("Bearer fixed").status, 401);
    ask(&token(&azure).1).expect(200);
    azure.get(SUBSCRIPTION).expect(200);
}

#[test]
fn a_write_with_an_expired_token_takes_no_effect() {
    let azure = world();
    let (_, old) = token(&azure);
    azure.arm(json!({"expired_token": true}));
    azure.send("PUT", &cluster("c"), &[("authorization", &old)], Some(smallest())).expect(401);
    azure.get(&cluster("c")).expect(404);
}

#[test]
fn a_rule_of_a_file_is_armed_by_the_clock_of_its_world() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("faults.json");
    std::fs::write(&file, json!([{"name": "old", "expired_token": true}]).to_string()).unwrap();
    let azure = Azure::with(|options| options.faults_file = Some(file.clone()));
    let (_, new) = token(&azure);
    azure.send("GET", SUBSCRIPTION, &[("authorization", &new)], None).expect(200);
}

#[test]
fn tokens_are_good_for_as_long_as_a_rule_says() {
    let azure = world();
    azure.arm(json!({"token_lifetime": 60}));
    let (answer, bearer) = token(&azure);
    assert_eq!(answer.text("expires_in"), "60");
    let statuses: Vec<u16> =
        (0..4).map(|_| azure.send("GET", SUBSCRIPTION, &[("authorization", &bearer)], None).status).collect();
    assert_eq!(statuses, [200, 200, 401, 401]);
}

#[test]
fn a_skewed_clock_shows_in_dates_tokens_and_operations() {
    let azure = world();
    azure.arm(json!({"clock_skew": 3600}));
    let ahead = |answer: &Answer| answer.header("date").unwrap()[17..19].to_owned();
    assert_eq!(ahead(&azure.get(SUBSCRIPTION)), "01");
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    let operation = azure.get(created.header("azure-asyncoperation").unwrap());
    assert!(operation.text("startTime").starts_with("2026-11-22T01:"), "{}", operation.body);
    assert!(token(&azure).0.text("not_before").parse::<i64>().unwrap() > 1_795_305_600 + 3600);
    Outside::open(azure.dir.path()).unwrap().clear_faults(None).unwrap();
    assert_eq!(ahead(&azure.get(SUBSCRIPTION)), "00");
}
