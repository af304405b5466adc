//! Whether the same score predicts the same criterion in two groups.
//!
//! Cleary's (1968) regression `y = b₀ + b₁x + b₂g + b₃xg` with g = 1 in the focal
//! group. Fitting it is fitting a line in each group with a common error
//! variance. Never contains more than two groups or one predictor.

use crate::distributions::t_two_sided;
use crate::gates::{Figure, Gate};
use crate::moments::{covariance, mean, variance};
use crate::undefined::{Reason, Undefined};

/// A difference between two regression lines, focal minus reference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The difference.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// t = value / standard error, on n − 4 degrees of freedom.
    pub t: f64,
    /// Two-sided p-value.
    pub p: f64,
}

/// How the regression lines of two groups differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PredictionBias {
    /// Difference of slopes, b₃: the score is more, or less, predictive.
    pub slope: Difference,
    /// Difference of the predicted criterion at the mean score of both groups
    /// together: below 0, a common line overpredicts the focal group.
    pub level: Difference,
    /// Persons in the smaller group, and how many it takes.
    pub gate: Gate,
}

/// Compares the regression of criterion on score between two groups of pairs
/// (score, criterion).
///
/// # Errors
/// `TooFewObservations` below 3 persons in a group, `ZeroVariance` if a group's
/// scores are all equal or both lines fit without error, `LengthMismatch`,
/// `NotFinite`.
pub fn prediction_bias(
    reference: (&[f64], &[f64]),
    focal: (&[f64], &[f64]),
) -> Result<PredictionBias, Undefined> {
    let (r, f) = (Line::of(reference)?, Line::of(focal)?);
    let df = r.n + f.n - 4.0;
    let error = (r.residual + f.residual) / df;
    if error <= 1e-24 * (r.criterion_squares + f.criterion_squares) {
        return Err(Reason::ZeroVariance.into());
    }
    let difference = |value: f64, variance: f64| {
        let standard_error = variance.sqrt();
        let t = value / standard_error;
        Ok::<_, Undefined>(Difference {
            value,
            standard_error,
            t,
            p: t_two_sided(t, df)?,
        })
    };
    let at = (r.n * r.mean_x + f.n * f.mean_x) / (r.n + f.n);
    Ok(PredictionBias {
        slope: difference(
            f.slope - r.slope,
            error * (1.0 / r.squares + 1.0 / f.squares),
        )?,
        level: difference(
            f.predicted(at) - r.predicted(at),
            error * (r.leverage(at) + f.leverage(at)),
        )?,
        gate: Figure::RegressionGroup.gate(r.n.min(f.n) as usize),
    })
}

/// A least-squares line and its sums of squares.
struct Line {
    n: f64,
    mean_x: f64,
    mean_y: f64,
    slope: f64,
    /// Σ(x − x̄)².
    squares: f64,
    /// Σ(y − ŷ)².
    residual: f64,
    /// Σ(y − ȳ)².
    criterion_squares: f64,
}

impl Line {
    fn of((x, y): (&[f64], &[f64])) -> Result<Self, Undefined> {
        crate::moments::at_least(x.len(), 3)?;
        let (shared, variance_x) = (covariance(x, y)?, variance(x)?);
        if variance_x <= 0.0 {
            return Err(Reason::ZeroVariance.into());
        }
        let (slope, mean_x, mean_y) = (shared / variance_x, mean(x)?, mean(y)?);
        let residuals = x.iter().zip(y);
        let residuals = residuals.map(|(x, y)| y - mean_y - slope * (x - mean_x));
        let n = x.len() as f64;
        Ok(Self {
            n,
            mean_x,
            mean_y,
            slope,
            squares: (n - 1.0) * variance_x,
            residual: residuals.map(|e| e * e).sum(),
            criterion_squares: (n - 1.0) * variance(y)?,
        })
    }

    fn predicted(&self, x: f64) -> f64 {
        self.mean_y + self.slope * (x - self.mean_x)
    }

    /// Variance of a predicted value, in units of the error variance.
    fn leverage(&self, x: f64) -> f64 {
        1.0 / self.n + (x - self.mean_x) * (x - self.mean_x) / self.squares
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NormalStream;

    fn group(seed: u64, n: usize, level: f64, slope: f64) -> (Vec<f64>, Vec<f64>) {
        let mut normal = NormalStream::seeded(seed);
        (0..n)
            .map(|_| {
                let x = normal.draw();
                (x, level + slope * x + normal.draw())
            })
            .unzip()
    }

    fn compared(a: &(Vec<f64>, Vec<f64>), b: &(Vec<f64>, Vec<f64>)) -> PredictionBias {
        prediction_bias((&a.0, &a.1), (&b.0, &b.1)).expect("defined")
    }

    #[test]
    fn two_lines_by_hand() {
        // Lines y = 1 and y = x with residuals ∓1, ±2, ∓1 about each.
        let x = [0.0, 1.0, 2.0];
        let bias = prediction_bias((&x, &[0.0, 3.0, 0.0]), (&x, &[1.0, -1.0, 3.0]));
        let bias = bias.expect("defined");
        // Error variance (6 + 6)/2 = 6, Σ(x − x̄)² = 2 in both.
        assert!((bias.slope.value - 1.0).abs() < 1e-12);
        assert!((bias.slope.standard_error - 6.0_f64.sqrt()).abs() < 1e-12);
        assert!(bias.level.value.abs() < 1e-12);
        assert!((bias.level.standard_error - 2.0).abs() < 1e-12);
        assert!((bias.level.p - 1.0).abs() < 1e-12);
        assert!(!bias.gate.open());
    }

    #[test]
    fn recovers_known_differences() {
        let reference = group(1, 5_000, 0.0, 0.5);
        let same = compared(&reference, &group(2, 5_000, 0.0, 0.5));
        // Both standard errors are about .02.
        assert!(same.slope.value.abs() < 0.07 && same.level.value.abs() < 0.07);
        assert!(same.slope.p > 0.01 && same.level.p > 0.01, "{same:?}");
        let other = compared(&reference, &group(3, 5_000, -0.3, 0.2));
        assert!((other.slope.value + 0.3).abs() < 0.07, "{other:?}");
        assert!((other.level.value + 0.3).abs() < 0.07, "{other:?}");
        assert!(other.slope.p < 1e-6 && other.level.p < 1e-6 && other.gate.open());
    }

    #[test]
    fn groups_swapped_turn_the_sign() {
        let (a, b) = (group(4, 150, 0.0, 0.4), group(5, 90, 0.2, 0.1));
        let (there, back) = (compared(&a, &b), compared(&b, &a));
        assert!((there.slope.value + back.slope.value).abs() < 1e-12);
        assert!((there.level.value + back.level.value).abs() < 1e-12);
        assert!((there.level.p - back.level.p).abs() < 1e-9);
        assert_eq!(there.gate.got, 90);
    }

    #[test]
    fn undefined_is_said() {
        let x = [0.0, 1.0, 2.0];
        assert!(prediction_bias((&x, &[1.0, 2.0, 3.0]), (&x, &[1.0, 2.0, 3.0])).is_err());
        assert!(prediction_bias((&[1.0; 3], &x), (&x, &[1.0, 2.0, 4.0])).is_err());
        assert!(prediction_bias((&x[..2], &x[..2]), (&x, &[1.0, 2.0, 4.0])).is_err());
    }
}
