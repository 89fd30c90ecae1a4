//! The ranges of a cluster and of the network around it, each with where it comes from.

use std::net::IpAddr;

use tfplugin_framework::{Attr, Path};

use super::{
    ConnectedNetwork, DeclaredNetwork, Network, Operation, Pool, View,
    effective::{Effective, Ipam},
    finding::written,
    pools::{most_nodes, nodes},
};
use crate::network::{
    Cidr, Family,
    capacity::{node_capacity, prefix_for_nodes},
    parse_address,
    space::{self, DEFAULT_POD_CIDR, DEFAULT_SERVICE_CIDR},
};

/// What a range of a cluster is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Addresses of pods.
    Pods,
    /// Addresses of services.
    Services,
}

impl Purpose {
    /// What the range is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pods => "pod CIDR",
            Self::Services => "service CIDR",
        }
    }

    /// The attribute that has the ranges.
    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::Pods => "pod_cidrs",
            Self::Services => "service_cidrs",
        }
    }

    pub(super) fn of(self, network: &Network) -> &Attr<Vec<Attr<String>>> {
        match self {
            Self::Pods => &network.pod_cidrs,
            Self::Services => &network.service_cidrs,
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The configuration asks for it.
    Asked,
    /// The cluster has it and keeps it.
    Existing,
    /// Nobody asks for it: the service's default.
    Default,
}

/// A range of the cluster.
#[derive(Clone, Debug)]
pub(super) struct Range {
    /// The range.
    pub(super) cidr: Cidr,
    /// What it is for.
    pub(super) purpose: Purpose,
    /// Where it comes from.
    pub(super) origin: Origin,
    /// The attribute that says so, or would if it were set.
    pub(super) path: Path,
    /// Its place in the list of ranges.
    index: usize,
    /// How it is written, where it is.
    text: Option<String>,
}

impl Range {
    /// The value and where it comes from, in one line.
    pub(super) fn fact(&self) -> String {
        let Self { cidr, purpose, .. } = self;
        let attribute = written(&self.path);
        match self.origin {
            Origin::Asked => match &self.text {
                Some(text) => format!("{attribute} = \"{text}\""),
                None => format!("{attribute} = \"{cidr}\""),
            },
            Origin::Existing => format!("{cidr} is the {} that the cluster has.", purpose.name()),
            Origin::Default => {
                format!("{attribute} is not set, so the {} is Azure's default, {cidr}.", purpose.name())
            }
        }
    }
}

/// A range of the virtual network.
#[derive(Clone, Debug)]
pub(super) struct SubnetRange<'a> {
    /// The range.
    pub(super) cidr: Cidr,
    /// The ARM resource ID of the subnet; none for the one that AKS will make.
    pub(super) id: Option<&'a str>,
}

impl SubnetRange<'_> {
    /// The value and where it comes from, in one line.
    pub(super) fn fact(&self) -> String {
        match self.id {
            Some(id) => format!("Subnet \"{}\" has {} in Azure ({id}).", self.name(), self.cidr),
            None => {
                format!("No subnet is named, so AKS makes a virtual network with the subnet {}.", self.cidr)
            }
        }
    }

    /// The name of the subnet.
    pub(super) fn name(&self) -> &str {
        self.id.map_or("aks-subnet", |id| id.rsplit('/').next().unwrap_or(id))
    }
}

/// A range of a network that the virtual network is connected with.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConnectedRange<'a> {
    /// The range.
    pub(super) cidr: Cidr,
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
    pub(super) fn title(&self) -> String {
        match self.of {
            Beyond::Seen(network) => network.title.clone(),
            Beyond::Declared(network) => format!("network \"{}\"", network.name),
        }
    }

    /// The value and where it comes from, in one line.
    pub(super) fn fact(&self) -> String {
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
    /// The pod CIDRs that are known, in order. Only overlay and kubenet have a default.
    pub(super) fn pod_ranges(&self) -> Vec<Range> {
        let has_default = matches!(self.ipam(), Some(Ipam::Overlay | Ipam::Kubenet));
        self.ranges(Purpose::Pods, has_default.then_some(DEFAULT_POD_CIDR))
    }

    /// The service CIDRs that are known, in order.
    pub(super) fn service_ranges(&self) -> Vec<Range> {
        self.ranges(Purpose::Services, Some(DEFAULT_SERVICE_CIDR))
    }

    fn ranges(&self, purpose: Purpose, default: Option<Cidr>) -> Vec<Range> {
        let list = self.network.attribute(purpose.attribute());
        let effective = match purpose {
            Purpose::Pods => self.effective(|network| &network.pod_cidrs),
            Purpose::Services => self.effective(|network| &network.service_cidrs),
        };
        let (texts, asked) = match effective {
            Effective::Asked(texts) => (texts, true),
            Effective::Existing(texts) => (texts, false),
            Effective::Default => {
                let origin = Origin::Default;
                let range = |cidr| Range { cidr, purpose, origin, path: list, index: 0, text: None };
                return default.map(range).into_iter().collect();
            }
            Effective::Undecided => return Vec::new(),
        };
        let existing = self.existing().map(|existing| purpose.of(&existing.network));
        let range = |(index, text): (usize, &Attr<String>)| {
            let cidr = Cidr::meant(text.known()?)?;
            let path = list.clone().index(index);
            let kept =
                existing.and_then(Attr::known).is_some_and(|existing| existing.get(index) == Some(text));
            let origin = if asked && !kept { Origin::Asked } else { Origin::Existing };
            Some(Range { cidr, purpose, origin, path, index, text: text.known().cloned() })
        };
        texts.iter().enumerate().filter_map(range).collect()
    }

    /// The address of the DNS service that is asked for.
    pub(super) fn dns_service_ip(&self) -> Option<IpAddr> {
        parse_address(self.network.dns_service_ip.known()?).ok()
    }

    /// The ranges of every subnet in the virtual network, as far as they were looked up, or of the one that AKS will make.
    pub(super) fn subnet_ranges(&self) -> impl Iterator<Item = SubnetRange<'_>> {
        let found = self.lookups.vnet.found().into_iter().flat_map(|vnet| vnet.subnets.ranges());
        let ranges = found.map(|(cidr, subnet)| SubnetRange { cidr, id: Some(&subnet.id) });
        ranges.chain(self.managed_subnet_range())
    }

    /// The range of the subnet that AKS will make.
    pub(super) fn managed_subnet_range(&self) -> Option<SubnetRange<'_>> {
        // A pool that is a resource of its own stands at the root, and joins the network that its cluster has made.
        let is_of_cluster = |pool: &Pool| pool.path.as_ref().is_none_or(|path| !path.0.is_empty());
        let managed =
            self.creates() && self.pools.iter().any(|pool| pool.subnet_id.is_null() && is_of_cluster(pool));
        managed.then_some(SubnetRange { cidr: MANAGED_SUBNET, id: None })
    }

    /// The address space of the virtual network, as far as it was looked up.
    pub(super) fn vnet_ranges(&self) -> Vec<Cidr> {
        let space = self.lookups.vnet.found().map(|vnet| vnet.address_space.as_slice()).unwrap_or_default();
        space.iter().filter_map(|prefix| Cidr::meant(prefix)).collect()
    }

    /// The ranges of the networks that the virtual network is connected with, as far as they can be seen, and of those
    /// that the user has declared.
    pub(super) fn connected_ranges(&self) -> impl Iterator<Item = ConnectedRange<'_>> {
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
    fn surroundings(&self) -> Vec<Cidr> {
        let mut taken = self.vnet_ranges();
        taken.extend(self.subnet_ranges().map(|subnet| subnet.cidr));
        taken.extend(self.connected_ranges().map(|connected| connected.cidr));
        if self.lookups.vnet.found().is_none() {
            taken.push(MANAGED_VNET);
        }
        taken
    }

    /// A range of this size that would do in the place of `range`: free of everything that is known here.
    pub(super) fn free_instead_of(&self, range: &Range, prefix_len: u8) -> Option<Cidr> {
        let mut taken = self.surroundings();
        taken.extend(self.others(range));
        // The range of the same kind that stands there now may be what is wrong with it; the default is never free.
        taken.push(DEFAULT_SERVICE_CIDR);
        space::next_free_of(range.cidr.family(), prefix_len, &taken)
    }

    /// `wanted` in the place of `range` if it is free of everything that is known here, else a range of its size that is.
    pub(super) fn free_or_instead_of(&self, range: &Range, wanted: Cidr) -> Option<Cidr> {
        let mut taken = self.surroundings();
        taken.extend(self.others(range));
        let is_free = !taken.iter().any(|taken| taken.overlaps(&wanted));
        if is_free { Some(wanted) } else { self.free_instead_of(range, wanted.prefix_len()) }
    }

    /// One range of this purpose for each of the families: the one that the cluster has, else the one that is given, else
    /// one that is free.
    pub(super) fn one_for_each(&self, purpose: Purpose, families: &[Family]) -> Option<Vec<String>> {
        let now = self.existing().map(|existing| purpose.of(&existing.network));
        let lists = [now, Some(purpose.of(&self.network))];
        let known =
            || lists.iter().flatten().filter_map(|list| list.known()).flatten().filter_map(Attr::known);
        let mut taken = self.surroundings();
        let others = if purpose == Purpose::Pods { self.service_ranges() } else { self.pod_ranges() };
        taken.extend(others.into_iter().map(|range| range.cidr));
        // What the others are is not decided yet where nobody knows whether the cluster exists.
        let (default, theirs) = match purpose {
            Purpose::Pods => (DEFAULT_POD_CIDR, DEFAULT_SERVICE_CIDR),
            Purpose::Services => (DEFAULT_SERVICE_CIDR, DEFAULT_POD_CIDR),
        };
        taken.push(theirs);
        if purpose == Purpose::Services {
            // Whoever lacks a pod CIDR as well is proposed this one.
            let pods = |family: &Family| {
                space::next_free_of(*family, self.usual_size(Purpose::Pods, *family), &taken)
            };
            let pods: Vec<Cidr> = families.iter().filter_map(pods).collect();
            taken.extend(pods);
        }
        let of = |family: &Family| {
            let is_of_family =
                |text: &&String| Cidr::meant(text).is_some_and(|cidr| cidr.family() == *family);
            let size = self.usual_size(purpose, *family);
            let default = default.widened_to(size);
            let is_free = *family == Family::V4 && !taken.iter().any(|taken| taken.overlaps(&default));
            let free = || if is_free { Some(default) } else { space::next_free_of(*family, size, &taken) };
            known().find(is_of_family).cloned().or_else(|| free().map(|cidr| cidr.to_string()))
        };
        families.iter().map(of).collect()
    }

    /// The prefix length of a range that nobody asks to be otherwise.
    pub(super) fn usual_size(&self, purpose: Purpose, family: Family) -> u8 {
        match (purpose, family) {
            (Purpose::Pods, Family::V4) => self
                .prefix_for_pools()
                .map_or(DEFAULT_POD_CIDR.prefix_len(), |needed| needed.min(DEFAULT_POD_CIDR.prefix_len())),
            (Purpose::Services, Family::V4) => DEFAULT_SERVICE_CIDR.prefix_len(),
            (Purpose::Pods, Family::V6) => 64,
            (Purpose::Services, Family::V6) => 108,
        }
    }

    /// A pod CIDR in the place of `range` that is free and has room for every node: a /16 unless that is too small.
    pub(super) fn free_for_pools(&self, range: &Range) -> Option<Cidr> {
        if range.cidr.family() != Family::V4 {
            return None;
        }
        let prefix_len = self.prefix_for_pools()?.min(DEFAULT_POD_CIDR.prefix_len());
        self.free_instead_of(range, prefix_len)
    }

    /// A pod CIDR for a cluster that has none, with room for every node: Azure's default, or the next range that is free.
    pub(super) fn free_pod_cidr(&self) -> Option<Cidr> {
        let prefix_len = self.prefix_for_pools()?.min(DEFAULT_POD_CIDR.prefix_len());
        let mut taken = self.surroundings();
        taken.extend(self.service_ranges().iter().map(|range| range.cidr));
        let default = DEFAULT_POD_CIDR.widened_to(prefix_len);
        let is_free = !taken.iter().any(|taken| taken.overlaps(&default));
        if is_free { Some(default) } else { space::next_free(prefix_len, &taken) }
    }

    /// The smallest range to which `range` can be expanded in place so that it has room for every node.
    pub(super) fn expansion_for_pools(&self, range: &Range) -> Option<Cidr> {
        let prefix_len = self.prefix_for_pools()?;
        self.expansions(&range.cidr).into_iter().find(|wider| wider.prefix_len() <= prefix_len)
    }

    /// The prefix length of a pod CIDR with room for every node that the pools may grow to, and that upgrades add.
    fn prefix_for_pools(&self) -> Option<u8> {
        let pools = self.all_pools();
        prefix_for_nodes(Family::V4, most_nodes(&pools).saturating_add(self.surge(&pools)))
    }

    /// The ranges that an existing pod CIDR can be expanded to.
    pub(super) fn expansions(&self, current: &Cidr) -> Vec<Cidr> {
        if self.keeps_its_pod_cidr().is_some() {
            return Vec::new();
        }
        let mut taken = self.surroundings();
        taken.extend(self.service_ranges().iter().map(|range| range.cidr));
        // A cluster of which nobody knows yet whether it exists has the default, unless it had another before.
        if matches!(self.operation, Operation::Validate) && self.network.service_cidrs.is_null() {
            taken.push(DEFAULT_SERVICE_CIDR);
        }
        space::expansions(current, &taken).collect()
    }

    /// The pod CIDR that an overlay cluster has where `range` is to stand: what is asked for can only be wider.
    pub(super) fn pod_cidr_now(&self, range: &Range) -> Option<Cidr> {
        let network = &self.existing()?.network;
        if range.purpose != Purpose::Pods || network.existing_ipam() != Some(Ipam::Overlay) {
            return None;
        }
        let texts = network.pod_cidrs.known()?.iter().filter_map(Attr::known);
        texts.filter_map(|text| Cidr::meant(text)).find(|now| now.family() == range.cidr.family())
    }

    /// What an existing cluster can do about its pod CIDR `now`: keep it, or widen it to a range that is free.
    pub(super) fn keep_or_widen(&self, range: &Range, now: &Cidr) -> String {
        let keep = self.assignment(range, now);
        if now.family() == Family::V6 {
            return format!(
                "Keep {keep}. The IPv6 pod CIDR never grows, so another one needs a new cluster."
            );
        }
        if let Some(of) = self.keeps_its_pod_cidr() {
            return format!(
                "Keep {keep}. The pod CIDR of {of} cannot grow, so other ranges need a new cluster."
            );
        }
        let wider = self.expansions(now);
        let choices = wider.iter().take(3).map(|wider| format!("{wider} ({})", nodes(node_capacity(wider))));
        match choices.collect::<Vec<String>>().as_slice() {
            [] => {
                format!("Keep {keep}. No wider range around it is free, so other ranges need a new cluster.")
            }
            choices => format!("Keep {keep}, or widen it in place to {}.", choices.join(" or ")),
        }
    }

    /// What to add to another pod CIDR that is proposed, while nobody knows whether the cluster exists.
    pub(super) fn if_it_exists(&self, range: &Range) -> &'static str {
        match (&self.operation, range.purpose) {
            (Operation::Validate, Purpose::Pods) => {
                " A cluster that runs already keeps the pod CIDR that it has, or widens it."
            }
            _ => "",
        }
    }

    /// What to add to a range that is proposed, while nobody knows which ranges the virtual network has.
    pub(super) fn while_vnet_is_unseen(&self) -> &'static str {
        let makes_its_own = self.pools.iter().all(|pool| pool.subnet_id.is_null());
        if makes_its_own || self.lookups.vnet.found().is_some() {
            ""
        } else {
            " The virtual network has not been seen here: where it has this range, take another."
        }
    }

    /// The ranges of the other kind.
    fn others(&self, range: &Range) -> impl Iterator<Item = Cidr> {
        let others = match range.purpose {
            Purpose::Pods => self.service_ranges(),
            Purpose::Services => self.pod_ranges(),
        };
        others.into_iter().map(|range| range.cidr)
    }

    /// How the attribute reads with `cidr` in the place of `range`: `network.pod_cidrs = ["10.1.0.0/16"]`. The address
    /// of the DNS service goes where an IPv4 service CIDR goes.
    pub(super) fn assignment(&self, range: &Range, cidr: &Cidr) -> String {
        let mut texts: Vec<String> = match range.purpose.of(&self.network).known() {
            Some(list) => {
                list.iter().map(|text| text.known().cloned().unwrap_or_else(|| "...".to_owned())).collect()
            }
            None => Vec::new(),
        };
        match texts.get_mut(range.index) {
            Some(text) => *text = cidr.to_string(),
            None => texts.push(cidr.to_string()),
        }
        let attribute = written(&self.network.attribute(range.purpose.attribute()));
        let assignment = format!("{attribute} = {texts:?}");
        let moves_dns = range.purpose == Purpose::Services && cidr.family() == Family::V4;
        // The smallest ranges have no tenth address, but one after that of the Kubernetes API.
        let dns = space::dns_service_ip(cidr).or_else(|| cidr.address_at(2)).filter(|_| moves_dns);
        match dns {
            Some(dns) => {
                let attribute = written(&self.network.attribute("dns_service_ip"));
                format!("{assignment} and {attribute} = \"{dns}\"")
            }
            None => assignment,
        }
    }
}

/// A text with a capital letter at its beginning.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The virtual network that AKS makes for a cluster that names none.
const MANAGED_VNET: Cidr = Cidr::v4(10, 224, 0, 0, 12);

/// The subnet in it.
const MANAGED_SUBNET: Cidr = Cidr::v4(10, 224, 0, 0, 16);
