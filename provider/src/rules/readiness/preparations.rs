//! What has to be done before the network of a cluster is changed.

use time::Date;

use super::{
    Stage, Step,
    departure::Departure,
    prepared::Preparation,
    steps::{Way, command, hcl},
};
use crate::rules::rule::day;

/// Since when version 1.8.0 of the Application Gateway ingress controller serves overlay (AKS changelog).
const APPLICATION_GATEWAY_SERVES_OVERLAY: Date = day(2025, 3, 16);

/// The first day on which a route table is only detached by an identity of the user's
/// (<https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>, 2026-03-12).
const DETACHING_NEEDS_USER_ASSIGNED: Date = day(2026, 3, 12);

impl Way<'_> {
    /// What has to be done before the network is changed.
    pub(super) fn prepare(&mut self) {
        let Departure { masquerading, windows_pools, old_windows_images, .. } = self.from;
        if self.adds_cilium() && !windows_pools.is_empty() {
            self.step(
                Preparation::WindowsPoolsRemoved,
                "Remove the Windows pools",
                "Cilium runs on Linux nodes only. Move the workloads to another cluster before. A pool that Terraform has goes by \
                 taking its aksoverlay_node_pool out of the configuration.",
                command(windows_pools.iter().map(|pool| {
                    format!(
                        "az aks nodepool delete --resource-group GROUP --cluster-name CLUSTER --name {pool}"
                    )
                })),
                &["X10", "X20"],
            );
        } else if self.moves_to_overlay() && !old_windows_images.is_empty() {
            self.step(
                Preparation::WindowsImages,
                "Upgrade the node images of the Windows pools",
                format!(
                    "The image of {} is older than build 20348.1668, with which pods lose their connections on overlay.",
                    old_windows_images.join(", ")
                ),
                command(
                    old_windows_images.iter().map(|pool| {
                        format!("az aks nodepool upgrade --node-image-only --resource-group GROUP --cluster-name CLUSTER --name {pool}")
                    }),
                ),
                &["R37", "R38"],
            );
        }
        if self.from.virtual_nodes && (self.moves_to_overlay() || self.adds_ipv6()) {
            self.step(
                Preparation::VirtualNodesOff,
                "Switch the virtual nodes add-on off",
                "Virtual nodes need pods with addresses of the virtual network, which overlay does not give.",
                hcl("addons = { aci_connector_linux = { enabled = false } }"),
                &["R29", "R57"],
            );
        }
        if self.from.application_gateway
            && self.moves_to_overlay()
            && self.as_of < APPLICATION_GATEWAY_SERVES_OVERLAY
        {
            self.step(
                Preparation::ApplicationGatewayOff,
                "Remove the Application Gateway ingress controller",
                "It does not reach pods on overlay.",
                hcl("addons = { ingress_application_gateway = { enabled = false } }"),
                &["R26"],
            );
        }
        if self.from.node_provisioning && self.adds_cilium() {
            self.step(
                Preparation::NodeProvisioningOff,
                "Switch node auto-provisioning off",
                "Azure does not change the dataplane while it provisions nodes by itself; switch it on again afterwards.",
                hcl("node_provisioning = { mode = \"Manual\" }"),
                &["X10", "X20", "X31"],
            );
        }
        if self.from.system_assigned
            && self.from.route_table
            && self.leaves_kubenet()
            && self.as_of >= DETACHING_NEEDS_USER_ASSIGNED
        {
            self.step(
                Preparation::OwnIdentity,
                "Give the cluster an identity of your own",
                "The move from kubenet detaches your route table from the subnet, which Azure does only with a user-assigned \
                 identity that has Network Contributor on the subnet.",
                hcl("identity = { type = \"UserAssigned\", identity_ids = [IDENTITY_ID] }"),
                &["X12", "X16"],
            );
        }
        if self.moves_to_overlay() && !masquerading.is_empty() {
            self.step(
                Preparation::MasqueradeSettingsRemoved,
                "Remove the settings of the ip-masq-agent",
                "Azure refuses the move while there is a configuration of your own, which would send pod traffic to the wrong \
                 side.",
                command(masquerading.iter().map(|name| format!("kubectl --namespace kube-system delete configmap {name}"))),
                &["R39", "R40"],
            );
        }
        if self.removes_policy() {
            let policy = self.from.network.policy();
            let before = if self.moves_to_overlay() { "overlay" } else { "IPv6" };
            let step = Step {
                rules: &["R36", "R54", "R55"],
                reimages: true,
                prepares: Some(Preparation::PolicyRemoved),
                ..Step::new(
                    Stage::Prepare,
                    format!("Remove the network policy engine {policy}"),
                    format!(
                        "Azure refuses the change to {before} with {policy} installed. Pods are not isolated meanwhile."
                    ),
                )
            };
            self.change_network(step, None, |network| network.policy = Some("none".to_owned()));
        }
        if self.adds_ipv6() && !self.from.subnets_without_ipv6.is_empty() {
            let commands = self.from.subnets_without_ipv6.iter().map(|subnet| {
                format!(
                    "az network vnet subnet update --resource-group GROUP --vnet-name VNET --name {subnet} --address-prefixes \
                     IPV4_PREFIX IPV6_PREFIX"
                )
            });
            self.step(
                Preparation::SubnetsWithIpv6,
                "Give the virtual network and the subnets of the pools an IPv6 range",
                "Nodes of a dual-stack cluster have an IPv6 address of their subnet.",
                command(commands),
                &["R49"],
            );
        }
    }
}
