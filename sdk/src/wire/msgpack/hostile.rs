//! Bytes that nobody should send: no panic, no memory for what is only claimed, and an error that says where.

use proptest::prelude::*;

use super::*;
use crate::{
    value::{Type, Value},
    wire::{MAX_DEPTH, Problem, arbitrary},
};

/// The largest length that the format can claim, in front of nothing, in each way to claim it.
const CLAIMS: [&[u8]; 9] = [
    b"\xdb\xff\xff\xff\xff",
    b"\xc6\xff\xff\xff\xff",
    b"\xc9\xff\xff\xff\xff\x0c",
    b"\xdd\xff\xff\xff\xff",
    b"\xdf\xff\xff\xff\xff",
    b"\xda\xff\xff",
    b"\xdc\xff\xff",
    b"\xde\xff\xff",
    b"\xc8\xff\xff\x0c",
];

#[test]
fn a_length_that_is_only_claimed_is_refused_where_it_is_claimed() {
    let list = Type::list(Type::Bool);
    let types = [
        Type::String,
        Type::Number,
        list.clone(),
        Type::set(Type::Bool),
        Type::map(Type::Bool),
        Type::Dynamic,
    ];
    for claim in CLAIMS {
        for ty in &types {
            let error = decode(claim, ty).unwrap_err();
            assert_eq!(
                (error.problem, error.path.is_root()),
                (Problem::EndOfData, true),
                "{claim:02x?} as {ty}"
            );
        }
        // As an element, and inside a refinement.
        let nested = [&[0x92, 0xc2], claim].concat();
        let error = decode(&nested, &Type::Tuple(vec![Type::Bool, Type::String])).unwrap_err();
        assert_eq!(error.to_string(), "[1]: the data ends early", "{claim:02x?}");
        let refined = [&[0xc7, claim.len() as u8 + 2, 0x0c, 0x81, 0x63], claim].concat();
        assert_eq!(decode(&refined, &Type::String), Ok(Value::unknown()), "{claim:02x?}");
    }
}

/// Memory is taken for what was read and for nothing else: a value of `n` bytes has at most `n` parts, each of this
/// size, in vectors that are at most twice as large as what they hold.
#[test]
fn a_part_of_a_value_is_small() {
    assert!(size_of::<Value>() <= 40, "{}", size_of::<Value>());
}

#[test]
fn every_value_that_ends_early_is_refused() {
    let ty = Type::object([("d", Type::Dynamic), ("l", Type::list(Type::String)), ("n", Type::Number)]);
    let value = Value::object([
        ("d", Value::map([("k", true)].map(|(key, value)| (key, value.into()))).into_dynamic()),
        ("l", Value::list(["long enough for a length of its own: 32"])),
        ("n", Value::Number("0.1".parse().unwrap())),
    ]);
    let encoded = encode(&value, &ty).unwrap();
    for end in 0..encoded.len() {
        assert!(decode(&encoded[..end], &ty).is_err(), "{end}");
    }
}

#[test]
fn values_without_end_do_not_exhaust_the_stack() {
    let level: Vec<u8> = [&[0x92, 0xc4, 9][..], b"\"dynamic\""].concat();
    let error = decode(&level.repeat(100_000), &Type::Dynamic).unwrap_err();
    assert_eq!(error.problem, Problem::TooDeep);

    let mut value = Value::Null;
    for _ in 0..=MAX_DEPTH {
        value = Value::Dynamic(Box::new((Type::Dynamic, value)));
    }
    assert_eq!(encode(&value, &Type::Dynamic).unwrap_err().problem, Problem::TooDeep);
}

#[test]
fn a_refinement_without_end_is_passed_over_without_the_stack() {
    let deep = [&[0x81, 0x63][..], &[0x91; 1000], &[0xc0]].concat();
    let refined = [&[0xc8, (deep.len() >> 8) as u8, deep.len() as u8, 0x0c][..], &deep].concat();
    assert_eq!(decode(&refined, &Type::String), Ok(Value::unknown()));
}

fn without_refinements(value: Value) -> Value {
    value.transform(&mut |_, value| if matches!(value, Value::Unknown(_)) { Value::unknown() } else { value })
}

proptest! {
    #[test]
    fn any_bytes_are_a_value_or_an_error(
        (ty, _) in arbitrary::typed_value(),
        noise in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        if let Ok(value) = decode(&noise, &ty) {
            prop_assert_eq!(value.mismatches(&ty), []);
        }
    }

    /// What was read from damaged bytes is a whole value: of its type, and written and read again the same. Only what
    /// is said of an unknown may have become nonsense, which is not written again.
    #[test]
    fn damaged_bytes_are_a_value_or_an_error(
        (ty, value) in arbitrary::typed_value(),
        noise in proptest::collection::vec(any::<u8>(), 0..8),
        at in any::<proptest::sample::Index>(),
        removed in 0..8_usize,
    ) {
        let mut damaged = encode(&value, &ty).unwrap();
        let at = at.index(damaged.len());
        let end = (at + removed).min(damaged.len());
        damaged.splice(at..end, noise);
        if let Ok(value) = decode(&damaged, &ty) {
            prop_assert_eq!(value.mismatches(&ty), []);
            if let Ok(again) = encode(&value, &ty) {
                let read = decode(&again, &ty).map(without_refinements);
                prop_assert_eq!(read, Ok(without_refinements(value)));
            }
        }
    }
}
