//! No false alarms: clusters that Azure takes are left in peace, whatever they look like and whatever is not known yet.

use proptest::prelude::*;
use tfplugin_framework::{Attr, Path};

use crate::{
    network::{
        Cidr,
        capacity::node_capacity,
        space::{DEFAULT_POD_CIDR, DEFAULT_SERVICE_CIDR},
    },
    rules::{
        AutoScaling, ControlPlane, Existing, Level, Lookup, Network, Operation, Pool, RuleSettings, Subnet,
        View, Vnet, rule::day, run,
    },
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_valid_topology_yields_no_finding(topology in topology()) {
        prop_assert_eq!(shown(&topology.create()), Vec::<String>::new());
        prop_assert_eq!(shown(&topology.validate()), Vec::<String>::new());
        prop_assert_eq!(shown(&topology.unchanged()), Vec::<String>::new());
        prop_assert_eq!(shown(&topology.scaled()), Vec::<String>::new());
        prop_assert_eq!(shown(&topology.expanded()), Vec::<String>::new());
    }

    #[test]
    fn a_valid_topology_of_which_a_part_is_not_known_yet_yields_no_finding(
        topology in topology(), hidden in prop::collection::vec(any::<bool>(), HIDEABLE)
    ) {
        prop_assert_eq!(shown(&hide(topology.create(), &hidden)), Vec::<String>::new());
        prop_assert_eq!(shown(&hide(topology.validate(), &hidden)), Vec::<String>::new());
        prop_assert_eq!(shown(&hide(topology.scaled(), &hidden)), Vec::<String>::new());
    }
}

/// A cluster and its surroundings, as Azure takes them.
#[derive(Clone, Debug)]
pub(super) struct Topology {
    /// Disjoint blocks of 10.0.0.0/8, each a /13.
    vnet: Cidr,
    subnets: Vec<Cidr>,
    pods: Option<Cidr>,
    services: Option<Cidr>,
    dns: bool,
    pub(super) dual_stack: bool,
    names_families: bool,
    names_plugin: bool,
    pub(super) policy: Option<(&'static str, &'static str)>,
    pub(super) pool: Pool,
    pub(super) other_pools: Vec<Pool>,
}

pub(super) fn topology() -> impl Strategy<Value = Topology> {
    // The first blocks hold the defaults 10.0.0.0/16 and (the 31st) 10.244.0.0/16, so they are kept for those.
    let blocks = Just((1..30u8).collect::<Vec<u8>>()).prop_shuffle();
    let sizes = (13..=22u8, 13..=24u8, prop::collection::vec(24..=28u8, 1..6));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let policies = prop_oneof![
        Just(None),
        Just(Some(("none", "azure"))),
        Just(Some(("azure", "azure"))),
        Just(Some(("calico", "azure"))),
        Just(Some(("cilium", "cilium"))),
    ];
    let pools = prop::collection::vec(any_pool(), 1..6);
    (blocks, sizes, flags, policies, pools).prop_map(
        |(
            blocks,
            (pods, services, subnets),
            (p, s, dns, dual_stack, names_families, names_plugin),
            policy,
            pools,
        )| {
            let block = |at: usize, prefix_len| Cidr::v4(10, blocks[at] * 8, 0, 0, prefix_len);
            let vnet = block(0, 13);
            let subnet = |(at, prefix_len): (usize, u8)| Cidr::v4(10, blocks[0] * 8, at as u8, 0, prefix_len);
            let excluded = |policy: &(&str, &str)| dual_stack && ["azure", "calico"].contains(&policy.0);
            let mut pools: Vec<Pool> = pools
                .into_iter()
                .enumerate()
                .map(|(at, pool)| Pool { name: name(&format!("pool{at}")), ..pool })
                .collect();
            let pool = Pool { path: Some(Path::of("system_pool")), ..pools.remove(0) };
            let mut topology = Topology {
                vnet,
                subnets: subnets.into_iter().enumerate().map(subnet).collect(),
                pods: p.then(|| block(1, pods)),
                services: s.then(|| block(2, services)),
                dns,
                dual_stack,
                // Dual-stack has to be asked for.
                names_families: names_families || dual_stack,
                names_plugin,
                policy: policy.filter(|policy| !excluded(policy)),
                pool,
                other_pools: pools,
            };
            topology.pool.subnet_id = name(&format!("{VNET}/subnets/subnet0"));
            topology.fit();
            topology
        },
    )
}

fn any_pool() -> impl Strategy<Value = Pool> {
    let sizes = ["Standard_D4s_v5", "Standard_DC4as_v5", "Standard_DC2s_v3", "Standard_B2s"];
    let kinds = [Attr::Null, name("VirtualMachineScaleSets"), name("VirtualMachines")];
    let max_pods = prop_oneof![Just(Attr::Null), (30..=250i64).prop_map(Attr::Known)];
    (0..sizes.len(), 0..kinds.len(), max_pods, 1..200i64, any::<bool>(), any::<bool>()).prop_map(
        move |(size, kind, max_pods, nodes, scales, names_mode)| Pool {
            vm_size: name(sizes[size]),
            kind: kinds[kind].clone(),
            max_pods,
            node_count: if scales { Attr::Null } else { Attr::Known(nodes) },
            auto_scaling: if scales {
                Attr::Known(AutoScaling { min: Attr::Known(1), max: Attr::Known(nodes) })
            } else {
                Attr::Null
            },
            network_plugin_mode: if names_mode { name("overlay") } else { Attr::Null },
            ..Pool::default()
        },
    )
}

impl Topology {
    /// Makes the pools as small as the pod CIDR and the subnet need them to be, with room for one node more.
    fn fit(&mut self) {
        let in_subnet =
            self.subnets.first().map_or(u128::MAX, |subnet| (1 << (32 - subnet.prefix_len())) - 5);
        let room = self.pods.map_or(256, |pods| node_capacity(&pods)).min(in_subnet);
        // Azure's own network policies are made for 250 nodes.
        let room = if self.policy == Some(("azure", "azure")) { room.min(250) } else { room };
        let most = i64::try_from(room / (1 + self.other_pools.len() as u128)).unwrap() - 1;
        if most < 1 {
            self.other_pools.clear();
        }
        for pool in self.other_pools.iter_mut().chain([&mut self.pool]) {
            match &mut pool.auto_scaling {
                Attr::Known(bounds) => {
                    bounds.max =
                        bounds.max.known().map_or(Attr::Null, |max| Attr::Known(*max.min(&most.max(1))))
                }
                _ => {
                    pool.node_count =
                        pool.node_count.known().map_or(Attr::Null, |n| Attr::Known(*n.min(&most.max(1))))
                }
            }
        }
    }

    /// Whether a range of the cluster overlaps this one.
    pub(super) fn touches(&self, range: &Cidr) -> bool {
        let pods = self.pods.unwrap_or(DEFAULT_POD_CIDR);
        [pods, self.services.unwrap_or(DEFAULT_SERVICE_CIDR)].iter().any(|own| own.overlaps(range))
    }

    /// The pod CIDRs as they will be.
    pub(super) fn pod_prefixes(&self) -> Vec<String> {
        self.with_ipv6(&self.pods.unwrap_or(DEFAULT_POD_CIDR), "fd00:10:244::/64")
    }

    /// The configuration.
    fn asked(&self) -> View {
        let list = |texts: Vec<String>| Attr::Known(texts.into_iter().map(Attr::Known).collect());
        let ranges = |v4: Option<Cidr>, v6: &str| {
            v4.map_or(Attr::Null, |v4| {
                list([v4.to_string()].into_iter().chain(self.dual_stack.then(|| v6.to_owned())).collect())
            })
        };
        let families = ["IPv4".to_owned()].into_iter().chain(self.dual_stack.then(|| "IPv6".to_owned()));
        let dns = self.services.unwrap_or(Cidr::v4(10, 0, 0, 0, 16)).address_at(10);
        let network = Network {
            path: Path::of("network"),
            plugin: if self.names_plugin { name("azure") } else { Attr::Null },
            plugin_mode: if self.names_plugin { name("overlay") } else { Attr::Null },
            pod_cidrs: ranges(self.pods, "fd00:10:244::/64"),
            service_cidrs: ranges(self.services, "fd00:10::/108"),
            dns_service_ip: dns.filter(|_| self.dns).map_or(Attr::Null, |dns| Attr::Known(dns.to_string())),
            ip_families: if self.names_families { list(families.collect()) } else { Attr::Null },
            policy: self.policy.map_or(Attr::Null, |(policy, _)| name(policy)),
            dataplane: self.policy.map_or(Attr::Null, |(_, dataplane)| name(dataplane)),
            ..Network::default()
        };
        let control_plane = ControlPlane { sku_tier: name("standard"), ..ControlPlane::default() };
        let (kubernetes_version, pools) = (name("1.34"), vec![self.pool.clone()]);
        View { control_plane, kubernetes_version, network, pools, ..View::default() }
    }

    pub(super) fn validate(&self) -> View {
        self.asked()
    }

    pub(super) fn create(&self) -> View {
        let mut view = self.asked();
        view.operation = Operation::Create;
        view.lookups.vnet = self.vnet();
        view
    }

    /// The cluster exists as it is asked for.
    pub(super) fn unchanged(&self) -> View {
        let mut view = self.asked();
        let mut existing = Existing {
            control_plane: view.control_plane.clone(),
            kubernetes_version: name("1.34.2"),
            network: view.network.clone(),
            pools: view.pools.clone(),
            in_azure: None,
        };
        let filled = |value: &mut Attr<Vec<Attr<String>>>, v4: &str, v6: &str| {
            if value.is_null() {
                let texts = [v4].into_iter().chain(self.dual_stack.then_some(v6));
                *value = Attr::Known(texts.map(name).collect());
            }
        };
        let network = &mut existing.network;
        network.plugin = name("azure");
        network.plugin_mode = name("overlay");
        filled(&mut network.pod_cidrs, "10.244.0.0/16", "fd00:10:244::/64");
        filled(&mut network.service_cidrs, "10.0.0.0/16", "fd00:10::/108");
        filled(&mut network.ip_families, "IPv4", "IPv6");
        network.policy = name(self.policy.map_or("none", |(policy, _)| policy));
        network.dataplane = name(self.policy.map_or("azure", |(_, dataplane)| dataplane));
        view.kubernetes_version = Attr::Null;
        view.operation = Operation::Update(Box::new(existing));
        view.lookups.vnet = self.vnet();
        let live = self.other_pools.iter().chain([&self.pool]);
        view.lookups.agent_pools =
            Lookup::Found(live.map(|pool| Pool { path: None, ..pool.clone() }).collect());
        view
    }

    /// One node less.
    pub(super) fn scaled(&self) -> View {
        let mut view = self.unchanged();
        if let Attr::Known(nodes) = &mut view.pools[0].node_count {
            *nodes = 1.max(*nodes - 1);
        }
        view.kubernetes_version = name("1.35");
        view
    }

    /// A pod CIDR twice as large, where there is no IPv6. The blocks are /13, so that there is room for it where it is
    /// smaller.
    fn expanded(&self) -> View {
        let mut view = self.scaled();
        if let (Some(pods), Attr::Known(texts)) =
            (self.pods.filter(|pods| pods.prefix_len() > 13 && !self.dual_stack), &mut view.network.pod_cidrs)
        {
            texts[0] = name(&pods.widened_to(pods.prefix_len() - 1).to_string());
        }
        view
    }

    /// A prefix, and one of IPv6 next to it on dual-stack.
    fn with_ipv6(&self, v4: &Cidr, v6: &str) -> Vec<String> {
        [v4.to_string()].into_iter().chain(self.dual_stack.then(|| v6.to_owned())).collect()
    }

    fn vnet(&self) -> Lookup<Vnet> {
        let subnet = |(at, cidr): (usize, &Cidr)| Subnet {
            id: format!("{VNET}/subnets/subnet{at}"),
            address_prefixes: self.with_ipv6(cidr, &format!("fd00:30:0:{at}::/64")),
            ..Subnet::default()
        };
        Lookup::Found(Vnet {
            id: VNET.to_owned(),
            address_space: self.with_ipv6(&self.vnet, "fd00:30::/48"),
            subnets: self.subnets.iter().enumerate().map(subnet).collect(),
            ..Vnet::default()
        })
    }
}

/// The number of attributes that [`hide`] can make unknown.
const HIDEABLE: usize = 13;

/// The view with some of its attributes known only at apply.
fn hide(mut view: View, hidden: &[bool]) -> View {
    fn set<T>(hide: bool, attribute: &mut Attr<T>) {
        if hide {
            *attribute = Attr::unknown();
        }
    }
    let View { network, pools, lookups, kubernetes_version, .. } = &mut view;
    let pool = &mut pools[0];
    set(hidden[0], &mut network.plugin);
    set(hidden[1], &mut network.plugin_mode);
    set(hidden[2], &mut network.pod_cidrs);
    set(hidden[3], &mut network.service_cidrs);
    set(hidden[4], &mut network.dns_service_ip);
    set(hidden[5], &mut network.ip_families);
    set(hidden[6], &mut network.policy);
    set(hidden[7], &mut network.dataplane);
    set(hidden[8], &mut pool.node_count);
    set(hidden[9], &mut pool.max_pods);
    set(hidden[10], &mut pool.network_plugin_mode);
    set(hidden[11], kubernetes_version);
    if hidden[12] {
        pool.subnet_id = Attr::unknown();
        lookups.vnet = Lookup::NotAsked;
    }
    view
}

/// What Terraform would show, as text.
pub(super) fn shown(view: &View) -> Vec<String> {
    let verdict = run(view, &RuleSettings::as_of(day(2026, 11, 22)));
    let findings = verdict.findings.into_iter().filter(|finding| finding.level >= Level::Warning);
    findings
        .map(|finding| format!("{}: {}\n{}", finding.rule.code, finding.summary, finding.detail()))
        .collect()
}

pub(super) fn name(text: &str) -> Attr<String> {
    Attr::Known(text.to_owned())
}

pub(super) const VNET: &str = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/network/providers/\
                    Microsoft.Network/virtualNetworks/spoke";
