//! Where a cluster can be upgraded to.

use super::model;
use crate::Keyword;

model! {
    /// Upgrades of one cluster.
    pub struct UpgradeProfile {
        /// Resource ID.
        "id" id: String,
        /// Upgrades.
        "properties" properties: UpgradeProfileProperties,
    }
}

model! {
    /// Upgrades of the control plane and of the pools.
    pub struct UpgradeProfileProperties {
        /// The control plane.
        "controlPlaneProfile" control_plane_profile: PoolUpgradeProfile,
        /// The pools.
        "agentPoolProfiles" agent_pool_profiles: Vec<PoolUpgradeProfile>,
    }
}

model! {
    /// Upgrades of one part.
    pub struct PoolUpgradeProfile {
        /// The pool's name; absent for the control plane.
        "name" name: String,
        /// Version that runs.
        "kubernetesVersion" kubernetes_version: String,
        /// `Linux` or `Windows`.
        "osType" os_type: Keyword,
        /// Where it can go.
        "upgrades" upgrades: Vec<AvailableUpgrade>,
    }
}

model! {
    /// A version to go to.
    pub struct AvailableUpgrade {
        /// Full version.
        "kubernetesVersion" kubernetes_version: String,
        /// Not for production.
        "isPreview" is_preview: bool,
    }
}
