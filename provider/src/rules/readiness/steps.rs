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
    rules::{effective::Ipam, reimaging::is_replaceable, rule::day},
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

pub(super) fn hcl(text: impl Into<String>) -> How {
    How::Hcl(text.into())
}

pub(super) fn command(lines: impl IntoIterator<Item = String>) -> How {
    How::Command(lines.into_iter().collect::<Vec<_>>().join(" && "))
}

#[cfg(test)]
mod tests;
