//! Any seed file is applied or refused as a whole, with a reason that names it.

#![no_main]

use libfuzzer_sys::fuzz_target;

use arm_emulator::Outside;

fuzz_target!(|data: &[u8]| {
    let dir = tempfile::tempdir().expect("a directory for the world");
    let file = dir.path().join("seed.json");
    std::fs::write(&file, data).expect("a seed file");
    let mut world = Outside::open(&dir.path().join("world")).expect("an empty world");
    if let Err(error) = world.seed(&file) {
        assert!(error.to_string().contains("seed.json"), "{error}");
        assert!(world.list(None).expect("a list").is_empty());
    }
});
