//! Write-only attributes: handed over and never stored (Terraform 1.11 and later).

use acceptance::Outcome;
use serde_json::{Value, json};

use super::{Session, V1_11, V1_15, session::Provider};

const EVERYWHERE: &str = r#"
resource "framework_writeonly" "test" {
  writeonly_custom_ipv6 = "::"
  writeonly_string      = "fakepassword"
  writeonly_list        = ["fake", "password"]
  writeonly_nested_object = {
    writeonly_int64 = 1234
    writeonly_bool  = true
    writeonly_nested_list = [
      { writeonly_string = "fakepassword1" },
      { writeonly_string = "fakepassword2" },
    ]
  }
  nested_map = {
    "key1" = { string_attr = "value1", writeonly_float64 = 10 }
    "key2" = { string_attr = "value2", writeonly_float64 = 20.0 }
  }
  nested_block_list {
    string_attr      = "value1"
    writeonly_string = "fakepassword1"
    double_nested_object {
      bool_attr      = true
      writeonly_bool = false
    }
  }
  nested_block_list {
    string_attr      = "value2"
    writeonly_string = "fakepassword2"
    double_nested_object {
      bool_attr      = false
      writeonly_bool = true
    }
  }
}
"#;

const ADDRESS: &str = "framework_writeonly.test";

/// The names that the schema has for what is never stored.
fn stored_secrets(value: &Value) -> Vec<String> {
    match value {
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(name, value)| match value {
                value if name.starts_with("writeonly_") && !value.is_null() => vec![name.clone()],
                value => stored_secrets(value),
            })
            .collect(),
        Value::Array(elements) => elements.iter().flat_map(stored_secrets).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn write_only_values_are_handed_over_and_stored_nowhere() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        session.configure(EVERYWHERE);
        session.plain(&["plan", "-out", "plan"]).succeed()?;
        let plan = session.plain(&["show", "-json", "plan"]).json()?;
        let change = &plan["resource_changes"][0]["change"];
        assert_eq!(stored_secrets(&change["after"]), Vec::<String>::new());
        assert_eq!(change["after_unknown"]["computed_attr"], true);

        session.apply(EVERYWHERE)?.does(&[(ADDRESS, "create")])?;
        let stored = session.state(ADDRESS)?;
        assert_eq!(stored_secrets(&stored), Vec::<String>::new());
        assert_eq!(stored["computed_attr"], "computed_val");
        assert_eq!(stored["writeonly_nested_object"], Value::Null);
        assert_eq!(stored["nested_map"]["key1"], json!({"string_attr": "value1", "writeonly_float64": null}));
        let double_nested = json!({"bool_attr": true, "writeonly_bool": null});
        assert_eq!(stored["nested_block_list"][0]["double_nested_object"], double_nested);

        let without: String = EVERYWHERE
            .lines()
            .filter(|line| !line.contains("writeonly_string ") && !line.contains("writeonly_bool "))
            .map(|line| format!("{line}\n"))
            .collect();
        let without =
            without.replace("    writeonly_int64", "    writeonly_bool = true\n    writeonly_int64");
        let without = without.replace("{ writeonly_string = \"fakepassword1\" },", "").replace(
            "{ writeonly_string = \"fakepassword2\" },",
            "{ writeonly_string = \"fakepassword1\" }, { writeonly_string = \"fakepassword2\" },",
        );
        session.apply(&without)?.does(&[])?;

        session.apply(&EVERYWHERE.replace("\"value2\"", "\"value3\""))?.does(&[(ADDRESS, "update")])?;
        assert_eq!(stored_secrets(&session.state(ADDRESS)?), Vec::<String>::new());
        session.destroy()?;
    }
    Ok(())
}

#[test]
fn a_configuration_may_give_no_write_only_value() -> Outcome {
    let session = Session::new(V1_11)?;
    let hcl = r#"
resource "framework_writeonly" "test" {
  nested_map = { "key1" = { string_attr = "value1" } }
  nested_block_list {
    string_attr = "value1"
    double_nested_object {
      bool_attr = true
    }
  }
}
"#;
    session.apply(hcl)?;
    session.apply(&hcl.replace("\"value1\"", "\"value2\""))?.does(&[(ADDRESS, "update")])?;
    session.apply("resource \"framework_writeonly\" \"test\" {\n  nested_map = {}\n}\n")?;
    session.destroy()?;
    Ok(())
}

#[test]
fn write_only_values_of_a_create_and_an_update_are_those_of_the_configuration() -> Outcome {
    let changes = [
        ("\"::\"", "\"0::0\""),
        ("\"fakepassword\"", "\"other\""),
        ("[\"fake\", \"password\"]", "[\"fake\"]"),
        ("= 1234", "= 4321"),
        ("writeonly_bool  = true", "writeonly_bool  = false"),
        ("{ writeonly_string = \"fakepassword1\" }", "{ writeonly_string = \"other\" }"),
        ("writeonly_float64 = 10", "writeonly_float64 = 11"),
        ("writeonly_string = \"fakepassword2\"\n", "writeonly_string = \"other\"\n"),
        ("writeonly_bool = false", "writeonly_bool = true"),
    ];
    let session = Session::new(V1_11)?;
    for (from, to) in changes {
        assert!(EVERYWHERE.contains(from), "{from}");
        let other = EVERYWHERE.replacen(from, to, 1);
        session.try_apply(&other)?.fails(&["Unexpected WriteOnly Value"])?.explains("wanted: ")?;
    }
    session.apply(EVERYWHERE)?;
    let all = changes
        .iter()
        .fold(EVERYWHERE.replace("\"value1\"", "\"value3\""), |hcl, (from, to)| hcl.replacen(from, to, 1));
    // Three of them are in one object.
    session.try_apply(&all)?.fails(&["Unexpected WriteOnly Value"; 7])?;
    Ok(())
}

#[test]
fn a_write_only_text_is_checked_like_any_other_and_may_come_from_what_is_ephemeral() -> Outcome {
    let session = Session::new(V1_15)?;
    session
        .plan(&EVERYWHERE.replace("\"::\"", "\"hush\""))?
        .fails(&["Invalid IPv6 Address String Value"])?
        .explains("writeonly_custom_ipv6 is not valid. The value is sensitive and not shown.")?;
    let ephemeral = r#"
ephemeral "framework_schema" "secret" {
  string_attribute = "fakepassword"
}
"#;
    let hcl =
        EVERYWHERE.replacen("\"fakepassword\"", "ephemeral.framework_schema.secret.string_attribute", 1);
    session.apply(&format!("{ephemeral}{hcl}"))?;
    Ok(())
}

fn once(trigger: &str, secret: &str) -> String {
    format!("resource \"framework_writeonce\" \"test\" {{\n  trigger_attr = \"{trigger}\"\n  {secret}\n}}\n")
}

#[test]
fn a_secret_that_is_needed_to_create_may_be_forgotten_then() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let address = "framework_writeonce.test";
        let given = "writeonce_string = \"fakepassword\"";
        session
            .plan(&once("first", ""))?
            .fails(&["Attribute Required when Creating"])?
            .explains("Must set a configuration value for the writeonce_string attribute when creating.")?;
        let other = once("first", "writeonce_string = \"other\"");
        session.try_apply(&other)?.fails(&["Unexpected WriteOnly Value"])?;
        session.apply(&once("first", given))?.does(&[(address, "create")])?;
        assert_eq!(session.state(address)?, json!({"trigger_attr": "first", "writeonce_string": null}));
        session.apply(&once("first", ""))?.does(&[])?;
        session.apply(&other)?.does(&[])?;
        session.plan(&once("second", ""))?.fails(&["Attribute Required when Creating"])?;
        session.apply(&once("second", given))?.does(&[(address, "replace")])?;
        session.destroy()?;
    }
    Ok(())
}

fn validations(body: &str) -> String {
    format!("resource \"framework_writeonly_validations\" \"test\" {{\n{body}\n}}\n")
}

#[test]
fn a_password_moves_out_of_the_state_and_back() -> Outcome {
    let session = Session::new(V1_15)?;
    let address = "framework_writeonly_validations.test";
    let new = |password: &str, version: &str| {
        validations(&format!("writeonly_password = \"{password}\"\npassword_version = \"{version}\""))
    };
    let steps = [
        (validations("old_password_attr = \"oldpassword\""), Some("create")),
        (new("newpassword", "v1"), Some("replace")),
        (new("newpassword2", "v1"), None),
        (new("newpassword2", "v2"), Some("replace")),
        (validations("old_password_attr = \"oldpassword2\""), Some("replace")),
    ];
    for (hcl, action) in steps {
        let actions: Vec<_> = action.map(|action| (address, action)).into_iter().collect();
        session.apply(&hcl)?.does(&actions)?;
        assert_eq!(session.state(address)?["writeonly_password"], Value::Null);
    }
    session.try_apply(&new("third", "v3"))?.fails(&["Unexpected writeonly_password value"])?;
    session
        .try_apply(&validations("old_password_attr = \"third\""))?
        .fails(&["Unexpected old_password_attr value"])?;
    Ok(())
}

#[test]
fn attributes_that_do_not_go_together_are_told_all_at_once() -> Outcome {
    let session = Session::new(V1_15)?;
    let (old, version, new) = (
        "old_password_attr = \"oldpassword\"\n",
        "password_version = \"v1\"\n",
        "writeonly_password = \"newpassword\"\n",
    );
    let (combination, missing) = ("Invalid Attribute Combination", "Missing Attribute Configuration");
    let together = "These attributes must be configured together: [password_version,writeonly_password]";
    let one = "Exactly one of these attributes must be configured: [old_password_attr,writeonly_password]";
    let apart = "These attributes cannot be configured together: [old_password_attr,password_version]";
    let specified =
        "Attribute \"password_version\" cannot be specified when \"old_password_attr\" is specified";
    let cases: [(String, &[&str], &[&str]); 6] = [
        (String::new(), &[missing], &[one]),
        (version.to_owned(), &[missing, combination], &[one, together]),
        (new.to_owned(), &[combination], &[together]),
        (format!("{old}{new}"), &[combination, combination], &[one, together]),
        (format!("{old}{version}"), &[combination, combination, combination], &[apart, together, specified]),
        (format!("{old}{version}{new}"), &[combination, combination, combination], &[apart, one, specified]),
    ];
    for (body, summaries, details) in cases {
        let mut answer = session.plan(&validations(&body))?.fails(summaries)?;
        for detail in details {
            answer = answer.explains(detail)?;
        }
    }
    session
        .plan(&validations(old))?
        .succeeds()?
        .warns("Available Write-Only Attribute Alternative")?
        .explains(
            "The attribute has a WriteOnly version writeonly_password available. Use the WriteOnly version of the \
             attribute when possible.",
        )?;
    Ok(())
}

#[test]
fn rules_about_attributes_wait_for_what_is_not_known_yet() -> Outcome {
    let session = Session::new(V1_15)?;
    let late = "resource \"terraform_data\" \"late\" {\n  input = \"v1\"\n}\n";
    let version = "password_version = terraform_data.late.output\n";
    let cases = [
        format!("old_password_attr = \"oldpassword\"\n{version}"),
        format!("writeonly_password = \"newpassword\"\n{version}"),
        format!(
            "old_password_attr = terraform_data.late.output\nwriteonly_password = \"newpassword\"\n{version}"
        ),
        format!("old_password_attr = terraform_data.late.output\n{version}"),
    ];
    for body in cases {
        session.configure(&format!("{late}{}", validations(&body)));
        session.terraform(&["validate"])?.succeeds()?;
    }
    // What is unknown may turn out to be null: only what is known to be set is held against the others.
    let late_password = "writeonly_password = terraform_data.late.output\n";
    let known = format!("old_password_attr = \"oldpassword\"\npassword_version = \"v1\"\n{late_password}");
    session
        .plan(&format!("{late}{}", validations(&known)))?
        .fails(&["Invalid Attribute Combination", "Invalid Attribute Combination"])?;
    Ok(())
}

#[test]
fn an_import_brings_no_write_only_value() -> Outcome {
    let session = Session::new(V1_11)?;
    let hcl = r#"
resource "framework_writeonly_import" "test" {
  string_attr      = "hello world!"
  writeonly_string = "fakepassword"
}
"#;
    session.apply(hcl)?;
    let created = session.state("framework_writeonly_import.test")?;
    session.plain(&["state", "rm", "framework_writeonly_import.test"]).succeed()?;
    session.plain(&["import", "framework_writeonly_import.test", "any-id"]).succeed()?;
    session.stable()?;
    assert_eq!(session.state("framework_writeonly_import.test")?, created);
    assert_eq!(created, json!({"string_attr": "hello world!", "writeonly_string": null}));
    Ok(())
}

#[test]
fn a_move_brings_no_write_only_value() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        session.apply("resource \"terraform_data\" \"test\" {\n  input = \"x\"\n}\n")?;
        let hcl = r#"
resource "framework_writeonly_move" "test" {
  string_attr      = "hello world!"
  writeonly_string = "fakepassword"
}

moved {
  from = terraform_data.test
  to   = framework_writeonly_move.test
}
"#;
        session.apply(hcl)?.does(&[("framework_writeonly_move.test", "move")])?;
        let moved = session.state("framework_writeonly_move.test")?;
        assert_eq!(moved, json!({"string_attr": "hello world!", "writeonly_string": null}));
    }
    Ok(())
}

fn upgraded(text: &str) -> String {
    format!(
        "resource \"framework_writeonly_upgrade\" \"test\" {{\n  string_attr      = \"{text}\"\n  writeonly_string = \
         \"fakepassword\"\n}}\n"
    )
}

#[test]
fn an_upgrade_brings_no_write_only_value() -> Outcome {
    let address = "framework_writeonly_upgrade.test";
    for release in [V1_11, V1_15] {
        let mut session = Session::new(release)?;
        session.apply(&upgraded("hello"))?;
        assert_eq!(session.instance(address)?["schema_version"], 0);
        session.switch_to(Provider::start(&[("CORNER_UPGRADE_VERSION", "1")])?);
        session.apply(&upgraded("world!"))?.does(&[])?;
        session.apply(&upgraded("new world!"))?.does(&[(address, "update")])?;
        let stored = session.instance(address)?;
        assert_eq!(stored["schema_version"], 1);
        assert_eq!(stored["attributes"], json!({"string_attr": "new world!", "writeonly_string": null}));
        session.destroy()?;
    }
    Ok(())
}
