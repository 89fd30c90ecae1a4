//! Schemas: what attributes and blocks a configuration may have, and how each behaves at plan.
//!
//! They are usually made by `#[derive(Model)]`; every part can also be built by hand.

mod check;
mod equivalence;
mod identity;
mod modifier;
mod rule;
mod ty;

use std::sync::Arc;

pub use check::{RESERVED_NAMES, RESERVED_PROVIDER_NAMES, SchemaViolation};
pub use equivalence::Equivalence;
pub use modifier::{Around, AttributeChange, PlanModifier, replace_if, stable_unless};
pub use rule::Rule;
pub(crate) use rule::RuleKind;

use crate::{
    diag::{Diagnostic, Diagnostics},
    value::{Path, Refinement, Type, Value},
};

/// The schema of a resource, data source, provider block, …
#[derive(Clone, Debug)]
pub struct Schema {
    /// Version of the stored shape, zero at first; a change needs a state upgrader.
    pub version: i64,
    /// The attributes and blocks at the root.
    pub block: Block,
}

/// Attributes and nested blocks at one level.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Arguments and results, in the order of documentation.
    pub attributes: Vec<Attribute>,
    /// Nested blocks.
    pub blocks: Vec<NestedBlock>,
    /// Markdown; the first paragraph is what editors show.
    pub description: String,
    /// Why not to use it any more and what to use instead, when it is deprecated.
    pub deprecation: Option<String>,
}

/// A nested block.
#[derive(Clone, Debug)]
pub struct NestedBlock {
    /// The block's type name in HCL.
    pub name: String,
    /// How many there may be and how they are addressed.
    pub nesting: BlockNesting,
    /// What is inside.
    pub block: Block,
    /// Fewest blocks; zero if optional.
    pub min_items: u32,
    /// Most blocks; zero for no limit.
    pub max_items: u32,
    /// The provider makes them where the user writes none (Terraform 1.16 and later). Older versions have none of them
    /// then.
    pub computed: bool,
}

/// How nested blocks are held in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockNesting {
    /// At most one; null when absent.
    Single,
    /// At most one; never null, its attributes are.
    Group,
    /// A list, empty when absent.
    List,
    /// A set, empty when absent.
    Set,
    /// A map by label, empty when absent.
    Map,
}

/// An attribute and its behaviour.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name in HCL.
    pub name: String,
    /// What it holds.
    pub kind: AttributeKind,
    /// Who sets it.
    pub mode: Mode,
    /// Terraform hides the value in its output.
    pub sensitive: bool,
    /// Never stored in plan or state (Terraform 1.11 and later).
    pub write_only: bool,
    /// Markdown.
    pub description: String,
    /// Why not to use it any more and what to use instead, when it is deprecated.
    pub deprecation: Option<String>,
    /// What the framework does with it at validate and plan.
    pub behavior: Behavior,
}

/// What an attribute holds.
#[derive(Clone, Debug)]
pub enum AttributeKind {
    /// A value of a type.
    Plain(Type),
    /// Objects whose attributes have schemas of their own.
    Nested(Nesting, Vec<Attribute>),
}

/// How the objects of a nested attribute are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// One object.
    Single,
    /// A list of objects.
    List,
    /// A set of objects.
    Set,
    /// Objects by key.
    Map,
}

/// Who sets an attribute. Combinations that Terraform forbids cannot be expressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The user must.
    Required,
    /// The user may; otherwise it is null.
    Optional,
    /// The user may; otherwise the provider does.
    OptionalComputed,
    /// Only the provider.
    Computed,
}

/// What the framework does with an attribute at validate and plan.
#[derive(Clone, Default)]
pub struct Behavior {
    /// A change of this attribute replaces the resource.
    pub requires_replace: bool,
    /// Computed: the value does not change once known, so a plan keeps the one in state.
    pub stable: bool,
    /// Computed: on update, unknown only if one of these attributes (names at the same level) changes.
    /// Empty: unknown whenever the resource changes at all, unless `stable`.
    pub depends_on: Vec<String>,
    /// Computed: what a plan says of the value while it is unknown, so that Terraform can decide more before apply:
    /// `count = x.id == null ? 0 : 1`. The value must keep it, or the apply fails.
    pub promise: Refinement,
    /// Taken when the configuration says nothing. Needs [`Mode::OptionalComputed`].
    pub default: Option<Value>,
    /// When two values mean the same (`East US` and `eastus`): the older one is kept.
    pub equivalent: Option<Equivalence>,
    /// Checked when the value is wholly known and not null.
    pub validators: Vec<Arc<dyn Validator>>,
    /// Which of this attribute and its siblings go together.
    pub rules: Vec<Rule>,
    /// Its own say in what is planned for it, in this order.
    pub modifiers: Vec<Arc<dyn PlanModifier>>,
}

/// A check of one attribute's value.
pub trait Validator: Send + Sync {
    /// What is allowed, as half a sentence after the attribute's name: `must be between 10 and 250`. It becomes
    /// part of the documentation.
    fn describe(&self) -> String;

    /// Adds what is wrong with a known value that stands at `path`.
    fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics);
}

impl Attribute {
    /// Runs the validators on a known value that stands at `path`. A sensitive or write-only value is left out of what
    /// they say.
    pub fn validate(&self, value: &Value, path: &Path, diagnostics: &mut Diagnostics) {
        let secret = self.sensitive || self.write_only;
        for validator in &self.behavior.validators {
            let mut refused = Diagnostics::new();
            validator.validate(value, path, &mut refused);
            if secret && refused.has_errors() {
                let detail =
                    format!("{path} {}. The value is sensitive and not shown.", validator.describe());
                refused = Diagnostic::error("Invalid attribute value", detail).at(path.clone()).into();
            } else if secret {
                refused = Diagnostics::new();
            }
            diagnostics.extend(refused);
        }
    }
}

impl std::fmt::Debug for Behavior {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let validators: Vec<_> = self.validators.iter().map(|validator| validator.describe()).collect();
        f.debug_struct("Behavior")
            .field("requires_replace", &self.requires_replace)
            .field("stable", &self.stable)
            .field("depends_on", &self.depends_on)
            .field("promise", &self.promise)
            .field("default", &self.default)
            .field("equivalent", &self.equivalent)
            .field("validators", &validators)
            .field("rules", &self.rules)
            .field("modifiers", &self.modifiers.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validators::length;

    #[test]
    fn what_a_validator_says_of_a_sensitive_value_leaves_it_out() {
        let attribute = Attribute {
            name: "password".to_owned(),
            kind: AttributeKind::Plain(Type::String),
            mode: Mode::Required,
            sensitive: true,
            write_only: false,
            description: String::new(),
            deprecation: None,
            behavior: Behavior { validators: vec![Arc::new(length(8..))], ..Behavior::default() },
        };
        let mut diagnostics = Diagnostics::new();
        attribute.validate(&"s3cret".into(), &Path::of("password"), &mut diagnostics);
        let details: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.detail.as_str()).collect();
        assert_eq!(
            details,
            ["password must have at least 8 characters. The value is sensitive and not shown."]
        );
    }
}
