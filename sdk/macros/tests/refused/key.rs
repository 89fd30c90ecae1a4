//! Keys that are not there, and keys that are there twice.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
#[model(rename = "x")]
struct Outer {
    name: String,
}

#[derive(tfplugin_framework_macros::Model)]
struct Cluster {
    #[model(require_replace)]
    name: String,
    #[model(color = "red")]
    color: String,
    #[model(sensitive, sensitive)]
    secret: String,
    #[model(name = "a", name = "b")]
    twice: String,
    #[model(deprecated)]
    old: Option<String>,
}

fn main() {}
