//! Nodes are replaced by adding others first (`max_surge`), or by doing without some (`max_unavailable`): a pool has at
//! least one of the two, a system pool surges always, and a spot pool takes neither setting.
//!
//! # Why
//!
//! With neither, an upgrade could never begin. The nodes of a system pool run what the cluster lives on, so that Azure lets
//! none be missing. Spot machines are replaced when Azure has others, not in waves.
//!
//! # Way out
//!
//! Leave both out: then a pool surges by 10 %. For a user pool without room for surge nodes set `max_surge = "0"` and
//! `max_unavailable` to at least 1.
//!
//! # Evidence
//!
//! - "Upgrade options for AKS clusters", sections on node surge and unavailable nodes:
//!   <https://learn.microsoft.com/azure/aks/upgrade-aks-cluster>.
//! - Azure answers `InvalidParameter`, `agentPoolProfile.upgradeSettings`.

use tfplugin_framework::{Attr, Path};

use crate::rules::{
    Change, Findings, Lowering, Operation, Pool, Rule, Source, View, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "node-replacement",
    number: "X24",
    title: "A pool has a way to replace its nodes that fits it",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Scale],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("Azure refuses other settings (InvalidParameter)."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let now = view.managed_pools_now();
    for pool in &view.pools {
        if is(&pool.priority, "Spot") {
            spot(now.like(pool), pool, findings);
        } else if is(&pool.mode, "System")
            && pool.upgrade.max_unavailable.is_known_and(|quota| !is_none(quota))
        {
            system(pool, findings);
        } else if pool.upgrade.max_surge.is_known_and(|quota| is_none(quota)) {
            no_surge(view, pool, findings);
        }
    }
}

/// What Azure has filled in, and a plan repeats, is nothing that is asked for.
fn spot(now: Option<&Pool>, pool: &Pool, findings: &mut Findings<'_>) {
    let now = now.map(|now| &now.upgrade);
    let Pool { upgrade, .. } = pool;
    let settings = [
        ("max_surge", &upgrade.max_surge, now.map(|now| &now.max_surge)),
        ("max_unavailable", &upgrade.max_unavailable, now.map(|now| &now.max_unavailable)),
    ];
    for (name, quota, now) in settings {
        let asked = quota.known().filter(|_| now != Some(quota));
        let Some(quota) = asked else { continue };
        let (path, attribute) = of_upgrade(pool, name);
        findings
            .report(path, format!("{attribute} is not for spot pools"))
            .fact(format!("{attribute} = \"{quota}\""))
            .fact(format!("The nodes of {} are spot machines.", pool.title()))
            .why("Azure replaces spot machines when it gets others, and not in waves.")
            .way_out(format!("Remove {attribute}."));
    }
}

fn system(pool: &Pool, findings: &mut Findings<'_>) {
    let Some(quota) = pool.upgrade.max_unavailable.known() else { return };
    let (path, attribute) = of_upgrade(pool, "max_unavailable");
    findings
        .report(path, format!("{attribute} is not for system pools"))
        .fact(format!("{attribute} = \"{quota}\""))
        .fact(format!("{} is a system pool.", capitalized(&pool.title())))
        .why("Azure replaces the nodes of a system pool by adding nodes first, and lets none be missing.")
        .way_out(format!("Remove {attribute}, and set max_surge, \"10%\" for example."));
}

fn no_surge(view: &View, pool: &Pool, findings: &mut Findings<'_>) {
    let system = is(&pool.mode, "System");
    let missing = match &pool.upgrade.max_unavailable {
        Attr::Known(quota) => !is_none(quota),
        // A pool that exists may have a number already, which stays.
        Attr::Null => !system && matches!(view.operation, Operation::Validate),
        Attr::Unknown(_) => true,
    };
    if missing {
        return;
    }
    let ((surge, attribute), (_, other)) =
        (of_upgrade(pool, "max_surge"), of_upgrade(pool, "max_unavailable"));
    let report = findings
        .report(surge, format!("{} has no way to replace its nodes", capitalized(&pool.title())))
        .fact(format!("{attribute} = \"{}\"", pool.upgrade.max_surge.known().map_or("0", String::as_str)))
        .fact(match pool.upgrade.max_unavailable.known() {
            Some(quota) => format!("{other} = \"{quota}\""),
            None => format!("{other} is not set, so no node may be missing."),
        })
        .why("With no node more and no node less, an upgrade could never begin.");
    let set_surge = format!("Set {attribute} = \"1\" or a share such as \"10%\", or leave it out");
    if system {
        report.way_out(format!("{set_surge}: a system pool is replaced by surge alone."));
    } else {
        report.way_out(format!(
            "{set_surge}; or set {other} = \"1\" where there is no room for one node more."
        ));
    }
}

/// Where an attribute of how nodes are upgraded stands, if it does, and what it is called.
fn of_upgrade(pool: &Pool, name: &str) -> (Option<Path>, String) {
    let path = pool.attribute("upgrade").map(|path| path.attribute(name));
    (path, pool.named(&format!("upgrade.{name}")))
}

fn is(attribute: &Attr<String>, word: &str) -> bool {
    attribute.is_known_and(|value| value.eq_ignore_ascii_case(word))
}

/// "0" and "0%".
fn is_none(quota: &str) -> bool {
    quota.trim_end_matches('%').parse::<u32>() == Ok(0)
}

fn capitalized(text: &str) -> String {
    let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Operation, View,
        sample::{known, valid},
    };

    const REFUSED: [(&str, Level); 1] = [("node-replacement", Level::Error)];

    fn with(mode: &str, max_surge: Option<&str>, max_unavailable: Option<&str>) -> View {
        let quota = |quota: Option<&str>| quota.map_or(Attr::Null, known);
        valid().with(|view| {
            view.pools[0].mode = known(mode);
            view.pools[0].upgrade.max_surge = quota(max_surge);
            view.pools[0].upgrade.max_unavailable = quota(max_unavailable);
        })
    }

    #[test]
    fn a_system_pool_lets_no_node_be_missing() {
        assert_eq!(with("System", Some("1"), Some("1")).codes(), REFUSED);
        assert_eq!(with("system", Some("0"), Some("10%")).codes(), REFUSED);
        assert_eq!(with("System", Some("10%"), Some("0")).codes(), []);
        assert_eq!(with("User", Some("1"), Some("1")).codes(), []);
    }

    #[test]
    fn a_pool_without_surge_lets_nodes_be_missing() {
        assert_eq!(with("User", Some("0"), None).codes(), REFUSED);
        assert_eq!(with("User", Some("0%"), Some("0%")).codes(), REFUSED);
        assert_eq!(with("System", Some("0"), None).codes(), REFUSED);
        assert_eq!(with("User", Some("0"), Some("1")).codes(), []);
        assert_eq!(with("User", None, None).codes(), []);
    }

    #[test]
    fn a_configuration_that_may_be_for_a_pool_with_a_number_is_awaited() {
        let view = with("User", Some("0"), None).with(|view| view.operation = Operation::Validate);
        assert_eq!(view.codes(), []);
        assert_eq!(with("System", Some("0"), None).codes(), REFUSED);
    }

    #[test]
    fn a_spot_pool_takes_neither_but_keeps_what_azure_filled_in() {
        let spot = |surge| with("User", surge, None).with(|view| view.pools[0].priority = known("Spot"));
        assert_eq!(spot(Some("1")).codes(), REFUSED);
        assert_eq!(spot(None).codes(), []);
        assert_eq!(spot(Some("10%")).changed(|_| {}).codes(), []);
    }

    #[test]
    fn a_number_that_is_not_known_yet_is_awaited() {
        let view = with("User", Some("0"), None);
        assert_eq!(view.with(|view| view.pools[0].upgrade.max_unavailable = Attr::unknown()).codes(), []);
    }
}
