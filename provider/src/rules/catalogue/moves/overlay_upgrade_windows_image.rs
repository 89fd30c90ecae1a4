//! Nodes of Windows Server 2022 have build 20348.1668 or later before a cluster moves to overlay.
//!
//! # Why
//!
//! On older builds the pods lose their connections on overlay until the image is upgraded.
//!
//! # Way out
//!
//! Upgrade the node images of the Windows pools first; Kubernetes stays as it is.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on Windows, 2023-11-28: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - The build stands in the name of the image, such as "AKSWindows-2022-containerd-20348.2966.241205".

use crate::rules::{
    Change, Findings, Level, Lowering, Phase, Rule, Source, View, readiness::has_old_windows_image,
    rule::ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-upgrade-windows-image",
    number: "R38",
    title: "Windows Server 2022 nodes have build 20348.1668 before a move to overlay",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The article on Azure CNI Overlay has the rule.",
    }],
    when: &[Change::UpgradeFromNodeSubnet],
    looks_at: &[Source::State, Source::AgentPools],
    lowering: Lowering::Allowed("Azure accepts the move."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(before) = view.moves_to_overlay_from() else { return };
    let as_of = findings.as_of();
    for pool in view.pools_now().iter().filter(|pool| has_old_windows_image(pool)) {
        let image = pool.node_image_version.known().map_or("", String::as_str);
        findings
            .report(
                Some(view.moving_attribute(before)),
                format!("Pods of {} will lose their connections on overlay", pool.title()),
            )
            .fact(view.move_fact(before))
            .fact(format!("The nodes of {} run the image {image}.", pool.title()))
            .why("Windows Server 2022 works on overlay from build 20348.1668 on.")
            .way_out(view.steps_or(as_of, "Upgrade the node image of the pool first."));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Lookup, Pool, View,
        sample::{known, leaving_node_subnet, pool},
    };

    fn with_image(image: &str) -> View {
        leaving_node_subnet().with(|view| {
            let windows = Pool {
                path: None,
                os_type: known("Windows"),
                os_sku: known("Windows2022"),
                node_image_version: known(image),
                ..pool("win", 2)
            };
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..pool("system", 3) }, windows]);
        })
    }

    #[test]
    fn a_build_before_1668_is_warned_about_with_the_command() {
        let view = with_image("AKSWindows-2022-containerd-20348.1607.230310");
        assert_eq!(view.objections(), ["overlay-upgrade-windows-image"]);
        let findings = view.findings();
        let finding = findings.iter().find(|finding| finding.rule.number == "R38").unwrap();
        assert!(finding.way_out.contains("az aks nodepool upgrade --node-image-only"), "{}", finding.way_out);
    }

    #[test]
    fn that_build_and_other_windows_are_fine() {
        for image in [
            "AKSWindows-2022-containerd-20348.1668.230411",
            "AKSWindows-2025-containerd-26100.1.250101",
            "AKSWindows-2019-containerd-17763.4377.230510",
        ] {
            assert_eq!(with_image(image).objections(), Vec::<&str>::new(), "{image}");
        }
    }
}
