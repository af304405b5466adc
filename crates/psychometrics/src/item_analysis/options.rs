//! The option table: who chose what, and how they did on the rest.
//!
//! Never contains scores of options; the key value is only compared.

use crate::moments::{CovarianceMatrix, correlation_from_moments};
use crate::ranks::spearman;
use crate::streaming::ItemMoments;
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
    /// Point-biserial correlation of choosing it with the rest of the total.
    pub rest_correlation: Result<f64, Undefined>,
    /// Its key value, where it has one.
    pub key: Option<f64>,
}

/// An option table and Spearman's correlation of key value and mean rest score.
pub(super) type Table = (Vec<OptionFigures>, Result<f64, Undefined>);

/// The tables of all questions. With n persons, n_o of whom chose option o, and
/// R the rest: mean `Σ_o R/n_o`, point-biserial
/// `Σ_o(R − R̄)/((n−1)·sd(R)·√(n_o(n−n_o)/(n(n−1))))`.
pub(super) fn tables(
    moments: &ItemMoments,
    contributions: &CovarianceMatrix,
    means: &[f64],
    keys: &[Vec<f64>],
) -> Vec<Table> {
    let n = moments.persons as f64;
    let weights = moments.design().weights();
    let total = |values: &[f64]| -> f64 { values.iter().zip(weights).map(|(v, w)| v * w).sum() };
    let (total_mean, total_sum) = (total(means), total(&moments.sums));
    let mut tallies = moments.options.iter();
    let one = |i: usize| {
        let rest: Vec<usize> = contributions
            .all()
            .into_iter()
            .filter(|&j| j != i)
            .collect();
        // What rounding leaves of a rest that does not vary is no variance.
        let rest_variance = contributions.sum_variance(&rest);
        let varies = rest_variance > 1e-12 * contributions.trace(&rest);
        let rest_variance = if varies { rest_variance } else { 0.0 };
        let rest_mean = total_mean - weights[i] * means[i];
        // Σ(R − R̄) over everybody is 0, so only the shift of the mean is taken out.
        let mean_about_shift = (total_sum - weights[i] * moments.sums[i]) / n;
        let options: Vec<OptionFigures> = tallies
            .by_ref()
            .take(moments.design().options[i])
            .enumerate()
            .map(|(option, &(chosen, sum))| {
                let count = chosen as f64;
                let excess = sum - count * mean_about_shift;
                let variance = count * (n - count) / (n * (n - 1.0));
                OptionFigures {
                    chosen: chosen as usize,
                    share: count / n,
                    rest_mean: match chosen {
                        0 => Err(Reason::TooFewObservations { got: 0, needed: 1 }.into()),
                        _ => Ok(rest_mean + excess / count),
                    },
                    rest_correlation: correlation_from_moments(
                        excess / (n - 1.0),
                        variance,
                        rest_variance,
                    ),
                    key: keys.get(i).and_then(|key| key.get(option)).copied(),
                }
            })
            .collect();
        let order = key_order(&options);
        (options, order)
    };
    (0..weights.len()).map(one).collect()
}

/// Spearman's correlation over the options that have a key value and a rest mean.
fn key_order(options: &[OptionFigures]) -> Result<f64, Undefined> {
    let chosen = options.iter();
    let chosen = chosen.filter_map(|option| Some((option.key?, option.rest_mean.ok()?)));
    let (keys, rests): (Vec<f64>, Vec<f64>) = chosen.unzip();
    spearman(&keys, &rests)
}
