//! What an attribute amounts to once the service has filled in what the configuration leaves open.

use tfplugin_framework::Attr;

use super::{Existing, Network, Operation, View, finding::written};

/// An attribute as it will be, as far as that can be told now.
#[derive(Debug, PartialEq)]
pub(super) enum Effective<'a, T> {
    /// As asked for.
    Asked(&'a T),
    /// Not asked for, so it stays as it is.
    Existing(&'a T),
    /// Not asked for, and the cluster is new: the service chooses.
    Default,
    /// Cannot be told yet.
    Undecided,
}

// Derived, both would ask the same of `T`, which is only borrowed.
impl<T> Copy for Effective<'_, T> {}

impl<T> Clone for Effective<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<'a, T> Effective<'a, T> {
    /// The value, if it is asked for or exists.
    pub(super) fn value(self) -> Option<&'a T> {
        match self {
            Self::Asked(value) | Self::Existing(value) => Some(value),
            Self::Default | Self::Undecided => None,
        }
    }
}

/// How the pods of a cluster get their addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ipam {
    /// Azure CNI Overlay: from the pod CIDR, hidden from the virtual network.
    Overlay,
    /// Azure CNI without overlay: from a subnet.
    NodeSubnet,
    /// kubenet: from the pod CIDR, by routes in the virtual network.
    Kubenet,
    /// Azure installs no network plugin.
    OwnPlugin,
}

impl Ipam {
    /// What it is called in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Overlay => "Azure CNI Overlay",
            Self::NodeSubnet => "Azure CNI with node subnet",
            Self::Kubenet => "kubenet",
            Self::OwnPlugin => "a network plugin of your own",
        }
    }
}

impl View {
    /// The cluster as it is, if it is known to exist.
    pub(super) fn existing(&self) -> Option<&Existing> {
        match &self.operation {
            Operation::Update(existing) => Some(existing),
            Operation::Validate | Operation::Create => None,
        }
    }

    /// Whether the cluster is known to be new.
    pub(super) fn creates(&self) -> bool {
        matches!(self.operation, Operation::Create)
    }

    /// An attribute of the network as it will be.
    pub(super) fn effective<'a, T>(&'a self, attribute: fn(&'a Network) -> &'a Attr<T>) -> Effective<'a, T> {
        match (attribute(&self.network), &self.operation) {
            (Attr::Known(value), _) => Effective::Asked(value),
            (Attr::Unknown(_), _) | (Attr::Null, Operation::Validate) => Effective::Undecided,
            (Attr::Null, Operation::Create) => Effective::Default,
            (Attr::Null, Operation::Update(existing)) => match attribute(&existing.network) {
                Attr::Known(value) => Effective::Existing(value),
                Attr::Null | Attr::Unknown(_) => Effective::Undecided,
            },
        }
    }

    /// How pods will get their addresses; none while that is undecided.
    pub(super) fn ipam(&self) -> Option<Ipam> {
        let mode = self.effective(|network| &network.plugin_mode);
        match (self.effective(|network| &network.plugin), mode) {
            // The mode alone decides: there is no overlay without Azure's plugin.
            (Effective::Undecided, Effective::Asked(mode)) if is_overlay(mode) => Some(Ipam::Overlay),
            (Effective::Undecided, _) => None,
            (Effective::Asked(plugin) | Effective::Existing(plugin), _) if !is_azure(plugin) => {
                Some(without_azure_plugin(plugin))
            }
            (_, Effective::Asked(mode) | Effective::Existing(mode)) => Some(azure_mode(Some(mode))),
            (_, Effective::Default) => Some(Ipam::Overlay),
            // Azure leaves the mode out where there is none.
            (_, Effective::Undecided) if self.network.plugin_mode.is_null() => {
                self.existing().and_then(|existing| existing.network.existing_ipam())
            }
            (_, Effective::Undecided) => None,
        }
    }

    /// How pods will get their addresses, and which attribute says so, in one line.
    pub(super) fn ipam_fact(&self, ipam: Ipam) -> String {
        let plugin = self.network.plugin.known().filter(|plugin| !is_azure(plugin));
        let asked = match (plugin, self.network.plugin_mode.known()) {
            (Some(plugin), _) => Some(("plugin", plugin)),
            (None, Some(mode)) => Some(("plugin_mode", mode)),
            (None, None) => None,
        };
        match asked {
            Some((name, value)) => {
                let attribute = written(&self.network.attribute(name));
                format!("{attribute} = \"{value}\", so the cluster is on {}.", ipam.name())
            }
            None => format!("The cluster is on {}.", ipam.name()),
        }
    }

    /// How pods got their addresses so far, if the plan changes it to overlay.
    pub(super) fn moves_to_overlay_from(&self) -> Option<Ipam> {
        let before = self.existing()?.network.existing_ipam()?;
        (before != Ipam::Overlay && self.ipam() == Some(Ipam::Overlay)).then_some(before)
    }

    /// Whether the cluster will have IPv6 next to IPv4; none while that is undecided.
    pub(super) fn dual_stack(&self) -> Option<bool> {
        match self.effective(|network| &network.ip_families) {
            Effective::Asked(families) | Effective::Existing(families) => {
                let v6 = |family: &Attr<String>| {
                    family.known().is_some_and(|family| family.eq_ignore_ascii_case("IPv6"))
                };
                if families.iter().any(v6) {
                    Some(true)
                } else if families.iter().any(Attr::is_unknown) {
                    None
                } else {
                    Some(false)
                }
            }
            Effective::Default => Some(false),
            Effective::Undecided => None,
        }
    }

    /// Whether the cluster exists and nothing that rules look at changes.
    pub(super) fn is_settled(&self) -> bool {
        let Some(existing) = self.existing() else { return false };
        let (asked, now) = (&self.network, &existing.network);
        let network = same(&asked.plugin, &now.plugin)
            && same(&asked.plugin_mode, &now.plugin_mode)
            && same(&asked.pod_cidrs, &now.pod_cidrs)
            && same(&asked.service_cidrs, &now.service_cidrs)
            && same(&asked.dns_service_ip, &now.dns_service_ip)
            && same(&asked.ip_families, &now.ip_families)
            && same(&asked.policy, &now.policy)
            && same(&asked.dataplane, &now.dataplane)
            && same(&asked.outbound_type, &now.outbound_type);
        let pools = self.pools.iter().all(|pool| {
            pool.existing(existing).is_some_and(|now| {
                same(&pool.node_count, &now.node_count)
                    && same(&pool.auto_scaling, &now.auto_scaling)
                    && same(&pool.max_pods, &now.max_pods)
                    && same(&pool.subnet_id, &now.subnet_id)
                    && same(&pool.kubernetes_version, &now.kubernetes_version)
            })
        });
        network && pools && same(&self.kubernetes_version, &existing.kubernetes_version)
    }
}

impl Network {
    /// How the pods of a cluster with this network get their addresses, as Azure describes it: no mode is node subnet.
    pub(super) fn existing_ipam(&self) -> Option<Ipam> {
        let plugin = self.plugin.known()?;
        if !is_azure(plugin) {
            return Some(without_azure_plugin(plugin));
        }
        match &self.plugin_mode {
            Attr::Unknown(_) => None,
            mode => Some(azure_mode(mode.known())),
        }
    }
}

/// Whether a plugin mode is overlay. Azure does not mind the case.
pub(super) fn is_overlay(mode: &str) -> bool {
    mode.eq_ignore_ascii_case("overlay")
}

/// Whether a network plugin is Azure's.
pub(super) fn is_azure(plugin: &str) -> bool {
    plugin.eq_ignore_ascii_case("azure")
}

fn azure_mode(mode: Option<&String>) -> Ipam {
    if mode.is_some_and(|mode| is_overlay(mode)) { Ipam::Overlay } else { Ipam::NodeSubnet }
}

fn without_azure_plugin(plugin: &str) -> Ipam {
    if plugin.eq_ignore_ascii_case("kubenet") { Ipam::Kubenet } else { Ipam::OwnPlugin }
}

/// Whether an attribute stays as it is: not asked for, or asked for as it is.
fn same<T: PartialEq>(asked: &Attr<T>, now: &Attr<T>) -> bool {
    asked.is_null() || asked == now
}
