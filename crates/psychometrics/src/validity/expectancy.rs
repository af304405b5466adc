//! Shares of success by score: among those hired, and as a correlation implies.
//!
//! Never contains a choice of cut-off.

use crate::correlation::correlation_in_range;
use crate::distributions::{bivariate_normal_upper, normal_cdf, normal_quantile, two_sided_z};
use crate::gates::{Figure, Gate};
use crate::reliability::Interval;
use crate::undefined::{Reason, Undefined, all_finite, finite};

/// Wilson's interval for a share of `successes` among `trials` (Wilson 1927):
/// `(p + z²/2n ± z·√(p(1−p)/n + z²/4n²))/(1 + z²/n)`. It never leaves 0 to 1.
///
/// # Errors
/// `TooFewObservations` without trials, `OutOfRange` for more successes than
/// trials or unless 0 < `level` < 1.
pub fn wilson_interval(successes: usize, trials: usize, level: f64) -> Result<Interval, Undefined> {
    crate::moments::at_least(trials, 1)?;
    if successes > trials {
        return Err(Reason::OutOfRange("there are no more successes than trials").into());
    }
    let n = trials as f64;
    let p = successes as f64 / n;
    let z = two_sided_z(level)?;
    let square = z * z / n;
    let centre = p + square / 2.0;
    let half = z * (p * (1.0 - p) / n + square / (4.0 * n)).sqrt();
    Ok(Interval {
        lower: ((centre - half) / (1.0 + square)).max(0.0),
        upper: ((centre + half) / (1.0 + square)).min(1.0),
    })
}

/// One bar of an expectancy chart: the hired with scores from `from` to below `to`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Lowest score in it; −∞ for the first bar.
    pub from: f64,
    /// The score it stays below; +∞ for the last bar.
    pub to: f64,
    /// How many of them reached the line.
    pub successes: usize,
    /// Their share and its Wilson interval; undefined without persons.
    pub share: Result<(f64, Interval), Undefined>,
    /// Persons in it, and how many it takes to show it.
    pub gate: Gate,
}

/// The share of the hired at or above a criterion's success line, by score.
///
/// `cuts` divide the scores: c cuts make c + 1 bars, lowest first; a score on a
/// cut belongs above it.
///
/// # Errors
/// `LengthMismatch`, `OutOfRange` unless the cuts ascend or for `level`,
/// `NotFinite`.
pub fn observed_expectancy(
    scores: &[f64],
    criterion: &[f64],
    cuts: &[f64],
    line: f64,
    level: f64,
) -> Result<Vec<Bar>, Undefined> {
    crate::moments::same_length(scores, criterion)?;
    for values in [scores, criterion, cuts, &[line]] {
        all_finite(values)?;
    }
    if !cuts.windows(2).all(|pair| pair[0] < pair[1]) {
        return Err(Reason::OutOfRange("cuts ascend").into());
    }
    two_sided_z(level)?;
    let mut counts = vec![(0, 0); cuts.len() + 1];
    for (score, reached) in scores.iter().zip(criterion) {
        let bar = &mut counts[cuts.partition_point(|cut| cut <= score)];
        bar.0 += 1;
        bar.1 += usize::from(*reached >= line);
    }
    let bars = counts.into_iter().enumerate();
    let bars = bars.map(|(i, (persons, successes))| Bar {
        from: i
            .checked_sub(1)
            .map_or(f64::NEG_INFINITY, |below| cuts[below]),
        to: cuts.get(i).copied().unwrap_or(f64::INFINITY),
        successes,
        share: wilson_interval(successes, persons, level)
            .map(|interval| (successes as f64 / persons as f64, interval)),
        gate: Figure::ExpectancyBar.gate(persons),
    });
    Ok(bars.collect())
}

/// The share of successes a correlation implies for scores in a range, if score
/// and criterion are bivariate normal: `P(Y > y_c | a < X < b)`.
///
/// `from` and `to` are z-scores, possibly infinite; `base_rate` is the share of
/// successes among all.
///
/// # Errors
/// `OutOfRange` for r outside −1 to 1, unless 0 < `base_rate` < 1 or unless
/// `from` < `to`; `ZeroVariance` for a range so far out that nobody is in it.
pub fn expected_success(r: f64, base_rate: f64, from: f64, to: f64) -> Result<f64, Undefined> {
    let r = correlation_in_range(r)?;
    let line = -normal_quantile(base_rate)?;
    if from.is_nan() || to.is_nan() || from >= to {
        return Err(Reason::OutOfRange("a range runs from a lower to a higher score").into());
    }
    // Counted from the nearer end of the distribution, where digits are kept.
    let (inside, both) = if from >= 0.0 {
        let inside = normal_cdf(-from) - normal_cdf(-to);
        let above = |limit| bivariate_normal_upper(limit, line, r);
        (inside, above(from)? - above(to)?)
    } else {
        let inside = normal_cdf(to) - normal_cdf(from);
        let below = |limit: f64| bivariate_normal_upper(-limit, line, -r);
        (inside, below(to)? - below(from)?)
    };
    if inside <= 1e-12 {
        return Err(Reason::ZeroVariance.into());
    }
    finite((both / inside).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn wilson_by_hand() {
        // 15 of 20 at 95 %: the published .531 to .888.
        let interval = wilson_interval(15, 20, 0.95).expect("defined");
        close(interval.lower, 0.531_3, 5e-5);
        close(interval.upper, 0.888_1, 5e-5);
        let none = wilson_interval(0, 10, 0.95).expect("defined");
        let square = 1.959_963_984_540_054_f64.powi(2) / 10.0;
        assert_eq!(none.lower, 0.0);
        close(none.upper, square / (1.0 + square), 1e-12);
        assert!(wilson_interval(1, 0, 0.95).is_err());
        assert!(wilson_interval(2, 1, 0.95).is_err());
        assert!(wilson_interval(1, 2, 0.0).is_err());
    }

    #[test]
    fn bars_count_everybody_once() {
        let scores = [10.0, 20.0, 20.0, 35.0, 50.0, 49.0];
        let criterion = [1.0, 3.0, 5.0, 3.0, 4.0, 2.0];
        let bars = observed_expectancy(&scores, &criterion, &[20.0, 50.0, 60.0], 3.0, 0.95);
        let bars = bars.expect("defined");
        let counts: Vec<_> = bars
            .iter()
            .map(|bar| (bar.gate.got, bar.successes))
            .collect();
        assert_eq!(counts, [(1, 0), (4, 3), (1, 1), (0, 0)]);
        assert_eq!((bars[0].from, bars[0].to), (f64::NEG_INFINITY, 20.0));
        assert_eq!((bars[3].from, bars[3].to), (60.0, f64::INFINITY));
        assert!(bars[3].share.is_err() && !bars[1].gate.open());
        assert_eq!(bars[1].share.expect("defined").0, 0.75);
        assert!(observed_expectancy(&scores, &criterion[1..], &[], 3.0, 0.95).is_err());
        assert!(observed_expectancy(&scores, &criterion, &[5.0, 5.0], 3.0, 0.95).is_err());
        assert!(observed_expectancy(&scores, &criterion, &[], f64::NAN, 0.95).is_err());
    }

    #[test]
    fn expected_shares() {
        // No correlation: the base rate everywhere.
        for (from, to) in [(-1.0, 0.5), (2.0, f64::INFINITY), (f64::NEG_INFINITY, -3.0)] {
            close(
                expected_success(0.0, 0.3, from, to).expect("defined"),
                0.3,
                1e-9,
            );
        }
        // Above a cut: Taylor and Russell's share.
        let cut = crate::distributions::normal_quantile(0.7).expect("in range");
        let top = expected_success(0.35, 0.5, cut, f64::INFINITY).expect("defined");
        close(top, 0.664_312_791_892_566_8, 1e-9);
        assert_eq!(expected_success(1.0, 0.5, 0.1, 0.2), Ok(1.0));
        assert!(expected_success(0.3, 0.5, 1.0, 1.0).is_err());
        assert!(expected_success(0.3, 0.5, 40.0, 41.0).is_err());
        assert!(expected_success(0.3, 1.0, 0.0, 1.0).is_err());
        assert!(expected_success(0.3, 0.5, f64::NAN, 1.0).is_err());
    }

    proptest! {
        #[test]
        fn shares_average_to_the_base_rate_and_rise(r in 0.01..0.99_f64, base in 0.02..0.98_f64, cut in -2.5..2.5_f64) {
            let below = expected_success(r, base, f64::NEG_INFINITY, cut).expect("defined");
            let above = expected_success(r, base, cut, f64::INFINITY).expect("defined");
            let share = normal_cdf(cut);
            prop_assert!((share * below + (1.0 - share) * above - base).abs() < 1e-9);
            prop_assert!(below <= above);
        }

        #[test]
        fn wilson_holds_the_share(trials in 1_usize..500, part in 0.0..=1.0_f64) {
            let successes = (part * trials as f64) as usize;
            let interval = wilson_interval(successes, trials, 0.9).expect("defined");
            let share = successes as f64 / trials as f64;
            prop_assert!(interval.lower <= share + 1e-12 && share <= interval.upper + 1e-12);
        }
    }
}
