//! Defaults stand only where the provider may set what the user left out.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
struct Cluster {
    #[model(default = "Free")]
    required: String,
    #[model(default = "Free")]
    optional: Option<String>,
    #[model(computed, default = "Free")]
    computed: Option<String>,
}

fn main() {}
