//! What moves the totals of an intake: each competency's share of the weight (nominal) beside its share of the spread
//! of totals (effective), estimated from the contributions of those who submitted. A competency that everybody
//! answers alike moves little, whatever its weight.

use super::BANDS_FROM;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::question::Competency;
use crate::weighting::Weighting;
use psychometrics::moments::CovarianceMatrix;
use psychometrics::weights::effective_weights_from;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One competency's influence; [`Competency::JB`] stands for the job questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Influence {
    pub competency: Competency,
    /// Share of the weight, 0..=1; all sum to 1.
    pub nominal: f64,
    /// `Cov(D_d, T)/Var(T)`; all sum to 1, one may be negative. Absent under 30 whole attempts.
    pub effective: Option<f64>,
}

/// The influences of the competencies that carry weight, heaviest first, from the covariances of the contributions of
/// the questions that carry weight.
pub fn influence(
    assessment: &FrozenAssessment,
    contributions: Option<&CovarianceMatrix>,
) -> Vec<Influence> {
    let parts = Parts::of(assessment);
    let effective = contributions
        .filter(|contributions| contributions.persons() >= BANDS_FROM)
        .and_then(|contributions| parts.covariances(contributions))
        .and_then(|parts| effective_weights_from(&parts, &vec![1.0; parts.size()]).ok());
    parts.influences(effective)
}

/// How the contributions of questions are shared between competencies.
pub(crate) struct Parts {
    /// Each question that carries weight, in the frozen assessment's order: its weight, and each competency's part.
    shares: Vec<(f64, BTreeMap<Competency, f64>)>,
    /// Those with a part, in the order of [`Competency::ALL`].
    pub competencies: Vec<Competency>,
}

impl Parts {
    pub fn of(assessment: &FrozenAssessment) -> Self {
        let weighting = Weighting::of(&assessment.definition);
        let of = |frozen: &FrozenQuestion| {
            let parts = weighting.parts(&frozen.question, 1.0);
            let sum: f64 = parts.values().sum();
            let shares: BTreeMap<Competency, f64> = parts
                .into_iter()
                .filter(|(_, part)| *part > 0.0)
                .map(|(competency, part)| (competency, part / sum))
                .collect();
            (frozen.weight, shares)
        };
        let carrying = assessment.questions.iter();
        let shares: Vec<_> = carrying
            .filter(|frozen| frozen.weight > 0.0)
            .map(of)
            .collect();
        let named: BTreeSet<Competency> = shares
            .iter()
            .flat_map(|(_, parts)| parts.keys().copied())
            .collect();
        Self {
            shares,
            competencies: named.into_iter().collect(),
        }
    }

    /// Each competency's share of the weight; they sum to 1.
    pub fn nominal(&self) -> Vec<f64> {
        let all: f64 = self.shares.iter().map(|(weight, _)| weight).sum();
        let of = |competency: &Competency| {
            let parts = self.shares.iter();
            parts
                .map(|(weight, parts)| weight * part(parts, *competency) / all)
                .sum()
        };
        self.competencies.iter().map(of).collect()
    }

    /// One person's contributions as each competency's part of the total.
    pub fn split(&self, points: &[f64]) -> Vec<f64> {
        let of = |competency: &Competency| {
            let pairs = self.shares.iter().zip(points);
            pairs
                .map(|((_, parts), points)| points * part(parts, *competency))
                .sum()
        };
        self.competencies.iter().map(of).collect()
    }

    /// Covariances of the parts.
    fn covariances(&self, contributions: &CovarianceMatrix) -> Option<CovarianceMatrix> {
        let size = contributions.size();
        if size != self.shares.len() {
            return None;
        }
        let share = |competency, question: usize| part(&self.shares[question].1, competency);
        let cell = |&a: &Competency, &b: &Competency| -> f64 {
            let pairs = (0..size).flat_map(|i| (0..size).map(move |j| (i, j)));
            pairs
                .map(|(i, j)| share(a, i) * share(b, j) * contributions.get(i, j))
                .sum()
        };
        let row =
            |a: &Competency| -> Vec<f64> { self.competencies.iter().map(|b| cell(a, b)).collect() };
        CovarianceMatrix::from_rows(contributions.persons(), self.competencies.iter().map(row)).ok()
    }

    fn influences(&self, effective: Option<Vec<f64>>) -> Vec<Influence> {
        let pairs = self.competencies.iter().zip(self.nominal());
        let mut influences: Vec<Influence> = pairs
            .enumerate()
            .map(|(at, (&competency, nominal))| Influence {
                competency,
                nominal,
                effective: effective.as_ref().and_then(|all| all.get(at).copied()),
            })
            .collect();
        influences.sort_by(|a, b| b.nominal.total_cmp(&a.nominal));
        influences
    }
}

fn part(parts: &BTreeMap<Competency, f64>, competency: Competency) -> f64 {
    parts.get(&competency).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;
    use psychometrics::table::Table;

    #[test]
    fn nominal_shares_sum_to_one_and_effective_ones_need_thirty() {
        let assessment = samples::assessment(6);
        let few = influence(&assessment, None);
        let sum: f64 = few.iter().map(|one| one.nominal).sum();
        assert!((sum - 1.0).abs() < 1e-12);
        assert!(few.iter().all(|one| one.effective.is_none()));
        assert!(
            few.windows(2)
                .all(|pair| pair[0].nominal >= pair[1].nominal)
        );
    }

    #[test]
    fn a_competency_that_does_not_vary_moves_nothing() {
        let assessment = samples::assessment(6);
        let leading = assessment.questions[0].question.shares();
        let (leading, _) = leading.iter().next().expect("a competency");
        // Only the first question varies.
        let rows: Vec<Vec<f64>> = (0..40)
            .map(|person| {
                let mut row = vec![5.0; 6];
                row[0] = f64::from(person % 7);
                row
            })
            .collect();
        let covariance = CovarianceMatrix::of(&Table::from_rows(&rows).expect("valid"));
        for one in influence(&assessment, covariance.as_ref().ok()) {
            let effective = one.effective.expect("40 people");
            let expected = if one.competency == *leading { 1.0 } else { 0.0 };
            assert!((effective - expected).abs() < 1e-9, "{one:?}");
        }
    }
}
