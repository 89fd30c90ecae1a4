//! The data source `aksoverlay_kubernetes_versions`: what a region offers.

use std::cmp::Ordering;

use arm_client::{Location, models};
use tfplugin_framework::{Context, DataSource, Diagnostic, Diagnostics, Model, Path};

use crate::{azure, checks::location, session::Session, version};

/// The Kubernetes versions that AKS offers in a region, newest first.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct KubernetesVersions {
    /// The Azure region, such as `westeurope` or `West Europe`.
    #[model(required, validate = location())]
    location: String,

    /// Also list versions in preview; `false` if not given.
    #[model(optional)]
    include_preview: Option<bool>,

    /// The minor versions, newest first.
    #[model(computed)]
    versions: Option<Vec<MinorVersion>>,

    /// The newest version with its patch, such as `1.36.2`.
    #[model(computed)]
    latest: Option<String>,

    /// The minor version that a cluster gets which names none, such as `1.35`.
    #[model(computed)]
    default_version: Option<String>,
}

/// A minor version.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct MinorVersion {
    /// The minor version, such as `1.35`; as `kubernetes_version` of a cluster it stands for its newest patch.
    #[model(computed)]
    version: Option<String>,

    /// Whether a cluster gets it that names no version.
    #[model(computed)]
    is_default: Option<bool>,

    /// Whether it is in preview, and not for production.
    #[model(computed)]
    is_preview: Option<bool>,

    /// Its patches, newest first, such as `1.35.7`.
    #[model(computed)]
    patches: Option<Vec<String>>,

    /// What its newest patch can be upgraded to, newest first.
    #[model(computed)]
    upgrades: Option<Vec<String>>,

    /// The support plans that include it: `KubernetesOfficial`, `AKSLongTermSupport`.
    #[model(computed)]
    support_plans: Option<Vec<String>>,
}

/// The data source.
pub(crate) struct KubernetesVersionsDataSource;

impl DataSource for KubernetesVersionsDataSource {
    type Client = Session;
    type Model = KubernetesVersions;

    const NAME: &'static str = "aksoverlay_kubernetes_versions";

    async fn read(
        &self,
        _: &Context,
        session: &Session,
        config: KubernetesVersions,
    ) -> Result<KubernetesVersions, Diagnostics> {
        let listed = session.arm.kubernetes_versions().list(&Location::new(&config.location)).await;
        let listed = listed.map_err(|error| {
            azure::failed(&format!("list the Kubernetes versions of \"{}\"", config.location), &error)
                .at(Path::of("location"))
        })?;
        let found = newest_first(config, listed.values.clone().unwrap_or_default());
        if found.versions.as_ref().is_none_or(Vec::is_empty) {
            let detail = format!(
                "Azure lists no Kubernetes version for AKS in \"{}\". Choose another region.",
                found.location
            );
            return Err(Diagnostic::error("No Kubernetes versions", detail).at(Path::of("location")).into());
        }
        Ok(found)
    }
}

fn newest_first(config: KubernetesVersions, listed: Vec<models::KubernetesVersion>) -> KubernetesVersions {
    let previews = config.include_preview.unwrap_or(false);
    let mut versions: Vec<MinorVersion> =
        listed.into_iter().map(minor).filter(|minor| previews || minor.is_preview != Some(true)).collect();
    versions.sort_by(|left, right| newer(left.version.as_deref(), right.version.as_deref()));
    let default = versions.iter().find(|minor| minor.is_default == Some(true));
    KubernetesVersions {
        latest: versions.iter().find_map(|minor| minor.patches.as_ref()?.first().cloned()),
        default_version: default.and_then(|minor| minor.version.clone()),
        versions: Some(versions),
        ..config
    }
}

fn minor(listed: models::KubernetesVersion) -> MinorVersion {
    let patches = listed.patch_versions.unwrap_or_default();
    let mut numbers: Vec<String> = patches.keys().cloned().collect();
    sort(&mut numbers);
    let newest = numbers.first().and_then(|newest| patches.get(newest));
    let mut upgrades = newest.and_then(|patch| patch.upgrades.clone()).unwrap_or_default();
    sort(&mut upgrades);
    let plans = listed.capabilities.and_then(|capabilities| capabilities.support_plan).unwrap_or_default();
    MinorVersion {
        version: listed.version,
        is_default: Some(listed.is_default.unwrap_or(false)),
        is_preview: Some(listed.is_preview.unwrap_or(false)),
        patches: Some(numbers),
        upgrades: Some(upgrades),
        support_plans: Some(plans.into_iter().map(String::from).collect()),
    }
}

fn sort(versions: &mut [String]) {
    versions.sort_by(|left, right| newer(Some(left), Some(right)));
}

fn newer(left: Option<&str>, right: Option<&str>) -> Ordering {
    version::compare(right.unwrap_or_default(), left.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(include_preview: bool) -> KubernetesVersions {
        let listed = serde_json::from_str::<models::KubernetesVersionList>(
            r#"{"values":[
                {"version":"1.9","patchVersions":{"1.9.9":{"upgrades":["1.34.1"]},"1.9.10":{"upgrades":["1.34.1","1.34.10"]}}},
                {"version":"1.36","isPreview":true,"patchVersions":{"1.36.0":{"upgrades":[]}}},
                {"version":"1.34","isDefault":true,"patchVersions":{"1.34.10":{},"1.34.9":{}}}
            ]}"#,
        );
        let config =
            KubernetesVersions { include_preview: Some(include_preview), ..KubernetesVersions::default() };
        newest_first(config, listed.unwrap().values.unwrap())
    }

    #[test]
    fn versions_are_ordered_as_numbers_newest_first() {
        let found = found(false);
        let versions = found.versions.unwrap();
        let names: Vec<_> = versions.iter().filter_map(|minor| minor.version.as_deref()).collect();
        assert_eq!(names, ["1.34", "1.9"]);
        assert_eq!(versions[1].patches, Some(vec!["1.9.10".into(), "1.9.9".into()]));
        assert_eq!(versions[1].upgrades, Some(vec!["1.34.10".into(), "1.34.1".into()]));
    }

    #[test]
    fn a_preview_is_the_latest_only_for_those_who_ask_for_previews() {
        assert_eq!(found(false).latest.as_deref(), Some("1.34.10"));
        assert_eq!(found(true).latest.as_deref(), Some("1.36.0"));
        assert_eq!(found(true).default_version.as_deref(), Some("1.34"));
    }
}
