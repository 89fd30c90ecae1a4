//! Any text is a value or an error; a value is of its type, known, and is written and read again the same.

#![no_main]

mod types;

use libfuzzer_sys::fuzz_target;
use tfplugin_framework::wire::json;

fuzz_target!(|data: &[u8]| {
    let Some((ty, bytes)) = types::chosen(data) else { return };
    let Ok(value) = json::decode(bytes, &ty) else { return };
    assert_eq!(value.mismatches(&ty), []);
    let again = json::encode(&value, &ty).expect("a value that was read can be written");
    assert_eq!(json::decode(&again, &ty), Ok(value));
});
