//! Adverse impact: do groups pass a selection, or score above the middle, at
//! different rates?
//!
//! * [`tally`]: counts by group from people, with intersections and unknowns;
//! * [`exact`]: Fisher's test and mid-p;
//! * [`comparison`]: two groups: ratio with interval, Z, h, shortfall, one-person flip;
//! * [`report`]: all groups against the one with the highest rate, with Holm and
//!   a verdict;
//! * [`standardised_difference`]: Cohen's d of two groups' scores.
//!
//! A ratio below four fifths is a sign, not a proof, and a ratio above no
//! acquittal: small groups decide little either way. Never contains the name of
//! a group, or a legal conclusion.

pub mod comparison;
pub mod exact;
pub mod report;
pub mod tally;

pub use comparison::{Comparison, ZTest, cohen_h, compare};
pub use exact::{ExactTest, fisher_exact};
pub use report::{GroupImpact, ImpactReport, Verdict, impact_report};
pub use tally::{
    GroupCounts, ScoringTally, SelectionTally, intersection, tally_scores, tally_selection,
};

use crate::distributions::two_sided_z;
use crate::moments::{Summary, pooled_sd};
use crate::reliability::Interval;
use crate::undefined::Undefined;

/// Cohen's d with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardisedDifference {
    /// `(M₁ − M₂)/SD_pooled`.
    pub d: f64,
    /// `√((n₁+n₂)/(n₁n₂) + d²/(2(n₁+n₂)))`.
    pub standard_error: f64,
    /// `d ± z·SE` at the level asked for.
    pub interval: Interval,
}

/// Cohen's d of two groups' scores: how many pooled standard deviations the
/// first scores above the second. Normal interval (Hedges and Olkin 1985).
///
/// # Errors
/// `TooFewObservations` below 2 in a group, `ZeroVariance` if neither group
/// varies, `OutOfRange` unless 0 < `level` < 1.
pub fn standardised_difference(
    first: Summary,
    second: Summary,
    level: f64,
) -> Result<StandardisedDifference, Undefined> {
    let d = (first.mean - second.mean) / pooled_sd(first, second)?;
    let (n1, n2) = (first.n as f64, second.n as f64);
    let standard_error = ((n1 + n2) / (n1 * n2) + d * d / (2.0 * (n1 + n2))).sqrt();
    let half = two_sided_z(level)? * standard_error;
    Ok(StandardisedDifference {
        d,
        standard_error,
        interval: Interval {
            lower: d - half,
            upper: d + half,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::summary;

    #[test]
    fn d_by_hand() {
        let first = summary(&[2.0, 4.0, 6.0]).expect("defined");
        let second = summary(&[1.0, 2.0, 3.0, 4.0, 5.0]).expect("defined");
        // Pooled variance (2·4 + 4·2.5)/6 = 3.
        let difference = standardised_difference(first, second, 0.95).expect("defined");
        let d = 1.0 / 3.0_f64.sqrt();
        assert!((difference.d - d).abs() < 1e-12);
        let error = (8.0 / 15.0 + d * d / 16.0).sqrt();
        assert!((difference.standard_error - error).abs() < 1e-12);
        let turned = standardised_difference(second, first, 0.95).expect("defined");
        assert_eq!(turned.d, -difference.d);
        assert!((turned.interval.lower + difference.interval.upper).abs() < 1e-12);
        let flat = summary(&[2.0, 2.0]).expect("defined");
        assert!(standardised_difference(flat, flat, 0.95).is_err());
        assert!(standardised_difference(first, second, 1.0).is_err());
    }
}
