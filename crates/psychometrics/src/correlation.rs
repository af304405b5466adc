//! Pearson's correlation with Fisher's interval.
//!
//! Never contains corrections for restriction or unreliability; see `validity`.

use crate::distributions::two_sided_z;
use crate::moments::{at_least, correlation};
use crate::reliability::Interval;
use crate::undefined::{Reason, Undefined};

/// A correlation, its interval and the number of pairs behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// Pearson's r, −1 to 1.
    pub r: f64,
    /// Fisher's interval at the level asked for.
    pub interval: Interval,
    /// Number of pairs, at least 4.
    pub pairs: usize,
}

/// Pearson's correlation with Fisher's interval at `level` (such as .95).
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` below 4 pairs, `ZeroVariance`,
/// `NotFinite`, `OutOfRange` unless 0 < `level` < 1.
pub fn correlate(x: &[f64], y: &[f64], level: f64) -> Result<Correlation, Undefined> {
    let r = correlation(x, y)?;
    Ok(Correlation {
        r,
        interval: correlation_interval(r, x.len(), level)?,
        pairs: x.len(),
    })
}

/// Fisher's interval of a correlation on `pairs` pairs:
/// `tanh(atanh r ± z/√(n−3))` (Fisher 1921). For r = ±1 both limits are r.
///
/// # Errors
/// `TooFewObservations` below 4 pairs, `OutOfRange` for r outside −1 to 1 or
/// unless 0 < `level` < 1.
pub fn correlation_interval(r: f64, pairs: usize, level: f64) -> Result<Interval, Undefined> {
    at_least(pairs, 4)?;
    let centre = correlation_in_range(r)?.atanh();
    let half = two_sided_z(level)? / ((pairs - 3) as f64).sqrt();
    Ok(Interval {
        lower: (centre - half).tanh(),
        upper: (centre + half).tanh(),
    })
}

/// One correlation from those of several groups: `tanh(Σ(n−3)·atanh r / Σ(n−3))`,
/// each an r and the number of its pairs (Hedges & Olkin 1985). Groups below 4
/// pairs have no weight; a perfect correlation counts as ±(1 − 10⁻⁹).
///
/// # Errors
/// `TooFewObservations` if no group has 4 pairs, `OutOfRange` for an r outside
/// −1 to 1.
pub fn combined_correlation(groups: &[(f64, usize)]) -> Result<f64, Undefined> {
    let (mut sum, mut weights, mut most) = (0.0, 0.0, 0);
    for &(r, pairs) in groups {
        let r = correlation_in_range(r)?.clamp(-NEARLY_ONE, NEARLY_ONE);
        let weight = pairs.saturating_sub(3) as f64;
        sum += weight * r.atanh();
        weights += weight;
        most = most.max(pairs);
    }
    at_least(most, 4)?;
    Ok((sum / weights).tanh())
}

/// atanh of a perfect correlation is infinite.
const NEARLY_ONE: f64 = 1.0 - 1e-9;

/// Refuses a correlation outside −1 to 1.
pub(crate) fn correlation_in_range(r: f64) -> Result<f64, Undefined> {
    if (-1.0..=1.0).contains(&r) {
        Ok(r)
    } else {
        Err(Reason::OutOfRange("a correlation lies between −1 and 1").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlations_of_groups_combine_by_their_sizes() {
        // atanh .3 = .30952, atanh .5 = .54931: (97·.30952 + 47·.54931)/144 = .38778.
        let combined = combined_correlation(&[(0.3, 100), (0.5, 50), (-0.9, 3)]).expect("defined");
        assert!((combined - 0.387_78_f64.tanh()).abs() < 1e-5, "{combined}");
        assert_eq!(combined_correlation(&[(0.25, 10)]), Ok(0.25));
        assert!(combined_correlation(&[(1.0, 10), (0.2, 10)]).expect("defined") < 1.0);
        assert!(combined_correlation(&[]).is_err());
        assert!(combined_correlation(&[(0.2, 3)]).is_err());
        assert!(combined_correlation(&[(1.2, 30)]).is_err());
    }
    use proptest::prelude::*;

    #[test]
    fn reference_intervals() {
        let interval = correlation_interval(0.25, 100, 0.95).expect("defined");
        assert!((interval.lower - 0.056_349).abs() < 5e-7);
        assert!((interval.upper - 0.425_523).abs() < 5e-7);
        // R23, from its published r and n.
        let interval = correlation_interval(0.644_299_943_1, 687, 0.95).expect("defined");
        assert!((interval.lower / 0.598_335_206_0 - 1.0).abs() < 1e-6);
        assert!((interval.upper / 0.686_037_905_2 - 1.0).abs() < 1e-6);
    }

    #[test]
    fn undefined_is_said() {
        assert!(correlation_interval(0.5, 3, 0.95).is_err());
        assert!(correlation_interval(1.1, 30, 0.95).is_err());
        assert!(correlation_interval(f64::NAN, 30, 0.95).is_err());
        assert!(correlation_interval(0.5, 30, 1.0).is_err());
        assert!(correlate(&[1.0; 5], &[1.0, 2.0, 3.0, 4.0, 5.0], 0.95).is_err());
        let perfect = correlation_interval(1.0, 10, 0.9).expect("defined");
        assert_eq!((perfect.lower, perfect.upper), (1.0, 1.0));
    }

    proptest! {
        #[test]
        fn the_interval_holds_r_and_turns_with_it(r in -1.0..=1.0_f64, n in 4_usize..2000) {
            let interval = correlation_interval(r, n, 0.95).expect("defined");
            prop_assert!(interval.lower <= r + 1e-12 && r <= interval.upper + 1e-12);
            let turned = correlation_interval(-r, n, 0.95).expect("defined");
            prop_assert!((turned.lower + interval.upper).abs() < 1e-12);
        }
    }
}
