//! What it costs to re-image every pool at the same time.

use crate::{
    network::capacity::Surge,
    rules::{Pool, View},
};

/// The pools that are re-imaged together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reimage {
    /// Every pool of the cluster.
    pub pools: Vec<PoolReimage>,
}

/// How one pool is re-imaged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PoolReimage {
    /// The name.
    pub name: Option<String>,
    /// The nodes that it has.
    pub nodes: Option<u64>,
    /// The nodes that Azure adds meanwhile.
    pub surge: Option<u64>,
    /// The nodes that may be missing meanwhile.
    pub unavailable: Option<u64>,
    /// How long a node may take to drain.
    pub drain_timeout_minutes: Option<i64>,
}

impl Reimage {
    /// The pools as they are now.
    pub fn of(view: &View) -> Self {
        Self { pools: view.pools_now().iter().map(PoolReimage::of).collect() }
    }

    /// All nodes, as far as they are known.
    pub fn nodes(&self) -> u64 {
        self.pools.iter().filter_map(|pool| pool.nodes).sum()
    }

    /// All nodes that are added at the same time, as far as they are known.
    pub fn surge(&self) -> u64 {
        self.pools.iter().filter_map(|pool| pool.surge).sum()
    }
}

impl PoolReimage {
    fn of(pool: &Pool) -> Self {
        let nodes = pool.nodes_now();
        let share = |text: Option<&String>| text.and_then(|text| Surge::parse(text)).zip(nodes);
        let upgrade = &pool.upgrade;
        Self {
            name: pool.name.known().cloned(),
            nodes,
            surge: share(upgrade.max_surge.known()).map(|(surge, nodes)| surge.of_pool(nodes)),
            unavailable: share(upgrade.max_unavailable.known()).map(|(share, nodes)| share.of_pool(nodes)),
            drain_timeout_minutes: upgrade.drain_timeout_minutes.known().copied(),
        }
    }

    /// How many rounds Azure needs: so many nodes at a time are replaced as are added or may be missing. None while the
    /// pool does not say how many that is.
    pub fn batches(&self) -> Option<u64> {
        let at_once = self.surge.unwrap_or(0) + self.unavailable.unwrap_or(0);
        let known = self.surge.is_some() || self.unavailable.is_some();
        self.nodes.filter(|_| known).map(|nodes| nodes.div_ceil(at_once.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use super::*;
    use crate::rules::{
        Upgrade,
        sample::{known, pool},
    };

    fn reimage(nodes: i64, max_surge: Option<&str>, max_unavailable: Option<&str>) -> PoolReimage {
        let text = |text: Option<&str>| text.map_or(Attr::Null, known);
        let upgrade = Upgrade {
            max_surge: text(max_surge),
            max_unavailable: text(max_unavailable),
            drain_timeout_minutes: Attr::Known(30),
            ..Upgrade::default()
        };
        PoolReimage::of(&Pool { upgrade, ..pool("user", nodes) })
    }

    #[test]
    fn a_share_of_the_pool_is_replaced_at_a_time() {
        let pool = reimage(10, Some("33%"), None);
        assert_eq!((pool.surge, pool.batches()), (Some(4), Some(3)));
    }

    #[test]
    fn nodes_that_may_be_missing_count_as_well_as_those_that_are_added() {
        assert_eq!(reimage(10, Some("0"), Some("5")).batches(), Some(2));
        assert_eq!(reimage(10, Some("1"), Some("1")).batches(), Some(5));
    }

    #[test]
    fn a_pool_that_says_nothing_about_its_upgrade_has_no_estimate() {
        assert_eq!(reimage(10, None, None).batches(), None);
    }

    #[test]
    fn an_empty_pool_has_nothing_to_replace() {
        assert_eq!(reimage(0, Some("1"), None).batches(), Some(0));
    }
}
