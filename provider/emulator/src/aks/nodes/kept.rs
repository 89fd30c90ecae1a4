//! What is kept of nodes with their cluster.

use serde_json::{Value, json};

use crate::aks::draft::Draft;
use crate::json;

/// What is kept of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) index: u32,
    /// The upper 24 bits of its IPv4 block.
    pub(super) block: Option<u32>,
    /// Its place in the subnet, counted from the first address.
    pub(super) place: Option<u32>,
    pub(super) created: i64,
}

impl Kept {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let number = |at: usize| value.get(at).and_then(Value::as_i64);
        let small = |at: usize| number(at).and_then(|n| u32::try_from(n).ok());
        Some(Self { index: small(0)?, block: small(1), place: small(2), created: number(3)? })
    }

    pub(super) fn written(self) -> Value {
        json!([self.index, self.block, self.place, self.created])
    }
}

/// What is kept of the nodes of a pool.
pub(super) fn of_pool(draft: &Draft, pool: &str) -> Vec<Kept> {
    let all = json::at(&draft.hidden, &format!("nodes.{pool}.all")).and_then(Value::as_array);
    all.into_iter().flatten().filter_map(Kept::read).collect()
}

/// The name of a pool.
pub(super) fn name_of(pool: &Value) -> &str {
    json::text(pool, "name").unwrap_or_default()
}
