//! The way out fits the virtual network: the managed NAT gateway goes with a network that AKS makes, a NAT gateway and
//! routes of one's own go with subnets that have them.
//!
//! # Why
//!
//! AKS puts its managed NAT gateway only on a subnet that is its own. With `userAssignedNATGateway` it puts nothing
//! anywhere, and with `userDefinedRouting` it trusts the route table of the subnet to send `0.0.0.0/0` to a firewall or
//! another appliance. A route to the next hop `Internet` does not do, because nodes have no public address. Without a way
//! out nodes reach neither the registry nor the API server, and the cluster is never ready.
//!
//! # Way out
//!
//! Give the pools subnets with a NAT gateway or a route table, as the outbound type says; with `managedNATGateway` give
//! them none. Where the same run attaches the gateway or the table, let the subnet's ID come from that resource, so that
//! this rule waits until it is there.
//!
//! # Evidence
//!
//! - "Customize cluster egress with outbound types in AKS": <https://learn.microsoft.com/azure/aks/egress-outboundtype>.
//! - NAT gateways in AKS: <https://learn.microsoft.com/azure/aks/nat-gateway>.
//! - The Azure CLI asks for `--vnet-subnet-id` with the two types of one's own, and forbids it with the managed gateway.

use std::collections::HashMap;

use crate::rules::{
    Change, Findings, Lowering, Pool, RouteTable, Rule, Source, Subnet, View, any_case::AnyCase,
    finding::written, rule::ERROR_SINCE_ARTICLE,
};

pub(super) static RULE: Rule = Rule {
    code: "outbound-type-network",
    number: "X18",
    title: "The way out fits the virtual network",
    history: ERROR_SINCE_ARTICLE,
    when: &[Change::Create, Change::Update, Change::Scale],
    looks_at: &[Source::Config, Source::State, Source::Vnet, Source::RouteTables],
    lowering: Lowering::Allowed("The same run may attach what is missing, before the cluster."),
    yields_to: &["outbound-type-migration"],
    check,
};

fn check(view: &View, findings: &mut Findings<'_>) {
    let Some(outbound) = view.effective(|network| &network.outbound_type).value() else { return };
    let lower = outbound.to_ascii_lowercase();
    for pool in &view.pools {
        let missing = match lower.as_str() {
            "managednatgateway" if pool.subnet_id.is_known() => Missing::ManagedNetwork,
            "userassignednatgateway" | "userdefinedrouting" if pool.subnet_id.is_null() => {
                Missing::OwnNetwork
            }
            _ => continue,
        };
        report(view, pool, outbound, &missing, findings);
    }
    let tables = view.lookups.route_tables.found().map(Vec::as_slice).unwrap_or_default();
    let tables: HashMap<AnyCase<'_>, &RouteTable> =
        tables.iter().map(|table| (AnyCase(&table.id), table)).collect();
    for (pool, subnet) in view.in_subnets(&view.pools) {
        let missing = match lower.as_str() {
            "userassignednatgateway" if subnet.nat_gateway_id.is_none() => Missing::Gateway(subnet),
            "userdefinedrouting" => match &subnet.route_table_id {
                None => Missing::Table(subnet),
                Some(id) => match tables.get(&AnyCase(id)).and_then(|table| lacks_default(table)) {
                    Some(how) => Missing::Route(subnet, id, how),
                    None => continue,
                },
            },
            _ => continue,
        };
        report(view, pool, outbound, &missing, findings);
    }
}

/// What the way out has not.
enum Missing<'a> {
    ManagedNetwork,
    OwnNetwork,
    Gateway(&'a Subnet),
    Table(&'a Subnet),
    Route(&'a Subnet, &'a str, String),
}

fn report(view: &View, pool: &Pool, outbound: &str, missing: &Missing<'_>, findings: &mut Findings<'_>) {
    let asked = view.network.attribute("outbound_type");
    let attribute = written(&asked);
    let subnet_id = pool.attribute("subnet_id");
    let subnet_name = subnet_id.as_ref().map(written).unwrap_or_default();
    let path = if view.network.outbound_type.is_known()
        && view.managed_pools_now().like(pool).is_none_or(|now| now.subnet_id == pool.subnet_id)
    {
        Some(asked)
    } else {
        subnet_id
    };
    let (summary, fact, why, way_out) = match missing {
        Missing::ManagedNetwork => (
            "The managed NAT gateway needs a virtual network that AKS makes".to_owned(),
            format!("{subnet_name} names a subnet of your own."),
            "AKS puts its NAT gateway only on a subnet that is its own.",
            format!(
                "Set {attribute} = \"userAssignedNATGateway\" and put a NAT gateway on the subnet, or remove {subnet_name} in \
                 a new cluster."
            ),
        ),
        Missing::OwnNetwork => (
            format!("Outbound type {outbound} needs a subnet of your own"),
            format!("{subnet_name} is not set, so AKS makes the virtual network."),
            "The network that AKS makes has neither a NAT gateway nor routes of yours.",
            format!(
                "Set {subnet_name} to a subnet that has what the outbound type needs, or {attribute} = \"loadBalancer\"."
            ),
        ),
        Missing::Gateway(subnet) => (
            format!("Subnet \"{}\" has no NAT gateway for outbound type {outbound}", name(&subnet.id)),
            format!("Subnet \"{}\" has no NAT gateway in Azure ({}).", name(&subnet.id), subnet.id),
            "AKS makes no way out with this outbound type: the gateway must be on the subnet already.",
            format!(
                "Put a NAT gateway on the subnet of {}, or set {attribute} = \"loadBalancer\".",
                pool.title()
            ),
        ),
        Missing::Table(subnet) => (
            format!("Subnet \"{}\" has no route table for outbound type {outbound}", name(&subnet.id)),
            format!("Subnet \"{}\" has no route table in Azure ({}).", name(&subnet.id), subnet.id),
            "AKS makes no way out with this outbound type: a route must lead out of the subnet already.",
            format!(
                "Give the subnet a route table that sends 0.0.0.0/0 to a firewall, or set {attribute} = \"loadBalancer\"."
            ),
        ),
        Missing::Route(subnet, table, how) => (
            format!("Route table \"{}\" leads out of no subnet: {how}", name(table)),
            format!("Subnet \"{}\" has the route table {table}.", name(&subnet.id)),
            "With this outbound type the route table must send 0.0.0.0/0 to a firewall or another appliance.",
            format!(
                "Add a route for 0.0.0.0/0 with the next hop VirtualAppliance and the address of the firewall, or set \
                 {attribute} = \"loadBalancer\"."
            ),
        ),
    };
    let outbound_fact = if view.network.outbound_type.is_known() {
        format!("{attribute} = \"{outbound}\"")
    } else {
        format!("The cluster has the outbound type {outbound}.")
    };
    findings
        .report(path, summary)
        .fact(outbound_fact)
        .fact(fact)
        .why(why)
        .way_out(way_out)
        .unless_settled(view);
}

/// Why nothing leaves by a table; none if something does.
fn lacks_default(table: &RouteTable) -> Option<String> {
    let default = table.routes.iter().find(|route| route.prefix == "0.0.0.0/0");
    let Some(default) = default else { return Some("it has no route for 0.0.0.0/0".to_owned()) };
    // Nodes have no public address, so a route to the Internet itself leads nowhere.
    let leads_out = ["VirtualAppliance", "VirtualNetworkGateway"];
    let leads_out = leads_out.iter().any(|hop| hop.eq_ignore_ascii_case(&default.next_hop_type));
    (!leads_out)
        .then(|| format!("its route \"{}\" for 0.0.0.0/0 ends at {}", default.name, default.next_hop_type))
}

fn name(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use tfplugin_framework::Attr;

    use crate::rules::{
        Level, Lookup, Route, RouteTable, Subnet, View,
        sample::{known, valid},
    };

    fn with(outbound: &str, change: impl FnOnce(&mut Subnet)) -> View {
        valid().with(|view| {
            view.network.outbound_type = known(outbound);
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                change(&mut vnet.subnets[0]);
            }
        })
    }

    fn routed(prefix: &str, hop: &str) -> View {
        with("userDefinedRouting", |subnet| subnet.route_table_id = Some("/rt".to_owned())).with(|view| {
            let route = Route {
                name: "out".to_owned(),
                prefix: prefix.to_owned(),
                next_hop_type: hop.to_owned(),
                next_hop_ip: None,
            };
            view.lookups.route_tables =
                Lookup::Found(vec![RouteTable { id: "/RT".to_owned(), routes: vec![route] }]);
        })
    }

    const REFUSED: [(&str, Level); 1] = [("outbound-type-network", Level::Error)];

    #[test]
    fn the_managed_gateway_needs_the_network_of_aks() {
        assert_eq!(with("ManagedNATGateway", |_| {}).codes(), REFUSED);
        let managed = with("managedNATGateway", |_| {}).with(|view| view.pools[0].subnet_id = Attr::Null);
        assert_eq!(managed.codes(), []);
    }

    #[test]
    fn a_way_of_your_own_needs_a_network_of_your_own() {
        for outbound in ["userAssignedNATGateway", "userDefinedRouting"] {
            let view = with(outbound, |_| {}).with(|view| view.pools[0].subnet_id = Attr::Null);
            assert_eq!(view.codes(), REFUSED, "{outbound}");
            let unknown = with(outbound, |_| {}).with(|view| {
                view.pools[0].subnet_id = Attr::unknown();
                view.lookups.vnet = Lookup::NotAsked;
            });
            assert_eq!(unknown.codes(), [], "{outbound}");
        }
    }

    #[test]
    fn a_gateway_of_your_own_is_on_the_subnet() {
        assert_eq!(with("userAssignedNATGateway", |_| {}).codes(), REFUSED);
        let there = with("userAssignedNATGateway", |subnet| subnet.nat_gateway_id = Some("/nat".to_owned()));
        assert_eq!(there.codes(), []);
    }

    #[test]
    fn routes_of_your_own_lead_somewhere() {
        assert_eq!(with("userDefinedRouting", |_| {}).codes(), REFUSED);
        assert_eq!(routed("10.0.0.0/8", "VirtualAppliance").codes(), REFUSED);
        assert_eq!(routed("0.0.0.0/0", "None").codes(), REFUSED);
        assert_eq!(routed("0.0.0.0/0", "Internet").codes(), REFUSED);
        assert_eq!(routed("0.0.0.0/0", "VirtualAppliance").codes(), []);
        assert_eq!(routed("0.0.0.0/0", "virtualnetworkgateway").codes(), []);
    }

    #[test]
    fn a_table_that_could_not_be_read_is_not_judged() {
        let view = routed("10.0.0.0/8", "VirtualAppliance")
            .with(|view| view.lookups.route_tables = Lookup::NotAsked);
        assert_eq!(view.codes(), []);
    }

    #[test]
    fn a_pool_in_another_subnet_is_told_at_its_subnet() {
        let view = with("userAssignedNATGateway", |subnet| subnet.nat_gateway_id = Some("/nat".to_owned()))
            .changed(|view| {
                view.network.outbound_type = Attr::Null;
                view.pools[0].name = known("second");
                if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                    vnet.subnets[0].nat_gateway_id = None;
                }
            });
        assert_eq!(view.error().path, view.pools[0].attribute("subnet_id"));
    }
}
