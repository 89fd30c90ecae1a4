//! Ranges that would do, for the ways out of diagnostics.

use tfplugin_framework::Attr;

use super::{Purpose, Range};
use crate::{
    network::{
        Cidr, Family,
        capacity::{node_capacity, prefix_for_nodes},
        space::{self, DEFAULT_POD_CIDR, DEFAULT_SERVICE_CIDR},
    },
    rules::{
        Operation, View,
        effective::Ipam,
        finding::written,
        pools::{most_nodes, nodes},
    },
};

impl View {
    /// A range of this size that would do in the place of `range`: free of everything that is known here.
    pub(in crate::rules) fn free_instead_of(&self, range: &Range, prefix_len: u8) -> Option<Cidr> {
        let mut taken = self.surroundings();
        taken.extend(self.others(range));
        // The range of the same kind that stands there now may be what is wrong with it; the default is never free.
        taken.push(DEFAULT_SERVICE_CIDR);
        space::next_free_of(range.cidr.family(), prefix_len, &taken)
    }

    /// `wanted` in the place of `range` if it is free of everything that is known here, else a range of its size that is.
    pub(in crate::rules) fn free_or_instead_of(&self, range: &Range, wanted: Cidr) -> Option<Cidr> {
        let mut taken = self.surroundings();
        taken.extend(self.others(range));
        let is_free = !taken.iter().any(|taken| taken.overlaps(&wanted));
        if is_free { Some(wanted) } else { self.free_instead_of(range, wanted.prefix_len()) }
    }

    /// One range of this purpose for each of the families: the one that the cluster has, else the one that is given, else
    /// one that is free.
    pub(in crate::rules) fn one_for_each(
        &self,
        purpose: Purpose,
        families: &[Family],
    ) -> Option<Vec<String>> {
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
    pub(in crate::rules) fn usual_size(&self, purpose: Purpose, family: Family) -> u8 {
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
    pub(in crate::rules) fn free_for_pools(&self, range: &Range) -> Option<Cidr> {
        if range.cidr.family() != Family::V4 {
            return None;
        }
        let prefix_len = self.prefix_for_pools()?.min(DEFAULT_POD_CIDR.prefix_len());
        self.free_instead_of(range, prefix_len)
    }

    /// A pod CIDR for a cluster that has none, with room for every node: Azure's default, or the next range that is free.
    pub(in crate::rules) fn free_pod_cidr(&self) -> Option<Cidr> {
        let prefix_len = self.prefix_for_pools()?.min(DEFAULT_POD_CIDR.prefix_len());
        let mut taken = self.surroundings();
        taken.extend(self.service_ranges().iter().map(|range| range.cidr));
        let default = DEFAULT_POD_CIDR.widened_to(prefix_len);
        let is_free = !taken.iter().any(|taken| taken.overlaps(&default));
        if is_free { Some(default) } else { space::next_free(prefix_len, &taken) }
    }

    /// The smallest range to which `range` can be expanded in place so that it has room for every node.
    pub(in crate::rules) fn expansion_for_pools(&self, range: &Range) -> Option<Cidr> {
        let prefix_len = self.prefix_for_pools()?;
        self.expansions(&range.cidr).into_iter().find(|wider| wider.prefix_len() <= prefix_len)
    }

    /// The prefix length of a pod CIDR with room for every node that the pools may grow to, and that upgrades add.
    fn prefix_for_pools(&self) -> Option<u8> {
        let pools = self.all_pools();
        prefix_for_nodes(Family::V4, most_nodes(&pools).saturating_add(self.surge(&pools)))
    }

    /// The ranges that an existing pod CIDR can be expanded to.
    pub(in crate::rules) fn expansions(&self, current: &Cidr) -> Vec<Cidr> {
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
    pub(in crate::rules) fn pod_cidr_now(&self, range: &Range) -> Option<Cidr> {
        let network = &self.existing()?.network;
        if range.purpose != Purpose::Pods || network.existing_ipam() != Some(Ipam::Overlay) {
            return None;
        }
        let texts = network.pod_cidrs.known()?.iter().filter_map(Attr::known);
        texts.filter_map(|text| Cidr::meant(text)).find(|now| now.family() == range.cidr.family())
    }

    /// What an existing cluster can do about its pod CIDR `now`: keep it, or widen it to a range that is free.
    pub(in crate::rules) fn keep_or_widen(&self, range: &Range, now: &Cidr) -> String {
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
    pub(in crate::rules) fn if_it_exists(&self, range: &Range) -> &'static str {
        match (&self.operation, range.purpose) {
            (Operation::Validate, Purpose::Pods) => {
                " A cluster that runs already keeps the pod CIDR that it has, or widens it."
            }
            _ => "",
        }
    }

    /// What to add to a range that is proposed, while nobody knows which ranges the virtual network has.
    pub(in crate::rules) fn while_vnet_is_unseen(&self) -> &'static str {
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
    pub(in crate::rules) fn assignment(&self, range: &Range, cidr: &Cidr) -> String {
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
