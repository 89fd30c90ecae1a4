//! Secrets that the framework itself gets to know.

use crate::{
    log,
    schema::{Attribute, AttributeKind, Block},
    value::Value,
};

/// Keeps the values of sensitive attributes out of logs and messages from now on.
pub(super) fn redact(block: &Block, config: &Value) {
    redact_attributes(&block.attributes, config);
    for nested in &block.blocks {
        for inner in objects(config.entry(&nested.name)) {
            redact(&nested.block, inner);
        }
    }
}

fn redact_attributes(attributes: &[Attribute], object: &Value) {
    for attribute in attributes {
        let Some(value) = object.entry(&attribute.name) else { continue };
        if attribute.sensitive {
            value.walk(&mut |_, value| {
                value.as_str().into_iter().for_each(log::redact);
                true
            });
        }
        if let AttributeKind::Nested(_, inner) = &attribute.kind {
            for object in objects(Some(value)) {
                redact_attributes(inner, object);
            }
        }
    }
}

/// The objects in a nested attribute or block of whatever nesting.
fn objects(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::List(elements) | Value::Set(elements) | Value::Tuple(elements)) => {
            elements.iter().collect()
        }
        Some(Value::Map(elements)) => elements.values().collect(),
        Some(object @ Value::Object(_)) => vec![object],
        _ => Vec::new(),
    }
}
