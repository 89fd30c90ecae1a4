//! What operations there are and how long Azure takes for each.
//!
//! Times are those of recorded traffic where there is any (creates of 2023 to 2026, the migration from kubenet, the
//! conversion to dual stack); the others are estimates of the same kind.

use crate::ids;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    ClusterCreate,
    ClusterUpdate,
    /// Kubenet or node subnet to overlay: every pool gets new nodes.
    ClusterToOverlay,
    /// One IP family to two: every pool gets new nodes.
    ClusterToDualStack,
    /// Another setting whose change gives every pool new nodes: policy, data plane.
    ClusterReimage,
    /// A larger pod CIDR.
    ClusterExpand,
    ClusterUpgrade,
    ClusterTags,
    ClusterStart,
    ClusterStop,
    /// New certificates or signing keys.
    ClusterRotate,
    ClusterAbort,
    ClusterDelete,
    /// A command inside the cluster; nothing else waits for it.
    RunCommand,
    /// An update that the platform makes by itself.
    ClusterReconcile,
    PoolCreate,
    PoolUpdate,
    PoolUpgrade,
    /// A new node image.
    PoolImage,
    PoolAbort,
    PoolDelete,
    /// Some of the machines of a pool go.
    PoolMachines,
    /// What hangs below a cluster besides its pools.
    ChildPut,
    ChildDelete,
    GroupDelete,
    NetworkPut,
    NetworkDelete,
    ProviderRegister,
    ProviderUnregister,
    FeatureRegister,
    FeatureUnregister,
}

/// Name, seconds at Azure's own pace, and what the operation's status says while it runs.
type Row = (Kind, &'static str, f64, &'static [&'static str]);

/// `{done}` and `{nodes}` are replaced by the number of nodes.
const CREATE: &[&str] = &[
    "InProgress",
    "ProvisionControlPlane",
    "ProvisionNetworkResources",
    "CreatingAgentPools: {done}/{nodes} nodes completed",
    "CreatingAgentPools: {done}/{nodes} nodes completed",
    "InProgress",
];
const REIMAGE: &[&str] = &[
    "InProgress",
    "UpdatingAgentPools: {done}/{nodes} nodes completed",
    "UpdatingAgentPools: {done}/{nodes} nodes completed",
];
const PLAIN: &[&str] = &["InProgress"];

const TABLE: &[Row] = &[
    (Kind::ClusterCreate, "ClusterCreate", 240.0, CREATE),
    (Kind::ClusterUpdate, "ClusterUpdate", 120.0, PLAIN),
    (Kind::ClusterToOverlay, "ClusterToOverlay", 560.0, REIMAGE),
    (Kind::ClusterToDualStack, "ClusterToDualStack", 840.0, REIMAGE),
    (Kind::ClusterReimage, "ClusterReimage", 540.0, REIMAGE),
    (Kind::ClusterExpand, "ClusterExpand", 300.0, PLAIN),
    (Kind::ClusterUpgrade, "ClusterUpgrade", 600.0, REIMAGE),
    (Kind::ClusterTags, "ClusterTags", 20.0, PLAIN),
    (Kind::ClusterStart, "ClusterStart", 220.0, PLAIN),
    (Kind::ClusterStop, "ClusterStop", 120.0, PLAIN),
    (Kind::ClusterRotate, "ClusterRotate", 300.0, PLAIN),
    (Kind::ClusterAbort, "ClusterAbort", 30.0, PLAIN),
    (Kind::ClusterDelete, "ClusterDelete", 200.0, PLAIN),
    (Kind::RunCommand, "RunCommand", 20.0, PLAIN),
    (Kind::ClusterReconcile, "ClusterReconcile", 90.0, PLAIN),
    (Kind::PoolCreate, "PoolCreate", 150.0, &["InProgress", "CreatingAgentPool", "CreatingAgentPool"]),
    (Kind::PoolUpdate, "PoolUpdate", 60.0, PLAIN),
    (Kind::PoolUpgrade, "PoolUpgrade", 300.0, PLAIN),
    (Kind::PoolImage, "PoolImage", 240.0, PLAIN),
    (Kind::PoolAbort, "PoolAbort", 30.0, PLAIN),
    (Kind::PoolDelete, "PoolDelete", 120.0, PLAIN),
    (Kind::PoolMachines, "PoolMachines", 90.0, PLAIN),
    (Kind::ChildPut, "ChildPut", 15.0, PLAIN),
    (Kind::ChildDelete, "ChildDelete", 15.0, PLAIN),
    (Kind::GroupDelete, "GroupDelete", 60.0, PLAIN),
    (Kind::NetworkPut, "NetworkPut", 4.0, PLAIN),
    (Kind::NetworkDelete, "NetworkDelete", 8.0, PLAIN),
    (Kind::ProviderRegister, "ProviderRegister", 30.0, PLAIN),
    (Kind::ProviderUnregister, "ProviderUnregister", 30.0, PLAIN),
    (Kind::FeatureRegister, "FeatureRegister", 120.0, PLAIN),
    (Kind::FeatureUnregister, "FeatureUnregister", 30.0, PLAIN),
];

impl Kind {
    fn row(self) -> &'static Row {
        // A test proves that every kind has its row.
        TABLE.iter().find(|row| row.0 == self).unwrap_or(&TABLE[1])
    }

    pub(crate) fn name(self) -> &'static str {
        self.row().1
    }

    /// The names of all kinds.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        TABLE.iter().map(|row| row.1)
    }

    pub(crate) fn of(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Whether the platform may go on by itself when the operation has succeeded.
    pub(super) fn is_reconciled(self) -> bool {
        use Kind::{
            ClusterCreate, ClusterExpand, ClusterReimage, ClusterToDualStack, ClusterToOverlay,
            ClusterUpdate, ClusterUpgrade,
        };
        matches!(
            self,
            ClusterCreate
                | ClusterUpdate
                | ClusterToOverlay
                | ClusterToDualStack
                | ClusterReimage
                | ClusterExpand
                | ClusterUpgrade
        )
    }

    pub(super) fn phases(self) -> &'static [&'static str] {
        self.row().3
    }
}

/// Milliseconds that `seconds` of Azure's time take at a speed.
pub(crate) fn scaled(seconds: f64, speed: f64) -> i64 {
    // Speeds are positive and finite (checked when the emulator is opened); the cast saturates.
    let ms = (seconds * 1000.0 / speed).round() as i64;
    ms.max(1)
}

/// Milliseconds that an operation takes, up to a tenth more or less depending on what it is done to.
pub(super) fn lasts(kind: Kind, speed: f64, target: &str) -> i64 {
    let spread = ids::spread(&format!("{}/{target}", kind.name())) % 200;
    let factor = 0.9 + spread as f64 / 1000.0;
    scaled(kind.row().2 * factor, speed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for (kind, name, seconds, phases) in TABLE {
            assert_eq!((Kind::of(name), kind.name()), (Some(*kind), *name));
            assert!(*seconds > 0.0 && !phases.is_empty());
        }
        // The last kind of the enumeration counts them.
        assert_eq!(TABLE.len(), Kind::FeatureUnregister as usize + 1);
    }

    #[test]
    fn a_hundredfold_speed_takes_a_hundredth_of_the_time() {
        let slow = lasts(Kind::ClusterCreate, 1.0, "x");
        assert!((216_000..=264_000).contains(&slow), "{slow}");
        assert!((lasts(Kind::ClusterCreate, 100.0, "x") - slow / 100).abs() <= 1);
        assert_eq!(scaled(1.0, 1e12), 1);
    }
}
