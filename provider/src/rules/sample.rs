//! Views for unit tests: a valid cluster to change, and what the rules say about it.

use tfplugin_framework::{Attr, Path};

use super::{
    ControlPlane, Existing, Finding, Level, Lookup, Network, Operation, Pool, RuleSettings, Subnet, View,
    Vnet, rule::day, run,
};

/// A cluster to be created that breaks no rule: three nodes in 10.10.0.0/22, pods in 10.244.0.0/16, services in
/// 10.0.0.0/16.
pub(super) fn valid() -> View {
    View {
        operation: Operation::Create,
        control_plane: ControlPlane { sku_tier: known("standard"), ..ControlPlane::default() },
        kubernetes_version: known("1.36"),
        network: Network {
            path: Path::of("network"),
            plugin: known("azure"),
            plugin_mode: known("overlay"),
            pod_cidrs: list(&["10.244.0.0/16"]),
            service_cidrs: list(&["10.0.0.0/16"]),
            dns_service_ip: known("10.0.0.10"),
            ip_families: list(&["IPv4"]),
            ..Network::default()
        },
        pools: vec![pool("system", 3)],
        ..View::default()
    }
    .in_vnet(&["10.10.0.0/22"])
}

/// The same with IPv6.
pub(super) fn valid_dual_stack() -> View {
    valid().with(|view| {
        view.network.ip_families = list(&["IPv4", "IPv6"]);
        view.network.pod_cidrs = list(&["10.244.0.0/16", "fd10:1::/64"]);
        view.network.service_cidrs = list(&["10.0.0.0/16", "fd10:2::/108"]);
    })
}

/// A cluster on kubenet that moves to overlay and keeps its pod CIDR.
pub(super) fn leaving_kubenet() -> View {
    let now = valid().with(|view| {
        view.network.plugin = known("kubenet");
        view.network.plugin_mode = Attr::Null;
        view.network.policy = known("none");
    });
    now.changed(|view| {
        view.network.plugin = known("azure");
        view.network.plugin_mode = known("overlay");
    })
}

/// A cluster on node subnet that moves to overlay with a pod CIDR.
pub(super) fn leaving_node_subnet() -> View {
    let now = valid().with(|view| {
        view.network.plugin_mode = known("none");
        view.network.pod_cidrs = Attr::Null;
        view.network.policy = known("none");
    });
    now.changed(|view| {
        view.network.plugin_mode = known("overlay");
        view.network.pod_cidrs = list(&["10.244.0.0/16"]);
    })
}

/// A pool of the configuration.
pub(super) fn pool(name: &str, nodes: i64) -> Pool {
    Pool {
        path: Some(Path::of("system_pool")),
        name: known(name),
        vm_size: known("Standard_D4s_v5"),
        node_count: Attr::Known(nodes),
        subnet_id: known(&format!("{VNET}/subnets/nodes")),
        ..Pool::default()
    }
}

/// A known text.
pub(super) fn known(text: &str) -> Attr<String> {
    Attr::Known(text.to_owned())
}

/// A known list of known texts.
pub(super) fn list(texts: &[&str]) -> Attr<Vec<Attr<String>>> {
    Attr::Known(texts.iter().map(|text| known(text)).collect())
}

impl View {
    /// The view after a change to it.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The view of an existing cluster that is like this one, and is planned to be like this after `change`.
    pub(super) fn changed(self, change: impl FnOnce(&mut Self)) -> Self {
        let existing = Existing {
            control_plane: self.control_plane.clone(),
            kubernetes_version: self.kubernetes_version.clone(),
            network: self.network.clone(),
            pools: self.pools.clone(),
            in_azure: None,
        };
        let pools = self.pools.iter().cloned().map(|pool| Pool { path: None, ..pool }).collect();
        let mut view = Self { operation: Operation::Update(Box::new(existing)), ..self };
        view.lookups.agent_pools = Lookup::Found(pools);
        view.with(change)
    }

    /// The view of an existing cluster that was otherwise.
    pub(super) fn that_was(mut self, otherwise: impl FnOnce(&mut Existing)) -> Self {
        if let Operation::Update(existing) = &mut self.operation {
            otherwise(existing);
        }
        self
    }

    /// The view in a virtual network with these subnets, of which the first has IPv6 as well.
    pub(super) fn in_vnet(mut self, prefixes: &[&str]) -> Self {
        let subnet = |(index, prefix): (usize, &&str)| Subnet {
            id: if index == 0 {
                format!("{VNET}/subnets/nodes")
            } else {
                format!("{VNET}/subnets/other-{index}")
            },
            address_prefixes: vec![(*prefix).to_owned()],
            ..Subnet::default()
        };
        self.lookups.vnet = Lookup::Found(Vnet {
            id: VNET.to_owned(),
            address_space: prefixes.iter().map(|prefix| (*prefix).to_owned()).collect(),
            subnets: prefixes.iter().enumerate().map(subnet).collect(),
            ..Vnet::default()
        });
        if let Lookup::Found(vnet) = &mut self.lookups.vnet {
            vnet.address_space.push("fd10:3::/48".to_owned());
            vnet.subnets[0].address_prefixes.push("fd10:3::/64".to_owned());
        }
        self
    }

    /// What the rules of a recent day say.
    pub(super) fn findings(&self) -> Vec<Finding> {
        run(self, &RuleSettings::as_of(day(2026, 11, 22))).findings
    }

    /// The codes of the rules that speak for Terraform to hear, with their level.
    pub(super) fn codes(&self) -> Vec<(&'static str, Level)> {
        self.codes_on(day(2026, 11, 22))
    }

    /// The same on another day.
    pub(super) fn codes_on(&self, as_of: time::Date) -> Vec<(&'static str, Level)> {
        let findings = run(self, &RuleSettings::as_of(as_of)).findings;
        let spoken = findings.into_iter().filter(|finding| finding.level >= Level::Warning);
        spoken.map(|finding| (finding.rule.code, finding.level)).collect()
    }

    /// The codes of the rules that object on a day, besides the announcement of what is re-imaged.
    pub(super) fn objections_on(&self, day: time::Date) -> Vec<&'static str> {
        let findings = run(self, &RuleSettings::as_of(day)).findings.into_iter();
        let objects = |finding: &Finding| {
            finding.level >= Level::Warning && !(finding.announces_change && finding.rule.number == "R41")
        };
        findings.filter(objects).map(|finding| finding.rule.code).collect()
    }

    /// The same on a recent day.
    pub(super) fn objections(&self) -> Vec<&'static str> {
        self.objections_on(day(2026, 11, 22))
    }

    /// The one error that the rules report.
    pub(super) fn error(&self) -> Finding {
        let mut findings = self.findings();
        findings.retain(|finding| finding.level >= Level::Warning);
        assert_eq!(findings.len(), 1, "{findings:#?}");
        findings.remove(0)
    }
}

const VNET: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/example/providers/\
                    Microsoft.Network/virtualNetworks/example";
