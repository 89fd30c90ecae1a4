//! What is said twice about planning.

include!("../stub/mod.rs");

fn yes(_: &schema::AttributeChange<'_>) -> bool {
    true
}

#[derive(tfplugin_framework_macros::Model)]
struct Cluster {
    #[model(stable_unless = yes)]
    given: Option<String>,
    #[model(computed, stable, stable_unless = yes)]
    stays: Option<String>,
    #[model(requires_replace, requires_replace_if = yes)]
    name: String,
}

fn main() {}
