//! Standard errors for one person, and the intervals made of them.
//!
//! After Dudek (1979): `sd` and `reliability` must come from the same group of
//! people. Never contains comparisons of two persons; those are in `pairs`
//! and `banding`.

use crate::distributions::two_sided_z;
use crate::reliability::Interval;
use crate::undefined::{Undefined, finite, positive_sd, reliability_in_range};

/// Standard error of measurement, `S·√(1−r)`: observed scores around a fixed
/// true score. In points.
///
/// # Errors
/// `ZeroVariance` unless `sd` is above 0, `OutOfRange` for a reliability
/// outside 0 to 1.
pub fn sem(sd: f64, reliability: f64) -> Result<f64, Undefined> {
    let r = reliability_in_range(reliability)?;
    Ok(positive_sd(sd)? * (1.0 - r).sqrt())
}

/// Standard error of estimate, `S·√(r(1−r))`: true scores given an observed
/// score. In points.
///
/// # Errors
/// As [`sem`].
pub fn see(sd: f64, reliability: f64) -> Result<f64, Undefined> {
    let r = reliability_in_range(reliability)?;
    Ok(positive_sd(sd)? * (r * (1.0 - r)).sqrt())
}

/// Standard error of prediction, `S·√(1−r²)`: the score on a parallel retest.
/// In points.
///
/// # Errors
/// As [`sem`].
pub fn sep(sd: f64, reliability: f64) -> Result<f64, Undefined> {
    let r = reliability_in_range(reliability)?;
    Ok(positive_sd(sd)? * (1.0 - r * r).sqrt())
}

/// The interval people see: `X ± z·SEM`, at `level` .90 `X ± 1.645·SEM`.
///
/// # Errors
/// As [`sem`]; `OutOfRange` unless 0 < `level` < 1; `NotFinite`.
pub fn observed_interval(
    score: f64,
    sd: f64,
    reliability: f64,
    level: f64,
) -> Result<Interval, Undefined> {
    around(finite(score)?, sem(sd, reliability)?, level)
}

/// The true score expected for an observed one: `M + r(X−M)`.
///
/// # Errors
/// `OutOfRange` for a reliability outside 0 to 1, `NotFinite`.
pub fn true_score_estimate(score: f64, mean: f64, reliability: f64) -> Result<f64, Undefined> {
    let (score, mean) = (finite(score)?, finite(mean)?);
    Ok(mean + reliability_in_range(reliability)? * (score - mean))
}

/// The interval of the true score, `T̂ ± z·SEE`, for technical reports.
///
/// # Errors
/// As [`see`] and [`true_score_estimate`]; `OutOfRange` unless 0 < `level` < 1.
pub fn true_score_interval(
    score: f64,
    mean: f64,
    sd: f64,
    reliability: f64,
    level: f64,
) -> Result<Interval, Undefined> {
    let centre = true_score_estimate(score, mean, reliability)?;
    around(centre, see(sd, reliability)?, level)
}

fn around(centre: f64, standard_error: f64, level: f64) -> Result<Interval, Undefined> {
    let half = two_sided_z(level)? * standard_error;
    Ok(Interval {
        lower: centre - half,
        upper: centre + half,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-6 * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn reference_r27_dudek() {
        close(sem(100.0, 0.9).expect("defined"), 31.622_776_6);
        close(see(100.0, 0.9).expect("defined"), 30.0);
        close(sep(100.0, 0.9).expect("defined"), 43.588_989_44);
        close(
            true_score_estimate(700.0, 500.0, 0.9).expect("defined"),
            680.0,
        );
        let observed = observed_interval(700.0, 100.0, 0.9, 0.95).expect("defined");
        close(observed.lower, 638.020_496_8);
        close(observed.upper, 761.979_503_2);
        let truth = true_score_interval(700.0, 500.0, 100.0, 0.9, 0.95).expect("defined");
        close(truth.lower, 621.201_080_5);
        close(truth.upper, 738.798_919_5);
    }

    #[test]
    fn reference_r4_sem() {
        close(
            sem(4.520_391_509, 0.812_753_796_9).expect("defined"),
            1.956_061_749,
        );
    }

    #[test]
    fn perfect_and_absent_reliability() {
        assert_eq!(sem(15.0, 1.0), Ok(0.0));
        assert_eq!(sem(15.0, 0.0), Ok(15.0));
        assert_eq!(see(15.0, 0.0), Ok(0.0));
        assert_eq!(sep(15.0, 0.0), Ok(15.0));
    }

    #[test]
    fn undefined_is_said() {
        assert!(sem(0.0, 0.5).is_err());
        assert!(sem(f64::NAN, 0.5).is_err());
        assert!(see(1.0, 1.01).is_err());
        assert!(sep(1.0, -0.01).is_err());
        assert!(observed_interval(f64::NAN, 1.0, 0.5, 0.9).is_err());
        assert!(observed_interval(1.0, 1.0, 0.5, 1.0).is_err());
        assert!(true_score_estimate(1.0, f64::INFINITY, 0.5).is_err());
    }
}
