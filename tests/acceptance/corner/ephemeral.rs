//! `framework_schema` and `framework_lifecycle`, opened. What is ephemeral is seen in an error's words: a precondition
//! that does not hold says so.

use acceptance::Outcome;

use super::{Session, V1_11, V1_15};

/// A `framework_schema` whose values must be as the conditions say.
fn opened(name: &str, body: &str, conditions: &[&str]) -> String {
    let conditions: String = conditions
        .iter()
        .map(|condition| {
            format!(
                "    postcondition {{\n      condition     = {condition}\n      error_message = \"{}\"\n    }}\n",
                condition.replace('"', "'")
            )
        })
        .collect();
    format!("ephemeral \"framework_schema\" \"{name}\" {{\n{body}\n  lifecycle {{\n{conditions}  }}\n}}\n")
}

#[test]
fn each_kind_of_value_is_opened_as_it_is_configured() -> Outcome {
    let object = r#"{ a = "x", b = false, c = 1234.5, d = [true, 1.5] }"#;
    let cases = [
        opened(
            "given",
            r#"
bool_attribute = true
float32_attribute = 1234.5
float64_attribute = 1 - 0.99
int32_attribute = 1234
int64_attribute = -1234
number_attribute = 9223372036854775809
string_attribute = "text"
list_attribute = ["b", "a"]
map_attribute = { k = "v" }
set_attribute = ["b", "a", "b"]
object_attribute = { object_attribute_attribute = "v" }
list_nested_attribute = [{ list_nested_attribute_attribute = "v" }, {}]
map_nested_attribute = { k = { map_nested_attribute_attribute = "v" } }
set_nested_attribute = [{ set_nested_attribute_attribute = "v" }]
single_nested_attribute = { single_nested_attribute_attribute = "v" }
list_nested_block { list_nested_block_attribute = "v" }
set_nested_block { set_nested_block_attribute = "v" }
single_nested_block { single_nested_block_attribute = "v" }
"#,
            &[
                "self.bool_attribute",
                "self.float32_attribute == 1234.5",
                "self.float64_attribute == 1 - 0.99",
                "self.int32_attribute == 1234 && self.int64_attribute == -1234",
                "self.number_attribute == 9223372036854775809",
                "self.string_attribute == \"text\"",
                "self.list_attribute[0] == \"b\" && length(self.set_attribute) == 2",
                "self.map_attribute[\"k\"] == \"v\"",
                "self.object_attribute.object_attribute_attribute == \"v\"",
                "self.list_nested_attribute[0].list_nested_attribute_attribute == \"v\"",
                "self.list_nested_attribute[1].list_nested_attribute_attribute == null",
                "self.map_nested_attribute[\"k\"].map_nested_attribute_attribute == \"v\"",
                "one(self.set_nested_attribute).set_nested_attribute_attribute == \"v\"",
                "self.single_nested_attribute.single_nested_attribute_attribute == \"v\"",
                "self.list_nested_block[0].list_nested_block_attribute == \"v\"",
                "one(self.set_nested_block).set_nested_block_attribute == \"v\"",
                "self.single_nested_block.single_nested_block_attribute == \"v\"",
            ],
        ),
        opened(
            "nothing",
            "",
            &[
                "self.bool_attribute == null && self.number_attribute == null && self.dynamic_attribute == null",
                "self.list_attribute == null && self.single_nested_attribute == null",
                "self.single_nested_block == null",
                "length(self.list_nested_block) == 0 && length(self.set_nested_block) == 0",
            ],
        ),
        opened(
            "dynamic",
            &format!(
                "dynamic_attribute = {object}\nobject_attribute_with_dynamic = {{ dynamic_attribute = \"x\" }}\n\
                 single_nested_attribute_with_dynamic = {{ dynamic_attribute = tolist([\"x\"]) }}\n\
                 single_nested_block_with_dynamic {{\n  dynamic_attribute = {object}\n}}\n"
            ),
            &[
                &format!("self.dynamic_attribute == {object}"),
                "self.object_attribute_with_dynamic.dynamic_attribute == \"x\"",
                "self.single_nested_attribute_with_dynamic.dynamic_attribute == tolist([\"x\"])",
                &format!("self.single_nested_block_with_dynamic.dynamic_attribute == {object}"),
            ],
        ),
    ];
    for release in [V1_11, V1_15] {
        Session::new(release)?.apply(&cases.concat())?.does(&[])?;
    }
    Ok(())
}

#[test]
fn a_condition_that_does_not_hold_would_be_seen() -> Outcome {
    let session = Session::new(V1_11)?;
    let wrong = opened("test", "string_attribute = \"x\"", &["self.string_attribute == \"y\""]);
    session.plan(&wrong)?.fails(&["Resource postcondition failed"])?;
    Ok(())
}

const LIFECYCLE: &str = r#"
resource "terraform_data" "name" {
  input = "John Doe"
}

ephemeral "framework_lifecycle" "test" {
  name = terraform_data.name.output

  lifecycle {
    postcondition {
      condition     = self.name == "John Doe" && self.token == "fake-token-12345"
      error_message = "not what was opened"
    }
  }
}
"#;

#[test]
fn a_token_is_opened_once_its_name_is_known() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        session.apply(LIFECYCLE)?.does(&[("terraform_data.name", "create")])?;
        session.destroy()?;
    }
    Ok(())
}

#[test]
fn a_token_is_renewed_while_terraform_works_and_closed_in_the_end() -> Outcome {
    let session = Session::new(V1_15)?;
    // It has to be renewed after five seconds.
    let hcl = r#"
ephemeral "framework_lifecycle" "test" {
  name = "John Doe"
}

resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command     = "sleep 8"
    environment = { TOKEN = ephemeral.framework_lifecycle.test.token }
  }
}
"#;
    let applied = session.try_apply(hcl)?.succeeds()?;
    let mut operations = applied.ephemeral_operations();
    operations.dedup();
    assert_eq!(operations, ["open", "close", "open", "renew", "close"]);
    Ok(())
}

#[test]
fn an_ephemeral_name_is_required() -> Outcome {
    let session = Session::new(V1_11)?;
    session.plan("ephemeral \"framework_lifecycle\" \"test\" {}")?.fails(&["Missing required argument"])?;
    Ok(())
}
