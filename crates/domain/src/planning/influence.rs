//! How much each question, competency and section moves the total: as chosen (nominal) and as expected (effective).
//!
//! Nominal influence is the share of the weight, `ω_i / Σ ω`; a competency's is the share of the parts of ω that act
//! through it. Effective influence is the expected share of the spread of totals,
//! `e_i = u_i σ_i (u_i σ_i + ρ Σ_{j≠i} u_j σ_j) / Var(T)` with `u_i = ω_i / Σ ω`: a question whose scores lie close
//! together moves less than its weight says. Before anybody has answered two things are assumed, and the page says
//! so ([`ASSUMPTION`]): σ_i is the spread of the question's anchored scores under random answering, and all questions
//! correlate by the same ρ, that of the planning reliability.

use super::Chosen;
use crate::question::{Competency, Kind, key};
use crate::weighting::Weighting;
use psychometrics::reliability::planning::{PLANNING_QUESTIONS, PLANNING_RELIABILITY};
use std::collections::BTreeMap;

/// What effective influence rests on before there are answers.
pub const ASSUMPTION: &str = "Expected before anybody has answered: it assumes that people spread over a question's \
     scores as random answers would, and that all questions are related equally closely.";

/// One question's influence, as shares of 1.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionInfluence {
    /// Its number in the recruiter's order, from 1.
    pub number: u32,
    pub title: String,
    pub kind: Kind,
    pub nominal: f64,
    pub effective: f64,
}

/// One competency's influence; [`Competency::JB`] is the section of job questions.
#[derive(Debug, Clone, PartialEq)]
pub struct CompetencyInfluence {
    pub competency: Competency,
    pub nominal: f64,
    pub effective: f64,
}

/// Shares of 1 that sum to 1 over questions and over competencies; all 0 while nothing carries weight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Influences {
    pub questions: Vec<QuestionInfluence>,
    pub competencies: Vec<CompetencyInfluence>,
}

impl Influences {
    /// Nominal and effective influence of the empathy or the job questions.
    pub fn section(&self, kind: Kind) -> (f64, f64) {
        self.questions
            .iter()
            .filter(|question| question.kind == kind)
            .fold((0.0, 0.0), |(n, e), question| {
                (n + question.nominal, e + question.effective)
            })
    }
}

pub(super) fn of(chosen: &[Chosen], weighting: &Weighting) -> Influences {
    let parts: Vec<BTreeMap<Competency, f64>> = chosen
        .iter()
        .map(|one| weighting.parts(&one.version.question, sound(one.selected.weight)))
        .collect();
    let weights: Vec<f64> = parts.iter().map(|parts| parts.values().sum()).collect();
    let nominal = shares(&weights);
    let effective = effective(chosen, &weights);
    Influences {
        competencies: by_competency(&parts, &weights, &nominal, &effective),
        questions: chosen
            .iter()
            .zip(nominal.iter().zip(&effective))
            .map(|(one, (&nominal, &effective))| QuestionInfluence {
                number: one.number,
                title: one.version.question.title.clone(),
                kind: one.version.question.kind,
                nominal,
                effective,
            })
            .collect(),
    }
}

/// A draft may hold any number; publishing refuses what is not a weight.
fn sound(weight: f64) -> f64 {
    if weight.is_finite() {
        weight.max(0.0)
    } else {
        0.0
    }
}

/// Each value's share of their sum; zeros when there is none.
fn shares(values: &[f64]) -> Vec<f64> {
    let total: f64 = values.iter().sum();
    values
        .iter()
        .map(|value| if total > 0.0 { value / total } else { 0.0 })
        .collect()
}

/// `e_i` for every question; a question that cannot be scored yet moves nothing.
fn effective(chosen: &[Chosen], weights: &[f64]) -> Vec<f64> {
    let spreads: Vec<f64> = chosen
        .iter()
        .zip(weights)
        .map(|(one, weight)| weight * anchored_spread(one))
        .collect();
    let all: f64 = spreads.iter().sum();
    let rho = planning_correlation();
    shares(
        &spreads
            .iter()
            .map(|own| own * (own + rho * (all - own)))
            .collect::<Vec<_>>(),
    )
}

/// SD of the anchored score s' under random answering; 0 while the question cannot be scored.
fn anchored_spread(one: &Chosen) -> f64 {
    key::distribution(&one.version.question, one.selected.format)
        .map_or(0.0, |scores| scores.anchored_sd())
}

/// The correlation between any two questions that gives the planning reliability: `ρ = r/(k − (k−1)·r)`.
fn planning_correlation() -> f64 {
    let k = PLANNING_QUESTIONS as f64;
    PLANNING_RELIABILITY / (k - (k - 1.0) * PLANNING_RELIABILITY)
}

/// A question's influence goes to its competencies as the parts of its weight do.
fn by_competency(
    parts: &[BTreeMap<Competency, f64>],
    weights: &[f64],
    nominal: &[f64],
    effective: &[f64],
) -> Vec<CompetencyInfluence> {
    let mut sums: BTreeMap<Competency, (f64, f64)> = BTreeMap::new();
    for (index, parts) in parts.iter().enumerate() {
        for (&competency, part) in parts {
            let share = if weights[index] > 0.0 {
                part / weights[index]
            } else {
                0.0
            };
            let sum = sums.entry(competency).or_default();
            sum.0 += share * nominal[index];
            sum.1 += share * effective[index];
        }
    }
    sums.into_iter()
        .map(|(competency, (nominal, effective))| CompetencyInfluence {
            competency,
            nominal,
            effective,
        })
        .collect()
}
