//! A cluster that leaves kubenet and has a route table at its subnet has an identity of the user's.
//!
//! # Why
//!
//! The move detaches the route table of kubenet from the subnet, or takes the routes of the pods out of it. In a network of
//! yours Azure does that with a user-assigned identity only.
//!
//! # Way out
//!
//! Give the cluster a user-assigned identity with the role Network Contributor on the subnet and the table, then move.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on kubenet, since 2026-03-12 (commit 15d30b597 of
//!   MicrosoftDocs/azure-aks-docs): <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Ipam, rule::day,
};
use tfplugin_framework::Attr;

pub(super) static RULE: Rule = Rule {
    code: "kubenet-upgrade-identity",
    number: "X12",
    title: "Leaving kubenet with a route table needs a user-assigned identity",
    history: &[Phase {
        from: day(2026, 3, 12),
        level: Level::Error,
        because: "The documentation of the upgrade has the rule.",
    }],
    when: &[Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::State, Source::AgentPools, Source::Vnet],
    lowering: Lowering::Allowed("Microsoft documents the rule; the answer of Azure is not known."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.moves_to_overlay_from() != Some(Ipam::Kubenet) || !is_system_assigned(view) {
        return;
    }
    let Some((subnet, table)) = view
        .subnets_of_pools()
        .into_iter()
        .find_map(|subnet| subnet.route_table_id.as_ref().map(|table| (subnet, table)))
    else {
        return;
    };
    let as_of = findings.as_of();
    findings
        .report(
            view.cluster_attribute(&["identity", "type"]),
            "A cluster with a system-assigned identity cannot leave kubenet and its route table",
        )
        .fact("identity.type is \"SystemAssigned\".")
        .fact(view.move_fact(Ipam::Kubenet))
        .fact(format!("Subnet {} has the route table {table}.", subnet.id))
        .why("The move detaches the table, which Azure does in a network of yours only with an identity of yours.")
        .way_out(view.steps_or(
            as_of,
            "Set identity = { type = \"UserAssigned\", identity_ids = [IDENTITY_ID] } first, and give the identity Network \
             Contributor on the subnet.",
        ));
}

/// What the cluster will have with the move, as far as that is known.
fn is_system_assigned(view: &View) -> bool {
    let existing = || view.existing().and_then(|existing| existing.control_plane.identity_type.known());
    let kind = match &view.control_plane.identity_type {
        Attr::Known(kind) => Some(kind),
        Attr::Null => existing(),
        Attr::Unknown(_) => None,
    };
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("SystemAssigned"))
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, View,
        rule::day,
        sample::{known, leaving_kubenet, leaving_node_subnet},
    };

    fn with(view: View, identity: &str) -> View {
        view.that_was(|existing| existing.control_plane.identity_type = known(identity)).with(|view| {
            view.control_plane.identity_type = known(identity);
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].route_table_id = Some("/routeTables/mine".to_owned());
            }
        })
    }

    #[test]
    fn the_identity_that_azure_made_cannot_detach_a_route_table() {
        let view = with(leaving_kubenet(), "systemassigned");
        assert!(view.objections().contains(&"kubenet-upgrade-identity"));
        assert!(!view.objections_on(day(2026, 3, 11)).contains(&"kubenet-upgrade-identity"));
    }

    #[test]
    fn an_identity_of_ones_own_can_also_when_it_comes_with_the_move() {
        assert!(!with(leaving_kubenet(), "userassigned").objections().contains(&"kubenet-upgrade-identity"));
        let comes = with(leaving_kubenet(), "userassigned")
            .that_was(|existing| existing.control_plane.identity_type = known("systemassigned"));
        assert!(!comes.objections().contains(&"kubenet-upgrade-identity"));
    }

    #[test]
    fn without_a_route_table_and_without_kubenet_any_identity_will_do() {
        let view = leaving_kubenet().with(|view| view.control_plane.identity_type = known("systemassigned"));
        assert_eq!(view.objections(), Vec::<&str>::new());
        assert_eq!(with(leaving_node_subnet(), "systemassigned").objections(), Vec::<&str>::new());
    }
}
