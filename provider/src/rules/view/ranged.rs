//! Networks with their ranges.

use std::{
    collections::HashMap,
    ops::{Deref, DerefMut},
    sync::{Arc, OnceLock},
};

use super::{ConnectedNetwork, Subnet};
use crate::network::Cidr;

/// What has ranges of addresses.
pub trait Ranges {
    /// The ARM resource ID.
    fn id(&self) -> &str;

    /// The CIDRs, as Azure writes them.
    fn prefixes(&self) -> &[String];
}

impl Ranges for Subnet {
    fn id(&self) -> &str {
        &self.id
    }

    fn prefixes(&self) -> &[String] {
        &self.address_prefixes
    }
}

impl Ranges for ConnectedNetwork {
    fn id(&self) -> &str {
        &self.id
    }

    fn prefixes(&self) -> &[String] {
        &self.prefixes
    }
}

/// A list of networks. Copies share the list and what is derived from it, so that many networks are read once for all pools
/// that are planned among them.
#[derive(Debug)]
pub struct Ranged<T>(Arc<Shared<T>>);

#[derive(Clone, Debug)]
struct Shared<T> {
    networks: Vec<T>,
    /// Each with the index of its network.
    ranges: OnceLock<Vec<(Cidr, usize)>>,
    /// The index of each by its ID in lower case.
    by_id: OnceLock<HashMap<String, usize>>,
}

impl<T: Ranges> Ranged<T> {
    /// The first of them with this ARM resource ID, in any case.
    pub(crate) fn by_id(&self, id: &str) -> Option<&T> {
        let Shared { networks, by_id, .. } = &*self.0;
        let by_id = by_id.get_or_init(|| {
            let networks = networks.iter().enumerate().rev();
            networks.map(|(index, network)| (network.id().to_ascii_lowercase(), index)).collect()
        });
        networks.get(*by_id.get(&id.to_ascii_lowercase())?)
    }

    /// The ranges of all of them, in order, each with its network.
    pub(crate) fn ranges(&self) -> impl ExactSizeIterator<Item = (Cidr, &T)> {
        let Shared { networks, ranges, .. } = &*self.0;
        let ranges = ranges.get_or_init(|| {
            let ranges = networks.iter().enumerate().flat_map(|(index, network)| {
                let prefixes = network.prefixes().iter().filter_map(|prefix| Cidr::meant(prefix));
                prefixes.map(move |cidr| (cidr, index))
            });
            ranges.collect()
        });
        ranges.iter().map(|(cidr, index)| (*cidr, &networks[*index]))
    }
}

impl<T> From<Vec<T>> for Ranged<T> {
    fn from(networks: Vec<T>) -> Self {
        Self(Arc::new(Shared { networks, ranges: OnceLock::new(), by_id: OnceLock::new() }))
    }
}

impl<T> FromIterator<T> for Ranged<T> {
    fn from_iter<I: IntoIterator<Item = T>>(networks: I) -> Self {
        networks.into_iter().collect::<Vec<T>>().into()
    }
}

impl<T> Default for Ranged<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> Clone for Ranged<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Ranged<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Self::Target {
        &self.0.networks
    }
}

impl<T: Clone> DerefMut for Ranged<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        let shared = Arc::make_mut(&mut self.0);
        // They may be others when the networks have changed.
        (shared.ranges, shared.by_id) = (OnceLock::new(), OnceLock::new());
        &mut shared.networks
    }
}

impl<T: PartialEq> PartialEq for Ranged<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Ranged<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_found_by_its_id_in_any_case_and_the_first_of_two_counts() {
        let subnet = |id: &str, prefix: &str| Subnet {
            id: id.to_owned(),
            address_prefixes: vec![prefix.to_owned()],
            ..Subnet::default()
        };
        let mut subnets: Ranged<Subnet> = vec![subnet("/VNet/a", "one"), subnet("/vnet/A", "two")].into();
        assert_eq!(subnets.by_id("/vnet/a").map(|subnet| &subnet.address_prefixes[0][..]), Some("one"));
        assert_eq!(subnets.by_id("/vnet/b"), None);
        subnets.push(subnet("/vnet/b", "three"));
        assert!(subnets.by_id("/vnet/B").is_some());
    }

    #[test]
    fn a_copy_that_is_changed_has_ranges_of_its_own() {
        let subnet = |prefix: &str| Subnet { address_prefixes: vec![prefix.to_owned()], ..Subnet::default() };
        let first = |subnets: &Ranged<Subnet>| subnets.ranges().next().map(|(cidr, _)| cidr.to_string());
        let subnets: Ranged<Subnet> = vec![subnet("10.0.0.0/24")].into();
        assert_eq!(first(&subnets).as_deref(), Some("10.0.0.0/24"));
        let mut changed = subnets.clone();
        changed[0] = subnet("10.1.0.0/24");
        assert_eq!(first(&changed).as_deref(), Some("10.1.0.0/24"));
        assert_eq!(first(&subnets).as_deref(), Some("10.0.0.0/24"));
    }
}
