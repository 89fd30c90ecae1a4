//! The names of the subnet, of its virtual network and of the resource group of that network have at most 63 characters.
//!
//! # Why
//!
//! With overlay AKS keeps these names as labels of objects in the cluster, and Kubernetes has labels of 63 characters at
//! most. Azure itself allows 80 for networks and subnets, and 90 for resource groups.
//!
//! # Way out
//!
//! Nothing of this can be renamed: use a subnet whose names are short enough.
//!
//! # Evidence
//!
//! - AKS changelog of 2023-11-28: names of more than 63 characters are refused with overlay.
//! - "Azure CNI Overlay networking in AKS", section on limitations:
//!   <https://learn.microsoft.com/azure/aks/azure-cni-overlay>.

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, effective::Ipam, rule::ARTICLE,
    subnets::segment,
};

pub(super) static RULE: Rule = Rule {
    code: "network-names-too-long",
    number: "X03",
    title: "The names of subnet, virtual network and its resource group have at most 63 characters",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Error,
        because: "Azure refuses longer names with overlay.",
    }],
    when: &[Change::Create, Change::Scale, Change::UpgradeFromNodeSubnet],
    looks_at: &[Source::Config],
    lowering: Lowering::Never("Azure refuses the subnet."),
    yields_to: &[],
    check,
};

const LONGEST: usize = 63;

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    for pool in &view.pools {
        let Some(id) = pool.subnet_id.known() else { continue };
        let parts = [
            ("subnet", "subnets"),
            ("virtual network", "virtualNetworks"),
            ("resource group", "resourceGroups"),
        ];
        let long: Vec<(&str, &str, usize)> = parts
            .into_iter()
            .filter_map(|(what, word)| Some((what, segment(id, word)?)))
            .map(|(what, name)| (what, name, name.chars().count()))
            .filter(|(.., length)| *length > LONGEST)
            .collect();
        let Some((what, name, length)) = long.first() else { continue };
        let mut report = findings
            .report(
                pool.attribute("subnet_id"),
                format!(
                    "The name of the {what} \"{name}\" has {length} characters, and overlay allows {LONGEST}"
                ),
            )
            .fact(format!("{} = \"{id}\"", pool.named("subnet_id")))
            .unless_settled(view);
        for (what, name, length) in &long[1..] {
            report =
                report.fact(format!("The name of the {what} \"{name}\" has {length} characters as well."));
        }
        report
            .why("AKS keeps these names as Kubernetes labels, which end at 63 characters.")
            .way_out("Use a subnet whose name, network and resource group have shorter names; none of them can be renamed.");
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, View,
        sample::{known, valid},
    };

    fn named(group: usize, vnet: usize, subnet: usize) -> View {
        let [group, vnet, subnet] = [group, vnet, subnet].map(|length| "n".repeat(length));
        let id = format!(
            "/subscriptions/0/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/{vnet}/subnets/{subnet}"
        );
        valid().with(|view| {
            view.pools[0].subnet_id = known(&id);
            view.lookups.vnet = Lookup::NotAsked;
        })
    }

    #[test]
    fn sixty_four_characters_are_too_many_and_sixty_three_are_not() {
        assert_eq!(named(63, 63, 63).codes(), []);
        for (view, what) in [
            (named(64, 1, 1), "resource group"),
            (named(1, 64, 1), "virtual network"),
            (named(1, 1, 64), "subnet"),
        ] {
            let error = view.error();
            assert_eq!(error.rule.code, "network-names-too-long");
            assert!(error.summary.starts_with(&format!("The name of the {what} ")), "{}", error.summary);
        }
    }

    #[test]
    fn every_long_name_is_told_in_one_finding() {
        assert_eq!(named(64, 64, 64).error().facts.len(), 3);
    }

    #[test]
    fn without_overlay_the_names_do_not_matter() {
        let view = named(1, 1, 64).with(|view| {
            view.network.plugin_mode = known("none");
            view.network.pod_cidrs = tfplugin_framework::Attr::Null;
        });
        assert_eq!(view.codes(), []);
    }
}
