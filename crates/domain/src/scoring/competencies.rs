//! Competency lines: the formula of the total over the questions with a share of at least one half.
//! Descriptive only: nothing is sorted, cut or banded on them.

use crate::frozen::FrozenQuestion;
use crate::question::Competency;
use crate::score_card::{CompetencyLine, Contribution};
use psychometrics::reliability::planning::{PLANNING_QUESTIONS, PLANNING_RELIABILITY, PLANNING_SD};
use psychometrics::reliability::sem;

/// A question speaks for a competency from this share on.
pub const LEADING_SHARE: f64 = 0.5;
/// A line is shown from this many questions on.
pub const SHOWN_FROM: usize = 4;

/// One question's part of a line: ω·a and s'.
struct Part {
    weight: f64,
    anchored: f64,
}

/// A line for every competency that leads at least one counting question, in the order of [`Competency::ALL`].
pub(super) fn lines(
    questions: &[FrozenQuestion],
    contributions: &[Contribution],
) -> Vec<CompetencyLine> {
    Competency::ALL
        .into_iter()
        .filter_map(|competency| {
            let parts = parts(competency, questions, contributions);
            (!parts.is_empty()).then(|| line(competency, &parts))
        })
        .collect()
}

fn parts(
    competency: Competency,
    questions: &[FrozenQuestion],
    contributions: &[Contribution],
) -> Vec<Part> {
    questions
        .iter()
        .zip(contributions)
        .filter(|(_, contribution)| contribution.state.counts())
        .filter_map(|(question, contribution)| {
            let share = question.question.shares().get(&competency).copied()?;
            (share >= LEADING_SHARE).then_some(Part {
                weight: contribution.weight * share,
                anchored: contribution.anchored,
            })
        })
        .collect()
}

fn line(competency: Competency, parts: &[Part]) -> CompetencyLine {
    let score = weighted_mean(parts).filter(|_| parts.len() >= SHOWN_FROM);
    CompetencyLine {
        competency,
        questions: u32::try_from(parts.len()).unwrap_or(u32::MAX),
        score: score.map(|mean| 100.0 * mean),
        standard_error: score.map(|mean| 100.0 * standard_error(parts, mean)),
    }
}

/// `Σ w s' / Σ w`; `None` where nothing has weight.
fn weighted_mean(parts: &[Part]) -> Option<f64> {
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    let sum: f64 = parts.iter().map(|part| part.weight * part.anchored).sum();
    (total > 0.0).then(|| sum / total)
}

/// Standard error of the weighted mean of n anchored scores: `√(n/(n−1) · Σ w²(s' − m)²) / Σ w`, which is SD/√n
/// when weights are equal. Never less than the planning error of n questions, as a few equal answers do not say
/// that the next would be equal too.
fn standard_error(parts: &[Part], mean: f64) -> f64 {
    let count = parts.len() as f64;
    let total: f64 = parts.iter().map(|part| part.weight).sum();
    let squares: f64 = parts
        .iter()
        .map(|part| (part.weight * (part.anchored - mean)).powi(2))
        .sum();
    let observed = (count / (count - 1.0) * squares).sqrt() / total;
    observed.max(planning_error(parts.len()))
}

/// The error assumed of a mean of `questions` anchored scores: that of a 12-question total, grown by √(12/n).
fn planning_error(questions: usize) -> f64 {
    let sem = sem(PLANNING_SD, PLANNING_RELIABILITY).unwrap_or(PLANNING_SD);
    sem / 100.0 * (PLANNING_QUESTIONS as f64 / questions as f64).sqrt()
}
