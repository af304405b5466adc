//! Would other weights, or another way of scoring the same answers, have ranked people differently? Computed on the
//! sample when attempts are folded and stored, because a thousand draws take their time. Contains no single attempt.

use super::folded::{Folded, SEED, Sample};
use super::methods::Method;
use super::reading::{Absent, Line};
use super::reliability::in_use;
use crate::frozen::FrozenAssessment;
use crate::ranking::{BAND_LEVEL, BANDS_FROM, Parts};
use crate::report::figures::{decimals, per_cent};
use psychometrics::Undefined;
use psychometrics::banding::corrected_width;
use psychometrics::gates::Gate;
use psychometrics::ranks::{kendall_tau_b, spearman};
use psychometrics::sensitivity::weight_sensitivity;
use psychometrics::table::Table;
use serde::{Deserialize, Serialize};

/// The answers to both questions on one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sensitivity {
    /// Attempts in the sample.
    pub sampled: u64,
    /// Attempts it was drawn from.
    pub of: u64,
    /// Decides who is in the sample and which weights are drawn.
    pub seed: u64,
    /// Absent where one competency has all the weight or all totals are equal.
    pub weights: Option<WeightChange>,
    pub methods: Vec<MethodChange>,
}

/// What weights drawn around those set would change.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightChange {
    pub draws: u64,
    /// Mean of Spearman's correlation with the order by the weights set.
    pub agreement: f64,
    /// 19 in 20 drawn weightings agree at least this well.
    pub lowest: f64,
    /// Mean share of people whose band changes.
    pub bands: f64,
}

/// How far the order under another method agrees with the one in use; absent where all are scored alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodChange {
    pub method: Method,
    pub spearman: Option<f64>,
    pub tau: Option<f64>,
}

/// Looks at the sample drawn from what was folded; `None` under 30 attempts.
pub fn sensitivity(
    assessment: &FrozenAssessment,
    folded: &Folded,
    sample: &Sample,
) -> Option<Sensitivity> {
    let attempts = sample.attempts();
    if attempts.len() < BANDS_FROM {
        return None;
    }
    let now: Vec<f64> = attempts.iter().map(|one| one.points.iter().sum()).collect();
    let methods = Method::of(assessment).into_iter().enumerate();
    let change = |(place, method): (usize, Method)| {
        let other: Option<Vec<f64>> = attempts
            .iter()
            .map(|one| one.totals.get(place).copied())
            .collect();
        let other = other.unwrap_or_default();
        MethodChange {
            method,
            spearman: spearman(&now, &other).ok(),
            tau: kendall_tau_b(&now, &other).ok(),
        }
    };
    Some(Sensitivity {
        sampled: attempts.len() as u64,
        of: folded.attempts(),
        seed: SEED,
        weights: weights(assessment, sample, in_use(assessment, folded)),
        methods: methods.map(change).collect(),
    })
}

fn weights(
    assessment: &FrozenAssessment,
    sample: &Sample,
    reliability: f64,
) -> Option<WeightChange> {
    let parts = Parts::of(assessment);
    let nominal = parts.nominal();
    if nominal.len() < 2 {
        return None;
    }
    // Each competency on its own scale: its part of the total without its weight.
    let rows = sample.attempts().iter().map(|one| {
        let split = parts.split(&one.points);
        let pairs = split.iter().zip(&nominal);
        pairs
            .map(|(part, weight)| part / weight)
            .collect::<Vec<f64>>()
    });
    let table = Table::from_rows(rows).ok()?;
    // Without reliability one band holds everybody, whatever the weights.
    let width = corrected_width(1.0, reliability, BAND_LEVEL).unwrap_or(f64::from(u16::MAX));
    let found = weight_sensitivity(&table, &nominal, width, SEED).ok()?;
    Some(WeightChange {
        draws: found.draws as u64,
        agreement: found.spearman_mean,
        lowest: found.spearman_low,
        bands: found.band_changes,
    })
}

impl Sensitivity {
    /// Which attempts it rests on.
    pub(super) fn words(&self) -> String {
        if self.sampled == self.of {
            format!("Computed on all {} attempts there were.", self.of)
        } else {
            format!(
                "Computed on {} attempts drawn by lot (seed {}) from the {} there were.",
                self.sampled, self.seed, self.of
            )
        }
    }
}

fn too_few(attempts: u64) -> Absent {
    Absent::TooFew(Gate {
        got: attempts as usize,
        needed: BANDS_FROM,
    })
}

pub(super) fn weight_lines(found: Option<&Sensitivity>, attempts: u64) -> Vec<Line> {
    let told = |read: fn(&WeightChange) -> String| match found {
        None => Err(too_few(attempts)),
        Some(found) => match &found.weights {
            Some(change) => Ok(read(change)),
            None => Err(Absent::Nothing("one competency has all the weight")),
        },
    };
    let n = found.map_or(attempts, |found| found.sampled);
    vec![
        Line::new(
            "Agreement of the order",
            told(|change| decimals(change.agreement, 3)),
            n,
            "Weights are drawn a thousand times around those you set. 1 means everybody keeps their place; this is the mean.",
        ),
        Line::new(
            "In 19 of 20 draws at least",
            told(|change| decimals(change.lowest, 3)),
            n,
            "The agreement that even the less fortunate draws reach.",
        ),
        Line::new(
            "Change their band",
            told(|change| per_cent(change.bands, 1)),
            n,
            "The share of people who would stand in another band, on average over the draws.",
        ),
    ]
}

pub(super) fn method_lines(
    assessment: &FrozenAssessment,
    found: Option<&Sensitivity>,
    attempts: u64,
) -> Vec<Line> {
    let line = |method: Method| {
        let change = found.map(|found| found.methods.iter().find(|one| one.method == method));
        let value = match change.flatten() {
            None => Err(too_few(attempts)),
            Some(MethodChange {
                spearman: Some(spearman),
                tau: Some(tau),
                ..
            }) => Ok(format!(
                "{} (Kendall {})",
                decimals(*spearman, 3),
                decimals(*tau, 3)
            )),
            Some(_) => Err(Absent::Undefined(Undefined::from(
                psychometrics::Reason::ZeroVariance,
            ))),
        };
        let n = found.map_or(attempts, |found| found.sampled);
        Line::new(method.name(), value, n, method.meaning())
    };
    Method::of(assessment).into_iter().map(line).collect()
}
