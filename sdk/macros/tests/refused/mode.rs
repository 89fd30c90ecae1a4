//! Who sets an attribute: the user, the provider, or both.

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

fn main() {}
