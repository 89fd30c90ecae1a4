//! `framework_customtype`, `framework_timetypes`, `framework_timeouts`: texts with a format.

use acceptance::Outcome;
use serde_json::json;

use super::{Session, V1_11, V1_15};

const CUSTOM: &str = r#"
resource "framework_customtype" "test" {
  json_normalized_attribute = "{\"hello\":\"world\",\t\"nested\":\n{\"b\": [1.50, null], \"a\": \"\\u00e9\"}}"
  json_exact_attribute      = "{\n\t\"number\": 1e2222 }"
  ip_v4_attribute           = "192.168.255.255"
  ip_v6_attribute           = "2001:DB8::8:800:200C:417A"
  ip_v4_cidr_attribute      = "172.16.12.1/24"
  ip_v6_cidr_attribute      = "2001:0DB8:0:0:0:0:0:0CD3/60"
  time_rfc3339_attribute    = "2023-07-25T20:43:16.5+02:00"
}
"#;

#[test]
fn a_text_with_a_format_is_stored_as_it_was_written() -> Outcome {
    for release in [V1_11, V1_15] {
        let session = Session::new(release)?;
        session.apply(CUSTOM)?;
        assert_eq!(
            session.state("framework_customtype.test")?,
            json!({
                "json_normalized_attribute":
                    "{\"hello\":\"world\",\t\"nested\":\n{\"b\": [1.50, null], \"a\": \"\\u00e9\"}}",
                "json_exact_attribute": "{\n\t\"number\": 1e2222 }",
                "ip_v4_attribute": "192.168.255.255",
                "ip_v6_attribute": "2001:DB8::8:800:200C:417A",
                "ip_v4_cidr_attribute": "172.16.12.1/24",
                "ip_v6_cidr_attribute": "2001:0DB8:0:0:0:0:0:0CD3/60",
                "time_rfc3339_attribute": "2023-07-25T20:43:16.5+02:00",
            })
        );
        session.destroy()?;
    }
    Ok(())
}

#[test]
fn an_address_in_any_spelling_shows_no_drift() -> Outcome {
    let session = Session::new(V1_11)?;
    let address = |text: &str| {
        format!("resource \"framework_customtype\" \"test\" {{\n  ip_v6_attribute = \"{text}\"\n}}\n")
    };
    let spellings = [
        ("::", "create"),
        ("0:0:0:0:0:0:0:0", "update"),
        ("2001:0db8:0000:0000:0008:0800:200c:417a", "update"),
        ("::FFFF:192.168.255.255", "update"),
        ("fF01::101", "update"),
    ];
    for (spelling, action) in spellings {
        session.apply(&address(spelling))?.does(&[("framework_customtype.test", action)])?;
        assert_eq!(session.state("framework_customtype.test")?["ip_v6_attribute"], spelling);
    }
    Ok(())
}

#[test]
fn another_spelling_in_the_configuration_is_an_update() -> Outcome {
    let session = Session::new(V1_15)?;
    session.apply(CUSTOM)?;
    let respelled = CUSTOM.replace("\\t\\\"nested", "\\\"nested").replace("2001:DB8::8", "2001:db8::8");
    assert_ne!(respelled, CUSTOM);
    session.apply(&respelled)?.does(&[("framework_customtype.test", "update")])?;
    Ok(())
}

#[test]
fn each_text_that_is_not_of_its_format_is_refused_by_name() -> Outcome {
    let refused = [
        ("json_normalized_attribute", r#"not json"#, "Invalid JSON String Value", "(RFC 7159)."),
        ("json_exact_attribute", r#"{\"a\": }"#, "Invalid JSON String Value", "(RFC 7159)."),
        (
            "ip_v4_attribute",
            "192.168.256.1",
            "Invalid IPv4 Address String Value",
            "not valid IPv4 string format.",
        ),
        ("ip_v4_attribute", "::1", "Invalid IPv4 Address String Value", "string value must be IPv4 format."),
        ("ip_v6_attribute", "0:0:0", "Invalid IPv6 Address String Value", "(RFC 4291)."),
        (
            "ip_v6_attribute",
            "127.0.0.1",
            "Invalid IPv6 Address String Value",
            "IPv4-Mapped IPv6 string format",
        ),
        ("ip_v4_cidr_attribute", "10.0.0.0", "Invalid IPv4 CIDR String Value", "(RFC 4632)."),
        ("ip_v4_cidr_attribute", "10.0.0.0/33", "Invalid IPv4 CIDR String Value", "(RFC 4632)."),
        ("ip_v6_cidr_attribute", "2001::/129", "Invalid IPv6 CIDR String Value", "(RFC 4291)."),
        ("ip_v6_cidr_attribute", "10.0.0.0/8", "Invalid IPv6 CIDR String Value", "(RFC 4291)."),
        (
            "time_rfc3339_attribute",
            "2023-07-25",
            "Invalid RFC3339 String Value",
            "not valid RFC3339 string format.",
        ),
    ];
    let session = Session::new(V1_11)?;
    let hcl: String = refused
        .iter()
        .enumerate()
        .map(|(case, (attribute, text, ..))| {
            format!("resource \"framework_customtype\" \"case{case}\" {{\n  {attribute} = \"{text}\"\n}}\n")
        })
        .collect();
    let mut answer = session.plan(&hcl)?.exits(1)?;
    let errors = answer.errors_by_name();
    for (case, (_, text, summary, sentence)) in refused.iter().enumerate() {
        assert_eq!(errors[&format!("case{case}")], [*summary], "{text}");
        answer = answer.explains(sentence)?;
        answer = answer.explains(&format!("\n\nGiven Value: {}", text.replace('\\', "")))?;
    }
    Ok(())
}

#[test]
fn a_text_that_becomes_known_at_apply_is_checked_then() -> Outcome {
    let session = Session::new(V1_15)?;
    let late = r#"
resource "terraform_data" "late" {
  input = "not json"
}

resource "framework_customtype" "test" {
  json_exact_attribute = terraform_data.late.output
}
"#;
    session.plan(late)?.succeeds()?;
    session.try_apply(late)?.fails(&["Invalid JSON String Value"])?;
    Ok(())
}

fn times(go_duration: &str, rfc3339: &str) -> String {
    format!(
        "resource \"framework_timetypes\" \"test\" {{\n  go_duration = \"{go_duration}\"\n  rfc3339 = \
         \"{rfc3339}\"\n}}\n"
    )
}

#[test]
fn times_and_durations_are_stored_as_they_were_written() -> Outcome {
    let session = Session::new(V1_11)?;
    for (go_duration, rfc3339) in [
        ("1h30m", "2023-07-25T23:43:16Z"),
        ("-1.5h", "2023-07-25T20:43:16-00:00"),
        ("0", "2023-07-25T20:43:16.25Z"),
    ] {
        session.apply(&times(go_duration, rfc3339))?;
        let state = session.state("framework_timetypes.test")?;
        assert_eq!(state, json!({"go_duration": go_duration, "rfc3339": rfc3339}));
    }
    Ok(())
}

#[test]
fn times_and_durations_that_are_none_are_refused() -> Outcome {
    let session = Session::new(V1_11)?;
    for (go_duration, summary) in
        [("1", "Invalid Time Duration String Value"), ("1d", "Invalid Time Duration String Value")]
    {
        session.plan(&times(go_duration, "yesterday"))?.fails(&[summary, "Invalid RFC3339 String Value"])?;
    }
    Ok(())
}

fn timeouts(body: &str) -> String {
    format!("resource \"framework_timeouts\" \"test\" {{\n{body}\n}}\n")
}

#[test]
fn timeouts_are_kept_as_they_are_written() -> Outcome {
    let session = Session::new(V1_11)?;
    session.apply(&timeouts(""))?;
    assert_eq!(session.state("framework_timeouts.test")?, json!({"timeouts": null}));
    session.apply(&timeouts("timeouts = {\n  create = \"120s\"\n}"))?;
    assert_eq!(session.state("framework_timeouts.test")?, json!({"timeouts": {"create": "120s"}}));
    session
        .plan(&timeouts("timeouts = {\n  create = \"2 hours\"\n}"))?
        .fails(&["Invalid Attribute Value Time Duration"])?;
    Ok(())
}
