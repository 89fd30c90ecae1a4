//! The ranges of a cluster and of the network around it, each with where it comes from.

mod around;
mod proposals;

use std::net::IpAddr;

use tfplugin_framework::{Attr, Path};

use super::{
    Network, View,
    effective::{Effective, Ipam},
    finding::written,
};
use crate::network::{
    Cidr, parse_address,
    space::{DEFAULT_POD_CIDR, DEFAULT_SERVICE_CIDR},
};

pub(super) use around::{ConnectedRange, SubnetRange};

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
}

/// A text with a capital letter at its beginning.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
