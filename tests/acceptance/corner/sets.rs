//! Sets: defaults inside them, and equality of their elements.

use acceptance::Outcome;
use serde_json::{Value, json};

use super::{Session, V1_11, V1_15};

/// The elements as the body of the resource in either writing.
fn set(kind: &str, elements: &[&str]) -> String {
    let body = if kind == "attribute" {
        format!("set = [{}]", elements.iter().map(|element| format!("{{ {element} }},")).collect::<String>())
    } else {
        elements.iter().map(|element| format!("set {{\n{}\n}}\n", element.replace(", ", "\n"))).collect()
    };
    format!("resource \"framework_set_nested_{kind}_with_defaults\" \"test\" {{\n{body}\n}}\n")
}

#[test]
fn elements_of_a_set_have_their_defaults_in_every_plan() -> Outcome {
    let with_default = |value: &str| json!({"value": value, "default_value": "this is a default"});
    for release in [V1_11, V1_15] {
        for kind in ["attribute", "block"] {
            let session = Session::new(release)?;
            let address = format!("framework_set_nested_{kind}_with_defaults.test");
            let stored = || -> Outcome<Value> { Ok(session.state(&address)?["set"].clone()) };

            let three = ["value = \"one\"", "value = \"two\"", "value = \"three\""];
            session.apply(&set(kind, &three))?.does(&[(&address, "create")])?;
            assert_eq!(stored()?, json!([with_default("one"), with_default("three"), with_default("two")]));

            // The same, written out or in another order, is no change.
            let written_out = ["value = \"two\", default_value = \"this is a default\"", three[2], three[0]];
            session.apply(&set(kind, &written_out))?.does(&[])?;

            let with_own = [three[0], "default_value = \"own\"", ""];
            session.apply(&set(kind, &with_own))?.does(&[(&address, "update")])?;
            let own = json!({"value": "zero", "default_value": "own"});
            assert_eq!(stored()?, json!([own, with_default("one"), with_default("zero")]));

            session.apply(&set(kind, &three[..1]))?.does(&[(&address, "update")])?;
            assert_eq!(stored()?, json!([with_default("one")]));
            session.apply(&set(kind, &[]))?;
            assert_eq!(stored()?, json!([]));
            session.destroy()?;
        }
    }
    Ok(())
}

#[test]
fn elements_that_become_the_same_by_their_defaults_are_refused() -> Outcome {
    let session = Session::new(V1_15)?;
    for kind in ["attribute", "block"] {
        session.plan(&set(kind, &["value = \"zero\"", ""]))?.fails(&["Duplicate Set Element"])?;
    }
    Ok(())
}

fn addresses(set: [&str; 4], attribute: [&str; 2], block: [&str; 3]) -> String {
    let objects: String = attribute.map(|text| format!("{{ ipv6 = \"{text}\" }},")).concat();
    let blocks = block.map(|text| format!("  set_nested_block {{\n    ipv6 = \"{text}\"\n  }}\n")).concat();
    format!(
        "resource \"framework_set_semantic_equality\" \"test\" {{\n  set_of_ipv6 = {set:?}\n  \
         set_nested_attribute = [{objects}]\n{blocks}}}\n"
    )
}

#[test]
fn elements_that_mean_the_same_are_the_same_in_any_order_and_spelling() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        let address = "framework_set_semantic_equality.test";
        let first = addresses(
            [
                "0:0:0:0:0:0:0:0",
                "::ffff:192.168.255.255",
                "::0101",
                "2001:0db8:0000:0000:0008:0800:200c:417a",
            ],
            ["2041:0:140f:0:0:0:875b:131b", "2001:0001:0002:0003:0004:0005:0006:0007"],
            ["FF01:0:0:0:0:0:0:0", "2001:db8::8:800:200c:417a", "::ffff:c0a8:ffff"],
        );
        session.apply(&first)?.does(&[(address, "create")])?;
        let stored = session.state(address)?;
        assert!(stored["set_of_ipv6"].to_string().contains("0:0:0:0:0:0:0:0"), "{stored}");

        let reordered = addresses(
            [
                "2001:0db8:0000:0000:0008:0800:200c:417a",
                "::0101",
                "::ffff:192.168.255.255",
                "0:0:0:0:0:0:0:0",
            ],
            ["2001:0001:0002:0003:0004:0005:0006:0007", "2041:0:140f:0:0:0:875b:131b"],
            ["::ffff:c0a8:ffff", "FF01:0:0:0:0:0:0:0", "2001:db8::8:800:200c:417a"],
        );
        session.apply(&reordered)?.does(&[])?;

        for (old, new) in
            [("::0101", "::101"), ("2041:0:140f:0:0:0:875b", "2041:0:140F::875B"), ("FF01:", "ff01:")]
        {
            let respelled = reordered.replace(old, new);
            session.apply(&respelled)?.does(&[(address, "update")])?;
        }
        session.destroy()?;
    }
    Ok(())
}

#[test]
fn a_required_block_that_is_missing_is_named() -> Outcome {
    let session = Session::new(V1_11)?;
    let hcl = r#"
resource "framework_set_semantic_equality" "test" {
  set_of_ipv6          = ["::"]
  set_nested_attribute = [{ ipv6 = "::1" }]
}
"#;
    session.plan(hcl)?.fails(&["Invalid Block"])?.explains(
        "Block set_nested_block must have a configuration value as the provider has marked it as required",
    )?;
    let invalid = hcl.replace("::1", "one") + "";
    let invalid = invalid.replace("}]\n", "}]\n  set_nested_block {\n    ipv6 = \"two\"\n  }\n");
    session
        .plan(&invalid)?
        .fails(&["Invalid IPv6 Address String Value", "Invalid IPv6 Address String Value"])?;
    Ok(())
}
