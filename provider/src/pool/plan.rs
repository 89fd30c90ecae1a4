//! What the attributes' own behaviour cannot say about the plan of a pool: values that follow from other values.

use tfplugin_framework::Attr;

use super::{Place, PoolPlan};

/// Completes the plan of a pool of which the configuration asks `asked`.
pub(crate) fn complete(planned: &mut PoolPlan, asked: &PoolPlan, place: Place) {
    if asked.mode.is_null() {
        planned.mode = place.default_mode().into();
    }
    spot(planned, asked);
}

/// What spot machines have, and no others.
fn spot(planned: &mut PoolPlan, asked: &PoolPlan) {
    let Some(priority) = planned.priority.known() else { return };
    let is_spot = priority.eq_ignore_ascii_case("Spot");
    if asked.eviction_policy.is_null() {
        planned.eviction_policy = if is_spot { "Delete".into() } else { Attr::Null };
    }
    if asked.spot_max_price.is_null() {
        planned.spot_max_price = if is_spot { Attr::Known(-1.0) } else { Attr::Null };
    }
}
