//! What `#[derive(Model)]` writes its code against. Not part of the public interface.

use std::collections::BTreeMap;

use super::{BlockField, Field, block, decode};
pub use super::{
    Model, PlanModel,
    facts::{Facts, Said, check_distinct, check_exists, count, join},
};
pub use crate::{
    diag::Diagnostics,
    schema::{
        Attribute, AttributeChange, AttributeKind, Behavior, Block, BlockNesting, Mode, NestedBlock, Nesting,
        Validator,
    },
    value::{Path, Value},
};

/// Reads the fields of an object one by one and gathers what is wrong with any of them.
#[derive(Debug)]
pub struct Fields<'a> {
    value: &'a Value,
    attributes: &'a BTreeMap<String, Value>,
    at: &'a Path,
    diagnostics: Diagnostics,
}

impl<'a> Fields<'a> {
    /// The fields of `value`, which stands at `at`.
    pub fn of(value: &'a Value, at: &'a Path) -> Result<Self, Diagnostics> {
        match value.inner() {
            Value::Object(attributes) => Ok(Self { value, attributes, at, diagnostics: Diagnostics::new() }),
            other => Err(decode::refuse(at, "an object", other)),
        }
    }

    /// Reads one; `None` if that failed.
    pub fn read<T: Field>(&mut self, name: &str, sensitive: bool) -> Option<T> {
        self.field(name, sensitive, T::from_value)
    }

    /// Reads one that may be unknown; `None` if that failed.
    pub fn read_plan<T: Field>(&mut self, name: &str, sensitive: bool) -> Option<T::Plan> {
        self.field(name, sensitive, T::plan_from_value)
    }

    /// Reads nested blocks; `None` if that failed.
    pub fn read_block<T: BlockField>(&mut self, name: &str) -> Option<T> {
        self.field(name, false, |value, at| T::from_value(&block::known_from_terraform::<T>(value), at))
    }

    /// Reads nested blocks that may be unknown; `None` if that failed.
    pub fn read_plan_block<T: BlockField>(&mut self, name: &str) -> Option<T::Plan> {
        self.field(name, false, |value, at| T::plan_from_value(&block::from_terraform::<T>(value), at))
    }

    /// Reads the attributes of a model that stand beside the others; `None` if that failed.
    pub fn read_flattened<M: Model>(&mut self) -> Option<M> {
        let result = M::from_value(self.value, self.at);
        result.map_err(|errors| self.diagnostics.extend(errors)).ok()
    }

    /// Reads the attributes of a model, which may be unknown and stand beside the others; `None` if that failed.
    pub fn read_plan_flattened<M: Model>(&mut self) -> Option<M::Plan> {
        let result = M::Plan::from_value(self.value, self.at);
        result.map_err(|errors| self.diagnostics.extend(errors)).ok()
    }

    fn field<T>(
        &mut self,
        name: &str,
        sensitive: bool,
        read: impl FnOnce(&Value, &Path) -> Result<T, Diagnostics>,
    ) -> Option<T> {
        let at = self.at.clone().attribute(name);
        let value = self.attributes.get(name).unwrap_or(&Value::Null);
        let result = read(value, &at);
        let result = if sensitive { decode::redacted(result, value, &at) } else { result };
        result.map_err(|errors| self.diagnostics.extend(errors)).ok()
    }

    /// What was wrong.
    pub fn into_errors(self) -> Diagnostics {
        self.diagnostics
    }
}

/// A value that is null or unknown reads as null.
pub fn plan_attr<P>(
    value: &Value,
    read: impl FnOnce(&Value) -> Result<P, Diagnostics>,
) -> Result<super::Attr<P>, Diagnostics> {
    match value.inner() {
        Value::Null => Ok(super::Attr::Null),
        Value::Unknown(refinement) => Ok(super::Attr::Unknown(refinement.clone())),
        _ => read(value).map(super::Attr::Known),
    }
}

/// The value of an attribute on the plan's side.
pub fn attr_value<P>(plan: &super::Attr<P>, write: impl FnOnce(&P) -> Value) -> Value {
    match plan {
        super::Attr::Null => Value::Null,
        super::Attr::Unknown(refinement) => Value::Unknown(refinement.clone()),
        super::Attr::Known(value) => write(value),
    }
}

/// A field of which nothing is known.
pub fn unknown<T: Field>() -> T::Plan {
    T::plan_from_value(&Value::unknown(), &Path::root()).unwrap_or_default()
}

/// The schema of a nested block; what the field says of it goes before what the nested model says of itself.
pub fn nested_block<T: BlockField>(
    name: &str,
    description: &str,
    min_items: u32,
    max_items: u32,
    computed: bool,
) -> NestedBlock {
    let mut block = T::block();
    if !description.is_empty() {
        description.clone_into(&mut block.description);
    }
    // Terraform wants the one block of a single nesting counted: zero or one, both alike.
    let max_items = if T::NESTING == BlockNesting::Single { min_items } else { max_items };
    NestedBlock { name: name.to_owned(), nesting: T::NESTING, block, min_items, max_items, computed }
}

/// The object with the attributes of flattened models beside its own.
pub fn flattened<const COUNT: usize>(own: Value, models: [Value; COUNT]) -> Value {
    let objects = std::iter::once(own).chain(models).filter_map(|object| match object {
        Value::Object(attributes) => Some(attributes),
        _ => None,
    });
    Value::Object(objects.flatten().collect())
}

/// The block with the attributes and blocks of flattened models beside its own.
pub fn flattened_block<const COUNT: usize>(own: Block, models: [Block; COUNT]) -> Block {
    models.into_iter().fold(own, |mut block, model| {
        block.attributes.extend(model.attributes);
        block.blocks.extend(model.blocks);
        block
    })
}

/// The value of nested blocks.
pub fn block_value<T: BlockField>(value: Value) -> Value {
    block::to_terraform::<T>(value)
}

/// Runs a plan modifier that is written as a closure.
pub fn modify_with<F: FnOnce(&mut AttributeChange<'_>)>(modify: F, change: &mut AttributeChange<'_>) {
    modify(change);
}
