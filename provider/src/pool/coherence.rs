//! Attributes of a pool that only make sense together, checked on the configuration alone.

use tfplugin_framework::{Attr, Diagnostic, Diagnostics};

use super::{Place, PoolPlan};

/// Adds what does not fit together. What is not known yet fits.
pub(crate) fn check(pool: &PoolPlan, place: Place, diagnostics: &mut Diagnostics) {
    diagnostics.extend(size(pool, place));
    diagnostics.extend(bounds(pool, place));
    diagnostics.extend(windows_name(pool, place));
    diagnostics.extend(sku_of_the_system(pool, place));
    diagnostics.extend(spot_settings(pool, place));
    diagnostics.extend(of_windows(pool, place));
    diagnostics.extend(public_addresses(pool, place));
    if runs_system_pods(pool, place) {
        diagnostics.extend(system(pool, place));
    }
}

/// Whether the pool is known to run the system pods.
fn runs_system_pods(pool: &PoolPlan, place: Place) -> bool {
    match &pool.mode {
        Attr::Null => place.default_mode() == "System",
        Attr::Unknown(_) => false,
        Attr::Known(mode) => mode.eq_ignore_ascii_case("System"),
    }
}

fn is(attribute: &Attr<String>, word: &str) -> bool {
    attribute.is_known_and(|value| value.eq_ignore_ascii_case(word))
}

/// A pool has a size of its own or leaves it to the autoscaler.
fn size(pool: &PoolPlan, place: Place) -> Option<Diagnostic> {
    let (at, title) = (place.path(), place.title());
    if pool.node_count.is_null() && pool.auto_scaling.is_null() {
        let detail = "Set node_count to a number of nodes, or auto_scaling = { min = 3, max = 5 } to let the cluster \
                      autoscaler choose.";
        return Some(Diagnostic::error(format!("{title} has no size"), detail).at(at));
    }
    (pool.node_count.known().is_some() && pool.auto_scaling.known().is_some()).then(|| {
        let detail = "node_count and auto_scaling exclude each other: with auto_scaling, the cluster autoscaler \
                      chooses the number of nodes. Remove one of them.";
        Diagnostic::error(format!("{title} has two sizes"), detail).at(at.attribute("node_count"))
    })
}

fn bounds(pool: &PoolPlan, place: Place) -> Option<Diagnostic> {
    let bounds = pool.auto_scaling.known()?;
    let (min, max) = (bounds.min.known()?, bounds.max.known()?);
    (min > max).then(|| {
        Diagnostic::error(
            format!("{} has its bounds the wrong way round", place.written("auto_scaling")),
            format!("min is {min} and max is {max}; min must not be above max."),
        )
        .at(place.path().attribute("auto_scaling"))
    })
}

/// Azure: `InvalidParameter`, `agentPoolName`: host names of Windows have 15 characters, of which AKS takes nine.
fn windows_name(pool: &PoolPlan, place: Place) -> Option<Diagnostic> {
    let name = pool.name.known().filter(|name| name.len() > 6 && is(&pool.os_type, "Windows"))?;
    Some(
        Diagnostic::error(
            format!("\"{name}\" is too long for the name of a Windows pool"),
            format!(
                "It has {} characters; the name of a Windows pool has 6 at most, because host names of Windows are short. \
                 Choose a name such as \"{}\".",
                name.len(),
                name.chars().take(6).collect::<String>()
            ),
        )
        .at(place.path().attribute("name")),
    )
}

/// The distribution belongs to the operating system.
fn sku_of_the_system(pool: &PoolPlan, place: Place) -> Option<Diagnostic> {
    let sku = pool.os_sku.known()?;
    let system = match &pool.os_type {
        Attr::Null => "Linux",
        Attr::Unknown(_) => return None,
        Attr::Known(system) => system.as_str(),
    };
    let of_windows = sku.to_ascii_lowercase().starts_with("windows");
    (of_windows != system.eq_ignore_ascii_case("Windows")).then(|| {
        let (needed, instead) = if of_windows { ("Windows", "Ubuntu") } else { ("Linux", "Windows2022") };
        Diagnostic::error(
            format!("os_sku \"{sku}\" is not for os_type \"{system}\""),
            format!(
                "Set {} = \"{needed}\", or os_sku = \"{instead}\", or leave os_sku out for Azure's choice.",
                place.written("os_type")
            ),
        )
        .at(place.path().attribute("os_sku"))
    })
}

/// Azure: `InvalidParameter`: what only machines have that Azure may take away.
fn spot_settings(pool: &PoolPlan, place: Place) -> Option<Diagnostic> {
    let at = place.path();
    if pool.priority.is_unknown() || is(&pool.priority, "Spot") {
        return None;
    }
    let given = [
        ("eviction_policy", pool.eviction_policy.is_known()),
        ("spot_max_price", pool.spot_max_price.is_known()),
    ];
    let (name, _) = given.into_iter().find(|(_, given)| *given)?;
    Some(
        Diagnostic::error(
            format!("{} needs priority = \"Spot\"", place.written(name)),
            "Only spot machines are taken away and have a highest price. Remove it, or set priority = \"Spot\".",
        )
        .at(at.attribute(name)),
    )
}

fn of_windows(pool: &PoolPlan, place: Place) -> Option<Diagnostic> {
    let linux = pool.os_type.is_null() || is(&pool.os_type, "Linux");
    (linux && pool.outbound_nat_enabled.is_known()).then(|| {
        Diagnostic::error(
            format!("{} is for Windows pools", place.written("outbound_nat_enabled")),
            "On Linux nodes, pods leave the cluster as the cluster's network says. Remove it.",
        )
        .at(place.path().attribute("outbound_nat_enabled"))
    })
}

fn public_addresses(pool: &PoolPlan, place: Place) -> Option<Diagnostic> {
    let none = pool.node_public_ip_enabled.is_null() || pool.node_public_ip_enabled == Attr::Known(false);
    (none && pool.node_public_ip_prefix_id.is_known()).then(|| {
        Diagnostic::error(
            format!("{} needs node_public_ip_enabled = true", place.written("node_public_ip_prefix_id")),
            "Nodes without public addresses take none from a prefix. Set node_public_ip_enabled = true, or remove the prefix.",
        )
        .at(place.path().attribute("node_public_ip_prefix_id"))
    })
}

/// What Azure demands of a pool that runs the system pods.
fn system(pool: &PoolPlan, place: Place) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut refuse = |attribute: &str, summary: String, detail: &str| {
        let path = attribute.split('.').fold(place.path(), |path, name| path.attribute(name));
        found.push(Diagnostic::error(summary, detail).at(path));
    };
    if is(&pool.os_type, "Windows") {
        refuse(
            "os_type",
            format!("{} cannot run system pods on Windows", place.title()),
            "System pods run on Linux. Set os_type = \"Linux\", or declare an aksoverlay_node_pool with mode = \"User\" for \
             Windows nodes.",
        );
    }
    if is(&pool.priority, "Spot") {
        refuse(
            "priority",
            format!("{} cannot run system pods on spot machines", place.title()),
            "Azure may take spot machines away at any moment, so it takes none for system pods. Set priority = \"Regular\", \
             or declare an aksoverlay_node_pool with mode = \"User\" for spot machines.",
        );
    }
    if pool.node_count.is_known_and(|count| *count == 0) {
        refuse(
            "node_count",
            format!("{} cannot be 0 in a system pool", place.written("node_count")),
            "The system pods need a node. Set node_count = 1 at least; only pools with mode = \"User\" can be empty.",
        );
    }
    let scaling = pool.auto_scaling.attributes();
    if scaling.min.is_known_and(|min| *min == 0) {
        refuse(
            "auto_scaling.min",
            format!("{} cannot be 0 in a system pool", place.written("auto_scaling.min")),
            "The system pods need a node. Set min = 1 at least; only pools with mode = \"User\" can be empty.",
        );
    }
    found
}

/// The pool of a cluster's own block runs the system pods.
pub(crate) fn is_a_system_pool(pool: &PoolPlan) -> Option<Diagnostic> {
    let mode = pool.mode.known().filter(|mode| !mode.eq_ignore_ascii_case("System"))?;
    Some(
        Diagnostic::error(
            format!("system_pool cannot have mode = \"{mode}\""),
            "A cluster is created with a pool that runs the system pods. Remove mode, and declare an aksoverlay_node_pool for \
             pools of other modes.",
        )
        .at(Place::Cluster.path().attribute("mode")),
    )
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Path;

    use super::*;
    use crate::pool::model::AutoScalingPlan;

    fn known(text: &str) -> Attr<String> {
        Attr::Known(text.to_owned())
    }

    fn complaints(place: Place, change: impl FnOnce(&mut PoolPlan)) -> Vec<String> {
        let mut pool = PoolPlan { name: known("one"), node_count: Attr::Known(3), ..PoolPlan::default() };
        change(&mut pool);
        let mut diagnostics = Diagnostics::new();
        check(&pool, place, &mut diagnostics);
        diagnostics.into_iter().map(|diagnostic| diagnostic.summary).collect()
    }

    #[test]
    fn a_pool_has_one_size_with_bounds_in_order() {
        let scaling = |min, max| AutoScalingPlan { min: Attr::Known(min), max: Attr::Known(max) };
        let sized = |node_count: Attr<i64>, auto_scaling: Attr<AutoScalingPlan>| {
            complaints(Place::Cluster, |pool| {
                (pool.node_count, pool.auto_scaling) = (node_count, auto_scaling)
            })
        };
        assert_eq!(sized(Attr::Null, Attr::Null), ["system_pool has no size"]);
        assert_eq!(sized(Attr::Known(3), Attr::Known(scaling(1, 3))), ["system_pool has two sizes"]);
        let complaint = ["system_pool.auto_scaling has its bounds the wrong way round"];
        assert_eq!(sized(Attr::Null, Attr::Known(scaling(5, 3))), complaint);
        assert_eq!(sized(Attr::Null, Attr::Known(scaling(3, 3))), [""; 0]);
        assert_eq!(sized(Attr::unknown(), Attr::Known(scaling(1, 3))), [""; 0]);
    }

    #[test]
    fn system_pods_have_linux_nodes_that_stay() {
        let system = |change: fn(&mut PoolPlan)| {
            complaints(Place::Alone, |pool| {
                pool.mode = known("system");
                change(pool);
            })
        };
        assert_eq!(
            system(|pool| pool.node_count = Attr::Known(0)),
            ["node_count cannot be 0 in a system pool"]
        );
        assert_eq!(
            system(|pool| pool.os_type = known("windows")),
            ["The node pool cannot run system pods on Windows"]
        );
        assert_eq!(
            system(|pool| pool.priority = known("Spot")),
            ["The node pool cannot run system pods on spot machines"]
        );
        assert_eq!(system(|_| ()), [""; 0]);
        assert_eq!(complaints(Place::Alone, |pool| pool.node_count = Attr::Known(0)), [""; 0]);
    }

    #[test]
    fn names_of_windows_pools_are_short() {
        let named = |name: &'static str, system: Attr<String>| {
            complaints(Place::Alone, |pool| (pool.name, pool.os_type) = (known(name), system))
        };
        assert_eq!(
            named("windows", known("Windows")),
            ["\"windows\" is too long for the name of a Windows pool"]
        );
        assert_eq!(named("win001", known("Windows")), [""; 0]);
        assert_eq!(named("windows", Attr::Null), [""; 0]);
    }

    #[test]
    fn a_distribution_goes_with_its_operating_system() {
        let with = |sku: &'static str, system: Attr<String>| {
            complaints(Place::Alone, |pool| (pool.os_sku, pool.os_type) = (known(sku), system))
        };
        assert_eq!(with("Windows2022", Attr::Null), ["os_sku \"Windows2022\" is not for os_type \"Linux\""]);
        assert_eq!(with("ubuntu", known("Windows")), ["os_sku \"ubuntu\" is not for os_type \"Windows\""]);
        assert_eq!(with("windows2025", known("windows")), [""; 0]);
        assert_eq!(with("Windows2022", Attr::unknown()), [""; 0]);
    }

    #[test]
    fn what_is_for_spot_machines_needs_spot_machines() {
        let complaint = ["eviction_policy needs priority = \"Spot\""];
        assert_eq!(complaints(Place::Alone, |pool| pool.eviction_policy = known("Delete")), complaint);
        let spot = |change: fn(&mut PoolPlan)| {
            complaints(Place::Alone, |pool| {
                pool.priority = known("spot");
                change(pool);
            })
        };
        assert_eq!(spot(|pool| pool.spot_max_price = Attr::Known(0.5)), [""; 0]);
    }

    #[test]
    fn the_pool_of_a_cluster_runs_the_system_pods() {
        let pool = |mode: Attr<String>| PoolPlan { mode, ..PoolPlan::default() };
        let refused = is_a_system_pool(&pool(known("User"))).unwrap();
        assert_eq!(refused.path, Some(Path::of("system_pool").attribute("mode")));
        assert!(is_a_system_pool(&pool(known("system"))).is_none());
        assert!(is_a_system_pool(&pool(Attr::Null)).is_none());
    }
}
