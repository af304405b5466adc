//! Dates for people, in the instance's time zone: what pages, mails and reports say. Instants are stored and compared
//! as milliseconds; nothing reads these texts back.

use domain::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, Zoned};

/// "22 Nov 2026". An unknown zone counts as UTC.
pub fn date(zone: &str, at: Timestamp) -> String {
    zoned(zone, at).strftime("%-d %b %Y").to_string()
}

/// "2026-11-22".
pub fn iso_date(zone: &str, at: Timestamp) -> String {
    zoned(zone, at).date().to_string()
}

/// "22 Nov 2026" of an ISO date; anything else stays as it is.
pub fn written(iso: &str) -> String {
    iso.parse::<Date>().map_or_else(
        |_| iso.to_owned(),
        |date| date.strftime("%-d %b %Y").to_string(),
    )
}

/// An ISO date of the years 0 to 9999 as it is stored; `None` for anything else.
pub fn read_iso(typed: &str) -> Option<String> {
    let date = typed.parse::<Date>().ok()?.to_string();
    (date == typed && !date.starts_with('-')).then_some(date)
}

/// "22 Nov 2026, 10:42".
pub fn date_time(zone: &str, at: Timestamp) -> String {
    zoned(zone, at).strftime("%-d %b %Y, %H:%M").to_string()
}

/// "10:42:07".
pub fn time_with_seconds(zone: &str, at: Timestamp) -> String {
    zoned(zone, at).strftime("%H:%M:%S").to_string()
}

/// "10:42".
pub fn time(zone: &str, at: Timestamp) -> String {
    zoned(zone, at).strftime("%H:%M").to_string()
}

fn zoned(zone: &str, at: Timestamp) -> Zoned {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Instant::from_millisecond(at.0)
        .unwrap_or(Instant::UNIX_EPOCH)
        .to_zoned(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_the_zone_asked_for() {
        let at = Timestamp(1_795_344_120_000);
        assert_eq!(date("UTC", at), "22 Nov 2026");
        assert_eq!(iso_date("UTC", at), "2026-11-22");
        assert_eq!(date_time("UTC", at), "22 Nov 2026, 10:42");
        assert_eq!(time("nowhere/such", at), "10:42");
        assert_eq!(date("UTC", Timestamp(i64::MAX)), "1 Jan 1970");
        assert_eq!(written("2027-03-09"), "9 Mar 2027");
        assert_eq!(read_iso("2027-03-09").as_deref(), Some("2027-03-09"));
        for typed in ["", "9 Mar 2027", "2027-02-30", "2027-3-9", "-002027-03-09"] {
            assert_eq!(read_iso(typed), None, "{typed}");
        }
    }
}
