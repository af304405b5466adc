//! The option table: who chose what, and how they did on the rest.
//!
//! Never contains scores of options; the key value is only compared.

use crate::moments::{CovarianceMatrix, correlation_from_moments};
use crate::ranks::spearman;
use crate::streaming::{ItemMoments, OptionSums};
use crate::undefined::{Reason, Undefined};

/// The figures of one option.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OptionFigures {
    /// Persons who chose it.
    pub chosen: usize,
    /// Share of all persons, 0 to 1.
    pub share: f64,
    /// Mean of the rest of the total (without this question) of those who chose
    /// it, in points; undefined where nobody did.
    pub rest_mean: Result<f64, Undefined>,
    /// Correlation of choosing it with the rest, `r(c, T − w·s)`: the question's
    /// score is out of the total whatever was chosen.
    pub rest_correlation: Result<f64, Undefined>,
    /// Point-biserial correlation as published packages print it, `r(c, T − w·c)`:
    /// the total less a full mark for those who chose this option. For the one
    /// right option of a question scored 0 or 1 it is the item-rest correlation.
    pub point_biserial: Result<f64, Undefined>,
    /// Its key value, where it has one.
    pub key: Option<f64>,
}

/// An option table and Spearman's correlation of key value and mean rest score.
pub(super) type Table = (Vec<OptionFigures>, Result<f64, Undefined>);

/// The tables of all questions.
pub(super) fn tables(
    moments: &ItemMoments,
    contributions: &CovarianceMatrix,
    means: &[f64],
    keys: &[Vec<f64>],
) -> Vec<Table> {
    let weights = moments.design().weights();
    let total = |values: &[f64]| -> f64 { values.iter().zip(weights).map(|(v, w)| v * w).sum() };
    let (total_mean, total_sum) = (total(means), total(&moments.sums));
    let total_variance = spread(contributions, &contributions.all());
    let mut sums = moments.options.iter();
    let one = |i: usize| {
        let rest: Vec<usize> = contributions
            .all()
            .into_iter()
            .filter(|&j| j != i)
            .collect();
        let question = Question {
            persons: moments.persons as f64,
            weight: weights[i],
            rest_mean: total_mean - weights[i] * means[i],
            rest_sum: total_sum - weights[i] * moments.sums[i],
            score_sum: moments.sums[i],
            rest_variance: spread(contributions, &rest),
            total_variance,
        };
        let own = sums.by_ref().take(moments.design().options[i]).enumerate();
        let options = own.map(|(option, sums)| {
            let key = keys.get(i).and_then(|key| key.get(option)).copied();
            question.figures(sums, key)
        });
        let options: Vec<OptionFigures> = options.collect();
        let order = key_order(&options);
        (options, order)
    };
    (0..weights.len()).map(one).collect()
}

/// Variance of the sum of columns. What rounding leaves of a sum that does not
/// vary is no variance.
fn spread(covariance: &CovarianceMatrix, columns: &[usize]) -> f64 {
    let variance = covariance.sum_variance(columns);
    if variance > 1e-12 * covariance.trace(columns) {
        variance
    } else {
        0.0
    }
}

/// What all options of a question share.
struct Question {
    persons: f64,
    weight: f64,
    rest_mean: f64,
    /// Sum of everybody's rest about the shift.
    rest_sum: f64,
    /// Sum of everybody's score about the shift.
    score_sum: f64,
    rest_variance: f64,
    total_variance: f64,
}

impl Question {
    /// With n persons, n_o of whom chose option o (c = 1), and a variable X:
    /// `Cov(c, X) = Σ_o(X − X̄)/(n−1)` and `Var(c) = n_o(n−n_o)/(n(n−1))`.
    fn figures(&self, sums: &OptionSums, key: Option<f64>) -> OptionFigures {
        let (n, chosen) = (self.persons, sums.chosen as f64);
        let excess = sums.rest - chosen * self.rest_sum / n;
        let score_excess = sums.score - chosen * self.score_sum / n;
        let variance = chosen * (n - chosen) / (n * (n - 1.0));
        let with_rest = excess / (n - 1.0);
        // T = R + w·s, and T − w·c takes w·Var(c) out of the covariance with c.
        let with_total = with_rest + self.weight * score_excess / (n - 1.0);
        let own = self.weight * variance;
        let less_variance = self.total_variance + self.weight * (own - 2.0 * with_total);
        let varies = less_variance > 1e-12 * self.total_variance;
        OptionFigures {
            chosen: sums.chosen as usize,
            share: chosen / n,
            rest_mean: match sums.chosen {
                0 => Err(Reason::TooFewObservations { got: 0, needed: 1 }.into()),
                _ => Ok(self.rest_mean + excess / chosen),
            },
            rest_correlation: correlation_from_moments(with_rest, variance, self.rest_variance),
            point_biserial: correlation_from_moments(
                with_total - own,
                variance,
                if varies { less_variance } else { 0.0 },
            ),
            key,
        }
    }
}

/// Spearman's correlation over the options that have a key value and a rest mean.
fn key_order(options: &[OptionFigures]) -> Result<f64, Undefined> {
    let chosen = options.iter();
    let chosen = chosen.filter_map(|option| Some((option.key?, option.rest_mean.ok()?)));
    let (keys, rests): (Vec<f64>, Vec<f64>) = chosen.unzip();
    spearman(&keys, &rests)
}
