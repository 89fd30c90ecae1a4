//! The tables of the attributes of a cluster and of a node pool: for each a value, another one, and what becomes of a change.
//!
//! The values stand in `tests/fixtures/attributes/`, where the tests with the real Terraform find them too.

#![allow(dead_code, reason = "each test uses a part")]

use serde::Deserialize;
use serde_json::{Map, Value as Json};

const CLUSTER: &str = include_str!("../../../tests/fixtures/attributes/cluster.json");
const NODE_POOL: &str = include_str!("../../../tests/fixtures/attributes/node_pool.json");

/// An attribute, and what is known of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    /// Its place, with dots.
    pub(crate) path: String,
    /// A value for a new cluster.
    pub(crate) from: Json,
    /// A value to change it to.
    pub(crate) to: Json,
    /// What becomes of the change: `in place` (one PUT of the cluster or pool), `re-imaged` (the same, and new nodes),
    /// `replaced` (another pool), `tags` (a PATCH), `child` (a PUT of a maintenance configuration), `refused` (an error at
    /// plan), `write-only` (nothing, as nothing is stored), or `never` (the attribute cannot be sent).
    pub(crate) change: String,
    /// What becomes of it when it is taken out of the configuration: `kept` (nothing is planned), `required` (it cannot be
    /// left out), `without a write` (Terraform alone knows it), or one of the above.
    pub(crate) removed: String,
    /// What it goes back to when it is taken out, where it has a default.
    pub(crate) default: Option<Json>,
    /// What becomes of the way back to the first value, where that is something else.
    pub(crate) back: Option<String>,
    /// What else the configuration needs, from the first to the last.
    #[serde(default = "nothing")]
    pub(crate) with: Json,
    /// What else it needs from the change on.
    #[serde(default = "nothing")]
    pub(crate) with_to: Json,
    /// What else it needs without the attribute.
    #[serde(default = "nothing")]
    pub(crate) with_removed: Json,
    /// A change of the attribute in Azure, as a merge patch of the cluster, or of the properties of a maintenance
    /// configuration or of a pool.
    pub(crate) azure: Option<Json>,
    /// Another such change, where the one above is what the attribute has by then.
    pub(crate) others: Option<Json>,
    /// What becomes of the way back from what others made of it, where that is something else than of the change.
    pub(crate) drifted: Option<String>,
    /// What is planned for the second value after an import, where that is something: what is not told apart in Azure from
    /// an attribute that is left out, or not told at all, is noted down.
    pub(crate) imported: Option<String>,
}

fn nothing() -> Json {
    Json::Object(Map::new())
}

/// All rows of a cluster, in the order of their places.
pub(crate) fn rows() -> Vec<Row> {
    serde_json::from_str(CLUSTER).expect("the table of a cluster's attributes")
}

/// All rows of a node pool. An object that Azure fixes as a whole is one row.
pub(crate) fn of_node_pools() -> Vec<Row> {
    serde_json::from_str(NODE_POOL).expect("the table of a node pool's attributes")
}

/// Lays one object over another; a null takes a member away.
pub(crate) fn lay(config: &mut Json, part: &Json) {
    let (Json::Object(config), Json::Object(part)) = (config, part) else { return };
    for (name, value) in part {
        match (config.get_mut(name), value) {
            (_, Json::Null) => drop(config.remove(name)),
            (Some(there @ Json::Object(_)), Json::Object(_)) => lay(there, value),
            _ => drop(config.insert(name.clone(), value.clone())),
        }
    }
}

/// An object with the value at this place.
pub(crate) fn at(path: &str, value: &Json) -> Json {
    path.rsplit('.')
        .fold(value.clone(), |value, name| Json::Object(Map::from_iter([(name.to_owned(), value)])))
}

/// The configuration without this attribute, and without objects that have nothing else.
pub(crate) fn without(config: &Json, path: &str) -> Json {
    let mut config = config.clone();
    take(&mut config, path);
    config
}

fn take(config: &mut Json, path: &str) {
    let Some(members) = config.as_object_mut() else { return };
    let Some((name, rest)) = path.split_once('.') else {
        members.remove(path);
        return;
    };
    let Some(inner) = members.get_mut(name) else { return };
    take(inner, rest);
    if inner.as_object().is_some_and(Map::is_empty) {
        members.remove(name);
    }
}
