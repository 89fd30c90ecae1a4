//! What Terraform asks of the schema of a resource's identity.

use super::{AttributeKind, Mode, Schema, SchemaViolation};
use crate::value::{Path, Type};

impl Schema {
    /// Checks the schema of a resource's identity: values that name an object, and nothing else.
    ///
    /// # Errors
    /// With every violation.
    pub fn check_identity(&self) -> Result<(), Vec<SchemaViolation>> {
        let mut found = self.check_with(&[]).err().unwrap_or_default();
        let mut violation = |name: &str, problem: &str| {
            found.push(SchemaViolation { path: Path::of(name), problem: problem.to_owned() });
        };
        for block in &self.block.blocks {
            violation(&block.name, "an identity has no blocks");
        }
        for attribute in &self.block.attributes {
            let simple = match &attribute.kind {
                AttributeKind::Plain(Type::List(element)) => is_primitive(element),
                AttributeKind::Plain(ty) => is_primitive(ty),
                AttributeKind::Nested(..) => false,
            };
            if !simple {
                violation(&attribute.name, "an identity has only text, numbers, bools and lists of these");
            }
            if !matches!(attribute.mode, Mode::Required | Mode::Optional) {
                violation(
                    &attribute.name,
                    "what is part of an identity is given at import: it is not computed",
                );
            }
            if attribute.sensitive || attribute.write_only {
                violation(&attribute.name, "an identity is no secret: Terraform cannot hide it");
            }
        }
        if self.block.attributes.is_empty() {
            found.push(SchemaViolation {
                path: Path::root(),
                problem: "an identity has at least one attribute".to_owned(),
            });
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

fn is_primitive(ty: &Type) -> bool {
    matches!(ty, Type::Bool | Type::Number | Type::String)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::fixture::*,
        schema::{BlockNesting, Nesting},
    };

    fn problems(schema: &Schema) -> Vec<String> {
        let found = schema.check_identity().err().unwrap_or_default();
        found.into_iter().map(|violation| violation.to_string()).collect()
    }

    #[test]
    fn text_numbers_bools_and_lists_of_these_name_an_object() {
        let list = AttributeKind::Plain(Type::list(Type::String));
        assert_eq!(
            problems(&schema([required("id", STRING), optional("n", NUMBER), optional("l", list)])),
            [""; 0]
        );
    }

    #[test]
    fn no_map_set_object_or_dynamic_value_does() {
        let kinds = [
            AttributeKind::Plain(Type::map(Type::String)),
            AttributeKind::Plain(Type::set(Type::String)),
            AttributeKind::Plain(Type::object([("a", Type::String)])),
            AttributeKind::Plain(Type::list(Type::map(Type::String))),
            AttributeKind::Plain(Type::Dynamic),
            nested(Nesting::Single, [optional("a", STRING)]),
        ];
        for kind in kinds {
            assert_eq!(
                problems(&schema([required("x", kind)])),
                ["x: an identity has only text, numbers, bools and lists of these"]
            );
        }
    }

    #[test]
    fn a_version_below_zero_is_refused() {
        let below = Schema { version: -1, ..schema([required("id", STRING)]) };
        assert_eq!(problems(&below), ["the version is below zero; start at 0 and count up"]);
    }

    #[test]
    fn nothing_of_an_identity_is_computed_secret_or_in_a_block() {
        let computed_id = schema([computed("id", STRING)]);
        assert_eq!(
            problems(&computed_id),
            ["id: what is part of an identity is given at import: it is not computed"]
        );
        let secret = schema([optional("id", STRING).write_only()]);
        assert_eq!(problems(&secret), ["id: an identity is no secret: Terraform cannot hide it"]);
        let mut block = with_block(BlockNesting::Single, [optional("a", STRING)]);
        block.block.attributes = vec![required("id", STRING)];
        assert_eq!(problems(&block), ["b: an identity has no blocks"]);
    }

    #[test]
    fn an_identity_of_nothing_is_refused() {
        assert_eq!(problems(&schema([])), ["an identity has at least one attribute"]);
    }
}
