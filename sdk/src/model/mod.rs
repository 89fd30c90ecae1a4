//! Typed structs over values: decoding, encoding and schema from one `#[derive(Model)]`.
//!
//! A model is written once, with plain types: `name: String`, `tags: Option<BTreeMap<String, String>>`. The derive
//! makes its twin for the time before apply, in which every attribute is an [`Attr`] and may be unknown:
//! `Cluster` and `ClusterPlan`. Code that talks to the remote side gets the plain struct and so cannot meet an unknown.
//!
//! ```
//! use std::collections::BTreeMap;
//! use tfplugin_framework::{Attr, Model};
//!
//! /// A group of resources.
//! #[derive(Clone, Debug, Model)]
//! pub struct ResourceGroup {
//!     /// Its name.
//!     #[model(requires_replace)]
//!     pub name: String,
//!     /// Labels for billing.
//!     pub tags: Option<BTreeMap<String, String>>,
//!     /// The full name.
//!     #[model(computed, stable)]
//!     pub id: Option<String>,
//! }
//!
//! let plan = ResourceGroupPlan { name: "prod".into(), id: Attr::unknown(), ..Default::default() };
//! assert_eq!(plan.name.as_str(), Some("prod"));
//! assert!(plan.tags.is_null());
//! ```

mod attr;
mod block;
mod collection;
mod decode;
#[doc(hidden)]
pub mod derive;
pub(crate) mod facts;
mod float;
mod object;
mod scalar;
mod sensitive;
mod text;
mod write_only;

pub use attr::Attr;
pub use collection::Set;
pub use object::Object;
pub use sensitive::Sensitive;
pub use text::{Spelling, Text};
/// Makes a [`Model`](trait@Model) of a struct, and its twin for configurations and plans.
pub use tfplugin_framework_macros::Model;
pub use write_only::WriteOnly;

use self::facts::Facts;
use crate::{
    diag::Diagnostics,
    schema::{AttributeKind, Block, BlockNesting, Equivalence},
    value::{Path, Value},
};

/// The twin of a model for configurations and plans, in which attributes may be unknown.
pub type PlanOf<M> = <M as Model>::Plan;

/// A struct that stands for a block or object of a schema. Derived.
pub trait Model: Clone + std::fmt::Debug + Send + Sync + 'static {
    /// The same struct with every attribute an [`Attr`].
    type Plan: PlanModel;

    #[doc(hidden)]
    const FACTS: Facts;

    /// The names in HCL.
    const NAMES: &'static [&'static str];

    /// The attributes and blocks.
    fn block() -> Block;

    /// Reads a known object. What is unknown (a computed attribute at apply) reads as `None`.
    ///
    /// # Errors
    /// With the path of each value that does not fit; null where the field is not an `Option` does not.
    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics>;

    /// The object.
    fn to_value(&self) -> Value;

    /// The same before apply: everything known, `None` null.
    fn to_plan(&self) -> Self::Plan;

    /// The same once all of it is known; `None` before.
    ///
    /// # Errors
    /// As for [`from_value`](Self::from_value).
    fn from_plan(plan: &Self::Plan) -> Result<Option<Self>, Diagnostics> {
        let value = plan.to_value();
        value.is_wholly_known().then(|| Self::from_value(&value, &Path::root())).transpose()
    }
}

/// A model's twin, in which attributes may be unknown. Derived together with [`Model`](trait@Model). Its default is
/// null throughout.
pub trait PlanModel: Clone + std::fmt::Debug + Default + PartialEq + Send + Sync + 'static {
    /// Every attribute unknown: what can be said of an object that is unknown as a whole.
    fn unknown() -> Self;

    /// Reads an object that may have unknown attributes.
    ///
    /// # Errors
    /// With the path of each value that does not fit.
    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics>;

    /// The object.
    fn to_value(&self) -> Value;
}

/// A type that an attribute of a model may have: `String`, `bool`, integers, `f32`, `f64`,
/// [`Number`](crate::Number), [`Value`] (any type), `Vec<T>`, `BTreeSet<T>`, [`Set<T>`](Set), `BTreeMap<String, T>`,
/// `Option<T>`, a model, an [`Object<M>`](Object) of one, a [`Sensitive<T>`](Sensitive) or [`WriteOnly<T>`](WriteOnly), or your own [`Text`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a model's field",
    label = "no Terraform type stands for this",
    note = "fields are strings, bools, numbers, `Value`, models, and `Option`, `Vec`, `BTreeSet`, `Set` or \
            `BTreeMap<String, _>` of these",
    note = "for a struct add `#[derive(Model)]`; for a type that is text implement `tfplugin_framework::model::Text`",
    note = "`Sensitive` guards a single value; a secret collection or object is marked `#[model(sensitive)]`"
)]
pub trait Field: Sized {
    /// The same before apply: [`Attr`] at every level.
    type Plan: Clone + std::fmt::Debug + Default + PartialEq + Send + Sync + 'static;

    /// Whether null is one of its values.
    const NULLABLE: bool = false;

    /// Whether Terraform has to hide the value.
    const SENSITIVE: bool = false;

    #[doc(hidden)]
    const FACTS: Facts = Facts::PLAIN;

    /// The type in the schema.
    fn kind() -> AttributeKind;

    /// When two values mean the same though they differ; what `equivalent` says of an attribute goes before this.
    fn equivalence() -> Option<Equivalence> {
        None
    }

    /// Reads a value; unknown reads as null.
    ///
    /// # Errors
    /// With the path of each value that does not fit.
    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics>;

    /// The value.
    fn to_value(&self) -> Value;

    /// The same before apply.
    fn to_plan(&self) -> Self::Plan;

    /// Reads a value that may be unknown.
    ///
    /// # Errors
    /// With the path of each value that does not fit.
    fn plan_from_value(value: &Value, at: &Path) -> Result<Self::Plan, Diagnostics>;

    /// The value of the plan's side.
    fn plan_to_value(plan: &Self::Plan) -> Value;
}

/// A type that a nested block of a model may have: `Option<M>` (at most one), `Vec<M>`, [`Set<M>`](Set) or
/// `BTreeMap<String, M>` (by label), where `M` is a model.
pub trait BlockField: Field {
    /// How the blocks are held.
    const NESTING: BlockNesting;

    /// What is inside each.
    fn block() -> Block;
}
