//! Instants as whole milliseconds since the Unix epoch (UTC). Never reads a clock; formatting for people is the
//! business of pages, mails and PDFs.

use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// This instant moved by `millis` (may be negative), saturating.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this instant; negative when this instant comes first.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole days since the epoch, in UTC.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// Whole months since January 1970, in UTC.
    pub fn month(self) -> i64 {
        let day = self.day();
        // The mean length of a year is right to a year.
        let mut year = 1970 + (day * 400).div_euclid(146_097);
        if first_day(year) > day {
            year -= 1;
        } else if first_day(year + 1) <= day {
            year += 1;
        }
        let leap = i64::from(first_day(year + 1) - first_day(year) == 366);
        let lengths = [31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30];
        let mut left = day - first_day(year);
        let mut month = 0;
        for length in lengths {
            if left < length {
                break;
            }
            left -= length;
            month += 1;
        }
        12 * (year - 1970) + month
    }
}

/// The first of January of a year, in days since the epoch.
fn first_day(year: i64) -> i64 {
    let past = year - 1;
    let leap_days = past.div_euclid(4) - past.div_euclid(100) + past.div_euclid(400);
    // 477 leap days came before 1970.
    365 * (year - 1970) + leap_days - 477
}

/// "Mar 2026", of months since January 1970.
pub fn month_name(month: i64) -> String {
    const NAMES: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let name = usize::try_from(month.rem_euclid(12)).unwrap_or(0);
    format!("{} {}", NAMES[name], 1970 + month.div_euclid(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_months_of_instants() {
        // The last and the first millisecond of months, leap years and centuries.
        for (days, name) in [
            (0, "Jan 1970"),
            (-1, "Dec 1969"),
            (58, "Feb 1970"),
            (59, "Mar 1970"),
            (789, "Feb 1972"),
            (790, "Mar 1972"),
            (11_016, "Feb 2000"),
            (11_017, "Mar 2000"),
            (20_514, "Mar 2026"),
            (47_540, "Feb 2100"),
            (47_541, "Mar 2100"),
        ] {
            let first = Timestamp(days * DAY);
            assert_eq!(month_name(first.month()), name, "{days}");
            assert_eq!(month_name(first.plus(DAY - 1).month()), name, "{days}");
            assert_eq!(first.day(), days);
        }
        assert!(Timestamp(i64::MAX).month() > Timestamp(i64::MIN).month());
    }
}
