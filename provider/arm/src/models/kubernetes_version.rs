//! Kubernetes versions that a region offers.

use std::collections::BTreeMap;

use super::model;
use crate::Keyword;

model! {
    /// The answer to a question about a region.
    pub struct KubernetesVersionList {
        /// Minor versions, in no promised order.
        "values" values: Vec<KubernetesVersion>,
    }
}

model! {
    /// A minor version.
    pub struct KubernetesVersion {
        /// `1.35`.
        "version" version: String,
        /// What a cluster gets that names no version.
        "isDefault" is_default: bool,
        /// Not for production.
        "isPreview" is_preview: bool,
        /// Support plans.
        "capabilities" capabilities: KubernetesVersionCapabilities,
        /// Patch versions by full version, `1.35.7`.
        "patchVersions" patch_versions: BTreeMap<String, KubernetesPatchVersion>,
    }
}

model! {
    /// What a minor version can be used with.
    pub struct KubernetesVersionCapabilities {
        /// `KubernetesOfficial`, `AKSLongTermSupport`.
        "supportPlan" support_plan: Vec<Keyword>,
    }
}

model! {
    /// A patch version.
    pub struct KubernetesPatchVersion {
        /// Full versions that a cluster can go to from here.
        "upgrades" upgrades: Vec<String>,
    }
}
