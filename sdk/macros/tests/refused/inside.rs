//! What stands inside a field's type has to go with what is said of the field.

include!("../stub/mod.rs");

use model::{Set, WriteOnly};

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Secret {
    text: Option<WriteOnly<String>>,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Deep {
    secret: Option<Secret>,
}

#[derive(Clone, Debug, PartialEq, tfplugin_framework_macros::Model)]
struct Anything {
    value: Value,
}

#[derive(tfplugin_framework_macros::Model)]
struct Cluster {
    in_a_set: Set<Deep>,
    #[model(block)]
    in_a_set_of_blocks: Set<Secret>,
    any_in_a_set: Set<Anything>,
    stored_inside: Option<WriteOnly<Deep>>,
    #[model(computed)]
    computed: Option<Secret>,
}

fn main() {}
