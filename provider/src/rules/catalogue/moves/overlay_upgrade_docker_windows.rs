//! No pool of a cluster that moves to overlay runs Windows on Docker.
//!
//! # Why
//!
//! Windows nodes below Kubernetes 1.24 may still run Docker instead of containerd, and overlay needs containerd. No version
//! that AKS supports has such nodes any more.
//!
//! # Way out
//!
//! Upgrade the node images of the pool to ones with containerd, or replace the pool.
//!
//! # Evidence
//!
//! - "Update Azure CNI IPAM mode and data plane for AKS", section on Windows, 2023-11-28: <https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>.
//! - Images with containerd have the word in their names, such as "AKSWindows-2019-containerd-17763.4851.230914".

use crate::rules::{
    Change, Findings, Lowering, Pool, Rule, Source, View, readiness::Minor, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "overlay-upgrade-docker-windows",
    number: "R37",
    title: "No pool of a cluster that moves to overlay runs Windows on Docker",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::UpgradeFromNodeSubnet],
    looks_at: &[Source::State, Source::AgentPools],
    lowering: Lowering::Never("Overlay does not work with Docker."),
    yields_to: &[],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(before) = view.moves_to_overlay_from() else { return };
    for pool in view.pools_now() {
        let Some(image) = docker_image(view, pool) else { continue };
        findings
            .report(
                Some(view.moving_attribute(before)),
                format!("A cluster with Windows on Docker cannot move to overlay: {}", pool.title()),
            )
            .fact(view.move_fact(before))
            .fact(format!("The nodes of {} run the image {image}.", pool.title()))
            .why("Overlay needs containerd, which the image does not have.")
            .way_out("Upgrade the node image of the pool to one with containerd first, or replace the pool.");
    }
}

/// The image of a Windows pool with Docker.
fn docker_image<'a>(view: &View, pool: &'a Pool) -> Option<&'a String> {
    let image = pool.node_image_version.known()?;
    let of_pool = pool.kubernetes_version.known().and_then(|version| Minor::parse(version));
    let version = of_pool.or(view.version_now())?;
    let name = image.to_ascii_lowercase();
    let docker = name.starts_with("akswindows-") && !name.contains("containerd");
    (docker && version < Minor(1, 24)).then_some(image)
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Lookup, Pool, View,
        rule::day,
        sample::{known, leaving_node_subnet, pool},
    };

    fn with_image(image: &str, version: &str) -> View {
        let runs = known(version);
        leaving_node_subnet().that_was(|existing| existing.kubernetes_version = runs.clone()).with(|view| {
            let windows = Pool {
                path: None,
                os_type: known("Windows"),
                node_image_version: known(image),
                kubernetes_version: runs.clone(),
                ..pool("win", 2)
            };
            view.kubernetes_version = runs;
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, ..pool("system", 3) }, windows]);
        })
    }

    #[test]
    fn docker_is_known_by_the_image_and_the_version() {
        let docker = "AKSWindows-2019-17763.3287.220810";
        let on = day(2025, 11, 1);
        assert_eq!(with_image(docker, "1.23.8").objections_on(on), ["overlay-upgrade-docker-windows"]);
        assert_eq!(with_image(docker, "1.24.0").objections_on(on), Vec::<&str>::new());
        assert_eq!(
            with_image("AKSWindows-2019-containerd-17763.3287.220810", "1.23.8").objections_on(on),
            Vec::<&str>::new()
        );
        assert_eq!(
            with_image("AKSUbuntu-1804gen2-2022.08.10", "1.23.8").objections_on(on),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn a_pool_that_does_not_tell_its_version_has_that_of_the_cluster() {
        let view = with_image("AKSWindows-2019-17763.3287.220810", "1.23.8").with(|view| {
            if let Lookup::Found(pools) = &mut view.lookups.agent_pools {
                pools[1].kubernetes_version = Attr::Null;
            }
        });
        assert_eq!(view.objections_on(day(2025, 11, 1)), ["overlay-upgrade-docker-windows"]);
    }
}
