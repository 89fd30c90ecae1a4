//! Names in HCL.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
#[allow(non_snake_case)]
struct Cluster {
    podCidr: String,
    #[model(name = "node-count")]
    node_count: Option<i64>,
    #[model(name = "kind")]
    first: String,
    kind: String,
}

fn main() {}
