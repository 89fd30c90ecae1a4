//! The "Schema" part of a page: attributes by who sets them, then the nested ones, each under its path.

use super::page::text;
use crate::schema::{Attribute, AttributeKind, Block, BlockNesting, Mode, NestedBlock, Nesting};
use crate::value::{Type, Value};

/// The whole part.
pub(super) fn section(block: &Block) -> String {
    let mut page = "\n## Schema\n".to_owned();
    level(&mut page, "", &block.attributes, &block.blocks);
    page
}

/// The attributes of one level and, after them, the levels inside.
fn level(page: &mut String, path: &str, attributes: &[Attribute], blocks: &[NestedBlock]) {
    let groups: [(_, &[Mode]); 3] = [
        ("Required", &[Mode::Required]),
        ("Optional", &[Mode::Optional, Mode::OptionalComputed]),
        ("Read-Only", &[Mode::Computed]),
    ];
    for (title, modes) in groups {
        let blocks = blocks.iter().filter(|block| match title {
            "Required" => block.min_items > 0,
            "Optional" => block.min_items == 0,
            _ => false,
        });
        let lines: Vec<_> = attributes
            .iter()
            .filter(|attribute| modes.contains(&attribute.mode))
            .map(|attribute| attribute_line(path, attribute))
            .chain(blocks.map(|block| block_line(path, block)))
            .collect();
        if !lines.is_empty() {
            // Inside a nested schema, which has a heading of its own, the registry's pages use plain lines.
            let heading = if path.is_empty() { format!("### {title}") } else { format!("{title}:") };
            text(page, &format!("\n{heading}\n\n{}", lines.concat()));
        }
    }
    for attribute in attributes {
        if let AttributeKind::Nested(_, inside) = &attribute.kind {
            let path = below(path, &attribute.name);
            text(page, &format!("\n<a id=\"nested--{}\"></a>\n", anchor(&path)));
            text(page, &format!("### Nested Schema for `{path}`\n"));
            level(page, &path, inside, &[]);
        }
    }
    for block in blocks {
        let path = below(path, &block.name);
        text(page, &format!("\n<a id=\"nested--{}\"></a>\n", anchor(&path)));
        text(page, &format!("### Nested Schema for `{path}`\n"));
        level(page, &path, &block.block.attributes, &block.block.blocks);
    }
}

fn attribute_line(path: &str, attribute: &Attribute) -> String {
    let mut notes = vec![kind(&attribute.kind)];
    notes.extend(attribute.sensitive.then(|| "Sensitive".to_owned()));
    notes.extend(attribute.write_only.then(|| "Write-only".to_owned()));
    notes.extend(attribute.deprecation.is_some().then(|| "Deprecated".to_owned()));
    let mut sentences = vec![one_paragraph(&attribute.description)];
    let behavior = &attribute.behavior;
    sentences.extend(behavior.validators.iter().map(|validator| format!("It {}.", validator.describe())));
    sentences.extend(behavior.default.as_ref().map(|value| format!("Default: `{}`.", literal(value))));
    sentences.extend(behavior.requires_replace.then(|| "A change replaces the resource.".to_owned()));
    sentences.extend(attribute.deprecation.as_ref().map(|text| format!("Deprecated: {text}")));
    if matches!(attribute.kind, AttributeKind::Nested(..)) {
        sentences.push(see_below(&below(path, &attribute.name)));
    }
    sentences.retain(|sentence| !sentence.is_empty());
    format!("- `{}` ({}) {}\n", attribute.name, notes.join(", "), sentences.join(" "))
}

fn block_line(path: &str, block: &NestedBlock) -> String {
    let count = match block.nesting {
        BlockNesting::Single | BlockNesting::Group => "Block",
        BlockNesting::List => "Block List",
        BlockNesting::Set => "Block Set",
        BlockNesting::Map => "Block Map",
    };
    let limits = match (block.min_items, block.max_items) {
        (0, 0) => String::new(),
        (min, 0) => format!(", Min: {min}"),
        (0, max) => format!(", Max: {max}"),
        (min, max) => format!(", Min: {min}, Max: {max}"),
    };
    let description = one_paragraph(&block.block.description);
    format!("- `{}` ({count}{limits}) {description} {}\n", block.name, see_below(&below(path, &block.name)))
}

/// Lists cannot hold paragraphs without indentation; the registry shows the joined text just as well.
fn one_paragraph(description: &str) -> String {
    description.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn see_below(path: &str) -> String {
    format!("(see [below for nested schema](#nested--{}))", anchor(path))
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn anchor(path: &str) -> String {
    path.replace('.', "--")
}

/// The type as the registry writes it: `String`, `List of Number`, `Attributes Set`.
fn kind(kind: &AttributeKind) -> String {
    match kind {
        AttributeKind::Plain(ty) => type_name(ty),
        AttributeKind::Nested(Nesting::Single, _) => "Attributes".to_owned(),
        AttributeKind::Nested(Nesting::List, _) => "Attributes List".to_owned(),
        AttributeKind::Nested(Nesting::Set, _) => "Attributes Set".to_owned(),
        AttributeKind::Nested(Nesting::Map, _) => "Attributes Map".to_owned(),
    }
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

/// A default as it would be written in HCL.
fn literal(value: &Value) -> String {
    match value {
        Value::Null | Value::Unknown(_) => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        // A JSON string is an HCL string but for templates, which a default does not have.
        Value::String(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => {
            format!("[{}]", elements.iter().map(literal).collect::<Vec<_>>().join(", "))
        }
        Value::Map(entries) | Value::Object(entries) => {
            // What an object leaves open goes without saying.
            let given = entries.iter().filter(|(_, value)| !value.is_null());
            let given: Vec<_> = given.map(|(key, value)| format!("{key} = {}", literal(value))).collect();
            if given.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", given.join(", ")) }
        }
        Value::Dynamic(typed) => literal(&typed.1),
    }
}
