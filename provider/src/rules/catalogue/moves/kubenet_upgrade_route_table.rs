//! With the move from kubenet to overlay the subnet loses its route table, or the table the routes of the pods.
//!
//! # Why
//!
//! On kubenet every node has a route to its pods in the route table of the subnet; overlay needs none. Azure deletes a table
//! that it made itself and removes its routes from one of yours. A configuration that manages the table with its routes, or
//! its association with the subnet, would put back what Azure has taken away.
//!
//! # Way out
//!
//! Take routes that AKS wrote, and the association with a table that AKS made, out of the configurations that manage them,
//! with `terraform state rm` or a `removed` block.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on kubenet, 2023-11-28: a route table of your own is kept
//!   without the routes of the pods, one that AKS made is deleted: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.

use std::collections::HashSet;

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, any_case::AnyCase, effective::Ipam,
    rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "kubenet-upgrade-route-table",
    number: "R47",
    title: "The move from kubenet to overlay takes the routes of the pods away",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The article on Azure CNI Overlay has the rule.",
    }],
    when: &[Change::UpgradeFromKubenet],
    looks_at: &[Source::State, Source::AgentPools, Source::Vnet],
    lowering: Lowering::Allowed("Azure accepts the move; the rule is about what else manages the table."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.moves_to_overlay_from() != Some(Ipam::Kubenet) {
        return;
    }
    let mut told = HashSet::new();
    for subnet in view.subnets_of_pools() {
        let Some(table) = &subnet.route_table_id else { continue };
        if !told.insert(AnyCase(table)) {
            continue;
        }
        let name = table.rsplit('/').next().unwrap_or(table);
        let (what, why, way_out) = if is_made_by_aks(table) {
            (
                format!("Azure will delete the route table {name}"),
                "AKS made it for kubenet, and overlay needs no routes for pods.",
                "If a configuration manages the association of the subnet with it, take it out first: terraform state rm, or \
                 a removed block.",
            )
        } else {
            (
                format!("Route table {name} will lose the routes of the pods"),
                "AKS wrote them for kubenet, and overlay needs no routes for pods; your own routes stay.",
                "If a configuration manages the routes of the table, take those that AKS wrote out of it first.",
            )
        };
        findings
            .report(Some(view.moving_attribute(Ipam::Kubenet)), what)
            .fact(view.move_fact(Ipam::Kubenet))
            .fact(format!("Subnet {} has the route table {table}.", subnet.id))
            .why(why)
            .way_out(way_out)
            .announces_change();
    }
}

/// AKS names its own tables "aks-agentpool-12345678-routetable", and keeps them with the nodes.
fn is_made_by_aks(table: &str) -> bool {
    table.to_ascii_lowercase().contains("/routetables/aks-agentpool-")
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, View,
        sample::{known, leaving_kubenet, leaving_node_subnet},
    };

    fn with_table(view: View, table: &str) -> View {
        view.with(|view| {
            view.control_plane.identity_type = known("userassigned");
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].route_table_id = Some(format!(
                    "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/routeTables/{table}"
                ));
            }
        })
    }

    fn summary(view: &View) -> String {
        let findings = view.findings();
        findings
            .iter()
            .find(|finding| finding.rule.number == "R47")
            .map(|finding| finding.summary.clone())
            .unwrap()
    }

    #[test]
    fn a_table_of_ones_own_loses_the_routes_of_the_pods() {
        let view = with_table(leaving_kubenet(), "mine");
        assert_eq!(view.objections(), ["kubenet-upgrade-route-table"]);
        assert_eq!(summary(&view), "Route table mine will lose the routes of the pods");
    }

    #[test]
    fn a_table_of_azures_is_deleted() {
        let view = with_table(leaving_kubenet(), "aks-agentpool-12345678-routetable");
        assert_eq!(summary(&view), "Azure will delete the route table aks-agentpool-12345678-routetable");
    }

    #[test]
    fn without_a_table_and_without_kubenet_nothing_is_lost() {
        assert_eq!(leaving_kubenet().objections(), Vec::<&str>::new());
        assert_eq!(with_table(leaving_node_subnet(), "mine").objections(), Vec::<&str>::new());
    }
}
