//! Types, and values of them, for property tests.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*};

use crate::value::{Bounds, Number, Refinement, Type, Value, normalized};

/// A type, and a value of that type that may have nulls and unknowns in it.
pub(crate) fn typed_value() -> impl Strategy<Value = (Type, Value)> {
    ty().prop_flat_map(|ty| {
        let value = value(&ty, true);
        (Just(ty), value)
    })
}

/// A type, and a known value of that type.
pub(crate) fn typed_known_value() -> impl Strategy<Value = (Type, Value)> {
    ty().prop_flat_map(|ty| {
        let value = value(&ty, false);
        (Just(ty), value)
    })
}

/// A type of any shape.
pub(crate) fn ty() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![Just(Type::Bool), Just(Type::Number), Just(Type::String), Just(Type::Dynamic)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            vec(inner.clone(), 0..4).prop_map(Type::Tuple),
            proptest::collection::btree_map(name(), inner, 0..4).prop_map(Type::Object),
        ]
    })
}

/// A name of an attribute. A dynamic value may have any.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[a-z_]{1,8}", 1 => text()]
}

fn value(ty: &Type, unknowns: bool) -> BoxedStrategy<Value> {
    let known = known_value(ty, unknowns);
    if unknowns {
        let unknown = refinement(ty).prop_map(Value::Unknown);
        prop_oneof![6 => known, 1 => Just(Value::Null), 1 => unknown].boxed()
    } else {
        prop_oneof![6 => known, 1 => Just(Value::Null)].boxed()
    }
}

fn known_value(ty: &Type, unknowns: bool) -> BoxedStrategy<Value> {
    match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => number().prop_map(Value::Number).boxed(),
        Type::String => text().prop_map(Value::String).boxed(),
        Type::Dynamic => proptest::sample::select(vec![
            Type::Bool,
            Type::Number,
            Type::list(Type::String),
            Type::set(Type::Number),
            Type::map(Type::Bool),
            Type::Tuple(vec![Type::Bool, Type::String]),
            Type::object([("a", Type::Number), ("b", Type::list(Type::Bool))]),
        ])
        .prop_flat_map(move |ty| (Just(ty.clone()), value(&ty, unknowns)))
        .prop_map(|typed| Value::Dynamic(Box::new(typed)))
        .boxed(),
        Type::List(ty) => elements(ty, unknowns).prop_map(Value::List).boxed(),
        Type::Set(ty) => {
            elements(ty, unknowns).prop_map(Value::without_duplicates).prop_map(Value::Set).boxed()
        }
        Type::Map(ty) => (elements(ty, unknowns), vec(text(), 4))
            .prop_map(|(elements, keys)| Value::Map(keys.into_iter().zip(elements).collect()))
            .boxed(),
        Type::Tuple(types) => {
            types.iter().map(|ty| value(ty, unknowns)).collect::<Vec<_>>().prop_map(Value::Tuple).boxed()
        }
        Type::Object(types) => {
            let names: Vec<String> = types.keys().cloned().collect();
            let values: Vec<_> = types.values().map(|ty| value(ty, unknowns)).collect();
            values
                .prop_map(move |values| {
                    Value::Object(names.iter().cloned().zip(values).collect::<BTreeMap<_, _>>())
                })
                .boxed()
        }
    }
}

/// Elements of one collection: where their type leaves something open, all settle it alike.
fn elements(ty: &Type, unknowns: bool) -> impl Strategy<Value = Vec<Value>> + use<> {
    let ty = ty.clone();
    vec(value(&ty, unknowns), 0..4).prop_map(move |mut elements| {
        let settled = |element: &Value| element.settled(&ty);
        if let Some(first) = elements.iter().map(settled).find(|ty| *ty != Type::Dynamic) {
            elements.retain(|element| [&first, &Type::Dynamic].contains(&&settled(element)));
        }
        elements
    })
}

/// Integers, floats and decimals, small and large.
pub(crate) fn number() -> impl Strategy<Value = Number> {
    let parse = |text: String| text.parse::<Number>().ok();
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        (-1000_i64..1000).prop_map(Number::from),
        any::<f64>().prop_filter_map("finite", |float| Number::try_from(float).ok()),
        "-?[0-9]{1,40}(\\.[0-9]{1,40})?(e-?[0-9]{1,3})?".prop_filter_map("a number", parse),
        "-?[0-9]{150,400}(e-?[0-9]{1,3})?".prop_filter_map("a number", parse),
    ]
}

fn short_number() -> impl Strategy<Value = Number> {
    number().prop_filter("at most 100 characters", |number| number.to_string().len() <= 100)
}

/// Text in NFC, as it is after any trip over the wire.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9/.-]{0,12}", ".{0,6}"].prop_map(|text| normalized(&text).into_owned())
}

fn refinement(ty: &Type) -> BoxedStrategy<Refinement> {
    if *ty == Type::Dynamic {
        return Just(Refinement::default()).boxed();
    }
    (any::<bool>(), bounds(ty)).prop_map(|(not_null, bounds)| Refinement::new(not_null, bounds)).boxed()
}

fn bounds(ty: &Type) -> BoxedStrategy<Bounds> {
    match ty {
        Type::String => proptest::option::of("[a-z/]{1,20}")
            .prop_map(|string_prefix| Bounds { string_prefix, ..Bounds::default() })
            .boxed(),
        Type::Number => {
            // go-cty drops a refinement that takes more than a kilobyte.
            let bound = || proptest::option::of((short_number(), any::<bool>()));
            (bound(), bound())
                .prop_map(|(number_min, number_max)| Bounds { number_min, number_max, ..Bounds::default() })
                .boxed()
        }
        Type::List(_) | Type::Set(_) | Type::Map(_) => {
            let bound = || proptest::option::of(0..=i64::MAX as u64);
            (bound(), bound())
                .prop_map(|(length_min, length_max)| Bounds { length_min, length_max, ..Bounds::default() })
                .boxed()
        }
        Type::Bool | Type::Dynamic | Type::Tuple(_) | Type::Object(_) => Just(Bounds::default()).boxed(),
    }
}
