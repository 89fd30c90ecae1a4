//! Pools of a cluster, of all kinds that it can have.

use serde_json::{Value as Json, json};

use super::{
    cluster::Cluster,
    ranges::{below, one},
};
use crate::random::Random;

/// A pool.
pub(crate) struct Pool {
    pub(crate) name: String,
    /// The most nodes that it can have.
    most: u32,
    /// Which of the network's subnets it is in.
    pub(crate) subnet: usize,
    pub(crate) is_windows: bool,
    config: Json,
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Plain,
    Zones,
    Arm64,
    Spot,
    Machines,
    AzureLinux,
    Windows,
    Hardened,
}

/// The system pool, and up to four others.
pub(crate) fn draw(cluster: &Cluster, random: &mut Random) -> Vec<Pool> {
    let mut subnets = 1;
    let count = 1 + below(random, 5);
    (0..count)
        .map(|at| {
            if at > 0 && random.percent(30) {
                subnets += 1;
            }
            Pool::draw(at, below(random, subnets), cluster, random)
        })
        .collect()
}

impl Pool {
    fn draw(at: usize, subnet: usize, cluster: &Cluster, random: &mut Random) -> Self {
        let is_system = at == 0;
        let mut sorts = vec![Sort::Plain, Sort::Zones, Sort::Arm64, Sort::Machines, Sort::Hardened];
        // IPv6 services on Azure Linux need a setting of their own, which a warning says.
        if !cluster.is_dual_stack {
            sorts.push(Sort::AzureLinux);
        }
        if !is_system {
            sorts.push(Sort::Spot);
        }
        if !is_system && cluster.takes_windows() {
            sorts.extend([Sort::Windows, Sort::Windows]);
        }
        let sort = one(random, &sorts);
        let is_windows = sort == Sort::Windows;
        let limit = if random.percent(20) { 40 } else { 8 };
        let most = 1 + below(random, limit);
        let mut config = json!({});
        if random.percent(40) && sort != Sort::Machines {
            config["auto_scaling"] = json!({ "min": 1, "max": most });
        } else {
            config["node_count"] = most.into();
        }
        if random.percent(40) {
            config["max_pods"] = (30 + below(random, if is_windows { 80 } else { 221 })).into();
        } else if is_windows {
            // More than 110 is what Windows is not good at.
            config["max_pods"] = 60.into();
        }
        if random.percent(30) && ![Sort::Machines, Sort::Spot].contains(&sort) {
            config["upgrade"] = json!({ "max_surge": one(random, &["1", "10%", "33%"]) });
        }
        if random.percent(30) {
            config["labels"] = json!({ "team": "a" });
        }
        sort.ask(&mut config);
        let name = if is_system { "system".to_owned() } else { format!("p{at}") };
        config["name"] = name.clone().into();
        Self { name, most: u32::try_from(most).unwrap(), subnet, is_windows, config }
    }

    /// The nodes that it has at most, those that an upgrade adds among them.
    pub(crate) fn at_most(&self) -> u32 {
        self.most + self.most.div_ceil(3)
    }

    pub(crate) fn count(&self) -> u32 {
        self.most
    }

    pub(crate) fn config(&self, subnet: Option<String>) -> Json {
        let mut config = self.config.clone();
        if let Some(subnet) = subnet {
            config["subnet_id"] = subnet.into();
        }
        config
    }
}

impl Sort {
    fn ask(self, config: &mut Json) {
        let mut set = |name: &str, value: Json| config[name] = value;
        let size = if self == Self::Arm64 { "Standard_D4ps_v5" } else { "Standard_D4s_v5" };
        set("vm_size", size.into());
        match self {
            Self::Plain | Self::Arm64 => {}
            Self::Zones => set("zones", json!(["1", "2", "3"])),
            Self::Machines => set("type", "VirtualMachines".into()),
            Self::AzureLinux => set("os_sku", "AzureLinux".into()),
            Self::Spot => {
                set("priority", "Spot".into());
                set("spot_max_price", json!(-1));
                set("taints", json!(["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]));
            }
            Self::Windows => {
                set("os_type", "Windows".into());
                set("os_sku", "Windows2022".into());
            }
            Self::Hardened => {
                set("vtpm_enabled", true.into());
                set("secure_boot_enabled", true.into());
                set("encryption_at_host_enabled", true.into());
            }
        }
    }
}
