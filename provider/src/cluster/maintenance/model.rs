//! Maintenance configurations as they are written in HCL. Doc comments become the registry documentation.

use tfplugin_framework::{
    Model,
    validators::{each, range, size},
};

use crate::{
    checks::word,
    formats::{date, time_of_day, timestamp, utc_offset},
    spelling, words,
};

/// When AKS may touch the cluster. Configurations that are not written are removed; if `maintenance` is not written at
/// all, they are left alone.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Maintenance {
    /// Hours for the weekly releases of AKS itself.
    #[model(optional)]
    pub(crate) default: Option<Slots>,

    /// A window for automatic upgrades of Kubernetes (`auto_upgrade.upgrade_channel`).
    #[model(optional)]
    pub(crate) auto_upgrade: Option<Window>,

    /// A window for automatic upgrades of the nodes' operating system (`auto_upgrade.node_os_upgrade_channel`).
    #[model(optional)]
    pub(crate) node_os_upgrade: Option<Window>,
}

/// Hours of the week.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(at_least_one_of(allowed, not_allowed))]
pub(crate) struct Slots {
    /// Hours in which AKS may work.
    #[model(optional, validate = size(1..))]
    pub(crate) allowed: Option<Vec<Slot>>,

    /// Times at which it may not.
    #[model(optional, validate = size(1..))]
    pub(crate) not_allowed: Option<Vec<Times>>,
}

/// Hours of a day of the week.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Slot {
    /// The day, such as `Sunday`.
    #[model(required, validate = word(words::DAYS), equivalent = spelling::ignoring_case)]
    pub(crate) day: String,

    /// Hours in UTC: 0 is from 00:00 to 01:00, 23 from 23:00 to 24:00.
    #[model(required, validate = size(1..=24), validate = each(range(0..=23)))]
    pub(crate) hours: std::collections::BTreeSet<i64>,
}

/// A time between two points.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Times {
    /// Its start in RFC 3339, such as `2026-12-23T00:00:00Z`.
    #[model(required, validate = timestamp(), equivalent = spelling::instant)]
    pub(crate) start: String,

    /// Its end.
    #[model(required, validate = timestamp(), equivalent = spelling::instant)]
    pub(crate) end: String,
}

/// A window that recurs, in one of four ways.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[model(exactly_one_of(daily, weekly, absolute_monthly, relative_monthly))]
pub(crate) struct Window {
    /// Every few days.
    #[model(optional)]
    pub(crate) daily: Option<Daily>,

    /// On a day of the week.
    #[model(optional)]
    pub(crate) weekly: Option<Weekly>,

    /// On a day of the month.
    #[model(optional)]
    pub(crate) absolute_monthly: Option<AbsoluteMonthly>,

    /// On a day of a week of the month, such as the last Sunday.
    #[model(optional)]
    pub(crate) relative_monthly: Option<RelativeMonthly>,

    /// How long it lasts, in hours: 4 to 24.
    #[model(required, validate = range(4..=24))]
    pub(crate) duration_hours: i64,

    /// When it opens, such as `02:00`.
    #[model(required, validate = time_of_day())]
    pub(crate) start_time: String,

    /// The first day, such as `2027-01-31`; the day on which it is made if not given.
    #[model(optional, computed, stable, validate = date())]
    pub(crate) start_date: Option<String>,

    /// The offset of its times from UTC, such as `+02:00`.
    #[model(optional, computed, stable, default = "+00:00", validate = utc_offset())]
    pub(crate) utc_offset: Option<String>,

    /// Days on which it does not open.
    #[model(optional, validate = size(1..))]
    pub(crate) not_allowed_dates: Option<Vec<Dates>>,
}

/// Every few days.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Daily {
    /// Days between two windows.
    #[model(required, validate = range(1..=7))]
    pub(crate) interval_days: i64,
}

/// On a day of the week.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Weekly {
    /// Weeks between two windows.
    #[model(required, validate = range(1..=4))]
    pub(crate) interval_weeks: i64,

    /// The day, such as `Sunday`.
    #[model(required, validate = word(words::DAYS), equivalent = spelling::ignoring_case)]
    pub(crate) day_of_week: String,
}

/// On a day of the month.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct AbsoluteMonthly {
    /// Months between two windows.
    #[model(required, validate = range(1..=6))]
    pub(crate) interval_months: i64,

    /// The day of the month.
    #[model(required, validate = range(1..=31))]
    pub(crate) day_of_month: i64,
}

/// On a day of a week of the month.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct RelativeMonthly {
    /// Months between two windows.
    #[model(required, validate = range(1..=6))]
    pub(crate) interval_months: i64,

    /// The week: `First`, `Second`, `Third`, `Fourth` or `Last`.
    #[model(required, validate = word(words::WEEKS), equivalent = spelling::ignoring_case)]
    pub(crate) week_index: String,

    /// The day, such as `Sunday`.
    #[model(required, validate = word(words::DAYS), equivalent = spelling::ignoring_case)]
    pub(crate) day_of_week: String,
}

/// Days from one to another.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub(crate) struct Dates {
    /// The first, such as `2026-12-23`.
    #[model(required, validate = date())]
    pub(crate) start: String,

    /// The last.
    #[model(required, validate = date())]
    pub(crate) end: String,
}
