//! What the stub stands for is enough: without a mistake the same kind of program compiles.

include!("../stub/mod.rs");

/// A cluster.
#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
#[model(plan = "PlannedCluster", deprecated = "Use another.", exactly_one_of(note, region))]
struct Cluster {
    /// Its name.
    #[model(requires_replace, validate = schema::Any, validate = schema::Any)]
    name: String,
    #[model(optional, computed, default = "Free")]
    tier: Option<String>,
    #[model(optional, computed, default = 3)]
    count: Option<i64>,
    #[model(computed, depends_on(name, r#type))]
    id: Option<String>,
    r#type: Option<String>,
    #[model(computed, never_null)]
    ready: Option<bool>,
    #[model(computed, prefix = "/subscriptions/")]
    path: Option<String>,
    #[model(block, min_items = 1, max_items = 2)]
    rule: Vec<Rule>,
    #[model(block, computed)]
    made: Vec<Made>,
    #[model(optional, computed, stable_unless = |change| changed(change), requires_replace_if = changed)]
    region: Option<String>,
    #[model(conflicts_with(r#type), plan = modified, plan = |change| modified(change))]
    note: Option<String>,
    // Names that the derived code uses itself.
    fields: String,
    value: String,
    at: String,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Rule {
    port: i64,
}

/// Attributes of its own beside those of two other models, and one that follows from theirs.
#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Listener {
    name: String,
    #[model(flatten)]
    rule: Rule,
    #[model(flatten)]
    made: Secret,
    #[model(computed, depends_on(port))]
    url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Secret {
    text: Option<model::WriteOnly<String>>,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Made {
    #[model(computed)]
    id: Option<String>,
    #[model(optional, computed)]
    port: Option<i64>,
}

fn changed(_: &schema::AttributeChange<'_>) -> bool {
    true
}

fn modified(_: &mut schema::AttributeChange<'_>) {}

fn main() {
    let _ = PlannedCluster::default();
}
