//! Cronbach's alpha and what is computed from the same covariances.
//!
//! Input is the covariance matrix of the contributions: persons in rows, one
//! column for each question (or role-play testlet), each column already
//! weighted so that a row sums to the total
//! ([`CovarianceMatrix::weighted`] makes it from item scores). A question shared
//! by two competencies is one column, so this alpha holds for shared questions. Never contains rater agreement.

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
    let one = |item: usize| item_rest_within(covariance, item, &covariance.all());
    Ok((0..covariance.size()).map(one).collect())
}

/// Correlation of a question with the sum of the other questions of a scope,
/// such as its competency. The question itself is left out of the sum.
///
/// # Errors
/// `OutOfRange` for a column that does not exist, `TooFewQuestions` if the
/// scope holds no other question, `ZeroVariance` where the question or the rest
/// does not vary.
pub fn item_rest_within(
    covariance: &CovarianceMatrix,
    item: usize,
    scope: &[usize],
) -> Result<f64, Undefined> {
    if scope
        .iter()
        .chain([&item])
        .any(|&column| column >= covariance.size())
    {
        return Err(Reason::OutOfRange("there is no such column").into());
    }
    let rest: Vec<usize> = scope.iter().copied().filter(|&j| j != item).collect();
    at_least_two(rest.len() + 1)?;
    let shared: f64 = rest.iter().map(|&j| covariance.get(item, j)).sum();
    let rest_variance = total_variance(covariance, &rest)?;
    correlation_from_moments(shared, covariance.get(item, item), rest_variance)
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
    disjoint(strata, covariance.size())?;
    let mut error_variance = 0.0;
    for stratum in strata {
        let alpha = alpha_of(covariance, stratum)?;
        error_variance += covariance.sum_variance(stratum) * (1.0 - alpha);
    }
    Ok(1.0 - error_variance / total_variance(covariance, &covariance.all())?)
}

/// Refuses strata that do not hold each of `columns` columns exactly once.
pub(super) fn disjoint(strata: &[Vec<usize>], columns: usize) -> Result<(), Undefined> {
    let mut seen = vec![0_usize; columns];
    for &column in strata.iter().flatten() {
        let Some(count) = seen.get_mut(column) else {
            return Err(Reason::OutOfRange("a stratum names a column that does not exist").into());
        };
        *count += 1;
    }
    match seen.iter().position(|&count| count != 1) {
        Some(column) => Err(Reason::NotDisjoint { column }.into()),
        None => Ok(()),
    }
}

/// Cronbach's alpha of some of the columns, such as one competency's.
///
/// # Errors
/// `TooFewQuestions` below 2 columns, `OutOfRange` for a column that does not
/// exist, `ZeroVariance` if the sums of these columns are all equal.
pub fn alpha_of(covariance: &CovarianceMatrix, columns: &[usize]) -> Result<f64, Undefined> {
    at_least_two(columns.len())?;
    if columns.iter().any(|&column| column >= covariance.size()) {
        return Err(Reason::OutOfRange("there is no such column").into());
    }
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
mod tests;
