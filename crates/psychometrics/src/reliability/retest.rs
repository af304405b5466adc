//! Test-retest reliability: the same persons, the same test, twice.
//!
//! Never contains the time between the two; it belongs beside every figure.

use crate::correlation::{Correlation, correlate};
use crate::moments::{mean, sd};
use crate::undefined::Undefined;

/// What two administrations say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retest {
    /// The test-retest correlation with its interval and number of persons.
    pub correlation: Correlation,
    /// Standard error of measurement from the differences, `SD(diff)/√2`, in points.
    pub sem: f64,
    /// Mean of second minus first, in points: practice or forgetting.
    pub change: f64,
}

/// Test-retest correlation with Fisher's interval at `level`, and the standard
/// error of measurement `SD(second − first)/√2`.
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` below 4 persons, `ZeroVariance` if
/// one administration does not vary, `NotFinite`, `OutOfRange` for `level`.
pub fn test_retest(first: &[f64], second: &[f64], level: f64) -> Result<Retest, Undefined> {
    let correlation = correlate(first, second, level)?;
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| b - a).collect();
    Ok(Retest {
        correlation,
        sem: sd(&differences)? / std::f64::consts::SQRT_2,
        change: mean(&differences)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NormalStream;

    #[test]
    fn by_hand() {
        let retest = test_retest(&[1.0, 2.0, 3.0, 4.0], &[2.0, 2.0, 5.0, 5.0], 0.95);
        let retest = retest.expect("defined");
        // Differences 1 0 2 1: mean 1, SD √(2/3).
        assert!((retest.change - 1.0).abs() < 1e-15);
        assert!((retest.sem - (1.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert!((retest.correlation.r - 6.0 / 45.0_f64.sqrt()).abs() < 1e-14);
    }

    #[test]
    fn recovers_a_known_reliability_and_error() {
        let (n, reliability) = (20_000, 0.7_f64);
        let mut normal = NormalStream::seeded(31);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for _ in 0..n {
            let truth = reliability.sqrt() * normal.draw();
            first.push(50.0 + 10.0 * (truth + (1.0 - reliability).sqrt() * normal.draw()));
            second.push(52.0 + 10.0 * (truth + (1.0 - reliability).sqrt() * normal.draw()));
        }
        let retest = test_retest(&first, &second, 0.999).expect("defined");
        let interval = retest.correlation.interval;
        assert!(interval.lower < reliability && reliability < interval.upper);
        // Standard error of an SD: SD/√(2n), here about .03.
        assert!(
            (retest.sem - 10.0 * 0.3_f64.sqrt()).abs() < 0.1,
            "{retest:?}"
        );
        assert!((retest.change - 2.0).abs() < 0.25);
    }

    #[test]
    fn undefined_is_said() {
        assert!(test_retest(&[1.0, 2.0, 3.0], &[1.0, 2.0, 4.0], 0.95).is_err());
        assert!(test_retest(&[1.0; 5], &[1.0, 2.0, 4.0, 5.0, 6.0], 0.95).is_err());
    }
}
