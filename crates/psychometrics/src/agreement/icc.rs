//! Intraclass correlations: agreement of raters who all rated the same targets.
//!
//! After Shrout and Fleiss (1979), intervals after McGraw and Wong (1996).
//! Never contains ratings with gaps; those are for `rater_model` and
//! `krippendorff`.

use crate::distributions::f_quantile;
use crate::moments::{at_least, mean};
use crate::reliability::Interval;
use crate::table::Table;
use crate::undefined::{Reason, Undefined};

/// Mean squares of the two-way layout, n targets by k raters, one rating each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanSquares {
    /// Between targets, MSR, with n − 1 degrees of freedom.
    pub rows: f64,
    /// Between raters, MSC, with k − 1.
    pub raters: f64,
    /// Residual, MSE, with (n − 1)(k − 1).
    pub residual: f64,
    /// Within targets, MSW, with n(k − 1).
    pub within: f64,
    /// Number of targets n, at least 2.
    pub targets: usize,
    /// Number of raters k, at least 2.
    pub raters_count: usize,
}

/// A coefficient with its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficient {
    /// At most 1; below 0 when targets differ less than chance would have them.
    pub value: f64,
    /// Its interval at the level asked for.
    pub interval: Result<Interval, Undefined>,
}

/// The six intraclass correlations; a single one may be undefined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntraclassCorrelations {
    /// The mean squares behind them.
    pub mean_squares: MeanSquares,
    /// Every target by other raters, one rater: `(MSR−MSW)/(MSR+(k−1)MSW)`.
    pub icc1_1: Result<Coefficient, Undefined>,
    /// Raters a sample, one rater: `(MSR−MSE)/(MSR+(k−1)MSE+k(MSC−MSE)/n)`.
    pub icc2_1: Result<Coefficient, Undefined>,
    /// These raters only, one rater: `(MSR−MSE)/(MSR+(k−1)MSE)`.
    pub icc3_1: Result<Coefficient, Undefined>,
    /// Mean of k raters: `(MSR−MSW)/MSR`.
    pub icc1_k: Result<Coefficient, Undefined>,
    /// Mean of k raters: `(MSR−MSE)/(MSR+(MSC−MSE)/n)`. The one to report.
    pub icc2_k: Result<Coefficient, Undefined>,
    /// Mean of k raters: `(MSR−MSE)/MSR`; equals Cronbach's alpha.
    pub icc3_k: Result<Coefficient, Undefined>,
}

/// Mean squares of a table with targets in rows and raters in columns, by two
/// passes: means first, then squared deviations.
///
/// # Errors
/// `TooFewObservations` below 2 targets or 2 raters.
pub fn mean_squares(ratings: &Table) -> Result<MeanSquares, Undefined> {
    let (n, k) = (ratings.rows(), ratings.columns());
    at_least(n, 2)?;
    at_least(k, 2)?;
    let row_means: Vec<f64> = ratings.iter().map(mean).collect::<Result<_, _>>()?;
    let rater_means: Vec<f64> = (0..k)
        .map(|rater| mean(&ratings.column(rater)))
        .collect::<Result<_, _>>()?;
    let grand = mean(&row_means)?;
    let squares = |means: &[f64]| means.iter().map(|m| (m - grand).powi(2)).sum::<f64>();
    let (mut residual, mut within) = (0.0, 0.0);
    for (row, row_mean) in ratings.iter().zip(&row_means) {
        for (x, rater_mean) in row.iter().zip(&rater_means) {
            within += (x - row_mean).powi(2);
            residual += (x - row_mean - rater_mean + grand).powi(2);
        }
    }
    // What rounding leaves of a variance of 0 is 0.
    let rounding = 1e-28 * ratings.iter().flatten().map(|x| x * x).sum::<f64>();
    let cleared = |sum: f64, df: usize| if sum > rounding { sum / df as f64 } else { 0.0 };
    Ok(MeanSquares {
        rows: cleared(k as f64 * squares(&row_means), n - 1),
        raters: cleared(n as f64 * squares(&rater_means), k - 1),
        residual: cleared(residual, (n - 1) * (k - 1)),
        within: cleared(within, n * (k - 1)),
        targets: n,
        raters_count: k,
    })
}

/// All six intraclass correlations with intervals at `level` (such as .95), from
/// a table with targets in rows and raters in columns.
///
/// Which to read: ICC(2,·) when the raters stand for others like them, ·,k for
/// the mean of the k raters that was used, ·,1 for a single rater.
///
/// # Errors
/// `TooFewObservations` below 2 targets or 2 raters, `OutOfRange` unless
/// 0 < `level` < 1. A single coefficient is `NotPositive` where its denominator
/// is not above 0, as when all ratings are equal; an interval likewise.
pub fn intraclass_correlations(
    ratings: &Table,
    level: f64,
) -> Result<IntraclassCorrelations, Undefined> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Reason::OutOfRange("a level lies between 0 and 1").into());
    }
    let ms = mean_squares(ratings)?;
    let (n, k) = (ms.targets as f64, ms.raters_count as f64);
    let one_way = Family::new(ms.rows, ms.within, &ms, n * (k - 1.0), level);
    let fixed = Family::new(ms.rows, ms.residual, &ms, (n - 1.0) * (k - 1.0), level);
    Ok(IntraclassCorrelations {
        mean_squares: ms,
        icc1_1: one_way.single(),
        icc2_1: random_single(&ms, level),
        icc3_1: fixed.single(),
        icc1_k: one_way.mean_of_raters(),
        icc2_k: random_mean(&ms, level),
        icc3_k: fixed.mean_of_raters(),
    })
}

/// ICC(1) and ICC(3): the same formulas on a different error mean square.
struct Family {
    rows: f64,
    error: f64,
    raters: f64,
    df_rows: f64,
    df_error: f64,
    tail: f64,
}

impl Family {
    fn new(rows: f64, error: f64, ms: &MeanSquares, df_error: f64, level: f64) -> Self {
        Self {
            rows,
            error,
            raters: ms.raters_count as f64,
            df_rows: (ms.targets - 1) as f64,
            df_error,
            tail: (1.0 - level) / 2.0,
        }
    }

    /// `(MSR − qE)/(MSR + (k−1)qE)`; q = 1 gives the coefficient, quantiles of F its limits.
    fn single_at(&self, q: f64) -> Result<f64, Undefined> {
        let error = q * self.error;
        ratio(
            self.rows - error,
            self.rows + (self.raters - 1.0) * error,
            "the variance of a rating",
        )
    }

    fn mean_at(&self, q: f64) -> Result<f64, Undefined> {
        let variance = "the variance between targets";
        ratio(self.rows - q * self.error, self.rows, variance)
    }

    fn single(&self) -> Result<Coefficient, Undefined> {
        self.coefficient(|q| self.single_at(q))
    }

    fn mean_of_raters(&self) -> Result<Coefficient, Undefined> {
        self.coefficient(|q| self.mean_at(q))
    }

    fn coefficient(
        &self,
        at: impl Fn(f64) -> Result<f64, Undefined>,
    ) -> Result<Coefficient, Undefined> {
        let interval = || {
            let down = f_quantile(1.0 - self.tail, self.df_rows, self.df_error)?;
            let up = f_quantile(1.0 - self.tail, self.df_error, self.df_rows)?;
            Ok(Interval {
                lower: at(down)?,
                upper: at(1.0 / up)?,
            })
        };
        Ok(Coefficient {
            value: at(1.0)?,
            interval: interval(),
        })
    }
}

fn random_single(ms: &MeanSquares, level: f64) -> Result<Coefficient, Undefined> {
    let (n, k) = (ms.targets as f64, ms.raters_count as f64);
    let error = ms.residual;
    let value = ratio(
        ms.rows - error,
        ms.rows + (k - 1.0) * error + k * (ms.raters - error) / n,
        "the variance of a rating",
    )?;
    Ok(Coefficient {
        value,
        interval: random_single_interval(ms, value, level),
    })
}

/// Limits of ICC(2,1) by Satterthwaite's degrees of freedom v. Numerator and
/// denominator of v are multiplied by MSE², so that MSE = 0 is no special case.
fn random_single_interval(ms: &MeanSquares, icc: f64, level: f64) -> Result<Interval, Undefined> {
    let (n, k) = (ms.targets as f64, ms.raters_count as f64);
    let raters = k * icc * ms.raters;
    let error = (n * (1.0 + (k - 1.0) * icc) - k * icc) * ms.residual;
    let spread = (n - 1.0) * raters * raters + error * error;
    if spread == 0.0 {
        // Raters and residual without variance: perfect agreement.
        return Ok(Interval {
            lower: 1.0,
            upper: 1.0,
        });
    }
    let v = (k - 1.0) * (n - 1.0) * (raters + error).powi(2) / spread;
    let tail = (1.0 - level) / 2.0;
    let up = f_quantile(1.0 - tail, n - 1.0, v)?;
    let down = f_quantile(1.0 - tail, v, n - 1.0)?;
    let noise = k * ms.raters + (k * n - k - n) * ms.residual;
    let variance = "the variance of a rating";
    Ok(Interval {
        lower: ratio(
            n * (ms.rows - up * ms.residual),
            up * noise + n * ms.rows,
            variance,
        )?,
        upper: ratio(
            n * (down * ms.rows - ms.residual),
            noise + n * down * ms.rows,
            variance,
        )?,
    })
}

fn random_mean(ms: &MeanSquares, level: f64) -> Result<Coefficient, Undefined> {
    let (n, k) = (ms.targets as f64, ms.raters_count as f64);
    let error = ms.residual;
    let value = ratio(
        ms.rows - error,
        ms.rows + (ms.raters - error) / n,
        "the variance of a mean rating",
    )?;
    let limits = || {
        let single = random_single(ms, level)?.interval?;
        let stepped = |limit: f64| {
            let variance = "the variance of a mean rating";
            ratio(k * limit, 1.0 + (k - 1.0) * limit, variance)
        };
        Ok(Interval {
            lower: stepped(single.lower)?,
            upper: stepped(single.upper)?,
        })
    };
    Ok(Coefficient {
        value,
        interval: limits(),
    })
}

fn ratio(numerator: f64, denominator: f64, named: &'static str) -> Result<f64, Undefined> {
    if denominator > 0.0 {
        Ok(numerator / denominator)
    } else {
        Err(Reason::NotPositive(named).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Shrout and Fleiss (1979), six targets by four raters.
    pub(crate) const SHROUT_FLEISS: [[f64; 4]; 6] = [
        [9.0, 2.0, 5.0, 8.0],
        [6.0, 1.0, 3.0, 2.0],
        [8.0, 4.0, 6.0, 8.0],
        [7.0, 1.0, 2.0, 6.0],
        [10.0, 5.0, 6.0, 9.0],
        [6.0, 2.0, 4.0, 7.0],
    ];

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} is not {b}");
    }

    fn of<const K: usize>(rows: &[[f64; K]]) -> IntraclassCorrelations {
        let table = Table::from_rows(rows).expect("valid");
        intraclass_correlations(&table, 0.95).expect("defined")
    }

    #[test]
    fn reference_r9() {
        let icc = of(&SHROUT_FLEISS);
        let coefficients = [
            icc.icc1_1, icc.icc2_1, icc.icc3_1, icc.icc1_k, icc.icc2_k, icc.icc3_k,
        ];
        let expected = [
            0.165_741_768_4,
            0.289_763_779_5,
            0.714_840_714_8,
            0.442_797_133_7,
            0.620_050_547_6,
            0.909_315_542_4,
        ];
        for (coefficient, value) in coefficients.iter().zip(expected) {
            close(coefficient.expect("defined").value, value);
        }
        let limits =
            |c: Result<Coefficient, Undefined>| c.expect("defined").interval.expect("defined");
        close(limits(icc.icc2_1).lower, 0.018_786_513_4);
        close(limits(icc.icc2_1).upper, 0.761_084_369_6);
        close(limits(icc.icc2_k).lower, 0.071_136_815_3);
        close(limits(icc.icc2_k).upper, 0.927_232_040_2);
        // Mean squares as printed by Shrout and Fleiss, rounded.
        let ms = icc.mean_squares;
        for (value, printed) in [
            (ms.rows, 11.24),
            (ms.within, 6.26),
            (ms.raters, 32.49),
            (ms.residual, 1.02),
        ] {
            assert!((value - printed).abs() < 0.006, "{value} {printed}");
        }
    }

    #[test]
    fn one_way_and_fixed_limits_invert_the_f_test() {
        let icc = of(&SHROUT_FLEISS);
        let ms = icc.mean_squares;
        let k = 4.0;
        for (coefficient, mean, error, df) in [
            (icc.icc1_1, icc.icc1_k, ms.within, 18.0),
            (icc.icc3_1, icc.icc3_k, ms.residual, 15.0),
        ] {
            let single = coefficient.expect("defined").interval.expect("defined");
            let of_mean = mean.expect("defined").interval.expect("defined");
            let f = ms.rows / error;
            // Shrout and Fleiss write the limits through FL and FU.
            let fl = f / f_quantile(0.975, 5.0, df).expect("valid");
            let fu = f * f_quantile(0.975, df, 5.0).expect("valid");
            close(single.lower, (fl - 1.0) / (fl + k - 1.0));
            close(single.upper, (fu - 1.0) / (fu + k - 1.0));
            close(of_mean.lower, 1.0 - 1.0 / fl);
            close(of_mean.upper, 1.0 - 1.0 / fu);
        }
    }

    #[test]
    fn perfect_agreement_and_a_constant_shift() {
        let icc = of(&[[1.0, 1.0], [3.0, 3.0], [7.0, 7.0]]);
        let random = icc.icc2_1.expect("defined");
        assert_eq!(random.value, 1.0);
        assert_eq!(random.interval.expect("defined").lower, 1.0);
        assert_eq!(icc.icc1_k.expect("defined").value, 1.0);
        // A constant shift costs absolute agreement, not consistency.
        let icc = of(&[[1.0, 3.0], [3.0, 5.0], [7.0, 9.0]]);
        assert_eq!(icc.icc3_1.expect("defined").value, 1.0);
        let random = icc.icc2_1.expect("defined");
        assert!(random.value < 1.0);
        let limits = random.interval.expect("defined");
        assert!(limits.lower < random.value && random.value < limits.upper);
    }

    #[test]
    fn undefined_is_said() {
        let flat = of(&[[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]]);
        assert!(flat.icc1_1.is_err() && flat.icc2_k.is_err() && flat.icc3_1.is_err());
        // Targets with equal means: the one-rater forms exist, the others do not.
        let level = of(&[[0.1, 0.7, 0.3], [0.3, 0.1, 0.7], [0.7, 0.3, 0.1]]);
        close(level.icc1_1.expect("defined").value, -0.5);
        assert!(level.icc1_k.is_err() && level.icc3_k.is_err());
        let one_rater = Table::from_rows([[1.0], [2.0]]).expect("valid");
        assert!(intraclass_correlations(&one_rater, 0.95).is_err());
        let one_target = Table::from_rows([[1.0, 2.0]]).expect("valid");
        assert!(intraclass_correlations(&one_target, 0.95).is_err());
        let two = Table::from_rows([[1.0, 2.0], [2.0, 5.0]]).expect("valid");
        assert!(intraclass_correlations(&two, 1.0).is_err());
    }

    proptest! {
        #[test]
        fn consistency_ignores_units_and_is_above_agreement(
            rows in prop::collection::vec(prop::array::uniform3(-20..20_i32), 3..20),
            scale in 0.1..10.0_f64,
            shift in -50.0..50.0_f64,
        ) {
            let rows: Vec<[f64; 3]> = rows.iter().map(|r| r.map(f64::from)).collect();
            let moved: Vec<[f64; 3]> = rows.iter().map(|r| r.map(|x| x * scale + shift)).collect();
            let (a, b) = (of(&rows), of(&moved));
            if let (Ok(x), Ok(y)) = (a.icc3_1, b.icc3_1) {
                prop_assert!((x.value - y.value).abs() < 1e-7);
            }
            let mut turned = rows.clone();
            turned.reverse();
            turned.iter_mut().for_each(|row| row.rotate_left(1));
            if let (Ok(x), Ok(y)) = (a.icc2_1, of(&turned).icc2_1) {
                prop_assert!((x.value - y.value).abs() < 1e-9);
            }
            let ms = a.mean_squares;
            if let (Ok(random), Ok(fixed)) = (a.icc2_k, a.icc3_k)
                && ms.raters > ms.residual
                && ms.rows > ms.residual
            {
                prop_assert!(random.value <= fixed.value + 1e-12);
            }
            for c in [a.icc1_1, a.icc2_1, a.icc3_1].into_iter().flatten() {
                prop_assert!(c.value <= 1.0 + 1e-12);
                if let Ok(interval) = c.interval {
                    prop_assert!(interval.lower <= interval.upper + 1e-12);
                }
            }
        }
    }
}
