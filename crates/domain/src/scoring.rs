//! Scoring: a frozen assessment, a plan and the answers make a score card. Pure and
//! deterministic: the same input gives the same bits. Contains no ranking and no words for people. Only this module
//! scores; a new line of the card is a file below [`scoring`](self).

mod competencies;
mod styles;

pub use competencies::{LEADING_SHARE, SHOWN_FROM};

use crate::ENGINE_VERSION;
use crate::answer::{Answer, AnswerState, GivenAnswer};
use crate::attempt::Plan;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::QuestionVersionId;
use crate::question::key;
use crate::score_card::{Completeness, Contribution, ScoreCard};
use std::collections::BTreeMap;

/// Under this share of the weight answered an attempt is unfinished.
pub const ANSWERED_SHARE: f64 = 0.8;
/// Under this share of the weight left after losses and exemptions there is too little evidence.
pub const EVIDENCE_SHARE: f64 = 2.0 / 3.0;
/// Weights are sums of fractions: a share that misses its limit by a rounding error meets it.
const SHARE_TOLERANCE: f64 = 1e-9;

/// Scores one attempt.
///
/// A question without a record in `answers` was skipped if the plan shows it and not presented otherwise. An answer
/// that is half given or does not fit its question scores as skipped, whatever its record says. Contributions come in
/// the frozen assessment's order, so that the total does not depend on the order in which questions were met.
pub fn score(assessment: &FrozenAssessment, plan: &Plan, answers: &[GivenAnswer]) -> ScoreCard {
    score_questions(&assessment.questions, plan, answers)
}

/// As [`score`], from the frozen questions alone.
pub(crate) fn score_questions(
    questions: &[FrozenQuestion],
    plan: &Plan,
    answers: &[GivenAnswer],
) -> ScoreCard {
    let given: BTreeMap<_, _> = answers.iter().map(|given| (given.version, given)).collect();
    let contributions = questions
        .iter()
        .map(|question| contribution(question, number(plan, question.version), &given))
        .collect();
    card(questions, contributions)
}

/// The card of `contributions`, one for each of `questions` in their order, whose points are still open.
pub(crate) fn card(
    questions: &[FrozenQuestion],
    mut contributions: Vec<Contribution>,
) -> ScoreCard {
    let weights = Weights::of(&contributions);
    for line in &mut contributions {
        line.points = (line.state.counts() && weights.counting > 0.0)
            .then(|| 100.0 * line.weight * line.anchored / weights.counting);
    }
    let total = contributions
        .iter()
        .filter_map(|line| line.points)
        .fold(0.0, std::ops::Add::add);
    ScoreCard {
        engine_version: ENGINE_VERSION.into(),
        completeness: weights.completeness(),
        answered_weight: weights.answered_share(),
        total,
        total_micro: micro(total),
        competencies: competencies::lines(questions, &contributions),
        styles: styles::counts(questions, &contributions),
        contributions,
    }
}

/// A total in millionths of a point, rounded once, half away from zero.
pub fn micro(total: f64) -> i64 {
    (total * 1e6).round() as i64
}

/// The question's number in the plan, from 1; 0 where the plan does not show it.
fn number(plan: &Plan, version: QuestionVersionId) -> u32 {
    plan.questions
        .iter()
        .zip(1_u32..)
        .find_map(|(planned, number)| (planned.version == version).then_some(number))
        .unwrap_or(0)
}

/// The line of one question, its points still open.
fn contribution(
    question: &FrozenQuestion,
    number: u32,
    given: &BTreeMap<QuestionVersionId, &GivenAnswer>,
) -> Contribution {
    let (recorded, answer) = match given.get(&question.version) {
        Some(given) => (given.state, given.answer.clone()),
        None if number > 0 => (AnswerState::Skipped, None),
        None => (AnswerState::NotPresented, None),
    };
    let score = (recorded == AnswerState::Answered)
        .then_some(answer.as_ref())
        .flatten()
        .filter(|answer| answer.format() == question.format)
        .and_then(|answer| key::score(&question.question, answer));
    let state = match (recorded, score) {
        (AnswerState::Answered, None) => AnswerState::Skipped,
        (state, _) => state,
    };
    line(question, number, state, answer, score)
}

/// The line of a question whose answer got the score s, its points still open.
pub(crate) fn line(
    question: &FrozenQuestion,
    number: u32,
    state: AnswerState,
    answer: Option<Answer>,
    score: Option<f64>,
) -> Contribution {
    Contribution {
        version: question.version,
        number,
        kind: question.question.kind,
        state,
        answer,
        weight: question.weight,
        score,
        chance: question.chance,
        anchored: score.map_or(0.0, |score| key::anchored(score, question.chance)),
        points: None,
    }
}

/// Sums of ω by what became of the questions.
struct Weights {
    all: f64,
    /// Answered, skipped or timed out.
    counting: f64,
    answered: f64,
}

impl Weights {
    fn of(contributions: &[Contribution]) -> Self {
        let sum = |keep: fn(&Contribution) -> bool| {
            contributions
                .iter()
                .filter(|line| keep(line))
                .map(|line| line.weight)
                .sum()
        };
        Self {
            all: sum(|_| true),
            counting: sum(|line| line.state.counts()),
            answered: sum(|line| line.score.is_some()),
        }
    }

    /// Share of the weight that counts with a complete answer.
    fn answered_share(&self) -> f64 {
        if self.counting > 0.0 {
            self.answered / self.counting
        } else {
            0.0
        }
    }

    fn completeness(&self) -> Completeness {
        let enough = |part: f64, whole: f64, share: f64| {
            whole > 0.0 && part / whole >= share - SHARE_TOLERANCE
        };
        if !enough(self.counting, self.all, EVIDENCE_SHARE) {
            Completeness::InsufficientEvidence
        } else if !enough(self.answered, self.counting, ANSWERED_SHARE) {
            Completeness::Unfinished
        } else {
            Completeness::Complete
        }
    }
}

#[cfg(test)]
mod tests;
