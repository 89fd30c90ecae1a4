//! The steps and their order.

use time::Date;

use super::{
    How, Stage, Step,
    departure::{Departure, Minor},
    destination::Destination,
    prepared::Preparation,
};
use crate::{
    network::Cidr,
    rules::{effective::Ipam, rule::day},
};

/// Since when an upgrade to overlay needs Kubernetes 1.27 instead of 1.22
/// (<https://learn.microsoft.com/azure/aks/upgrade-aks-ipam-and-dataplane>, 2025-11-26).
const OVERLAY_NEEDS_1_27: Date = day(2025, 11, 26);

/// Since when Azure refuses to install or remove Calico and Azure's policies below 1.30 (AKS changelog).
const POLICY_CHANGE_NEEDS_1_30: Date = day(2026, 5, 29);

/// Since when a cluster on node subnet may keep Cilium on its way to overlay (AKS changelog).
const CILIUM_MOVES_ALONG: Date = day(2025, 5, 19);

/// Since when version 1.8.0 of the Application Gateway ingress controller serves overlay (AKS changelog).
const APPLICATION_GATEWAY_SERVES_OVERLAY: Date = day(2025, 3, 16);

/// The first day on which a route table is only detached by an identity of the user's (same page, 2026-03-12).
const DETACHING_NEEDS_USER_ASSIGNED: Date = day(2026, 3, 12);

/// The steps between two networks, in order.
pub(super) fn between(from: &Departure, to: &Destination, as_of: Date) -> Vec<Step> {
    let mut way = Way { from, to, as_of, steps: Vec::new() };
    if !way.changes_network() {
        way.upgrade_to(to.version);
        return way.steps;
    }
    way.upgrade_to(way.version_needed().max(to.version));
    way.prepare();
    way.change();
    way.clean_up();
    way.steps
}

struct Way<'a> {
    from: &'a Departure,
    to: &'a Destination,
    as_of: Date,
    steps: Vec<Step>,
}

impl Way<'_> {
    fn changes_network(&self) -> bool {
        self.to.overlay || self.to.dual_stack || self.to.cilium || self.expands().is_some()
    }

    /// The pod CIDR to which an overlay cluster is widened. On the way to overlay it comes with the change of mode.
    fn expands(&self) -> Option<Cidr> {
        self.to.pod_cidr.filter(|_| self.from.ipam == Some(Ipam::Overlay))
    }

    /// Whether the network policy has to be removed before overlay, or before IPv6.
    fn removes_policy(&self) -> bool {
        let installed = self.from.policy != "none";
        let excludes_ipv6 = self.to.dual_stack && ["azure", "calico"].contains(&self.from.policy.as_str());
        // Cilium brings its own policy engine, in the same request.
        let replaced = self.to.cilium && !self.to.overlay;
        let moves_along =
            self.from.cilium && self.from.ipam == Some(Ipam::NodeSubnet) && self.as_of >= CILIUM_MOVES_ALONG;
        installed && !replaced && (self.to.overlay && !moves_along || excludes_ipv6)
    }

    /// Whether a policy engine goes, by itself or because Cilium takes its place.
    fn takes_policy_off(&self) -> bool {
        let replaced = self.to.cilium && ["azure", "calico"].contains(&self.from.policy.as_str());
        self.removes_policy() || replaced
    }

    /// The oldest version that Azure takes all of the steps from.
    fn version_needed(&self) -> Option<Minor> {
        let overlay = if self.as_of >= OVERLAY_NEEDS_1_27 { Minor(1, 27) } else { Minor(1, 22) };
        let ipv6_on_cilium = self.to.dual_stack && (self.to.cilium || self.from.cilium);
        [
            self.to.overlay.then_some(overlay),
            (self.takes_policy_off() && self.as_of >= POLICY_CHANGE_NEEDS_1_30).then_some(Minor(1, 30)),
            ipv6_on_cilium.then_some(Minor(1, 29)),
        ]
        .into_iter()
        .flatten()
        .max()
    }

    /// One step per minor version: Azure skips none.
    fn upgrade_to(&mut self, version: Option<Minor>) {
        let (Some(now), Some(last)) = (self.from.version, version) else { return };
        let needed = self.version_needed();
        for version in now.up_to(last) {
            let is_precondition = needed.is_some_and(|needed| version <= needed);
            self.steps.push(Step {
                stage: if is_precondition { Stage::Prepare } else { Stage::Change },
                title: format!("Upgrade Kubernetes to {version}"),
                why: match needed {
                    Some(needed) if is_precondition => format!(
                        "Azure takes the changes that follow from Kubernetes {needed} on, and upgrades one minor version at a \
                         time."
                    ),
                    _ => "Azure upgrades one minor version at a time.".to_owned(),
                },
                how: How::Hcl(format!("kubernetes_version = \"{version}\"")),
                rules: if is_precondition { &["R34", "R52", "X13", "X29"] } else { &[] },
                reimages: false,
                prepares: is_precondition.then_some(Preparation::Kubernetes(version)),
            });
        }
    }

    fn prepare(&mut self) {
        let Departure { masquerading, windows_pools, old_windows_images, .. } = self.from;
        if self.to.cilium && !windows_pools.is_empty() {
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
        } else if self.to.overlay && !old_windows_images.is_empty() {
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
        if self.from.virtual_nodes && (self.to.overlay || self.to.dual_stack) {
            self.step(
                Preparation::VirtualNodesOff,
                "Switch the virtual nodes add-on off",
                "Virtual nodes need pods with addresses of the virtual network, which overlay does not give.",
                hcl("addons = { aci_connector_linux = { enabled = false } }"),
                &["R29", "R57"],
            );
        }
        if self.from.application_gateway && self.to.overlay && self.as_of < APPLICATION_GATEWAY_SERVES_OVERLAY
        {
            self.step(
                Preparation::ApplicationGatewayOff,
                "Remove the Application Gateway ingress controller",
                "It does not reach pods on overlay.",
                hcl("addons = { ingress_application_gateway = { enabled = false } }"),
                &["R26"],
            );
        }
        if self.from.node_provisioning && self.to.cilium {
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
            && self.from.ipam == Some(Ipam::Kubenet)
            && self.to.overlay
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
        if self.to.overlay && !masquerading.is_empty() {
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
            let (policy, before) = (&self.from.policy, if self.to.overlay { "overlay" } else { "IPv6" });
            self.reimaging(
                Some(Preparation::PolicyRemoved),
                format!("Remove the network policy engine {policy}"),
                format!("Azure refuses the change to {before} with {policy} installed. Pods are not isolated meanwhile."),
                hcl("network = { policy = \"none\" }"),
                &["R36", "R54", "R55"],
            );
        }
        if self.to.dual_stack && !self.from.subnets_without_ipv6.is_empty() {
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

    fn change(&mut self) {
        if self.to.overlay {
            let before = self.from.ipam.map_or("the present network", Ipam::name);
            let cidr = match self.to.pod_cidr {
                Some(cidr) => format!(", pod_cidrs = [\"{cidr}\"]"),
                None if self.from.ipam == Some(Ipam::Kubenet) => String::new(),
                None => ", pod_cidrs = [POD_CIDR]".to_owned(),
            };
            self.reimaging(
                None,
                format!("Move from {before} to Azure CNI Overlay"),
                "There is no way back, and Azure changes nothing else of the network in the same request.",
                hcl(format!("network = {{ plugin = \"azure\", plugin_mode = \"overlay\"{cidr} }}")),
                &["R32", "R41", "R42", "R46", "X09", "N15"],
            );
        }
        // Azure widens the pod CIDR of single-stack clusters only.
        if let Some(cidr) = self.expands() {
            self.steps.push(Step {
                stage: Stage::Change,
                title: format!("Widen the pod CIDR to {cidr}"),
                why: if self.to.dual_stack {
                    "Azure widens the pod CIDR only while the cluster has IPv4 alone.".to_owned()
                } else {
                    "Azure takes a wider range around the one that the cluster has, in place.".to_owned()
                },
                how: hcl(format!("network = {{ pod_cidrs = [\"{cidr}\"] }}")),
                rules: &["X05", "X06"],
                reimages: false,
                prepares: None,
            });
        }
        if self.to.cilium {
            self.reimaging(
                None,
                "Change the dataplane to Cilium",
                "Azure does not change the dataplane together with the way in which pods get their addresses.",
                hcl("network = { dataplane = \"cilium\", policy = \"cilium\" }"),
                &["X09", "X10", "X11"],
            );
        }
        if self.to.dual_stack {
            let list = |name: &str, texts: &Option<Vec<String>>| {
                texts.as_ref().map(|texts| format!(", {name} = {texts:?}")).unwrap_or_default()
            };
            let ranges =
                [list("pod_cidrs", &self.to.pod_cidrs), list("service_cidrs", &self.to.service_cidrs)];
            self.reimaging(
                None,
                "Add IPv6",
                "Azure makes the cluster dual-stack in place. Outbound IPv6 needs an address of the load balancer.",
                hcl(format!(
                    "network = {{ ip_families = [\"IPv4\", \"IPv6\"]{}, load_balancer = {{ managed_outbound_ipv6_count = 1 }} }}",
                    ranges.concat()
                )),
                &["R48", "R58", "X28", "N15"],
            );
        }
    }

    fn clean_up(&mut self) {
        let wanted = self.to.policy.as_ref().unwrap_or(&self.from.policy);
        // Cilium comes with its own policy engine, and IPv6 excludes the others.
        if self.removes_policy() && !self.to.cilium && !self.to.dual_stack && wanted != "none" {
            self.after(
                format!("Install the network policy engine {wanted} again"),
                "It was removed for the move to overlay.",
                hcl(format!("network = {{ policy = \"{wanted}\" }}")),
                &["R23"],
                true,
            );
        }
        if self.to.overlay && self.from.ipam == Some(Ipam::Kubenet) && self.from.route_table {
            self.after(
                "Stop managing the pods' routes",
                "Overlay needs no routes for pods: Azure detaches the route table of kubenet from the subnet, and a \
                 configuration that still has the association would put it back.",
                command(["terraform state rm ADDRESS_OF_THE_ROUTE_TABLE_ASSOCIATION".to_owned()]),
                &["R47"],
                false,
            );
        }
    }

    fn step(
        &mut self,
        prepares: Preparation,
        title: impl Into<String>,
        why: impl Into<String>,
        how: How,
        rules: &'static [&'static str],
    ) {
        let (title, why, prepares) = (title.into(), why.into(), Some(prepares));
        self.steps.push(Step { stage: Stage::Prepare, title, why, how, rules, reimages: false, prepares });
    }

    /// A step that replaces the nodes of every pool: a preparation, or a change that was asked for.
    fn reimaging(
        &mut self,
        prepares: Option<Preparation>,
        title: impl Into<String>,
        why: impl Into<String>,
        how: How,
        rules: &'static [&'static str],
    ) {
        let stage = if prepares.is_some() { Stage::Prepare } else { Stage::Change };
        let (title, why) = (title.into(), why.into());
        self.steps.push(Step { stage, title, why, how, rules, reimages: true, prepares });
    }

    fn after(
        &mut self,
        title: impl Into<String>,
        why: impl Into<String>,
        how: How,
        rules: &'static [&'static str],
        reimages: bool,
    ) {
        let (title, why) = (title.into(), why.into());
        self.steps.push(Step { stage: Stage::After, title, why, how, rules, reimages, prepares: None });
    }
}

fn hcl(text: impl Into<String>) -> How {
    How::Hcl(text.into())
}

fn command(lines: impl IntoIterator<Item = String>) -> How {
    How::Command(lines.into_iter().collect::<Vec<_>>().join(" && "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = day(2026, 11, 22);

    fn kubenet() -> Departure {
        Departure {
            ipam: Some(Ipam::Kubenet),
            version: Some(Minor(1, 34)),
            policy: "none".to_owned(),
            ..Departure::default()
        }
    }

    fn overlay() -> Departure {
        Departure { ipam: Some(Ipam::Overlay), ..kubenet() }
    }

    fn to_overlay() -> Destination {
        Destination { overlay: true, ..Destination::default() }
    }

    fn titles(from: &Departure, to: &Destination, as_of: Date) -> Vec<String> {
        between(from, to, as_of).into_iter().map(|step| step.title).collect()
    }

    #[test]
    fn a_cluster_that_is_prepared_takes_one_step() {
        let steps = between(&kubenet(), &to_overlay(), TODAY);
        assert_eq!(steps.len(), 1);
        assert_eq!(steps[0].stage, Stage::Change);
        assert_eq!(steps[0].title, "Move from kubenet to Azure CNI Overlay");
        assert_eq!(
            steps[0].how,
            How::Hcl("network = { plugin = \"azure\", plugin_mode = \"overlay\" }".to_owned())
        );
        assert!(steps[0].reimages);
    }

    #[test]
    fn a_policy_is_removed_before_overlay_and_installed_again_after() {
        let from = Departure { policy: "calico".to_owned(), ..kubenet() };
        assert_eq!(
            titles(&from, &to_overlay(), TODAY),
            [
                "Remove the network policy engine calico",
                "Move from kubenet to Azure CNI Overlay",
                "Install the network policy engine calico again",
            ]
        );
    }

    #[test]
    fn kubernetes_is_upgraded_minor_by_minor_to_what_the_removal_of_a_policy_needs() {
        let from = Departure { policy: "azure".to_owned(), version: Some(Minor(1, 28)), ..kubenet() };
        let titles = titles(&from, &to_overlay(), TODAY);
        assert_eq!(titles[..2], ["Upgrade Kubernetes to 1.29", "Upgrade Kubernetes to 1.30"]);
        assert_eq!(titles[2], "Remove the network policy engine azure");
    }

    #[test]
    fn the_version_that_overlay_needs_is_that_of_the_day() {
        let from = Departure { version: Some(Minor(1, 26)), ..kubenet() };
        assert_eq!(titles(&from, &to_overlay(), day(2025, 11, 25)).len(), 1);
        assert_eq!(titles(&from, &to_overlay(), TODAY)[0], "Upgrade Kubernetes to 1.27");
        let ready = Departure { version: Some(Minor(1, 27)), ..kubenet() };
        assert_eq!(titles(&ready, &to_overlay(), TODAY).len(), 1);
    }

    #[test]
    fn overlay_and_cilium_are_two_steps_and_cilium_brings_its_own_policy() {
        let from = Departure { policy: "azure".to_owned(), ..kubenet() };
        let to = Destination { cilium: true, policy: Some("cilium".to_owned()), ..to_overlay() };
        assert_eq!(
            titles(&from, &to, TODAY),
            [
                "Remove the network policy engine azure",
                "Move from kubenet to Azure CNI Overlay",
                "Change the dataplane to Cilium",
            ]
        );
        let to = Destination { cilium: true, ..Destination::default() };
        let from = Departure { policy: "azure".to_owned(), ..overlay() };
        assert_eq!(titles(&from, &to, TODAY), ["Change the dataplane to Cilium"]);
    }

    #[test]
    fn windows_pools_and_auto_provisioning_go_before_cilium_comes() {
        let from = Departure {
            node_provisioning: true,
            windows_pools: vec!["win".to_owned()],
            old_windows_images: vec!["win".to_owned()],
            ..kubenet()
        };
        let to = Destination { cilium: true, policy: Some("cilium".to_owned()), ..to_overlay() };
        assert_eq!(
            titles(&from, &to, TODAY),
            [
                "Remove the Windows pools",
                "Switch node auto-provisioning off",
                "Move from kubenet to Azure CNI Overlay",
                "Change the dataplane to Cilium",
            ]
        );
        let stays = Departure { windows_pools: vec!["win".to_owned()], ..kubenet() };
        assert_eq!(titles(&stays, &to_overlay(), TODAY).len(), 1);
    }

    #[test]
    fn an_engine_that_cilium_replaces_goes_from_1_30_on() {
        let from = Departure { policy: "calico".to_owned(), version: Some(Minor(1, 29)), ..overlay() };
        let to = Destination { cilium: true, policy: Some("cilium".to_owned()), ..Destination::default() };
        assert_eq!(
            titles(&from, &to, TODAY),
            ["Upgrade Kubernetes to 1.30", "Change the dataplane to Cilium"]
        );
        assert_eq!(titles(&from, &to, day(2026, 5, 28)), ["Change the dataplane to Cilium"]);
    }

    #[test]
    fn cilium_on_node_subnet_keeps_its_policy_since_azure_moves_it_along() {
        let from = Departure {
            ipam: Some(Ipam::NodeSubnet),
            cilium: true,
            policy: "cilium".to_owned(),
            ..kubenet()
        };
        assert_eq!(titles(&from, &to_overlay(), TODAY).len(), 1);
        assert_eq!(
            titles(&from, &to_overlay(), day(2025, 5, 18))[0],
            "Remove the network policy engine cilium"
        );
    }

    #[test]
    fn a_pod_cidr_is_widened_before_ipv6_is_added() {
        let to = Destination {
            dual_stack: true,
            pod_cidr: Cidr::parse("10.244.0.0/14").ok(),
            ..Destination::default()
        };
        assert_eq!(titles(&overlay(), &to, TODAY), ["Widen the pod CIDR to 10.244.0.0/14", "Add IPv6"]);
    }

    #[test]
    fn ipv6_on_cilium_needs_1_29_and_excludes_other_policies() {
        let to = Destination { dual_stack: true, ..Destination::default() };
        let from =
            Departure { cilium: true, version: Some(Minor(1, 28)), policy: "cilium".to_owned(), ..overlay() };
        assert_eq!(titles(&from, &to, TODAY), ["Upgrade Kubernetes to 1.29", "Add IPv6"]);
        let from = Departure { policy: "calico".to_owned(), ..overlay() };
        assert_eq!(titles(&from, &to, TODAY), ["Remove the network policy engine calico", "Add IPv6"]);
    }

    #[test]
    fn everything_that_stands_in_the_way_is_prepared_in_the_order_in_which_it_has_to_be() {
        let from = Departure {
            version: Some(Minor(1, 29)),
            policy: "calico".to_owned(),
            system_assigned: true,
            route_table: true,
            masquerading: vec!["azure-ip-masq-agent-config".to_owned()],
            virtual_nodes: true,
            application_gateway: true,
            node_provisioning: true,
            subnets_without_ipv6: vec!["nodes".to_owned()],
            old_windows_images: vec!["win".to_owned()],
            ..kubenet()
        };
        let to = Destination { dual_stack: true, cilium: true, ..to_overlay() };
        assert_eq!(
            titles(&from, &to, TODAY),
            [
                "Upgrade Kubernetes to 1.30",
                "Upgrade the node images of the Windows pools",
                "Switch the virtual nodes add-on off",
                "Switch node auto-provisioning off",
                "Give the cluster an identity of your own",
                "Remove the settings of the ip-masq-agent",
                "Remove the network policy engine calico",
                "Give the virtual network and the subnets of the pools an IPv6 range",
                "Move from kubenet to Azure CNI Overlay",
                "Change the dataplane to Cilium",
                "Add IPv6",
                "Stop managing the pods' routes",
            ]
        );
        let stages: Vec<Stage> = between(&from, &to, TODAY).iter().map(|step| step.stage).collect();
        assert!(stages.is_sorted(), "{stages:?}");
        assert_eq!(
            titles(&from, &to, day(2025, 3, 15))[2],
            "Remove the Application Gateway ingress controller"
        );
    }

    #[test]
    fn an_upgrade_of_kubernetes_alone_goes_minor_by_minor() {
        let to = Destination { version: Some(Minor(1, 36)), ..Destination::default() };
        assert_eq!(
            titles(&overlay(), &to, TODAY),
            ["Upgrade Kubernetes to 1.35", "Upgrade Kubernetes to 1.36"]
        );
    }

    #[test]
    fn what_is_not_known_asks_for_no_step() {
        let from =
            Departure { ipam: Some(Ipam::NodeSubnet), policy: "none".to_owned(), ..Departure::default() };
        assert_eq!(titles(&from, &to_overlay(), TODAY).len(), 1);
        assert!(titles(&overlay(), &Destination::default(), TODAY).is_empty());
    }
}
