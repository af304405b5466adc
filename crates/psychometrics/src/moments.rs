//! Means, variances, covariances and correlations.
//!
//! Every variance is computed in two passes (first the mean, then the squared
//! deviations), divided by n − 1, and summed in the order given, so that the
//! same input gives the same bits. Never contains ranks or reliability.

mod covariance_matrix;

pub use covariance_matrix::CovarianceMatrix;

use crate::undefined::{Reason, Undefined, all_finite, finite};

/// Size, mean and standard deviation of a set of values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// Number of values, at least 2.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation with n − 1 in the denominator.
    pub sd: f64,
}

/// Size, mean and standard deviation.
///
/// # Errors
/// `TooFewObservations` below 2 values, `NotFinite`.
pub fn summary(values: &[f64]) -> Result<Summary, Undefined> {
    let variance = variance(values)?;
    Ok(Summary {
        n: values.len(),
        mean: mean(values)?,
        sd: variance.sqrt(),
    })
}

/// Standard deviation within two groups: `√(((n₁−1)s₁² + (n₂−1)s₂²)/(n₁+n₂−2))`.
///
/// # Errors
/// `TooFewObservations` below 2 values in a group, `ZeroVariance` if neither
/// group varies.
pub fn pooled_sd(first: Summary, second: Summary) -> Result<f64, Undefined> {
    at_least(first.n.min(second.n), 2)?;
    let squares = |s: Summary| (s.n - 1) as f64 * s.sd * s.sd;
    let pooled = (squares(first) + squares(second)) / (first.n + second.n - 2) as f64;
    crate::undefined::positive_sd(pooled.sqrt())
}

/// Arithmetic mean.
///
/// # Errors
/// `TooFewObservations` for an empty slice, `NotFinite`.
pub fn mean(values: &[f64]) -> Result<f64, Undefined> {
    at_least(values.len(), 1)?;
    all_finite(values)?;
    // Numbers near the largest that exist have a sum that does not.
    finite(values.iter().sum::<f64>() / values.len() as f64)
}

/// Variance with n − 1 in the denominator.
///
/// # Errors
/// `TooFewObservations` below 2 values, `NotFinite`.
pub fn variance(values: &[f64]) -> Result<f64, Undefined> {
    covariance(values, values)
}

/// Standard deviation with n − 1 in the denominator.
///
/// # Errors
/// `TooFewObservations` below 2 values, `NotFinite`.
pub fn sd(values: &[f64]) -> Result<f64, Undefined> {
    variance(values).map(f64::sqrt)
}

/// The value below which a share `p` of the values lies, interpolated between
/// neighbours: at position `(n−1)p` of the sorted values, counted from 0 (type 7
/// of Hyndman & Fan 1996). `p` = .5 is the median. O(n).
///
/// # Errors
/// `TooFewObservations` for an empty slice, `OutOfRange` unless 0 ≤ `p` ≤ 1,
/// `NotFinite`.
pub fn quantile(values: &[f64], p: f64) -> Result<f64, Undefined> {
    at_least(values.len(), 1)?;
    all_finite(values)?;
    if !(0.0..=1.0).contains(&p) {
        return Err(Reason::OutOfRange("a share lies between 0 and 1").into());
    }
    let mut values = values.to_vec();
    let position = (values.len() - 1) as f64 * p;
    let place = position.floor() as usize;
    let (_, below, above) = values.select_nth_unstable_by(place, f64::total_cmp);
    let below = *below;
    match above.iter().copied().reduce(f64::min) {
        Some(next) if position.fract() > 0.0 => finite(below + (next - below) * position.fract()),
        _ => Ok(below),
    }
}

/// Covariance with n − 1 in the denominator.
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` below 2 pairs, `NotFinite`.
pub fn covariance(x: &[f64], y: &[f64]) -> Result<f64, Undefined> {
    same_length(x, y)?;
    at_least(x.len(), 2)?;
    let (mean_x, mean_y) = (mean(x)?, mean(y)?);
    // Rounding of a mean must not give a variance to values that are all equal.
    if constant(x) || constant(y) {
        return Ok(0.0);
    }
    let products = x.iter().zip(y).map(|(a, b)| (a - mean_x) * (b - mean_y));
    finite(products.sum::<f64>() / (x.len() - 1) as f64)
}

fn constant(values: &[f64]) -> bool {
    values.windows(2).all(|pair| pair[0] == pair[1])
}

/// Pearson's correlation, in −1 to 1.
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` below 2 pairs, `ZeroVariance`,
/// `NotFinite`.
pub fn correlation(x: &[f64], y: &[f64]) -> Result<f64, Undefined> {
    let covariance = covariance(x, y)?;
    correlation_from_moments(covariance, variance(x)?, variance(y)?)
}

pub(crate) fn correlation_from_moments(
    covariance: f64,
    variance_x: f64,
    variance_y: f64,
) -> Result<f64, Undefined> {
    if variance_x <= 0.0 || variance_y <= 0.0 {
        return Err(Reason::ZeroVariance.into());
    }
    let r = covariance / (variance_x.sqrt() * variance_y.sqrt());
    Ok(r.clamp(-1.0, 1.0))
}

pub(crate) fn at_least(got: usize, needed: usize) -> Result<(), Undefined> {
    if got >= needed {
        Ok(())
    } else {
        Err(Reason::TooFewObservations { got, needed }.into())
    }
}

pub(crate) fn same_length(x: &[f64], y: &[f64]) -> Result<(), Undefined> {
    if x.len() == y.len() {
        Ok(())
    } else {
        let (got, expected) = (y.len(), x.len());
        Err(Reason::LengthMismatch { got, expected }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;
    use proptest::prelude::*;

    #[test]
    fn small_vectors_by_hand() {
        let x = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let s = summary(&x).expect("defined");
        assert_eq!((s.n, s.mean), (8, 5.0));
        assert!((s.sd - (32.0_f64 / 7.0).sqrt()).abs() < 1e-14);
        let y = [1.0, 2.0, 3.0, 5.0];
        let z = [1.0, 3.0, 2.0, 6.0];
        // Deviations −1.75 −.75 .25 2.25 and −2 0 −1 3: products sum to 10.
        assert!((covariance(&y, &z).expect("defined") - 10.0 / 3.0).abs() < 1e-14);
        let r = correlation(&y, &z).expect("defined");
        assert!((r - 10.0 / (8.75_f64 * 14.0).sqrt()).abs() < 1e-14);
    }

    #[test]
    fn large_offsets_cost_no_precision() {
        let x: Vec<f64> = [4.0, 7.0, 13.0, 16.0].iter().map(|v| v + 1e9).collect();
        assert_eq!(variance(&x), Ok(30.0));
    }

    #[test]
    fn quantiles_interpolate() {
        let values = [7.0, 1.0, 3.0, 2.0];
        let at = |p| quantile(&values, p).expect("defined");
        assert_eq!([at(0.0), at(0.5), at(1.0)], [1.0, 2.5, 7.0]);
        assert!((at(0.25) - 1.75).abs() < 1e-15 && (at(0.75) - 4.0).abs() < 1e-15);
        assert!(quantile(&[], 0.5).is_err());
        assert!(quantile(&values, 1.1).is_err());
    }

    #[test]
    fn what_never_changes_has_no_variance() {
        // Ten times 0.1 sums to less than 1, so the mean is not 0.1.
        assert_eq!(variance(&[0.1; 10]), Ok(0.0));
        let rows = (0..10).map(|i| [0.1, f64::from(i)]);
        let covariance = Table::from_rows(rows).and_then(|t| CovarianceMatrix::of(&t));
        let covariance = covariance.expect("defined");
        assert_eq!((covariance.get(0, 0), covariance.get(0, 1)), (0.0, 0.0));
    }

    #[test]
    fn sums_and_weights_of_columns() {
        let table = Table::from_rows([[1.0, 2.0, 4.0], [2.0, 5.0, 1.0], [4.0, 3.0, 3.0]]);
        let covariance = CovarianceMatrix::of(&table.expect("valid")).expect("defined");
        let sums = covariance.of_sums(&[vec![0, 1], vec![2]]).expect("defined");
        assert_eq!(sums.get(0, 0), covariance.sum_variance(&[0, 1]));
        assert_eq!(sums.get(0, 1), covariance.get(0, 2) + covariance.get(1, 2));
        assert_eq!(sums.get(1, 1), covariance.get(2, 2));
        let weighted = covariance.weighted(&[2.0, -1.0, 0.5]).expect("defined");
        assert_eq!(weighted.get(0, 1), -2.0 * covariance.get(0, 1));
        assert!(covariance.of_sums(&[vec![3]]).is_err());
        assert!(covariance.weighted(&[1.0]).is_err());
    }

    #[test]
    fn worked_rating_vector() {
        let key = [6.2, 1.8, 4.5, 3.1, 5.6];
        let ratings = [7.0, 2.0, 3.0, 4.0, 6.0];
        let r = correlation(&key, &ratings).expect("defined");
        assert!((r - 0.883_680_363_2).abs() < 1e-9);
    }

    #[test]
    fn undefined_is_said() {
        assert!(mean(&[]).is_err());
        assert!(variance(&[1.0]).is_err());
        assert!(covariance(&[1.0, 2.0], &[1.0]).is_err());
        let flat = correlation(&[1.0, 1.0], &[1.0, 2.0]).expect_err("no variance");
        assert_eq!(flat.reason, Reason::ZeroVariance);
        assert!(CovarianceMatrix::from_rows(10, [[1.0, 2.0], [3.0, 4.0]]).is_err());
        assert!(CovarianceMatrix::from_rows(10, [[1.0, 2.0]]).is_err());
        assert!(CovarianceMatrix::from_rows(1, [[1.0]]).is_err());
    }

    proptest! {
        #[test]
        fn matrix_agrees_with_pairs(rows in prop::collection::vec(prop::array::uniform3(-100.0..100.0_f64), 2..30)) {
            let table = Table::from_rows(&rows).expect("valid");
            let matrix = CovarianceMatrix::of(&table).expect("defined");
            for i in 0..3 {
                for j in 0..3 {
                    let pair = covariance(&table.column(i), &table.column(j)).expect("defined");
                    prop_assert!((matrix.get(i, j) - pair).abs() < 1e-8);
                }
            }
            let total = variance(&table.row_sums()).expect("defined");
            prop_assert!((matrix.sum_variance(&matrix.all()) - total).abs() < 1e-7);
        }

        #[test]
        fn correlation_ignores_units(
            pairs in prop::collection::vec((-10.0..10.0_f64, -10.0..10.0_f64), 3..40),
            scale in 0.1..50.0_f64,
            shift in -100.0..100.0_f64,
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let moved: Vec<f64> = x.iter().map(|v| v * scale + shift).collect();
            if let (Ok(a), Ok(b)) = (correlation(&x, &y), correlation(&moved, &y)) {
                prop_assert!((a - b).abs() < 1e-7);
            }
        }
    }
}
