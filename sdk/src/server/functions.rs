//! `GetFunctions`: OpenTofu asks for functions apart from the schema, also after it configured the provider.

use std::collections::BTreeMap;

use super::{convert, state::State};
use crate::{proto::tfplugin6 as tf, provider::Provider};

/// Every function by name.
pub(super) fn all<P: Provider>(state: &State<P>) -> BTreeMap<String, tf::Function> {
    let functions = state.registry.functions.iter();
    functions.map(|(&name, function)| (name.to_owned(), convert::function(function.signature()))).collect()
}
