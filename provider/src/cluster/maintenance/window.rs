//! Between the windows of HCL and Azure's members.

use arm_client::{
    Keyword,
    models::{
        AbsoluteMonthlySchedule, DailySchedule, DateSpan, MaintenanceConfigurationProperties,
        MaintenanceWindow, RelativeMonthlySchedule, Schedule, TimeInWeek, TimeSpan, WeeklySchedule,
    },
};

use super::model::{AbsoluteMonthly, Daily, Dates, RelativeMonthly, Slot, Slots, Times, Weekly, Window};
use crate::words;

pub(super) fn write_slots(plan: &Slots) -> MaintenanceConfigurationProperties {
    let slot = |slot: &Slot| TimeInWeek {
        day: Some(words::azures(words::DAYS, &slot.day).into()),
        hour_slots: Some(slot.hours.iter().copied().collect()),
    };
    let times = |times: &Times| TimeSpan { start: Some(times.start.clone()), end: Some(times.end.clone()) };
    MaintenanceConfigurationProperties {
        time_in_week: plan.allowed.as_ref().map(|allowed| allowed.iter().map(slot).collect()),
        not_allowed_time: plan.not_allowed.as_ref().map(|refused| refused.iter().map(times).collect()),
        maintenance_window: None,
    }
}

pub(super) fn read_slots(azure: &MaintenanceConfigurationProperties, kept: Option<&Slots>) -> Slots {
    let slot = |slot: &TimeInWeek| Slot {
        day: text(slot.day.as_ref()),
        hours: slot.hour_slots.iter().flatten().copied().collect(),
    };
    let times = |times: &TimeSpan| Times {
        start: times.start.clone().unwrap_or_default(),
        end: times.end.clone().unwrap_or_default(),
    };
    let allowed: Vec<Slot> = azure.time_in_week.iter().flatten().map(slot).collect();
    let refused: Vec<Times> = azure.not_allowed_time.iter().flatten().map(times).collect();
    let kept_allowed = kept.and_then(|kept| kept.allowed.clone());
    let kept_refused = kept.and_then(|kept| kept.not_allowed.clone());
    Slots {
        allowed: Some(allowed)
            .filter(|allowed| !allowed.is_empty() || kept_allowed.as_ref().is_some_and(Vec::is_empty)),
        not_allowed: Some(refused)
            .filter(|refused| !refused.is_empty() || kept_refused.as_ref().is_some_and(Vec::is_empty)),
    }
}

pub(super) fn write(plan: &Window) -> MaintenanceConfigurationProperties {
    let dates = |dates: &Dates| DateSpan { start: Some(dates.start.clone()), end: Some(dates.end.clone()) };
    let window = MaintenanceWindow {
        schedule: Some(write_schedule(plan)),
        duration_hours: Some(plan.duration_hours),
        utc_offset: plan.utc_offset.clone(),
        start_date: plan.start_date.clone(),
        start_time: Some(plan.start_time.clone()),
        not_allowed_dates: plan.not_allowed_dates.as_ref().map(|refused| refused.iter().map(dates).collect()),
    };
    MaintenanceConfigurationProperties {
        maintenance_window: Some(window),
        ..MaintenanceConfigurationProperties::default()
    }
}

fn write_schedule(plan: &Window) -> Schedule {
    let day = |day: &str| Some(Keyword::from(words::azures(words::DAYS, day)));
    Schedule {
        daily: plan.daily.as_ref().map(|daily| DailySchedule { interval_days: Some(daily.interval_days) }),
        weekly: plan.weekly.as_ref().map(|weekly| WeeklySchedule {
            interval_weeks: Some(weekly.interval_weeks),
            day_of_week: day(&weekly.day_of_week),
        }),
        absolute_monthly: plan.absolute_monthly.as_ref().map(|monthly| AbsoluteMonthlySchedule {
            interval_months: Some(monthly.interval_months),
            day_of_month: Some(monthly.day_of_month),
        }),
        relative_monthly: plan.relative_monthly.as_ref().map(|monthly| RelativeMonthlySchedule {
            interval_months: Some(monthly.interval_months),
            week_index: Some(words::azures(words::WEEKS, &monthly.week_index).into()),
            day_of_week: day(&monthly.day_of_week),
        }),
    }
}

/// `None` for a configuration without a window, which Azure does not have.
pub(super) fn read(azure: &MaintenanceConfigurationProperties) -> Option<Window> {
    let azure = azure.maintenance_window.as_ref()?;
    let schedule = azure.schedule.clone().unwrap_or_default();
    let number = |number: Option<i64>| number.unwrap_or_default();
    let dates = |dates: &DateSpan| Dates {
        start: dates.start.clone().unwrap_or_default(),
        end: dates.end.clone().unwrap_or_default(),
    };
    let refused: Vec<Dates> = azure.not_allowed_dates.iter().flatten().map(dates).collect();
    Some(Window {
        daily: schedule.daily.map(|daily| Daily { interval_days: number(daily.interval_days) }),
        weekly: schedule.weekly.map(|weekly| Weekly {
            interval_weeks: number(weekly.interval_weeks),
            day_of_week: text(weekly.day_of_week.as_ref()),
        }),
        absolute_monthly: schedule.absolute_monthly.map(|monthly| AbsoluteMonthly {
            interval_months: number(monthly.interval_months),
            day_of_month: number(monthly.day_of_month),
        }),
        relative_monthly: schedule.relative_monthly.map(|monthly| RelativeMonthly {
            interval_months: number(monthly.interval_months),
            week_index: text(monthly.week_index.as_ref()),
            day_of_week: text(monthly.day_of_week.as_ref()),
        }),
        duration_hours: number(azure.duration_hours),
        start_time: azure.start_time.clone().unwrap_or_default(),
        start_date: azure.start_date.clone(),
        utc_offset: Some(azure.utc_offset.clone().unwrap_or_else(|| "+00:00".to_owned())),
        not_allowed_dates: Some(refused).filter(|refused| !refused.is_empty()),
    })
}

fn text(word: Option<&Keyword>) -> String {
    word.map(Keyword::to_string).unwrap_or_default()
}
