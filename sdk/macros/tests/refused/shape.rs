//! Only structs with named fields are models.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
struct Pair(String, String);

#[derive(tfplugin_framework_macros::Model)]
enum Tier {
    Free,
}

#[derive(tfplugin_framework_macros::Model)]
struct Generic<T> {
    value: T,
}

fn main() {}
