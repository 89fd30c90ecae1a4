//! `MoveResourceState`: from another type.

use super::{named::Named, *};

fn request(address: &str, type_name: &str) -> tf::move_resource_state::Request {
    tf::move_resource_state::Request {
        source_provider_address: address.to_owned(),
        source_type_name: type_name.to_owned(),
        source_schema_version: 3,
        source_state: json(r#"{ "name": "n", "price": 2.5 }"#),
        target_type_name: "test_named".to_owned(),
        ..Default::default()
    }
}

fn json(text: &str) -> Option<tf::RawState> {
    Some(tf::RawState { json: text.as_bytes().to_vec(), ..Default::default() })
}

async fn moved(request: tf::move_resource_state::Request) -> tf::move_resource_state::Response {
    configured().await.move_resource_state(Request::new(request)).await.unwrap().into_inner()
}

const SHOP: (&str, &str) = ("registry.terraform.io/other/shop", "shop_article");

#[tokio::test]
async fn a_known_source_is_taken_over_without_its_write_only_values() {
    let response = moved(request(SHOP.0, SHOP.1)).await;
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(value(response.target_state, &Named::ty()), Named::state("moved from version 3", "n"));
}

#[tokio::test]
async fn it_is_known_on_opentofu_s_registry_too() {
    let response = moved(request("registry.opentofu.org/other/shop", SHOP.1)).await;
    assert_eq!(told(&response.diagnostics), "");
}

#[tokio::test]
async fn private_state_begins_empty_and_that_of_the_source_can_be_read() {
    let source = tf::move_resource_state::Request {
        source_private: br#"{ "origin": "overseas", "other": 1 }"#.to_vec(),
        ..request(SHOP.0, SHOP.1)
    };
    let private: serde_json::Value = serde_json::from_slice(&moved(source).await.target_private).unwrap();
    assert_eq!(private, serde_json::json!({ "moved from": "overseas" }));
}

#[tokio::test]
async fn the_identity_follows_from_state_and_source_identity() {
    let told_of = async |source_identity| {
        let response =
            moved(tf::move_resource_state::Request { source_identity, ..request(SHOP.0, SHOP.1) }).await;
        let identity = response.target_identity.unwrap().identity_data;
        value(identity, &Named::identity_ty())
    };
    let of = |region: Value| Value::object([("id", "n".into()), ("region", region)]);
    assert_eq!(told_of(json(r#"{ "name": "north" }"#)).await, of("north".into()));
    assert_eq!(told_of(None).await, of(Value::Null));
    // OpenTofu has none to send.
    assert_eq!(told_of(Some(tf::RawState::default())).await, of(Value::Null));
}

#[tokio::test]
async fn an_unknown_source_is_refused_by_name() {
    for (address, type_name) in [(SHOP.0, "shop_customer"), ("registry.terraform.io/x/y", SHOP.1)] {
        let response = moved(request(address, type_name)).await;
        assert_eq!(told(&response.diagnostics), "error: Unable to Move Resource State");
        let detail = &response.diagnostics[0].detail;
        assert!(detail.contains(address) && detail.contains(type_name), "{detail}");
        assert_eq!(response.target_state, None);
    }
}

#[tokio::test]
async fn a_type_that_takes_nothing_over_refuses_every_source() {
    let target = "test_thing".to_owned();
    let response =
        moved(tf::move_resource_state::Request { target_type_name: target, ..request(SHOP.0, SHOP.1) }).await;
    assert_eq!(told(&response.diagnostics), "error: Unable to Move Resource State");
}

#[tokio::test]
async fn state_that_is_not_what_the_source_had_is_an_error() {
    let source = tf::move_resource_state::Request { source_state: json("[]"), ..request(SHOP.0, SHOP.1) };
    assert_eq!(told(&moved(source).await.diagnostics), "error: Stored state cannot be read");
}

#[tokio::test]
async fn flat_state_is_refused_with_the_way_out() {
    let flatmap = [("id".to_owned(), "made".to_owned())].into();
    let source_state = Some(tf::RawState { flatmap, ..Default::default() });
    let source = tf::move_resource_state::Request { source_state, ..request(SHOP.0, SHOP.1) };
    assert_eq!(told(&moved(source).await.diagnostics), "error: Stored state is too old");
}

#[tokio::test]
async fn a_move_from_the_same_type_is_an_upgrade() {
    let own = |version, state: &str| tf::move_resource_state::Request {
        source_schema_version: version,
        source_state: json(state),
        ..request("registry.opentofu.org/test/subject", "test_named")
    };
    let upgraded = moved(own(0, r#"{ "name": "n" }"#)).await;
    assert_eq!(value(upgraded.target_state, &Named::ty()), Named::state("upgraded", "n"));
    let same = moved(own(1, r#"{ "act": "ok", "id": "n" }"#)).await;
    assert_eq!(value(same.target_state, &Named::ty()), Named::state("ok", "n"));
}
