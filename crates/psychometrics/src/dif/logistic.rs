//! Differential functioning by logistic regression.
//!
//! Three nested models of the answer: M0 on the matching score T, M1 with the
//! group g, M2 with T·g. After Swaminathan and Rogers (1990), effect sizes after
//! Zumbo and Thomas (1997) and Jodoin and Gierl (2001). Never contains
//! regularisation: where an estimate is infinite the result says so.

use super::strata::{Group, right_or_wrong};
use crate::distributions::chi_squared_upper;
use crate::linear::Cholesky;
use crate::moments::summary;
use crate::undefined::{Reason, Undefined, all_finite};

const MOST_STEPS: usize = 100;
/// Steps shorter than this, in units of the coefficients, are the end.
const SETTLED: f64 = 1e-10;
/// A coefficient whose variance has grown by this factor since the start rests
/// on answers with probabilities of 0 and 1 alone.
const INFINITE: f64 = 1e8;

/// A fitted logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticFit {
    /// One coefficient for each column of the design, in logits.
    pub coefficients: Vec<f64>,
    /// Their standard errors, from the information matrix.
    pub standard_errors: Vec<f64>,
    /// −2 ln likelihood.
    pub deviance: f64,
}

/// Size of a difference in Nagelkerke's R².
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum R2Class {
    /// Negligible.
    A,
    /// Moderate.
    B,
    /// Large.
    C,
}

/// A likelihood-ratio test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelihoodRatio {
    /// Difference of two deviances, never below 0.
    pub chi2: f64,
    /// Degrees of freedom.
    pub df: u32,
    /// Upper tail.
    pub p: f64,
}

/// Result for one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogisticDif {
    /// Deviances of M0, M1 and M2.
    pub deviance: [f64; 3],
    /// M0 against M1, 1 degree of freedom: a constant difference.
    pub uniform: LikelihoodRatio,
    /// M1 against M2, 1 degree of freedom: a difference that changes with T.
    pub non_uniform: LikelihoodRatio,
    /// M0 against M2, 2 degrees of freedom: either.
    pub both: LikelihoodRatio,
    /// Nagelkerke's R² of M0, M1 and M2.
    pub nagelkerke: [f64; 3],
    /// Coefficient of g in M1: logits by which the question is easier for the
    /// focal group at equal score.
    pub group_effect: f64,
    /// Its standard error.
    pub group_effect_se: f64,
}

impl LogisticDif {
    /// ΔR² of M2 over M0.
    pub fn delta_r2(&self) -> f64 {
        self.nagelkerke[2] - self.nagelkerke[0]
    }

    /// ΔR² of M1 over M0.
    pub fn delta_r2_uniform(&self) -> f64 {
        self.nagelkerke[1] - self.nagelkerke[0]
    }
}

/// Zumbo and Thomas: up to .13 negligible, up to .26 moderate, above large.
pub fn zumbo_thomas(delta_r2: f64) -> R2Class {
    r2_class(delta_r2, 0.13, 0.26)
}

/// Jodoin and Gierl: up to .035 negligible, up to .07 moderate, above large.
pub fn jodoin_gierl(delta_r2: f64) -> R2Class {
    r2_class(delta_r2, 0.035, 0.07)
}

fn r2_class(delta: f64, moderate: f64, large: f64) -> R2Class {
    if delta <= moderate {
        R2Class::A
    } else if delta <= large {
        R2Class::B
    } else {
        R2Class::C
    }
}

/// Logistic DIF of one right-wrong question, on the standardised matching score.
/// g is 0 for the reference and 1 for the focal group.
///
/// Nagelkerke: `R² = (1 − exp((D − D_null)/n)) / (1 − exp(−D_null/n))`.
///
/// # Errors
/// `OutOfRange` for an answer that is not 0 or 1, `LengthMismatch`,
/// `TooFewObservations`, `ZeroVariance` if all matching scores or all answers
/// are equal, `Singular` for a single group, `Separated`, `NotConverged`,
/// `NotFinite`.
pub fn logistic_dif(
    item: &[f64],
    groups: &[Group],
    matching: &[f64],
) -> Result<LogisticDif, Undefined> {
    right_or_wrong(item, groups)?;
    crate::moments::same_length(item, matching)?;
    let score = summary(matching)?;
    if score.sd <= 0.0 {
        return Err(Reason::ZeroVariance.into());
    }
    let rows: Vec<[f64; 4]> = matching
        .iter()
        .zip(groups)
        .map(|(&x, &group)| {
            let t = (x - score.mean) / score.sd;
            let g = if group == Group::Focal { 1.0 } else { 0.0 };
            [1.0, t, g, t * g]
        })
        .collect();
    let null = null_deviance(item)?;
    let fit = |columns: usize| logistic_regression(rows.iter().map(|row| &row[..columns]), item);
    let (m0, m1, m2) = (fit(2)?, fit(3)?, fit(4)?);
    let n = item.len() as f64;
    let r2 = |d: f64| (-((d - null) / n).exp_m1()) / (-(-null / n).exp_m1());
    let deviance = [m0.deviance, m1.deviance, m2.deviance];
    Ok(LogisticDif {
        deviance,
        uniform: likelihood_ratio(deviance[0], deviance[1], 1)?,
        non_uniform: likelihood_ratio(deviance[1], deviance[2], 1)?,
        both: likelihood_ratio(deviance[0], deviance[2], 2)?,
        nagelkerke: deviance.map(r2),
        group_effect: m1.coefficients[2],
        group_effect_se: m1.standard_errors[2],
    })
}

fn likelihood_ratio(smaller: f64, larger: f64, df: u32) -> Result<LikelihoodRatio, Undefined> {
    let chi2 = (smaller - larger).max(0.0);
    Ok(LikelihoodRatio {
        chi2,
        df,
        p: chi_squared_upper(chi2, f64::from(df))?,
    })
}

/// Deviance of the model that knows the share of right answers only.
fn null_deviance(item: &[f64]) -> Result<f64, Undefined> {
    let n = item.len() as f64;
    let right: f64 = item.iter().sum();
    if right == 0.0 || right == n {
        return Err(Reason::ZeroVariance.into());
    }
    Ok(-2.0 * (right * (right / n).ln() + (n - right) * ((n - right) / n).ln()))
}

/// Logistic regression of answers (0 or 1) on the rows of a design matrix,
/// which has its own column of ones. Iteratively reweighted least squares, with
/// the step halved where the deviance would rise.
///
/// # Errors
/// `TooFewObservations` with fewer rows than columns, `LengthMismatch`,
/// `OutOfRange` for an answer that is not 0 or 1, `Singular` for dependent
/// columns, `Separated` where a coefficient is infinite, `NotConverged`,
/// `NotFinite`.
pub fn logistic_regression<R: AsRef<[f64]>>(
    rows: impl IntoIterator<Item = R>,
    answers: &[f64],
) -> Result<LogisticFit, Undefined> {
    let design = crate::table::Table::from_rows(rows)?;
    let size = design.columns();
    let (got, expected) = (answers.len(), design.rows());
    if got != expected {
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    crate::moments::at_least(got, size)?;
    if !answers.iter().all(|&y| y == 0.0 || y == 1.0) {
        return Err(Reason::OutOfRange("an answer is 0 or 1").into());
    }

    let model = Model { design, answers };
    let mut coefficients = vec![0.0; size];
    let mut deviance = model.deviance(&coefficients);
    // All weights are equal at the start, so only dependent columns fail here.
    let (information, _) = model.information(&coefficients);
    let at_start = Cholesky::of(&information, size)?.inverse_diagonal();
    for _ in 0..MOST_STEPS {
        let (information, score) = model.information(&coefficients);
        let cholesky = Cholesky::of(&information, size).map_err(|_| Reason::Separated)?;
        let mut step = cholesky.solve(&score);
        all_finite(&step)?;
        let mut moved = added(&coefficients, &step);
        let mut reached = model.deviance(&moved);
        for _ in 0..30 {
            if reached <= deviance + 1e-9 * deviance.abs() {
                break;
            }
            step.iter_mut().for_each(|s| *s /= 2.0);
            moved = added(&coefficients, &step);
            reached = model.deviance(&moved);
        }
        (coefficients, deviance) = (moved, reached);
        let small = |(s, c): (&f64, &f64)| s.abs() <= SETTLED * (1.0 + c.abs());
        if step.iter().zip(&coefficients).all(small) {
            let variances = cholesky.inverse_diagonal();
            if variances
                .iter()
                .zip(&at_start)
                .any(|(v, start)| *v > INFINITE * start)
            {
                return Err(Reason::Separated.into());
            }
            return Ok(LogisticFit {
                coefficients,
                standard_errors: variances.into_iter().map(f64::sqrt).collect(),
                deviance,
            });
        }
    }
    Err(Reason::NotConverged.into())
}

fn added(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x + y).collect()
}

struct Model<'a> {
    design: crate::table::Table,
    answers: &'a [f64],
}

impl Model<'_> {
    fn logit(row: &[f64], coefficients: &[f64]) -> f64 {
        row.iter().zip(coefficients).map(|(x, b)| x * b).sum()
    }

    /// −2 Σ ln P(answer), without overflow: `−ln P = ln(1 + e^(−η))`, η signed.
    fn deviance(&self, coefficients: &[f64]) -> f64 {
        let loss = |(row, &y): (&[f64], &f64)| {
            let eta = Self::logit(row, coefficients) * (2.0 * y - 1.0);
            (-eta).max(0.0) + (-eta.abs()).exp().ln_1p()
        };
        2.0 * self.design.iter().zip(self.answers).map(loss).sum::<f64>()
    }

    /// XᵀWX and Xᵀ(y − p).
    fn information(&self, coefficients: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let size = self.design.columns();
        let (mut information, mut score) = (vec![0.0; size * size], vec![0.0; size]);
        for (row, y) in self.design.iter().zip(self.answers) {
            let odds = (-Self::logit(row, coefficients).abs()).exp();
            let smaller = odds / (1.0 + odds);
            let p = if Self::logit(row, coefficients) >= 0.0 {
                1.0 - smaller
            } else {
                smaller
            };
            let weight = smaller / (1.0 + odds);
            for i in 0..size {
                score[i] += row[i] * (y - p);
                for j in 0..size {
                    information[i * size + j] += weight * row[i] * row[j];
                }
            }
        }
        (information, score)
    }
}

#[cfg(test)]
mod tests {
    use super::super::mantel_haenszel::tests::rasch;
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    /// With one 0-1 predictor the coefficients are the logits of the fourfold table.
    #[test]
    fn a_fourfold_table_by_hand() {
        let cells = [
            (0.0, 1.0, 30),
            (0.0, 0.0, 10),
            (1.0, 1.0, 20),
            (1.0, 0.0, 20),
        ];
        let (mut rows, mut answers) = (Vec::new(), Vec::new());
        for (x, y, count) in cells {
            for _ in 0..count {
                rows.push([1.0, x]);
                answers.push(y);
            }
        }
        let fit = logistic_regression(&rows, &answers).expect("defined");
        close(fit.coefficients[0], 3.0_f64.ln(), 1e-12);
        close(fit.coefficients[1], -(3.0_f64.ln()), 1e-12);
        let woolf = 1.0 / 30.0 + 0.1 + 0.05 + 0.05;
        close(fit.standard_errors[1], f64::sqrt(woolf), 1e-12);
        let deviance = -2.0 * (30.0 * 0.75_f64.ln() + 10.0 * 0.25_f64.ln() + 40.0 * 0.5_f64.ln());
        close(fit.deviance, deviance, 1e-11);
    }

    #[test]
    fn infinite_estimates_are_refused() {
        let rows: Vec<[f64; 2]> = (0..20).map(|i| [1.0, f64::from(i)]).collect();
        let answers: Vec<f64> = (0..20).map(|i| if i < 10 { 0.0 } else { 1.0 }).collect();
        let error = logistic_regression(&rows, &answers).expect_err("separated");
        assert_eq!(error.reason, Reason::Separated);
        // Quasi-complete: everyone in the focal group is right.
        let groups: Vec<Group> = (0..20)
            .map(|i| {
                if i % 2 == 0 {
                    Group::Focal
                } else {
                    Group::Reference
                }
            })
            .collect();
        let item: Vec<f64> = (0..20)
            .map(|i| if i % 2 == 0 || i % 3 == 0 { 1.0 } else { 0.0 })
            .collect();
        let matching: Vec<f64> = (0..20).map(|i| f64::from(i % 7)).collect();
        let error = logistic_dif(&item, &groups, &matching).expect_err("separated");
        assert_eq!(error.reason, Reason::Separated);
    }

    #[test]
    fn undefined_is_said() {
        let groups = [
            Group::Focal,
            Group::Reference,
            Group::Focal,
            Group::Reference,
        ];
        let item = [1.0, 0.0, 0.0, 1.0];
        let dif = |item: &[f64], groups: &[Group], matching: &[f64]| {
            logistic_dif(item, groups, matching)
                .map(|_| ())
                .map_err(|e| e.reason)
        };
        assert_eq!(dif(&item, &groups, &[1.0; 4]), Err(Reason::ZeroVariance));
        let t = [1.0, 2.0, 3.0, 4.0];
        assert_eq!(dif(&[1.0; 4], &groups, &t), Err(Reason::ZeroVariance));
        assert_eq!(dif(&item, &[Group::Focal; 4], &t), Err(Reason::Singular));
        assert!(dif(&[0.5, 0.0, 0.0, 1.0], &groups, &t).is_err());
        assert!(dif(&item, &groups, &[1.0, 2.0]).is_err());
        assert!(logistic_regression([[1.0, 2.0]], &[1.0]).is_err());
    }

    #[test]
    fn both_rules_for_the_size() {
        assert_eq!(zumbo_thomas(0.13), R2Class::A);
        assert_eq!(zumbo_thomas(0.2), R2Class::B);
        assert_eq!(zumbo_thomas(0.27), R2Class::C);
        assert_eq!(jodoin_gierl(0.035), R2Class::A);
        assert_eq!(jodoin_gierl(0.05), R2Class::B);
        assert_eq!(jodoin_gierl(0.071), R2Class::C);
    }

    #[test]
    fn recovers_a_known_difference() {
        let (rows, groups) = rasch(4_000, 16, 0.8, 77);
        // Match on the questions without a difference.
        let matching: Vec<f64> = rows.iter().map(|row| row[1..].iter().sum()).collect();
        let item: Vec<f64> = rows.iter().map(|row| row[0]).collect();
        let result = logistic_dif(&item, &groups, &matching).expect("defined");
        // The score is not ability itself: the slope on it, and with it the
        // effect, is flattened by up to 10 %.
        close(result.group_effect, -0.76, 4.0 * result.group_effect_se);
        assert!(result.uniform.p < 1e-10 && result.non_uniform.p > 0.01);
        assert_eq!(result.both.df, 2);
        let sum = result.uniform.chi2 + result.non_uniform.chi2;
        close(result.both.chi2, sum, 1e-8);
        assert!(result.nagelkerke.is_sorted());
        assert!(result.delta_r2() >= result.delta_r2_uniform());
    }

    /// Slopes of .4 and 1.6 that cross at the mean: no uniform difference.
    #[test]
    fn finds_a_difference_that_changes_with_the_score() {
        let mut normal = crate::random::NormalStream::seeded(5);
        let mut uniform = crate::random::UniformStream::seeded(6);
        let (mut item, mut groups, mut matching) = (Vec::new(), Vec::new(), Vec::new());
        for person in 0..3_000 {
            let group = if person % 2 == 0 {
                Group::Reference
            } else {
                Group::Focal
            };
            let t = normal.draw();
            let slope = if group == Group::Focal { 0.4 } else { 1.6 };
            item.push(if uniform.draw() < 1.0 / (1.0 + (-slope * t).exp()) {
                1.0
            } else {
                0.0
            });
            groups.push(group);
            matching.push(50.0 + 10.0 * t);
        }
        let result = logistic_dif(&item, &groups, &matching).expect("defined");
        assert!(result.non_uniform.p < 1e-20 && result.uniform.p > 1e-3);
    }

    proptest! {
        #[test]
        fn a_fit_is_a_maximum_and_ignores_units(
            raw in prop::collection::vec((any::<bool>(), any::<bool>(), 0..12_i32), 20..80),
            scale in 0.01..100.0_f64,
        ) {
            let item: Vec<f64> = raw.iter().map(|r| f64::from(u8::from(r.0))).collect();
            let groups: Vec<Group> = raw.iter()
                .map(|r| if r.1 { Group::Focal } else { Group::Reference })
                .collect();
            let matching: Vec<f64> = raw.iter().map(|r| f64::from(r.2)).collect();
            if let Ok(result) = logistic_dif(&item, &groups, &matching) {
                prop_assert!(result.deviance[0] >= result.deviance[1] - 1e-8);
                prop_assert!(result.deviance[1] >= result.deviance[2] - 1e-8);
                prop_assert!(result.nagelkerke.iter().all(|r2| (-1e-9..=1.0).contains(r2)));
                let scaled: Vec<f64> = matching.iter().map(|t| t * scale).collect();
                let other = logistic_dif(&item, &groups, &scaled).expect("defined");
                prop_assert!((result.deviance[2] - other.deviance[2]).abs() < 1e-7);
                prop_assert!((result.group_effect - other.group_effect).abs() < 1e-6);
            }
        }
    }
}
