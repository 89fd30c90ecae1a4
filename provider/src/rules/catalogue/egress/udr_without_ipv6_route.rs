//! A dual-stack cluster that leaves by routes of one's own needs a route for IPv6 as well: `::/0` besides `0.0.0.0/0`.
//!
//! # Why
//!
//! Azure asks only for the IPv4 route. Without the other, IPv6 traffic goes past the firewall or nowhere.
//!
//! # Way out
//!
//! Add a route for `::/0` to the route table of the subnet, to an appliance with an IPv6 address.
//!
//! # Evidence
//!
//! - "Customize cluster egress with outbound types in AKS": <https://learn.microsoft.com/azure/aks/egress-outboundtype>.
//! - "Azure CNI Overlay networking in AKS", section on dual-stack: <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.

use std::collections::HashSet;

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, RouteTable, Rule, Source, View, any_case::AnyCase,
    finding::written, rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "udr-without-ipv6-route",
    number: "X19",
    title: "Routes of one's own lead out for IPv6 as well",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "Azure accepts a route table without a route for IPv6.",
    }],
    when: &[Change::Create, Change::Update, Change::DualStack, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::Vnet, Source::RouteTables],
    lowering: Lowering::Allowed("A cluster may have no IPv6 traffic to the outside."),
    yields_to: &["outbound-type-network"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let outbound = view.effective(|network| &network.outbound_type).value();
    if !outbound.is_some_and(|outbound| outbound.eq_ignore_ascii_case("userDefinedRouting"))
        || view.dual_stack() != Some(true)
    {
        return;
    }
    let Some(tables) = view.lookups.route_tables.found() else { return };
    let without_route = |table: &&RouteTable| !table.routes.iter().any(|route| is_everything(&route.prefix));
    let tables = tables.iter().filter(without_route);
    let mut without_route: HashSet<AnyCase<'_>> = tables.map(|table| AnyCase(&table.id)).collect();
    for (pool, subnet) in view.in_subnets(&view.pools) {
        let Some(id) = subnet.route_table_id.as_deref() else { continue };
        // Taken out, so that a table is told once.
        if !without_route.remove(&AnyCase(id)) {
            continue;
        }
        let families = view.network.attribute("ip_families");
        let path =
            if view.network.ip_families.is_known() { Some(families) } else { pool.attribute("subnet_id") };
        findings
            .report(
                path,
                format!("Route table \"{}\" has no route for IPv6", id.rsplit('/').next().unwrap_or(id)),
            )
            .fact(format!("{} = \"userDefinedRouting\"", written(&view.network.attribute("outbound_type"))))
            .fact("The cluster has IPv4 and IPv6.")
            .fact(format!(
                "The subnet of {} has the route table {id}, which has no route for ::/0.",
                pool.title()
            ))
            .why("Azure accepts it, but IPv6 traffic goes past the firewall or nowhere.")
            .way_out(
                "Add a route for ::/0 to the table, with the IPv6 address of an appliance as its next hop.",
            );
    }
}

/// `::/0`, however it is written.
fn is_everything(prefix: &str) -> bool {
    crate::network::Cidr::parse(prefix)
        .is_ok_and(|cidr| cidr.prefix_len() == 0 && cidr.family() == crate::network::Family::V6)
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, Lookup, Route, RouteTable, View,
        sample::{known, valid, valid_dual_stack},
    };

    fn with(view: View, prefixes: &[&str]) -> View {
        view.with(|view| {
            view.network.outbound_type = known("userdefinedrouting");
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].route_table_id = Some("/rt".to_owned());
            }
            let route = |prefix: &&str| Route {
                name: "out".to_owned(),
                prefix: (*prefix).to_owned(),
                next_hop_type: "VirtualAppliance".to_owned(),
                next_hop_ip: None,
            };
            let routes = prefixes.iter().map(route).collect();
            view.lookups.route_tables = Lookup::Found(vec![RouteTable { id: "/rt".to_owned(), routes }]);
        })
    }

    #[test]
    fn a_table_without_a_route_for_ipv6_is_warned_about() {
        let warned = [("udr-without-ipv6-route", Level::Warning)];
        assert_eq!(with(valid_dual_stack(), &["0.0.0.0/0"]).codes(), warned);
        assert_eq!(with(valid_dual_stack(), &["0.0.0.0/0", "::/0"]).codes(), []);
        assert_eq!(with(valid_dual_stack(), &["0.0.0.0/0", "0:0::/0"]).codes(), []);
        assert_eq!(with(valid(), &["0.0.0.0/0"]).codes(), []);
    }
}
