//! A flattened model stands beside the other attributes, with names of its own.

include!("../stub/mod.rs");

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Size {
    name: String,
    width: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Twice {
    name: String,
    #[model(flatten)]
    size: Size,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Lost {
    #[model(flatten)]
    size: Size,
    #[model(computed, depends_on(widht))]
    area: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Perhaps {
    #[model(flatten)]
    size: Option<Size>,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
#[model(conflicting(size, note))]
struct Said {
    #[model(flatten, sensitive)]
    size: Size,
    note: Option<String>,
}

fn main() {}
