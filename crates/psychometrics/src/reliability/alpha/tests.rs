//! Alpha, its interval and its relatives against published values, by hand, and as properties.

use super::*;
use crate::moments::{mean, sd};
use crate::samples::{agreeableness, lsat6};
use crate::table::Table;
use proptest::prelude::*;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-6 * b.abs(), "{a} is not {b}");
}

fn defined(values: Vec<Result<f64, Undefined>>) -> Vec<f64> {
    values.into_iter().map(|v| v.expect("defined")).collect()
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

/// Six parallel questions that correlate by .3 have the reliability .72. Estimates follow Feldt's F: on average
/// `1 − α̂` is `(1 − α)(n−1)/(n−3)`, and 95 % of the intervals hold the truth.
#[test]
fn recovers_a_known_reliability_and_95_percent_of_intervals_hold_it() {
    let (samples, persons) = (300, 80);
    let (truth, shared) = (0.72, 0.3_f64);
    let mut normal = crate::random::NormalStream::seeded(31);
    let mut held = 0;
    let mut errors = Vec::new();
    for _ in 0..samples {
        let rows = (0..persons).map(|_| {
            let person = shared.sqrt() * normal.draw();
            [(); 6].map(|()| person + (1.0 - shared).sqrt() * normal.draw())
        });
        let table = Table::from_rows(rows.collect::<Vec<_>>()).expect("valid");
        let covariance = CovarianceMatrix::of(&table).expect("defined");
        let alpha = alpha_with_interval(&covariance, 0.95).expect("defined");
        errors.push(1.0 - alpha.value);
        held += i32::from((alpha.interval.lower..=alpha.interval.upper).contains(&truth));
    }
    let s = crate::moments::summary(&errors).expect("defined");
    let expected = (1.0 - truth) * (persons - 1) as f64 / (persons - 3) as f64;
    let monte_carlo = s.sd / f64::from(samples).sqrt();
    assert!(
        (s.mean - expected).abs() < 4.0 * monte_carlo,
        "{} {expected}",
        s.mean
    );
    // Its standard error is √(.95·.05/300) = .0126.
    let share = f64::from(held) / f64::from(samples);
    assert!((share - 0.95).abs() < 0.038, "{share}");
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
