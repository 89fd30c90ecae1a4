//! Any text is a type or an error; a type is written and read again the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tfplugin_framework::Type;

fuzz_target!(|data: &[u8]| {
    let Ok(ty) = Type::from_json(data) else { return };
    assert_eq!(Type::from_json(&ty.to_json()).as_ref(), Ok(&ty));
    assert!(!ty.to_string().is_empty());
});
