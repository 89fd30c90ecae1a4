//! The table of a cluster's attributes: for each a value, another one, and what becomes of a change.
//!
//! The values stand in `tests/fixtures/attributes/cluster.json`, where whoever drives the real Terraform finds them too.

use serde::Deserialize;
use serde_json::Value as Json;

const TABLE: &str = include_str!("../../../tests/fixtures/attributes/cluster.json");

/// An attribute, and what is known of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "each test uses a part")]
pub(crate) struct Row {
    /// Its place, with dots.
    pub(crate) path: String,
    /// A value for a new cluster.
    pub(crate) from: Json,
    /// A value to change it to.
    pub(crate) to: Json,
    /// What becomes of the change: `in place` (one PUT of the cluster), `tags` (a PATCH), `child` (a PUT of a maintenance
    /// configuration), `refused` (an error at plan), `write-only` (nothing, as nothing is stored), or `never` (the
    /// attribute cannot be sent).
    pub(crate) change: String,
    /// What becomes of it when it is taken out of the configuration: `kept` (nothing is planned), `required` (it cannot be
    /// left out), `without a write` (Terraform alone knows it), or one of the above.
    pub(crate) removed: String,
    /// What it goes back to when it is taken out, where it has a default.
    pub(crate) default: Option<Json>,
    /// What becomes of the way back to the first value, where that is something else.
    pub(crate) back: Option<String>,
    /// What else the configuration needs, from the first to the last.
    #[serde(default)]
    pub(crate) with: Json,
    /// What else it needs from the change on.
    #[serde(default)]
    pub(crate) with_to: Json,
    /// What else it needs without the attribute.
    #[serde(default)]
    pub(crate) with_removed: Json,
    /// A change of the attribute in Azure, as a merge patch of the cluster, or of the properties of a maintenance
    /// configuration.
    pub(crate) azure: Option<Json>,
    /// Another such change, where the one above is what the attribute has by then.
    pub(crate) others: Option<Json>,
}

/// All rows, in the order of their places.
pub(crate) fn rows() -> Vec<Row> {
    serde_json::from_str(TABLE).expect("the table of attributes")
}
