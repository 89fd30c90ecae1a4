//! Who may do what, where.

use super::model;
use crate::Keyword;

model! {
    /// `Microsoft.Authorization/roleAssignments`.
    pub struct RoleAssignment {
        /// Resource ID.
        "id" id: String,
        /// A GUID.
        "name" name: String,
        /// Who, what and where.
        "properties" properties: RoleAssignmentProperties,
    }
}

model! {
    /// Who may do what, where.
    pub struct RoleAssignmentProperties {
        /// Resource ID of the role; its last part is the same in all subscriptions.
        "roleDefinitionId" role_definition_id: String,
        /// Object ID of who has the role.
        "principalId" principal_id: String,
        /// `ServicePrincipal`, `User`, `Group`.
        "principalType" principal_type: Keyword,
        /// Where it holds: this resource or group and everything in it.
        "scope" scope: String,
    }
}

model! {
    /// `Microsoft.Authorization/roleDefinitions`.
    pub struct RoleDefinition {
        /// Resource ID.
        "id" id: String,
        /// A GUID.
        "name" name: String,
        /// What the role allows.
        "properties" properties: RoleDefinitionProperties,
    }
}

model! {
    /// What a role allows.
    pub struct RoleDefinitionProperties {
        /// Name for people.
        "roleName" role_name: String,
        /// The role allows what any of these does.
        "permissions" permissions: Vec<RolePermission>,
    }
}

model! {
    /// What is allowed together.
    pub struct RolePermission {
        /// Actions, with `*` for any text.
        "actions" actions: Vec<String>,
        /// Actions that are taken back.
        "notActions" not_actions: Vec<String>,
    }
}

impl RolePermission {
    /// Whether an action, such as `Microsoft.Network/virtualNetworks/subnets/join/action`, is allowed. Case is ignored.
    pub fn allows(&self, action: &str) -> bool {
        let named = |patterns: &Option<Vec<String>>| {
            patterns
                .iter()
                .flatten()
                .any(|pattern| fits(&action.to_ascii_lowercase(), &pattern.to_ascii_lowercase()))
        };
        named(&self.actions) && !named(&self.not_actions)
    }
}

/// Whether a text fits a pattern in which `*` stands for any text.
fn fits(text: &str, pattern: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(text) = text.strip_prefix(head) else { return false };
    // The shortest text for one star leaves the most for those that follow.
    text.char_indices().map(|(at, _)| at).chain([text.len()]).any(|at| fits(&text[at..], rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JOIN: &str = "Microsoft.Network/virtualNetworks/subnets/join/action";

    fn permission(actions: &[&str], not_actions: &[&str]) -> RolePermission {
        let texts = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
        RolePermission { actions: texts(actions), not_actions: texts(not_actions) }
    }

    #[test]
    fn a_star_stands_for_any_text_at_any_place() {
        for allows in
            ["*", "Microsoft.Network/*", "*/action", "microsoft.network/virtualnetworks/*/join/Action", JOIN]
        {
            assert!(permission(&[allows], &[]).allows(JOIN), "{allows}");
        }
        for other in ["*/read", "Microsoft.Network/virtualNetworks/subnets/join", "Microsoft.Network", ""] {
            assert!(!permission(&[other], &[]).allows(JOIN), "{other}");
        }
    }

    #[test]
    fn what_is_taken_back_is_not_allowed() {
        assert!(!permission(&["*"], &["Microsoft.Network/*/join/action"]).allows(JOIN));
        assert!(permission(&["*"], &["Microsoft.Authorization/*/Write"]).allows(JOIN));
    }
}
