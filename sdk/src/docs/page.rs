//! The page of a provider, resource, data source, ephemeral resource, list resource or action.

use super::{
    front_matter::{self, Rules},
    kind::Kind,
    schema,
};
use crate::schema::{AttributeKind, Block};
use crate::{resource::Timeouts, value::Value};

/// The page of the provider: its configuration, and its state stores, which have no pages of their own.
pub(super) fn index(
    provider: &str,
    block: &Block,
    usage: Option<&str>,
    state_stores: &[(&str, Block)],
) -> String {
    let mut page = front_matter::write(Rules::Index, &format!("{provider} Provider"), &block.description);
    page += &format!("# {provider} Provider\n\n{}\n", block.description);
    page += &section("Example Usage", usage);
    page += "\n## Schema\n";
    page += &schema::levels(block);
    for (name, block) in state_stores {
        page += &format!("\n## State Store: {name}\n\n{}\n", block.description);
        page += &schema::levels(block);
    }
    page
}

/// The page of a type. `last` goes at its end.
pub(super) fn typed(
    kind: Kind,
    provider: &str,
    name: &str,
    block: &Block,
    usage: Option<&str>,
    last: &str,
) -> String {
    let title = kind.title();
    let mut page =
        front_matter::write(Rules::Typed, &format!("{name} {title} - {provider}"), &block.description);
    page += &format!("# {name} ({title})\n\n{}\n", block.description);
    if let Some(deprecation) = &block.deprecation {
        page += &format!("\n~> **Deprecated** {deprecation}\n");
    }
    page += &section("Example Usage", usage);
    page += "\n## Schema\n";
    page += &schema::levels(block);
    page + last
}

/// The same block, in which `timeouts` names what is taken when the user says nothing.
pub(super) fn with_default_timeouts(mut block: Block, timeouts: Timeouts) -> Block {
    let settings = block.attributes.iter_mut().filter(|attribute| attribute.name == "timeouts");
    for attribute in settings {
        let AttributeKind::Nested(_, operations) = &mut attribute.kind else { continue };
        for operation in operations {
            let duration = timeouts.by_name(&operation.name);
            operation.behavior.default = duration.map(|duration| Value::from(written(duration)));
        }
    }
    block
}

/// A duration as users write it: `1h30m`.
fn written(duration: std::time::Duration) -> String {
    let seconds = duration.as_secs();
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let text: String =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    if text.is_empty() { "0s".to_owned() } else { text }
}

/// A part that shows an example; empty without one.
pub(super) fn section(title: &str, example: Option<&str>) -> String {
    example.map(|example| format!("\n## {title}\n\n{}", fenced("terraform", example))).unwrap_or_default()
}

pub(super) fn fenced(language: &str, code: &str) -> String {
    format!("```{language}\n{}\n```\n", code.trim_end())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_duration_is_written_as_a_user_would() {
        let written = |seconds| written(Duration::from_secs(seconds));
        assert_eq!(written(90), "1m30s");
        assert_eq!(written(5400), "1h30m");
        assert_eq!(written(1200), "20m");
        assert_eq!(written(0), "0s");
    }
}
