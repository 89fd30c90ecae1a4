//! Nodes that an upgrade adds for its time.

use serde_json::Value;

use super::kept::name_of;
use crate::aks::draft::Draft;
use crate::json;

/// Nodes that the operation on a pool adds for its time: as many as its surge says where it re-images the pool.
pub(crate) fn pending_surge(draft: &Draft, pool: &Value) -> u32 {
    let known = json::text(&draft.hidden, &format!("nodes.{}.of", name_of(pool)));
    if known.is_some_and(|known| known != generation(draft, pool)) { surge(pool) } else { 0 }
}

/// Nodes that an upgrade of a pool adds for its time: `maxSurge` of those that are there.
pub(crate) fn surge(pool: &Value) -> u32 {
    let nodes = u64::try_from(json::number(pool, "count").unwrap_or(0)).unwrap_or(0);
    let text = json::text(pool, "upgradeSettings.maxSurge").unwrap_or("10%");
    let surge = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<u64>().unwrap_or(10).saturating_mul(nodes).div_ceil(100),
        None => text.parse().unwrap_or(1),
    };
    u32::try_from(surge.min(nodes)).unwrap_or(0)
}

/// What all nodes of a pool have in common; where it changes, they are re-imaged.
pub(super) fn generation(draft: &Draft, pool: &Value) -> String {
    format!(
        "{}/{}/{}",
        json::number(&draft.hidden, "generation").unwrap_or(0),
        json::text(pool, "currentOrchestratorVersion").unwrap_or_default(),
        json::text(pool, "osSKU").unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn a_surge_is_a_share_rounded_up_or_a_number_and_never_more_than_the_pool() {
        let of = |count: i64, surge: &str| {
            super::surge(&json!({"count": count, "upgradeSettings": {"maxSurge": surge}}))
        };
        assert_eq!((of(3, "10%"), of(30, "10%"), of(31, "10%")), (1, 3, 4));
        assert_eq!((of(3, "5"), of(3, "2"), of(3, "0")), (3, 2, 0));
    }
}
