//! Any environment is one in which a provider starts or says why not: `NAME=value` lines.

#![no_main]

use std::collections::HashMap;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let variables: HashMap<&str, &str> = text.split('\0').filter_map(|line| line.split_once('=')).collect();
    tfplugin_framework::fuzzing::environment(&|name| variables.get(name).map(|value| (*value).to_owned()));
});
