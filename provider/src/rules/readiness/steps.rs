//! The steps and their order.

use time::Date;

use super::{
    How, Stage, Step, Upgrade,
    departure::{Departure, Minor},
    destination::Destination,
    prepared::Preparation,
    written::Written,
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

/// The steps between two networks, in order.
pub(super) fn between(from: &Departure, to: &Destination, as_of: Date) -> Vec<Step> {
    let mut way = Way { from, to, as_of, now: Written::default(), steps: Vec::new() };
    way.now = way.what_waits();
    way.upgrade_to(way.version_needed().max(to.version));
    way.prepare();
    way.change();
    way.clean_up();
    way.steps
}

/// A way that is being laid.
pub(super) struct Way<'a> {
    pub(super) from: &'a Departure,
    to: &'a Destination,
    pub(super) as_of: Date,
    /// The network that the steps so far lead to.
    now: Written,
    steps: Vec<Step>,
}

impl Way<'_> {
    pub(super) fn moves_to_overlay(&self) -> bool {
        self.to.network.is_overlay() && !self.from.network.is_overlay()
    }

    pub(super) fn leaves_kubenet(&self) -> bool {
        self.moves_to_overlay() && self.from.network.ipam() == Some(Ipam::Kubenet)
    }

    pub(super) fn adds_ipv6(&self) -> bool {
        self.to.network.has_ipv6() && !self.from.network.has_ipv6()
    }

    pub(super) fn adds_cilium(&self) -> bool {
        self.to.network.is_cilium() && !self.from.network.is_cilium()
    }

    /// The pod CIDR to which an overlay cluster is widened. On the way to overlay it comes with the change of mode.
    fn expands(&self) -> Option<Cidr> {
        let now = self.from.network.ipv4_pods();
        self.to.network.ipv4_pods().filter(|cidr| self.from.network.is_overlay() && now != Some(*cidr))
    }

    /// The network at the beginning: of what is asked for, everything that none of the steps changes is there from the first
    /// one on, for Azure to take or to refuse.
    fn what_waits(&self) -> Written {
        let (now, mut network) = (&self.from.network, self.to.network.clone());
        if self.moves_to_overlay() {
            network.plugin.clone_from(&now.plugin);
            network.plugin_mode.clone_from(&now.plugin_mode);
        }
        if self.moves_to_overlay() || self.expands().is_some() || self.adds_ipv6() {
            network.pod_cidrs.clone_from(&now.pod_cidrs);
        }
        if self.adds_ipv6() {
            network.ip_families.clone_from(&now.ip_families);
            network.service_cidrs.clone_from(&now.service_cidrs);
        }
        if self.adds_cilium() {
            network.dataplane.clone_from(&now.dataplane);
        }
        network.policy.clone_from(&now.policy);
        network
    }

    /// Whether the network policy has to be removed before overlay, or before IPv6.
    pub(super) fn removes_policy(&self) -> bool {
        let (now, policy) = (&self.from.network, self.from.network.policy());
        let excludes_ipv6 = self.adds_ipv6() && is_replaceable(policy);
        // Cilium brings its own policy engine, in the same request.
        let replaced = self.adds_cilium() && !self.moves_to_overlay();
        let moves_along =
            now.is_cilium() && now.ipam() == Some(Ipam::NodeSubnet) && self.as_of >= CILIUM_MOVES_ALONG;
        policy != "none" && !replaced && (self.moves_to_overlay() && !moves_along || excludes_ipv6)
    }

    /// Whether a policy engine comes or goes, by itself or because Cilium takes its place.
    fn changes_policy(&self) -> bool {
        let (now, wanted) = (self.from.network.policy(), self.to.network.policy());
        let is_another = now != wanted && [now, wanted].into_iter().any(is_replaceable);
        self.removes_policy() || is_another
    }

    /// The oldest version that Azure takes all of the steps from.
    fn version_needed(&self) -> Option<Minor> {
        let overlay = if self.as_of >= OVERLAY_NEEDS_1_27 { Minor(1, 27) } else { Minor(1, 22) };
        let ipv6_on_cilium = self.adds_ipv6() && self.to.network.is_cilium();
        [
            self.moves_to_overlay().then_some(overlay),
            (self.changes_policy() && self.as_of >= POLICY_CHANGE_NEEDS_1_30).then_some(Minor(1, 30)),
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
            let mut attributes = format!("kubernetes_version = \"{version}\"");
            let mut why = "Azure upgrades one minor version at a time.".to_owned();
            let long_term = self.from.long_term_only.contains(&version);
            if long_term {
                attributes.push_str("\nsupport_plan = \"AKSLongTermSupport\"\nsku_tier = \"Premium\"");
                why = format!("{why} The region has {version} with long-term support alone.");
            }
            let preparation = needed.filter(|needed| version <= *needed);
            if let Some(needed) = preparation {
                why = format!("Azure takes the changes that follow from Kubernetes {needed} on. {why}");
            }
            let stage = if preparation.is_some() { Stage::Prepare } else { Stage::Change };
            self.steps.push(Step {
                how: self.meanwhile(&attributes),
                rules: if preparation.is_some() { &["R34", "R52", "X13", "X29"] } else { &[] },
                prepares: preparation.map(|_| Preparation::Kubernetes(version)),
                upgrade: Some(Upgrade { to: version, long_term }),
                leaves: Some(self.now.clone()),
                ..Step::new(stage, format!("Upgrade Kubernetes to {version}"), why)
            });
        }
    }

    fn change(&mut self) {
        let target = &self.to.network;
        if self.moves_to_overlay() {
            let before = self.from.network.ipam().map_or("the present network", Ipam::name);
            let step = Step {
                rules: &["R32", "R41", "R42", "R46", "X09", "N15"],
                reimages: true,
                ..Step::new(
                    Stage::Change,
                    format!("Move from {before} to Azure CNI Overlay"),
                    "There is no way back, and Azure changes nothing else of the network in the same request.",
                )
            };
            let cidrs = self.while_single_stack(target.pod_cidrs.as_ref());
            let to_be_chosen = cidrs.is_none() && !self.leaves_kubenet();
            self.change_network(step, to_be_chosen.then_some("pod_cidrs = [POD_CIDR]"), |network| {
                network.plugin.clone_from(&target.plugin);
                network.plugin_mode.clone_from(&target.plugin_mode);
                network.pod_cidrs = cidrs;
            });
        }
        // Azure widens the pod CIDR of single-stack clusters only.
        if let Some(cidr) = self.expands() {
            let why = if self.adds_ipv6() {
                "Azure widens the pod CIDR only while the cluster has IPv4 alone."
            } else {
                "Azure takes a wider range around the one that the cluster has, in place."
            };
            let step = Step {
                rules: &["X05", "X06"],
                ..Step::new(Stage::Change, format!("Widen the pod CIDR to {cidr}"), why)
            };
            let cidrs = self.while_single_stack(target.pod_cidrs.as_ref());
            self.change_network(step, None, |network| network.pod_cidrs = cidrs);
        }
        if self.adds_cilium() {
            let step = Step {
                rules: &["X09", "X10", "X11"],
                reimages: true,
                ..Step::new(
                    Stage::Change,
                    "Change the dataplane to Cilium",
                    "Azure does not change the dataplane together with the way in which pods get their addresses.",
                )
            };
            self.change_network(step, None, |network| {
                network.dataplane.clone_from(&target.dataplane);
                network.policy.clone_from(&target.policy);
            });
        }
        if self.adds_ipv6() {
            let mut why = "Azure makes the cluster dual-stack in place.".to_owned();
            if self.to.load_balancer {
                why.push_str(" Outbound IPv6 needs an address of the load balancer.");
            }
            let step = Step {
                rules: &["R48", "R58", "X28", "N15"],
                reimages: true,
                ..Step::new(Stage::Change, "Add IPv6", why)
            };
            let address =
                self.to.load_balancer.then_some("load_balancer = { managed_outbound_ipv6_count = 1 }");
            self.change_network(step, address, |network| {
                network.ip_families.clone_from(&target.ip_families);
                network.pod_cidrs.clone_from(&target.pod_cidrs);
                network.service_cidrs.clone_from(&target.service_cidrs);
            });
        }
    }

    /// Of ranges for both families those that a cluster has before it gets IPv6.
    fn while_single_stack(&self, cidrs: Option<&Vec<String>>) -> Option<Vec<String>> {
        let count = if self.adds_ipv6() { 1 } else { usize::MAX };
        Some(cidrs?.iter().take(count).cloned().collect())
    }

    fn clean_up(&mut self) {
        let (now, wanted) = (self.now.policy().to_owned(), self.to.network.policy().to_owned());
        if now != wanted {
            let step = if self.removes_policy() && wanted == self.from.network.policy() {
                Step::new(
                    Stage::After,
                    format!("Install the network policy engine {wanted} again"),
                    "It was removed for the move to overlay.",
                )
            } else {
                let title = match (now.as_str(), wanted.as_str()) {
                    (now, "none") => format!("Remove the network policy engine {now}"),
                    ("none", wanted) => format!("Install the network policy engine {wanted}"),
                    (now, wanted) => format!("Replace the network policy engine {now} by {wanted}"),
                };
                Step::new(Stage::Change, title, "A change of the engine goes by itself.")
            };
            let step = Step { rules: &["R23"], reimages: true, ..step };
            self.change_network(step, None, |network| network.policy = Some(wanted));
        }
        if self.leaves_kubenet() && self.from.route_table {
            self.steps.push(Step {
                how: command(["terraform state rm ADDRESS_OF_THE_ROUTE_TABLE_ASSOCIATION".to_owned()]),
                rules: &["R47"],
                ..Step::new(
                    Stage::After,
                    "Stop managing the pods' routes",
                    "Overlay needs no routes for pods: Azure detaches the route table of kubenet from the subnet, and a \
                     configuration that still has the association would put it back.",
                )
            });
        }
    }

    /// A step that prepares and leaves the network as it is.
    pub(super) fn step(
        &mut self,
        prepares: Preparation,
        title: impl Into<String>,
        why: impl Into<String>,
        how: How,
        rules: &'static [&'static str],
    ) {
        let how = match how {
            How::Hcl(text) => self.meanwhile(&text),
            How::Command(_) => how,
        };
        let step = Step::new(Stage::Prepare, title, why);
        self.steps.push(Step { how, rules, prepares: Some(prepares), ..step });
    }

    /// A step that changes the network, by its attributes and one besides.
    pub(super) fn change_network(
        &mut self,
        step: Step,
        besides: Option<&str>,
        change: impl FnOnce(&mut Written),
    ) {
        let mut next = self.now.clone();
        change(&mut next);
        let how = hcl(next.in_hcl(&self.now, &self.to.network, besides).unwrap_or_default());
        let leaves = (step.stage != Stage::Prepare).then(|| next.clone());
        self.now = next;
        self.steps.push(Step { how, leaves, ..step });
    }

    /// Attributes, and those of the network that wait for a later step.
    fn meanwhile(&self, attributes: &str) -> How {
        let network = self.now.in_hcl(&self.now, &self.to.network, None);
        let lines = std::iter::once(attributes.to_owned()).chain(network);
        hcl(lines.collect::<Vec<_>>().join("\n"))
    }
}

/// Whether Azure takes a network policy engine out for another one, and lets IPv6 in only without it.
pub(super) fn is_replaceable(policy: &str) -> bool {
    ["azure", "calico"].contains(&policy)
}

pub(super) fn hcl(text: impl Into<String>) -> How {
    How::Hcl(text.into())
}

pub(super) fn command(lines: impl IntoIterator<Item = String>) -> How {
    How::Command(lines.into_iter().collect::<Vec<_>>().join(" && "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = day(2026, 11, 22);

    fn word(word: &str) -> Option<String> {
        Some(word.to_owned())
    }

    fn texts(texts: &[&str]) -> Option<Vec<String>> {
        Some(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    /// A cluster with this network and version 1.34.
    fn at(network: Written) -> Departure {
        Departure { network, version: Some(Minor(1, 34)), ..Departure::default() }
    }

    fn kubenet() -> Written {
        Written {
            plugin: word("kubenet"),
            policy: word("none"),
            ip_families: texts(&["IPv4"]),
            pod_cidrs: texts(&["10.244.0.0/16"]),
            service_cidrs: texts(&["10.0.0.0/16"]),
            ..Written::default()
        }
    }

    fn overlay() -> Written {
        Written { plugin_mode: word("overlay"), ..node_subnet(texts(&["10.244.0.0/16"])) }
    }

    fn node_subnet(pod_cidrs: Option<Vec<String>>) -> Written {
        Written {
            plugin: word("azure"),
            plugin_mode: word("none"),
            dataplane: word("azure"),
            pod_cidrs,
            ..kubenet()
        }
    }

    fn with_policy(policy: &str, network: Written) -> Written {
        Written { policy: word(policy), ..network }
    }

    fn with_cilium(network: Written) -> Written {
        Written { dataplane: word("cilium"), policy: word("cilium"), ..network }
    }

    fn with_ipv6(network: Written) -> Written {
        Written {
            ip_families: texts(&["IPv4", "IPv6"]),
            pod_cidrs: texts(&["10.244.0.0/16", "fd10:1::/64"]),
            service_cidrs: texts(&["10.0.0.0/16", "fd10:2::/108"]),
            ..network
        }
    }

    fn to(network: Written) -> Destination {
        Destination { network, version: None, load_balancer: true }
    }

    fn titles(from: &Departure, to: &Destination, as_of: Date) -> Vec<String> {
        between(from, to, as_of).into_iter().map(|step| step.title).collect()
    }

    fn hcl_of(from: &Departure, to: &Destination) -> Vec<String> {
        let steps = between(from, to, TODAY);
        steps
            .into_iter()
            .map(|step| match step.how {
                How::Hcl(hcl) | How::Command(hcl) => hcl,
            })
            .collect()
    }

    #[test]
    fn a_cluster_that_is_prepared_takes_one_step() {
        let steps = between(&at(kubenet()), &to(overlay()), TODAY);
        assert_eq!(steps.len(), 1);
        assert_eq!(steps[0].stage, Stage::Change);
        assert_eq!(steps[0].title, "Move from kubenet to Azure CNI Overlay");
        assert!(steps[0].reimages);
        let how = "network = { plugin = \"azure\", plugin_mode = \"overlay\" }";
        assert_eq!(hcl_of(&at(kubenet()), &to(overlay())), [how]);
    }

    #[test]
    fn a_policy_is_removed_before_overlay_and_installed_again_after() {
        let from = at(with_policy("calico", node_subnet(None)));
        assert_eq!(
            titles(&from, &to(with_policy("calico", overlay())), TODAY),
            [
                "Remove the network policy engine calico",
                "Move from Azure CNI with node subnet to Azure CNI Overlay",
                "Install the network policy engine calico again",
            ]
        );
    }

    #[test]
    fn every_step_writes_what_has_to_wait_for_a_later_one() {
        let from = Departure { virtual_nodes: true, ..at(with_policy("calico", node_subnet(None))) };
        assert_eq!(
            hcl_of(&from, &to(with_ipv6(with_cilium(overlay())))),
            [
                "addons = { aci_connector_linux = { enabled = false } }\n\
                 network = { plugin_mode = \"none\", dataplane = \"azure\", policy = \"calico\", ip_families = [\"IPv4\"], \
                 pod_cidrs = null, service_cidrs = [\"10.0.0.0/16\"] }",
                "network = { plugin_mode = \"none\", dataplane = \"azure\", policy = \"none\", ip_families = [\"IPv4\"], \
                 pod_cidrs = null, service_cidrs = [\"10.0.0.0/16\"] }",
                "network = { plugin_mode = \"overlay\", dataplane = \"azure\", policy = \"none\", ip_families = [\"IPv4\"], \
                 pod_cidrs = [\"10.244.0.0/16\"], service_cidrs = [\"10.0.0.0/16\"] }",
                "network = { dataplane = \"cilium\", policy = \"cilium\", ip_families = [\"IPv4\"], \
                 pod_cidrs = [\"10.244.0.0/16\"], service_cidrs = [\"10.0.0.0/16\"] }",
                "network = { ip_families = [\"IPv4\", \"IPv6\"], pod_cidrs = [\"10.244.0.0/16\", \"fd10:1::/64\"], \
                 service_cidrs = [\"10.0.0.0/16\", \"fd10:2::/108\"], \
                 load_balancer = { managed_outbound_ipv6_count = 1 } }",
            ]
        );
    }

    #[test]
    fn a_pod_cidr_that_nobody_knows_is_left_to_be_chosen() {
        let how = hcl_of(&at(node_subnet(None)), &to(Written { pod_cidrs: None, ..overlay() }));
        assert_eq!(how, ["network = { plugin_mode = \"overlay\", pod_cidrs = [POD_CIDR] }"]);
    }

    #[test]
    fn ipv6_asks_for_no_address_of_a_load_balancer_that_traffic_does_not_leave_by() {
        let target = Destination { load_balancer: false, ..to(with_ipv6(overlay())) };
        assert!(!hcl_of(&at(overlay()), &target)[0].contains("load_balancer"));
    }

    #[test]
    fn a_change_of_the_engine_is_a_step_of_its_own() {
        let change = |from: &str, wanted: &str| {
            titles(&at(with_policy(from, overlay())), &to(with_policy(wanted, overlay())), TODAY)
        };
        assert_eq!(change("none", "calico"), ["Install the network policy engine calico"]);
        assert_eq!(change("calico", "none"), ["Remove the network policy engine calico"]);
        assert_eq!(change("azure", "calico"), ["Replace the network policy engine azure by calico"]);
        assert_eq!(
            titles(&at(kubenet()), &to(with_policy("calico", overlay())), TODAY),
            ["Move from kubenet to Azure CNI Overlay", "Install the network policy engine calico"]
        );
    }

    #[test]
    fn kubernetes_is_upgraded_minor_by_minor_to_what_the_removal_of_a_policy_needs() {
        let from = Departure { version: Some(Minor(1, 28)), ..at(with_policy("azure", node_subnet(None))) };
        let titles = titles(&from, &to(overlay()), TODAY);
        assert_eq!(titles[..2], ["Upgrade Kubernetes to 1.29", "Upgrade Kubernetes to 1.30"]);
        assert_eq!(titles[2], "Remove the network policy engine azure");
    }

    #[test]
    fn the_version_that_overlay_needs_is_that_of_the_day() {
        let from = Departure { version: Some(Minor(1, 26)), ..at(kubenet()) };
        assert_eq!(titles(&from, &to(overlay()), day(2025, 11, 25)).len(), 1);
        assert_eq!(titles(&from, &to(overlay()), TODAY)[0], "Upgrade Kubernetes to 1.27");
        let ready = Departure { version: Some(Minor(1, 27)), ..at(kubenet()) };
        assert_eq!(titles(&ready, &to(overlay()), TODAY).len(), 1);
    }

    #[test]
    fn overlay_and_cilium_are_two_steps_and_cilium_brings_its_own_policy() {
        let from = at(with_policy("azure", node_subnet(None)));
        assert_eq!(
            titles(&from, &to(with_cilium(overlay())), TODAY),
            [
                "Remove the network policy engine azure",
                "Move from Azure CNI with node subnet to Azure CNI Overlay",
                "Change the dataplane to Cilium",
            ]
        );
        let from = at(with_policy("azure", overlay()));
        assert_eq!(titles(&from, &to(with_cilium(overlay())), TODAY), ["Change the dataplane to Cilium"]);
    }

    #[test]
    fn windows_pools_and_auto_provisioning_go_before_cilium_comes() {
        let from = Departure {
            node_provisioning: true,
            windows_pools: vec!["win".to_owned()],
            old_windows_images: vec!["win".to_owned()],
            ..at(kubenet())
        };
        assert_eq!(
            titles(&from, &to(with_cilium(overlay())), TODAY),
            [
                "Remove the Windows pools",
                "Switch node auto-provisioning off",
                "Move from kubenet to Azure CNI Overlay",
                "Change the dataplane to Cilium",
            ]
        );
        let stays = Departure { windows_pools: vec!["win".to_owned()], ..at(kubenet()) };
        assert_eq!(titles(&stays, &to(overlay()), TODAY).len(), 1);
    }

    #[test]
    fn an_engine_that_cilium_replaces_goes_from_1_30_on() {
        let from = Departure { version: Some(Minor(1, 29)), ..at(with_policy("calico", overlay())) };
        let to = to(with_cilium(overlay()));
        assert_eq!(
            titles(&from, &to, TODAY),
            ["Upgrade Kubernetes to 1.30", "Change the dataplane to Cilium"]
        );
        assert_eq!(titles(&from, &to, day(2026, 5, 28)), ["Change the dataplane to Cilium"]);
    }

    #[test]
    fn cilium_on_node_subnet_keeps_its_policy_since_azure_moves_it_along() {
        let from = at(with_cilium(node_subnet(None)));
        let to = to(with_cilium(overlay()));
        assert_eq!(titles(&from, &to, TODAY).len(), 1);
        assert_eq!(titles(&from, &to, day(2025, 5, 18))[0], "Remove the network policy engine cilium");
    }

    #[test]
    fn a_pod_cidr_is_widened_before_ipv6_is_added() {
        let pod_cidrs = texts(&["10.244.0.0/14", "fd10:1::/64"]);
        let to = to(Written { pod_cidrs, ..with_ipv6(overlay()) });
        assert_eq!(titles(&at(overlay()), &to, TODAY), ["Widen the pod CIDR to 10.244.0.0/14", "Add IPv6"]);
        assert!(hcl_of(&at(overlay()), &to)[0].contains("pod_cidrs = [\"10.244.0.0/14\"]"));
    }

    #[test]
    fn ipv6_on_cilium_needs_1_29_and_excludes_other_policies() {
        let from = Departure { version: Some(Minor(1, 28)), ..at(with_cilium(overlay())) };
        let target = to(with_ipv6(with_cilium(overlay())));
        assert_eq!(titles(&from, &target, TODAY), ["Upgrade Kubernetes to 1.29", "Add IPv6"]);
        let from = at(with_policy("calico", overlay()));
        let target = to(with_ipv6(overlay()));
        assert_eq!(titles(&from, &target, TODAY), ["Remove the network policy engine calico", "Add IPv6"]);
    }

    #[test]
    fn everything_that_stands_in_the_way_is_prepared_in_the_order_in_which_it_has_to_be() {
        let from = Departure {
            version: Some(Minor(1, 29)),
            system_assigned: true,
            route_table: true,
            masquerading: vec!["azure-ip-masq-agent-config".to_owned()],
            virtual_nodes: true,
            application_gateway: true,
            node_provisioning: true,
            subnets_without_ipv6: vec!["nodes".to_owned()],
            old_windows_images: vec!["win".to_owned()],
            ..at(with_policy("calico", kubenet()))
        };
        let to = to(with_ipv6(with_cilium(overlay())));
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
    fn a_version_that_is_past_its_time_comes_with_long_term_support() {
        let from = Departure {
            version: Some(Minor(1, 29)),
            long_term_only: vec![Minor(1, 30)],
            ..at(with_policy("calico", node_subnet(None)))
        };
        let how = &hcl_of(&from, &to(overlay()))[0];
        assert!(
            how.starts_with(
                "kubernetes_version = \"1.30\"\nsupport_plan = \"AKSLongTermSupport\"\nsku_tier = \"Premium\"\nnetwork"
            ),
            "{how}"
        );
    }

    #[test]
    fn an_upgrade_of_kubernetes_alone_goes_minor_by_minor() {
        let to = Destination { version: Some(Minor(1, 36)), ..to(overlay()) };
        assert_eq!(
            titles(&at(overlay()), &to, TODAY),
            ["Upgrade Kubernetes to 1.35", "Upgrade Kubernetes to 1.36"]
        );
    }

    #[test]
    fn what_is_not_known_asks_for_no_step() {
        let from = Departure { network: node_subnet(None), ..Departure::default() };
        assert_eq!(titles(&from, &to(overlay()), TODAY).len(), 1);
        assert!(titles(&at(overlay()), &to(overlay()), TODAY).is_empty());
    }
}
