//! Which reliability to use, and how it grows with length.
//!
//! Before enough people have answered, an assessment runs on an assumed
//! reliability: .60 for 12 questions, moved to its own length. Never contains
//! an estimate of its own; it only chooses.

use crate::undefined::{Reason, Undefined, reliability_in_range};

/// The reliability assumed for an assessment of [`PLANNING_QUESTIONS`] questions.
pub const PLANNING_RELIABILITY: f64 = 0.60;
/// The length for which [`PLANNING_RELIABILITY`] is assumed.
pub const PLANNING_QUESTIONS: usize = 12;
/// The standard deviation of totals assumed until one can be estimated.
pub const PLANNING_SD: f64 = 15.0;
/// From this many submissions on an estimate is computed and shown.
pub const PROVISIONAL_FROM: usize = 50;
/// From this many submissions on the estimate stands alone.
pub const USABLE_FROM: usize = 200;

/// Reliability of a test `factor` times as long (Spearman-Brown):
/// `k·r / (1 + (k−1)·r)`, computed as `k·r / ((1−r) + k·r)`, which keeps its
/// digits where k or 1 − r is small.
///
/// # Errors
/// `OutOfRange` unless `factor` is finite and above 0 and `reliability` lies
/// in 0 to 1.
pub fn spearman_brown(reliability: f64, factor: f64) -> Result<f64, Undefined> {
    let r = reliability_in_range(reliability)?;
    if !factor.is_finite() || factor <= 0.0 {
        return Err(Reason::OutOfRange("a length factor is finite and above 0").into());
    }
    let signal = factor * r;
    Ok(signal / ((1.0 - r) + signal))
}

/// The reliability assumed for an assessment of `questions` questions:
/// 4 → .33, 12 → .60, 20 → .71.
///
/// # Errors
/// `TooFewQuestions` for 0.
pub fn planning_reliability(questions: usize) -> Result<f64, Undefined> {
    if questions == 0 {
        return Err(Reason::TooFewQuestions { got: 0, needed: 1 }.into());
    }
    let factor = questions as f64 / PLANNING_QUESTIONS as f64;
    spearman_brown(PLANNING_RELIABILITY, factor)
}

/// How far a number of submissions carries an estimate of reliability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SampleGate {
    /// Below 50: no coefficient is shown.
    NotShown,
    /// 50 to 199: shown with its interval, as provisional.
    Provisional,
    /// From 200: usable alone.
    Usable,
}

impl SampleGate {
    /// The gate for a number of submissions.
    pub fn of(submissions: usize) -> Self {
        match submissions {
            0..PROVISIONAL_FROM => Self::NotShown,
            PROVISIONAL_FROM..USABLE_FROM => Self::Provisional,
            _ => Self::Usable,
        }
    }
}

/// Where a reliability in use comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReliabilitySource {
    /// Assumed from the length; no estimate exists.
    Planned,
    /// Assumed from the length, because it is smaller than the estimate.
    PlannedBelowEstimate,
    /// Estimated, and smaller than the assumed value.
    EstimatedBelowPlanned,
    /// Estimated from at least 200 submissions.
    Estimated,
}

impl ReliabilitySource {
    /// Whether an estimate exists, whichever of the two is in use. Rank
    /// intervals are computed only then.
    pub fn has_estimate(self) -> bool {
        self != Self::Planned
    }
}

/// The reliability in use and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorkingReliability {
    /// The value, 0 to 1. An estimate below 0 counts as 0.
    pub value: f64,
    /// Its source.
    pub source: ReliabilitySource,
    /// What the number of submissions allows to be shown.
    pub gate: SampleGate,
}

/// Chooses the reliability in use: below 50 submissions the planned one, from
/// 50 to 199 the smaller of planned and estimated, from 200 the estimated one.
/// Where the estimate is undefined (`None`), the planned one stays.
///
/// # Errors
/// `OutOfRange` for a planned value outside 0 to 1 or an estimate above 1.
pub fn working_reliability(
    planned: f64,
    estimate: Option<f64>,
    submissions: usize,
) -> Result<WorkingReliability, Undefined> {
    let planned = reliability_in_range(planned)?;
    let gate = SampleGate::of(submissions);
    let estimate = match estimate {
        Some(value) if value < 0.0 => Some(0.0),
        Some(value) => Some(reliability_in_range(value)?),
        None => None,
    };
    let (value, source) = match (gate, estimate) {
        (SampleGate::NotShown, _) | (_, None) => (planned, ReliabilitySource::Planned),
        (SampleGate::Usable, Some(estimate)) => (estimate, ReliabilitySource::Estimated),
        (SampleGate::Provisional, Some(estimate)) if estimate < planned => {
            (estimate, ReliabilitySource::EstimatedBelowPlanned)
        }
        (SampleGate::Provisional, Some(_)) => (planned, ReliabilitySource::PlannedBelowEstimate),
    };
    Ok(WorkingReliability {
        value,
        source,
        gate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn planning_value_by_length() {
        let rounded = |questions| {
            let r = planning_reliability(questions).expect("defined");
            (r * 100.0).round() / 100.0
        };
        assert_eq!(rounded(4), 0.33);
        assert_eq!(rounded(12), 0.60);
        assert_eq!(rounded(20), 0.71);
        let four = planning_reliability(4).expect("defined");
        assert!((four - 1.0 / 3.0).abs() < 1e-15);
        assert!(planning_reliability(0).is_err());
    }

    #[test]
    fn spearman_brown_refuses_nonsense() {
        assert!(spearman_brown(1.5, 2.0).is_err());
        assert!(spearman_brown(0.5, 0.0).is_err());
        assert!(spearman_brown(0.5, f64::NAN).is_err());
        assert_eq!(spearman_brown(0.0, 3.0), Ok(0.0));
        assert_eq!(spearman_brown(1.0, 3.0), Ok(1.0));
    }

    #[test]
    fn gates() {
        let gates = [0, 49, 50, 199, 200, 100_000].map(SampleGate::of);
        use SampleGate::{NotShown, Provisional, Usable};
        assert_eq!(
            gates,
            [NotShown, NotShown, Provisional, Provisional, Usable, Usable]
        );
    }

    #[test]
    fn the_smaller_of_planned_and_estimated_until_200() {
        use ReliabilitySource::{Estimated, EstimatedBelowPlanned, Planned, PlannedBelowEstimate};
        let cases = [
            (Some(0.9), 49, 0.6, Planned),
            (Some(0.9), 50, 0.6, PlannedBelowEstimate),
            (Some(0.6), 50, 0.6, PlannedBelowEstimate),
            (Some(0.4), 50, 0.4, EstimatedBelowPlanned),
            (Some(-0.2), 120, 0.0, EstimatedBelowPlanned),
            (Some(0.4), 199, 0.4, EstimatedBelowPlanned),
            (Some(0.8), 200, 0.8, Estimated),
            (Some(0.3), 5_000, 0.3, Estimated),
            (None, 5_000, 0.6, Planned),
        ];
        for (estimate, n, value, source) in cases {
            let working = working_reliability(0.6, estimate, n).expect("defined");
            assert_eq!((working.value, working.source), (value, source), "n = {n}");
            assert_eq!(working.gate, SampleGate::of(n));
            assert_eq!(working.source.has_estimate(), estimate.is_some() && n >= 50);
        }
        assert!(working_reliability(0.6, Some(f64::NAN), 300).is_err());
        assert!(working_reliability(0.6, Some(1.5), 300).is_err());
        assert!(working_reliability(f64::NAN, None, 3).is_err());
    }

    proptest! {
        #[test]
        fn spearman_brown_there_and_back(r in 0.0..1.0_f64, factor in 0.05..20.0_f64) {
            let longer = spearman_brown(r, factor).expect("defined");
            let back = spearman_brown(longer, 1.0 / factor).expect("defined");
            prop_assert!((back - r).abs() < 1e-9);
        }
    }
}
