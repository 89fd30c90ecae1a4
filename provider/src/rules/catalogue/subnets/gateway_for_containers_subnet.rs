//! A subnet that Application Gateway for Containers uses next to an overlay cluster has a prefix of at least /24.
//!
//! # Why
//!
//! The controller of the gateway reaches the pods of an overlay cluster through an extension of that subnet, and takes only
//! ranges of /24 or smaller. Azure accepts the cluster and the gateway; the controller then refuses the association.
//!
//! # Way out
//!
//! Make a subnet of /24 for the association. If the gateway serves another cluster of the network, lower the rule.
//!
//! # Evidence
//!
//! - <https://github.com/Azure/AKS/issues/5123>: "extensionIPRange prefix length too short (/22). Must be 24 or higher".
//! - AKS changelog of 2025-08-29: Application Gateway for Containers with overlay is generally available.

use crate::{
    network::{Cidr, Family},
    rules::{
        Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Ipam, rule::day,
        subnets::name,
    },
};

pub(super) static RULE: Rule = Rule {
    code: "gateway-for-containers-subnet",
    number: "X26",
    title: "A subnet of Application Gateway for Containers has at least a /24",
    history: &[Phase {
        from: day(2025, 8, 29),
        level: Level::Error,
        because: "Application Gateway for Containers works with overlay, and its controller refuses wider subnets.",
    }],
    when: &[Change::Create, Change::UpgradeFromNodeSubnet, Change::UpgradeFromKubenet],
    looks_at: &[Source::Config, Source::Vnet],
    lowering: Lowering::Allowed("The gateway may serve another cluster of the virtual network."),
    yields_to: &[],
    check,
};

const SHORTEST: u8 = 24;
const SERVICE: &str = "Microsoft.ServiceNetworking/trafficControllers";

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    // An overlay cluster that exists may well live next to the gateway of another.
    let refused =
        if view.creates() || view.moves_to_overlay_from().is_some() { Level::Error } else { Level::Warning };
    let of_gateway = view
        .subnets()
        .iter()
        .filter(|subnet| subnet.delegations.iter().any(|service| service.eq_ignore_ascii_case(SERVICE)));
    for subnet in of_gateway {
        let prefixes = subnet.address_prefixes.iter().filter_map(|prefix| Cidr::meant(prefix));
        let wide = |prefix: &Cidr| prefix.family() == Family::V4 && prefix.prefix_len() < SHORTEST;
        for prefix in prefixes.filter(wide) {
            findings
                .report(
                    view.in_subnets(&view.pools).first().and_then(|(pool, _)| pool.attribute("subnet_id")),
                    format!("Subnet \"{}\" ({prefix}) is too wide for Application Gateway for Containers", name(&subnet.id)),
                )
                .fact(format!("Subnet {} has {prefix} in Azure and is delegated to {SERVICE}.", subnet.id))
                .fact(view.ipam_fact(Ipam::Overlay))
                .why(format!(
                    "With overlay the controller of the gateway takes a /{SHORTEST} or smaller, and refuses the association \
                     otherwise."
                ))
                .way_out(format!(
                    "Make a subnet of /{SHORTEST} for the association, such as {} in the place of this one.",
                    Cidr::containing(prefix.network_address(), SHORTEST)
                ))
                .at_most(refused);
        }
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, View,
        sample::{known, valid},
    };

    fn beside(prefix: &str) -> View {
        valid().in_vnet(&["10.10.0.0/22", prefix]).with(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[1].delegations =
                    vec!["microsoft.servicenetworking/TrafficControllers".to_owned()];
            }
        })
    }

    #[test]
    fn a_slash_23_is_too_wide_and_a_slash_24_is_not() {
        assert_eq!(beside("10.10.8.0/24").codes(), []);
        let error = beside("10.10.8.0/23").error();
        assert_eq!(
            error.summary,
            "Subnet \"other-1\" (10.10.8.0/23) is too wide for Application Gateway for Containers"
        );
        assert_eq!(
            error.way_out,
            "Make a subnet of /24 for the association, such as 10.10.8.0/24 in the place of this one."
        );
    }

    #[test]
    fn an_overlay_cluster_that_exists_is_only_warned() {
        let view = beside("10.10.8.0/22").changed(|view| view.pools[0].node_count = Attr::Known(4));
        assert_eq!(view.codes(), [("gateway-for-containers-subnet", Level::Warning)]);
    }

    #[test]
    fn without_overlay_and_for_other_services_any_size_will_do() {
        let flat = beside("10.10.8.0/22").with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = Attr::Null;
        });
        assert_eq!(flat.codes(), []);
        assert_eq!(valid().in_vnet(&["10.10.0.0/22", "10.10.8.0/22"]).codes(), []);
    }
}
