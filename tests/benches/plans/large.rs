//! A cluster of 100 pools in a network of 1,000 subnets that is connected with 200 ranges.

use std::{hint::black_box, time::Instant};

use acceptance::{Outcome, Terraform, World};
use aksoverlay::rules::{
    AutoScaling, Connected, ConnectedNetwork, Direction, Existing, Lookup, Network, Operation, Pool,
    RuleSettings, SecurityGroup, SecurityRule, Subnet, View, Vnet, run,
};
use serde_json::{Value, json};
use tfplugin_framework::{Attr, Path};

use super::plan::{self, Plan, median};

pub(crate) const POOLS: usize = 100;
pub(crate) const RUNS: usize = 21;

/// How many pools a cluster of Azure can have.
pub(crate) const MOST_POOLS: usize = 100;

const NETWORK: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-network/providers/Microsoft.Network";

/// What the rules cost at one size.
pub(crate) struct Cost {
    pub(crate) pools: usize,
    pub(crate) subnets: usize,
    pub(crate) ranges: usize,
    pub(crate) milliseconds: f64,
}

/// The cost of the rules from a quarter of the size to twice the size.
pub(crate) fn growth() -> Vec<Cost> {
    let day = time::Date::from_calendar_date(2026, time::Month::November, 22);
    let settings = RuleSettings::as_of(day.unwrap_or(time::Date::MIN));
    let cost = |pools: usize| {
        let (subnets, ranges) = (10 * pools, 2 * pools);
        let view = view(pools, subnets, ranges);
        black_box(run(&view, &settings));
        let time = || {
            let start = Instant::now();
            black_box(run(black_box(&view), &settings));
            start.elapsed()
        };
        Cost {
            pools,
            subnets,
            ranges,
            milliseconds: median((0..RUNS).map(|_| time().as_secs_f64() * 1e3).collect()),
        }
    };
    [POOLS / 4, POOLS / 2, POOLS, 2 * POOLS].map(cost).into()
}

/// A plan that scales the system pool of such a cluster.
pub(crate) fn scaled(terraform: &Terraform) -> Outcome<Plan> {
    let mut world = world(terraform, &cluster(3))?;
    world.apply()?;
    world.write("pools.json", &pools().to_string())?;
    world.arm_emulator("seed", ["pools.json"]).succeed()?;
    world.write("main.tf", &format!("{}{}", World::PRELUDE, cluster(4)))?;
    plan::measure(&mut world)
}

/// A plan that makes a cluster in that network, with so many pools that are resources of their own.
pub(crate) fn created(terraform: &Terraform, pools: usize) -> Outcome<Plan> {
    let mut world = world(terraform, &format!("{}{}", cluster(3), node_pools(pools - 1)))?;
    plan::measure(&mut world)
}

fn world(terraform: &Terraform, hcl: &str) -> Outcome<World> {
    let mut world = World::with(terraform, hcl)?;
    world.write("seed.json", &seed().to_string())?;
    world.set("AKSOVERLAY_EMULATOR_SEED_FILE", world.dir().join("seed.json").display().to_string());
    world.set("AKSOVERLAY_EMULATOR_SPEED", "100000");
    Ok(world)
}

fn node_pools(count: usize) -> String {
    format!(
        r#"
resource "aksoverlay_node_pool" "bench" {{
  count      = {count}
  name       = "pool${{count.index + 1}}"
  cluster_id = aksoverlay_cluster.bench.id
  vm_size    = "Standard_D4s_v5"
  node_count = 3
  subnet_id  = "{NETWORK}/virtualNetworks/vnet/subnets/subnet${{count.index + 1}}"
}}
"#
    )
}

fn cluster(nodes: usize) -> String {
    format!(
        r#"
resource "aksoverlay_resource_group" "bench" {{
  name     = "rg-bench"
  location = "westeurope"
}}

resource "aksoverlay_cluster" "bench" {{
  name                = "bench"
  resource_group_name = aksoverlay_resource_group.bench.name
  location            = aksoverlay_resource_group.bench.location
  sku_tier            = "Standard"

  network = {{
    pod_cidrs     = ["10.224.0.0/12"]
    service_cidrs = ["172.16.0.0/16"]
  }}

  system_pool = {{
    name       = "system"
    vm_size    = "Standard_D4s_v5"
    node_count = {nodes}
    subnet_id  = "{NETWORK}/virtualNetworks/vnet/subnets/subnet0"
  }}
}}
"#
    )
}

/// 1,000 subnets in 10.0.0.0/10, and 200 networks in 10.64.0.0/10 that are peered with them.
fn seed() -> Value {
    let subnets: Vec<Value> = (0..1000)
        .map(|n| json!({"name": format!("subnet{n}"), "properties": {"addressPrefix": subnet(n)}}))
        .collect();
    let mut entries = vec![
        json!({"id": NETWORK.split("/providers").next(), "location": "westeurope"}),
        json!({"id": format!("{NETWORK}/virtualNetworks/vnet"), "location": "westeurope", "properties": {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/10"]}, "subnets": subnets
        }}),
    ];
    for n in 0..200 {
        let remote = format!("{NETWORK}/virtualNetworks/remote{n}");
        entries.push(json!({"id": remote, "location": "westeurope", "properties": {
            "addressSpace": {"addressPrefixes": [connected(n)]}
        }}));
        let peering = |from: &str, to: &str| {
            json!({"id": format!("{NETWORK}/virtualNetworks/{from}/virtualNetworkPeerings/{from}-{to}"), "properties": {
                "remoteVirtualNetwork": {"id": format!("{NETWORK}/virtualNetworks/{to}")},
                "allowVirtualNetworkAccess": true
            }})
        };
        let name = format!("remote{n}");
        entries.push(peering("vnet", &name));
        entries.push(peering(&name, "vnet"));
    }
    entries.into()
}

/// The other 99 pools.
fn pools() -> Value {
    let pool = |n: usize| {
        json!({
            "id": format!("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-bench/providers/\
                           Microsoft.ContainerService/managedClusters/bench/agentPools/pool{n}"),
            "properties": {
                "mode": "User", "count": 3, "vmSize": "Standard_D4s_v5",
                "vnetSubnetID": format!("{NETWORK}/virtualNetworks/vnet/subnets/subnet{n}")
            }
        })
    };
    (1..POOLS).map(pool).collect::<Vec<Value>>().into()
}

/// The same as the rules see it.
fn view(pools: usize, subnets: usize, ranges: usize) -> View {
    let network = Network {
        path: Path::of("network"),
        plugin: known("azure"),
        plugin_mode: known("overlay"),
        pod_cidrs: list(&["10.224.0.0/12"]),
        service_cidrs: list(&["172.16.0.0/16"]),
        dns_service_ip: known("172.16.0.10"),
        ip_families: list(&["IPv4"]),
        ..Network::default()
    };
    let pool = |n: usize| Pool {
        path: (n == 0).then(|| Path::of("system_pool")),
        name: known(&format!("pool{n}")),
        vm_size: known("Standard_D4s_v5"),
        auto_scaling: Attr::Known(AutoScaling { min: Attr::Known(1), max: Attr::Known(3) }),
        node_count: Attr::Known(2),
        subnet_id: known(&format!("{NETWORK}/virtualNetworks/vnet/subnets/subnet{n}")),
        ..Pool::default()
    };
    let all: Vec<Pool> = (0..pools).map(pool).collect();
    let mut view = View {
        kubernetes_version: known("1.35"),
        network: network.clone(),
        pools: vec![all[0].clone()],
        operation: Operation::Update(Box::new(Existing {
            kubernetes_version: known("1.34"),
            network,
            pools: vec![all[0].clone()],
            ..Existing::default()
        })),
        ..View::default()
    };
    view.lookups.agent_pools = Lookup::Found(all);
    view.lookups.vnet = Lookup::Found(Vnet {
        id: format!("{NETWORK}/virtualNetworks/vnet"),
        location: "westeurope".to_owned(),
        address_space: vec!["10.0.0.0/10".to_owned()],
        subnets: (0..subnets)
            .map(|n| Subnet {
                id: format!("{NETWORK}/virtualNetworks/vnet/subnets/subnet{n}"),
                address_prefixes: vec![subnet(n)],
                security_group_id: Some(format!("{NETWORK}/networkSecurityGroups/nsg{n}")),
                ..Subnet::default()
            })
            .collect(),
    });
    view.lookups.connected = Lookup::Found(Connected {
        networks: (0..ranges)
            .map(|n| ConnectedNetwork {
                title: format!("virtual network remote{n}"),
                id: format!("{NETWORK}/virtualNetworks/remote{n}"),
                prefixes: vec![connected(n)],
                via: vec![format!("to-remote{n}")],
            })
            .collect(),
        ..Connected::default()
    });
    view.lookups.security_groups = Lookup::Found((0..pools).map(security_group).collect());
    view
}

/// Azure's own rules of a security group, and one that denies what is none of the cluster's.
fn security_group(n: usize) -> SecurityGroup {
    let rule = |name: &str, priority, direction, allows, sources: &str, destinations: &str| SecurityRule {
        name: name.to_owned(),
        priority,
        direction,
        allows,
        protocol: "*".to_owned(),
        sources: vec![sources.to_owned()],
        source_ports: vec!["*".to_owned()],
        destinations: vec![destinations.to_owned()],
        destination_ports: vec!["*".to_owned()],
        application_groups: false,
    };
    SecurityGroup {
        id: format!("{NETWORK}/networkSecurityGroups/nsg{n}"),
        rules: vec![
            rule("deny-other", 100, Direction::Inbound, false, "192.168.0.0/16", "*"),
            rule("AllowVnetInBound", 65000, Direction::Inbound, true, "VirtualNetwork", "VirtualNetwork"),
            rule("DenyAllInBound", 65500, Direction::Inbound, false, "*", "*"),
            rule("AllowVnetOutBound", 65000, Direction::Outbound, true, "VirtualNetwork", "VirtualNetwork"),
            rule("AllowInternetOutBound", 65001, Direction::Outbound, true, "*", "Internet"),
            rule("DenyAllOutBound", 65500, Direction::Outbound, false, "*", "*"),
        ],
    }
}

/// A /24 of 10.0.0.0/10.
fn subnet(n: usize) -> String {
    format!("10.{}.{}.0/24", n / 256, n % 256)
}

/// A /20 of 10.64.0.0/10.
fn connected(n: usize) -> String {
    format!("10.{}.{}.0/20", 64 + n / 16, n % 16 * 16)
}

fn known(text: &str) -> Attr<String> {
    Attr::Known(text.to_owned())
}

fn list(texts: &[&str]) -> Attr<Vec<Attr<String>>> {
    Attr::Known(texts.iter().map(|text| known(text)).collect())
}
