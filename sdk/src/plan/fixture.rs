//! Schemas and values in few words, for the tests of planning and checking.

use crate::{
    schema::{
        Attribute, AttributeKind, Behavior, Block, BlockNesting, Equivalence, Mode, NestedBlock, Nesting,
        PlanModifier, Rule, Schema,
    },
    value::{Refinement, Type, Value},
};

pub(crate) fn schema(attributes: impl Into<Vec<Attribute>>) -> Schema {
    Schema { version: 0, block: Block { attributes: attributes.into(), ..Block::default() } }
}

pub(crate) fn with_block(nesting: BlockNesting, attributes: impl Into<Vec<Attribute>>) -> Schema {
    let block = Block { attributes: attributes.into(), ..Block::default() };
    let nested =
        NestedBlock { name: "b".to_owned(), nesting, block, min_items: 0, max_items: 0, computed: false };
    Schema { version: 0, block: Block { blocks: vec![nested], ..Block::default() } }
}

/// The same with the block computed.
pub(crate) fn with_computed_block(nesting: BlockNesting, attributes: impl Into<Vec<Attribute>>) -> Schema {
    let mut schema = with_block(nesting, attributes);
    schema.block.blocks.iter_mut().for_each(|block| block.computed = true);
    schema.block.attributes.push(optional("tag", STRING));
    schema
}

fn attribute(name: &str, mode: Mode, kind: impl Into<AttributeKind>) -> Attribute {
    Attribute {
        name: name.to_owned(),
        kind: kind.into(),
        mode,
        sensitive: false,
        write_only: false,
        description: String::new(),
        deprecation: None,
        behavior: Behavior::default(),
    }
}

impl From<Type> for AttributeKind {
    fn from(ty: Type) -> Self {
        Self::Plain(ty)
    }
}

pub(crate) fn required(name: &str, kind: impl Into<AttributeKind>) -> Attribute {
    attribute(name, Mode::Required, kind)
}

pub(crate) fn optional(name: &str, kind: impl Into<AttributeKind>) -> Attribute {
    attribute(name, Mode::Optional, kind)
}

pub(crate) fn either(name: &str, kind: impl Into<AttributeKind>) -> Attribute {
    attribute(name, Mode::OptionalComputed, kind)
}

pub(crate) fn computed(name: &str, kind: impl Into<AttributeKind>) -> Attribute {
    attribute(name, Mode::Computed, kind)
}

pub(crate) fn nested(nesting: Nesting, attributes: impl Into<Vec<Attribute>>) -> AttributeKind {
    AttributeKind::Nested(nesting, attributes.into())
}

pub(crate) fn same_ignoring_case(left: &Value, right: &Value) -> bool {
    matches!((left, right), (Value::String(left), Value::String(right)) if left.eq_ignore_ascii_case(right))
}

impl Attribute {
    pub(crate) fn stable(mut self) -> Self {
        self.behavior.stable = true;
        self
    }

    pub(crate) fn depends_on<const N: usize>(mut self, names: [&str; N]) -> Self {
        self.behavior.depends_on = names.map(str::to_owned).into();
        self
    }

    pub(crate) fn promises(mut self, promise: Refinement) -> Self {
        self.behavior.promise = promise;
        self
    }

    pub(crate) fn default(mut self, value: impl Into<Value>) -> Self {
        self.behavior.default = Some(value.into());
        self
    }

    pub(crate) fn ignoring_case(mut self) -> Self {
        self.behavior.equivalent = Some(Equivalence::by_test(same_ignoring_case));
        self
    }

    /// The same spelling in answers only, or of the elements of a collection.
    pub(crate) fn equivalent(mut self, equivalence: Equivalence) -> Self {
        self.behavior.equivalent = Some(equivalence);
        self
    }

    pub(crate) fn ruled(mut self, rule: Rule) -> Self {
        self.behavior.rules.push(rule);
        self
    }

    pub(crate) fn modified(mut self, modifier: impl PlanModifier + 'static) -> Self {
        self.behavior.modifiers.push(std::sync::Arc::new(modifier));
        self
    }

    pub(crate) fn replaces(mut self) -> Self {
        self.behavior.requires_replace = true;
        self
    }

    pub(crate) fn write_only(mut self) -> Self {
        self.write_only = true;
        self
    }

    pub(crate) fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }
}

/// An object; what is left out of an object of a schema is null.
macro_rules! object {
    ($($name:ident = $value:expr),* $(,)?) => {
        crate::value::Value::object([$((stringify!($name), crate::value::Value::from($value))),*] as [(&str, crate::value::Value); _])
    };
}
pub(crate) use object;

/// The object with a null for each attribute that it leaves out, at every depth, as Terraform sends it.
pub(crate) fn whole(schema: &Schema, value: &Value) -> Value {
    use super::shape::{Level, each_object, member};

    fn fill(level: Level<'_>, value: &Value) -> Value {
        match value {
            Value::Object(_) => level.object(|child| {
                let held = member(value, child.name);
                child.inside.map_or_else(
                    || held.clone(),
                    |(nesting, inner)| each_object(nesting, held, |v| fill(inner, v)),
                )
            }),
            other => other.clone(),
        }
    }
    fill(Level::of(&schema.block), value)
}

pub(crate) const STRING: Type = Type::String;
pub(crate) const NUMBER: Type = Type::Number;
pub(crate) const NULL: Value = Value::Null;
