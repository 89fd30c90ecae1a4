//! Members that the service knows. Since API version 2024-01-01 it refuses a request that names another one.
//!
//! The list is `members.txt`, from the published types of API version 2026-05-01 with what later versions add: one type
//! a line, then its members. A member is `name:type` or `name@version:type`; a type is `s`, `n`, `b` (text, number,
//! truth), `?` (anything), the name of another line, or one of these after `+` (list of) or `*` (map of).

use serde_json::Value;

use crate::gateway::Fault;

const MEMBERS: &str = include_str!("members.txt");
/// Older versions drop what they do not know.
const STRICT_SINCE: &str = "2024-01-01";

/// Refuses a request for a cluster (`Cluster`) or a pool (`Pool`) with a member that the API version does not know, or
/// with a value of the wrong kind.
pub(in super::super) fn check(body: &Value, kind: &str, version: &str) -> Result<(), Fault> {
    if version < STRICT_SINCE {
        return Ok(());
    }
    match mistake(body, kind, version, "") {
        None => Ok(()),
        Some(text) => {
            Err(Fault::aks(400, "UnmarshalError", format!("UnmarshalEntity encountered error: {text}.")))
        }
    }
}

/// The first member that does not fit, in words.
fn mistake(value: &Value, kind: &str, version: &str, path: &str) -> Option<String> {
    let wrong = |what: &str| Some(format!("cannot unmarshal '{path}': expected {what}, got {value}"));
    match kind {
        "?" => return None,
        "s" => return if value.is_string() { None } else { wrong("a string") },
        "n" => return if value.is_number() { None } else { wrong("a number") },
        "b" => return if value.is_boolean() { None } else { wrong("a boolean") },
        _ => {}
    }
    if let Some(inner) = kind.strip_prefix('+') {
        let Some(items) = value.as_array() else { return wrong("an array") };
        let mut items = items.iter().enumerate();
        return items.find_map(|(at, item)| mistake(item, inner, version, &format!("{path}[{at}]")));
    }
    let Some(object) = value.as_object() else { return wrong("an object") };
    if let Some(inner) = kind.strip_prefix('*') {
        return object
            .iter()
            .find_map(|(name, item)| mistake(item, inner, version, &format!("{path}.{name}")));
    }
    object.iter().find_map(|(name, item)| {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match member(kind, name, version) {
            Some(inner) => mistake(item, inner, version, &path),
            None => Some(format!("json: unknown field '{path}'")),
        }
    })
}

/// The type of a member, `None` where the version does not know it.
fn member(kind: &str, name: &str, version: &str) -> Option<&'static str> {
    let line = MEMBERS.lines().find_map(|l| l.strip_prefix(kind)?.strip_prefix(' '))?;
    line.split(' ').find_map(|member| {
        let (known, inner) = member.split_once(':')?;
        let (known, since) = known.split_once('@').unwrap_or((known, ""));
        (known.eq_ignore_ascii_case(name) && version >= since).then_some(inner)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(body: &Value, version: &str) -> Option<String> {
        mistake(body, "Cluster", version, "")
    }

    #[test]
    fn an_unknown_member_is_named_with_its_path() {
        let body = json!({"properties": {"agentPoolProfiles": [{"name": "a", "subnetId": "x"}]}});
        assert_eq!(
            said(&body, "2026-05-01").as_deref(),
            Some("json: unknown field 'properties.agentPoolProfiles[0].subnetId'")
        );
        assert!(check(&body, "Cluster", "2023-10-01").is_ok());
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named() {
        let body = json!({"properties": {"networkProfile": {"podCidrs": "10.0.0.0/8"}}});
        assert_eq!(
            said(&body, "2026-05-01").as_deref(),
            Some(
                "cannot unmarshal 'properties.networkProfile.podCidrs': expected an array, got \"10.0.0.0/8\""
            )
        );
    }

    #[test]
    fn what_a_later_version_adds_is_unknown_before() {
        let body = json!({"properties": {"networkProfile": {"natGatewayProfile": {"sku": "StandardV2"}}}});
        assert!(said(&body, "2026-05-01").is_some());
        assert_eq!(said(&body, "2026-08-01"), None);
    }

    #[test]
    fn maps_take_any_name() {
        assert_eq!(said(&json!({"tags": {"any thing": "x"}}), "2026-05-01"), None);
    }

    #[test]
    fn every_type_that_a_line_names_has_a_line() {
        for line in MEMBERS.lines() {
            for member in line.split(' ').skip(1) {
                let kind = member.split_once(':').unwrap().1.trim_start_matches(['+', '*']);
                let known = ["s", "n", "b", "?"].contains(&kind);
                assert!(known || MEMBERS.lines().any(|l| l.starts_with(&format!("{kind} "))), "{kind}");
            }
        }
    }
}
