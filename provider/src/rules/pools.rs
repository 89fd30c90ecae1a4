//! The pools of a cluster, counted in nodes.

use std::{
    cell::LazyCell,
    collections::{HashMap, HashSet},
};

use tfplugin_framework::{Attr, Path};

use super::{Existing, Pool, View, finding::written, ranges::sentence};
use crate::network::capacity::Surge;

impl View {
    /// Every pool that the cluster will have. The pool of a cluster comes before those that others plan or that only Azure
    /// knows; a pool that is planned by itself comes after them, as the one that is added.
    pub(super) fn all_pools(&self) -> Vec<&Pool> {
        let others = self.lookups.agent_pools.found().map(Vec::as_slice).unwrap_or_default();
        let names = || self.pools.iter().filter_map(|pool| pool.name.known());
        // A resource asks for one pool. A report may ask for as many as there are.
        let asked: HashSet<&String> = if self.pools.len() > 1 { names().collect() } else { HashSet::new() };
        let is_asked = |name: &String| match self.pools.as_slice() {
            [pool] => pool.name.known() == Some(name),
            _ => asked.contains(name),
        };
        let others = others.iter().filter(|other| !other.name.known().is_some_and(is_asked));
        if self.is_of_a_pool() {
            others.chain(&self.pools).collect()
        } else {
            self.pools.iter().chain(others).collect()
        }
    }

    /// Whether the resource at hand asks for the pool, and does not merely know that the cluster has it.
    pub(super) fn asks_for(&self, pool: &Pool) -> bool {
        self.pools.iter().any(|asked| std::ptr::eq(asked, pool))
    }

    /// Every pool that the cluster has now: as Azure tells, else those that the state knows.
    pub(super) fn pools_now(&self) -> &[Pool] {
        match (self.existing(), self.lookups.agent_pools.found()) {
            (Some(Existing { in_azure: Some(pools), .. }), _) | (_, Some(pools)) => pools,
            (Some(existing), None) => &existing.pools,
            (None, None) => &[],
        }
    }

    /// Those of them whose nodes run Windows.
    pub(super) fn windows_pools_now(&self) -> impl Iterator<Item = &Pool> {
        self.pools_now().iter().filter(|pool| pool.is_windows())
    }

    /// Whether the resource at hand is a node pool, and not a cluster.
    fn is_of_a_pool(&self) -> bool {
        self.pools.iter().any(|pool| pool.path == Some(Path::root()))
    }

    /// The nodes that upgrades add to those of these pools: of all of them where the plan re-images all pools together,
    /// else of the pool that adds most, because pools are upgraded one after another.
    pub(super) fn surge(&self, pools: &[&Pool]) -> u64 {
        let surges = pools.iter().filter_map(|pool| pool.most_surge());
        if !self.reimages_all_pools() {
            surges.max().unwrap_or(0)
        } else {
            surges.fold(0, u64::saturating_add)
        }
    }
}

/// The nodes that the pools may grow to together; a pool whose size is not known yet counts for nothing.
pub(super) fn most_nodes(pools: &[&Pool]) -> u64 {
    pools.iter().filter_map(|pool| pool.most_nodes()).fold(0, u64::saturating_add)
}

/// The pools in the order in which they take their room: first those that have it already, then those that come or grow.
pub(super) fn as_they_come<'a>(view: &View, pools: &[&'a Pool]) -> Vec<&'a Pool> {
    let now = PoolsByName::of(view.pools_now());
    let stays = |pool: &Pool| Some(now.like(pool)?.most_nodes()? >= pool.most_nodes()?);
    let mut pools = pools.to_vec();
    pools.sort_by_key(|pool| stays(pool) != Some(true));
    pools
}

/// The first of the pools for which there is no room any more, and what the pools before it take.
pub(super) fn first_without_room<'a>(pools: &[&'a Pool], room: u128) -> Option<(&'a Pool, u64)> {
    let mut taken = 0u64;
    for pool in pools {
        let before = taken;
        taken = taken.saturating_add(pool.most_nodes().unwrap_or(0));
        if u128::from(taken) > room {
            return Some((pool, before));
        }
    }
    None
}

/// Pools by name. Of two with one name the first counts.
#[derive(Clone, Debug, Default)]
pub(super) struct PoolsByName<'a>(HashMap<&'a str, &'a Pool>);

impl<'a> PoolsByName<'a> {
    fn of(pools: &'a [Pool]) -> Self {
        let named = pools.iter().rev().filter_map(|pool| Some((pool.name.known()?.as_str(), pool)));
        Self(named.collect())
    }

    /// The pool that is known to have the same name.
    pub(super) fn like(&self, pool: &Pool) -> Option<&'a Pool> {
        self.0.get(pool.name.known()?.as_str()).copied()
    }
}

impl View {
    /// Those of the cluster's pools that the resource at hand manages, as they are now.
    pub(super) fn managed_pools_now(&self) -> PoolsByName<'_> {
        PoolsByName::of(self.existing().map(|existing| existing.pools.as_slice()).unwrap_or_default())
    }

    /// The pools that are asked for and that the cluster, if it exists, is not known to have: neither from the state, nor
    /// from Azure.
    pub(super) fn new_pools(&self) -> impl Iterator<Item = &Pool> {
        let (managed, pools_now) = (self.managed_pools_now(), self.existing().map(|_| self.pools_now()));
        let now = LazyCell::new(move || pools_now.map(PoolsByName::of).unwrap_or_default());
        let alone = self.pools.len() == 1;
        let exists = move |pool: &Pool| match pools_now {
            // A pool that is a resource of its own comes alone, and as often as there are pools.
            Some(pools) if alone => pools.iter().any(|now| pool.name.is_known() && now.name == pool.name),
            _ => now.like(pool).is_some(),
        };
        self.pools.iter().filter(move |pool| managed.like(pool).is_none() && !exists(pool))
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

    /// The path of one of its attributes.
    pub(super) fn attribute(&self, name: &str) -> Option<Path> {
        self.path.clone().map(|path| path.attribute(name))
    }

    /// What one of its attributes is called in messages: as it is written, else by the name of the pool.
    pub(super) fn named(&self, attribute: &str) -> String {
        match self.attribute(attribute) {
            Some(path) => written(&path),
            None => format!("{attribute} of {}", self.title()),
        }
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

    /// The nodes that an upgrade adds to a pool that has grown to its greatest size; none while that is unknown or left
    /// to Azure.
    pub(super) fn most_surge(&self) -> Option<u64> {
        let surge = Surge::parse(self.upgrade.max_surge.known()?)?;
        Some(surge.of_pool(self.most_nodes()?))
    }

    /// The nodes of the pool, and the attribute that says so, in one line.
    pub(super) fn size_fact(&self) -> String {
        let attribute = if self.auto_scaling.is_null() { "node_count" } else { "auto_scaling.max" };
        let Some(most) = self.most_nodes() else {
            return format!("The size of {} is not known yet.", self.title());
        };
        match self.attribute(attribute) {
            Some(path) => format!("{} = {most}", written(&path)),
            None => format!("{} has {} ({attribute}).", sentence(&self.title()), nodes(most)),
        }
    }

    /// The nodes that an upgrade adds to the pool, in one line.
    pub(super) fn surge_fact(&self) -> Option<String> {
        let (surge, text) = (self.most_surge()?, self.upgrade.max_surge.known()?);
        Some(match self.attribute("upgrade").map(|path| path.attribute("max_surge")) {
            Some(path) => {
                format!("{} = \"{text}\" adds {} to {}.", written(&path), nodes(surge), self.title())
            }
            None => format!("An upgrade adds {} to {} (max_surge \"{text}\").", nodes(surge), self.title()),
        })
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
