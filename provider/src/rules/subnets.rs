//! The subnets that the nodes of a cluster stand in, and who has an address there.

use std::collections::HashMap;

use super::{Pool, Subnet, View, any_case::AnyCase, pools::most_nodes};
use crate::network::{Cidr, Family};

/// A subnet, and what needs an address in it.
#[derive(Clone, Debug)]
pub(super) struct SubnetUse<'a> {
    /// The subnet.
    pub(super) subnet: &'a Subnet,
    /// Its IPv4 ranges.
    pub(super) prefixes: Vec<Cidr>,
    /// The pools of the cluster in it.
    pub(super) pools: Vec<&'a Pool>,
    /// Addresses that Azure does not keep for itself: five of every range are its own.
    pub(super) usable: u64,
    /// Addresses that others have: load balancers, private endpoints, machines, nodes of other clusters.
    pub(super) others: u64,
}

impl SubnetUse<'_> {
    /// The name of the subnet.
    pub(super) fn name(&self) -> &str {
        name(&self.subnet.id)
    }

    /// Addresses that the nodes of the pools may come to need.
    pub(super) fn most(&self) -> u64 {
        most_nodes(&self.pools)
    }

    /// Addresses that are left for nodes.
    pub(super) fn room(&self) -> u64 {
        self.usable.saturating_sub(self.others)
    }

    /// The ranges, for messages.
    pub(super) fn ranges(&self) -> String {
        self.prefixes.iter().map(Cidr::to_string).collect::<Vec<_>>().join(", ")
    }

    /// The ranges and who has addresses in them, in one line.
    pub(super) fn fact(&self) -> String {
        let others = match self.others {
            0 => String::new(),
            1 => ", and 1 address is taken by others".to_owned(),
            others => format!(", and {others} addresses are taken by others"),
        };
        format!(
            "Subnet \"{}\" has {} in Azure ({}): {} addresses are usable{others}.",
            self.name(),
            self.ranges(),
            self.subnet.id,
            self.usable
        )
    }

    /// The shortest subnet that has room for so many nodes next to the others.
    pub(super) fn prefix_for(&self, nodes: u64) -> Option<u8> {
        let needed = nodes.saturating_add(self.others).saturating_add(KEPT_BY_AZURE);
        let bits = needed.checked_next_power_of_two()?.trailing_zeros();
        u8::try_from(bits).ok().and_then(|bits| Family::V4.bits().checked_sub(bits))
    }
}

/// The first four addresses of a range and its last
/// (<https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq>).
const KEPT_BY_AZURE: u64 = 5;

impl View {
    /// Every subnet of the virtual network, as far as it was looked up.
    pub(super) fn subnets(&self) -> &[Subnet] {
        self.lookups.vnet.found().map(|vnet| vnet.subnets.as_slice()).unwrap_or_default()
    }

    /// Those of the pools that stand in a subnet that was looked up, each with its subnet.
    pub(super) fn in_subnets<'a>(
        &'a self,
        pools: impl IntoIterator<Item = &'a Pool>,
    ) -> Vec<(&'a Pool, &'a Subnet)> {
        let Some(vnet) = self.lookups.vnet.found() else { return Vec::new() };
        let placed = |pool: &'a Pool| Some((pool, vnet.subnets.by_id(pool.subnet_id.known()?)?));
        pools.into_iter().filter_map(placed).collect()
    }

    /// The subnets that the pools asked for stand in, with every pool of the cluster that does.
    pub(super) fn subnet_uses(&self) -> Vec<SubnetUse<'_>> {
        let mut all = by_subnet(self.all_pools());
        let mut uses: Vec<SubnetUse<'_>> = Vec::new();
        for (_, subnet) in self.in_subnets(&self.pools) {
            // Taken out, so that the next pool in the subnet finds none.
            let Some(pools) = all.remove(&AnyCase(&subnet.id)) else { continue };
            let prefixes = subnet.address_prefixes.iter().filter_map(|prefix| Cidr::meant(prefix));
            let prefixes: Vec<Cidr> = prefixes.filter(|prefix| prefix.family() == Family::V4).collect();
            // The size of an IPv6 range never matters: it is always a /64.
            if prefixes.is_empty() {
                continue;
            }
            let usable = prefixes.iter().map(usable).fold(0, u64::saturating_add);
            uses.push(SubnetUse {
                subnet,
                prefixes,
                pools,
                usable,
                others: self.addresses_of_others(subnet),
            });
        }
        uses
    }

    /// What has an address in a subnet and is no node of this cluster.
    fn addresses_of_others(&self, subnet: &Subnet) -> u64 {
        let taken = &subnet.ip_configurations;
        let Some(existing) = self.existing() else { return taken.count() };
        let asked = &self.control_plane.node_resource_group;
        let Some(group) = asked.known().or(existing.control_plane.node_resource_group.known()) else {
            // Nodes of this cluster cannot be told from others.
            return 0;
        };
        taken.count() - taken.of_machines_in(group)
    }

    /// The nodes that upgrades add in a subnet.
    pub(super) fn surge_in(&self, subnet: &SubnetUse<'_>) -> u64 {
        self.surge(&subnet.pools)
    }
}

/// The pools that name each subnet, in order.
pub(super) fn by_subnet<'a>(
    pools: impl IntoIterator<Item = &'a Pool>,
) -> HashMap<AnyCase<'a>, Vec<&'a Pool>> {
    let mut by_subnet: HashMap<AnyCase<'_>, Vec<&Pool>> = HashMap::new();
    for pool in pools {
        if let Some(id) = pool.subnet_id.known() {
            by_subnet.entry(AnyCase(id)).or_default().push(pool);
        }
    }
    by_subnet
}

fn usable(prefix: &Cidr) -> u64 {
    let bits = u32::from(Family::V4.bits() - prefix.prefix_len());
    (1u64 << bits).saturating_sub(KEPT_BY_AZURE)
}

/// The last part of an ARM resource ID.
pub(super) fn name(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// The part of an ARM resource ID after this word, in any case: "virtualNetworks", "resourceGroups".
pub(super) fn segment<'a>(id: &'a str, word: &str) -> Option<&'a str> {
    let mut parts = id.split('/');
    parts.by_ref().find(|part| part.eq_ignore_ascii_case(word))?;
    parts.next()
}

/// The ARM resource ID of the virtual network of a subnet.
pub(super) fn vnet_of(subnet_id: &str) -> Option<&str> {
    let (segment, bytes) = (b"/subnets/", subnet_id.as_bytes());
    let end = bytes.windows(segment.len()).rposition(|part| part.eq_ignore_ascii_case(segment))?;
    subnet_id.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        Lookup,
        sample::{known, valid},
    };

    fn with_addresses(ids: &[&str]) -> View {
        valid().with(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].ip_configurations = ids.iter().map(|id| (*id).to_owned()).collect();
            }
        })
    }

    const OWN: &str = "/subscriptions/0/resourceGroups/MC_a_b_c/providers/Microsoft.Compute/virtualMachineScaleSets/aks/\
                       virtualMachines/0/networkInterfaces/aks/ipConfigurations/ipconfig1";
    const BALANCER: &str = "/subscriptions/0/resourceGroups/mc_a_b_c/providers/Microsoft.Network/loadBalancers/\
                            kubernetes-internal/frontendIPConfigurations/a";

    #[test]
    fn nodes_of_the_cluster_itself_are_not_others_and_its_load_balancer_is() {
        let view = with_addresses(&[OWN, BALANCER]).changed(|_| {});
        let named = view.clone().with(|view| view.control_plane.node_resource_group = known("mc_A_b_c"));
        assert_eq!(named.subnet_uses()[0].others, 1);
        let another = view.with(|view| view.control_plane.node_resource_group = known("MC_other"));
        assert_eq!(another.subnet_uses()[0].others, 2);
    }

    #[test]
    fn everything_in_a_subnet_is_of_others_while_the_cluster_does_not_exist() {
        assert_eq!(with_addresses(&[OWN, BALANCER]).subnet_uses()[0].others, 2);
    }

    #[test]
    fn where_nodes_cannot_be_told_from_others_nothing_is_claimed() {
        assert_eq!(with_addresses(&[OWN, BALANCER]).changed(|_| {}).subnet_uses()[0].others, 0);
    }

    #[test]
    fn azure_keeps_five_addresses_of_every_range() {
        let view = valid().with(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].address_prefixes =
                    ["10.10.0.0/28", "10.10.1.0/29", "fd10::/64", "10.10.2.0/30"].map(str::to_owned).to_vec();
            }
        });
        assert_eq!(view.subnet_uses()[0].usable, 11 + 3);
    }

    #[test]
    fn parts_of_an_id_are_found_whatever_their_case() {
        let id =
            "/subscriptions/0/resourcegroups/Net/providers/microsoft.network/virtualnetworks/hub/Subnets/a";
        assert_eq!(segment(id, "resourceGroups"), Some("Net"));
        assert_eq!(segment(id, "virtualNetworks"), Some("hub"));
        assert!(vnet_of(id).is_some_and(|vnet| vnet.ends_with("/hub")));
        assert_eq!(name(id), "a");
    }
}
