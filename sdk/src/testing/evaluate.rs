//! From a configuration to a value of a schema, as Terraform evaluates HCL.

use std::collections::BTreeMap;

use super::Config;
use crate::{
    diag::{Diagnostic, Diagnostics},
    schema::{Attribute, AttributeKind, Block, BlockNesting, Mode, NestedBlock, Nesting},
    value::{Path, Refinement, Type, Value},
};

/// The value that Terraform would send for this configuration: every attribute is there, of its type.
///
/// # Errors
/// What Terraform itself would refuse before it asks the provider: unknown, missing and unconfigurable arguments,
/// values of the wrong type, too few and too many blocks.
pub(super) fn to_value(block: &Block, config: &Config) -> Result<Value, Diagnostics> {
    let mut conversion = Conversion { diagnostics: Diagnostics::new() };
    let value = conversion.block(block, config, &Path::root());
    if conversion.diagnostics.is_empty() { Ok(value) } else { Err(conversion.diagnostics) }
}

/// A value of a type, converted as Terraform converts between primitive types.
///
/// # Errors
/// When there is no conversion.
pub(super) fn to_typed(config: &Config, ty: &Type) -> Result<Value, Diagnostics> {
    let mut conversion = Conversion { diagnostics: Diagnostics::new() };
    let value = conversion.typed(config, ty, &Path::root());
    if conversion.diagnostics.is_empty() { Ok(value) } else { Err(conversion.diagnostics) }
}

struct Conversion {
    diagnostics: Diagnostics,
}

impl Conversion {
    fn error(&mut self, at: &Path, summary: &str, detail: String) {
        self.diagnostics.push(Diagnostic::error(summary, detail).at(at.clone()));
    }

    fn block(&mut self, block: &Block, config: &Config, at: &Path) -> Value {
        let nothing = BTreeMap::new();
        let members = match config {
            Config::Object(members) => members,
            Config::Null => &nothing,
            Config::Unknown => return Value::unknown(),
            _ => {
                self.error(at, "Incorrect block", "A block is written in braces.".to_owned());
                return Value::Null;
            }
        };
        let names = |name: &String| {
            block.attributes.iter().any(|attribute| attribute.name == *name)
                || block.blocks.iter().any(|nested| nested.name == *name)
        };
        for name in members.keys().filter(|name| !names(name)) {
            let detail = format!("An argument named {name:?} is not expected here.");
            self.error(&at.clone().attribute(name), "Unsupported argument", detail);
        }
        let mut object = self.attributes(&block.attributes, members, at);
        for nested in &block.blocks {
            let given = members.get(&nested.name).unwrap_or(&Config::Null);
            let value = self.nested_block(nested, given, &at.clone().attribute(&nested.name));
            object.insert(nested.name.clone(), value);
        }
        Value::Object(object)
    }

    fn attributes(
        &mut self,
        attributes: &[Attribute],
        members: &BTreeMap<String, Config>,
        at: &Path,
    ) -> BTreeMap<String, Value> {
        let mut object = BTreeMap::new();
        for attribute in attributes {
            let given = members.get(&attribute.name).unwrap_or(&Config::Null);
            let value = self.attribute(attribute, given, &at.clone().attribute(&attribute.name));
            object.insert(attribute.name.clone(), value);
        }
        object
    }

    fn attribute(&mut self, attribute: &Attribute, given: &Config, at: &Path) -> Value {
        let name = &attribute.name;
        match (attribute.mode, given) {
            (Mode::Required, Config::Null) => {
                let detail = format!("The argument {name:?} is required, but no definition was found.");
                self.error(at, "Missing required argument", detail);
                return Value::Null;
            }
            (Mode::Computed, given) if *given != Config::Null => {
                let detail =
                    format!("Can't configure a value for {name:?}: its value will be decided automatically.");
                self.error(at, "Value for unconfigurable attribute", detail);
                return Value::Null;
            }
            _ => {}
        }
        match &attribute.kind {
            AttributeKind::Plain(ty) => self.typed(given, ty, at),
            AttributeKind::Nested(nesting, attributes) => self.nested(*nesting, attributes, given, at),
        }
    }

    fn nested(&mut self, nesting: Nesting, attributes: &[Attribute], given: &Config, at: &Path) -> Value {
        match (nesting, given) {
            (_, Config::Null) => Value::Null,
            (_, Config::Unknown) => Value::unknown(),
            (Nesting::Single, given) => self.object(attributes, given, at),
            (Nesting::List, Config::List(elements)) => {
                let elements = elements.iter().enumerate();
                Value::List(elements.map(|(i, e)| self.object(attributes, e, &at.clone().index(i))).collect())
            }
            (Nesting::Set, Config::List(elements)) => {
                let elements = elements.iter().map(|element| self.object(attributes, element, at)).collect();
                Value::Set(Value::without_duplicates(elements))
            }
            (Nesting::Map, Config::Object(members)) => {
                let member = |(key, value): (&String, &Config)| {
                    (key.clone(), self.object(attributes, value, &at.clone().key(key)))
                };
                Value::Map(members.iter().map(member).collect())
            }
            (Nesting::List | Nesting::Set | Nesting::Map, _) => self.inappropriate(at, "objects"),
        }
    }

    fn object(&mut self, attributes: &[Attribute], given: &Config, at: &Path) -> Value {
        match given {
            Config::Null => Value::Null,
            Config::Unknown => Value::unknown(),
            Config::Object(members) => {
                for name in members.keys().filter(|name| attributes.iter().all(|a| a.name != **name)) {
                    let detail = format!("An attribute named {name:?} is not expected here.");
                    self.error(&at.clone().attribute(name), "Unsupported argument", detail);
                }
                Value::Object(self.attributes(attributes, members, at))
            }
            _ => self.inappropriate(at, "an object"),
        }
    }

    fn nested_block(&mut self, nested: &NestedBlock, given: &Config, at: &Path) -> Value {
        let block = &nested.block;
        let name = &nested.name;
        if *given == Config::Unknown {
            return Value::unknown();
        }
        let given_blocks = match (nested.nesting, given) {
            (_, Config::Null) => 0,
            (_, Config::List(elements)) => elements.len(),
            (BlockNesting::Map, Config::Object(members)) => members.len(),
            _ => 1,
        };
        if given_blocks < nested.min_items as usize {
            let detail = format!("At least {} {name:?} blocks are required.", nested.min_items);
            self.error(at, &format!("Insufficient {name} blocks"), detail);
        }
        if nested.max_items > 0 && given_blocks > nested.max_items as usize {
            let detail = format!("No more than {} {name:?} blocks are allowed.", nested.max_items);
            self.error(at, &format!("Too many {name} blocks"), detail);
        }
        match (nested.nesting, given) {
            (BlockNesting::Single, Config::Null) => Value::Null,
            (BlockNesting::Single | BlockNesting::Group, given) => self.block(block, given, at),
            (BlockNesting::List, Config::List(elements)) => {
                let elements = elements.iter().enumerate();
                Value::List(elements.map(|(i, e)| self.block(block, e, &at.clone().index(i))).collect())
            }
            (BlockNesting::List, Config::Null) => Value::List(Vec::new()),
            (BlockNesting::List, one) => Value::List(vec![self.block(block, one, &at.clone().index(0))]),
            (BlockNesting::Set, Config::List(elements)) => {
                let elements = elements.iter().map(|element| self.block(block, element, at)).collect();
                Value::Set(Value::without_duplicates(elements))
            }
            (BlockNesting::Set, Config::Null) => Value::Set(Vec::new()),
            (BlockNesting::Set, one) => Value::Set(vec![self.block(block, one, at)]),
            (BlockNesting::Map, Config::Object(members)) => {
                let member = |(key, value): (&String, &Config)| {
                    (key.clone(), self.block(block, value, &at.clone().key(key)))
                };
                Value::Map(members.iter().map(member).collect())
            }
            (BlockNesting::Map, _) => Value::Map(BTreeMap::new()),
        }
    }

    fn typed(&mut self, given: &Config, ty: &Type, at: &Path) -> Value {
        match (ty, given) {
            (_, Config::Null) => Value::Null,
            (_, Config::Unknown) => Value::unknown(),
            (Type::String, Config::UnknownText(prefix)) => beginning_with(prefix),
            (Type::Dynamic, given) => natural(given).into_dynamic(),
            (Type::Bool, Config::Bool(truth)) => Value::Bool(*truth),
            (Type::Bool, Config::String(text)) if text == "true" => Value::Bool(true),
            (Type::Bool, Config::String(text)) if text == "false" => Value::Bool(false),
            (Type::Number, Config::Number(number)) => Value::Number(number.clone()),
            (Type::Number, Config::String(text)) => match text.parse() {
                Ok(number) => Value::Number(number),
                Err(_) => self.inappropriate(at, "a number"),
            },
            (Type::String, Config::String(text)) => Value::String(text.clone()),
            (Type::String, Config::Bool(truth)) => Value::String(truth.to_string()),
            (Type::String, Config::Number(number)) => Value::String(number.to_string()),
            (Type::List(inner), Config::List(elements)) => {
                let elements = elements.iter().enumerate();
                Value::List(elements.map(|(i, e)| self.typed(e, inner, &at.clone().index(i))).collect())
            }
            (Type::Set(inner), Config::List(elements)) => {
                let elements = elements.iter().map(|element| self.typed(element, inner, at)).collect();
                Value::Set(Value::without_duplicates(elements))
            }
            (Type::Tuple(types), Config::List(elements)) if types.len() == elements.len() => {
                let elements = elements.iter().zip(types).enumerate();
                Value::Tuple(elements.map(|(i, (e, ty))| self.typed(e, ty, &at.clone().index(i))).collect())
            }
            (Type::Map(inner), Config::Object(members)) => {
                let member = |(key, value): (&String, &Config)| {
                    (key.clone(), self.typed(value, inner, &at.clone().key(key)))
                };
                Value::Map(members.iter().map(member).collect())
            }
            (Type::Object(types), Config::Object(members)) => {
                let member = |(name, ty): (&String, &Type)| {
                    let given = members.get(name).unwrap_or(&Config::Null);
                    (name.clone(), self.typed(given, ty, &at.clone().attribute(name)))
                };
                Value::Object(types.iter().map(member).collect())
            }
            (ty, _) => self.inappropriate(at, &ty.to_string()),
        }
    }

    fn inappropriate(&mut self, at: &Path, expected: &str) -> Value {
        let detail = format!("Inappropriate value for attribute \"{at}\": {expected} required.");
        self.error(at, "Incorrect attribute value type", detail);
        Value::Null
    }
}

fn beginning_with(prefix: &str) -> Value {
    Value::Unknown(Refinement::prefix(prefix))
}

/// A value of the type that HCL itself gives it.
fn natural(given: &Config) -> Value {
    match given {
        Config::Null => Value::Null,
        Config::Unknown => Value::unknown(),
        Config::UnknownText(prefix) => beginning_with(prefix),
        Config::Bool(truth) => Value::Bool(*truth),
        Config::Number(number) => Value::Number(number.clone()),
        Config::String(text) => Value::String(text.clone()),
        Config::List(elements) => Value::Tuple(elements.iter().map(natural).collect()),
        Config::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), natural(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config, plan::fixture::*, schema::Schema};

    fn evaluated(schema: &Schema, config: &Config) -> Value {
        to_value(&schema.block, config).unwrap()
    }

    fn refused(schema: &Schema, config: &Config) -> Vec<String> {
        let errors = to_value(&schema.block, config).unwrap_err();
        errors.iter().map(|error| format!("{}: {}", error.path.as_ref().unwrap(), error.detail)).collect()
    }

    #[test]
    fn what_is_left_out_is_null() {
        let schema =
            schema([optional("a", STRING), optional("n", nested(Nesting::Single, [optional("b", STRING)]))]);
        assert_eq!(evaluated(&schema, &config! {}), object! { a = NULL, n = NULL });
        assert_eq!(evaluated(&schema, &config! { n = {} }), object! { a = NULL, n = object! { b = NULL } });
    }

    #[test]
    fn the_schema_makes_lists_sets_maps_and_objects_of_brackets_and_braces() {
        let schema = schema([
            optional("l", Type::list(STRING)),
            optional("s", Type::set(STRING)),
            optional("m", Type::map(NUMBER)),
            optional("o", Type::object([("x", STRING)])),
        ]);
        let config = config! { l = ["a", "a"], s = ["a", "a"], m = { k = 1 }, o = { x = "y" } };
        let expected = object! {
            l = Value::list(["a", "a"]), s = Value::set(["a"]), m = Value::map([("k", Value::from(1))]),
            o = object! { x = "y" },
        };
        assert_eq!(evaluated(&schema, &config), expected);
    }

    #[test]
    fn primitive_values_are_converted_as_terraform_converts_them() {
        let schema = schema([
            optional("s", STRING),
            optional("t", STRING),
            optional("n", NUMBER),
            optional("b", Type::Bool),
        ]);
        let config = config! { s = 5, t = true, n = "5", b = "true" };
        assert_eq!(evaluated(&schema, &config), object! { s = "5", t = "true", n = 5, b = true });
    }

    #[test]
    fn values_of_any_type_bring_the_type_that_hcl_gives_them() {
        let schema = schema([optional("d", Type::Dynamic)]);
        let expected = Value::Tuple(vec![1.into(), "a".into()]).into_dynamic();
        assert_eq!(evaluated(&schema, &config! { d = [1, "a"] }), object! { d = expected });
    }

    #[test]
    fn values_of_the_wrong_type_are_refused_where_they_stand() {
        let schema = schema([optional("n", Type::list(NUMBER)), optional("o", nested(Nesting::Single, []))]);
        assert_eq!(
            refused(&schema, &config! { n = [1, "x"], o = [] }),
            [
                "n[1]: Inappropriate value for attribute \"n[1]\": a number required.",
                "o: Inappropriate value for attribute \"o\": an object required.",
            ]
        );
    }

    #[test]
    fn blocks_are_counted() {
        let mut schema = with_block(BlockNesting::List, [optional("a", STRING)]);
        schema.block.blocks[0].min_items = 1;
        schema.block.blocks[0].max_items = 2;
        assert_eq!(refused(&schema, &config! {}), ["b: At least 1 \"b\" blocks are required."]);
        assert_eq!(
            refused(&schema, &config! { b = [{}, {}, {}] }),
            ["b: No more than 2 \"b\" blocks are allowed."]
        );
        let one = object! { b = Value::list([object! { a = "x" }]) };
        assert_eq!(evaluated(&schema, &config! { b = { a = "x" } }), one, "one block needs no brackets");
    }
}
