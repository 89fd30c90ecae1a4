//! Who sets an attribute: the user, the provider, or both.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
struct Cluster {
    #[model(required, optional)]
    both: String,
    #[model(required, computed)]
    fixed: String,
    #[model(required)]
    never_null: Option<String>,
    #[model(optional)]
    maybe_null: String,
    #[model(computed)]
    maybe_unknown: String,
}

/// Uses of a refused model are no errors of their own.
fn needs_a_model<M: model::Model>() {}

fn main() {
    needs_a_model::<Cluster>();
}
