//! Attribute validators.

use super::shape::{Level, elements, member, members};
use crate::{
    diag::Diagnostics,
    schema::{Nesting, Schema},
    value::{Path, Value},
};

/// Runs the validators of every attribute, at every depth, whose value is wholly known and not null.
pub fn validate(schema: &Schema, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    object(Level::of(&schema.block), config, &Path::root(), &mut diagnostics);
    diagnostics
}

fn object(level: Level<'_>, config: &Value, at: &Path, diagnostics: &mut Diagnostics) {
    if !matches!(config, Value::Object(_)) {
        return;
    }
    for child in level.children() {
        let value = member(config, child.name);
        let path = at.clone().attribute(child.name);
        if let Some(attribute) = child.as_attribute()
            && !value.is_null()
            && value.is_wholly_known()
        {
            for validator in &attribute.behavior.validators {
                validator.validate(value, &path, diagnostics);
            }
        }
        let Some((nesting, inner)) = child.inside else { continue };
        match nesting {
            Nesting::Single => object(inner, value, &path, diagnostics),
            Nesting::List => {
                for (index, element) in elements(value).iter().enumerate() {
                    object(inner, element, &path.clone().index(index), diagnostics);
                }
            }
            Nesting::Set => {
                for element in elements(value) {
                    object(inner, element, &path.clone().element(element.clone()), diagnostics);
                }
            }
            Nesting::Map => {
                for (key, element) in members(value).into_iter().flatten() {
                    object(inner, element, &path.clone().key(key), diagnostics);
                }
            }
        }
    }
}
