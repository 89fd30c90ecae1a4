//! The types of members, as the service reads them before anything else.
//!
//! `members.txt` is from the published types of API version 2025-07-01. Newer versions have more members, so a member that
//! is not in it is kept as it is.

use serde_json::{Value, json};

use crate::gateway::{Fault, Request};
use crate::resource_id::ResourceId;
use crate::shape::{Mistake, Shapes};

const SHAPES: Shapes = Shapes { table: include_str!("members.txt"), converts: true, closed: false };
/// The line for kinds that have none of their own.
const OTHER: &str = "other";

/// The body of a request for a resource.
pub(super) fn body(request: &Request, id: &ResourceId) -> Result<Value, Fault> {
    let mut body = request.object()?;
    check(&mut body, id)?;
    Ok(body)
}

/// Refuses a body in which a member is of another type.
pub(super) fn check(body: &mut Value, id: &ResourceId) -> Result<(), Fault> {
    let kind = id.kind();
    let own = kind.trim_start_matches("microsoft.network/");
    let known = SHAPES.table.lines().any(|l| l.strip_prefix(own).is_some_and(|rest| rest.starts_with(' ')));
    match SHAPES.fit(body, if known { own } else { OTHER }, "") {
        Ok(()) | Err(Mistake::Unknown { .. }) => Ok(()),
        Err(Mistake::Wrong { path, expected, got }) => {
            let text = format!("Error converting value {got} to {expected}. Path '{path}'.");
            Err(Fault::provider(400, "InvalidRequestFormat", "Cannot parse the request.")
                .details(json!([{"code": "InvalidJson", "message": text}])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_a_line_names_has_a_line() {
        crate::shape::assert_closed(SHAPES.table);
    }

    #[test]
    fn a_kind_without_a_line_has_an_object_of_properties() {
        let id = ResourceId::parse(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/localNetworkGateways/l",
        );
        let id = id.unwrap();
        assert!(check(&mut json!({"properties": {"gatewayIpAddress": "1.2.3.4"}}), &id).is_ok());
        assert!(check(&mut json!({"properties": []}), &id).is_err());
    }
}
