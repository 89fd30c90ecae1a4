//! What a plan knows of computed attributes.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
struct Cluster {
    #[model(stable)]
    name: String,
    #[model(depends_on(name))]
    prefix: Option<String>,
    #[model(computed, stable, depends_on(name))]
    fqdn: Option<String>,
    #[model(computed, depends_on(url))]
    url: Option<String>,
    #[model(computed, depends_on(nmae))]
    id: Option<String>,
    #[model(computed, validate = schema::Any)]
    state: Option<String>,
    #[model(never_null)]
    zone: Option<String>,
    #[model(prefix = "/subscriptions/")]
    group: String,
    #[model(computed, never_null, prefix = "/subscriptions/")]
    path: Option<String>,
}

fn main() {}
