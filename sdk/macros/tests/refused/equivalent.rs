//! An attribute says once when two values mean the same.

include!("../stub/mod.rs");

fn same(_: &Value, _: &Value) -> bool {
    true
}

#[derive(tfplugin_framework_macros::Model)]
struct Cluster {
    #[model(equivalent = same, equivalent_results = same)]
    location: String,
}

fn main() {}
