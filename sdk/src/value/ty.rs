//! Terraform's types.

use std::{collections::BTreeMap, fmt};

use super::Value;

/// A type constraint of Terraform's type system. `Display` writes it as a `variable` block would have it:
/// `list(string)`, `object({ name = string })`, `any`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// true or false.
    Bool,
    /// A decimal number of any size.
    Number,
    /// Text.
    String,
    /// Any type; the value carries its own ([`Value::Dynamic`]).
    Dynamic,
    /// An ordered collection.
    List(Box<Type>),
    /// A collection without order or duplicates.
    Set(Box<Type>),
    /// Values by key.
    Map(Box<Type>),
    /// A sequence in which each place has a type of its own.
    Tuple(Vec<Type>),
    /// Named attributes.
    Object(BTreeMap<String, Type>),
}

impl Type {
    /// A list of `element`.
    pub fn list(element: Self) -> Self {
        Self::List(Box::new(element))
    }

    /// A set of `element`.
    pub fn set(element: Self) -> Self {
        Self::Set(Box::new(element))
    }

    /// A map of `element`.
    pub fn map(element: Self) -> Self {
        Self::Map(Box::new(element))
    }

    /// An object of these attributes.
    pub fn object<K: Into<String>>(attributes: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(attributes.into_iter().map(|(name, ty)| (name.into(), ty)).collect())
    }

    /// Whether [`Type::Dynamic`] is somewhere in it.
    pub fn has_dynamic(&self) -> bool {
        match self {
            Self::Bool | Self::Number | Self::String => false,
            Self::Dynamic => true,
            Self::List(element) | Self::Set(element) | Self::Map(element) => element.has_dynamic(),
            Self::Tuple(elements) => elements.iter().any(Self::has_dynamic),
            Self::Object(attributes) => attributes.values().any(Self::has_dynamic),
        }
    }

    /// Whether a value of this type is one of type `wanted`, where [`Type::Dynamic`] wants nothing.
    pub(crate) fn conforms_to(&self, wanted: &Self) -> bool {
        match (self, wanted) {
            (_, Self::Dynamic) => true,
            (Self::List(found), Self::List(wanted))
            | (Self::Set(found), Self::Set(wanted))
            | (Self::Map(found), Self::Map(wanted)) => found.conforms_to(wanted),
            (Self::Tuple(found), Self::Tuple(wanted)) => {
                found.len() == wanted.len()
                    && found.iter().zip(wanted).all(|(found, wanted)| found.conforms_to(wanted))
            }
            (Self::Object(found), Self::Object(wanted)) => {
                found.keys().eq(wanted.keys())
                    && found.values().zip(wanted.values()).all(|(found, wanted)| found.conforms_to(wanted))
            }
            (found, wanted) => found == wanted,
        }
    }

    /// A type that both are, as far as that can be told without conversion: where one says nothing
    /// ([`Type::Dynamic`]) the other decides.
    fn unify(self, other: Self) -> Option<Self> {
        let both = |left: Box<Self>, right: Box<Self>| left.unify(*right).map(Box::new);
        match (self, other) {
            (Self::Dynamic, ty) | (ty, Self::Dynamic) => Some(ty),
            (Self::List(left), Self::List(right)) => both(left, right).map(Self::List),
            (Self::Set(left), Self::Set(right)) => both(left, right).map(Self::Set),
            (Self::Map(left), Self::Map(right)) => both(left, right).map(Self::Map),
            (Self::Tuple(left), Self::Tuple(right)) if left.len() == right.len() => left
                .into_iter()
                .zip(right)
                .map(|(left, right)| left.unify(right))
                .collect::<Option<_>>()
                .map(Self::Tuple),
            (Self::Object(left), Self::Object(right)) if left.keys().eq(right.keys()) => left
                .into_iter()
                .zip(right.into_values())
                .map(|((name, left), right)| Some((name, left.unify(right)?)))
                .collect::<Option<_>>()
                .map(Self::Object),
            (left, right) => (left == right).then_some(left),
        }
    }
}

impl Value {
    /// The type that the value shows by itself. Null, unknown and what an empty collection would hold are
    /// [`Type::Dynamic`]; so is the element type of a list, set or map whose elements differ.
    pub fn type_of(&self) -> Type {
        fn element<'a>(elements: impl Iterator<Item = &'a Value>) -> Box<Type> {
            let unified = elements.map(Value::type_of).try_fold(Type::Dynamic, Type::unify);
            Box::new(unified.unwrap_or(Type::Dynamic))
        }
        match self {
            Self::Null | Self::Unknown(_) | Self::Dynamic(_) => Type::Dynamic,
            Self::Bool(_) => Type::Bool,
            Self::Number(_) => Type::Number,
            Self::String(_) => Type::String,
            Self::List(elements) => Type::List(element(elements.iter())),
            Self::Set(elements) => Type::Set(element(elements.iter())),
            Self::Map(entries) => Type::Map(element(entries.values())),
            Self::Tuple(elements) => Type::Tuple(elements.iter().map(Self::type_of).collect()),
            Self::Object(entries) => {
                Type::Object(entries.iter().map(|(name, value)| (name.clone(), value.type_of())).collect())
            }
        }
    }
}

impl Value {
    /// The type that a value of type `ty` has to Terraform, where each [`Type::Dynamic`] gives way to the type of
    /// what stands there. It stays where nothing stands, or something null or unknown without a type.
    pub(crate) fn settled(&self, ty: &Type) -> Type {
        /// A collection has the type of its elements, of which those without any type do not count.
        fn element<'a>(elements: impl Iterator<Item = &'a Value>, ty: &Type) -> Box<Type> {
            let mut settled = elements.map(|element| element.settled(ty)).filter(|ty| *ty != Type::Dynamic);
            Box::new(settled.next().unwrap_or_else(|| ty.clone()))
        }
        match (self, ty) {
            (Self::Dynamic(typed), Type::Dynamic) => typed.1.settled(&typed.0),
            (_, ty) if !ty.has_dynamic() => ty.clone(),
            (Self::List(elements), Type::List(ty)) => Type::List(element(elements.iter(), ty)),
            (Self::Set(elements), Type::Set(ty)) => Type::Set(element(elements.iter(), ty)),
            (Self::Map(entries), Type::Map(ty)) => Type::Map(element(entries.values(), ty)),
            (Self::Tuple(elements), Type::Tuple(types)) => {
                Type::Tuple(elements.iter().zip(types).map(|(element, ty)| element.settled(ty)).collect())
            }
            (Self::Object(attributes), Type::Object(types)) => {
                let settle = |(name, ty): (&String, &Type)| {
                    (name.clone(), attributes.get(name).map_or_else(|| ty.clone(), |value| value.settled(ty)))
                };
                Type::Object(types.iter().map(settle).collect())
            }
            (_, ty) => ty.clone(),
        }
    }

    /// The value and its type, into which the types move that stand beside parts of the value.
    pub(super) fn into_typed(self) -> (Type, Self) {
        match self {
            Self::Dynamic(typed) => *typed,
            Self::Tuple(elements) => {
                let (types, values) = elements.into_iter().map(Self::into_typed).unzip();
                (Type::Tuple(types), Self::Tuple(values))
            }
            Self::Object(attributes) => {
                let typed = attributes.into_iter().map(|(name, value)| (name, value.into_typed()));
                let (types, values) =
                    typed.map(|(name, (ty, value))| ((name.clone(), ty), (name, value))).unzip();
                (Type::Object(types), Self::Object(values))
            }
            Self::List(ref elements) | Self::Set(ref elements) if elements.iter().any(Self::is_dynamic) => {
                let typed: Vec<_> = elements.iter().cloned().map(Self::into_typed).collect();
                let unified = typed.iter().map(|(ty, _)| ty.clone()).try_fold(Type::Dynamic, Type::unify);
                let values = typed.into_iter().map(|(_, value)| value).collect();
                match (unified, &self) {
                    (Some(element), Self::List(_)) => (Type::list(element), Self::List(values)),
                    (Some(element), _) => (Type::set(element), Self::Set(values)),
                    (None, _) => (self.type_of(), self),
                }
            }
            Self::Map(ref entries) if entries.values().any(Self::is_dynamic) => {
                let typed: BTreeMap<_, _> =
                    entries.iter().map(|(key, value)| (key.clone(), value.clone().into_typed())).collect();
                match typed.values().map(|(ty, _)| ty.clone()).try_fold(Type::Dynamic, Type::unify) {
                    Some(element) => {
                        let values = typed.into_iter().map(|(key, (_, value))| (key, value)).collect();
                        (Type::map(element), Self::Map(values))
                    }
                    None => (self.type_of(), self),
                }
            }
            value => (value.type_of(), value),
        }
    }

    fn is_dynamic(&self) -> bool {
        matches!(self, Self::Dynamic(_))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool => f.write_str("bool"),
            Self::Number => f.write_str("number"),
            Self::String => f.write_str("string"),
            Self::Dynamic => f.write_str("any"),
            Self::List(element) => write!(f, "list({element})"),
            Self::Set(element) => write!(f, "set({element})"),
            Self::Map(element) => write!(f, "map({element})"),
            Self::Tuple(elements) => {
                f.write_str("tuple([")?;
                for (index, element) in elements.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(f, "{separator}{element}")?;
                }
                f.write_str("])")
            }
            Self::Object(attributes) if attributes.is_empty() => f.write_str("object({})"),
            Self::Object(attributes) => {
                f.write_str("object({")?;
                for (index, (name, ty)) in attributes.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "," };
                    write!(f, "{separator} {name} = {ty}")?;
                }
                f.write_str(" })")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_in_a_variable_block() {
        let ty = Type::object([
            ("cidrs", Type::list(Type::String)),
            ("extra", Type::Dynamic),
            ("pair", Type::Tuple(vec![Type::Bool, Type::Number])),
            ("tags", Type::map(Type::set(Type::Object([].into())))),
        ]);
        assert_eq!(
            ty.to_string(),
            "object({ cidrs = list(string), extra = any, pair = tuple([bool, number]), tags = \
             map(set(object({}))) })"
        );
    }

    #[test]
    fn a_type_that_wants_nothing_is_content_with_any() {
        let object = |a: Type| Type::object([("a", a), ("l", Type::list(Type::Bool))]);
        assert!(object(Type::String).conforms_to(&object(Type::Dynamic)));
        assert!(!object(Type::Dynamic).conforms_to(&object(Type::String)));
        assert!(!object(Type::String).conforms_to(&object(Type::Number)));
        let tuple = |types: &[Type]| Type::Tuple(types.to_vec());
        assert!(tuple(&[Type::Bool]).conforms_to(&tuple(&[Type::Dynamic])));
        assert!(!tuple(&[Type::Bool]).conforms_to(&tuple(&[])));
        assert!(Type::list(Type::String).conforms_to(&Type::list(Type::Dynamic)));
        assert!(!Type::list(Type::String).conforms_to(&Type::set(Type::Dynamic)));
    }

    #[test]
    fn a_value_shows_its_type() {
        assert_eq!(Value::list(["a"]).type_of(), Type::list(Type::String));
        assert_eq!(Value::List(vec![]).type_of(), Type::list(Type::Dynamic));
        assert_eq!(Value::object([("a", Value::Null)]).type_of(), Type::object([("a", Type::Dynamic)]));
    }

    #[test]
    fn a_value_settles_what_its_type_leaves_open() {
        let open = Type::object([("a", Type::Dynamic), ("l", Type::list(Type::Dynamic))]);
        let with = |a: Value, l: Value| Value::object([("a", a), ("l", l)]).settled(&open);
        let any = Value::into_dynamic;
        assert_eq!(
            with(any("x".into()), Value::List(vec![Value::Null, any(1.into())])),
            Type::object([("a", Type::String), ("l", Type::list(Type::Number))])
        );
        assert_eq!(with(Value::Null, Value::List(vec![])), open);
        assert_eq!(Value::unknown().settled(&open), open);
        let typed_null = Value::Dynamic(Box::new((Type::Bool, Value::Null)));
        assert_eq!(typed_null.settled(&Type::Dynamic), Type::Bool);
    }

    #[test]
    fn types_beside_parts_become_parts_of_the_type_of_the_whole() {
        let of = |value: Value| match value.into_dynamic() {
            Value::Dynamic(typed) => *typed,
            other => panic!("{other:?}"),
        };
        let (a, one) = (|| Value::from("a").into_dynamic(), || Value::from(1).into_dynamic());
        assert_eq!(
            of(Value::Tuple(vec![a(), one(), Value::Null])),
            (
                Type::Tuple(vec![Type::String, Type::Number, Type::Dynamic]),
                Value::Tuple(vec!["a".into(), 1.into(), Value::Null])
            )
        );
        assert_eq!(
            of(Value::object([("x", a())])),
            (Type::object([("x", Type::String)]), Value::object([("x", Value::from("a"))]))
        );
        assert_eq!(of(Value::list([a(), a()])), (Type::list(Type::String), Value::list(["a", "a"])));
        assert_eq!(of(Value::set([one()])), (Type::set(Type::Number), Value::set([1])));
        assert_eq!(
            of(Value::map([("k", one())])),
            (Type::map(Type::Number), Value::map([("k", Value::from(1))]))
        );
        // Nothing that both are: the elements keep their types.
        let mixed = Value::list([a(), one()]);
        assert_eq!(of(mixed.clone()), (Type::list(Type::Dynamic), mixed));
    }

    #[test]
    fn the_elements_of_a_list_decide_its_type_together() {
        let object = |a: Value, b: Value| Value::object([("a", a), ("b", b)]);
        let list = Value::list([object(Value::Null, 1.into()), object("x".into(), Value::unknown())]);
        assert_eq!(list.type_of(), Type::list(Type::object([("a", Type::String), ("b", Type::Number)])));
        assert_eq!(Value::list([Value::from("x"), Value::from(1)]).type_of(), Type::list(Type::Dynamic));
    }
}
