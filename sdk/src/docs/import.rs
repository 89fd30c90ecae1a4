//! How a resource is imported and identified.

use super::{examples::ImportExamples, page::fenced, schema};
use crate::schema::Block;

/// The parts at the end of a resource's page: "Import" with the ways that examples show, and what identifies the object.
pub(super) fn sections(identity: Option<&Block>, examples: &ImportExamples) -> String {
    let identity = identity.map(schema::flat);
    let mut ways = String::new();
    if let Some(example) = &examples.by_identity {
        ways += &format!("\nBy identity, with Terraform 1.12 and later:\n\n{}", fenced("terraform", example));
    }
    if let Some(example) = &examples.by_id {
        ways += &format!("\nBy ID, with Terraform 1.5 and later:\n\n{}", fenced("terraform", example));
    }
    if let Some(example) = &examples.command {
        ways += &format!("\nWith the command `terraform import`:\n\n{}", fenced("shell", example));
    }
    let mut sections = String::new();
    if !ways.is_empty() {
        sections += &format!("\n## Import\n{ways}");
    }
    if let Some(identity) = identity {
        sections += &format!("\n## Identity Schema\n{identity}");
    }
    sections
}
