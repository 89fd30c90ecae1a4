//! `Microsoft.ContainerService/managedClusters/maintenanceConfigurations`: when AKS may touch a cluster.

use super::model;
use crate::Keyword;

model! {
    /// A maintenance configuration: `default`, `aksManagedAutoUpgradeSchedule` or `aksManagedNodeOSUpgradeSchedule`.
    pub struct MaintenanceConfiguration {
        /// Resource ID.
        "id" id: String,
        /// Its name.
        "name" name: String,
        /// The times.
        "properties" properties: MaintenanceConfigurationProperties,
    }
}

model! {
    /// The times: `default` has slots, the others have a window.
    pub struct MaintenanceConfigurationProperties {
        /// Slots in which AKS may work.
        "timeInWeek" time_in_week: Vec<TimeInWeek>,
        /// Times at which it may not.
        "notAllowedTime" not_allowed_time: Vec<TimeSpan>,
        /// The window of an upgrade schedule.
        "maintenanceWindow" maintenance_window: MaintenanceWindow,
    }
}

model! {
    /// Hours of a day of the week, in UTC.
    pub struct TimeInWeek {
        /// The day.
        "day" day: Keyword,
        /// Hours, from 0 to 23.
        "hourSlots" hour_slots: Vec<i64>,
    }
}

model! {
    /// A time between two points, in RFC 3339.
    pub struct TimeSpan {
        /// Its start.
        "start" start: String,
        /// Its end.
        "end" end: String,
    }
}

model! {
    /// A window that recurs.
    pub struct MaintenanceWindow {
        /// When.
        "schedule" schedule: Schedule,
        /// How long: 4 to 24 hours.
        "durationHours" duration_hours: i64,
        /// The offset of its times, such as `+02:00`; UTC where there is none.
        "utcOffset" utc_offset: String,
        /// The first day.
        "startDate" start_date: String,
        /// When it opens, such as `02:00`.
        "startTime" start_time: String,
        /// Days on which it does not open.
        "notAllowedDates" not_allowed_dates: Vec<DateSpan>,
    }
}

model! {
    /// Days.
    pub struct DateSpan {
        /// The first.
        "start" start: String,
        /// The last.
        "end" end: String,
    }
}

model! {
    /// How a window recurs: one of these.
    pub struct Schedule {
        /// Every few days.
        "daily" daily: DailySchedule,
        /// On a day of the week.
        "weekly" weekly: WeeklySchedule,
        /// On a day of the month.
        "absoluteMonthly" absolute_monthly: AbsoluteMonthlySchedule,
        /// On a day of a week of the month.
        "relativeMonthly" relative_monthly: RelativeMonthlySchedule,
    }
}

model! {
    /// Every few days.
    pub struct DailySchedule {
        /// 1 to 7.
        "intervalDays" interval_days: i64,
    }
}

model! {
    /// On a day of the week.
    pub struct WeeklySchedule {
        /// 1 to 4.
        "intervalWeeks" interval_weeks: i64,
        /// The day.
        "dayOfWeek" day_of_week: Keyword,
    }
}

model! {
    /// On a day of the month.
    pub struct AbsoluteMonthlySchedule {
        /// 1 to 6.
        "intervalMonths" interval_months: i64,
        /// 1 to 31.
        "dayOfMonth" day_of_month: i64,
    }
}

model! {
    /// On a day of a week of the month.
    pub struct RelativeMonthlySchedule {
        /// 1 to 6.
        "intervalMonths" interval_months: i64,
        /// `First`, `Second`, `Third`, `Fourth` or `Last`.
        "weekIndex" week_index: Keyword,
        /// The day.
        "dayOfWeek" day_of_week: Keyword,
    }
}
