//! The page of a provider, resource or data source.

use std::fmt::Write as _;

use super::schema;
use crate::schema::Block;

/// What a page is about.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Resource,
    DataSource,
}

/// Examples of a page.
pub(super) struct Example {
    pub(super) usage: Option<String>,
    pub(super) import: Option<String>,
}

pub(super) fn index(provider: &str, block: &Block, usage: Option<&str>) -> String {
    let mut page = front_matter(&format!("{provider} Provider"), &block.description);
    text(&mut page, &format!("# {provider} Provider\n\n{}\n", block.description));
    if let Some(usage) = usage {
        text(&mut page, &section("Example Usage", usage));
    }
    text(&mut page, &schema::section(block));
    page
}

pub(super) fn typed(kind: Kind, provider: &str, name: &str, block: &Block, example: &Example) -> String {
    let kind = match kind {
        Kind::Resource => "Resource",
        Kind::DataSource => "Data Source",
    };
    let mut page = front_matter(&format!("{name} {kind} - {provider}"), &block.description);
    text(&mut page, &format!("# {name} ({kind})\n\n{}\n", block.description));
    if let Some(deprecation) = &block.deprecation {
        text(&mut page, &format!("\n~> **Deprecated** {deprecation}\n"));
    }
    if let Some(usage) = &example.usage {
        text(&mut page, &section("Example Usage", usage));
    }
    text(&mut page, &schema::section(block));
    if let Some(import) = &example.import {
        text(&mut page, &section("Import", import));
    }
    page
}

/// The registry's front matter: title, and the first paragraph for search results.
pub(super) fn front_matter(title: &str, description: &str) -> String {
    let summary = description.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    format!("---\npage_title: \"{title}\"\nsubcategory: \"\"\ndescription: |-\n  {summary}\n---\n\n")
}

pub(super) fn section(title: &str, hcl: &str) -> String {
    format!("\n## {title}\n\n```terraform\n{}\n```\n", hcl.trim_end())
}

pub(super) fn text(page: &mut String, text: &str) {
    // Writing into a String cannot fail.
    let _ = page.write_str(text);
}
