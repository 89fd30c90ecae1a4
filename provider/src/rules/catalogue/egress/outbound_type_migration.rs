//! How traffic leaves a cluster changes only among the ways that its virtual network allows.
//!
//! # Why
//!
//! In a virtual network that AKS manages, traffic leaves through the load balancer or a managed NAT gateway. In a network of
//! yours it leaves through the load balancer, a NAT gateway of yours or routes of yours. Azure changes between the ways of one
//! kind of network, and the kind of network is fixed for life. `none` and `block` are for clusters that are isolated in either.
//!
//! # Way out
//!
//! Take a type that the network allows. The addresses that others see change with it, and the nodes of existing pools take the
//! new way after an upgrade of their images (`az aks nodepool upgrade --node-image-only`).
//!
//! # Evidence
//!
//! - "Customize cluster egress with outbound types in AKS", section on updating the outbound type after cluster creation,
//!   generally available since 2024-03-17: <https://learn.microsoft.com/azure/aks/egress-outboundtype>.

use tfplugin_framework::Attr;

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, finding::written, rule::day,
};

pub(super) static RULE: Rule = Rule {
    code: "outbound-type-migration",
    number: "X17",
    title: "The outbound type changes among those that the virtual network allows",
    history: &[Phase {
        from: day(2024, 3, 17),
        level: Level::Error,
        because: "The change of the outbound type is generally available, with this table.",
    }],
    when: &[Change::Update],
    looks_at: &[Source::Config, Source::State],
    lowering: Lowering::Never("Azure refuses other changes."),
    yields_to: &["node-provisioning-network"],
    check,
};

/// Whose virtual network the nodes are in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Azure,
    User,
}

impl Owner {
    fn of(view: &View) -> Option<Self> {
        let subnets: Vec<&Attr<String>> = view.pools.iter().map(|pool| &pool.subnet_id).collect();
        let named = |subnet: &&Attr<String>| subnet.known().is_some_and(|id| !id.is_empty());
        if subnets.iter().any(named) {
            Some(Self::User)
        } else if subnets.is_empty() || subnets.iter().any(|subnet| subnet.is_unknown()) {
            None
        } else {
            Some(Self::Azure)
        }
    }

    /// The ways out that such a network allows, the usual first.
    fn ways(self) -> [&'static str; 3] {
        match self {
            Self::Azure => ["loadBalancer", "managedNATGateway", "none"],
            Self::User => ["loadBalancer", "userAssignedNATGateway", "userDefinedRouting"],
        }
    }

    fn allows(self, outbound_type: &str) -> bool {
        match outbound_type.to_ascii_lowercase().as_str() {
            "managednatgateway" | "managednatgatewayv2" => self == Self::Azure,
            "userassignednatgateway" | "userdefinedrouting" => self == Self::User,
            _ => true,
        }
    }
}

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(existing) = view.existing() else { return };
    let (now, asked) = (&existing.network.outbound_type, &view.network.outbound_type);
    let (Attr::Known(now), Attr::Known(asked)) = (now, asked) else { return };
    let Some(owner) = Owner::of(view) else { return };
    if now.eq_ignore_ascii_case(asked) || owner.allows(asked) {
        return;
    }
    let path = view.network.attribute("outbound_type");
    let attribute = written(&path);
    let network = match owner {
        Owner::Azure => "The pools name no subnet, so AKS manages the virtual network.",
        Owner::User => "The pools name a subnet, so the virtual network is yours.",
    };
    let others = owner.ways().into_iter().filter(|way| !way.eq_ignore_ascii_case(now));
    let others: Vec<String> = others.map(|way| format!("\"{way}\"")).collect();
    findings
        .report(Some(path), format!("The outbound type cannot change from {now} to {asked} in this virtual network"))
        .fact(format!("{attribute} = \"{asked}\""))
        .fact(format!("The cluster has outbound type {now}."))
        .fact(network)
        .why(match owner {
            Owner::Azure => "A NAT gateway or routes of yours stand at a subnet of yours, and the network of a cluster is fixed.",
            Owner::User => "A managed NAT gateway stands at a subnet that AKS manages, and the network of a cluster is fixed.",
        })
        .way_out(format!("Keep {attribute} = \"{now}\", or change it to {}.", others.join(" or ")));
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        View,
        rule::day,
        sample::{known, valid},
    };

    fn change(from: &str, to: &str, own_network: bool) -> View {
        valid()
            .with(|view| {
                view.network.outbound_type = known(from);
                if !own_network {
                    view.pools[0].subnet_id = Attr::Null;
                    view.lookups.vnet = crate::rules::Lookup::NotAsked;
                }
            })
            .changed(|view| view.network.outbound_type = known(to))
    }

    fn speaks(view: &View) -> bool {
        view.objections().contains(&"outbound-type-migration")
    }

    #[test]
    fn each_kind_of_network_has_ways_of_its_own() {
        let own = ["userAssignedNATGateway", "userDefinedRouting"];
        for to in own {
            assert!(speaks(&change("loadBalancer", to, false)), "{to}");
            assert!(!speaks(&change("loadBalancer", to, true)), "{to}");
        }
        assert!(speaks(&change("loadBalancer", "managedNATGateway", true)));
        assert!(!speaks(&change("loadBalancer", "managedNATGateway", false)));
        assert!(!speaks(&change("userDefinedRouting", "userAssignedNATGateway", true)));
        assert!(!speaks(&change("managedNATGateway", "loadBalancer", false)));
    }

    #[test]
    fn every_network_may_go_back_to_the_load_balancer_or_have_no_way_out() {
        for own_network in [false, true] {
            for to in ["loadBalancer", "none", "block"] {
                assert!(!speaks(&change("managedNATGateway", to, own_network)), "{to} {own_network}");
            }
        }
    }

    #[test]
    fn the_message_names_what_the_network_allows() {
        let view = change("LoadBalancer", "userDefinedRouting", false);
        let findings = view.findings();
        let finding = findings.iter().find(|finding| finding.rule.number == "X17").unwrap();
        let way_out = "Keep network.outbound_type = \"LoadBalancer\", or change it to \"managedNATGateway\" or \"none\".";
        assert_eq!(finding.way_out, way_out);
    }

    #[test]
    fn what_stays_what_is_new_and_what_is_not_known_is_not_judged() {
        assert!(!speaks(&change("managedNATGateway", "managednatgateway", true)));
        assert!(!speaks(
            &change("loadBalancer", "managedNATGateway", true)
                .with(|view| view.operation = crate::rules::Operation::Create)
        ));
        let unknown = change("loadBalancer", "managedNATGateway", true)
            .with(|view| view.pools[0].subnet_id = Attr::unknown());
        assert!(!speaks(&unknown));
        let early = change("loadBalancer", "managedNATGateway", true).objections_on(day(2024, 3, 16));
        assert!(!early.contains(&"outbound-type-migration"));
    }
}
