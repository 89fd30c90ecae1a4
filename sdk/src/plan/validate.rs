//! Attribute validators.

use super::{
    duplicates::duplicates,
    rules,
    shape::{Level, elements, member, members},
};
use crate::{
    diag::Diagnostics,
    schema::{Nesting, Schema},
    value::{Path, Value},
};

/// Holds every object of a configuration against the rules about its attributes, then the value of every attribute
/// that is wholly known and not null against its validators. Elements of a set that defaults make equal are an error
/// too.
pub fn validate(schema: &Schema, config: &Value) -> Diagnostics {
    validate_resource(schema, config, false)
}

/// The same for a managed resource, where a Terraform that allows write-only attributes is told of those that it could
/// have instead.
pub fn validate_resource(schema: &Schema, config: &Value, write_only_allowed: bool) -> Diagnostics {
    let mut walk = Walk { write_only_allowed, diagnostics: duplicates(schema, config) };
    walk.object(Level::of(&schema.block), config, &Path::root());
    walk.diagnostics
}

struct Walk {
    write_only_allowed: bool,
    diagnostics: Diagnostics,
}

impl Walk {
    fn object(&mut self, level: Level<'_>, config: &Value, at: &Path) {
        if !matches!(config, Value::Object(_)) {
            return;
        }
        rules::check(level, config, at, self.write_only_allowed, &mut self.diagnostics);
        for child in level.children() {
            let value = member(config, child.name);
            let path = at.clone().attribute(child.name);
            if let Some(attribute) = child.as_attribute()
                && !value.is_null()
                && value.is_wholly_known()
            {
                attribute.validate(value, &path, &mut self.diagnostics);
            }
            let Some((nesting, inner)) = child.inside else { continue };
            match nesting {
                Nesting::Single => self.object(inner, value, &path),
                Nesting::List => {
                    for (index, element) in elements(value).iter().enumerate() {
                        self.object(inner, element, &path.clone().index(index));
                    }
                }
                Nesting::Set => {
                    for element in elements(value) {
                        // An element is the step to itself; it is copied only where there is something to say.
                        let mut trial = Self { diagnostics: Diagnostics::new(), ..*self };
                        trial.object(inner, element, &path);
                        if !trial.diagnostics.is_empty() {
                            self.object(inner, element, &path.clone().element(element.clone()));
                        }
                    }
                }
                Nesting::Map => {
                    for (key, element) in members(value).into_iter().flatten() {
                        self.object(inner, element, &path.clone().key(key));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        diag::Diagnostic,
        plan::fixture::*,
        schema::{Attribute, Validator},
    };

    /// Refuses everything and says where.
    struct Refuse;

    impl Validator for Refuse {
        fn describe(&self) -> String {
            "must not be".to_owned()
        }

        fn validate(&self, _value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
            diagnostics.push(Diagnostic::error("refused", "").at(path.clone()));
        }
    }

    fn refused(name: &str, mut attribute: Attribute) -> Attribute {
        attribute.name = name.to_owned();
        attribute.behavior.validators.push(Arc::new(Refuse));
        attribute
    }

    fn places(schema: &Schema, config: &Value) -> Vec<String> {
        let found = validate(schema, &whole(schema, config));
        found.iter().filter_map(|diagnostic| diagnostic.path.as_ref()).map(ToString::to_string).collect()
    }

    #[test]
    fn validators_run_at_every_depth_with_the_path_of_their_value() {
        let inner = || [refused("x", optional("x", STRING))];
        let schema = schema([
            refused("a", optional("a", STRING)),
            optional("o", nested(Nesting::Single, inner())),
            optional("l", nested(Nesting::List, inner())),
            optional("m", nested(Nesting::Map, inner())),
            optional("s", nested(Nesting::Set, inner())),
        ]);
        let element = object! { x = "1" };
        let config = object! {
            a = "1", o = element.clone(), l = Value::list([element.clone()]), m = Value::map([("k", element.clone())]),
            s = Value::set([element]),
        };
        assert_eq!(places(&schema, &config), ["a", "o.x", "l[0].x", "m[\"k\"].x", "s[...].x"]);
    }

    #[test]
    fn null_and_not_wholly_known_values_are_not_validated() {
        let schema = schema([
            refused("a", optional("a", STRING)),
            refused("b", optional("b", STRING)),
            refused("c", optional("c", crate::Type::list(STRING))),
        ]);
        let config = object! { b = Value::unknown(), c = Value::list([Value::from("x"), Value::unknown()]) };
        assert_eq!(places(&schema, &config), [""; 0]);
    }
}
