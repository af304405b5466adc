//! The first and last day of an intake, in the instance's time zone: recruiters think in days, the clock in instants.

use crate::Service;
use domain::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day as a date input writes it, `2026-11-22`.
pub fn day(service: &Service, at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.to_zoned(zone(service)).date().to_string()
}

/// The first instant of a day; `None` when the text is no day.
pub(super) fn first_instant(service: &Service, day: &str) -> Option<Timestamp> {
    let start = parse(day)?.to_zoned(zone(service)).ok()?;
    Some(Timestamp(start.timestamp().as_millisecond()))
}

/// The last instant of a day; `None` when the text is no day.
pub(super) fn last_instant(service: &Service, day: &str) -> Option<Timestamp> {
    let end = parse(day)?
        .to_zoned(zone(service))
        .ok()?
        .end_of_day()
        .ok()?;
    Some(Timestamp(end.timestamp().as_millisecond()))
}

/// The last instant of the day that `at` falls on.
pub(crate) fn end_of_day(service: &Service, at: Timestamp) -> Timestamp {
    last_instant(service, &day(service, at)).unwrap_or(at)
}

fn parse(day: &str) -> Option<Date> {
    let date: Date = day.trim().parse().ok()?;
    // Beyond these a slip of the finger is likelier than a plan.
    (2000..=2200).contains(&date.year()).then_some(date)
}

fn zone(service: &Service) -> TimeZone {
    TimeZone::get(&service.settings.timezone).unwrap_or(TimeZone::UTC)
}
