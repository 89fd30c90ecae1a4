//! Blocks have no behaviour of their own.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
struct Firewall {
    #[model(block, computed)]
    rule: Vec<Rule>,
    #[model(block, requires_replace)]
    log: Option<Rule>,
    #[model(max_items = 1)]
    zone: Vec<String>,
}

#[derive(tfplugin_framework_macros::Model)]
struct Rule {
    port: i64,
}

fn main() {}
