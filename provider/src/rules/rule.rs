//! What a rule is.

use time::{Date, Month};

use super::{Findings, View};

/// A rule of the catalogue.
#[derive(Debug)]
pub struct Rule {
    /// Its name in settings, messages and documentation; kebab-case, never changed.
    pub code: &'static str,
    /// Its number in the catalogue: R for the article on Azure CNI Overlay, X for other pages of Microsoft, N for what
    /// no page says because no page needs to.
    pub number: &'static str,
    /// The rule as a sentence.
    pub title: &'static str,
    /// How serious a breach is, by date, in ascending order. Before the first date the rule does not exist.
    pub history: &'static [Phase],
    /// The changes that it speaks about.
    pub when: &'static [Change],
    /// What it looks at.
    pub looks_at: &'static [Source],
    /// Whether a user may make a finding less serious.
    pub lowering: Lowering,
    /// Rules that say the same more precisely: where one of them speaks, this one is silent.
    pub yields_to: &'static [&'static str],
    /// Reports every breach that can be decided. Pure.
    pub check: fn(&View, &mut Findings<'_>),
}

impl Rule {
    /// How serious a breach is on a day.
    pub fn level(&self, on: Date) -> Level {
        self.history.iter().rev().find(|phase| phase.from <= on).map_or(Level::Off, |phase| phase.level)
    }

    /// The day since which the rule exists.
    pub fn since(&self) -> Option<Date> {
        self.history.first().map(|phase| phase.from)
    }

    /// The day since which it is history.
    pub fn until(&self) -> Option<Date> {
        self.history.last().filter(|phase| phase.level == Level::Off).map(|phase| phase.from)
    }
}

/// How serious a breach of a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The rule does not hold.
    Off,
    /// Worth knowing; shown in reports, not by Terraform.
    Information,
    /// Azure accepts it; it is likely to hurt.
    Warning,
    /// Azure refuses it, or it breaks the cluster.
    Error,
}

/// A time in the history of a rule.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    /// The first day.
    pub from: Date,
    /// How serious a breach is from then on.
    pub level: Level,
    /// What happened on that day, for the documentation.
    pub because: &'static str,
}

/// A change that rules speak about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A cluster is created.
    Create,
    /// Any attribute of an existing cluster changes.
    Update,
    /// From Azure CNI with node subnet to overlay.
    UpgradeFromNodeSubnet,
    /// From kubenet to overlay.
    UpgradeFromKubenet,
    /// The pod CIDR of an overlay cluster grows.
    Expansion,
    /// Pools are added, scaled or upgraded.
    Scale,
    /// IPv6 is added.
    DualStack,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The configuration, or the plan made from it.
    Config,
    /// The cluster as it exists.
    State,
    /// The virtual network in Azure.
    Vnet,
    /// The pools of the cluster in Azure.
    AgentPools,
    /// Peered virtual networks and gateways.
    ConnectedNetworks,
    /// Network security groups.
    SecurityGroups,
    /// Route tables.
    RouteTables,
    /// NAT gateways.
    NatGateways,
    /// Role assignments of the cluster's identity.
    SubnetAccess,
    /// Other clusters in the virtual network.
    Neighbours,
    /// Sizes of virtual machines that the region offers.
    VmSizes,
    /// Kubernetes versions that the region offers.
    KubernetesVersions,
    /// Feature and provider registrations of the subscription.
    Registrations,
    /// ConfigMaps in the cluster.
    Masquerade,
}

/// Whether a user may lower the severity of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lowering {
    /// Azure refuses, whatever the user thinks.
    Never(&'static str),
    /// Azure might accept.
    Allowed(&'static str),
}

/// A day written in the program itself; a day that does not exist does not compile.
#[expect(clippy::panic, reason = "evaluated at compile time only")]
pub(crate) const fn day(year: i32, month: u8, day: u8) -> Date {
    let month = match month {
        1 => Month::January,
        2 => Month::February,
        3 => Month::March,
        4 => Month::April,
        5 => Month::May,
        6 => Month::June,
        7 => Month::July,
        8 => Month::August,
        9 => Month::September,
        10 => Month::October,
        11 => Month::November,
        12 => Month::December,
        _ => panic!("no such month"),
    };
    match Date::from_calendar_date(year, month, day) {
        Ok(date) => date,
        Err(_) => panic!("no such day"),
    }
}

/// The day of the article on Azure CNI Overlay with which the catalogue begins.
pub(super) const ARTICLE: Date = day(2023, 11, 28);

/// The history of a rule that stands in the article and has not changed.
pub(super) const ERROR_SINCE_ARTICLE: &[Phase] = &[Phase {
    from: ARTICLE,
    level: Level::Error,
    because: "The article on Azure CNI Overlay has the rule.",
}];
