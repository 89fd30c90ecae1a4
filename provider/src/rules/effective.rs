//! What an attribute amounts to once the service has filled in what the configuration leaves open.

use tfplugin_framework::Attr;

use super::{ControlPlane, Existing, Network, Operation, Pool, View, finding::written};

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
        self.decided(attribute(&self.network), self.existing().map(|existing| attribute(&existing.network)))
    }

    /// An attribute of the cluster besides its network, as it will be.
    pub(super) fn control<'a, T>(
        &'a self,
        attribute: fn(&'a ControlPlane) -> &'a Attr<T>,
    ) -> Effective<'a, T> {
        let existing = self.existing().map(|existing| attribute(&existing.control_plane));
        self.decided(attribute(&self.control_plane), existing)
    }

    fn decided<'a, T>(&self, asked: &'a Attr<T>, existing: Option<&'a Attr<T>>) -> Effective<'a, T> {
        match (asked, existing) {
            (Attr::Known(value), _) => Effective::Asked(value),
            (Attr::Null, Some(Attr::Known(value))) => Effective::Existing(value),
            (Attr::Null, None) if self.creates() => Effective::Default,
            _ => Effective::Undecided,
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
        // A resource beside the cluster has neither attribute.
        let asked = asked.filter(|_| self.existing().is_none() || !self.network.path.is_root());
        match asked {
            Some((name, value)) => {
                let attribute = written(&self.network.attribute(name));
                format!("{attribute} = \"{value}\", so the cluster is on {}.", ipam.name())
            }
            None => format!("The cluster is on {}.", ipam.name()),
        }
    }

    /// Whether the plan moves an existing cluster to overlay.
    pub(crate) fn moves_to_overlay(&self) -> bool {
        self.moves_to_overlay_from().is_some()
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
                if families.iter().any(is_ipv6) {
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
        let now = self.managed_pools_now();
        self.pools.iter().all(|pool| now.like(pool).is_some_and(|now| pool.stays(now)))
            && self.network.stays(&existing.network)
            && self.control_plane.stays(&existing.control_plane)
            && same(&self.kubernetes_version, &existing.kubernetes_version)
    }
}

/// Whether each of the attributes stays as it is. Naming every field is demanded by the compiler.
macro_rules! stays {
    ($type:ident { $($whole:ident),* ; $($nested:ident . { $($part:ident),* }),* ; $($ignored:ident),* }) => {
        impl $type {
            fn stays(&self, now: &Self) -> bool {
                let Self { $($whole,)* $($nested,)* $($ignored: _,)* } = self;
                $(same($whole, &now.$whole) &&)* $($(same(&$nested.$part, &now.$nested.$part) &&)*)* true
            }
        }
    };
}

stays!(Network {
    plugin, plugin_mode, pod_cidrs, service_cidrs, dns_service_ip, ip_families, policy, dataplane, outbound_type,
    load_balancer_sku, static_egress_gateway;
    load_balancer.{managed_outbound_ip_count, managed_outbound_ipv6_count}, nat_gateway.{sku},
    advanced_networking.{enabled, security, acceleration_mode};
    path
});

stays!(ControlPlane {
    name, resource_group_name, location, sku_tier, support_plan, identity_type, identity_ids, node_resource_group,
    node_provisioning_mode, bootstrap_artifact_source, private_cluster, private_dns_zone, api_server_vnet_integration,
    api_server_subnet_id, run_command_enabled, upgrade_channel, node_os_upgrade_channel, kubelet_identity_id,
    http_proxy, custom_ca_trust_certificates, windows_admin;
    add_ons.{virtual_nodes, application_gateway};
    principal_id
});

stays!(Pool {
    name, kind, mode, vm_size, os_type, os_sku, os_disk_type, node_count, auto_scaling, max_pods, subnet_id,
    pod_subnet_id, network_plugin_mode, zones, priority, kubernetes_version;
    upgrade.{max_surge, max_unavailable, drain_timeout_minutes, node_soak_minutes};
    path, node_image_version
});

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

fn is_ipv6(family: &Attr<String>) -> bool {
    family.is_known_and(|family| family.eq_ignore_ascii_case("IPv6"))
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
