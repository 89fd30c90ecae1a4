//! The "Schema" part of a page: attributes by who sets them, then the nested ones, each under its path.

use super::attribute::{attribute_line, block_line, member_line};
use crate::{
    schema::{Attribute, AttributeKind, Block, Mode, NestedBlock},
    value::Type,
};

/// The parts of a level, in their order.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Required,
    Optional,
    ReadOnly,
}

impl Group {
    const ALL: [Self; 3] = [Self::Required, Self::Optional, Self::ReadOnly];

    fn of_attribute(attribute: &Attribute) -> Self {
        match attribute.mode {
            Mode::Required => Self::Required,
            Mode::Optional | Mode::OptionalComputed => Self::Optional,
            Mode::Computed => Self::ReadOnly,
        }
    }

    fn of_block(block: &NestedBlock) -> Self {
        if is_read_only(&block.block) {
            Self::ReadOnly
        } else if block.min_items > 0 {
            Self::Required
        } else {
            Self::Optional
        }
    }

    /// Inside a nested schema, which has a heading of its own, the registry's pages use plain lines.
    fn heading(self, at_root: bool) -> String {
        let title = match self {
            Self::Required => "Required",
            Self::Optional => "Optional",
            Self::ReadOnly => "Read-Only",
        };
        if at_root { format!("### {title}") } else { format!("{title}:") }
    }
}

/// A block with everything inside.
pub(super) fn levels(block: &Block) -> String {
    let mut page = String::new();
    if has_write_only(block) {
        page += "\n-> **Note** Write-only arguments need Terraform 1.11 or later. Their values are stored neither in \
                 plans nor in the state.\n";
    }
    level(&mut page, "", &block.attributes, &block.blocks);
    page
}

/// A block that has only attributes without others inside, as an identity.
pub(super) fn flat(block: &Block) -> String {
    let mut page = String::new();
    groups(&mut page, "", &block.attributes, &[]);
    page
}

/// The attributes of one level and, after them, the levels inside.
fn level(page: &mut String, path: &str, attributes: &[Attribute], blocks: &[NestedBlock]) {
    groups(page, path, attributes, blocks);
    for attribute in attributes {
        let path = below(path, &attribute.name);
        match &attribute.kind {
            AttributeKind::Nested(_, inside) => {
                *page += &nested_heading(&anchor("nestedatt", &path), &path);
                level(page, &path, inside, &[]);
            }
            AttributeKind::Plain(ty) => object(page, Group::of_attribute(attribute), &path, ty),
        }
    }
    for block in blocks {
        let path = below(path, &block.name);
        *page += &nested_heading(&anchor("nestedblock", &path), &path);
        level(page, &path, &block.block.attributes, &block.block.blocks);
    }
}

fn groups(page: &mut String, path: &str, level: &[Attribute], blocks: &[NestedBlock]) {
    for group in Group::ALL {
        let attributes = level.iter().filter(|attribute| Group::of_attribute(attribute) == group);
        let blocks = blocks.iter().filter(|block| Group::of_block(block) == group);
        let lines: String = attributes
            .map(|attribute| attribute_line(path, attribute, level))
            .chain(blocks.map(|block| block_line(path, block, level)))
            .collect();
        if !lines.is_empty() {
            *page += &format!("\n{}\n\n{lines}", group.heading(path.is_empty()));
        }
    }
}

/// The members of an object that is a value of one type: who sets the object has to give them all.
fn object(page: &mut String, group: Group, path: &str, ty: &Type) {
    let Some(members) = members(ty) else { return };
    *page += &nested_heading(&anchor("nestedobjatt", path), path);
    let group = if group == Group::ReadOnly { group } else { Group::Required };
    let lines: String = members.iter().map(|(name, ty)| member_line(path, name, ty)).collect();
    *page += &format!("\n{}\n\n{lines}", group.heading(false));
    for (name, ty) in members {
        object(page, group, &below(path, name), ty);
    }
}

/// The members of an object, or of the objects in a collection.
pub(super) fn members(ty: &Type) -> Option<&std::collections::BTreeMap<String, Type>> {
    match ty {
        Type::Object(members) if !members.is_empty() => Some(members),
        Type::List(element) | Type::Set(element) | Type::Map(element) => members(element),
        _ => None,
    }
}

/// Whether there is something inside, but nothing that a user may set.
fn is_read_only(block: &Block) -> bool {
    let computed = block.attributes.iter().all(|attribute| attribute.mode == Mode::Computed);
    let empty = block.attributes.is_empty() && block.blocks.is_empty();
    computed && !empty && block.blocks.iter().all(|nested| is_read_only(&nested.block))
}

fn has_write_only(block: &Block) -> bool {
    fn among(attributes: &[Attribute]) -> bool {
        attributes.iter().any(|attribute| {
            attribute.write_only
                || matches!(&attribute.kind, AttributeKind::Nested(_, inside) if among(inside))
        })
    }
    among(&block.attributes) || block.blocks.iter().any(|nested| has_write_only(&nested.block))
}

fn nested_heading(anchor: &str, path: &str) -> String {
    format!("\n<a id=\"{anchor}\"></a>\n### Nested Schema for `{path}`\n")
}

pub(super) fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Where a nested schema is linked to.
pub(super) fn anchor(kind: &str, path: &str) -> String {
    format!("{kind}--{}", path.replace('.', "--"))
}

pub(super) fn type_name(ty: &Type) -> String {
    match ty {
        Type::Bool => "Boolean".to_owned(),
        Type::Number => "Number".to_owned(),
        Type::String => "String".to_owned(),
        Type::Dynamic => "Dynamic".to_owned(),
        Type::List(element) => format!("List of {}", type_name(element)),
        Type::Set(element) => format!("Set of {}", type_name(element)),
        Type::Map(element) => format!("Map of {}", type_name(element)),
        Type::Tuple(_) => "Tuple".to_owned(),
        Type::Object(_) => "Object".to_owned(),
    }
}
