//! What is said of attributes and not of blocks, and the other way round.

include!("../stub/mod.rs");

#[derive(tfplugin_framework_macros::Model)]
struct Firewall {
    #[model(block, computed)]
    rule: Vec<Rule>,
    #[model(block, computed, min_items = 1)]
    needed: Vec<Computed>,
    #[model(block, requires_replace)]
    log: Option<Rule>,
    #[model(max_items = 1)]
    zone: Vec<String>,
}

#[derive(tfplugin_framework_macros::Model)]
struct Rule {
    port: i64,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Computed {
    #[model(computed)]
    port: Option<i64>,
}

fn main() {}
