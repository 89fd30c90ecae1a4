//! The network security groups of the node subnets let the traffic of the cluster itself pass: from nodes to nodes, from
//! nodes to pods and from pods to pods, on all ports and of every protocol, in both directions.
//!
//! # Why
//!
//! With overlay a packet from pod to pod crosses the network with the addresses of pods, so a group on the subnet of the
//! nodes sees pod addresses. Azure creates the cluster whatever the group says; then DNS, webhooks and health probes fail
//! for some pods and not for others.
//!
//! The rules are tried by priority, for each IP family by itself, and the message names the one that decides. Azure's own
//! default rules are not held against anybody: whether their tag `VirtualNetwork` covers pods is not documented. Where the
//! members of an application security group or that tag decide, nothing is claimed; a report says that it could not be
//! evaluated.
//!
//! # Way out
//!
//! Allow the ranges of nodes and pods among each other, with a priority before the rule that denies; the message names the
//! ranges and a priority that is free.
//!
//! # Evidence
//!
//! - "Azure CNI Overlay networking in AKS", section on network security groups, 2023-11-28:
//!   <https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay>.
//! - "Network security groups", on how rules are evaluated:
//!   <https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview>.

use std::{collections::HashMap, rc::Rc};

use crate::{
    network::{
        Cidr, Family,
        security::{self, Alike, Fate, Peer},
    },
    rules::{
        Change, Direction, Findings, Level, Lowering, Phase, Rule, SecurityGroup, SecurityRule, Source,
        Subnet, View,
        any_case::AnyCase,
        effective::Ipam,
        rule::ARTICLE,
        subnets::{by_subnet, name},
    },
};

pub(super) static RULE: Rule = Rule {
    code: "security-group-blocks-cluster",
    number: "R24",
    title: "The network security group lets nodes and pods of the cluster reach each other",
    history: &[Phase {
        from: ARTICLE,
        level: Level::Warning,
        because: "The article on Azure CNI Overlay has the rule; Azure creates the cluster, and it does not work.",
    }],
    when: &[Change::Create, Change::Update],
    looks_at: &[Source::Config, Source::Vnet, Source::AgentPools, Source::SecurityGroups],
    lowering: Lowering::Allowed("Azure does not look at the rules."),
    yields_to: &[],
    check,
};

/// The priority at which Azure's own default rules begin.
const DEFAULTS: i64 = 65000;
/// The lowest priority that a rule may have.
const FIRST_PRIORITY: i64 = 100;

fn check(view: &View, findings: &mut Findings<'_>) {
    if view.ipam() != Some(Ipam::Overlay) {
        return;
    }
    let Some(groups) = view.lookups.security_groups.found().filter(|groups| !groups.is_empty()) else {
        return;
    };
    let mut subnets: Vec<&Subnet> =
        view.in_subnets(view.all_pools()).into_iter().map(|(_, subnet)| subnet).collect();
    subnets.sort_by_key(|subnet| subnet.id.as_str());
    subnets.dedup_by_key(|subnet| subnet.id.as_str());
    // Nodes have addresses of IPv6 only where the cluster has, whatever the subnet could give them.
    let six = view.dual_stack() == Some(true);
    let ranges = |subnets: &[&Subnet]| -> Vec<Cidr> {
        let prefixes = subnets.iter().flat_map(|subnet| &subnet.address_prefixes);
        let ranges = prefixes.filter_map(|text| Cidr::meant(text));
        ranges.filter(|range| six || range.family() == Family::V4).collect()
    };
    let nodes = ranges(&subnets);
    let pods: Vec<Cidr> = view.pod_ranges().iter().map(|range| range.cidr).collect();
    let asked = by_subnet(&view.pools);
    let mut guarded: HashMap<AnyCase<'_>, Vec<&Subnet>> = HashMap::new();
    for subnet in &subnets {
        if let Some(id) = &subnet.security_group_id {
            guarded.entry(AnyCase(id)).or_default().push(subnet);
        }
    }
    for group in groups {
        let Some(guarded) = guarded.get(&AnyCase(&group.id)) else { continue };
        // Only the resource that puts a pool there speaks of it.
        let mut asked = guarded.iter().filter_map(|subnet| asked.get(&AnyCase(&subnet.id))?.first());
        let Some(pool) = asked.next() else { continue };
        let path = pool.attribute("subnet_id");
        let traffic = Traffic { inside: ranges(guarded), nodes: &nodes, pods: &pods };
        let flows = traffic.flows(group);
        let denied: Vec<Denial<'_>> = flows.iter().filter_map(Flow::denial).collect();
        let certain: Vec<&Denial<'_>> = denied.iter().filter(|denial| denial.certain).collect();
        let group_name = name(&group.id);
        if let Some(first) = certain.first() {
            let mut report = findings
                .report(
                    path,
                    format!(
                        "Security group \"{group_name}\" denies traffic from {} by its rule \"{}\"",
                        first.flow.title, first.rule.name
                    ),
                )
                .fact(format!(
                    "Subnet \"{}\" has the security group {} in Azure.",
                    name(&guarded[0].id),
                    group.id
                ));
            for denial in &certain {
                report = report.fact(denial.fact());
            }
            report
                .why("Nodes and pods of a cluster have to reach each other on every port and by every protocol.")
                .way_out(way_out(group, &traffic, &certain));
        } else if let Some(first) = denied.first() {
            let mut report = findings
                .report(
                    path,
                    format!("Whether security group \"{group_name}\" lets the cluster's traffic pass cannot be evaluated"),
                )
                .at_most(Level::Information);
            for denial in &denied {
                report = report.fact(denial.fact());
            }
            report.why(format!(
                "Whom the rule \"{}\" is about is not known here: it names an application security group, or a service tag \
                 of which it is not documented whether it covers pods.",
                first.rule.name
            ));
        }
    }
}

/// Who has to reach whom.
struct Traffic<'a> {
    /// The ranges of the subnets that a group guards.
    inside: Vec<Cidr>,
    /// The ranges of all subnets with nodes.
    nodes: &'a [Cidr],
    pods: &'a [Cidr],
}

/// Packets that a group has to let pass.
struct Flow<'a> {
    title: &'static str,
    rules: Rc<Rules<'a>>,
    source: Alike,
    destination: Alike,
}

/// The rules of a group for one direction, but for Azure's own.
struct Rules<'a> {
    direction: Direction,
    rules: Vec<&'a SecurityRule>,
    judged: Vec<security::Rule<'a>>,
}

impl<'a> Rules<'a> {
    fn of(group: &'a SecurityGroup, direction: Direction) -> Self {
        let of_direction = |rule: &&SecurityRule| rule.direction == direction && rule.priority < DEFAULTS;
        let rules: Vec<&SecurityRule> = group.rules.iter().filter(of_direction).collect();
        let judged = rules.iter().map(|rule| judged(rule)).collect();
        Self { direction, rules, judged }
    }
}

impl Traffic<'_> {
    fn flows<'a>(&self, group: &'a SecurityGroup) -> Vec<Flow<'a>> {
        let mut flows = Vec::new();
        let directions = [Direction::Inbound, Direction::Outbound].map(|direction| {
            let rules = Rules::of(group, direction);
            // A group has one subnet, or a hundred; most subnets are the same to its rules.
            let peers = |ranges: &[Cidr], in_vnet| {
                security::alike(&rules.judged, ranges.iter().map(|range| Peer { range: *range, in_vnet }))
            };
            let peers = (peers(&self.inside, true), peers(self.nodes, true), peers(self.pods, false));
            (Rc::new(rules), peers)
        });
        for title in ["nodes to nodes", "nodes to pods", "pods to pods"] {
            for (rules, (inside, nodes, pods)) in &directions {
                let (sources, destinations) = match (title, rules.direction) {
                    ("nodes to nodes", Direction::Inbound) => (nodes, inside),
                    ("nodes to nodes", Direction::Outbound) => (inside, nodes),
                    ("nodes to pods", Direction::Inbound) => (nodes, pods),
                    ("nodes to pods", Direction::Outbound) => (inside, pods),
                    _ => (pods, pods),
                };
                for source in sources {
                    let same_family = |to: &&Alike| to.first.range.family() == source.first.range.family();
                    flows.extend(destinations.iter().filter(same_family).map(|destination| Flow {
                        title,
                        rules: rules.clone(),
                        source: *source,
                        destination: *destination,
                    }));
                }
            }
        }
        flows
    }
}

/// A rule that denies packets of a flow, or may do so.
struct Denial<'a> {
    flow: &'a Flow<'a>,
    rule: &'a SecurityRule,
    certain: bool,
}

impl Flow<'_> {
    fn denial(&self) -> Option<Denial<'_>> {
        let fate = security::fate(&self.rules.judged, self.source.first, self.destination.first);
        let (place, certain) = match fate {
            Fate::Pass => return None,
            Fate::Denied(place) => (place, true),
            Fate::Unclear(place) => (place, false),
        };
        Some(Denial { flow: self, rule: self.rules.rules[place], certain })
    }
}

impl Denial<'_> {
    fn fact(&self) -> String {
        let Self { flow, rule, certain } = self;
        let verdict = match certain {
            true => "denied by the rule",
            false => "decided by the rule",
        };
        format!(
            "{}, from {} to {} ({}): {verdict} \"{}\" with priority {}.",
            crate::rules::ranges::sentence(word(flow.rules.direction)),
            ranges(&flow.source),
            ranges(&flow.destination),
            flow.title,
            rule.name,
            rule.priority
        )
    }
}

fn ranges(peers: &Alike) -> String {
    match peers.others {
        0 => peers.first.range.to_string(),
        1 => format!("{} and 1 other range", peers.first.range),
        others => format!("{} and {others} other ranges", peers.first.range),
    }
}

fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

fn judged(rule: &SecurityRule) -> security::Rule<'_> {
    security::Rule {
        priority: rule.priority,
        allows: rule.allows,
        protocol: &rule.protocol,
        sources: &rule.sources,
        source_ports: &rule.source_ports,
        destinations: &rule.destinations,
        destination_ports: &rule.destination_ports,
        application_groups: rule.application_groups,
    }
}

/// One rule per direction that would let everything pass, with a priority that is free before the first that denies.
fn way_out(group: &SecurityGroup, traffic: &Traffic<'_>, denied: &[&Denial<'_>]) -> String {
    let mut ranges: Vec<String> = traffic.nodes.iter().chain(traffic.pods).map(Cidr::to_string).collect();
    ranges.dedup();
    let ranges = ranges.join(", ");
    let allow = |direction: Direction| {
        let of_direction = denied.iter().filter(|denial| denial.flow.rules.direction == direction);
        let first = of_direction.map(|denial| denial.rule.priority).min()?;
        let taken = |priority: &i64| {
            group.rules.iter().any(|rule| rule.direction == direction && rule.priority == *priority)
        };
        let free = (FIRST_PRIORITY..first).rev().find(|priority| !taken(priority));
        Some(match free {
            Some(free) => format!("an {} rule with priority {free}", word(direction)),
            None => format!("an {} rule before priority {first}, which takes renumbering", word(direction)),
        })
    };
    let rules: Vec<String> =
        [Direction::Inbound, Direction::Outbound].into_iter().filter_map(allow).collect();
    format!("Add {} that allows any protocol and all ports from {ranges} to {ranges}.", rules.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        Lookup, Pool,
        sample::{pool, valid, valid_dual_stack},
    };

    fn rule(
        name: &str,
        priority: i64,
        direction: Direction,
        allows: bool,
        from: &str,
        to: &str,
    ) -> SecurityRule {
        let all = || vec!["*".to_owned()];
        SecurityRule {
            name: name.to_owned(),
            priority,
            direction,
            allows,
            protocol: "*".to_owned(),
            sources: vec![from.to_owned()],
            source_ports: all(),
            destinations: vec![to.to_owned()],
            destination_ports: all(),
            application_groups: false,
        }
    }

    const GROUP: &str =
        "/subscriptions/0/resourceGroups/network/providers/Microsoft.Network/networkSecurityGroups/nodes";

    fn guarded(view: View, rules: Vec<SecurityRule>) -> View {
        view.with(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[0].security_group_id = Some(GROUP.to_uppercase());
            }
            view.lookups.security_groups = Lookup::Found(vec![SecurityGroup { id: GROUP.to_owned(), rules }]);
        })
    }

    const SPOKEN: (&str, Level) = ("security-group-blocks-cluster", Level::Warning);

    #[test]
    fn a_group_that_denies_everything_is_told_with_the_rule_and_the_flows() {
        let view = guarded(valid(), vec![rule("deny-all", 4096, Direction::Inbound, false, "*", "*")]);
        assert_eq!(view.codes(), [SPOKEN]);
        let warning = view.error();
        assert_eq!(
            warning.summary,
            "Security group \"nodes\" denies traffic from nodes to nodes by its rule \"deny-all\""
        );
        assert_eq!(
            warning.facts[1..],
            [
                "Inbound, from 10.10.0.0/22 to 10.10.0.0/22 (nodes to nodes): denied by the rule \"deny-all\" with priority 4096.",
                "Inbound, from 10.10.0.0/22 to 10.244.0.0/16 (nodes to pods): denied by the rule \"deny-all\" with priority 4096.",
                "Inbound, from 10.244.0.0/16 to 10.244.0.0/16 (pods to pods): denied by the rule \"deny-all\" with priority 4096.",
            ]
        );
        assert_eq!(
            warning.way_out,
            "Add an inbound rule with priority 4095 that allows any protocol and all ports from 10.10.0.0/22, 10.244.0.0/16 to \
             10.10.0.0/22, 10.244.0.0/16."
        );
    }

    #[test]
    fn pods_that_are_forgotten_in_one_direction_are_told() {
        let rules = vec![
            rule("nodes", 100, Direction::Outbound, true, "10.10.0.0/22", "10.0.0.0/8"),
            rule("deny-private", 200, Direction::Outbound, false, "*", "10.0.0.0/8"),
        ];
        let warning = guarded(valid(), rules).error();
        assert!(warning.summary.contains("pods to pods"), "{}", warning.summary);
        assert_eq!(warning.facts.len(), 2);
    }

    #[test]
    fn what_is_allowed_before_it_is_denied_passes() {
        let both = |direction| {
            vec![
                rule("cluster", 4000, direction, true, "10.0.0.0/8", "10.0.0.0/8"),
                rule("deny-all", 4001, direction, false, "*", "*"),
            ]
        };
        let rules = [both(Direction::Inbound), both(Direction::Outbound)].concat();
        assert_eq!(guarded(valid(), rules).codes(), []);
    }

    #[test]
    fn azures_own_rules_are_not_held_against_anybody() {
        let rules = vec![rule("DenyAllInBound", 65500, Direction::Inbound, false, "*", "*")];
        assert_eq!(guarded(valid(), rules).codes(), []);
    }

    #[test]
    fn what_cannot_be_evaluated_is_no_warning_but_worth_knowing() {
        let rules = vec![
            rule("vnet", 100, Direction::Inbound, true, "VirtualNetwork", "VirtualNetwork"),
            rule("deny-all", 4096, Direction::Inbound, false, "*", "*"),
        ];
        let view = guarded(valid(), rules);
        assert_eq!(view.codes(), []);
        let told: Vec<_> =
            view.findings().into_iter().filter(|finding| finding.rule.number == "R24").collect();
        assert_eq!(told[0].level, Level::Information);
        assert!(told[0].summary.ends_with("cannot be evaluated"), "{}", told[0].summary);
    }

    #[test]
    fn nodes_in_another_subnet_have_to_be_let_in_too() {
        let rules = vec![
            rule("own", 100, Direction::Inbound, true, "10.10.0.0/24", "*"),
            rule("pods", 110, Direction::Inbound, true, "10.244.0.0/16", "*"),
            rule("deny-all", 4096, Direction::Inbound, false, "*", "*"),
        ];
        let view = guarded(valid().in_vnet(&["10.10.0.0/24", "10.10.1.0/24"]), rules);
        assert_eq!(view.codes(), []);
        let wider = view.with(|view| {
            let other = view.pools[0].subnet_id.known().cloned().unwrap_or_default();
            let subnet_id =
                tfplugin_framework::Attr::Known(other.replace("/subnets/nodes", "/subnets/other-1"));
            view.lookups.agent_pools = Lookup::Found(vec![Pool { path: None, subnet_id, ..pool("user", 1) }]);
        });
        assert_eq!(wider.codes(), [SPOKEN]);
    }

    #[test]
    fn subnets_that_are_the_same_to_the_group_are_told_as_one_and_another_by_itself() {
        let rules = vec![
            rule("own", 100, Direction::Inbound, true, "10.10.0.0/24", "*"),
            rule("deny-nodes", 4096, Direction::Inbound, false, "10.10.0.0/16", "*"),
        ];
        let prefixes: Vec<String> = (0..4).map(|n| format!("10.10.{n}.0/24")).collect();
        let prefixes: Vec<&str> = prefixes.iter().map(String::as_str).collect();
        let view = guarded(valid().in_vnet(&prefixes), rules).with(|view| {
            let first = view.pools[0].subnet_id.known().cloned().unwrap_or_default();
            let in_subnet = |n: usize| Pool {
                subnet_id: tfplugin_framework::Attr::Known(first.replace("/nodes", &format!("/other-{n}"))),
                ..pool(&format!("user{n}"), 1)
            };
            view.lookups.agent_pools = Lookup::Found((1..4).map(in_subnet).collect());
        });
        let warning = view.error();
        assert_eq!(
            warning.facts[1..],
            [
                "Inbound, from 10.10.1.0/24 and 2 other ranges to 10.10.0.0/24 (nodes to nodes): denied by the rule \
                 \"deny-nodes\" with priority 4096.",
                "Inbound, from 10.10.1.0/24 and 2 other ranges to 10.244.0.0/16 (nodes to pods): denied by the rule \
                 \"deny-nodes\" with priority 4096.",
            ]
        );
    }

    #[test]
    fn a_group_that_forgets_ipv6_is_told_in_a_dual_stack_cluster() {
        let rules = vec![
            rule("cluster", 100, Direction::Inbound, true, "10.0.0.0/8", "10.0.0.0/8"),
            rule("deny-all", 4096, Direction::Inbound, false, "*", "*"),
        ];
        assert_eq!(guarded(valid(), rules.clone()).codes(), []);
        let warning = guarded(valid_dual_stack(), rules).error();
        assert!(
            warning.facts[1].contains("from fd10:3::/64 to fd10:3::/64 (nodes to nodes)"),
            "{}",
            warning.facts[1]
        );
    }

    #[test]
    fn a_group_on_a_subnet_without_nodes_does_not_matter() {
        let view = valid().in_vnet(&["10.10.0.0/24", "10.10.1.0/24"]).with(|view| {
            if let Lookup::Found(vnet) = &mut view.lookups.vnet {
                vnet.subnets[1].security_group_id = Some(GROUP.to_owned());
            }
            let rules = vec![rule("deny-all", 4096, Direction::Inbound, false, "*", "*")];
            view.lookups.security_groups = Lookup::Found(vec![SecurityGroup { id: GROUP.to_owned(), rules }]);
        });
        assert_eq!(view.codes(), []);
    }
}
