//! What a network security group does with traffic.
//!
//! Rules are tried by priority; the first that matches a packet decides about it. Traffic between two ranges is many
//! packets, and it passes only if every one does. So the packets are a box with five sides (source, destination,
//! protocol, two ports), each rule cuts its part out of what is left, and what is cut out by a rule that denies is
//! denied. What a rule stands for is not always known: the members of an application security group are not, and
//! whether the tag `VirtualNetwork` covers the pods of an overlay cluster is not documented. Such a rule may or may not
//! match, and where that decides, nothing is claimed.

use std::{
    collections::{HashMap, hash_map::Entry},
    ops::RangeInclusive,
};

use super::{Cidr, Family, parse_address};

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule<'a> {
    /// The lowest that matches decides.
    pub priority: i64,
    /// It lets packets pass.
    pub allows: bool,
    /// "*" or the name of a protocol, in any case.
    pub protocol: &'a str,
    /// CIDRs, addresses, service tags or "*".
    pub sources: &'a [String],
    /// Ports, ranges of ports or "*".
    pub source_ports: &'a [String],
    /// CIDRs, addresses, service tags or "*".
    pub destinations: &'a [String],
    /// Ports, ranges of ports or "*".
    pub destination_ports: &'a [String],
    /// It names application security groups, whose members are not known.
    pub application_groups: bool,
}

/// One side of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Its addresses.
    pub range: Cidr,
    /// They belong to the virtual network, which the pods of an overlay cluster do not.
    pub in_vnet: bool,
}

/// What becomes of the packets of a flow, on any port and of any protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// No rule denies any.
    Pass,
    /// The rule at this place denies some.
    Denied(usize),
    /// Some may be denied; the rule at this place may match them or not.
    Unclear(usize),
}

/// What the rules, in any order, do with packets from `source` to `destination`. What no rule matches passes: Azure's
/// defaults let the traffic of a virtual network pass, and belong into `rules` only where they are to be judged.
pub fn fate(rules: &[Rule<'_>], source: Peer, destination: Peer) -> Fate {
    if source.range.family() != destination.range.family() {
        return Fate::Pass;
    }
    let mut order: Vec<usize> = (0..rules.len()).collect();
    order.sort_by_key(|place| rules[*place].priority);
    // The packets on which nothing is decided yet, each part with the rule that may have let it pass already.
    let mut open: Vec<(Packets, Option<usize>)> =
        vec![(Packets::between(&source.range, &destination.range), None)];
    let mut unclear = None;
    for place in order {
        let rule = &rules[place];
        for (part, certain) in parts(rule, source, destination) {
            let mut left = Vec::new();
            for (packets, doubt) in open {
                let Some(hit) = packets.intersection(&part) else {
                    left.push((packets, doubt));
                    continue;
                };
                match (rule.allows, certain, doubt) {
                    (false, true, None) => return Fate::Denied(place),
                    (false, true, Some(earlier)) => unclear = unclear.or(Some(earlier)),
                    (false, false, _) => {
                        unclear = unclear.or(Some(place));
                        left.push((hit.clone(), doubt));
                    }
                    (true, false, _) => left.push((hit.clone(), doubt.or(Some(place)))),
                    (true, true, _) => {}
                }
                left.extend(packets.without(&hit).into_iter().map(|rest| (rest, doubt)));
            }
            open = left;
        }
    }
    unclear.map_or(Fate::Pass, Fate::Unclear)
}

/// Peers that no rule tells from each other: what becomes of the packets of one becomes of those of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The first of them.
    pub first: Peer,
    /// How many others there are.
    pub others: usize,
}

/// The peers, those together that no rule tells from each other, so that [`fate`] need not be asked for every pair of
/// many.
pub fn alike(rules: &[Rule<'_>], peers: impl IntoIterator<Item = Peer>) -> Vec<Alike> {
    let mut kinds: Vec<Alike> = Vec::new();
    let mut places: HashMap<(Family, Vec<u8>), usize> = HashMap::new();
    for peer in peers {
        let new = Alike { first: peer, others: 0 };
        match kind(rules, peer) {
            Some(kind) => match places.entry((peer.range.family(), kind)) {
                Entry::Occupied(place) => kinds[*place.get()].others += 1,
                Entry::Vacant(place) => {
                    place.insert(kinds.len());
                    kinds.push(new);
                }
            },
            None => kinds.push(new),
        }
    }
    kinds
}

/// What the words of the rules stand for among the addresses of a peer: all or none of them. None if a word stands for
/// some of them.
fn kind(rules: &[Rule<'_>], peer: Peer) -> Option<Vec<u8>> {
    let words = rules.iter().flat_map(|rule| rule.sources.iter().chain(rule.destinations));
    let kind = words.map(|word| match meaning(word, peer) {
        Meaning::Nothing => Some(0),
        Meaning::All => Some(1),
        Meaning::Perhaps => Some(2),
        Meaning::Range(range) => range.contains(&peer.range).then_some(1),
    });
    kind.collect()
}

/// A set of packets: a range of numbers for each of their five sides.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Packets([RangeInclusive<u128>; SIDES]);

/// Source, destination, protocol, source port, destination port.
const SIDES: usize = 5;

impl Packets {
    /// All packets from one range to another.
    fn between(source: &Cidr, destination: &Cidr) -> Self {
        Self([addresses(source), addresses(destination), 0..=OTHER_PROTOCOLS, 0..=LAST_PORT, 0..=LAST_PORT])
    }

    fn intersection(&self, other: &Self) -> Option<Self> {
        let mut sides = self.0.clone();
        for (side, other) in sides.iter_mut().zip(&other.0) {
            *side = *side.start().max(other.start())..=*side.end().min(other.end());
        }
        sides.iter().all(|side| side.start() <= side.end()).then_some(Self(sides))
    }

    /// What is left without `hit`, which lies inside: at most two slices for each side.
    fn without(&self, hit: &Self) -> Vec<Self> {
        let mut rest = self.0.clone();
        let mut slices = Vec::new();
        for side in 0..SIDES {
            let (whole, cut) = (rest[side].clone(), &hit.0[side]);
            if whole.start() < cut.start() {
                rest[side] = *whole.start()..=cut.start() - 1;
                slices.push(Self(rest.clone()));
            }
            if cut.end() < whole.end() {
                rest[side] = cut.end() + 1..=*whole.end();
                slices.push(Self(rest.clone()));
            }
            rest[side] = cut.clone();
        }
        slices
    }
}

fn addresses(cidr: &Cidr) -> RangeInclusive<u128> {
    cidr.first_number()..=cidr.last_number()
}

/// Protocols that rules can name; all others have the number after the last.
const PROTOCOLS: [&str; 5] = ["tcp", "udp", "icmp", "esp", "ah"];
const OTHER_PROTOCOLS: u128 = PROTOCOLS.len() as u128;
const LAST_PORT: u128 = 65535;

/// The packets of a flow that a rule matches, in parts that do not depend on each other, and whether it certainly does.
fn parts(rule: &Rule<'_>, source: Peer, destination: Peer) -> Vec<(Packets, bool)> {
    let group = rule.application_groups;
    let sources = sides(rule.sources, source, group);
    let destinations = sides(rule.destinations, destination, group);
    let (protocol, protocol_is_known) = protocol(rule.protocol);
    let mut parts = Vec::new();
    for (source, source_is_certain) in &sources {
        for (destination, destination_is_certain) in &destinations {
            for (source_port, source_port_is_known) in ports(rule.source_ports) {
                for (destination_port, destination_port_is_known) in ports(rule.destination_ports) {
                    let certain = *source_is_certain
                        && *destination_is_certain
                        && protocol_is_known
                        && source_port_is_known
                        && destination_port_is_known;
                    let sides = [
                        source.clone(),
                        destination.clone(),
                        protocol.clone(),
                        source_port.clone(),
                        destination_port,
                    ];
                    parts.push((Packets(sides), certain));
                }
            }
        }
    }
    // What matches for certain goes first, so that doubts are about the rest alone.
    parts.sort_by_key(|(_, certain)| !certain);
    parts
}

/// The addresses of a peer that the words of a rule stand for, and whether they certainly do.
fn sides(words: &[String], peer: Peer, application_groups: bool) -> Vec<(RangeInclusive<u128>, bool)> {
    let all = addresses(&peer.range);
    // A rule that names groups on this side has no words for it; on the other side it may have.
    if words.is_empty() && application_groups {
        return vec![(all, false)];
    }
    let side = |word: &String| match meaning(word, peer) {
        Meaning::All => Some((all.clone(), true)),
        Meaning::Perhaps => Some((all.clone(), false)),
        Meaning::Range(range) => Some((addresses(&range), true)),
        Meaning::Nothing => None,
    };
    words.iter().filter_map(side).collect()
}

/// What a word of a rule stands for among the addresses of a peer.
enum Meaning {
    All,
    Range(Cidr),
    Perhaps,
    Nothing,
}

fn meaning(word: &str, peer: Peer) -> Meaning {
    if word == "*" || word.eq_ignore_ascii_case("any") {
        return Meaning::All;
    }
    let address = || parse_address(word).ok().map(|address| Cidr::containing(address, u8::MAX));
    if let Some(range) = Cidr::meant(word).or_else(address) {
        return if range.overlaps(&peer.range) { Meaning::Range(range) } else { Meaning::Nothing };
    }
    let is_private = super::space::PRIVATE.iter().any(|block| block.contains(&peer.range))
        || peer.range.family() == Family::V6;
    match (word.to_ascii_lowercase().as_str(), peer.in_vnet) {
        ("virtualnetwork", true) => Meaning::All,
        ("virtualnetwork", false) => Meaning::Perhaps,
        // What is not of the virtual network may be the Internet for the group.
        ("internet", true) | ("azureloadbalancer", _) => Meaning::Nothing,
        ("internet", false) => Meaning::Perhaps,
        // Every other tag stands for public addresses of a service.
        _ if is_private => Meaning::Nothing,
        _ => Meaning::Perhaps,
    }
}

fn protocol(word: &str) -> (RangeInclusive<u128>, bool) {
    if word == "*" || word.eq_ignore_ascii_case("any") {
        return (0..=OTHER_PROTOCOLS, true);
    }
    match PROTOCOLS.iter().position(|known| known.eq_ignore_ascii_case(word)) {
        Some(number) => (number as u128..=number as u128, true),
        None => (0..=OTHER_PROTOCOLS, false),
    }
}

fn ports(words: &[String]) -> Vec<(RangeInclusive<u128>, bool)> {
    let range = |word: &String| {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let number = |text: &str| text.trim().parse::<u16>().ok().map(u128::from);
        match (word.as_str(), number(first).zip(number(last))) {
            ("*", _) => (0..=LAST_PORT, true),
            (_, Some((first, last))) => (first..=last, true),
            (_, None) => (0..=LAST_PORT, false),
        }
    };
    words.iter().map(range).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn peer(range: &str, in_vnet: bool) -> Peer {
        Peer { range: Cidr::parse(range).unwrap(), in_vnet }
    }

    fn nodes() -> Peer {
        peer("10.10.0.0/22", true)
    }

    fn pods() -> Peer {
        peer("10.244.0.0/16", false)
    }

    /// A rule as text: "100 allow Tcp 10.0.0.0/8:* -> *:80-90".
    struct Written {
        priority: i64,
        allows: bool,
        protocol: String,
        sides: [Vec<String>; 4],
        application_groups: bool,
    }

    impl Written {
        fn rule(&self) -> Rule<'_> {
            let [sources, source_ports, destinations, destination_ports] = &self.sides;
            Rule {
                priority: self.priority,
                allows: self.allows,
                protocol: &self.protocol,
                sources,
                source_ports,
                destinations,
                destination_ports,
                application_groups: self.application_groups,
            }
        }
    }

    fn written(text: &str) -> Written {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [priority, access, protocol, source, "->", destination] = words[..] else { panic!("{text}") };
        let side = |text: &str| {
            let (addresses, ports) = text.rsplit_once('|').expect("addresses|ports");
            let split =
                |text: &str| text.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
            (split(addresses), split(ports))
        };
        let ((sources, source_ports), (destinations, destination_ports)) = (side(source), side(destination));
        Written {
            priority: priority.parse().unwrap(),
            allows: access.starts_with("allow"),
            protocol: protocol.to_owned(),
            sides: [sources, source_ports, destinations, destination_ports],
            application_groups: access.ends_with("@groups"),
        }
    }

    fn judge(rules: &[&str], source: Peer, destination: Peer) -> Fate {
        let written: Vec<Written> = rules.iter().map(|text| written(text)).collect();
        let rules: Vec<Rule<'_>> = written.iter().map(Written::rule).collect();
        fate(&rules, source, destination)
    }

    #[test]
    fn without_a_rule_everything_passes() {
        assert_eq!(judge(&[], pods(), pods()), Fate::Pass);
    }

    #[test]
    fn a_rule_that_denies_everything_denies_every_flow() {
        let rules = ["4096 deny * *|* -> *|*"];
        assert_eq!(judge(&rules, nodes(), nodes()), Fate::Denied(0));
        assert_eq!(judge(&rules, pods(), pods()), Fate::Denied(0));
    }

    #[test]
    fn the_lower_number_decides_whatever_the_order() {
        let rules = ["4096 deny * *|* -> *|*", "100 allow * 10.10.0.0/22|* -> 10.10.0.0/22|*"];
        assert_eq!(judge(&rules, nodes(), nodes()), Fate::Pass);
        assert_eq!(judge(&rules, nodes(), pods()), Fate::Denied(0));
    }

    #[test]
    fn a_single_port_that_is_denied_is_enough() {
        assert_eq!(judge(&["200 deny Tcp *|* -> *|22"], pods(), pods()), Fate::Denied(0));
    }

    #[test]
    fn allowing_one_protocol_does_not_save_the_others() {
        let rules = ["100 allow Tcp *|* -> *|*", "200 deny * *|* -> *|*"];
        assert_eq!(judge(&rules, nodes(), nodes()), Fate::Denied(1));
    }

    #[test]
    fn several_rules_and_prefixes_together_may_allow_everything() {
        let rules = [
            "100 allow * 10.10.0.0/23,10.10.2.0/24|* -> 10.10.0.0/16|*",
            "110 allow * 10.10.3.0/24|* -> *|0-1023,1024-65535",
            "200 deny * *|* -> *|*",
        ];
        assert_eq!(judge(&rules, nodes(), nodes()), Fate::Pass);
        assert_eq!(judge(&[rules[0], rules[2]], nodes(), nodes()), Fate::Denied(1));
    }

    #[test]
    fn the_tag_of_the_virtual_network_covers_nodes_and_perhaps_pods() {
        let rules = ["100 allow * VirtualNetwork|* -> VirtualNetwork|*", "200 deny * *|* -> *|*"];
        assert_eq!(judge(&rules, nodes(), nodes()), Fate::Pass);
        assert_eq!(judge(&rules, nodes(), pods()), Fate::Unclear(0));
        let denied = ["100 deny * VirtualNetwork|* -> VirtualNetwork|*"];
        assert_eq!(judge(&denied, nodes(), nodes()), Fate::Denied(0));
        assert_eq!(judge(&denied, pods(), pods()), Fate::Unclear(0));
    }

    #[test]
    fn tags_of_public_services_are_no_node() {
        assert_eq!(judge(&["100 deny * Internet,Storage.WestEurope|* -> *|*"], nodes(), nodes()), Fate::Pass);
        assert_eq!(judge(&["100 deny * Storage|* -> *|*"], pods(), pods()), Fate::Pass);
    }

    #[test]
    fn an_application_security_group_may_have_the_nodes_or_not() {
        let rules = ["100 allow@groups * |* -> |*", "200 deny * *|* -> *|*"];
        assert_eq!(judge(&rules, nodes(), nodes()), Fate::Unclear(0));
        assert_eq!(judge(&["100 deny@groups * |* -> |*"], nodes(), nodes()), Fate::Unclear(0));
    }

    #[test]
    fn what_is_denied_whatever_a_group_holds_is_denied() {
        let rules = ["100 allow@groups * |* -> |443", "200 deny * *|* -> *|*"];
        assert_eq!(judge(&rules, nodes(), nodes()), Fate::Denied(1));
        let rules = ["100 deny@groups * |* -> |*", "200 deny * *|* -> *|*"];
        assert_eq!(judge(&rules, nodes(), nodes()), Fate::Denied(1));
    }

    #[test]
    fn a_doubt_that_a_later_rule_settles_is_none() {
        let rules = ["100 allow@groups * |* -> |*", "200 allow * *|* -> *|*", "300 deny * *|* -> *|*"];
        assert_eq!(judge(&rules, nodes(), nodes()), Fate::Pass);
    }

    #[test]
    fn ranges_of_the_other_family_do_not_matter() {
        let rules = ["100 deny * 0.0.0.0/0|* -> 0.0.0.0/0|*"];
        let six = peer("fd10::/64", false);
        assert_eq!(judge(&rules, six, six), Fate::Pass);
        assert_eq!(judge(&rules, six, pods()), Fate::Pass);
        assert_eq!(judge(&["100 deny * *|* -> *|*"], six, six), Fate::Denied(0));
    }

    fn any_words(space: &'static [&'static str]) -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(space), 1..3).prop_map(|words| words.join(","))
    }

    fn any_rule() -> impl Strategy<Value = String> {
        const ADDRESSES: &[&str] =
            &["*", "10.0.0.0/30", "10.0.0.2/31", "10.0.0.1", "10.0.0.4/30", "10.9.0.0/16"];
        const PORTS: &[&str] = &["*", "0", "1-2", "2-65535"];
        let protocol = prop::sample::select(&["*", "Tcp", "udp"][..]);
        let sides = (any_words(ADDRESSES), any_words(PORTS), any_words(ADDRESSES), any_words(PORTS));
        (100..110i64, any::<bool>(), protocol, sides).prop_map(
            |(priority, allows, protocol, (a, b, c, d))| {
                format!("{priority} {} {protocol} {a}|{b} -> {c}|{d}", if allows { "allow" } else { "deny" })
            },
        )
    }

    #[test]
    fn peers_are_told_apart_by_the_words_that_stand_for_one_of_them_or_for_a_part_of_it() {
        let written = ["100 deny Tcp 10.0.0.0/30|* -> VirtualNetwork|*", "200 allow * 10.0.0.8/31|* -> *|*"]
            .map(written);
        let rules: Vec<Rule<'_>> = written.iter().map(Written::rule).collect();
        let peers = ["10.0.0.0/30", "10.0.0.4/30", "10.0.0.8/30", "10.0.0.12/30", "fd00::/64"];
        let kinds = alike(&rules, peers.map(|range| peer(range, true)));
        let kinds: Vec<(String, usize)> =
            kinds.iter().map(|alike| (alike.first.range.to_string(), alike.others)).collect();
        let expected = [("10.0.0.0/30", 0), ("10.0.0.4/30", 1), ("10.0.0.8/30", 0), ("fd00::/64", 0)];
        assert_eq!(kinds, expected.map(|(range, others)| (range.to_owned(), others)));
    }

    proptest! {
        #[test]
        fn a_flow_is_denied_where_one_of_its_packets_is(rules in prop::collection::vec(any_rule(), 0..8)) {
            let written: Vec<Written> = rules.iter().map(|text| written(text)).collect();
            let rules: Vec<Rule<'_>> = written.iter().map(Written::rule).collect();
            let flow = peer("10.0.0.0/29", true);
            let mut order: Vec<usize> = (0..rules.len()).collect();
            order.sort_by_key(|place| rules[*place].priority);
            let parts: Vec<Vec<Packets>> = order
                .iter()
                .map(|place| parts(&rules[*place], flow, flow).into_iter().map(|(part, _)| part).collect())
                .collect();
            let holds = |part: &Packets, packet: [u128; SIDES]| part.0.iter().zip(packet).all(|(side, at)| side.contains(&at));
            let first = addresses(&flow.range).start().to_owned();
            let mut denied = false;
            for source in 0..8 {
                for destination in 0..8 {
                    for (protocol, source_port, destination_port) in combinations(&[0, 1, 5], &[0, 1, 3]) {
                        let packet = [first + source, first + destination, protocol, source_port, destination_port];
                        let decides = parts.iter().position(|parts| parts.iter().any(|part| holds(part, packet)));
                        denied |= decides.is_some_and(|at| !rules[order[at]].allows);
                    }
                }
            }
            let fate = fate(&rules, flow, flow);
            prop_assert_eq!(matches!(fate, Fate::Denied(_)), denied, "{:?}", fate);
            prop_assert!(!matches!(fate, Fate::Unclear(_)));
        }

        #[test]
        fn peers_that_are_alike_have_one_fate(rules in prop::collection::vec(any_rule(), 0..8)) {
            let written: Vec<Written> = rules.iter().map(|text| written(text)).collect();
            let rules: Vec<Rule<'_>> = written.iter().map(Written::rule).collect();
            let peers = || (0..8).map(|n| peer(&format!("10.0.0.{}/30", n * 4), n % 2 == 0));
            let fates = |peers: &mut dyn Iterator<Item = Peer>| -> BTreeSet<String> {
                let peers: Vec<Peer> = peers.collect();
                let pairs = peers.iter().flat_map(|from| peers.iter().map(move |to| (*from, *to)));
                pairs.map(|(from, to)| format!("{:?}", fate(&rules, from, to))).collect()
            };
            let alike = alike(&rules, peers());
            prop_assert_eq!(alike.iter().map(|alike| 1 + alike.others).sum::<usize>(), 8);
            prop_assert_eq!(fates(&mut alike.iter().map(|alike| alike.first)), fates(&mut peers()));
        }
    }

    fn combinations(protocols: &[u128], ports: &[u128]) -> Vec<(u128, u128, u128)> {
        let mut all = Vec::new();
        for protocol in protocols {
            for source in ports {
                all.extend(ports.iter().map(|destination| (*protocol, *source, *destination)));
            }
        }
        all
    }
}
