//! The pools of a cluster, counted in nodes.

use tfplugin_framework::{Attr, Path};

use super::{Existing, Pool, Subnet, View, finding::written};

impl View {
    /// Every pool that the cluster will have: those asked for, then those that only Azure knows.
    pub(super) fn all_pools(&self) -> Vec<&Pool> {
        let others = self.lookups.agent_pools.found().map(Vec::as_slice).unwrap_or_default();
        let others = others.iter().filter(|other| !self.pools.iter().any(|pool| pool.is_called_like(other)));
        self.pools.iter().chain(others).collect()
    }

    /// Every pool that the cluster has now: as Azure tells, else those that the state knows.
    pub(super) fn pools_now(&self) -> &[Pool] {
        match (self.lookups.agent_pools.found(), self.existing()) {
            (Some(pools), _) => pools,
            (None, Some(existing)) => &existing.pools,
            (None, None) => &[],
        }
    }
}

impl View {
    /// The pool as it is now, if it exists.
    pub(super) fn pool_now(&self, pool: &Pool) -> Option<&Pool> {
        self.existing().and_then(|existing| pool.existing(existing))
    }

    /// The subnet of a pool's nodes, as far as it was looked up.
    pub(super) fn subnet_of(&self, pool: &Pool) -> Option<&Subnet> {
        let id = pool.subnet_id.known()?;
        self.lookups.vnet.found()?.subnets.iter().find(|subnet| subnet.id.eq_ignore_ascii_case(id))
    }

    /// The version that the control plane will run, as far as that is known, in full or as an alias.
    pub(super) fn version(&self) -> Option<&str> {
        let existing = || self.existing().and_then(|existing| existing.kubernetes_version.known());
        match &self.kubernetes_version {
            Attr::Known(version) => Some(version),
            Attr::Null => existing().map(String::as_str),
            Attr::Unknown(_) => None,
        }
    }
}

impl Pool {
    /// Whether its nodes run Windows.
    pub(super) fn is_windows(&self) -> bool {
        self.os_type.known().is_some_and(|system| system.eq_ignore_ascii_case("Windows"))
    }

    /// The same pool as it is now.
    pub(super) fn existing<'a>(&self, existing: &'a Existing) -> Option<&'a Self> {
        existing.pools.iter().find(|now| self.is_called_like(now))
    }

    /// Whether both pools are known to have one name.
    fn is_called_like(&self, other: &Self) -> bool {
        self.name.known().is_some_and(|name| other.name.known() == Some(name))
    }

    /// The path of one of its attributes.
    pub(super) fn attribute(&self, name: &str) -> Option<Path> {
        self.path.clone().map(|path| path.attribute(name))
    }

    /// What the pool is called in messages.
    pub(super) fn title(&self) -> String {
        match (self.name.known(), &self.path) {
            (Some(name), _) => format!("pool \"{name}\""),
            (None, Some(path)) => written(path),
            (None, None) => "a pool".to_owned(),
        }
    }

    /// The nodes that the pool may grow to, which is what Azure counts; none while that is unknown.
    pub(super) fn most_nodes(&self) -> Option<u64> {
        let nodes = match &self.auto_scaling {
            Attr::Known(bounds) => bounds.max.known(),
            Attr::Null => self.node_count.known(),
            Attr::Unknown(_) => None,
        };
        nodes.and_then(|nodes| u64::try_from(*nodes).ok())
    }

    /// The nodes of the pool now.
    pub(super) fn nodes_now(&self) -> Option<u64> {
        self.node_count.known().and_then(|nodes| u64::try_from(*nodes).ok())
    }
}

/// "1 node", "3 nodes".
pub(super) fn nodes(count: impl Into<u128>) -> String {
    match count.into() {
        1 => "1 node".to_owned(),
        count => format!("{count} nodes"),
    }
}
