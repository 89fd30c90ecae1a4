//! `framework_dynamic_computed_type_change`: a computed value whose type changes.

use acceptance::Outcome;
use serde_json::json;

use super::{Session, V1_11, V1_15};

fn dynamic(required: &str) -> String {
    format!(
        "resource \"framework_dynamic_computed_type_change\" \"test\" {{\n  required_dynamic = {required}\n}}\n"
    )
}

#[test]
fn neither_value_nor_type_of_what_is_computed_are_known_before_apply() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let computed = || -> Outcome<_> {
            Ok(session.state("framework_dynamic_computed_type_change.test")?["computed_dynamic_type_changes"]
                .clone())
        };
        session.apply(&dynamic("\"value1\""))?;
        assert_eq!(computed()?, json!({"value": true, "type": "bool"}));
        session.apply(&dynamic("[\"new value\"]"))?;
        assert_eq!(computed()?, json!({"value": 200, "type": "number"}));
        session.configure(&dynamic("12"));
        session.plain(&["plan", "-out", "plan"]).succeed()?;
        let plan = session.plain(&["show", "-json", "plan"]).json()?;
        let change = &plan["resource_changes"][0]["change"];
        assert_eq!(change["actions"], json!(["update"]));
        assert_eq!(change["after_unknown"], json!({"computed_dynamic_type_changes": true}));
    }
    Ok(())
}
