//! A dual-stack cluster leaves through a NAT gateway only if it is of the SKU StandardV2.
//!
//! # Why
//!
//! A NAT gateway of the SKU Standard translates IPv4 only, so that pods would have no way out for IPv6. StandardV2 knows
//! both families.
//!
//! # Way out
//!
//! Leave through the load balancer, `outbound_type = "loadBalancer"`, or through a StandardV2 NAT gateway of your own on
//! the subnets of the nodes, `outbound_type = "userAssignedNATGateway"`. The managed gateway is of that SKU only from API
//! version 2026-06-01 on, which the provider does not speak.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on the limitations of dual-stack, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.
//! - StandardV2 in AKS: `networkProfile.natGatewayProfile.sku`, API 2026-06-01, and
//!   <https://learn.microsoft.com/azure/aks/nat-gateway>.

use std::collections::HashMap;

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View,
    any_case::AnyCase,
    finding::written,
    rule::{ARTICLE, day},
};

pub(super) static RULE: Rule = Rule {
    code: "dual-stack-nat-gateway",
    number: "R56",
    title: "Dual-stack leaves through no NAT gateway but StandardV2",
    history: &[
        Phase {
            from: ARTICLE,
            level: Level::Error,
            because: "The article on Azure CNI Overlay excludes NAT gateways.",
        },
        Phase {
            from: STANDARD_V2,
            level: Level::Error,
            because: "A NAT gateway of the SKU StandardV2 is taken.",
        },
    ],
    when: &[Change::Create, Change::Update, Change::DualStack],
    looks_at: &[Source::Config, Source::State, Source::Vnet, Source::NatGateways],
    lowering: Lowering::Allowed(
        "The rule stands in the documentation; a refusal by Azure has not been seen in public.",
    ),
    yields_to: &["ip-families-order", "dual-stack-needs-overlay"],
    check,
};

const STANDARD_V2: time::Date = day(2026, 6, 1);

/// How a cluster leaves through a NAT gateway.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gateway {
    Managed,
    Own,
}

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(outbound) = view.effective(|network| &network.outbound_type).value() else { return };
    let gateway = match outbound.to_ascii_lowercase().as_str() {
        "managednatgateway" => Gateway::Managed,
        "userassignednatgateway" => Gateway::Own,
        _ => return,
    };
    let knows_v2 = findings.as_of() >= STANDARD_V2;
    if view.dual_stack() != Some(true) || (knows_v2 && knows_ipv6(view, gateway) != Some(false)) {
        return;
    }
    let path = view.network.attribute("outbound_type");
    let attribute = written(&path);
    let families = written(&view.network.attribute("ip_families"));
    let instead = match gateway {
        _ if !knows_v2 => String::new(),
        Gateway::Managed => {
            " or \"userAssignedNATGateway\" with a NAT gateway of the SKU StandardV2 on subnets of your own,"
                .to_owned()
        }
        Gateway::Own => " or put a NAT gateway of the SKU StandardV2 on the subnets of the nodes,".to_owned(),
    };
    let why = if knows_v2 {
        "A NAT gateway of the SKU Standard translates IPv4 only."
    } else {
        "A NAT gateway translates IPv4 only."
    };
    findings
        .report(Some(path), "A dual-stack cluster cannot leave through a NAT gateway that knows IPv4 only")
        .fact(format!("{attribute} = \"{outbound}\""))
        .fact(match view.network.ip_families.known() {
            Some(_) => format!("{families} asks for IPv4 and IPv6."),
            None => "The cluster has IPv4 and IPv6.".to_owned(),
        })
        .why(why)
        .way_out(format!("Set {attribute} = \"loadBalancer\",{instead} or {families} = [\"IPv4\"]."))
        .unless_settled(view);
}

/// Whether the NAT gateway is of the SKU that knows IPv6; none while that is undecided.
fn knows_ipv6(view: &View, gateway: Gateway) -> Option<bool> {
    let is_v2 = |sku: &str| sku.eq_ignore_ascii_case("StandardV2");
    if gateway == Gateway::Managed {
        let sku = &view.network.nat_gateway.sku;
        let existing = || view.existing().and_then(|existing| existing.network.nat_gateway.sku.known());
        return match sku.known().or_else(existing) {
            Some(sku) => Some(is_v2(sku)),
            None if sku.is_null() && view.creates() => Some(false),
            None => None,
        };
    }
    let gateways = view.lookups.nat_gateways.found()?;
    let gateways: HashMap<AnyCase<'_>, &str> =
        gateways.iter().map(|gateway| (AnyCase(&gateway.id), gateway.sku.as_str())).collect();
    let subnets = view.in_subnets(view.all_pools()).into_iter().map(|(_, subnet)| subnet);
    let skus: Vec<bool> = subnets
        .filter_map(|subnet| gateways.get(&AnyCase(subnet.nat_gateway_id.as_deref()?)))
        .map(|sku| is_v2(sku))
        .collect();
    (!skus.is_empty()).then(|| skus.iter().all(|v2| *v2))
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;
    use time::Date;

    use crate::rules::{
        AttachedNatGateway, Level, Lookup, RuleSettings, View,
        rule::day,
        run,
        sample::{known, valid, valid_dual_stack},
    };

    const TODAY: Date = day(2026, 11, 22);

    fn levels(view: &View, on: Date) -> Vec<Level> {
        let findings = run(view, &RuleSettings::as_of(on)).findings.into_iter();
        findings.filter(|finding| finding.rule.number == "R56").map(|finding| finding.level).collect()
    }

    fn managed(sku: Attr<String>) -> View {
        valid_dual_stack().with(|view| {
            view.network.outbound_type = known("ManagedNatGateway");
            view.network.nat_gateway.sku = sku;
        })
    }

    fn own(sku: &str) -> View {
        valid_dual_stack().with(|view| {
            view.network.outbound_type = known("userAssignedNATGateway");
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].nat_gateway_id = Some("/nat".to_owned());
            }
            let gateway = AttachedNatGateway { id: "/NAT".to_owned(), sku: sku.to_owned() };
            view.lookups.nat_gateways = Lookup::Found(vec![gateway]);
        })
    }

    #[test]
    fn a_managed_gateway_is_refused_unless_it_is_standard_v2() {
        assert_eq!(levels(&managed(Attr::Null), TODAY), [Level::Error]);
        assert_eq!(levels(&managed(known("standard")), TODAY), [Level::Error]);
        assert_eq!(levels(&managed(known("standardv2")), TODAY), []);
        assert_eq!(levels(&managed(Attr::unknown()), TODAY), []);
    }

    #[test]
    fn before_standard_v2_every_gateway_was_refused() {
        assert_eq!(levels(&managed(known("standardv2")), day(2026, 5, 31)), [Level::Error]);
        assert_eq!(levels(&own("StandardV2"), day(2026, 5, 31)), [Level::Error]);
    }

    #[test]
    fn the_gateway_of_the_subnet_counts_where_it_is_your_own() {
        assert_eq!(levels(&own("Standard"), TODAY), [Level::Error]);
        assert_eq!(levels(&own("StandardV2"), TODAY), []);
        let unseen = own("Standard").with(|view| view.lookups.nat_gateways = Lookup::NotAsked);
        assert_eq!(levels(&unseen, TODAY), []);
    }

    #[test]
    fn a_cluster_with_ipv4_leaves_as_it_likes() {
        let view = valid().with(|view| view.network.outbound_type = known("managedNATGateway"));
        assert_eq!(levels(&view, TODAY), []);
    }
}
