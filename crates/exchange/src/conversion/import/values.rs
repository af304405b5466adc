//! The expert values of replies that another program wrote: the labelled ones where they still hold, else its weights.

use super::Import;
use super::draft::Draft;
use crate::conversion::LossKind;
use domain::question::Format;

/// How far a weight may be from what the labelled values say, as a share of the range.
const SAME_WEIGHT: f64 = 0.06;

impl Import {
    /// The labelled values if they are of these options and the weights still say the same; else the weights,
    /// stretched over 1 to 7, which leaves the score as it is.
    pub(super) fn values(&mut self, id: &str, draft: &Draft) -> Option<Vec<(String, f64)>> {
        let weights: Option<Vec<f64>> = draft.options.iter().map(|option| option.weight).collect();
        let stretched = weights.and_then(|weights| stretch(&weights));
        let labelled: Option<Vec<f64>> = draft
            .options
            .iter()
            .map(|option| draft.labels.value(&option.id))
            .collect();
        let labelled = labelled
            .filter(|values| !values.is_empty() && values.len() == draft.labels.values.len());
        let ids = draft.options.iter().map(|option| option.id.clone());
        let same = match (&labelled, &stretched) {
            (Some(values), Some(weights)) if draft.format == Format::RankOrder => {
                same_order(values, weights)
            }
            (Some(values), Some(weights)) => stretch(values).is_some_and(|values| {
                values
                    .iter()
                    .zip(weights)
                    .all(|(a, b)| (a - b).abs() <= 6.0 * SAME_WEIGHT)
            }),
            (Some(_), None) => true,
            (None, _) => false,
        };
        if let Some(values) = labelled.filter(|_| same) {
            return Some(ids.zip(values).collect());
        }
        let stretched = stretched?;
        let why = match draft.labels.values.is_empty() {
            true => "the weights of the answers are stretched over 1 to 7",
            false => {
                "the weights were changed elsewhere; they are stretched over 1 to 7 in place of the values noted"
            }
        };
        self.loss(Some(id), "options.value", LossKind::Approximated, why);
        Some(ids.zip(stretched.into_iter().map(two_decimals)).collect())
    }
}

/// Lowest to 1, highest to 7; `None` when all are the same.
fn stretch(weights: &[f64]) -> Option<Vec<f64>> {
    let low = weights.iter().copied().fold(f64::INFINITY, f64::min);
    let high = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = high - low;
    (range.is_finite() && range > 1e-9).then(|| {
        weights
            .iter()
            .map(|weight| 1.0 + 6.0 * (weight - low) / range)
            .collect()
    })
}

/// Whether what weighs more is never valued less: an order says no more.
fn same_order(values: &[f64], weights: &[f64]) -> bool {
    let both = || values.iter().zip(weights);
    both().all(|(value, weight)| both().all(|(other, lighter)| weight <= lighter || value >= other))
}

fn two_decimals(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
