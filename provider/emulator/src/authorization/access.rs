//! Whether a principal may do something.

use serde_json::Value;

use super::{ASSIGNMENT, definitions, within};
use crate::json;
use crate::resource_id::ResourceId;
use crate::world::World;

/// Whether a role that the principal has at the resource, or above it, includes the action.
pub(crate) fn may(
    world: &World<'_>,
    principal: &str,
    action: &str,
    on: &ResourceId,
) -> rusqlite::Result<bool> {
    for assignment in world.tx.all(Some(ASSIGNMENT))? {
        let text =
            |member: &str| json::text(&assignment.body, &format!("properties.{member}")).unwrap_or_default();
        if !text("principalId").eq_ignore_ascii_case(principal) || !within(&on.to_string(), text("scope")) {
            continue;
        }
        let role = text("roleDefinitionId").rsplit('/').next().unwrap_or_default();
        if definitions::find(world, role)?.is_some_and(|role| includes(&role, action)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What one permission allows and does not take back again.
fn includes(role: &Value, action: &str) -> bool {
    let permissions = json::at(role, "properties.permissions").and_then(Value::as_array);
    permissions.into_iter().flatten().any(|permission| {
        let named =
            |list: &str| json::texts(permission, list).into_iter().any(|pattern| fits(pattern, action));
        named("actions") && !named("notActions")
    })
}

/// Whether an action is what a pattern means, in which a star stands for anything.
fn fits(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = action.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    const JOIN: &str = "Microsoft.Network/virtualNetworks/subnets/join/action";

    #[test]
    fn a_star_stands_for_anything() {
        for pattern in ["*", "Microsoft.Network/*", "microsoft.network/*/join/action", JOIN, "*/action"] {
            assert!(fits(pattern, JOIN), "{pattern}");
        }
        for pattern in [
            "",
            "*/read",
            "Microsoft.Network/virtualNetworks",
            "Microsoft.Network/*/leave/*",
            "Microsoft.Compute/*",
        ] {
            assert!(!fits(pattern, JOIN), "{pattern}");
        }
    }

    #[test]
    fn what_is_taken_back_is_not_included() {
        let role = json!({"properties": {"permissions": [{"actions": ["*"], "notActions": ["Microsoft.Network/*/join/*"]}]}});
        assert!(!includes(&role, JOIN));
        assert!(includes(&role, "Microsoft.Network/virtualNetworks/read"));
    }

    proptest! {
        #[test]
        fn no_pattern_makes_the_match_panic(pattern in "\\PC*", action in "\\PC*") {
            let _ = fits(&pattern, &action);
        }
    }
}
