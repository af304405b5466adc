//! How often a question is shown beside the other questions of its bank. Counts complete attempts. Contains no words.

use psychometrics::gates::{Figure, Gate};
use psychometrics::item_analysis::exposure::exposure_rate;

/// A question that more than this share of recent attempts showed wears out, where its bank could do better.
pub const EXPOSURE_LIMIT: f64 = 0.30;

/// Counts of one question beside those of its bank; "recent" are the last
/// [`EXPOSURE_DAYS`](crate::analysis::EXPOSURE_DAYS) days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    /// Attempts that showed it.
    pub all: u64,
    pub recent: u64,
    /// Attempts at assessments that hold a question of the bank.
    pub bank_recent: u64,
    pub bank_all: u64,
    /// The share if recent attempts had drawn on all of the bank's present questions evenly.
    pub even: f64,
}

impl Exposure {
    /// Share of the bank's recent attempts; absent where there was none.
    pub fn recent_share(&self) -> Option<f64> {
        share(self.recent, self.bank_recent)
    }

    /// Share of all attempts of the bank.
    pub fn share(&self) -> Option<f64> {
        share(self.all, self.bank_all)
    }

    pub fn gate(&self) -> Gate {
        Figure::Facility.gate(self.bank_recent as usize)
    }

    /// Shown too often, by a bank that holds enough other questions to keep below the limit.
    pub fn is_over(&self) -> bool {
        let over = self
            .recent_share()
            .is_some_and(|share| share > EXPOSURE_LIMIT);
        over && self.gate().open() && self.even <= EXPOSURE_LIMIT
    }
}

fn share(shown: u64, attempts: u64) -> Option<f64> {
    exposure_rate(shown.min(attempts) as usize, attempts as usize).ok()
}
