//! Dates for people on pages, in the instance's time zone.

use domain::time::Timestamp;
use service::{Service, dates};

/// "22 Nov 2026".
pub fn date(service: &Service, at: Timestamp) -> String {
    dates::date(&service.settings.timezone, at)
}

/// "22 Nov 2026, 10:42".
pub fn date_time(service: &Service, at: Timestamp) -> String {
    dates::date_time(&service.settings.timezone, at)
}

/// "10:42".
pub fn time(service: &Service, at: Timestamp) -> String {
    dates::time(&service.settings.timezone, at)
}
