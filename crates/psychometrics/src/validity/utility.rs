//! What selecting by a valid score is worth, in people and in money.
//!
//! A utility is shown as a range, never as a point in a sales sentence. Never
//! contains currencies or discounting.

use crate::correlation::correlation_in_range;
use crate::distributions::{bivariate_normal_upper, normal_pdf, normal_quantile};
use crate::reliability::Interval;
use crate::undefined::{Reason, Undefined, finite};

/// Share of successes among those selected (Taylor & Russell 1939):
/// `P(Y > y_c, X > x_c)/SR` for bivariate normal score and criterion, with
/// `base_rate` = P(Y > y_c) and `selection_ratio` = P(X > x_c).
///
/// # Errors
/// `OutOfRange` for r outside −1 to 1 or a rate outside 0 to 1, ends excluded.
pub fn taylor_russell(r: f64, base_rate: f64, selection_ratio: f64) -> Result<f64, Undefined> {
    let r = correlation_in_range(r)?;
    let (line, cut) = (
        -normal_quantile(base_rate)?,
        -normal_quantile(selection_ratio)?,
    );
    Ok((bivariate_normal_upper(cut, line, r)? / selection_ratio).min(1.0))
}

/// Mean standard score of those selected from the top of a normal distribution,
/// `φ(x_c)/SR`: 1.755 for a selection ratio of .10.
///
/// # Errors
/// `OutOfRange` unless 0 < `selection_ratio` < 1.
pub fn mean_selected(selection_ratio: f64) -> Result<f64, Undefined> {
    Ok(normal_pdf(normal_quantile(selection_ratio)?) / selection_ratio)
}

/// A selection whose worth is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Selection {
    /// Persons hired.
    pub hired: usize,
    /// Mean years they stay.
    pub years: f64,
    /// Their mean standard score, such as [`mean_selected`].
    pub mean_score: f64,
    /// Cost of testing everybody, in money.
    pub cost: f64,
}

impl Selection {
    /// Gain over hiring at random, in money:
    /// `ΔU = N_s·T·r·SD_y·z̄_s − cost` (Brogden 1949; Cronbach & Gleser 1965).
    ///
    /// `sd_y` is the standard deviation of a year's performance in money.
    ///
    /// # Errors
    /// `TooFewObservations` if nobody is hired, `OutOfRange` for r outside −1 to
    /// 1 or for years, cost or `sd_y` below 0, `NotFinite`.
    pub fn utility(&self, r: f64, sd_y: f64) -> Result<f64, Undefined> {
        crate::moments::at_least(self.hired, 1)?;
        for amount in [self.years, self.cost, sd_y] {
            if finite(amount)? < 0.0 {
                return Err(Reason::OutOfRange("years, cost and SD_y are 0 or more").into());
            }
        }
        let each = self.years * correlation_in_range(r)? * sd_y * finite(self.mean_score)?;
        finite(self.hired as f64 * each - self.cost)
    }

    /// [`utility`](Self::utility) for each person hired.
    ///
    /// # Errors
    /// As [`utility`](Self::utility).
    pub fn utility_each(&self, r: f64, sd_y: f64) -> Result<f64, Undefined> {
        Ok(self.utility(r, sd_y)? / self.hired as f64)
    }

    /// The lowest and highest utility over an interval of validities and one of
    /// standard deviations in money.
    ///
    /// # Errors
    /// As [`utility`](Self::utility).
    pub fn utility_range(&self, r: Interval, sd_y: Interval) -> Result<Interval, Undefined> {
        let mut range = Interval {
            lower: f64::INFINITY,
            upper: f64::NEG_INFINITY,
        };
        for r in [r.lower, r.upper] {
            for sd_y in [sd_y.lower, sd_y.upper] {
                let utility = self.utility(r, sd_y)?;
                range.lower = range.lower.min(utility);
                range.upper = range.upper.max(utility);
            }
        }
        Ok(range)
    }
}

/// The usual range of SD_y where it was not estimated: 40 % to 70 % of a year's
/// salary (Schmidt & Hunter 1983).
///
/// # Errors
/// `OutOfRange` unless the salary is finite and above 0.
pub fn sd_of_performance(salary: f64) -> Result<Interval, Undefined> {
    if !salary.is_finite() || salary <= 0.0 {
        return Err(Reason::OutOfRange("a salary is finite and above 0").into());
    }
    Ok(Interval {
        lower: 0.4 * salary,
        upper: 0.7 * salary,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NormalStream;
    use proptest::prelude::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn reference_taylor_russell() {
        let share = |r, base, ratio| taylor_russell(r, base, ratio).expect("in range");
        close(share(0.35, 0.5, 0.3), 0.664_312_791_892_566_8, 1e-9);
        close(share(0.5, 0.6, 0.2), 0.856_287, 5e-7);
        // Not the phi coefficient some published code computes with.
        assert!((share(0.35, 0.5, 0.3) - 0.767).abs() > 0.05);
        close(share(0.0, 0.4, 0.1), 0.4, 1e-9);
        close(share(1.0, 0.4, 0.1), 1.0, 1e-9);
        assert!(taylor_russell(0.3, 0.0, 0.3).is_err());
        assert!(taylor_russell(0.3, 0.5, 1.0).is_err());
        assert!(taylor_russell(1.3, 0.5, 0.5).is_err());
    }

    #[test]
    fn taylor_russell_agrees_with_simulated_selection() {
        let (r, mut hired, mut good) = (0.6_f64, 0_u32, 0_u32);
        let mut normal = NormalStream::seeded(3);
        let cut = normal_quantile(0.75).expect("in range");
        for _ in 0..200_000 {
            let x = normal.draw();
            let y = r * x + (1.0 - r * r).sqrt() * normal.draw();
            hired += u32::from(x > cut);
            good += u32::from(x > cut && y > 0.0);
        }
        // Its standard error is about .0017.
        let share = taylor_russell(r, 0.5, 0.25).expect("in range");
        close(f64::from(good) / f64::from(hired), share, 0.007);
    }

    #[test]
    fn reference_brogden_cronbach_gleser() {
        close(mean_selected(0.1).expect("in range"), 1.754_983_319_3, 1e-9);
        close(mean_selected(0.2).expect("in range"), 1.399_809_602, 1e-9);
        let first = Selection {
            hired: 72,
            years: 1.0,
            mean_score: 1.76,
            cost: 3600.0,
        };
        close(
            first.utility(0.35, 4000.0).expect("defined"),
            173_808.0,
            1e-6,
        );
        close(
            first.utility_each(0.35, 4000.0).expect("defined"),
            2_414.0,
            1e-9,
        );
        let second = Selection {
            hired: 100,
            years: 3.0,
            mean_score: mean_selected(0.2).expect("in range"),
            cost: 75_000.0,
        };
        close(
            second.utility(0.35, 50_000.0).expect("defined"),
            7_274_000.41,
            0.005,
        );
    }

    #[test]
    fn a_range_covers_its_corners() {
        let selection = Selection {
            hired: 10,
            years: 2.0,
            mean_score: 1.0,
            cost: 100.0,
        };
        let r = Interval {
            lower: -0.1,
            upper: 0.3,
        };
        let sd_y = sd_of_performance(1000.0).expect("above 0");
        let range = selection.utility_range(r, sd_y).expect("defined");
        close(range.lower, -0.1 * 700.0 * 20.0 - 100.0, 1e-9);
        close(range.upper, 0.3 * 700.0 * 20.0 - 100.0, 1e-9);
        assert!(sd_of_performance(0.0).is_err());
        assert!(
            Selection {
                hired: 0,
                ..selection
            }
            .utility(0.3, 1.0)
            .is_err()
        );
        assert!(
            Selection {
                cost: -1.0,
                ..selection
            }
            .utility(0.3, 1.0)
            .is_err()
        );
        assert!(selection.utility(0.3, f64::NAN).is_err());
        assert!(selection.utility(1.1, 1.0).is_err());
    }

    proptest! {
        #[test]
        fn selecting_better_never_hurts(r in 0.0..=1.0_f64, base in 0.05..0.95_f64, ratio in 0.05..0.9_f64) {
            let share = taylor_russell(r, base, ratio).expect("in range");
            prop_assert!(share >= base - 1e-9);
            let stricter = taylor_russell(r, base, ratio * 0.8).expect("in range");
            prop_assert!(stricter >= share - 1e-9);
        }
    }
}
