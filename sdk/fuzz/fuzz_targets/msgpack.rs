//! Any bytes are a value or an error; a value is of its type, and is written and read again the same.

#![no_main]

mod types;

use libfuzzer_sys::fuzz_target;
use tfplugin_framework::{
    Value,
    wire::{json, msgpack},
};

fuzz_target!(|data: &[u8]| {
    let Some((ty, bytes)) = types::chosen(data) else { return };
    let Ok(value) = msgpack::decode(bytes, &ty).map(without_refinements) else { return };
    assert_eq!(value.mismatches(&ty), []);
    // Elements of different types in one collection can be read, but must not be sent.
    let Ok(again) = msgpack::encode(&value, &ty) else { return };
    assert_eq!(msgpack::decode(&again, &ty).as_ref(), Ok(&value));
    if value.is_wholly_known() {
        let text = json::encode(&value, &ty).expect("a known value has its JSON");
        assert_eq!(json::decode(&text, &ty), Ok(value));
    }
});

/// What is said of an unknown may be nonsense, which is not sent again.
fn without_refinements(value: Value) -> Value {
    value.transform(&mut |_, value| if matches!(value, Value::Unknown(_)) { Value::unknown() } else { value })
}
