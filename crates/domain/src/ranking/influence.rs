//! What moves the totals of an intake: each competency's share of the weight (nominal) beside its share of the spread
//! of totals (effective), estimated from the contributions of those who submitted. A competency that everybody
//! answers alike moves little, whatever its weight.

use super::BANDS_FROM;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::question::Competency;
use crate::weighting::Weighting;
use psychometrics::table::Table;
use psychometrics::weights::effective_weights;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One competency's influence; [`Competency::JB`] stands for the job questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Influence {
    pub competency: Competency,
    /// Share of the weight, 0..=1; all sum to 1.
    pub nominal: f64,
    /// `Cov(D_d, T)/Var(T)`; all sum to 1, one may be negative. Absent under 30 whole attempts.
    pub effective: Option<f64>,
}

/// The influences of the competencies that carry weight, heaviest first. `points` are those of
/// [`RankInput`](super::RankInput), one row a person; rows that are not whole are left out.
pub fn influence(assessment: &FrozenAssessment, points: &[&[f64]]) -> Vec<Influence> {
    let shares = shares(assessment);
    let all: f64 = shares.iter().map(|(weight, _)| weight).sum();
    let mut nominal: BTreeMap<Competency, f64> = BTreeMap::new();
    for (weight, parts) in &shares {
        for (competency, share) in parts {
            *nominal.entry(*competency).or_default() += weight * share / all;
        }
    }
    let competencies: Vec<Competency> = nominal.keys().copied().collect();
    let effective = effective(&shares, &competencies, points);
    let mut influences: Vec<Influence> = nominal
        .into_iter()
        .enumerate()
        .map(|(at, (competency, nominal))| Influence {
            competency,
            nominal,
            effective: effective
                .as_ref()
                .and_then(|effective| effective.get(at).copied()),
        })
        .collect();
    influences.sort_by(|a, b| b.nominal.total_cmp(&a.nominal));
    influences
}

/// A question's weight, and how it is shared between competencies.
type Shares = Vec<(f64, BTreeMap<Competency, f64>)>;

/// The questions that carry weight, in the frozen assessment's order.
fn shares(assessment: &FrozenAssessment) -> Shares {
    let weighting = Weighting::of(&assessment.definition);
    let of = |frozen: &FrozenQuestion| {
        let parts = weighting.parts(&frozen.question, 1.0);
        let sum: f64 = parts.values().sum();
        let shares = parts
            .into_iter()
            .filter(|(_, part)| *part > 0.0)
            .map(|(competency, part)| (competency, part / sum))
            .collect();
        (frozen.weight, shares)
    };
    assessment
        .questions
        .iter()
        .filter(|frozen| frozen.weight > 0.0)
        .map(of)
        .collect()
}

fn effective(shares: &Shares, competencies: &[Competency], points: &[&[f64]]) -> Option<Vec<f64>> {
    let row = |points: &[f64]| -> Vec<f64> {
        let part = |competency: &Competency| {
            shares
                .iter()
                .zip(points)
                .map(|((_, parts), points)| points * parts.get(competency).copied().unwrap_or(0.0))
                .sum()
        };
        competencies.iter().map(part).collect()
    };
    let rows: Vec<Vec<f64>> = points
        .iter()
        .filter(|points| points.len() == shares.len())
        .map(|points| row(points))
        .collect();
    if rows.len() < BANDS_FROM {
        return None;
    }
    let table = Table::from_rows(rows).ok()?;
    effective_weights(&table, &vec![1.0; competencies.len()]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn nominal_shares_sum_to_one_and_effective_ones_need_thirty() {
        let assessment = samples::assessment(6);
        let few = influence(&assessment, &[]);
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
        let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        for one in influence(&assessment, &rows) {
            let effective = one.effective.expect("40 people");
            let expected = if one.competency == *leading { 1.0 } else { 0.0 };
            assert!((effective - expected).abs() < 1e-9, "{one:?}");
        }
    }
}
