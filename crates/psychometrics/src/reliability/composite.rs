//! Reliability of a weighted composite of parts that share no question.
//!
//! Never contains shared questions: their common error would count as truth.
//! For them there is alpha over contributions.

use crate::banding::{classic_width, corrected_width};
use crate::moments::CovarianceMatrix;
use crate::reliability::alpha::{alpha_of, disjoint};
use crate::reliability::standard_errors::sem;
use crate::undefined::{Reason, Undefined, all_finite};
use crate::weights::effective_weights_from;

/// A weighted composite `T = Σ W_d·D_d` and what may be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Composite {
    /// Mosier's reliability, at most 1; below 0 when the parts contradict each other.
    pub reliability: f64,
    /// Mean of the composite, in its points.
    pub mean: f64,
    /// Standard deviation of the composite.
    pub sd: f64,
    /// Standard error of measurement `S·√(1−r)`; undefined for a reliability below 0.
    pub sem: Result<f64, Undefined>,
    /// Standard error of a difference, `SEM·√2`.
    pub sed: Result<f64, Undefined>,
    /// Width of the classic band at the level asked for, `z·SED`.
    pub band: Result<f64, Undefined>,
    /// Width of the band corrected for inference about true scores, `z·SED/√r`.
    pub corrected_band: Result<f64, Undefined>,
    /// Effective weight of each part, `W_d·Cov(D_d, T)/Var(T)`; they sum to 1.
    pub effective_weights: Vec<f64>,
}

/// Mosier's reliability of a weighted composite,
/// `ρ_T = 1 − Σ W²_d·σ²_d·(1−ρ_d)/σ²_T` with `T = Σ W_d·D_d` (Mosier 1943), and
/// the errors and bands at `level` that follow from it.
///
/// `parts` are the covariances of the reported part scores D_d, `means` their
/// means, `weights` W_d, `reliabilities` ρ_d. The errors of the parts must be
/// independent: no question may belong to two parts. Scaling all weights scales
/// the points and leaves the reliability.
///
/// # Errors
/// `LengthMismatch` unless there is one mean, weight and reliability per part,
/// `OutOfRange` for a reliability above 1 or `level` outside 0 to 1,
/// `ZeroVariance` if the composite does not vary, `NotFinite`.
pub fn composite(
    parts: &CovarianceMatrix,
    means: &[f64],
    weights: &[f64],
    reliabilities: &[f64],
    level: f64,
) -> Result<Composite, Undefined> {
    let expected = parts.size();
    for given in [means, weights, reliabilities] {
        all_finite(given)?;
        if given.len() != expected {
            let got = given.len();
            return Err(Reason::LengthMismatch { got, expected }.into());
        }
    }
    if reliabilities.iter().any(|&r| r > 1.0) {
        return Err(Reason::OutOfRange("a reliability is at most 1").into());
    }
    crate::distributions::two_sided_z(level)?;
    let effective_weights = effective_weights_from(parts, weights)?;
    let weighted = parts.weighted(weights)?;
    let variance = weighted.sum_variance(&weighted.all());
    let error: f64 = (0..expected)
        .map(|d| weighted.get(d, d) * (1.0 - reliabilities[d]))
        .sum();
    let (reliability, sd) = (1.0 - error / variance, variance.sqrt());
    let sem = sem(sd, reliability);
    Ok(Composite {
        reliability,
        mean: means.iter().zip(weights).map(|(m, w)| m * w).sum(),
        sd,
        sem,
        sed: sem.map(|sem| sem * std::f64::consts::SQRT_2),
        band: classic_width(sd, reliability, level),
        corrected_band: corrected_width(sd, reliability, level),
        effective_weights,
    })
}

/// The composite of strata of questions: part d is the sum over its columns,
/// its reliability is their alpha.
///
/// With all weights 1 its reliability is stratified alpha.
///
/// # Errors
/// As [`composite`]; `NotDisjoint` if a column is in two strata or in none,
/// `TooFewQuestions` for a stratum with fewer than 2 columns, `ZeroVariance` if
/// a stratum's sums are all equal.
pub fn composite_of_strata(
    columns: &CovarianceMatrix,
    means: &[f64],
    strata: &[Vec<usize>],
    weights: &[f64],
    level: f64,
) -> Result<Composite, Undefined> {
    let (got, expected) = (means.len(), columns.size());
    if got != expected {
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    disjoint(strata, columns.size())?;
    let alphas = strata.iter().map(|stratum| alpha_of(columns, stratum));
    let alphas: Vec<f64> = alphas.collect::<Result<_, _>>()?;
    let part_means: Vec<f64> = strata
        .iter()
        .map(|stratum| stratum.iter().map(|&column| means[column]).sum())
        .collect();
    let parts = columns.of_sums(strata)?;
    composite(&parts, &part_means, weights, &alphas, level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reliability::stratified_alpha;
    use crate::table::Table;
    use proptest::prelude::*;

    #[test]
    fn two_parts_by_hand() {
        // Variances 4 and 9, covariance 3, weights .6 and .4: σ²_T = 1.44 + 1.44 + 1.44.
        let parts = CovarianceMatrix::from_rows(100, [[4.0, 3.0], [3.0, 9.0]]).expect("valid");
        let c = composite(&parts, &[50.0, 60.0], &[0.6, 0.4], &[0.8, 0.7], 0.95);
        let c = c.expect("defined");
        let error = 1.44 * 0.2 + 1.44 * 0.3;
        assert!((c.reliability - (1.0 - error / 4.32)).abs() < 1e-12);
        assert!((c.mean - 54.0).abs() < 1e-12 && (c.sd - 4.32_f64.sqrt()).abs() < 1e-12);
        let sem = c.sem.expect("defined");
        assert!((sem - error.sqrt()).abs() < 1e-12);
        let sed = c.sed.expect("defined");
        assert!((sed - (2.0 * error).sqrt()).abs() < 1e-12);
        assert!((c.band.expect("defined") / sed - 1.959_963_984_540_054).abs() < 1e-9);
        let corrected = c.corrected_band.expect("defined");
        assert!((corrected * c.reliability.sqrt() - c.band.expect("defined")).abs() < 1e-9);
        assert!((c.effective_weights[0] - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_negative_reliability_has_no_sem() {
        let parts = CovarianceMatrix::from_rows(50, [[4.0, -3.0], [-3.0, 4.0]]).expect("valid");
        let c = composite(&parts, &[0.0; 2], &[1.0; 2], &[0.2; 2], 0.95).expect("defined");
        assert!(c.reliability < 0.0);
        assert!(c.sem.is_err() && c.sed.is_err() && c.band.is_err());
    }

    #[test]
    fn shared_questions_and_nonsense_are_refused() {
        let columns =
            CovarianceMatrix::from_rows(50, [[2.0, 1.0, 1.0], [1.0, 2.0, 1.0], [1.0, 1.0, 2.0]])
                .expect("valid");
        let strata = [vec![0, 1], vec![1, 2]];
        let shared = composite_of_strata(&columns, &[0.0; 3], &strata, &[1.0; 2], 0.95);
        assert_eq!(
            shared.expect_err("refused").reason,
            Reason::NotDisjoint { column: 1 }
        );
        for (means, weights, reliabilities, level) in [
            (vec![0.0; 2], vec![1.0; 3], vec![0.5; 3], 0.95),
            (vec![0.0; 3], vec![1.0, f64::NAN, 1.0], vec![0.5; 3], 0.95),
            (vec![0.0; 3], vec![0.0; 3], vec![0.5; 3], 0.95),
            (vec![0.0; 3], vec![1.0; 3], vec![1.5; 3], 0.95),
            (vec![0.0; 3], vec![1.0; 3], vec![0.5; 3], 1.0),
        ] {
            assert!(composite(&columns, &means, &weights, &reliabilities, level).is_err());
        }
    }

    proptest! {
        #[test]
        fn unit_weights_give_stratified_alpha_and_scale_is_free(
            rows in prop::collection::vec(prop::array::uniform5(-5.0..5.0_f64), 6..40),
            scale in 0.01..100.0_f64,
        ) {
            let table = Table::from_rows(&rows).expect("valid");
            let covariance = CovarianceMatrix::of(&table).expect("defined");
            let strata = [vec![0, 3], vec![1, 2, 4]];
            let means = [1.0; 5];
            let Ok(unit) = composite_of_strata(&covariance, &means, &strata, &[1.0; 2], 0.95) else {
                return Ok(());
            };
            let stratified = stratified_alpha(&covariance, &strata).expect("defined");
            let tolerance = 1e-9 * (1.0 + stratified.abs());
            prop_assert!((unit.reliability - stratified).abs() < tolerance);
            let scaled = composite_of_strata(&covariance, &means, &strata, &[scale; 2], 0.95);
            let scaled = scaled.expect("defined");
            prop_assert!((scaled.reliability - unit.reliability).abs() < tolerance);
            prop_assert!((scaled.sd / scale - unit.sd).abs() < 1e-9 * unit.sd);
        }
    }
}
