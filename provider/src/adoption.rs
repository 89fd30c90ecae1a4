//! What a create says when the resource exists already.

use arm_client::ResourceId;
use tfplugin_framework::{Diagnostic, Model, Value};

use crate::{
    compare::{self, Difference},
    hcl,
    session::Session,
    unfinished::{self, Provisioned},
};

/// Why an existing resource is not taken over.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Obstacle {
    /// `adopt_existing = false`.
    NotAllowed,
    /// It is not as written.
    Differs(Vec<Difference>),
    /// Its provisioning state.
    InState(String),
}

/// Why what exists under the planned name is not taken over, if it is not: it has to be the planned one, with every
/// configured property as it would be written, and in being or on the way.
pub(crate) fn obstacle<M: Model>(
    session: &Session,
    plan: &M,
    there: &M,
    azure: &impl Provisioned,
) -> Option<Obstacle> {
    let mut differing = compare::unfulfilled(plan, there);
    if unfinished::is_under_way(azure) {
        // Azure fills a new object's answer bit by bit; what is missing yet is compared at the end.
        differing.retain(|difference| difference.right != Value::Null);
    }
    if !session.adopt_existing {
        Some(Obstacle::NotAllowed)
    } else if !differing.is_empty() {
        Some(Obstacle::Differs(differing))
    } else if unfinished::is_broken(azure) || unfinished::is_being_deleted(azure) {
        Some(Obstacle::InState(unfinished::provisioning_state(azure)))
    } else {
        None
    }
}

/// The resource was taken over.
pub(crate) fn adopted(kind: &str, name: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("The {kind} \"{name}\" existed already and was adopted"),
        format!(
            "Azure already has a {kind} of this name with every property as it is written here, as after an apply that was \
             cut off. Terraform manages it from now on. If somebody else made it, remove it from this state \
             (terraform state rm). To be asked for an import instead, set adopt_existing = false in the provider block."
        ),
    )
}

/// The resource was not taken over.
pub(crate) fn refused(resource_type: &str, id: &ResourceId, obstacle: &Obstacle) -> Diagnostic {
    let reason = match obstacle {
        Obstacle::NotAllowed => "The provider block says adopt_existing = false.".to_owned(),
        Obstacle::Differs(differences) => {
            let lines = differences.iter().map(|Difference { path, left, right }| {
                format!(
                    "  {path}: {} in Azure, {} in the configuration",
                    hcl::literal(right),
                    hcl::literal(left)
                )
            });
            format!("It is not as written here:\n{}", lines.collect::<Vec<_>>().join("\n"))
        }
        Obstacle::InState(state) => format!("It is in the state \"{state}\"."),
    };
    let detail = format!(
        "Azure already has {id}, so nothing was created. {reason}\n\nTo manage it with this resource, put its address into \
         this block, apply, and let the plan show what would change:\n\n  import {{\n    to = {resource_type}.NAME\n    id = \
         \"{id}\"\n  }}\n\nOr choose another name."
    );
    Diagnostic::error(format!("\"{}\" exists already", id.name()), detail)
}
