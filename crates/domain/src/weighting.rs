//! How much a question counts: `ω_i = w_question · w_section · Σ_d a_id W_d`, where a are the question's
//! competency shares, W the competency weights and w_section the empathy control for empathy questions, 1 for job
//! questions. Knows no answer and no key.

use crate::assessment::{Definition, Need};
use crate::question::{Competency, Kind, Question};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a recruiter decided about weights, apart from each question's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weighting {
    /// W_d for every competency: 0 where it is taught here, 1 where nothing was chosen.
    pub competencies: BTreeMap<Competency, f64>,
    /// Multiplies the weight of empathy questions, 1.00 to 1.50.
    pub empathy_control: f64,
}

impl Weighting {
    pub fn of(definition: &Definition) -> Self {
        let weight = |competency| match definition.needs.get(&competency) {
            Some(Need::TaughtHere) => 0.0,
            _ => definition
                .competency_weights
                .get(&competency)
                .copied()
                .unwrap_or(1.0),
        };
        Self {
            competencies: Competency::ALL
                .into_iter()
                .map(|d| (d, weight(d)))
                .collect(),
            empathy_control: definition.empathy_control,
        }
    }

    /// W_d.
    pub fn competency(&self, competency: Competency) -> f64 {
        self.competencies.get(&competency).copied().unwrap_or(1.0)
    }

    /// ω of a question whose own weight is `own`: the sum of its [`parts`](Self::parts).
    pub fn weight(&self, question: &Question, own: f64) -> f64 {
        self.parts(question, own).values().sum()
    }

    /// What each competency contributes to ω: `w_question · w_section · a_id W_d`.
    pub fn parts(&self, question: &Question, own: f64) -> BTreeMap<Competency, f64> {
        let section = match question.kind {
            Kind::Empathy => self.empathy_control,
            Kind::Job => 1.0,
        };
        question
            .shares()
            .into_iter()
            .map(|(competency, share)| {
                (
                    competency,
                    own * section * share * self.competency(competency),
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::key::tests::question;

    #[test]
    fn a_weight_is_the_product_of_its_parts() {
        let mut definition = Definition::default();
        definition.competency_weights.insert(Competency::PT, 2.0);
        definition.needs.insert(Competency::PS, Need::TaughtHere);
        let weighting = Weighting::of(&definition);
        let mut shared = question(&[6.0, 1.0]);
        shared.competencies = BTreeMap::from([(Competency::PT, 0.6), (Competency::PS, 0.4)]);
        assert!((weighting.weight(&shared, 3.0) - 3.0 * 1.25 * 0.6 * 2.0).abs() < 1e-12);
        assert_eq!(weighting.parts(&shared, 3.0)[&Competency::PS], 0.0);
        shared.kind = Kind::Job;
        assert_eq!(weighting.weight(&shared, 3.0), 3.0);
    }
}
