//! Upper quadrants of the bivariate standard normal distribution.
//!
//! Never contains what they are used for (expectancies, Taylor-Russell).

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use super::normal_cdf;
use crate::undefined::{Reason, Undefined};

/// Probability that both of two standard normal variables with correlation
/// `rho` lie above their limits: `P(X > h, Y > k)`.
///
/// By the identity of Plackett (1954), with θ the angle whose sine is the
/// correlation, `Φ(−h)Φ(−k) + 1/2π · ∫₀^asin ρ exp(−(h² + k² − 2hk·sin θ) /
/// (2cos²θ)) dθ`, integrated by Gauss-Legendre panels that halve towards
/// |ρ| = 1. Limits may be infinite. Absolute error below 1e-11, that of [`normal_cdf`].
///
/// # Errors
/// `OutOfRange` for a correlation outside −1 to 1 or a limit that is NaN.
pub fn bivariate_normal_upper(h: f64, k: f64, rho: f64) -> Result<f64, Undefined> {
    if h.is_nan() || k.is_nan() {
        return Err(Reason::OutOfRange("a limit is a number or infinite").into());
    }
    if !(-1.0..=1.0).contains(&rho) {
        return Err(Reason::OutOfRange("a correlation lies between −1 and 1").into());
    }
    if h.is_infinite() || k.is_infinite() {
        return Ok(normal_cdf(-h) * normal_cdf(-k));
    }
    if rho == 1.0 {
        return Ok(normal_cdf(-h.max(k)));
    }
    if rho == -1.0 {
        return Ok((normal_cdf(-h) - normal_cdf(k)).max(0.0));
    }
    // P(X > h, −Y > k) turns a negative correlation into a positive one.
    let integral = integrate_angle(h, k * rho.signum(), rho.abs());
    let p = normal_cdf(-h) * normal_cdf(-k) + rho.signum() * integral;
    Ok(p.clamp(0.0, 1.0))
}

/// `1/2π · ∫₀^asin ρ exp(−(h² + k² − 2hk·sin θ)/(2cos²θ)) dθ` for 0 ≤ ρ < 1.
fn integrate_angle(h: f64, k: f64, rho: f64) -> f64 {
    // With c the angle from 90°: h² + k² − 2hk·cos c = (h−k)² + 4hk·sin²(c/2),
    // which keeps its digits where h and k are close and c is small.
    let density = |c: f64| {
        let half = (c / 2.0).sin();
        let square = (h - k) * (h - k) + 4.0 * h * k * half * half;
        (-square / (2.0 * c.sin() * c.sin())).exp()
    };
    let end = (1.0 - rho).sqrt();
    let end = 2.0 * (end * std::f64::consts::FRAC_1_SQRT_2).asin();
    let (nodes, weights) = gauss_legendre();
    let mut sum = 0.0;
    let mut upper = FRAC_PI_2;
    while upper > end {
        let lower = (upper / 2.0).max(end);
        let (centre, half) = ((upper + lower) / 2.0, (upper - lower) / 2.0);
        let panel = nodes.iter().zip(&weights);
        sum += half
            * panel
                .map(|(x, w)| w * density(centre + half * x))
                .sum::<f64>();
        upper = lower;
    }
    sum / TAU
}

const NODES: usize = 24;

/// Nodes and weights on [−1, 1]: the roots of Legendre's polynomial by Newton's
/// method, `w = 2/((1 − x²)·P′(x)²)`.
fn gauss_legendre() -> ([f64; NODES], [f64; NODES]) {
    let n = NODES as f64;
    let mut nodes = [0.0; NODES];
    let mut weights = [0.0; NODES];
    for (i, (node, weight)) in nodes.iter_mut().zip(&mut weights).enumerate() {
        let mut x = (PI * (i as f64 + 0.75) / (n + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..8 {
            let (mut previous, mut value) = (1.0, x);
            for degree in 2..=NODES {
                let d = degree as f64;
                let next = ((2.0 * d - 1.0) * x * value - (d - 1.0) * previous) / d;
                (previous, value) = (value, next);
            }
            slope = n * (x * value - previous) / (x * x - 1.0);
            x -= value / slope;
        }
        *node = x;
        *weight = 2.0 / ((1.0 - x * x) * slope * slope);
    }
    (nodes, weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn upper(h: f64, k: f64, rho: f64) -> f64 {
        bivariate_normal_upper(h, k, rho).expect("in range")
    }

    #[test]
    fn quadrant_at_the_centre_is_sheppards() {
        for rho in [-0.999_999, -0.9, -0.3, 0.0, 0.35, 0.5, 0.99, 0.999_999_999] {
            let expected = 0.25 + f64::asin(rho) / TAU;
            assert!((upper(0.0, 0.0, rho) - expected).abs() < 1e-14, "{rho}");
        }
    }

    #[test]
    fn degenerate_correlations_and_limits() {
        assert_eq!(upper(0.3, -1.0, 1.0), normal_cdf(-0.3));
        assert_eq!(upper(0.3, 1.0, -1.0), 0.0);
        assert!((upper(-0.3, 0.1, -1.0) - (normal_cdf(0.3) - normal_cdf(0.1))).abs() < 1e-15);
        assert_eq!(upper(f64::NEG_INFINITY, 0.7, 0.4), normal_cdf(-0.7));
        assert_eq!(upper(f64::INFINITY, 0.7, 0.4), 0.0);
        assert!(bivariate_normal_upper(f64::NAN, 0.0, 0.0).is_err());
        assert!(bivariate_normal_upper(0.0, 0.0, 1.01).is_err());
        assert!(bivariate_normal_upper(0.0, 0.0, f64::NAN).is_err());
    }

    /// The same probability by conditioning: `∫_h^∞ φ(x)·Φ((ρx − k)/√(1−ρ²)) dx`.
    fn by_conditioning(h: f64, k: f64, rho: f64) -> f64 {
        let steps = 200_000;
        let width = (9.0 - h) / f64::from(steps);
        let middle = |i: i32| h + (f64::from(i) + 0.5) * width;
        let density = |x: f64| {
            super::super::normal_pdf(x) * normal_cdf((rho * x - k) / (1.0 - rho * rho).sqrt())
        };
        (0..steps).map(|i| density(middle(i))).sum::<f64>() * width
    }

    #[test]
    fn agrees_with_conditioning() {
        for (h, k) in [(0.5, -0.2), (-1.5, 1.0), (1.28, 1.28), (2.5, 0.1)] {
            for rho in [-0.95, -0.4, 0.25, 0.8, 0.99] {
                let (a, b) = (upper(h, k, rho), by_conditioning(h, k, rho));
                assert!((a - b).abs() < 1e-9, "{h} {k} {rho}: {a} {b}");
            }
        }
    }

    proptest! {
        #[test]
        fn quadrants_complete_each_other(h in -4.0..4.0_f64, k in -4.0..4.0_f64, rho in -1.0..=1.0_f64) {
            let p = upper(h, k, rho);
            prop_assert!((0.0..=1.0).contains(&p));
            prop_assert!((p - upper(k, h, rho)).abs() < 1e-11);
            // X above h, with Y above k or below it (−Y above −k).
            prop_assert!((p + upper(h, -k, -rho) - normal_cdf(-h)).abs() < 1e-11);
        }
    }
}
