//! The Rust code under `src/proto/generated/` is what the contracts in `proto/` say.
//!
//! `UPDATE_GENERATED=1 cargo test --test codegen` rewrites it.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

const PROTO_FILES: [&str; 4] =
    ["tfplugin6.proto", "grpc_broker.proto", "grpc_controller.proto", "grpc_stdio.proto"];
const GENERATED_FILES: [&str; 2] = ["tfplugin6.rs", "plugin.rs"];

fn generate(out_dir: &Path) {
    let proto_dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("proto");
    let descriptors = protox::compile(PROTO_FILES, [&proto_dir]).expect("the contracts compile");
    tonic_prost_build::configure()
        .build_client(false)
        .build_transport(false)
        // A call that is not implemented answers so, instead of failing to compile.
        .generate_default_stubs(true)
        // Maps in a fixed order: the same schema gives the same bytes.
        .btree_map(".")
        .out_dir(out_dir)
        .compile_fds(descriptors)
        .expect("code is generated");
}

#[test]
fn generated_code_is_current() {
    let checked_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/proto/generated");
    let fresh = tempfile::tempdir().expect("a temporary directory");
    generate(fresh.path());
    for name in GENERATED_FILES {
        let new = fs::read_to_string(fresh.path().join(name)).expect("it was generated");
        let path = checked_in.join(name);
        if std::env::var_os("UPDATE_GENERATED").is_some() {
            fs::create_dir_all(&checked_in).expect("the directory can be made");
            fs::write(&path, &new).expect("it can be written");
        }
        let old = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            old == new,
            "{} is not what proto/ says; run: UPDATE_GENERATED=1 cargo test --package tfplugin-framework-rs --test codegen",
            path.display()
        );
    }
}
