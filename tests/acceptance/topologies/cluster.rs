//! A cluster: its way out, its policy, its ranges, its API server.

use serde_json::{Value as Json, json};

use super::{
    network::Spoke,
    pools::Pool,
    ranges::{Ranges, below, longest_prefix, one},
};
use crate::random::Random;

/// What is drawn of a cluster before its network is.
pub(crate) struct Cluster {
    pub(crate) is_dual_stack: bool,
    pub(crate) way_out: WayOut,
    policy: Option<&'static str>,
    has_windows: bool,
    nodes: u32,
    /// The range of the pods, where the configuration names it.
    pub(crate) pods: Option<String>,
    services: Option<(u8, u8, u32)>,
}

/// How traffic leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WayOut {
    Default,
    LoadBalancer,
    ManagedGateway,
    OwnGateway,
    Routes,
    None,
}

impl Cluster {
    /// A cluster in a network of the user's own, or in one that AKS makes.
    pub(crate) fn draw(is_own: bool, random: &mut Random) -> Self {
        let is_dual_stack = random.percent(30);
        let mut ways = vec![WayOut::Default, WayOut::LoadBalancer];
        let mut policies = vec![None, Some("none"), Some("cilium")];
        if is_own {
            ways.push(WayOut::Routes);
        }
        // IPv6 does not leave through a NAT gateway, and has no Calico and no policies of Azure's.
        if !is_dual_stack {
            ways.extend([if is_own { WayOut::OwnGateway } else { WayOut::ManagedGateway }, WayOut::None]);
            policies.extend([Some("calico"), Some("azure")]);
        }
        Self {
            is_dual_stack,
            way_out: one(random, &ways),
            policy: one(random, &policies),
            has_windows: false,
            nodes: 0,
            pods: None,
            services: None,
        }
    }

    /// Whether it can have Windows nodes.
    pub(crate) fn takes_windows(&self) -> bool {
        !matches!(self.policy, Some("cilium" | "azure"))
    }

    /// Draws ranges that are large enough for the pools.
    pub(crate) fn fit(&mut self, pools: &[Pool], pods: (u8, u8), ranges: &mut Ranges, random: &mut Random) {
        self.nodes = pools.iter().map(Pool::count).sum();
        self.has_windows = pools.iter().any(|pool| pool.is_windows);
        let room = pools.iter().map(Pool::at_most).sum();
        if random.percent(75) {
            // A node takes a /24; sometimes it fits exactly.
            let longest = longest_prefix(room, 24);
            let prefix =
                if random.percent(30) { longest } else { one(random, &[13, 14, 15, 16]).min(longest) };
            self.pods = Some(format!("{}.{}.0.0/{prefix}", pods.0, pods.1));
        }
        if random.percent(50) {
            let (first, second) = ranges.take();
            self.services = Some((first, second, one(random, &[13, 16, 20, 24, 27])));
        }
    }

    /// The ranges of the pods as they will be; none where Azure picks one of them.
    pub(crate) fn pod_prefixes(&self) -> Option<Vec<String>> {
        match (&self.pods, self.is_dual_stack) {
            (None, true) => None,
            (None, false) => Some(vec!["10.244.0.0/16".to_owned()]),
            (Some(pods), _) => Some(self.with_ipv6(pods.clone(), POD_CIDR_V6)),
        }
    }

    fn with_ipv6(&self, v4: String, v6: &str) -> Vec<String> {
        [v4].into_iter().chain(self.is_dual_stack.then(|| v6.to_owned())).collect()
    }

    /// The configuration, but for the system pool.
    pub(crate) fn config(
        &self,
        label: &str,
        group: &str,
        spoke: Option<&Spoke>,
        random: &mut Random,
    ) -> Json {
        let mut config = json!({
            "name": label,
            "resource_group_name": format!("${{aksoverlay_resource_group.{group}.name}}"),
            "location": "westeurope",
            "network": self.network(random),
        });
        // The Free tier is for fewer than ten nodes.
        let tiers: &[&str] = if self.nodes >= 10 { &["Standard", "Premium"] } else { &["Free", "Standard"] };
        config["sku_tier"] = one(random, tiers).into();
        if random.percent(60) {
            config["kubernetes_version"] = one(random, &["1.35", "1.36"]).into();
        }
        if self.has_windows {
            config["windows"] =
                json!({ "admin_username": "azureuser", "admin_password": "An-Example-Of-16" });
        }
        if self.way_out == WayOut::None {
            config["bootstrap"] = json!({ "artifact_source": "Cache" });
        }
        if let Some(identity) = spoke.and_then(|spoke| spoke.identity.as_ref()) {
            config["identity"] = json!({ "type": "UserAssigned", "identity_ids": [identity] });
        }
        if let Some(access) = self.access(random) {
            config["api_server_access"] = access;
        }
        match below(random, 4) {
            0 => config["declared_networks"] = json!(["192.168.0.0/16", "172.20.0.0/16"]),
            1 => {
                config["declared_networks"] = json!({ "branch": "192.168.7.0/24", "site": ["172.21.0.0/16"] })
            }
            _ => {}
        }
        if random.percent(30) {
            config["tags"] = json!({ "team": "a" });
            config["oidc_issuer_enabled"] = true.into();
            config["workload_identity_enabled"] = true.into();
        }
        if random.percent(30) {
            config["auto_upgrade"] =
                json!({ "upgrade_channel": "patch", "node_os_upgrade_channel": "NodeImage" });
        }
        config
    }

    fn access(&self, random: &mut Random) -> Option<Json> {
        match below(random, 5) {
            0 => Some(json!({ "private_cluster_enabled": true })),
            1 => Some(
                json!({ "private_cluster_enabled": true, "private_dns_zone": "system", "run_command_enabled": false }),
            ),
            2 => Some(json!({ "authorized_ip_ranges": ["203.0.113.0/24"] })),
            _ => None,
        }
    }

    fn network(&self, random: &mut Random) -> Json {
        let mut network = json!({});
        if random.percent(50) {
            network["plugin"] = one(random, &["azure", "Azure"]).into();
            network["plugin_mode"] = one(random, &["overlay", "Overlay"]).into();
        }
        if self.is_dual_stack {
            network["ip_families"] = json!(["IPv4", "IPv6"]);
        } else if random.percent(30) {
            network["ip_families"] = json!(["IPv4"]);
        }
        if let Some(pods) = &self.pods {
            network["pod_cidrs"] = json!(self.with_ipv6(pods.clone(), POD_CIDR_V6));
        }
        if let Some((first, second, prefix)) = self.services {
            let services = format!("{first}.{second}.0.0/{prefix}");
            network["service_cidrs"] = json!(self.with_ipv6(services, SERVICE_CIDR_V6));
            if random.percent(50) {
                network["dns_service_ip"] = format!("{first}.{second}.0.{}", 2 + below(random, 28)).into();
            }
        }
        if let Some(policy) = self.policy {
            network["policy"] = policy.into();
            network["dataplane"] = if policy == "cilium" { "cilium" } else { "azure" }.into();
        }
        let outbound = match self.way_out {
            WayOut::Default => return network,
            WayOut::LoadBalancer => {
                network["load_balancer"] =
                    json!({ "managed_outbound_ip_count": 2, "idle_timeout_minutes": 10 });
                "loadBalancer"
            }
            WayOut::ManagedGateway => {
                network["nat_gateway"] = json!({ "managed_outbound_ip_count": 2 });
                "managedNATGateway"
            }
            WayOut::OwnGateway => "userAssignedNATGateway",
            WayOut::Routes => "userDefinedRouting",
            WayOut::None => "none",
        };
        network["outbound_type"] = outbound.into();
        network
    }
}

const POD_CIDR_V6: &str = "fd00:10:244::/64";
const SERVICE_CIDR_V6: &str = "fd00:10::/108";
