//! Values of every kind come through Terraform unchanged. Terraform compares, to the last of 512 bits, what it sent
//! with what the provider plans, applies and reads, and reports a difference as an inconsistent result.

use std::fs;

use acceptance::{Outcome, Release};
use serde_json::Value;

use crate::example::Example;

/// Values that are known at plan.
const KNOWN: &str = r#"
resource "echo_values" "known" {
  number  = 1 / 3
  numbers = [
    0.1, 2.5, -0.0, 10 / 4, 2 / 7, 1e20, 1e300, 1e-300, 9223372036854775807, 9223372036854775808,
    5e-324, 123456789012345678901234567890.123456789,
  ]
  integer = 42
  float   = 0.1
  text    = "caf\u00e9 e\u0301 \U0001F600"
  texts   = ["b", "a", "b", "e\u0301", "\u00e9"]
  sets    = [["b", "a"], []]
  map     = { "e\u0301" = "x", plain = "y" }
  any     = { number = 1 / 7, tuple = ["x", 2, null], list = tolist(["z"]), empty = tolist([]), nothing = null }
  anys    = ["one", "two"]
  secret  = "hunter2"
  object  = { name = "object", size = 7 }
  list    = [{ name = "first" }, { name = "second", labels = ["q", "p"], kind = "own" }]
  set     = [{ name = "one" }, { name = "two", labels = ["q", "p"] }, { name = "one" }]
  objects = { key = { name = "by key" } }
  single_block { name = "single" }
  list_block { name = "first" }
  list_block {
    name   = "second"
    labels = ["l"]
  }
  set_block { name = "set" }
  map_block "label" { name = "map" }
  any_block { value = "text" }
  any_block { value = [1, true, null] }
  any_block {}
}

resource "echo_values" "null_of_a_type" {
  any = tonumber(null)
}
"#;

/// Values that are known, in part or with a promise about them, only at apply.
const UNKNOWN: &str = r#"
resource "echo_values" "first" {}

# What is promised of the first one's values decides this at plan; otherwise Terraform would refuse the counts.
resource "echo_values" "decided" {
  count = echo_values.first.result == null ? 0 : 1
  text  = echo_values.first.result
}
resource "echo_values" "begins" {
  count = startswith(echo_values.first.id, "/echo/") ? 1 : 0
}

resource "echo_values" "unknown" {
  text    = "日本語-${echo_values.first.result}-suffix"
  integer = length("prefix-${echo_values.first.result}")
  texts   = [echo_values.first.result, "known"]
  any     = echo_values.first.result
  object  = { name = "x-${echo_values.first.result}" }
  list    = [{ name = echo_values.first.result }, { name = "known" }]
  set     = [{ name = echo_values.first.result }, { name = "known" }]
  objects = { for name in [echo_values.first.result] : "key" => { name = name } }
  any_block { value = echo_values.first.result }
  dynamic "list_block" {
    for_each = echo_values.first.result == "result" ? toset(["a", "b"]) : []
    content { name = list_block.key }
  }
}
"#;

#[test]
fn known_values_of_every_kind_come_back_unchanged() -> Outcome {
    for release in [Release::V1_11, Release::V1_15] {
        let world = echo(release, KNOWN)?;
        world.terraform(&["apply", "-auto-approve"]).succeed()?;
        world.terraform(&["plan", "-detailed-exitcode"]).succeed()?;
        let state: Value =
            serde_json::from_str(&fs::read_to_string(world.file("terraform.tfstate")).unwrap()).unwrap();
        let values = &state["resources"][0]["instances"][0]["attributes"];
        assert_eq!(values["set"].as_array().map(Vec::len), Some(2), "{values}");
        assert_eq!(values["texts"], serde_json::json!(["a", "b", "\u{e9}"]));
        assert_eq!(values["list"][0]["kind"], "plain");
        assert_eq!(values["any_block"]["value"][1]["value"], serde_json::json!([1, true, null]));
        let null = &state["resources"][1]["instances"][0]["attributes"]["any"];
        assert_eq!(*null, serde_json::json!({ "value": null, "type": "number" }));
    }
    Ok(())
}

#[test]
fn changed_values_of_every_kind_are_updated_in_place() -> Outcome {
    let world = echo(Release::V1_11, KNOWN)?;
    world.terraform(&["apply", "-auto-approve"]).succeed()?;
    let changed = KNOWN
        .replace("1 / 3", "2 / 3")
        .replace("1e300", "1.7976931348623157e308")
        .replace("{ name = \"one\" }, ", "")
        .replace("\"first\"", "\"renamed\"")
        .replace("tolist([\"z\"])", "tomap({ z = 1 / 9 })")
        .replace("value = \"text\"", "value = { x = [null, 0.1] }");
    world.configure(&changed);
    world.terraform(&["apply", "-auto-approve"]).succeed()?.says("0 added, 1 changed, 0 destroyed")?;
    world.terraform(&["plan", "-detailed-exitcode"]).succeed()?;
    Ok(())
}

#[test]
fn values_that_are_known_only_at_apply_come_back_unchanged() -> Outcome {
    for release in [Release::V1_11, Release::V1_15] {
        let world = echo(release, UNKNOWN)?;
        world.terraform(&["apply", "-auto-approve"]).succeed()?;
        world.terraform(&["plan", "-detailed-exitcode"]).succeed()?;
    }
    Ok(())
}

/// The echo provider with this configuration.
fn echo(release: Release, hcl: &str) -> Outcome<Example> {
    let echo = Example::new("echo", release)?;
    echo.configure(hcl);
    Ok(echo)
}
