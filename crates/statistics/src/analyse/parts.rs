//! Strata and weights: the composite of parts.
//!
//! Weights of items enter the total itself. Weights of strata make a composite
//! of part scores beside the plain total. Never contains one stratum for two
//! weights or two strata for one item: both are refused.

use super::Request;
use super::scan::Layout;
use crate::figure::Figure;
use crate::problem::{Problem, Problems};
use psychometrics::moments::CovarianceMatrix;
use psychometrics::reliability::{composite_of_strata, stratified_alpha};
use serde::Serialize;

/// What a weighted stratum's score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PartScores {
    /// The mean of its items, so that a long stratum weighs no more than a short one.
    #[default]
    Mean,
    /// The sum of its items.
    Sum,
}

/// How items enter totals and parts.
#[derive(Debug)]
pub(super) struct Parts {
    /// The weight of each item in the total.
    pub item_weights: Vec<f64>,
    /// Names of the strata, in the order of the file; `None` without strata.
    pub names: Option<Vec<String>>,
    strata: Vec<Vec<usize>>,
    /// The weight of each stratum's sum.
    weights: Vec<f64>,
}

/// A weighted composite `T = Σ W·D` of part scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Composite {
    /// Mosier's reliability.
    pub reliability: f64,
    /// Standard deviation of the composite.
    pub sd: f64,
    /// Mean of the composite.
    pub mean: f64,
    /// Standard error of measurement.
    #[serde(flatten)]
    pub sem: Figure,
    /// Standard error of a difference.
    #[serde(flatten)]
    pub sed: Figure,
    /// Width of the classic band at the level asked for.
    #[serde(flatten)]
    pub band: Figure,
    /// Width of the band corrected for inference about true scores.
    #[serde(flatten)]
    pub band_corrected: Figure,
    /// Effective weight of each stratum, in the order of `strata`.
    pub effective_weights: Vec<f64>,
    /// Names of the strata.
    pub strata: Vec<String>,
}

impl Parts {
    pub fn new(request: &Request, layout: &Layout) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let (names, strata) = match &request.strata {
            None => (None, Vec::new()),
            Some(file) => {
                let (names, strata) = stratify(&file.entries, layout, &mut problems);
                (Some(names), strata)
            }
        };
        let mut parts = Self {
            item_weights: vec![1.0; layout.items()],
            weights: vec![1.0; strata.len()],
            names,
            strata,
        };
        if let Some(file) = &request.weights {
            parts.weigh(&file.entries, request.part_scores, layout, &mut problems);
        }
        problems.or(parts)
    }

    fn weigh(
        &mut self,
        entries: &[(String, f64)],
        scores: PartScores,
        layout: &Layout,
        problems: &mut Problems,
    ) {
        let strata = self.names.clone().unwrap_or_default();
        let stratum = |name: &String| strata.iter().position(|own| own == name);
        let of_strata = entries.iter().all(|(name, _)| stratum(name).is_some());
        let weights = if of_strata {
            &mut self.weights
        } else {
            &mut self.item_weights
        };
        let mut given = vec![false; weights.len()];
        for (name, weight) in entries {
            let index = if of_strata {
                stratum(name)
            } else {
                layout.columns.find(name)
            };
            match index {
                Some(index) => {
                    weights[index] = *weight;
                    given[index] = true;
                }
                None => problems.push(Problem::Asked(format!(
                    "the weights name {name:?}, which is no item; weights are for all strata or for all items"
                ))),
            }
        }
        for (index, _) in given.iter().enumerate().filter(|(_, given)| !**given) {
            let name = if of_strata {
                &strata[index]
            } else {
                &layout.columns.items[index].name
            };
            problems.push(Problem::Asked(format!("the weights leave out {name:?}")));
        }
        if of_strata && scores == PartScores::Mean {
            let sizes = self.strata.iter().map(|stratum| stratum.len() as f64);
            self.weights
                .iter_mut()
                .zip(sizes)
                .for_each(|(weight, size)| *weight /= size);
        }
    }

    /// Stratified alpha of the weighted items.
    pub fn stratified_alpha(&self, contributions: &CovarianceMatrix) -> Figure {
        let name = "stratified_alpha";
        if self.names.is_none() {
            return Figure::none(name, "no --strata were given");
        }
        Figure::of(name, stratified_alpha(contributions, &self.strata))
    }

    /// The composite of the strata, from the weighted items.
    pub fn composite(
        &self,
        contributions: &CovarianceMatrix,
        means: &[f64],
        level: f64,
    ) -> Figure<Composite> {
        let Some(names) = &self.names else {
            return Figure::none("composite", "no --strata were given");
        };
        let found = composite_of_strata(contributions, means, &self.strata, &self.weights, level);
        let report = |composite: psychometrics::reliability::Composite| Composite {
            reliability: composite.reliability,
            sd: composite.sd,
            mean: composite.mean,
            sem: Figure::of("sem", composite.sem),
            sed: Figure::of("sed", composite.sed),
            band: Figure::of("band", composite.band),
            band_corrected: Figure::of("band_corrected", composite.corrected_band),
            effective_weights: composite.effective_weights,
            strata: names.clone(),
        };
        Figure::of("composite", found.map(report))
    }
}

fn stratify(
    entries: &[(String, String)],
    layout: &Layout,
    problems: &mut Problems,
) -> (Vec<String>, Vec<Vec<usize>>) {
    let (mut names, mut strata): (Vec<String>, Vec<Vec<usize>>) = Default::default();
    let mut given = vec![false; layout.items()];
    for (item, stratum) in entries {
        let Some(index) = layout.columns.find(item) else {
            problems.push(Problem::Asked(format!(
                "the strata name {item:?}, which is no item"
            )));
            continue;
        };
        given[index] = true;
        match names.iter().position(|name| name == stratum) {
            Some(known) => strata[known].push(index),
            None => {
                names.push(stratum.clone());
                strata.push(vec![index]);
            }
        }
    }
    let left = layout.columns.items.iter().zip(&given);
    for (item, _) in left.filter(|(_, given)| !**given) {
        problems.push(Problem::Asked(format!(
            "the strata leave out {:?}: every item belongs to one stratum",
            item.name
        )));
    }
    (names, strata)
}
