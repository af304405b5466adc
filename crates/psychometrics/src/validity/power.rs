//! How many people a validity study needs.
//!
//! Never contains results of a study: power after the fact says nothing new.

use crate::correlation::correlation_in_range;
use crate::distributions::{normal_cdf, normal_quantile, two_sided_z};
use crate::undefined::{Reason, Undefined};

/// Pairs needed to find a correlation of size r with this `power` in a
/// two-sided test at `1 − level`, by Fisher's z and rounded up:
/// `((z_{α/2} + z_power)/atanh r)² + 3`. For 80 % at .95: r = .20 → 194,
/// .25 → 124, .30 → 85.
///
/// # Errors
/// `OutOfRange` for r of 0 or outside −1 to 1, or unless power and level lie
/// between 0 and 1; for a power below the test's own error no study is needed.
pub fn pairs_needed(r: f64, power: f64, level: f64) -> Result<usize, Undefined> {
    let size = correlation_in_range(r)?.abs().atanh();
    let distance = two_sided_z(level)? + normal_quantile(power)?;
    if size == 0.0 || distance <= 0.0 {
        return Err(Reason::OutOfRange("a study looks for a correlation, with some power").into());
    }
    Ok(((distance / size).powi(2) + 3.0).ceil().max(4.0) as usize)
}

/// Probability that a two-sided test at `1 − level` finds a correlation of size
/// r with this many pairs, by Fisher's z.
///
/// # Errors
/// `TooFewObservations` below 4 pairs, `OutOfRange` for r or level.
pub fn power(r: f64, pairs: usize, level: f64) -> Result<f64, Undefined> {
    crate::moments::at_least(pairs, 4)?;
    let size = correlation_in_range(r)?.abs().atanh() * ((pairs - 3) as f64).sqrt();
    let z = two_sided_z(level)?;
    Ok(normal_cdf(size - z) + normal_cdf(-size - z))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reference_planning_table() {
        for (r, pairs) in [(0.20, 194), (0.25, 124), (0.30, 85)] {
            assert_eq!(pairs_needed(r, 0.8, 0.95), Ok(pairs));
            assert_eq!(pairs_needed(-r, 0.8, 0.95), Ok(pairs));
        }
    }

    #[test]
    fn undefined_is_said() {
        assert!(pairs_needed(0.0, 0.8, 0.95).is_err());
        assert!(pairs_needed(0.2, 1.0, 0.95).is_err());
        assert!(pairs_needed(0.2, 0.001, 0.95).is_err());
        assert!(pairs_needed(f64::NAN, 0.8, 0.95).is_err());
        assert_eq!(pairs_needed(1.0, 0.8, 0.95), Ok(4));
        assert!(power(0.2, 3, 0.95).is_err());
        let nothing = power(0.0, 100, 0.95).expect("defined");
        assert!((nothing - 0.05).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn the_pairs_needed_give_the_power(r in 0.05..0.9_f64, wanted in 0.3..0.99_f64) {
            let pairs = pairs_needed(r, wanted, 0.95).expect("defined");
            prop_assert!(power(r, pairs, 0.95).expect("defined") >= wanted - 1e-9);
            if pairs > 6 {
                // The other tail adds next to nothing.
                prop_assert!(power(r, pairs - 1, 0.95).expect("defined") < wanted + 0.01);
            }
        }
    }
}
