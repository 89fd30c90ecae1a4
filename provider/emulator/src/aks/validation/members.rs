//! Members that the service knows. Since API version 2024-01-01 it refuses a request that names another one.
//!
//! The list is `members.txt`, from the published types of API version 2026-05-01 with what later versions add.

use serde_json::Value;

use crate::gateway::Fault;
use crate::shape::{Mistake, Shapes};

const SHAPES: Shapes = Shapes { table: include_str!("members.txt"), converts: false, closed: true };
/// Older versions drop what they do not know.
const STRICT_SINCE: &str = "2024-01-01";

/// Refuses a request for a cluster (`Cluster`) or a pool (`Pool`) with a member that the API version does not know, or
/// with a value of the wrong kind.
pub(in super::super) fn check(body: &mut Value, kind: &str, version: &str) -> Result<(), Fault> {
    match mistake(body, kind, version) {
        None => Ok(()),
        Some(text) => {
            Err(Fault::aks(400, "UnmarshalError", format!("UnmarshalEntity encountered error: {text}.")))
        }
    }
}

/// The first member that does not fit, in words.
fn mistake(body: &mut Value, kind: &str, version: &str) -> Option<String> {
    let shapes = Shapes { closed: version >= STRICT_SINCE, ..SHAPES };
    Some(match shapes.fit(body, kind, version).err()? {
        Mistake::Unknown { path } => format!("json: unknown field '{path}'"),
        Mistake::Wrong { path, expected, got } => {
            format!("cannot unmarshal '{path}': expected {expected}, got {got}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(mut body: Value, version: &str) -> Option<String> {
        mistake(&mut body, "Cluster", version)
    }

    #[test]
    fn an_unknown_member_is_named_with_its_path() {
        let mut body = json!({"properties": {"agentPoolProfiles": [{"name": "a", "subnetId": "x"}]}});
        assert_eq!(
            said(body.clone(), "2026-05-01").as_deref(),
            Some("json: unknown field 'properties.agentPoolProfiles[0].subnetId'")
        );
        assert!(check(&mut body, "Cluster", "2023-10-01").is_ok());
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named_in_every_version() {
        for version in ["2022-01-01", "2026-05-01"] {
            let body = json!({"properties": {"networkProfile": {"podCidrs": "10.0.0.0/8"}}});
            let expected = "cannot unmarshal 'properties.networkProfile.podCidrs': expected an array, got \"10.0.0.0/8\"";
            assert_eq!(said(body, version).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_a_later_version_adds_is_unknown_before() {
        let body = json!({"properties": {"networkProfile": {"natGatewayProfile": {"sku": "StandardV2"}}}});
        assert!(said(body.clone(), "2026-05-01").is_some());
        assert_eq!(said(body, "2026-08-01"), None);
    }

    #[test]
    fn maps_take_any_name() {
        assert_eq!(said(json!({"tags": {"any thing": "x"}}), "2026-05-01"), None);
    }

    #[test]
    fn every_type_that_a_line_names_has_a_line() {
        crate::shape::assert_closed(SHAPES.table);
    }
}
