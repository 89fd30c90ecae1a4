//! The ranges around a cluster: those of its virtual network, and of what that is connected with.

use tfplugin_framework::Attr;

use super::sentence;
use crate::{
    network::Cidr,
    rules::{ConnectedNetwork, DeclaredNetwork, Pool, View, finding::written},
};

/// The virtual network that AKS makes for a cluster that names none.
const MANAGED_VNET: Cidr = Cidr::v4(10, 224, 0, 0, 12);

/// The subnet in it.
const MANAGED_SUBNET: Cidr = Cidr::v4(10, 224, 0, 0, 16);

/// A range of the virtual network.
#[derive(Clone, Debug)]
pub(in crate::rules) struct SubnetRange<'a> {
    /// The range.
    pub(in crate::rules) cidr: Cidr,
    /// The ARM resource ID of the subnet; none for the one that AKS will make.
    pub(in crate::rules) id: Option<&'a str>,
}

impl SubnetRange<'_> {
    /// The value and where it comes from, in one line.
    pub(in crate::rules) fn fact(&self) -> String {
        match self.id {
            Some(id) => format!("Subnet \"{}\" has {} in Azure ({id}).", self.name(), self.cidr),
            None => {
                format!("No subnet is named, so AKS makes a virtual network with the subnet {}.", self.cidr)
            }
        }
    }

    /// The name of the subnet.
    pub(in crate::rules) fn name(&self) -> &str {
        self.id.map_or("aks-subnet", |id| id.rsplit('/').next().unwrap_or(id))
    }
}

/// A range of a network that the virtual network is connected with.
#[derive(Clone, Copy, Debug)]
pub(in crate::rules) struct ConnectedRange<'a> {
    /// The range.
    pub(in crate::rules) cidr: Cidr,
    /// The network that has it.
    of: Beyond<'a>,
}

/// A network outside the virtual network of a cluster.
#[derive(Clone, Copy, Debug)]
enum Beyond<'a> {
    /// Azure shows it, at the end of peerings and gateways.
    Seen(&'a ConnectedNetwork),
    /// The user has declared it.
    Declared(&'a DeclaredNetwork),
}

impl ConnectedRange<'_> {
    /// What the network is called: "virtual network hub", "network \"datacenter\"".
    pub(in crate::rules) fn title(&self) -> String {
        match self.of {
            Beyond::Seen(network) => network.title.clone(),
            Beyond::Declared(network) => format!("network \"{}\"", network.name),
        }
    }

    /// The value and where it comes from, in one line.
    pub(in crate::rules) fn fact(&self) -> String {
        let cidr = self.cidr;
        match self.of {
            Beyond::Declared(DeclaredNetwork { name, path, .. }) => {
                let place = match path {
                    Some(path) => written(path),
                    None => "declared_networks of the provider".to_owned(),
                };
                if *name == cidr.to_string() {
                    format!("{place} has {cidr}.")
                } else {
                    format!("{place} has {cidr}, which is \"{name}\".")
                }
            }
            Beyond::Seen(ConnectedNetwork { title, via, .. }) if via.is_empty() => {
                format!("{} has {cidr}.", sentence(title))
            }
            Beyond::Seen(ConnectedNetwork { title, via, .. }) => {
                // Every step is a peering, but for the gateway at whose end the network stands.
                let step = |name: &String| match title.ends_with(&format!("local network gateway {name}")) {
                    true => format!("local network gateway {name}"),
                    false => format!("peering {name}"),
                };
                let steps: Vec<String> = via.iter().map(step).collect();
                format!("{} has {cidr}, via {}.", sentence(title), steps.join(", "))
            }
        }
    }
}

impl View {
    /// The ranges of every subnet in the virtual network, as far as they were looked up, or of the one that AKS will make.
    pub(in crate::rules) fn subnet_ranges(&self) -> impl Iterator<Item = SubnetRange<'_>> {
        let found = self.lookups.vnet.found().into_iter().flat_map(|vnet| vnet.subnets.ranges());
        let ranges = found.map(|(cidr, subnet)| SubnetRange { cidr, id: Some(&subnet.id) });
        ranges.chain(self.managed_subnet_range())
    }

    /// The range of the subnet that AKS will make.
    pub(in crate::rules) fn managed_subnet_range(&self) -> Option<SubnetRange<'_>> {
        // A pool that is a resource of its own stands at the root, and joins the network that its cluster has made.
        let is_of_cluster = |pool: &Pool| pool.path.as_ref().is_none_or(|path| !path.0.is_empty());
        let managed =
            self.creates() && self.pools.iter().any(|pool| pool.subnet_id.is_null() && is_of_cluster(pool));
        managed.then_some(SubnetRange { cidr: MANAGED_SUBNET, id: None })
    }

    /// The address space of the virtual network, as far as it was looked up.
    pub(in crate::rules) fn vnet_ranges(&self) -> Vec<Cidr> {
        let space = self.lookups.vnet.found().map(|vnet| vnet.address_space.as_slice()).unwrap_or_default();
        space.iter().filter_map(|prefix| Cidr::meant(prefix)).collect()
    }

    /// The ranges of the networks that the virtual network is connected with, as far as they can be seen, and of those
    /// that the user has declared.
    pub(in crate::rules) fn connected_ranges(&self) -> impl Iterator<Item = ConnectedRange<'_>> {
        let own = self.lookups.vnet.found().map(|vnet| vnet.id.as_str()).unwrap_or_default();
        let seen = self.lookups.connected.found().into_iter().flat_map(|found| found.networks.ranges());
        let seen = seen
            .filter(|(_, network)| !network.id.eq_ignore_ascii_case(own))
            .map(|(cidr, network)| ConnectedRange { cidr, of: Beyond::Seen(network) });
        let declared = self.declared_networks.iter().flat_map(|network| {
            let prefixes = network.prefixes.known().into_iter().flatten().filter_map(Attr::known);
            let of = Beyond::Declared(network);
            prefixes.filter_map(|prefix| Cidr::meant(prefix)).map(move |cidr| ConnectedRange { cidr, of })
        });
        seen.chain(declared)
    }

    /// Everything around the pods and services that a range must keep clear of.
    pub(super) fn surroundings(&self) -> Vec<Cidr> {
        let mut taken = self.vnet_ranges();
        taken.extend(self.subnet_ranges().map(|subnet| subnet.cidr));
        taken.extend(self.connected_ranges().map(|connected| connected.cidr));
        if self.lookups.vnet.found().is_none() {
            taken.push(MANAGED_VNET);
        }
        taken
    }
}
