//! Typed structs over values: decoding, encoding and schema from one `#[derive(Model)]`.
//!
//! A model is written once, with plain types: `name: String`, `tags: Option<BTreeMap<String, String>>`. The derive
//! makes its twin for the time before apply, in which every attribute is an [`Attr`] and may be unknown:
//! `Cluster` and `ClusterPlan`. Code that talks to the remote side gets the plain struct and so cannot meet an unknown.

mod attr;

pub use attr::Attr;

use crate::{
    diag::Diagnostics,
    schema::{AttributeKind, Block},
    value::{Path, Value},
};

/// The twin of a model for configurations and plans, in which attributes may be unknown.
pub type PlanOf<M> = <M as Model>::Plan;

/// A struct that stands for a block or object of a schema. Derived.
pub trait Model: Clone + std::fmt::Debug + Send + Sync + 'static {
    /// The same struct with every attribute an [`Attr`].
    type Plan: PlanModel;

    /// The attributes and blocks.
    fn block() -> Block;

    /// Reads a known object. What is unknown (a computed attribute at apply) reads as `None`.
    ///
    /// # Errors
    /// With the path of each value that does not fit.
    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics>;

    /// The object.
    fn to_value(&self) -> Value;
}

/// A model's twin, in which attributes may be unknown. Derived together with [`Model`].
pub trait PlanModel: Clone + std::fmt::Debug + Send + Sync + 'static {
    /// Reads an object that may have unknown attributes.
    ///
    /// # Errors
    /// With the path of each value that does not fit.
    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics>;

    /// The object.
    fn to_value(&self) -> Value;
}

/// A type that an attribute of a model may have: `String`, `bool`, integers, [`Number`](crate::Number), `Vec<T>`,
/// `BTreeSet<T>`, `BTreeMap<String, T>`, `Option<T>`, a model, or your own.
pub trait Field: Sized {
    /// The same before apply: [`Attr`] at every level.
    type Plan: Clone + std::fmt::Debug + Send + Sync + 'static;

    /// The type in the schema.
    fn kind() -> AttributeKind;

    /// Reads a value; unknown reads as null.
    ///
    /// # Errors
    /// With the path of each value that does not fit.
    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics>;

    /// The value.
    fn to_value(&self) -> Value;

    /// Reads a value that may be unknown.
    ///
    /// # Errors
    /// With the path of each value that does not fit.
    fn plan_from_value(value: &Value, at: &Path) -> Result<Self::Plan, Diagnostics>;

    /// The value of the plan's side.
    fn plan_to_value(plan: &Self::Plan) -> Value;
}
