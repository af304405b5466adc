//! Would another choice have ranked people differently? Weights somewhat other
//! than those set, or another way of scoring the same answers.
//!
//! Re-weighting parts that go together hardly moves anyone; these numbers say so
//! for the data at hand. Never contains scoring rules, and never changes a weight.

use crate::banding::fixed_bands;
use crate::moments::{mean, sd};
use crate::random::GammaStream;
use crate::ranks::{kendall_tau_b, mid_ranks, spearman};
use crate::table::Table;
use crate::undefined::{Reason, Undefined, all_finite};

/// Sum of the parameters of the Dirichlet distribution that weights are drawn
/// from: a weight W varies with standard deviation `√(W(1−W)/51)`.
pub const CONCENTRATION: f64 = 50.0;
/// Number of draws.
pub const DRAWS: usize = 1_000;

/// How far ranks and bands hang on the weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightSensitivity {
    /// Mean of Spearman's correlation with the order by the weights set.
    pub spearman_mean: f64,
    /// Its 5th percentile: 19 in 20 drawn weightings agree at least this well.
    pub spearman_low: f64,
    /// Mean share of candidates whose band changes.
    pub band_changes: f64,
    /// Number of draws.
    pub draws: usize,
    /// The seed, to be stored with the result.
    pub seed: u64,
}

/// Draws weights around those set, `W ~ Dirichlet(50·W_d/ΣW)`, [`DRAWS`] times,
/// and compares totals `Σ W_d·D_d` with those of the weights set.
///
/// `parts` has persons in rows and parts (competencies, sections) in columns.
/// Bands are fixed, `band_width` standard deviations of the totals wide (the
/// width over S: reliability is taken as unchanged). A weight of 0 stays 0.
///
/// # Errors
/// `LengthMismatch` unless there is one weight per part, `OutOfRange` for a
/// negative weight or width or weights that are all 0, `TooFewObservations`
/// below 2 persons, `ZeroVariance` if all totals are equal, `NotFinite`.
pub fn weight_sensitivity(
    parts: &Table,
    weights: &[f64],
    band_width: f64,
    seed: u64,
) -> Result<WeightSensitivity, Undefined> {
    let (got, expected) = (weights.len(), parts.columns());
    if got != expected {
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    all_finite(weights)?;
    let sum: f64 = weights.iter().sum();
    if weights.iter().any(|&w| w < 0.0) || sum <= 0.0 {
        return Err(Reason::OutOfRange("weights are 0 or more and not all 0").into());
    }
    let weights: Vec<f64> = weights.iter().map(|w| w / sum).collect();
    let base = Standing::of(parts, &weights, band_width)?;

    let mut gamma = GammaStream::seeded(seed);
    let (mut agreement, mut changes) = (Vec::new(), Vec::new());
    for _ in 0..DRAWS {
        let drawn = dirichlet(&weights, &mut gamma);
        let moved = Standing::of(parts, &drawn, band_width)?;
        agreement.push(spearman(&base.ranks, &moved.ranks)?);
        let pairs = base.bands.iter().zip(&moved.bands);
        let changed = pairs.filter(|(before, after)| before != after).count();
        changes.push(changed as f64 / parts.rows() as f64);
    }
    let spearman_mean = mean(&agreement)?;
    agreement.sort_by(f64::total_cmp);
    Ok(WeightSensitivity {
        spearman_mean,
        spearman_low: agreement[DRAWS / 20 - 1],
        band_changes: mean(&changes)?,
        draws: DRAWS,
        seed,
    })
}

/// Ranks and bands of everyone under one weighting.
struct Standing {
    ranks: Vec<f64>,
    bands: Vec<usize>,
}

impl Standing {
    fn of(parts: &Table, weights: &[f64], band_width: f64) -> Result<Self, Undefined> {
        let total = |row: &[f64]| row.iter().zip(weights).map(|(x, w)| x * w).sum();
        let totals: Vec<f64> = parts.iter().map(total).collect();
        Ok(Self {
            ranks: mid_ranks(&totals)?,
            bands: fixed_bands(&totals, band_width * sd(&totals)?)?.band_of,
        })
    }
}

/// Weights that sum to 1, around those given: gamma numbers in proportion.
fn dirichlet(weights: &[f64], gamma: &mut GammaStream) -> Vec<f64> {
    let number = |&weight: &f64| {
        if weight > 0.0 {
            gamma.draw(CONCENTRATION * weight)
        } else {
            0.0
        }
    };
    let drawn: Vec<f64> = weights.iter().map(number).collect();
    let sum: f64 = drawn.iter().sum();
    drawn.into_iter().map(|number| number / sum).collect()
}

/// How far two scoring methods rank people alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MethodAgreement {
    /// Column of the first method.
    pub first: usize,
    /// Column of the second, above `first`.
    pub second: usize,
    /// Spearman's rank correlation.
    pub spearman: Result<f64, Undefined>,
    /// Kendall's τ_b.
    pub tau_b: Result<f64, Undefined>,
}

/// Rank agreement of every two scoring methods on the same answers, persons in
/// rows and methods in columns.
///
/// # Errors
/// `TooFewObservations` below 2 persons, `TooFewQuestions` below 2 methods. A
/// single entry is `ZeroVariance` where a method scores everyone alike.
pub fn method_agreement(scores: &Table) -> Result<Vec<MethodAgreement>, Undefined> {
    crate::moments::at_least(scores.rows(), 2)?;
    let got = scores.columns();
    if got < 2 {
        return Err(Reason::TooFewQuestions { got, needed: 2 }.into());
    }
    let columns: Vec<Vec<f64>> = (0..got).map(|method| scores.column(method)).collect();
    let pairs = (0..got).flat_map(|first| (first + 1..got).map(move |second| (first, second)));
    let compare = |(first, second): (usize, usize)| MethodAgreement {
        first,
        second,
        spearman: spearman(&columns[first], &columns[second]),
        tau_b: kendall_tau_b(&columns[first], &columns[second]),
    };
    Ok(pairs.map(compare).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NormalStream;
    use proptest::prelude::*;

    /// Persons with three parts that share the given loading on one factor.
    fn parts(persons: usize, loading: f64) -> Table {
        let mut normal = NormalStream::seeded(3);
        let unique = (1.0 - loading * loading).sqrt();
        let rows: Vec<[f64; 3]> = (0..persons)
            .map(|_| {
                let factor = normal.draw();
                [(); 3].map(|()| 50.0 + 15.0 * (loading * factor + unique * normal.draw()))
            })
            .collect();
        Table::from_rows(rows).expect("valid")
    }

    #[test]
    fn weights_matter_less_where_parts_go_together() {
        let weights = [0.5, 0.3, 0.2];
        let close = weight_sensitivity(&parts(200, 0.95), &weights, 1.75, 1).expect("defined");
        let apart = weight_sensitivity(&parts(200, 0.0), &weights, 1.75, 1).expect("defined");
        assert!(close.spearman_mean > 0.99 && close.spearman_low > 0.98);
        assert!(apart.spearman_mean < close.spearman_mean - 0.01);
        assert!(apart.spearman_low < apart.spearman_mean);
        assert!(apart.band_changes > close.band_changes);
        let again = weight_sensitivity(&parts(200, 0.0), &weights, 1.75, 1);
        assert_eq!(again, Ok(apart));
    }

    #[test]
    fn the_drawn_weights_vary_as_stated() {
        let mut gamma = GammaStream::seeded(9);
        let draws: Vec<f64> = (0..20_000)
            .map(|_| dirichlet(&[0.3, 0.0, 0.7], &mut gamma))
            .inspect(|w| assert!(w[1] == 0.0 && (w.iter().sum::<f64>() - 1.0).abs() < 1e-12))
            .map(|w| w[0])
            .collect();
        let s = crate::moments::summary(&draws).expect("defined");
        let stated = (0.3_f64 * 0.7 / 51.0).sqrt();
        assert!((s.mean - 0.3).abs() < 4.0 * stated / 20_000.0_f64.sqrt());
        assert!((s.sd / stated - 1.0).abs() < 0.03);
    }

    #[test]
    fn a_single_weight_changes_nothing() {
        let result = weight_sensitivity(&parts(30, 0.2), &[0.0, 2.0, 0.0], 1.0, 1);
        let result = result.expect("defined");
        assert!((result.spearman_mean - 1.0).abs() < 1e-12);
        assert_eq!(result.band_changes, 0.0);
    }

    #[test]
    fn methods_by_hand() {
        let scores = Table::from_rows([
            [1.0, 10.0, 4.0, 7.0],
            [2.0, 20.0, 3.0, 7.0],
            [3.0, 40.0, 2.0, 7.0],
            [4.0, 30.0, 1.0, 7.0],
        ])
        .expect("valid");
        let agreement = method_agreement(&scores).expect("defined");
        assert_eq!(agreement.len(), 6);
        assert_eq!((agreement[0].first, agreement[0].second), (0, 1));
        assert!((agreement[0].spearman.expect("defined") - 0.8).abs() < 1e-12);
        assert!((agreement[0].tau_b.expect("defined") - 2.0 / 3.0).abs() < 1e-12);
        assert!((agreement[1].spearman.expect("defined") + 1.0).abs() < 1e-12);
        assert!(agreement[2].spearman.is_err() && agreement[2].tau_b.is_err());
    }

    #[test]
    fn undefined_is_said() {
        let table = parts(10, 0.5);
        assert!(weight_sensitivity(&table, &[1.0, 1.0], 1.0, 1).is_err());
        assert!(weight_sensitivity(&table, &[0.0; 3], 1.0, 1).is_err());
        assert!(weight_sensitivity(&table, &[1.0, -1.0, 1.0], 1.0, 1).is_err());
        assert!(weight_sensitivity(&table, &[1.0, f64::NAN, 1.0], 1.0, 1).is_err());
        assert!(weight_sensitivity(&table, &[1.0; 3], -1.0, 1).is_err());
        let flat = Table::from_rows([[1.0, 2.0], [1.0, 2.0]]).expect("valid");
        assert!(weight_sensitivity(&flat, &[1.0, 1.0], 1.0, 1).is_err());
        assert!(method_agreement(&Table::from_rows([[1.0], [2.0]]).expect("valid")).is_err());
        assert!(method_agreement(&Table::from_rows([[1.0, 2.0]]).expect("valid")).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]

        #[test]
        fn scaling_all_weights_changes_nothing(
            rows in prop::collection::vec(prop::array::uniform3(-50..50_i32), 3..12),
            power in -6..6_i32,
        ) {
            let table = Table::from_rows(rows.iter().map(|r| r.map(f64::from))).expect("valid");
            // Powers of two scale without rounding.
            let weights = [0.5, 0.25, 0.25];
            let scaled = weights.map(|w| w * 2.0_f64.powi(power));
            let a = weight_sensitivity(&table, &weights, 1.0, 4);
            prop_assert_eq!(a, weight_sensitivity(&table, &scaled, 1.0, 4));
            if let Ok(a) = a {
                prop_assert!((0.0..=1.0).contains(&a.band_changes));
                // A quantile may lie above the mean: both are only correlations.
                prop_assert!((-1.0 - 1e-12..=1.0 + 1e-12).contains(&a.spearman_low));
                prop_assert!((-1.0 - 1e-12..=1.0 + 1e-12).contains(&a.spearman_mean));
            }
        }
    }
}
