//! Fields of a plain object type.

use std::ops::{Deref, DerefMut};

use super::{
    Attr, Field, Model, PlanModel,
    derive::{attr_value, plan_attr},
    facts::Facts,
};
use crate::{
    diag::Diagnostics,
    schema::AttributeKind,
    value::{Path, Value},
};

/// An object as a value of one type, rather than as attributes with a schema each.
///
/// A model as a field is a nested attribute: what is inside may be left out, defaulted, computed, sensitive. In an
/// `Object` the user has to write every attribute (null where there is nothing to say), and what the model says of its
/// fields beyond their types does not count. Prefer the nested attribute; this is for schemas that exist already, as
/// the two are stored alike but written under different rules.
///
/// ```
/// use tfplugin_framework::{Model, model::Object};
///
/// /// A place.
/// #[derive(Clone, Debug, Model)]
/// pub struct Point {
///     /// To the east.
///     pub x: f64,
///     /// To the north.
///     pub y: f64,
/// }
///
/// /// Something in a place.
/// #[derive(Clone, Debug, Model)]
/// pub struct Marker {
///     /// Where it is: `{ x = 1, y = 2 }`.
///     pub at: Object<Point>,
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object<M>(M);

impl<M> Object<M> {
    /// The model itself.
    pub fn into_inner(self) -> M {
        self.0
    }
}

impl<M> From<M> for Object<M> {
    fn from(model: M) -> Self {
        Self(model)
    }
}

impl<M> Deref for Object<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.0
    }
}

impl<M> DerefMut for Object<M> {
    fn deref_mut(&mut self) -> &mut M {
        &mut self.0
    }
}

impl<M: Model> Field for Object<M> {
    type Plan = Attr<M::Plan>;

    const FACTS: Facts = M::FACTS.plain_object();

    fn kind() -> AttributeKind {
        AttributeKind::Plain(M::block().ty())
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        M::from_value(value, at).map(Self)
    }

    fn to_value(&self) -> Value {
        self.0.to_value()
    }

    fn to_plan(&self) -> Self::Plan {
        Attr::Known(self.0.to_plan())
    }

    fn plan_from_value(value: &Value, at: &Path) -> Result<Self::Plan, Diagnostics> {
        plan_attr(value, |value| M::Plan::from_value(value, at))
    }

    fn plan_to_value(plan: &Self::Plan) -> Value {
        attr_value(plan, M::Plan::to_value)
    }
}
