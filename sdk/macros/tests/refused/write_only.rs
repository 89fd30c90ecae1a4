//! Write-only values are never stored.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
struct Login {
    #[model(optional, computed, write_only)]
    computed: Option<String>,
    #[model(write_only)]
    required: String,
    #[model(write_only, requires_replace, default = "x")]
    default: Option<String>,
}

fn main() {}
