//! `UpgradeResourceState`: from what was stored.

use super::*;

async fn upgrade(version: i64, raw: tf::RawState) -> (Value, String) {
    let request = tf::upgrade_resource_state::Request {
        type_name: "test_thing".to_owned(),
        version,
        raw_state: Some(raw),
    };
    let response =
        Service::new(Subject).upgrade_resource_state(Request::new(request)).await.unwrap().into_inner();
    (value(response.upgraded_state, &Thing::ty()), told(&response.diagnostics))
}

fn json(text: &str) -> tf::RawState {
    tf::RawState { json: text.as_bytes().to_vec(), ..Default::default() }
}

#[tokio::test]
async fn state_of_the_same_version_is_read_as_it_is() {
    let stored = json(r#"{ "act": "ok", "kind": null, "id": "made", "etag": "1", "timeouts": null }"#);
    assert_eq!(upgrade(2, stored).await, (Thing::made("ok"), String::new()));
}

#[tokio::test]
async fn attributes_that_nobody_knows_any_more_are_left_out_and_new_ones_are_null() {
    let stored = json(r#"{ "act": "ok", "id": "made", "etag": "1", "colour": { "r": 1.5 } }"#);
    assert_eq!(upgrade(2, stored).await, (Thing::made("ok"), String::new()));
}

#[tokio::test]
async fn state_of_an_older_version_is_brought_up_by_the_resource() {
    let stored = json(r#"{ "deed": "ok", "id": "made", "etag": "1" }"#);
    assert_eq!(upgrade(1, stored).await, (Thing::made("ok"), String::new()));
}

#[tokio::test]
async fn a_version_from_which_there_is_no_way_is_an_error() {
    assert_eq!(upgrade(0, json("{}")).await, (Value::Null, "error: Too old".to_owned()));
}

#[tokio::test]
async fn state_that_is_no_json_is_an_error() {
    for version in [1, 2] {
        assert_eq!(upgrade(version, json("{")).await.1, "error: Stored state cannot be read");
    }
}

#[tokio::test]
async fn state_of_terraform_0_11_is_refused_with_the_way_out() {
    let flatmap = [("id".to_owned(), "made".to_owned())].into();
    let stored = tf::RawState { flatmap, ..Default::default() };
    assert_eq!(upgrade(2, stored).await.1, "error: Stored state is too old");
}

#[tokio::test]
async fn state_of_a_newer_version_is_refused() {
    assert_eq!(upgrade(3, json("{}")).await.1, "error: Stored state is of a newer version");
}
