//! The network of a cluster at one point of the way, and how the change to it is written in HCL.

use tfplugin_framework::Attr;

use super::departure::{first_ipv4, lower};
use crate::{
    network::{Cidr, Family},
    rules::{Network, effective::Ipam},
};

/// The attributes of `network` that a way changes. None is what is not set, or not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// Words, in lower case.
    pub(super) plugin: Option<String>,
    pub(super) plugin_mode: Option<String>,
    pub(super) dataplane: Option<String>,
    pub(super) policy: Option<String>,
    /// Lists, as they are written.
    pub(super) ip_families: Option<Vec<String>>,
    pub(super) pod_cidrs: Option<Vec<String>>,
    pub(super) service_cidrs: Option<Vec<String>>,
}

impl Written {
    /// A network that exists.
    pub(super) fn existing(network: &Network) -> Self {
        let written = Self::asked(network);
        // Azure leaves out what is not special; whoever writes it has to say so.
        let word = |word: &str| Some(word.to_owned());
        let has_azures_plugin = written.plugin.as_deref() == Some("azure");
        written.or(&Self {
            plugin_mode: word("none").filter(|_| network.plugin_mode.is_null()),
            dataplane: word("azure").filter(|_| has_azures_plugin && network.dataplane.is_null()),
            policy: word("none").filter(|_| network.policy.is_null()),
            ip_families: Some(vec![Family::V4.to_string()]).filter(|_| network.ip_families.is_null()),
            ..Self::default()
        })
    }

    /// What is asked for and known.
    pub(super) fn asked(network: &Network) -> Self {
        Self {
            plugin: lower(&network.plugin),
            plugin_mode: lower(&network.plugin_mode),
            dataplane: lower(&network.dataplane),
            policy: lower(&network.policy),
            ip_families: texts(&network.ip_families),
            pod_cidrs: texts(&network.pod_cidrs),
            service_cidrs: texts(&network.service_cidrs),
        }
    }

    /// The same, with what another network has where this one says nothing.
    pub(super) fn or(self, other: &Self) -> Self {
        let other = other.clone();
        Self {
            plugin: self.plugin.or(other.plugin),
            plugin_mode: self.plugin_mode.or(other.plugin_mode),
            dataplane: self.dataplane.or(other.dataplane),
            policy: self.policy.or(other.policy),
            ip_families: self.ip_families.or(other.ip_families),
            pod_cidrs: self.pod_cidrs.or(other.pod_cidrs),
            service_cidrs: self.service_cidrs.or(other.service_cidrs),
        }
    }

    /// How pods get their addresses.
    pub(super) fn ipam(&self) -> Option<Ipam> {
        self.network().existing_ipam()
    }

    pub(super) fn is_overlay(&self) -> bool {
        self.ipam() == Some(Ipam::Overlay)
    }

    pub(super) fn is_cilium(&self) -> bool {
        self.dataplane.as_deref() == Some("cilium")
    }

    /// The network policy engine, "none" without one.
    pub(super) fn policy(&self) -> &str {
        self.policy.as_deref().unwrap_or("none")
    }

    pub(super) fn has_ipv6(&self) -> bool {
        self.network().has_ipv6().unwrap_or(false)
    }

    /// The IPv4 pod CIDR.
    pub(super) fn ipv4_pods(&self) -> Option<Cidr> {
        first_ipv4(&self.network().pod_cidrs)
    }

    /// The attributes of `network` that bring it from `before` to this, and those that have to wait although `target` has
    /// them; none if there are none. `besides` is one more attribute, as it is written.
    pub(super) fn in_hcl(&self, before: &Self, target: &Self, besides: Option<&str>) -> Option<String> {
        let of = |network: &Self| -> [(&'static str, Option<String>); 7] {
            let word = |word: &Option<String>| word.as_ref().map(|word| format!("{word:?}"));
            let list = |list: &Option<Vec<String>>| list.as_ref().map(|list| format!("{list:?}"));
            [
                ("plugin", word(&network.plugin)),
                ("plugin_mode", word(&network.plugin_mode)),
                ("dataplane", word(&network.dataplane)),
                ("policy", word(&network.policy)),
                ("ip_families", list(&network.ip_families)),
                ("pod_cidrs", list(&network.pod_cidrs)),
                ("service_cidrs", list(&network.service_cidrs)),
            ]
        };
        let mut attributes: Vec<String> = Vec::new();
        for (((name, after), (_, before)), (_, target)) in
            of(self).into_iter().zip(of(before)).zip(of(target))
        {
            if after != before || after != target {
                attributes.push(format!("{name} = {}", after.as_deref().unwrap_or("null")));
            }
        }
        attributes.extend(besides.map(str::to_owned));
        (!attributes.is_empty()).then(|| format!("network = {{ {} }}", attributes.join(", ")))
    }

    /// Asks for this network. What it does not know stays as it is asked for, unless `target` knows it: then it waits.
    pub(super) fn ask(&self, target: &Self, network: &mut Network) {
        let (asked, target) = (self.network(), target.network());
        macro_rules! ask {
            ($($attribute:ident),*) => {
                $(if !asked.$attribute.is_null() || !target.$attribute.is_null() {
                    network.$attribute = asked.$attribute;
                })*
            };
        }
        ask!(plugin, plugin_mode, dataplane, policy, ip_families, pod_cidrs, service_cidrs);
    }

    /// Makes an existing network like this one, as far as it is known.
    pub(super) fn settle(&self, network: &mut Network) {
        self.ask(&Self::default(), network);
    }

    fn network(&self) -> Network {
        let word = |word: &Option<String>| word.clone().map_or(Attr::Null, Attr::Known);
        let list = |list: &Option<Vec<String>>| match list {
            Some(texts) => Attr::Known(texts.iter().cloned().map(Attr::Known).collect()),
            None => Attr::Null,
        };
        Network {
            plugin: word(&self.plugin),
            plugin_mode: word(&self.plugin_mode),
            dataplane: word(&self.dataplane),
            policy: word(&self.policy),
            ip_families: list(&self.ip_families),
            pod_cidrs: list(&self.pod_cidrs),
            service_cidrs: list(&self.service_cidrs),
            ..Network::default()
        }
    }
}

/// The texts of a list, if all of them are known.
fn texts(list: &Attr<Vec<Attr<String>>>) -> Option<Vec<String>> {
    list.known()?.iter().map(|text| text.known().cloned()).collect()
}
