//! Effective weights: how much each part of a total moves it.
//!
//! A nominal weight says what was intended; the effective weight also depends
//! on how much a part varies and what it shares with the rest. Never contains
//! advice on weights.

use crate::moments::CovarianceMatrix;
use crate::table::Table;
use crate::undefined::{Reason, Undefined, all_finite};

/// Effective weights `e_d = W_d·Cov(D_d, T)/Var(T)` with `T = Σ W_d·D_d`; they
/// sum to 1. One may be negative: that part pulls against the total.
///
/// `parts` has persons in rows and parts (competencies, sections) in columns.
/// For contributions, which are weighted already, give every part the weight 1.
/// Scaling all weights changes nothing.
///
/// # Errors
/// `LengthMismatch` unless there is one weight per part, `TooFewObservations`
/// below 2 persons, `ZeroVariance` if all totals are equal, `NotFinite`.
pub fn effective_weights(parts: &Table, weights: &[f64]) -> Result<Vec<f64>, Undefined> {
    effective_weights_from(&CovarianceMatrix::of(parts)?, weights)
}

/// [`effective_weights`] from the covariances of the parts.
///
/// # Errors
/// `LengthMismatch` unless there is one weight per part, `ZeroVariance` if all
/// totals are equal, `NotFinite`.
pub fn effective_weights_from(
    covariance: &CovarianceMatrix,
    weights: &[f64],
) -> Result<Vec<f64>, Undefined> {
    let (got, expected) = (weights.len(), covariance.size());
    if got != expected {
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    all_finite(weights)?;
    let shared: Vec<f64> = (0..expected)
        .map(|d| {
            let with_total = (0..expected).map(|j| weights[j] * covariance.get(d, j));
            weights[d] * with_total.sum::<f64>()
        })
        .collect();
    let total: f64 = shared.iter().sum();
    let separate: f64 = (0..expected)
        .map(|d| weights[d] * weights[d] * covariance.get(d, d))
        .sum();
    // What rounding leaves of a total that does not vary is no variance.
    if total <= 1e-12 * separate {
        return Err(Reason::ZeroVariance.into());
    }
    Ok(shared.into_iter().map(|share| share / total).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn uncorrelated_parts_weigh_by_variance() {
        // Standard deviations 2 and 1, no correlation: W²σ² is 4 to 1.
        let parts =
            Table::from_rows([[2.0, 1.0], [2.0, -1.0], [-2.0, 1.0], [-2.0, -1.0]]).expect("valid");
        let e = effective_weights(&parts, &[0.5, 0.5]).expect("defined");
        assert!((e[0] - 0.8).abs() < 1e-12 && (e[1] - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_part_that_does_not_vary_has_no_influence() {
        let parts = Table::from_rows([[1.0, 5.0], [2.0, 5.0], [4.0, 5.0]]).expect("valid");
        let e = effective_weights(&parts, &[0.1, 0.9]).expect("defined");
        assert_eq!(e, [1.0, 0.0]);
    }

    #[test]
    fn undefined_is_said() {
        let flat = Table::from_rows([[1.0, 5.0], [1.0, 5.0]]).expect("valid");
        assert!(effective_weights(&flat, &[1.0, 1.0]).is_err());
        let parts = Table::from_rows([[1.0, 5.0], [2.0, 3.0]]).expect("valid");
        assert!(effective_weights(&parts, &[0.0, 0.0]).is_err());
        assert!(effective_weights(&parts, &[1.0]).is_err());
        assert!(effective_weights(&parts, &[1.0, f64::NAN]).is_err());
        let one = Table::from_rows([[1.0, 5.0]]).expect("valid");
        assert!(effective_weights(&one, &[1.0, 1.0]).is_err());
    }

    proptest! {
        #[test]
        fn they_sum_to_one_and_ignore_scale(
            rows in prop::collection::vec(prop::array::uniform3(-50.0..50.0_f64), 4..30),
            weights in prop::array::uniform3(0.1..1.0_f64),
            scale in 0.01..100.0_f64,
        ) {
            let parts = Table::from_rows(&rows).expect("valid");
            if let Ok(e) = effective_weights(&parts, &weights) {
                prop_assert!((e.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                let scaled = effective_weights(&parts, &weights.map(|w| w * scale)).expect("defined");
                for (a, b) in e.iter().zip(&scaled) {
                    prop_assert!((a - b).abs() < 1e-6 * (1.0 + a.abs()));
                }
            }
        }
    }
}
