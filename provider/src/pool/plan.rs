//! What the attributes' own behaviour cannot say about the plan of a pool: values that follow from other values.

use tfplugin_framework::Attr;

use super::{Place, Pool, PoolPlan, model::UpgradePlan};

/// Completes the plan of a pool of which the configuration asks `asked`.
pub(crate) fn complete(planned: &mut PoolPlan, asked: &PoolPlan, place: Place) {
    if asked.mode.is_null() {
        planned.mode = place.default_mode().into();
    }
    if let Some(priority) = planned.priority.known() {
        let is_spot = priority.eq_ignore_ascii_case("Spot");
        spot(planned, asked, is_spot);
        if let Attr::Known(upgrade) = &mut planned.upgrade {
            quotas(upgrade, &asked.upgrade.attributes(), is_spot);
        }
    }
    if asked.snapshot_id.is_null() && planned.snapshot_id.is_unknown() {
        // Azure makes nobody's pool from a snapshot by itself.
        planned.snapshot_id = Attr::Null;
    }
    if let Some(system) = planned.os_type.known()
        && asked.outbound_nat_enabled.is_null()
    {
        let is_windows = system.eq_ignore_ascii_case("Windows");
        planned.outbound_nat_enabled = if is_windows { Attr::Known(true) } else { Attr::Null };
    }
}

/// What spot machines have, and no others.
fn spot(planned: &mut PoolPlan, asked: &PoolPlan, is_spot: bool) {
    if asked.eviction_policy.is_null() {
        planned.eviction_policy = if is_spot { "Delete".into() } else { Attr::Null };
    }
    if asked.spot_max_price.is_null() {
        planned.spot_max_price = if is_spot { Attr::Known(-1.0) } else { Attr::Null };
    }
}

/// How many nodes more or fewer there are during an upgrade; spot pools are not upgraded in waves.
fn quotas(planned: &mut UpgradePlan, asked: &UpgradePlan, is_spot: bool) {
    let none_missing = |quota: &String| quota.trim_end_matches('%') == "0";
    if asked.max_surge.is_null() {
        planned.max_surge = match &asked.max_unavailable {
            _ if is_spot => Attr::Null,
            Attr::Unknown(_) => Attr::unknown(),
            // Azure adds nodes, or lets some be missing.
            Attr::Known(quota) if !none_missing(quota) => "0".into(),
            _ => "10%".into(),
        };
    }
    if asked.max_unavailable.is_null() {
        planned.max_unavailable = if is_spot { Attr::Null } else { "0".into() };
    }
}

/// The nodes get new images in the course of the planned change: what they run is known afterwards.
pub(crate) fn reimaged(planned: &mut PoolPlan) {
    planned.node_image_version = Attr::unknown();
    planned.current_kubernetes_version = Attr::unknown();
}

/// What nodes run can move on by itself while a plan is carried out, which is for the next refresh to tell.
pub(crate) fn keep_planned(plan: &Pool, actual: &mut Pool) {
    for (planned, actual) in [
        (&plan.node_image_version, &mut actual.node_image_version),
        (&plan.current_kubernetes_version, &mut actual.current_kubernetes_version),
    ] {
        if planned.is_some() {
            actual.clone_from(planned);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(asked: PoolPlan) -> PoolPlan {
        let mut planned = asked.clone();
        if planned.priority.is_null() {
            planned.priority = "Regular".into();
        }
        if planned.upgrade.is_null() {
            planned.upgrade = Attr::Known(UpgradePlan::default());
        }
        complete(&mut planned, &asked, Place::Alone);
        planned
    }

    fn quotas(asked: PoolPlan) -> (Attr<String>, Attr<String>) {
        let upgrade = completed(asked).upgrade.attributes();
        (upgrade.max_surge, upgrade.max_unavailable)
    }

    #[test]
    fn nodes_are_added_unless_some_may_be_missing() {
        assert_eq!(quotas(PoolPlan::default()), ("10%".into(), "0".into()));
        let missing = UpgradePlan { max_unavailable: "2".into(), ..UpgradePlan::default() };
        let asked = PoolPlan { upgrade: Attr::Known(missing), ..PoolPlan::default() };
        assert_eq!(quotas(asked), ("0".into(), "2".into()));
    }

    #[test]
    fn spot_machines_are_taken_away_at_any_price_and_not_upgraded_in_waves() {
        let spot = || PoolPlan { priority: "spot".into(), ..PoolPlan::default() };
        assert_eq!(quotas(spot()), (Attr::Null, Attr::Null));
        let planned = completed(spot());
        assert_eq!((planned.eviction_policy, planned.spot_max_price), ("Delete".into(), Attr::Known(-1.0)));
        let planned = completed(PoolPlan::default());
        assert_eq!((planned.eviction_policy, planned.spot_max_price), (Attr::Null, Attr::Null));
    }

    #[test]
    fn a_pool_that_says_nothing_is_for_the_pods_of_its_place() {
        assert_eq!(completed(PoolPlan::default()).mode, "User".into());
        let mut system = PoolPlan::default();
        complete(&mut system, &PoolPlan::default(), Place::Cluster);
        assert_eq!(system.mode, "System".into());
    }
}
