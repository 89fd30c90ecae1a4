//! Defaults, at every depth.

use super::shape::{Level, each_object, member};
use crate::value::Value;

/// The configuration with the default of every computed attribute that it leaves out. Inside sets too: this runs
/// before elements are compared, so that an element is the same with its default written out or not.
pub(super) fn with_defaults(level: Level<'_>, config: &Value) -> Value {
    if !matches!(config, Value::Object(_)) {
        return config.clone();
    }
    level.object(|child| {
        let given = member(config, child.name);
        let default = child.as_attribute().and_then(|attribute| attribute.behavior.default.as_ref());
        let effective = match default {
            Some(default) if given.is_null() && child.is_computed() => default,
            _ => given,
        };
        match child.inside {
            Some((nesting, inner)) => each_object(nesting, effective, |object| with_defaults(inner, object)),
            None => effective.clone(),
        }
    })
}
