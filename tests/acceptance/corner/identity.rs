//! `framework_identity` and `framework_move_state`: what names an object, and moves between types.

use acceptance::Outcome;
use serde_json::json;

use super::{Session, V1_11, V1_15};

const TOM: &str = "resource \"framework_identity\" \"test\" {\n  name = \"tom\"\n}\n";
const ADDRESS: &str = "framework_identity.test";

#[test]
fn an_object_is_created_with_its_identity_and_keeps_it() -> Outcome {
    let session = Session::new(V1_15)?;
    session.apply(TOM)?.does(&[(ADDRESS, "create")])?;
    let stored = session.instance(ADDRESS)?;
    assert_eq!(stored["attributes"], json!({"id": "id-123", "name": "tom"}));
    assert_eq!(stored["identity"], json!({"id": "id-123", "name": "tom"}));
    assert_eq!(stored["identity_schema_version"], 0);
    session.destroy()?;
    Ok(())
}

#[test]
fn a_terraform_that_knows_no_identity_is_served_as_well() -> Outcome {
    let session = Session::new(V1_11)?;
    session.apply(TOM)?;
    session.destroy()?;
    session.plain(&["import", ADDRESS, "id-123"]).succeed()?;
    session.stable()?;
    Ok(())
}

#[test]
fn an_object_that_becomes_another_one_is_an_error() -> Outcome {
    let session = Session::new(V1_15)?;
    let jerry = TOM.replace("tom", "jerry");
    session.try_apply(&jerry)?.succeeds()?;
    session.terraform(&["plan"])?.fails(&["Unexpected Identity Change"])?;
    session.terraform(&["plan", "-refresh=false", "-detailed-exitcode"])?.exits(0)?;
    Ok(())
}

#[test]
fn an_update_keeps_the_identity() -> Outcome {
    let session = Session::new(V1_15)?;
    session.apply(TOM)?;
    session.run(&TOM.replace("tom", "jerry"), &["apply", "-auto-approve", "-refresh=false"])?.succeeds()?;
    let stored = session.instance(ADDRESS)?;
    assert_eq!(stored["attributes"]["name"], "jerry");
    assert_eq!(stored["identity"], json!({"id": "id-123", "name": "tom"}));
    Ok(())
}

#[test]
fn an_object_is_imported_by_id_and_by_identity() -> Outcome {
    let by = |what: &str| format!("import {{\n  to = {ADDRESS}\n  {what}\n}}\n{TOM}");
    let ways = [
        by("id = \"id-123\""),
        by("identity = { id = \"id-123\" }"),
        by("identity = { id = \"id-123\", name = \"tom\" }"),
        // What the object is called now is found out, and no contradiction of what was asked for.
        by("identity = { id = \"id-123\", name = \"jerry\" }"),
    ];
    for hcl in ways {
        let session = Session::new(V1_15)?;
        session.apply(&hcl)?;
        let stored = session.instance(ADDRESS)?;
        assert_eq!(stored["attributes"], json!({"id": "id-123", "name": "tom"}), "{hcl}");
        assert_eq!(stored["identity"], json!({"id": "id-123", "name": "tom"}), "{hcl}");
    }
    let session = Session::new(V1_15)?;
    session.configure(TOM);
    session.plain(&["import", ADDRESS, "id-123"]).succeed()?;
    session.stable()?;
    assert_eq!(session.instance(ADDRESS)?["identity"], json!({"id": "id-123", "name": "tom"}));
    Ok(())
}

#[test]
fn an_import_of_what_is_not_there_tells_the_id() -> Outcome {
    for what in ["id = \"id-456\"", "identity = { id = \"id-456\" }"] {
        let session = Session::new(V1_15)?;
        let hcl = format!("import {{\n  to = {ADDRESS}\n  {what}\n}}\n{TOM}");
        session
            .plan(&hcl)?
            .fails(&["Unexpected ID value"])?
            .explains("Expected ID to be \"id-123\", got: \"id-456\"")?;
    }
    Ok(())
}

#[test]
fn an_import_needs_the_id_in_the_identity() -> Outcome {
    let session = Session::new(V1_15)?;
    let hcl = format!("import {{\n  to = {ADDRESS}\n  identity = {{ name = \"tom\" }}\n}}\n{TOM}");
    session.plan(&hcl)?.exits(1)?.explains("id")?;
    Ok(())
}

const MOVED: &str = r#"
resource "framework_move_state" "moved" {}

moved {
  from = framework_identity.test
  to   = framework_move_state.moved
}
"#;

#[test]
fn an_object_moves_with_state_and_identity() -> Outcome {
    let session = Session::new(V1_15)?;
    session.apply(TOM)?;
    session.apply(MOVED)?.does(&[("framework_move_state.moved", "move")])?;
    let stored = session.instance("framework_move_state.moved")?;
    assert_eq!(stored["attributes"], json!({"moved_random_string": "tom"}));
    assert_eq!(stored["identity"], json!({"id": "id-123"}));
    Ok(())
}

#[test]
fn a_source_that_nobody_knows_is_refused() -> Outcome {
    let sources = [
        ("terraform_data", "input = \"x\"", "terraform.io/builtin/terraform"),
        ("framework_schema", "", "registry.terraform.io/hashicorp/framework"),
    ];
    for (ty, body, provider) in sources {
        let session = Session::new(V1_15)?;
        session.apply(&format!("resource \"{ty}\" \"test\" {{\n{body}\n}}\n"))?;
        session
            .plan(&MOVED.replace("framework_identity", ty))?
            .fails(&["Invalid Move State Request"])?
            .explains(ty)?
            .explains(provider)?;
    }
    Ok(())
}

#[test]
fn a_type_that_takes_nothing_over_says_so() -> Outcome {
    let session = Session::new(V1_15)?;
    session.apply(TOM)?;
    let hcl = r#"
resource "framework_schema" "moved" {}

moved {
  from = framework_identity.test
  to   = framework_schema.moved
}
"#;
    session.plan(hcl)?.fails(&["Unable to Move Resource State"])?;
    Ok(())
}
