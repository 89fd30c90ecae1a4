//! `framework_tfsdk_reflection`: computed twins of every kind.

use acceptance::Outcome;
use serde_json::json;

use super::{Session, V1_11, V1_15};

const FIRST: &str = r#"
resource "framework_tfsdk_reflection" "test" {
  config_bool          = true
  config_dynamic       = "hello"
  config_float64       = 1.5
  config_int64         = 1
  config_list          = ["hello", "there"]
  config_map           = { key1 = "val1" }
  config_map_nested    = { key1 = { nested_string = "val1" } }
  config_object        = { nested_string = "hello" }
  config_single_nested = { nested_string = "hello" }
  config_string        = "hello"
  config_set_nested_block {
    nested_string = "one"
  }
  config_set_nested_block {
    nested_string = "two"
  }
  computed_list_nested_block {}
  computed_list_nested_block {}
}
"#;

#[test]
fn an_update_of_everything_configured_keeps_everything_computed() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let address = "framework_tfsdk_reflection.test";
        session.apply(FIRST)?.does(&[(address, "create")])?;
        let created = session.state(address)?;
        let expected = json!({
            "computed_bool": true,
            "computed_dynamic": {"value": "dynamic string", "type": "string"},
            "computed_float64": 1.2,
            "computed_int64": 100,
            "computed_list": ["computed", "list"],
            "computed_map": {"key6": "val6", "key7": "val7"},
            "computed_map_nested": {"key6": {"nested_string": "val6"}, "key7": {"nested_string": "val7"}},
            "computed_object": {"nested_string": "computed string"},
            "computed_single_nested": {"nested_string": "computed string"},
            "computed_string": "computed string",
            "computed_list_nested_block": [
                {"nested_string": "computed string one"}, {"nested_string": "computed string two"},
            ],
        });
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(created[name], *value, "{name}");
        }

        let second = FIRST
            .replace("true", "false")
            .replace("1.5", "2.5")
            .replace("= 1\n", "= 2\n")
            .replace("\"hello\"", "\"bye\"")
            .replace("config_dynamic       = \"bye\"", "config_dynamic       = [1]")
            .replace("\"val1\"", "\"val2\"")
            .replace("\"two\"", "\"three\"");
        session.configure(&second);
        session.plain(&["plan", "-out", "plan"]).succeed()?;
        let plan = session.plain(&["show", "-json", "plan"]).json()?;
        let change = &plan["resource_changes"][0]["change"];
        assert_eq!(change["actions"], json!(["update"]));
        let unknown = change["after_unknown"].to_string();
        assert!(!unknown.contains("true"), "everything is known in the plan: {unknown}");

        session.apply(&second)?.does(&[(address, "update")])?;
        let updated = session.state(address)?;
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(updated[name], *value, "{name}");
        }
        assert_eq!(
            updated["config_set_nested_block"],
            json!([{"nested_string": "one"}, {"nested_string": "three"}])
        );
        session.destroy()?;
    }
    Ok(())
}
