//! The Kubernetes versions that the region offers.

use arm_client::{Location, models::KubernetesVersion};
use tfplugin_framework::Attr;

use super::{Look, Question};
use crate::{
    rules::{Lookup, OfferedVersion, View},
    version,
};

/// The versions that the region of a cluster offers, where the cluster asks for one.
pub(super) async fn offered(look: &Look<'_>, view: &View) -> Lookup<Vec<OfferedVersion>> {
    let Attr::Known(region) = &view.control_plane.location else { return Lookup::NotAsked };
    let pools = view.pools.iter().map(|pool| &pool.kubernetes_version);
    if !std::iter::once(&view.kubernetes_version).chain(pools).any(|version| version.known().is_some()) {
        return Lookup::NotAsked;
    }
    let region = Location::new(region);
    let question = Question::new(
        format!("The list of the Kubernetes versions in \"{}\"", region.as_str()),
        "Microsoft.ContainerService/locations/kubernetesVersions/read",
    );
    let versions = look.arm.kubernetes_versions();
    let azure = async {
        let listed = versions.list(&region).await?.into_model();
        let mut offered: Vec<OfferedVersion> =
            listed.values.unwrap_or_default().into_iter().map(facts).collect();
        offered.sort_by(|left, right| version::compare(&left.minor, &right.minor));
        Ok(offered)
    };
    look.ask_once(&look.memory.kubernetes_versions, &region, &question, azure).await.into()
}

fn facts(listed: KubernetesVersion) -> OfferedVersion {
    let plans = listed.capabilities.and_then(|capabilities| capabilities.support_plan).unwrap_or_default();
    let mut patches: Vec<String> = listed.patch_versions.unwrap_or_default().into_keys().collect();
    patches.sort_by(|left, right| version::compare(left, right));
    OfferedVersion {
        minor: listed.version.unwrap_or_default(),
        patches,
        preview: listed.is_preview == Some(true),
        // Azure leaves the plans out where there is but the usual one.
        long_term_support_only: !plans.is_empty() && !plans.iter().any(|plan| plan.is("KubernetesOfficial")),
    }
}
