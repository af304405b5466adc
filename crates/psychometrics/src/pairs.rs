//! How likely it is that one person's true score is above another's.
//!
//! Never contains words for probabilities; they belong to the page that shows them.

use crate::distributions::normal_cdf;
use crate::undefined::{Undefined, finite, positive_sd, reliability_in_range};

/// `P(T_i > T_j)` for two observed scores that are `difference = X_i − X_j`
/// points apart: `Φ(r·(X_i − X_j)/(√2·SEE))`.
///
/// With reliability 0 it is .5 at any distance; with reliability 1 it is 0, .5
/// or 1.
///
/// # Errors
/// `ZeroVariance` unless `sd` is above 0, `OutOfRange` for a reliability
/// outside 0 to 1, `NotFinite`.
pub fn probability_higher(difference: f64, sd: f64, reliability: f64) -> Result<f64, Undefined> {
    let r = reliability_in_range(reliability)?;
    let gap = finite(difference)? / positive_sd(sd)?;
    if gap == 0.0 {
        return Ok(0.5);
    }
    // r/√(r(1−r)) = √(r/(1−r)): infinite at r = 1, where Φ gives 0 or 1.
    Ok(normal_cdf(
        gap * (r / (1.0 - r)).sqrt() * std::f64::consts::FRAC_1_SQRT_2,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NormalStream;
    use proptest::prelude::*;

    #[test]
    fn extremes() {
        assert_eq!(probability_higher(5.0, 10.0, 0.0), Ok(0.5));
        assert_eq!(probability_higher(0.0, 10.0, 1.0), Ok(0.5));
        assert_eq!(probability_higher(1.0, 10.0, 1.0), Ok(1.0));
        assert_eq!(probability_higher(-1.0, 10.0, 1.0), Ok(0.0));
        assert!(probability_higher(1.0, 0.0, 0.5).is_err());
        assert!(probability_higher(f64::NAN, 1.0, 0.5).is_err());
        assert!(probability_higher(1.0, 1.0, 1.5).is_err());
    }

    /// Share of simulated pairs, with an observed gap near `gap` standard
    /// deviations, whose true order is the observed one.
    fn simulated(reliability: f64, gap: f64, pairs: usize) -> f64 {
        let mut normal = NormalStream::seeded(20_240_607);
        let (mut near, mut right) = (0_u32, 0_u32);
        for _ in 0..pairs {
            let mut person = || {
                let truth = normal.draw() * reliability.sqrt();
                (truth, truth + normal.draw() * (1.0 - reliability).sqrt())
            };
            let (a, b) = (person(), person());
            let observed = a.1 - b.1;
            if (observed.abs() - gap).abs() < 0.1 {
                near += 1;
                right += u32::from((a.0 - b.0) * observed > 0.0);
            }
        }
        f64::from(right) / f64::from(near)
    }

    #[test]
    fn agrees_with_simulated_pairs() {
        let r = 0.6;
        for (gap, expected) in [(0.5, 0.667), (1.753, 0.933), (2.263, 0.975)] {
            let formula = probability_higher(gap, 1.0, r).expect("defined");
            assert!((formula - expected).abs() < 0.003, "{gap}: {formula}");
            let share = simulated(r, gap, 200_000);
            assert!((share - formula).abs() < 0.012, "{gap}: {share} {formula}");
        }
    }

    proptest! {
        #[test]
        fn the_two_directions_sum_to_one(d in -100.0..100.0_f64, sd in 0.5..30.0_f64, r in 0.0..=1.0_f64) {
            let up = probability_higher(d, sd, r).expect("defined");
            let down = probability_higher(-d, sd, r).expect("defined");
            prop_assert!((up + down - 1.0).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&up));
        }
    }
}
