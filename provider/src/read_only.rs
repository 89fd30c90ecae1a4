//! The model of a resource, all of it read-only: what a data source shows of the same object.

use tfplugin_framework::{
    Attr, Diagnostics, Model, Path, Value,
    model::Field,
    schema::{Attribute, AttributeKind, Behavior, Mode, Nesting},
};

/// An object of a resource's model that the provider alone sets. What is never stored is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ReadOnly<M>(pub(crate) M);

impl<M: Model> Field for ReadOnly<M> {
    type Plan = Attr<Value>;

    fn kind() -> AttributeKind {
        AttributeKind::Nested(Nesting::Single, shown(M::block().attributes))
    }

    fn from_value(value: &Value, at: &Path) -> Result<Self, Diagnostics> {
        M::from_value(value, at).map(Self)
    }

    fn to_value(&self) -> Value {
        without_hidden(&M::block().attributes, self.0.to_value())
    }

    fn to_plan(&self) -> Attr<Value> {
        Attr::Known(self.to_value())
    }

    fn plan_from_value(value: &Value, _: &Path) -> Result<Attr<Value>, Diagnostics> {
        Ok(match value {
            Value::Null => Attr::Null,
            Value::Unknown(refinement) => Attr::Unknown(refinement.clone()),
            known => Attr::Known(known.clone()),
        })
    }

    fn plan_to_value(plan: &Attr<Value>) -> Value {
        match plan {
            Attr::Null => Value::Null,
            Attr::Unknown(refinement) => Value::Unknown(refinement.clone()),
            Attr::Known(value) => value.clone(),
        }
    }
}

/// The attributes as a data source has them.
fn shown(attributes: Vec<Attribute>) -> Vec<Attribute> {
    let shown = attributes.into_iter().filter(|attribute| !attribute.write_only);
    let read_only = |attribute: Attribute| Attribute {
        kind: match attribute.kind {
            AttributeKind::Nested(nesting, inner) => AttributeKind::Nested(nesting, self::shown(inner)),
            plain => plain,
        },
        mode: Mode::Computed,
        behavior: Behavior::default(),
        ..attribute
    };
    shown.map(read_only).collect()
}

/// A value without the attributes that are not shown.
fn without_hidden(attributes: &[Attribute], value: Value) -> Value {
    let inside =
        |value: Vec<Value>| value.into_iter().map(|value| without_hidden(attributes, value)).collect();
    match value {
        Value::List(elements) => Value::List(inside(elements)),
        Value::Set(elements) => Value::Set(inside(elements)),
        Value::Map(elements) => Value::Map(
            elements.into_iter().map(|(key, value)| (key, without_hidden(attributes, value))).collect(),
        ),
        Value::Object(mut members) => {
            let shown = attributes.iter().filter(|attribute| !attribute.write_only);
            let member = |attribute: &Attribute| {
                let value = members.remove(&attribute.name)?;
                let value = match &attribute.kind {
                    AttributeKind::Nested(_, inner) => without_hidden(inner, value),
                    AttributeKind::Plain(_) => value,
                };
                Some((attribute.name.clone(), value))
            };
            Value::Object(shown.filter_map(member).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::model::WriteOnly;

    use super::*;

    /// A thing.
    #[derive(Clone, Debug, Default, Model)]
    struct Thing {
        /// Its name.
        #[model(required)]
        name: String,
        /// What is inside.
        #[model(optional)]
        inner: Option<Inner>,
    }

    /// Something inside.
    #[derive(Clone, Debug, Default, Model)]
    struct Inner {
        /// How many.
        #[model(optional, computed, default = 1)]
        count: Option<i64>,
        /// A secret.
        #[model(optional)]
        password: Option<WriteOnly<String>>,
    }

    #[test]
    fn everything_is_computed_and_nothing_hidden_is_left() {
        let AttributeKind::Nested(_, attributes) = ReadOnly::<Thing>::kind() else { panic!("no object") };
        let AttributeKind::Nested(_, inner) = &attributes[1].kind else { panic!("no object") };
        assert!(attributes.iter().chain(inner).all(|attribute| attribute.mode == Mode::Computed));
        assert!(inner.iter().all(|attribute| attribute.behavior.default.is_none()));
        assert_eq!(inner.iter().map(|attribute| attribute.name.as_str()).collect::<Vec<_>>(), ["count"]);
    }

    #[test]
    fn the_value_has_what_the_schema_has() {
        let inner = Inner { count: Some(2), ..Inner::default() };
        let thing = ReadOnly(Thing { name: "a".to_owned(), inner: Some(inner) });
        let inner = Value::object([("count", Value::from(2))]);
        assert_eq!(thing.to_value(), Value::object([("name", Value::from("a")), ("inner", inner)]));
    }
}
