//! Agreement on categories beyond chance: Cohen's kappa for two raters, Fleiss'
//! kappa for more.
//!
//! Always name the weighting with the number: on one table the three kappas may
//! be .21, .38 and .52. Never contains ordinal data with gaps; see
//! `krippendorff`.

use crate::distributions::two_sided_p;
use crate::moments::{at_least, same_length};
use crate::table::Table;
use crate::undefined::{Reason, Undefined, all_finite};

/// How much a disagreement of categories i and j counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KappaWeights {
    /// Every disagreement alike.
    Unweighted,
    /// `|i − j|`.
    Linear,
    /// `(i − j)²`.
    Quadratic,
}

impl KappaWeights {
    /// Disagreement from 0 (same category) to 1 (first against last).
    fn disagreement(self, i: usize, j: usize, categories: usize) -> f64 {
        let share = i.abs_diff(j) as f64 / (categories - 1) as f64;
        match self {
            Self::Unweighted => f64::from(u8::from(i != j)),
            Self::Linear => share,
            Self::Quadratic => share * share,
        }
    }
}

/// Cohen's kappa with its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kappa {
    /// 1 for full agreement, 0 for agreement as by chance, below 0 for less.
    pub value: f64,
    /// Asymptotic standard error, for an interval around the value.
    pub ase: f64,
}

/// Counts of pairs of categories: the first rater's in rows, the second's in
/// columns, in the order of `categories`. Linear and quadratic kappas take
/// neighbouring categories as one step apart, so list every point of a scale.
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` without pairs, `TooFewQuestions`
/// below 2 categories, `OutOfRange` for a value that is no category.
pub fn cross_tabulate(
    first: &[f64],
    second: &[f64],
    categories: &[f64],
) -> Result<Table, Undefined> {
    same_length(first, second)?;
    at_least(first.len(), 1)?;
    let size = at_least_two_categories(categories.len())?;
    let mut counts = vec![vec![0.0; size]; size];
    for (a, b) in first.iter().zip(second) {
        counts[index_of(*a, categories)?][index_of(*b, categories)?] += 1.0;
    }
    Table::from_rows(counts)
}

/// How many raters put each target into each category: targets in rows,
/// categories in columns. Every row of `ratings` holds one target's ratings.
///
/// # Errors
/// `TooFewQuestions` below 2 categories, `OutOfRange` for a value that is no
/// category, `TooFewObservations` without targets.
pub fn counts_by_category<R: AsRef<[f64]>>(
    ratings: impl IntoIterator<Item = R>,
    categories: &[f64],
) -> Result<Table, Undefined> {
    let size = at_least_two_categories(categories.len())?;
    let mut rows = Vec::new();
    for target in ratings {
        let mut counts = vec![0.0; size];
        for value in target.as_ref() {
            counts[index_of(*value, categories)?] += 1.0;
        }
        rows.push(counts);
    }
    Table::from_rows(rows)
}

/// Cohen's kappa, `κ = 1 − Σ w_ij p_ij / Σ w_ij p_i· p_·j` with disagreement
/// weights w, of a square table of counts (first rater in rows, second in
/// columns, same order of categories).
///
/// Standard error after Fleiss, Cohen and Everitt (1969), with agreement
/// weights v = 1 − w scaled to 0-1:
/// `√(Σ p_ij (v_ij − (v̄_i· + v̄_·j)(1−κ))² − (κ − v_e(1−κ))²) / ((1−v_e)√n)`.
///
/// # Errors
/// `LengthMismatch` unless the table is square, `TooFewQuestions` below 2
/// categories, `OutOfRange` for a negative count, `NotPositive` if both raters
/// used one and the same category only.
pub fn cohen_kappa(counts: &Table, weights: KappaWeights) -> Result<Kappa, Undefined> {
    let size = at_least_two_categories(counts.columns())?;
    if counts.rows() != size {
        let (got, expected) = (counts.rows(), size);
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    let n = total(counts)?;
    let p: Vec<Vec<f64>> = counts
        .iter()
        .map(|row| row.iter().map(|count| count / n).collect())
        .collect();
    let first: Vec<f64> = p.iter().map(|row| row.iter().sum()).collect();
    let second: Vec<f64> = (0..size)
        .map(|j| p.iter().map(|row| row[j]).sum())
        .collect();
    let agreement = |i: usize, j: usize| 1.0 - weights.disagreement(i, j, size);
    let over_cells = |f: &dyn Fn(usize, usize) -> f64| -> f64 {
        (0..size)
            .map(|i| (0..size).map(|j| f(i, j)).sum::<f64>())
            .sum()
    };

    let observed = over_cells(&|i, j| weights.disagreement(i, j, size) * p[i][j]);
    let expected = over_cells(&|i, j| weights.disagreement(i, j, size) * first[i] * second[j]);
    if expected <= 0.0 {
        return Err(Reason::NotPositive("disagreement expected by chance").into());
    }
    let unlike = observed / expected;
    let value = 1.0 - unlike;

    let with_second: Vec<f64> = (0..size)
        .map(|i| (0..size).map(|j| agreement(i, j) * second[j]).sum())
        .collect();
    let with_first: Vec<f64> = (0..size)
        .map(|j| (0..size).map(|i| agreement(i, j) * first[i]).sum())
        .collect();
    let spread = over_cells(&|i, j| {
        p[i][j] * (agreement(i, j) - (with_second[i] + with_first[j]) * unlike).powi(2)
    });
    let centre = value - (1.0 - expected) * unlike;
    let variance = (spread - centre * centre).max(0.0);
    Ok(Kappa {
        value,
        ase: variance.sqrt() / (expected * n.sqrt()),
    })
}

/// Fleiss' kappa with its test against chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FleissKappa {
    /// 1 for full agreement, 0 for agreement as by chance.
    pub value: f64,
    /// Standard error under the hypothesis of chance (Fleiss, Levin & Paik 2003).
    pub standard_error: f64,
    /// `value / standard_error`.
    pub z: f64,
    /// Two-sided probability of such a z under chance.
    pub p: f64,
}

/// Fleiss' kappa of n targets, each put into categories by m raters:
/// `κ = (P̄ − P_e)/(1 − P_e)`, P̄ the share of agreeing pairs of raters,
/// `P_e = Σ p_j²`. Standard error with q = 1 − p:
/// `√2 / (Σ p_j q_j √(n m (m−1))) · √((Σ p_j q_j)² − Σ p_j q_j (q_j − p_j))`.
///
/// `counts` has targets in rows and categories in columns; see
/// [`counts_by_category`]. The raters need not be the same for every target.
///
/// # Errors
/// `TooFewQuestions` below 2 categories, `OutOfRange` for negative counts or
/// unless every target has the same number of ratings, `TooFewObservations`
/// below 2 ratings a target, `NotPositive` if all ratings are in one category.
pub fn fleiss_kappa(counts: &Table) -> Result<FleissKappa, Undefined> {
    at_least_two_categories(counts.columns())?;
    let all = total(counts)?;
    let (n, sizes) = (counts.rows() as f64, counts.row_sums());
    let raters = sizes[0];
    if sizes.iter().any(|size| (size - raters).abs() > 1e-9) {
        return Err(Reason::OutOfRange("every target has the same number of ratings").into());
    }
    at_least(raters as usize, 2)?;
    let pairs = raters * (raters - 1.0);
    let agreeing = |row: &[f64]| row.iter().map(|c| c * (c - 1.0)).sum::<f64>() / pairs;
    let observed = counts.iter().map(agreeing).sum::<f64>() / n;
    let shares: Vec<f64> = (0..counts.columns())
        .map(|category| counts.column(category).iter().sum::<f64>() / all)
        .collect();
    let unlike: f64 = shares.iter().map(|p| p * (1.0 - p)).sum();
    if unlike <= 0.0 {
        return Err(Reason::NotPositive("disagreement expected by chance").into());
    }
    let value = (observed - (1.0 - unlike)) / unlike;
    let skew: f64 = shares.iter().map(|p| p * (1.0 - p) * (1.0 - 2.0 * p)).sum();
    let variance = 2.0 * (unlike * unlike - skew) / (unlike * unlike * n * pairs);
    // With two equal shares the difference is 0 only by rounding below 0.
    if variance <= 0.0 {
        return Err(Reason::NotPositive("the variance of kappa under chance").into());
    }
    let standard_error = variance.sqrt();
    let z = value / standard_error;
    Ok(FleissKappa {
        value,
        standard_error,
        z,
        p: two_sided_p(z),
    })
}

fn total(counts: &Table) -> Result<f64, Undefined> {
    if counts.iter().flatten().any(|&count| count < 0.0) {
        return Err(Reason::OutOfRange("counts are 0 or more").into());
    }
    let total: f64 = counts.row_sums().iter().sum();
    if total > 0.0 {
        Ok(total)
    } else {
        Err(Reason::TooFewObservations { got: 0, needed: 1 }.into())
    }
}

fn at_least_two_categories(got: usize) -> Result<usize, Undefined> {
    if got >= 2 {
        Ok(got)
    } else {
        Err(Reason::TooFewQuestions { got, needed: 2 }.into())
    }
}

fn index_of(value: f64, categories: &[f64]) -> Result<usize, Undefined> {
    all_finite(&[value])?;
    let found = categories.iter().position(|&category| category == value);
    found.ok_or_else(|| Reason::OutOfRange("a rating is one of the categories").into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn reference_r11() {
        let counts = Table::from_rows([
            [38.0, 5.0, 0.0, 1.0],
            [33.0, 11.0, 3.0, 0.0],
            [10.0, 14.0, 5.0, 6.0],
            [3.0, 7.0, 3.0, 10.0],
        ])
        .expect("valid");
        for (weights, value, ase) in [
            (KappaWeights::Unweighted, 0.207_942_464_04, 0.050_455_365_24),
            (KappaWeights::Linear, 0.379_730_547_99, 0.051_666_826_22),
            (KappaWeights::Quadratic, 0.524_576_464_33, 0.060_055_098_83),
        ] {
            let kappa = cohen_kappa(&counts, weights).expect("defined");
            close(kappa.value, value, 1e-10);
            close(kappa.ase, ase, 1e-10);
        }
    }

    #[test]
    fn kappa_by_hand() {
        // Agreement .7, by chance .5 · .6 + .5 · .4 = .5: κ = .4.
        let counts = Table::from_rows([[20.0, 5.0], [10.0, 15.0]]).expect("valid");
        let kappa = cohen_kappa(&counts, KappaWeights::Unweighted).expect("defined");
        close(kappa.value, 0.4, 1e-12);
        // With two categories the three weightings are one.
        let quadratic = cohen_kappa(&counts, KappaWeights::Quadratic).expect("defined");
        assert_eq!(kappa, quadratic);
    }

    #[test]
    fn ratings_become_counts() {
        let scale = [1.0, 2.0, 3.0];
        let counts = cross_tabulate(&[1.0, 3.0, 3.0], &[1.0, 3.0, 2.0], &scale).expect("valid");
        assert_eq!(counts.iter().next(), Some([1.0, 0.0, 0.0].as_slice()));
        assert_eq!(counts.row_sums(), [1.0, 0.0, 2.0]);
        let by_target = counts_by_category([[1.0, 1.0], [2.0, 3.0]], &scale).expect("valid");
        assert_eq!(by_target.column(0), [2.0, 0.0]);
        assert!(cross_tabulate(&[4.0], &[1.0], &scale).is_err());
        assert!(cross_tabulate(&[f64::NAN], &[1.0], &scale).is_err());
        assert!(cross_tabulate(&[1.0], &[1.0], &[1.0]).is_err());
    }

    #[test]
    fn fleiss_by_hand() {
        // Two raters, four targets, p = ½ each: P̄ = P_e = ½.
        let counts = Table::from_rows([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0], [1.0, 1.0]]);
        let kappa = fleiss_kappa(&counts.expect("valid")).expect("defined");
        close(kappa.value, 0.0, 1e-12);
        // One of five targets disputed: P̄ = .8; SE = √2/(½·√10)·½.
        let counts = Table::from_rows([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0], [2.0, 0.0], [0.0, 2.0]]);
        let kappa = fleiss_kappa(&counts.expect("valid")).expect("defined");
        close(kappa.value, 0.6, 1e-12);
        close(kappa.standard_error, (1.0 / 5.0_f64).sqrt(), 1e-12);
        close(kappa.z, 0.6 * 5.0_f64.sqrt(), 1e-12);
    }

    #[test]
    fn undefined_is_said() {
        let one_category = Table::from_rows([[5.0, 0.0], [0.0, 0.0]]).expect("valid");
        assert!(cohen_kappa(&one_category, KappaWeights::Linear).is_err());
        let negative = Table::from_rows([[5.0, -1.0], [0.0, 2.0]]).expect("valid");
        assert!(cohen_kappa(&negative, KappaWeights::Linear).is_err());
        let empty = Table::from_rows([[0.0, 0.0], [0.0, 0.0]]).expect("valid");
        assert!(cohen_kappa(&empty, KappaWeights::Linear).is_err());
        let oblong = Table::from_rows([[5.0, 1.0]]).expect("valid");
        assert!(cohen_kappa(&oblong, KappaWeights::Linear).is_err());
        assert!(fleiss_kappa(&one_category).is_err());
        let uneven = Table::from_rows([[5.0, 0.0], [0.0, 4.0]]).expect("valid");
        assert!(fleiss_kappa(&uneven).is_err());
        let single = Table::from_rows([[1.0, 0.0], [0.0, 1.0]]).expect("valid");
        assert!(fleiss_kappa(&single).is_err());
    }

    proptest! {
        #[test]
        fn kappa_is_at_most_one_and_symmetric(
            rows in prop::array::uniform3(prop::array::uniform3(0..40_u32)),
        ) {
            let rows = rows.map(|row| row.map(f64::from));
            let counts = Table::from_rows(rows).expect("valid");
            let turned: Vec<Vec<f64>> = (0..3).map(|j| counts.column(j)).collect();
            let turned = Table::from_rows(turned).expect("valid");
            for weights in [KappaWeights::Unweighted, KappaWeights::Linear, KappaWeights::Quadratic] {
                if let Ok(kappa) = cohen_kappa(&counts, weights) {
                    let other = cohen_kappa(&turned, weights).expect("defined");
                    prop_assert!(kappa.value <= 1.0 + 1e-12 && kappa.ase.is_finite());
                    prop_assert!((kappa.value - other.value).abs() < 1e-12);
                    prop_assert!((kappa.ase - other.ase).abs() < 1e-9);
                }
            }
        }
    }
}
