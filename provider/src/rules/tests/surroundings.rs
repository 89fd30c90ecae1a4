//! No false alarms about what is around a cluster: ways out that have what they need, security groups that let the
//! cluster's packets pass, networks that keep clear of it.

use proptest::prelude::*;
use tfplugin_framework::{Attr, Path};

use super::valid::{Topology, VNET, name, shown, topology};
use crate::{
    network::{Cidr, space::DEFAULT_SERVICE_CIDR},
    rules::{
        AttachedNatGateway, Connected, ConnectedNetwork, DeclaredNetwork, Direction, Lookup,
        MasqueradeConfig, Neighbour, Operation, Pool, Route, RouteTable, SecurityGroup, SecurityRule,
        SubnetAccess, View,
    },
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_valid_topology_in_valid_surroundings_yields_no_finding(topology in topology(), around in around()) {
        prop_assert_eq!(shown(&around.put(topology.create(), &topology)), Vec::<String>::new());
        prop_assert_eq!(shown(&around.put(topology.unchanged(), &topology)), Vec::<String>::new());
        prop_assert_eq!(shown(&around.put(topology.scaled(), &topology)), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_is_broken_around_a_valid_topology_is_found(topology in topology(), around in around()) {
        for Breach { code, around: change, view: break_it } in BREACHES {
            let mut around = around.clone();
            change(&mut around);
            let mut view = around.put(topology.create(), &topology);
            if break_it(&mut view, &topology) {
                let said = shown(&view);
                prop_assert!(said.iter().any(|said| said.contains(code)), "{code} is missing: {said:?}");
            }
        }
    }
}

/// One thing around a cluster, broken.
struct Breach {
    /// The rule that finds it.
    code: &'static str,
    /// What has to be around for that.
    around: fn(&mut Around),
    /// Breaks it; false where this topology has no such thing.
    view: fn(&mut View, &Topology) -> bool,
}

const BREACHES: [Breach; 9] = [
    Breach {
        code: "security-group-blocks-cluster",
        around: |around| (around.group, around.way_out) = (Group::AllowList, WayOut::Default),
        view: |view, _| {
            let Lookup::Found(groups) = &mut view.lookups.security_groups else { return false };
            let deny = groups[0].rules.iter_mut().find(|rule| rule.name == "deny-rest").unwrap();
            // The rule that allows has 100.
            deny.priority = 99;
            true
        },
    },
    Breach {
        code: "pod-cidr-overlaps-connected-network",
        around: |around| (around.connected, around.way_out) = (1, WayOut::Default),
        view: |view, topology| {
            let Lookup::Found(connected) = &mut view.lookups.connected else { return false };
            connected.networks[0].prefixes = topology.pod_prefixes();
            true
        },
    },
    Breach {
        code: "service-cidr-overlaps-connected-network",
        around: |around| (around.declared, around.way_out) = (1, WayOut::Default),
        view: |view, _| {
            let asked = view.network.service_cidrs.known().and_then(|ranges| ranges[0].known().cloned());
            let service = asked.unwrap_or_else(|| DEFAULT_SERVICE_CIDR.to_string());
            view.declared_networks[0].prefixes = Attr::Known(vec![name(&service)]);
            true
        },
    },
    Breach {
        code: "subnet-access",
        around: |around| (around.user_assigned, around.way_out) = (true, WayOut::Default),
        view: |view, _| {
            let Lookup::Found(access) = &mut view.lookups.subnet_access else { return false };
            access[0].may_join = false;
            true
        },
    },
    Breach {
        code: "outbound-type-network",
        around: |around| around.way_out = WayOut::OwnGateway,
        view: |view, topology| {
            view.lookups.vnet.found().is_some()
                && view.subnet().nat_gateway_id.take().is_some()
                && !topology.dual_stack
        },
    },
    Breach {
        code: "outbound-type-network",
        around: |around| around.way_out = WayOut::ManagedGateway,
        view: |view, _| {
            let managed = view.network.outbound_type == name("managedNATGateway");
            view.pools[0].subnet_id = name(&format!("{VNET}/subnets/own"));
            managed
        },
    },
    Breach {
        code: "outbound-type-network",
        around: |around| around.way_out = WayOut::Routes,
        view: |view, _| {
            let Lookup::Found(tables) = &mut view.lookups.route_tables else { return false };
            tables[0].routes.retain(|route| route.prefix != "0.0.0.0/0");
            true
        },
    },
    Breach {
        code: "udr-without-ipv6-route",
        around: |around| around.way_out = WayOut::Routes,
        view: |view, topology| {
            let Lookup::Found(tables) = &mut view.lookups.route_tables else { return false };
            tables[0].routes.retain(|route| route.prefix != "::/0");
            topology.dual_stack
        },
    },
    Breach {
        code: "outbound-none-needs-cache",
        around: |around| around.way_out = WayOut::None,
        view: |view, _| {
            view.control_plane.bootstrap_artifact_source = Attr::Null;
            true
        },
    },
];

/// What is around a cluster.
#[derive(Clone, Debug)]
struct Around {
    way_out: WayOut,
    group: Group,
    /// Networks that the cluster's is connected with, and networks that the user declared.
    connected: usize,
    declared: usize,
    neighbour: bool,
    /// The identity is the user's, and may join the subnet.
    user_assigned: bool,
    /// A pool runs Windows, where the cluster can have one.
    windows: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WayOut {
    Default,
    LoadBalancer,
    ManagedGateway,
    OwnGateway,
    Routes,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    None,
    Azures,
    /// A rule that denies what is none of the cluster's.
    DeniesOthers,
    /// A list of what is allowed, and a rule that denies the rest.
    AllowList,
}

fn around() -> impl Strategy<Value = Around> {
    use WayOut::{Default, LoadBalancer, ManagedGateway, OwnGateway, Routes};
    let ways =
        prop::sample::select(vec![Default, LoadBalancer, ManagedGateway, OwnGateway, Routes, WayOut::None]);
    let groups =
        prop::sample::select(vec![Group::None, Group::Azures, Group::DeniesOthers, Group::AllowList]);
    (ways, groups, 0..6usize, 0..4usize, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(way_out, group, connected, declared, neighbour, user_assigned, windows)| Around {
            way_out,
            group,
            connected,
            declared,
            neighbour,
            user_assigned,
            windows,
        },
    )
}

impl Around {
    /// The same view in these surroundings; both what is asked for and what exists.
    fn put(&self, mut view: View, topology: &Topology) -> View {
        self.lead_out(&mut view, topology);
        if view.lookups.vnet.found().is_some() {
            self.guard(&mut view, topology);
            self.connect(&mut view);
        }
        if self.user_assigned {
            let id =
                format!("{}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks", group_of(VNET));
            view.control_plane.identity_type = name("userassigned");
            view.control_plane.identity_ids = Attr::Known(vec![Attr::Known(id)]);
        }
        let fits = !topology.policy.is_some_and(|(policy, _)| policy == "cilium" || policy == "azure");
        if let Lookup::Found(pools) = &mut view.lookups.agent_pools
            && self.windows
            && fits
            && let Some(pool) = pools.iter_mut().find(|pool| pool.name != topology.pool.name)
        {
            view.control_plane.windows_admin = Attr::Known(true);
            *pool = Pool {
                os_type: name("Windows"),
                os_sku: name("Windows2022"),
                max_pods: Attr::Known(30),
                mode: name("User"),
                ..pool.clone()
            };
        }
        let control_plane = view.control_plane.clone();
        let outbound = view.network.outbound_type.clone();
        if let Operation::Update(existing) = &mut view.operation {
            existing.control_plane = control_plane;
            existing.network.outbound_type = if outbound.is_null() { name("loadBalancer") } else { outbound };
        }
        view
    }

    fn lead_out(&self, view: &mut View, topology: &Topology) {
        let fits = match self.way_out {
            // IPv6 goes out through a load balancer, or by routes of one's own; the network that AKS makes is 10.224.0.0/12.
            WayOut::ManagedGateway => !topology.dual_stack && !topology.touches(&Cidr::v4(10, 224, 0, 0, 12)),
            WayOut::OwnGateway => !topology.dual_stack,
            _ => true,
        };
        let way_out = if fits { self.way_out } else { WayOut::Default };
        let gateway = format!("{}/providers/Microsoft.Network/natGateways/out", group_of(VNET));
        let table = format!("{}/providers/Microsoft.Network/routeTables/out", group_of(VNET));
        let outbound = match way_out {
            WayOut::Default => return,
            WayOut::LoadBalancer => "loadBalancer",
            WayOut::ManagedGateway => {
                view.lookups.vnet = Lookup::NotAsked;
                let live = match &mut view.lookups.agent_pools {
                    Lookup::Found(pools) => pools.as_mut_slice(),
                    _ => &mut [],
                };
                let existing = match &mut view.operation {
                    Operation::Update(existing) => existing.pools.as_mut_slice(),
                    _ => &mut [],
                };
                view.pools
                    .iter_mut()
                    .chain(live)
                    .chain(existing)
                    .for_each(|pool| pool.subnet_id = Attr::Null);
                "managedNATGateway"
            }
            WayOut::OwnGateway => {
                view.subnet().nat_gateway_id = Some(gateway.clone());
                let gateway = AttachedNatGateway { id: gateway, sku: "Standard".to_owned() };
                view.lookups.nat_gateways = Lookup::Found(vec![gateway]);
                "userAssignedNATGateway"
            }
            WayOut::Routes => {
                view.subnet().route_table_id = Some(table.clone());
                let route = |prefix: &str, hop: &str| Route {
                    name: "out".to_owned(),
                    prefix: prefix.to_owned(),
                    next_hop_type: "VirtualAppliance".to_owned(),
                    next_hop_ip: Some(hop.to_owned()),
                };
                let mut routes = vec![route("0.0.0.0/0", "100.64.0.4")];
                if topology.dual_stack {
                    routes.push(route("::/0", "fd00:64::4"));
                }
                view.lookups.route_tables = Lookup::Found(vec![RouteTable { id: table, routes }]);
                "userDefinedRouting"
            }
            WayOut::None => {
                view.control_plane.bootstrap_artifact_source = name("cache");
                "none"
            }
        };
        view.network.outbound_type = name(outbound);
    }

    fn guard(&self, view: &mut View, topology: &Topology) {
        let id = format!("{}/providers/Microsoft.Network/networkSecurityGroups/nodes", group_of(VNET));
        let mut rules = azures_rules();
        match self.group {
            Group::None => return,
            Group::Azures => {}
            Group::DeniesOthers => {
                rules.push(rule("deny-branch", 100, Direction::Inbound, false, &["192.168.0.0/16"], &["*"]));
            }
            Group::AllowList => {
                let mut clusters = view.subnet().address_prefixes.clone();
                clusters.extend(topology.pod_prefixes());
                let clusters: Vec<&str> = clusters.iter().map(String::as_str).collect();
                for direction in [Direction::Inbound, Direction::Outbound] {
                    rules.push(rule("allow-cluster", 100, direction, true, &clusters, &clusters));
                }
                rules.push(rule("deny-rest", 4096, Direction::Inbound, false, &["*"], &["*"]));
            }
        }
        view.subnet().security_group_id = Some(id.clone());
        view.lookups.security_groups = Lookup::Found(vec![SecurityGroup { id, rules }]);
    }

    fn connect(&self, view: &mut View) {
        let network = |n: usize| ConnectedNetwork {
            title: format!("virtual network hub{n}"),
            id: format!("{}/providers/Microsoft.Network/virtualNetworks/hub{n}", group_of(VNET)),
            prefixes: vec![format!("192.168.{n}.0/24"), format!("fd00:99:{n}::/48")],
            via: vec![format!("to-hub{n}")],
        };
        let networks = (0..self.connected).map(network).collect();
        view.lookups.connected = Lookup::Found(Connected { networks, ..Connected::default() });
        view.declared_networks = (0..self.declared)
            .map(|n| DeclaredNetwork {
                name: format!("site{n}"),
                prefixes: Attr::Known(vec![name(&format!("100.{}.0.0/16", 80 + n))]),
                path: Some(Path::of("declared_networks").key(format!("site{n}"))),
            })
            .collect();
        if self.neighbour {
            // Clusters in one network may have the same pod CIDR: each has its overlay for itself.
            let neighbour = Neighbour {
                id: format!("{}/providers/Microsoft.ContainerService/managedClusters/other", group_of(VNET)),
                plugin_mode: "overlay".to_owned(),
                pod_cidrs: vec!["10.244.0.0/16".to_owned()],
                service_cidrs: vec!["10.0.0.0/16".to_owned()],
            };
            view.lookups.neighbours = Lookup::Found(vec![neighbour]);
        }
        let may_join = SubnetAccess {
            subnet_id: view.subnet().id.clone(),
            identity: "identity aks".to_owned(),
            may_join: true,
        };
        view.lookups.subnet_access = Lookup::Found(vec![may_join]);
        view.lookups.masquerade = Lookup::Found(MasqueradeConfig::default());
    }
}

impl View {
    /// The subnet of the system pool.
    fn subnet(&mut self) -> &mut crate::rules::Subnet {
        match &mut self.lookups.vnet {
            Lookup::Found(vnet) => &mut vnet.subnets[0],
            other => panic!("{other:?}"),
        }
    }
}

/// The rules that every security group ends with.
fn azures_rules() -> Vec<SecurityRule> {
    use Direction::{Inbound, Outbound};
    vec![
        rule("AllowVnetInBound", 65000, Inbound, true, &["VirtualNetwork"], &["VirtualNetwork"]),
        rule("AllowAzureLoadBalancerInBound", 65001, Inbound, true, &["AzureLoadBalancer"], &["*"]),
        rule("DenyAllInBound", 65500, Inbound, false, &["*"], &["*"]),
        rule("AllowVnetOutBound", 65000, Outbound, true, &["VirtualNetwork"], &["VirtualNetwork"]),
        rule("AllowInternetOutBound", 65001, Outbound, true, &["*"], &["Internet"]),
        rule("DenyAllOutBound", 65500, Outbound, false, &["*"], &["*"]),
    ]
}

fn rule(
    name: &str,
    priority: i64,
    direction: Direction,
    allows: bool,
    sources: &[&str],
    destinations: &[&str],
) -> SecurityRule {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    SecurityRule {
        name: name.to_owned(),
        priority,
        direction,
        allows,
        protocol: "*".to_owned(),
        sources: texts(sources),
        source_ports: texts(&["*"]),
        destinations: texts(destinations),
        destination_ports: texts(&["*"]),
        application_groups: false,
    }
}

/// The resource group of a resource.
fn group_of(id: &str) -> &str {
    id.split("/providers/").next().unwrap()
}
