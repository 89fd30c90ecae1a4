//! A dual-stack cluster in a virtual network of one's own needs IPv6 there: in the address space, and in the subnet of
//! every pool.
//!
//! # Why
//!
//! Nodes get an address of each family from their subnet. Without an IPv6 prefix there is none, and Azure refuses the pool.
//!
//! # Way out
//!
//! Add an IPv6 prefix to the virtual network and a /64 of it to the subnet. Both can be done while nodes are running.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - IPv6 in virtual networks: <https://learn.microsoft.com/azure/virtual-network/ip-services/ipv6-overview>.

use std::collections::HashSet;

use crate::{
    network::{Cidr, Family},
    rules::{
        Change, Findings, Lowering, Pool, Rule, Source, Subnet, View, finding::written,
        rule::ERROR_SINCE_ARTICLE,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-subnet-ipv6",
    number: "R49",
    title: "Dual-stack needs IPv6 in the subnet of every pool",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::DualStack, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::Vnet, Source::AgentPools],
    lowering: Lowering::Allowed("The prefix may be added by the same run, before the cluster."),
    yields_to: &["ip-families-order", "dual-stack-needs-overlay"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(vnet) = view.lookups.vnet.found() else { return };
    if view.dual_stack() != Some(true) {
        return;
    }
    let space = has_ipv6(&vnet.address_space);
    let mut told: HashSet<&str> = HashSet::new();
    for (pool, subnet) in view.in_subnets(view.all_pools()) {
        if !has_ipv6(&subnet.address_prefixes) && told.insert(&subnet.id) {
            report(view, pool, subnet, (!space).then_some(vnet.id.as_str()), findings);
        }
    }
}

fn report(view: &View, pool: &Pool, subnet: &Subnet, vnet: Option<&str>, findings: &mut Findings<'_>) {
    let name = last(&subnet.id);
    let families = view.network.attribute("ip_families");
    let path = pool.attribute("subnet_id").unwrap_or_else(|| families.clone());
    let way_out = match vnet {
        Some(vnet) => format!(
            "Add an IPv6 prefix such as fd00:db8:deca::/48 to virtual network \"{}\" and a /64 of it to subnet \"{name}\"",
            last(vnet)
        ),
        None => format!("Add a /64 of the virtual network's IPv6 prefix to subnet \"{name}\""),
    };
    findings
        .report(
            Some(path),
            format!("Subnet \"{name}\" of {} has no IPv6 prefix for a dual-stack cluster", pool.title()),
        )
        .fact(match view.network.ip_families.known() {
            Some(_) => format!("{} asks for IPv4 and IPv6.", written(&families)),
            None => "The cluster has IPv4 and IPv6.".to_owned(),
        })
        .fact(format!(
            "Subnet \"{name}\" has {} in Azure ({}).",
            subnet.address_prefixes.join(", "),
            subnet.id
        ))
        .why("Every node of a dual-stack cluster has an address of each family from its subnet.")
        .way_out(format!("{way_out}, or set {} = [\"IPv4\"].", written(&families)))
        .unless_settled(view);
}

fn has_ipv6(prefixes: &[String]) -> bool {
    prefixes.iter().any(|prefix| Cidr::parse(prefix).is_ok_and(|cidr| cidr.family() == Family::V6))
}

fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Level, Lookup, Pool, View,
        sample::{known, pool, valid, valid_dual_stack},
    };

    const REFUSED: [(&str, Level); 1] = [("dual-stack-subnet-ipv6", Level::Error)];

    fn with_prefixes(view: View, space: &[&str], subnet: &[&str]) -> View {
        view.with(|view| {
            let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.address_space = texts(space);
                vnet.subnets[0].address_prefixes = texts(subnet);
            }
        })
    }

    #[test]
    fn a_subnet_with_ipv4_alone_is_refused_and_the_network_is_named_where_it_has_none_either() {
        let none = with_prefixes(valid_dual_stack(), &["10.10.0.0/16"], &["10.10.0.0/22"]);
        assert_eq!(none.codes(), REFUSED);
        assert!(none.error().way_out.contains("to virtual network \"example\""));
        let network = with_prefixes(valid_dual_stack(), &["10.10.0.0/16", "fd00:1::/48"], &["10.10.0.0/22"]);
        assert!(!network.error().way_out.contains("to virtual network"));
    }

    #[test]
    fn a_subnet_with_both_and_a_cluster_with_ipv4_are_fine() {
        let both = &["10.10.0.0/22", "fd00:1:0:1::/64"];
        assert_eq!(with_prefixes(valid_dual_stack(), &["10.10.0.0/16", "fd00:1::/48"], both).codes(), []);
        assert_eq!(with_prefixes(valid(), &["10.10.0.0/16"], &["10.10.0.0/22"]).codes(), []);
    }

    #[test]
    fn adding_ipv6_looks_at_the_subnets_of_pools_that_other_resources_have() {
        let both = &["10.10.0.0/22", "fd00:1:0:1::/64"];
        let view = with_prefixes(valid(), &["10.10.0.0/15", "fd00:1::/48"], both).changed(|view| {
            view.network = valid_dual_stack().network;
            let mut other = pool("other", 1);
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                let mut subnet = vnet.subnets[0].clone();
                subnet.id = subnet.id.replace("/nodes", "/others");
                subnet.address_prefixes = vec!["10.11.0.0/24".to_owned()];
                other.subnet_id = known(&subnet.id);
                vnet.subnets.push(subnet);
            }
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..other }]);
        });
        assert!(view.codes().contains(&REFUSED[0]), "{:?}", view.codes());
    }
}
