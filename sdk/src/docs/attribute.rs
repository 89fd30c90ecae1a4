//! One line of a schema: an attribute, block or member of an object.

use super::rule;
use super::schema::{anchor, below, members, type_name};
use crate::schema::{Attribute, AttributeKind, BlockNesting, NestedBlock, Nesting};
use crate::value::{Type, Value};

/// An attribute among those of its level.
pub(super) fn attribute_line(path: &str, attribute: &Attribute, level: &[Attribute]) -> String {
    let mut notes = vec![kind(&attribute.kind)];
    notes.extend(attribute.sensitive.then(|| "Sensitive".to_owned()));
    notes.extend(attribute.write_only.then(|| "Write-only".to_owned()));
    notes.extend(attribute.deprecation.is_some().then(|| "Deprecated".to_owned()));
    let behavior = &attribute.behavior;
    let mut sentences = Vec::new();
    sentences.extend(behavior.validators.iter().map(|validator| format!("It {}.", validator.describe())));
    sentences.extend(rule::sentences(&attribute.name, level));
    sentences.extend(behavior.default.as_ref().map(|value| format!("Default: `{}`.", literal(value))));
    sentences.extend(behavior.requires_replace.then(|| "A change replaces the resource.".to_owned()));
    sentences.extend(attribute.deprecation.as_ref().map(|text| format!("Deprecated: {text}")));
    let path = below(path, &attribute.name);
    match &attribute.kind {
        AttributeKind::Nested(..) => sentences.push(see_below(&anchor("nestedatt", &path))),
        AttributeKind::Plain(ty) if members(ty).is_some() => {
            sentences.push(see_below(&anchor("nestedobjatt", &path)));
        }
        AttributeKind::Plain(_) => {}
    }
    line(&attribute.name, &notes.join(", "), &attribute.description, &sentences)
}

/// A block among the attributes of its level.
pub(super) fn block_line(path: &str, block: &NestedBlock, level: &[Attribute]) -> String {
    let kind = match block.nesting {
        BlockNesting::Single | BlockNesting::Group => "Block",
        BlockNesting::List => "Block List",
        BlockNesting::Set => "Block Set",
        BlockNesting::Map => "Block Map",
    };
    let mut notes = vec![kind.to_owned()];
    notes.extend((block.min_items > 0).then(|| format!("Min: {}", block.min_items)));
    notes.extend((block.max_items > 0).then(|| format!("Max: {}", block.max_items)));
    notes.extend(block.block.deprecation.is_some().then(|| "Deprecated".to_owned()));
    let mut sentences = rule::sentences(&block.name, level);
    if block.computed {
        sentences.push(
            "Made by the provider where no such block is written, with Terraform 1.16 and later.".to_owned(),
        );
    }
    sentences.extend(block.block.deprecation.as_ref().map(|text| format!("Deprecated: {text}")));
    sentences.push(see_below(&anchor("nestedblock", &below(path, &block.name))));
    line(&block.name, &notes.join(", "), &block.block.description, &sentences)
}

/// A member of an object that is a value of one type; it has nothing but that type.
pub(super) fn member_line(path: &str, name: &str, ty: &Type) -> String {
    let link = members(ty).map(|_| see_below(&anchor("nestedobjatt", &below(path, name))));
    line(name, &type_name(ty), "", link.as_slice())
}

/// A list item: what is known beyond the description follows its first paragraph, and further paragraphs stay inside
/// the item by their indentation.
fn line(name: &str, notes: &str, description: &str, sentences: &[String]) -> String {
    let mut paragraphs = description.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let mut parts = vec![format!("- `{name}` ({notes})")];
    parts.extend(paragraphs.next().map(|first| first.split_whitespace().collect::<Vec<_>>().join(" ")));
    parts.extend(sentences.iter().filter(|sentence| !sentence.is_empty()).cloned());
    let further: String =
        paragraphs.map(|paragraph| format!("\n  {}\n", paragraph.replace('\n', "\n  "))).collect();
    format!("{}\n{further}", parts.join(" "))
}

fn see_below(anchor: &str) -> String {
    format!("(see [below for nested schema](#{anchor}))")
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
