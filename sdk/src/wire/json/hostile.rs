//! Round trips of any value, and text that nobody should send.

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::*;
use crate::{
    value::Type,
    wire::{Problem, arbitrary},
};

#[test]
fn json_without_end_does_not_exhaust_the_stack() {
    let nested = "[".repeat(200_000) + &"]".repeat(200_000);
    assert!(decode(nested.as_bytes(), &Type::list(Type::String)).is_err());
    let dynamic = r#"{"type":"dynamic","value":"#.repeat(2_000) + "null" + &"}".repeat(2_000);
    assert_eq!(decode(dynamic.as_bytes(), &Type::Dynamic).unwrap_err().problem, Problem::TooDeep);
}

/// Otherwise a few bytes for each element could ask for as many nulls as the type has attributes.
#[test]
fn a_dynamic_value_does_not_grow_by_what_it_leaves_out() {
    let attributes: Vec<_> = (0..100).map(|index| format!("\"a{index}\":\"bool\"")).collect();
    let ty = format!("[\"list\",[\"object\",{{{}}}]]", attributes.join(","));
    let json = format!("{{\"type\":{ty},\"value\":[{{}},{{}}]}}");
    let refused = decode(json.as_bytes(), &Type::Dynamic).unwrap_err();
    assert_eq!(refused.to_string(), "[0].a0: the attribute is missing");
}

proptest! {
    #[test]
    fn every_known_value_survives_the_way_out_and_back((ty, value) in arbitrary::typed_known_value()) {
        let encoded = encode(&value, &ty).unwrap();
        let _: &RawValue = serde_json::from_slice(&encoded).unwrap();
        prop_assert_eq!(decode(&encoded, &ty), Ok(value));
    }

    #[test]
    fn any_text_is_a_value_or_an_error((ty, _) in arbitrary::typed_known_value(), noise in ".{0,40}") {
        if let Ok(value) = decode(noise.as_bytes(), &ty) {
            prop_assert_eq!(value.mismatches(&ty), []);
        }
    }

    #[test]
    fn damaged_json_is_a_value_or_an_error(
        (ty, value) in arbitrary::typed_known_value(),
        noise in "[\\[\\]{}\",:0-9a-zé\u{301}.-]{0,6}",
        at in any::<proptest::sample::Index>(),
        removed in 0..6_usize,
    ) {
        let mut damaged = encode(&value, &ty).unwrap();
        let at = at.index(damaged.len());
        let end = (at + removed).min(damaged.len());
        damaged.splice(at..end, noise.into_bytes());
        if let Ok(value) = decode(&damaged, &ty) {
            prop_assert_eq!(value.mismatches(&ty), []);
        }
    }
}
