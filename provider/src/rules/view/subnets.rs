//! The subnets of a virtual network.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, OnceLock},
};

use super::Subnet;
use crate::network::Cidr;

/// Every subnet of a virtual network. Copies share the list and its ranges, so that the ranges of a large network are
/// read once for all pools that are planned in it.
#[derive(Clone, Debug, Default)]
pub struct Subnets(Arc<Shared>);

#[derive(Clone, Debug, Default)]
struct Shared {
    subnets: Vec<Subnet>,
    /// Each with the index of its subnet.
    ranges: OnceLock<Vec<(Cidr, usize)>>,
}

impl Subnets {
    /// The ranges of all subnets, in order, each with its subnet.
    pub(crate) fn ranges(&self) -> impl ExactSizeIterator<Item = (Cidr, &Subnet)> {
        let Shared { subnets, ranges } = &*self.0;
        let ranges = ranges.get_or_init(|| {
            let ranges = subnets.iter().enumerate().flat_map(|(index, subnet)| {
                let prefixes = subnet.address_prefixes.iter().filter_map(|prefix| Cidr::meant(prefix));
                prefixes.map(move |cidr| (cidr, index))
            });
            ranges.collect()
        });
        ranges.iter().map(|(cidr, index)| (*cidr, &subnets[*index]))
    }
}

impl FromIterator<Subnet> for Subnets {
    fn from_iter<I: IntoIterator<Item = Subnet>>(subnets: I) -> Self {
        Self(Arc::new(Shared { subnets: subnets.into_iter().collect(), ranges: OnceLock::new() }))
    }
}

impl Deref for Subnets {
    type Target = Vec<Subnet>;

    fn deref(&self) -> &Self::Target {
        &self.0.subnets
    }
}

impl DerefMut for Subnets {
    fn deref_mut(&mut self) -> &mut Self::Target {
        let shared = Arc::make_mut(&mut self.0);
        // They may be others when the subnets have changed.
        shared.ranges = OnceLock::new();
        &mut shared.subnets
    }
}

impl PartialEq for Subnets {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Subnets {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_is_changed_has_ranges_of_its_own() {
        let subnet = |prefix: &str| Subnet { address_prefixes: vec![prefix.to_owned()], ..Subnet::default() };
        let first = |subnets: &Subnets| subnets.ranges().next().map(|(cidr, _)| cidr.to_string());
        let subnets: Subnets = [subnet("10.0.0.0/24")].into_iter().collect();
        assert_eq!(first(&subnets).as_deref(), Some("10.0.0.0/24"));
        let mut changed = subnets.clone();
        changed[0] = subnet("10.1.0.0/24");
        assert_eq!(first(&changed).as_deref(), Some("10.1.0.0/24"));
        assert_eq!(first(&subnets).as_deref(), Some("10.0.0.0/24"));
    }
}
