//! Cronbach's alpha and what is computed from the same covariances.
//!
//! Input is the covariance matrix of the contributions: persons in rows, one
//! column for each question (or role-play testlet), each column already
//! weighted so that a row sums to the total. Never contains rater agreement.

use crate::distributions::f_quantile;
use crate::moments::{CovarianceMatrix, correlation_from_moments};
use crate::undefined::{Reason, Undefined};

/// A lower and an upper limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// Cronbach's alpha with its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alpha {
    /// The coefficient: at most 1, and below 0 when the columns contradict each other.
    pub value: f64,
    /// Feldt's interval at the level asked for.
    pub interval: Interval,
    /// Number of persons.
    pub persons: usize,
    /// Number of questions.
    pub questions: usize,
}

/// Cronbach's alpha: `k/(k−1)·(1 − Σσ²ᵢ/σ²_X)`.
///
/// # Errors
/// `TooFewQuestions` below 2 columns, `ZeroVariance` if all totals are equal.
pub fn cronbach_alpha(covariance: &CovarianceMatrix) -> Result<f64, Undefined> {
    alpha_of(covariance, &covariance.all())
}

/// Cronbach's alpha with Feldt's interval at `level` (such as .95):
/// `1 − (1−α)·F(q; n−1, (n−1)(k−1))` with q on either side.
///
/// # Errors
/// As [`cronbach_alpha`]; `OutOfRange` unless 0 < `level` < 1.
pub fn alpha_with_interval(covariance: &CovarianceMatrix, level: f64) -> Result<Alpha, Undefined> {
    let value = cronbach_alpha(covariance)?;
    let (persons, questions) = (covariance.persons(), covariance.size());
    Ok(Alpha {
        value,
        interval: feldt_interval(value, persons, questions, level)?,
        persons,
        questions,
    })
}

/// Feldt's confidence interval for an alpha of `questions` columns on `persons` persons.
///
/// # Errors
/// `TooFewObservations` below 2 persons, `TooFewQuestions` below 2 columns,
/// `OutOfRange` for an alpha above 1 or a `level` outside 0 to 1.
pub fn feldt_interval(
    alpha: f64,
    persons: usize,
    questions: usize,
    level: f64,
) -> Result<Interval, Undefined> {
    crate::moments::at_least(persons, 2)?;
    at_least_two(questions)?;
    if !alpha.is_finite() || alpha > 1.0 {
        return Err(Reason::OutOfRange("an alpha is finite and at most 1").into());
    }
    let df1 = (persons - 1) as f64;
    let df2 = df1 * (questions - 1) as f64;
    let tail = (1.0 - level) / 2.0;
    Ok(Interval {
        lower: 1.0 - (1.0 - alpha) * f_quantile(1.0 - tail, df1, df2)?,
        upper: 1.0 - (1.0 - alpha) * f_quantile(tail, df1, df2)?,
    })
}

/// Alpha of the remaining questions, for each question left out in turn.
///
/// # Errors
/// `TooFewQuestions` below 3 columns. A single entry is `ZeroVariance` where
/// the remaining columns do not vary.
pub fn alpha_if_deleted(
    covariance: &CovarianceMatrix,
) -> Result<Vec<Result<f64, Undefined>>, Undefined> {
    let got = covariance.size();
    if got < 3 {
        return Err(Reason::TooFewQuestions { got, needed: 3 }.into());
    }
    Ok((0..got)
        .map(|deleted| alpha_of(covariance, &others(covariance, deleted)))
        .collect())
}

/// Correlation of each question with the sum of the others ("corrected
/// item-total correlation").
///
/// # Errors
/// `TooFewQuestions` below 2 columns. A single entry is `ZeroVariance` where
/// the question or the rest does not vary.
pub fn item_rest_correlations(
    covariance: &CovarianceMatrix,
) -> Result<Vec<Result<f64, Undefined>>, Undefined> {
    at_least_two(covariance.size())?;
    let one = |item: usize| {
        let rest = others(covariance, item);
        let shared: f64 = rest.iter().map(|&j| covariance.get(item, j)).sum();
        let rest_variance = covariance.sum_variance(&rest);
        correlation_from_moments(shared, covariance.get(item, item), rest_variance)
    };
    Ok((0..covariance.size()).map(one).collect())
}

/// Stratified alpha: `1 − Σ σ²_d(1−α_d)/σ²_X`, each stratum a list of columns.
///
/// It holds only where every question belongs to exactly one stratum: on
/// shared questions it counts common error as truth.
///
/// # Errors
/// `NotDisjoint` if a column is in two strata or in none, `OutOfRange` for a
/// column that does not exist, `TooFewQuestions` for a stratum with fewer than
/// 2 columns, `ZeroVariance` if totals are equal in a stratum or overall.
pub fn stratified_alpha(
    covariance: &CovarianceMatrix,
    strata: &[Vec<usize>],
) -> Result<f64, Undefined> {
    let mut seen = vec![0_usize; covariance.size()];
    for &column in strata.iter().flatten() {
        let Some(count) = seen.get_mut(column) else {
            return Err(Reason::OutOfRange("a stratum names a column that does not exist").into());
        };
        *count += 1;
    }
    if let Some(column) = seen.iter().position(|&count| count != 1) {
        return Err(Reason::NotDisjoint { column }.into());
    }
    let mut error_variance = 0.0;
    for stratum in strata {
        let alpha = alpha_of(covariance, stratum)?;
        error_variance += covariance.sum_variance(stratum) * (1.0 - alpha);
    }
    Ok(1.0 - error_variance / total_variance(covariance, &covariance.all())?)
}

fn alpha_of(covariance: &CovarianceMatrix, columns: &[usize]) -> Result<f64, Undefined> {
    at_least_two(columns.len())?;
    let k = columns.len() as f64;
    let total = total_variance(covariance, columns)?;
    Ok(k / (k - 1.0) * (1.0 - covariance.trace(columns) / total))
}

/// Variance of the sum of columns. What rounding leaves of a sum that does not
/// vary is no variance.
fn total_variance(covariance: &CovarianceMatrix, columns: &[usize]) -> Result<f64, Undefined> {
    let total = covariance.sum_variance(columns);
    if total > 1e-12 * covariance.trace(columns) {
        Ok(total)
    } else {
        Err(Reason::ZeroVariance.into())
    }
}

fn others(covariance: &CovarianceMatrix, without: usize) -> Vec<usize> {
    (0..covariance.size()).filter(|&i| i != without).collect()
}

fn at_least_two(got: usize) -> Result<(), Undefined> {
    if got >= 2 {
        Ok(())
    } else {
        Err(Reason::TooFewQuestions { got, needed: 2 }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moments::{mean, sd};
    use crate::table::Table;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-6 * b.abs(), "{a} is not {b}");
    }

    fn defined(values: Vec<Result<f64, Undefined>>) -> Vec<f64> {
        values.into_iter().map(|v| v.expect("defined")).collect()
    }

    /// Section 6 of the Law School Admission Test: how often each pattern of
    /// right and wrong answers to five questions occurred among 1,000 persons.
    const LSAT6: [(u8, usize); 30] = [
        (0b00000, 3),
        (0b00001, 6),
        (0b00010, 2),
        (0b00011, 11),
        (0b00100, 1),
        (0b00101, 1),
        (0b00110, 3),
        (0b00111, 4),
        (0b01000, 1),
        (0b01001, 8),
        (0b01011, 16),
        (0b01101, 3),
        (0b01110, 2),
        (0b01111, 15),
        (0b10000, 10),
        (0b10001, 29),
        (0b10010, 14),
        (0b10011, 81),
        (0b10100, 3),
        (0b10101, 28),
        (0b10110, 15),
        (0b10111, 80),
        (0b11000, 16),
        (0b11001, 56),
        (0b11010, 21),
        (0b11011, 173),
        (0b11100, 11),
        (0b11101, 61),
        (0b11110, 28),
        (0b11111, 298),
    ];

    fn lsat6() -> Table {
        let rows = LSAT6.iter().flat_map(|&(pattern, count)| {
            let answers: [f64; 5] = std::array::from_fn(|q| f64::from(pattern >> (4 - q) & 1));
            std::iter::repeat_n(answers, count)
        });
        Table::from_rows(rows).expect("valid")
    }

    /// Five agreeableness questions, 2,709 persons, the first one reversed:
    /// sums and sums of products.
    fn agreeableness() -> CovarianceMatrix {
        let n = 2709.0;
        let sums = [12428.0, 12996.0, 12459.0, 12684.0, 12329.0];
        let products = [
            [62358.0, 61150.0, 58489.0, 59029.0, 57438.0],
            [61150.0, 66094.0, 61793.0, 62437.0, 60705.0],
            [58489.0, 61793.0, 61909.0, 60237.0, 58954.0],
            [59029.0, 62437.0, 60237.0, 65372.0, 59284.0],
            [57438.0, 60705.0, 58954.0, 59284.0, 60421.0],
        ];
        let rows: [[f64; 5]; 5] = std::array::from_fn(|i| {
            std::array::from_fn(|j| (products[i][j] - sums[i] * sums[j] / n) / (n - 1.0))
        });
        CovarianceMatrix::from_rows(2709, rows).expect("valid")
    }

    #[test]
    fn reference_r1_five_agreeableness_questions() {
        let covariance = agreeableness();
        let alpha = alpha_with_interval(&covariance, 0.95).expect("defined");
        close(alpha.value, 0.703_755_894_375);
        close(alpha.interval.lower, 0.685_744_635_05);
        close(alpha.interval.upper, 0.721_035_962_796);
        let rest = defined(item_rest_correlations(&covariance).expect("defined"));
        let expected = [
            0.311_401_300_6,
            0.563_015_475_5,
            0.588_773_078_7,
            0.394_793_680_1,
            0.487_240_867_6,
        ];
        rest.iter().zip(expected).for_each(|(&a, b)| close(a, b));
        let sd = covariance.sum_variance(&covariance.all()).sqrt();
        close(sd, 4.502_704_653);
        close(
            super::super::sem(sd, alpha.value).expect("defined"),
            2.450_746_099,
        );
        close(
            super::super::see(sd, alpha.value).expect("defined"),
            2.055_934_824,
        );
        close(
            super::super::sep(sd, alpha.value).expect("defined"),
            3.198_909_884,
        );
    }

    #[test]
    fn reference_r3_lsat6() {
        let table = lsat6();
        let facilities: Vec<f64> = (0..5)
            .map(|q| mean(&table.column(q)).expect("defined"))
            .collect();
        for (got, expected) in facilities.iter().zip([0.924, 0.709, 0.553, 0.763, 0.870]) {
            close(*got, expected);
        }
        let totals = table.row_sums();
        let counts: Vec<usize> = (0..=5)
            .map(|score| totals.iter().filter(|&&t| t == f64::from(score)).count())
            .collect();
        assert_eq!(counts, [3, 20, 85, 237, 357, 298]);

        let covariance = CovarianceMatrix::of(&table).expect("defined");
        let alpha = alpha_with_interval(&covariance, 0.95).expect("defined");
        close(alpha.value, 0.294_997_192_216);
        close(alpha.interval.lower, 0.223_473_787_8);
        close(alpha.interval.upper, 0.361_802_531_7);
        let rest = defined(item_rest_correlations(&covariance).expect("defined"));
        let expected = [
            0.112_832_688_9,
            0.153_178_120_1,
            0.172_778_943_3,
            0.144_428_095_2,
            0.121_596_402_5,
        ];
        rest.iter().zip(expected).for_each(|(&a, b)| close(a, b));
        let sd = sd(&totals).expect("defined");
        close(
            super::super::sem(sd, alpha.value).expect("defined"),
            0.869_066_612_4,
        );
    }

    #[test]
    fn feldt_widths_by_sample_size() {
        for (n, lower, upper) in [(50, 0.414, 0.746), (100, 0.474, 0.707), (200, 0.513, 0.677)] {
            let interval = feldt_interval(0.60, n, 12, 0.95).expect("defined");
            assert!((interval.lower - lower).abs() < 0.000_51, "{interval:?}");
            assert!((interval.upper - upper).abs() < 0.000_51, "{interval:?}");
        }
        assert!(feldt_interval(0.6, 100_000, 40, 0.95).is_ok());
    }

    #[test]
    fn alpha_if_deleted_is_alpha_of_the_rest() {
        let table = lsat6();
        let covariance = CovarianceMatrix::of(&table).expect("defined");
        let deleted = defined(alpha_if_deleted(&covariance).expect("defined"));
        for (left_out, value) in deleted.into_iter().enumerate() {
            let rest = table.iter().map(|row| {
                let kept = row.iter().enumerate().filter(|(q, _)| *q != left_out);
                kept.map(|(_, x)| *x).collect::<Vec<_>>()
            });
            let rest = Table::from_rows(rest).expect("valid");
            let direct = CovarianceMatrix::of(&rest).and_then(|c| cronbach_alpha(&c));
            close(value, direct.expect("defined"));
        }
    }

    #[test]
    fn duplicated_questions_drive_alpha_to_one() {
        let table = lsat6();
        let mut last = 0.0;
        for copies in [2, 8, 40] {
            let rows = table.iter().map(|row| vec![row[0]; copies]);
            let covariance = Table::from_rows(rows).and_then(|t| CovarianceMatrix::of(&t));
            last = cronbach_alpha(&covariance.expect("defined")).expect("defined");
        }
        assert!((last - 1.0).abs() < 1e-9, "{last}");
    }

    #[test]
    fn stratified_alpha_needs_disjoint_strata() {
        let covariance = agreeableness();
        let one = stratified_alpha(&covariance, &[vec![0, 1, 2, 3, 4]]).expect("defined");
        close(one, cronbach_alpha(&covariance).expect("defined"));
        let two = stratified_alpha(&covariance, &[vec![0, 1], vec![2, 3, 4]]).expect("defined");
        let part = |columns: &[usize]| {
            let alpha = alpha_of(&covariance, columns).expect("defined");
            covariance.sum_variance(columns) * (1.0 - alpha)
        };
        let error = part(&[0, 1]) + part(&[2, 3, 4]);
        close(
            two,
            1.0 - error / covariance.sum_variance(&covariance.all()),
        );
        let reason = |strata: &[Vec<usize>]| {
            stratified_alpha(&covariance, strata)
                .expect_err("refused")
                .reason
        };
        assert_eq!(
            reason(&[vec![0, 1, 2], vec![2, 3, 4]]),
            Reason::NotDisjoint { column: 2 }
        );
        assert_eq!(
            reason(&[vec![0, 1], vec![2, 3]]),
            Reason::NotDisjoint { column: 4 }
        );
        assert_eq!(
            reason(&[vec![0, 1, 2, 3], vec![4]]),
            Reason::TooFewQuestions { got: 1, needed: 2 }
        );
        assert!(matches!(reason(&[vec![9]]), Reason::OutOfRange(_)));
    }

    #[test]
    fn undefined_is_said() {
        let flat = Table::from_rows([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]).expect("valid");
        let covariance = CovarianceMatrix::of(&flat).expect("defined");
        let error = cronbach_alpha(&covariance).expect_err("flat");
        assert_eq!(error.reason, Reason::ZeroVariance);
        let cancelling = Table::from_rows([[0.1, -0.1], [0.7, -0.7], [0.3, -0.3]]).expect("valid");
        let covariance = CovarianceMatrix::of(&cancelling).expect("defined");
        assert!(cronbach_alpha(&covariance).is_err());
        let single = Table::from_rows([[1.0], [2.0]]).expect("valid");
        let covariance = CovarianceMatrix::of(&single).expect("defined");
        assert!(cronbach_alpha(&covariance).is_err());
        assert!(item_rest_correlations(&covariance).is_err());
        assert!(feldt_interval(1.2, 10, 3, 0.95).is_err());
        assert!(feldt_interval(0.5, 10, 3, 1.0).is_err());
    }

    fn random_rows() -> impl Strategy<Value = Vec<[f64; 4]>> {
        prop::collection::vec(prop::array::uniform4(-5.0..5.0_f64), 5..40)
    }

    fn alpha_of_rows(rows: &[[f64; 4]]) -> Result<f64, Undefined> {
        cronbach_alpha(&CovarianceMatrix::of(&Table::from_rows(rows)?)?)
    }

    proptest! {
        #[test]
        fn alpha_ignores_units_and_order(rows in random_rows(), scale in 0.1..50.0_f64, shift in -100.0..100.0_f64) {
            let Ok(alpha) = alpha_of_rows(&rows) else { return Ok(()); };
            let tolerance = 1e-6 * (1.0 + alpha.abs());
            let moved: Vec<[f64; 4]> = rows.iter().map(|r| r.map(|x| x * scale + shift)).collect();
            prop_assert!((alpha_of_rows(&moved).expect("defined") - alpha).abs() < tolerance);
            let persons: Vec<[f64; 4]> = rows.iter().rev().copied().collect();
            prop_assert!((alpha_of_rows(&persons).expect("defined") - alpha).abs() < tolerance);
            let questions: Vec<[f64; 4]> = rows.iter().map(|r| [r[2], r[0], r[3], r[1]]).collect();
            prop_assert!((alpha_of_rows(&questions).expect("defined") - alpha).abs() < tolerance);
        }
    }
}
