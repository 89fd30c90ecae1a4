//! Any text is a resource ID or an error that says why; an ID is written and read again the same.

#![no_main]

use arm_client::ResourceId;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match text.parse::<ResourceId>() {
        Ok(id) => assert_eq!(id.to_string().parse::<ResourceId>(), Ok(id)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
