//! Time on a question. Times are skewed, so their logarithms are summarised.
//!
//! Time never enters a score. Never contains response-time effort of a person.

use crate::moments::quantile;
use crate::streaming::{Bins, TimeSums};
use crate::undefined::{Reason, Undefined};

/// The longest threshold for a fast answer, in seconds.
pub const LONGEST_THRESHOLD: f64 = 10.0;

/// Times on one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeFigures {
    /// Answers with a known time.
    pub answers: usize,
    /// Median of log seconds.
    pub median_log: f64,
    /// Distance between the quartiles of log seconds.
    pub iqr_log: f64,
    /// Mean seconds.
    pub mean_seconds: f64,
    /// Correlation of log seconds with the score.
    pub score_correlation: Result<f64, Undefined>,
    /// Share of answers below the question's limit of seconds, 0 to 1.
    pub fast_share: f64,
}

impl TimeFigures {
    pub(super) fn new(quantiles: TimeQuantiles, sums: &TimeSums) -> Self {
        let n = sums.pairs.n as f64;
        Self {
            answers: sums.pairs.n as usize,
            median_log: quantiles.median,
            iqr_log: quantiles.iqr,
            mean_seconds: sums.seconds / n,
            score_correlation: sums.pairs.correlation(),
            fast_share: sums.fast as f64 / n,
        }
    }

    /// The median in seconds.
    pub fn median_seconds(&self) -> f64 {
        self.median_log.exp()
    }
}

/// The threshold below which an answer counts as fast: 10 % of the question's
/// mean time, at most 10 seconds (Wise & Ma 2012). In seconds.
///
/// # Errors
/// `OutOfRange` unless the mean is finite and above 0.
pub fn normative_threshold(mean_seconds: f64) -> Result<f64, Undefined> {
    if mean_seconds.is_finite() && mean_seconds > 0.0 {
        Ok((0.1 * mean_seconds).min(LONGEST_THRESHOLD))
    } else {
        Err(Reason::OutOfRange("a mean time is finite and above 0").into())
    }
}

/// Median and distance between the quartiles of log seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TimeQuantiles {
    median: f64,
    iqr: f64,
}

impl TimeQuantiles {
    pub fn of(logs: &[f64]) -> Result<Self, Undefined> {
        Ok(Self {
            median: quantile(logs, 0.5)?,
            iqr: quantile(logs, 0.75)? - quantile(logs, 0.25)?,
        })
    }

    pub fn of_histogram(sums: &TimeSums) -> Result<Self, Undefined> {
        let at = |p| quantile_of_bins(&sums.histogram, TimeSums::bins(), p);
        Ok(Self {
            median: at(0.5)?,
            iqr: at(0.75)? - at(0.25)?,
        })
    }
}

/// The value below which a share `p` of binned values lies, with values spread
/// evenly over their bin: at most one bin's width from the exact quantile as
/// long as no value lies outside the bins.
///
/// # Errors
/// `TooFewObservations` if nothing is counted.
pub fn quantile_of_bins(counts: &[u64], bins: Bins, p: f64) -> Result<f64, Undefined> {
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return Err(Reason::TooFewObservations { got: 0, needed: 1 }.into());
    }
    let wanted = total as f64 * p;
    let mut below = 0.0;
    for (bin, &count) in counts.iter().enumerate() {
        let count = count as f64;
        if count > 0.0 && below + count >= wanted {
            return Ok(bins.edge(bin) + bins.width() * (wanted - below) / count);
        }
        below += count;
    }
    Ok(bins.edge(counts.len()))
}
