//! `framework_deferred_action` on a Terraform that allows no deferral: nothing is put off, and errors are errors.
//!
//! No released Terraform allows deferral in a plan, and yet they announce it while they apply; so what would be put off
//! is only planned here.

use acceptance::Outcome;
use serde_json::json;

use super::{Session, V1_11, V1_15};

const TYPES: [&str; 2] = ["framework_deferred_action", "framework_deferred_action_plan_modification"];

const DEFERRING: &str = "provider \"framework\" {\n  deferral = true\n}\n";

fn deferred(body: &str) -> String {
    TYPES.map(|ty| format!("resource \"{ty}\" \"test\" {{\n{body}\n}}\n")).concat()
}

#[test]
fn nothing_is_put_off_where_terraform_does_not_allow_it() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let body = "id = \"test_id\"\nmodify_plan_deferral = true\nread_deferral = true";
        session.plan(&format!("{DEFERRING}{}", deferred(body)))?.succeeds()?.does(&[
            ("framework_deferred_action.test", "create"),
            ("framework_deferred_action_plan_modification.test", "create"),
        ])?;
        session.apply(&deferred("id = \"test_id\"\nread_deferral = true"))?;
        session.destroy()?;
    }
    Ok(())
}

#[test]
fn an_id_that_is_known_is_checked_when_it_is_planned() -> Outcome {
    let session = Session::new(V1_11)?;
    session
        .plan(&deferred("id = \"other\""))?
        .fails(&["invalid id value", "invalid id value"])?
        .explains("id should be test_id")?;
    let unknown = "resource \"terraform_data\" \"id\" {\n  input = \"test_id\"\n}\n".to_owned()
        + &deferred("id = terraform_data.id.output");
    session.apply(&unknown)?;
    Ok(())
}

#[test]
fn an_import_takes_the_id_as_it_is() -> Outcome {
    let session = Session::new(V1_15)?;
    session.configure(&deferred("id = \"test_id\""));
    for ty in TYPES {
        session.plain(&["import", &format!("{ty}.test"), "deferral-id"]).succeed()?;
        assert_eq!(
            session.state(&format!("{ty}.test"))?,
            json!({"id": "deferral-id", "modify_plan_deferral": null, "read_deferral": null})
        );
    }
    Ok(())
}
