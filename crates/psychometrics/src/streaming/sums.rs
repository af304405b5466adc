//! Small sums: of pairs, of answer states, of times.
//!
//! Never contains sums over several questions.

use crate::moments::correlation_from_moments;
use crate::streaming::design::{Bins, log_second_bins};
use crate::undefined::{Reason, Undefined};

/// Log seconds are kept about this value, 20 seconds.
pub(crate) const LOG_SECONDS_SHIFT: f64 = 3.0;

/// Sums of pairs, for a correlation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct PairSums {
    pub n: u64,
    pub x: f64,
    pub y: f64,
    pub xx: f64,
    pub yy: f64,
    pub xy: f64,
}

impl PairSums {
    pub fn add(&mut self, x: f64, y: f64) {
        self.n += 1;
        self.x += x;
        self.y += y;
        self.xx += x * x;
        self.yy += y * y;
        self.xy += x * y;
    }

    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.yy += other.yy;
        self.xy += other.xy;
    }

    /// The same pairs with `by` added to every y.
    pub fn shifted(&self, by: f64) -> Self {
        let n = self.n as f64;
        Self {
            y: self.y + n * by,
            yy: self.yy + by * (2.0 * self.y + n * by),
            xy: self.xy + by * self.x,
            ..*self
        }
    }

    pub fn correlation(&self) -> Result<f64, Undefined> {
        if self.n < 2 {
            let got = self.n as usize;
            return Err(Reason::TooFewObservations { got, needed: 2 }.into());
        }
        let n = self.n as f64;
        // What rounding leaves of values that are all equal is no variance.
        let spread = |squares: f64, sum: f64| {
            let spread = squares - sum * sum / n;
            if spread > 1e-12 * squares {
                spread
            } else {
                0.0
            }
        };
        let (x, y) = (spread(self.xx, self.x), spread(self.yy, self.y));
        correlation_from_moments(self.xy - self.x * self.y / n, x, y)
    }
}

/// Those who chose one option.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct OptionSums {
    pub chosen: u64,
    /// Rest of the total (without this question) about the shift.
    pub rest: f64,
    /// Score of this question about the shift.
    pub score: f64,
}

/// How often a question was answered and missed, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct ItemStates {
    pub answered: u64,
    pub skipped: u64,
    pub timed_out: u64,
    pub not_reached: u64,
    /// Position and score.
    pub position_score: PairSums,
    /// Position and missing (1) or not (0).
    pub position_missing: PairSums,
}

/// Times spent on one question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimeSums {
    /// Log seconds about the shift, and score.
    pub pairs: PairSums,
    pub seconds: f64,
    pub fast: u64,
    pub histogram: Vec<u64>,
}

impl TimeSums {
    pub fn bins() -> Bins {
        log_second_bins()
    }

    pub fn new() -> Self {
        Self {
            pairs: PairSums::default(),
            seconds: 0.0,
            fast: 0,
            histogram: vec![0; log_second_bins().count()],
        }
    }
}
