//! Every type with values that are known only at apply, `unknown.tf`.

use acceptance::Outcome;
use serde_json::json;

use super::{Session, V1_11, V1_15};

const UNKNOWN: &str = include_str!("unknown.tf");

#[test]
fn what_is_known_only_at_apply_is_applied_and_stays() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let hcl = UNKNOWN.replace("EMAIL", release.prefix());
        session.apply(&hcl)?;
        let schema = session.state("framework_schema.late")?;
        assert_eq!(schema["set_attribute"], json!(["p", "q", null]));
        assert_eq!(schema["dynamic_attribute"]["value"]["l"], json!(["p", "q"]));
        assert_eq!(schema["list_nested_block"].as_array().map(Vec::len), Some(2));
        let set = session.state("framework_set_nested_block_with_defaults.late")?["set"].clone();
        let expected = json!([
            {"value": "x", "default_value": "this is a default"},
            {"value": "zero", "default_value": "this is a default"},
            {"value": "zero", "default_value": "x"},
        ]);
        assert_eq!(set, expected);

        // Terraform reads the whole state with the schemas.
        let shown = session.plain(&["show", "-json"]).json()?;
        let resources = shown["values"]["root_module"]["resources"].as_array().unwrap();
        let shown = resources.iter().find(|resource| resource["type"] == "framework_schema").unwrap();
        assert_eq!(
            shown["values"]["single_nested_block_with_dynamic"],
            json!({"dynamic_attribute": ["p", "q"]})
        );

        // All of it is unknown once more.
        let changed = hcl
            .replace("n = 5", "n = 6")
            .replace("a = \"x\"", "a = \"y\"")
            .replace("[\"p\", \"q\"]", "[\"q\"]");
        assert_ne!(changed, hcl);
        session.apply(&changed)?;
        assert_eq!(session.state("framework_user.late")?["age"], 6);
        assert_eq!(session.state("framework_tfsdk_reflection.late")?["computed_int64"], 100);
        session.destroy()?;
    }
    Ok(())
}
