//! The rehearsal: made-up takers with a habit answer a set of questions before a person does, to show what the set
//! can give, what chance gives, and whether a habit pays that should not. Contains no person and refuses nothing.
//!
//! Every answer is scored by [`crate::question::key`] and summed by [`crate::scoring`]. Where a habit leaves several
//! replies open, or replies are shuffled, the figures are exact means; nothing is drawn. To add a taker: a variant of
//! [`Taker`], and its preference in `habit`.

mod habit;
mod preference;
mod taker;
mod warning;

pub use habit::POLITE_WORDS;
pub use taker::Taker;
pub use warning::{HIGH_TOTAL, Warning};

use crate::answer::{Answer, AnswerState};
use crate::bank::Bank;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::QuestionVersionId;
use crate::question::key::{self, Distribution, Unscorable};
use crate::question::{Format, Question, QuestionVersion};
use crate::score_card::{CompetencyLine, Contribution, ScoreCard};
use crate::scoring;
use psychometrics::chance::{ChanceDistribution, RandomQuestion};
use serde::Serialize;
use uuid::Uuid;

/// An anchored score this near to the best one a question can give is the best one.
const BEST_TOLERANCE: f64 = 1e-9;

/// Whether candidates meet the replies of a question in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Written,
    /// Each reply that is not pinned stands at each free place equally often.
    Shuffled,
}

/// What the takers of one set of questions earn. Totals are on the scale of score cards: 0 is random answering, 100
/// the key.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rehearsal {
    pub questions: usize,
    /// The lowest and the highest total that any answers reach.
    pub lowest: f64,
    pub highest: f64,
    pub chance: Chance,
    /// One line for each of [`Taker::ALL`], in its order.
    pub takers: Vec<TakerLine>,
    pub warnings: Vec<Warning>,
}

/// What random answering gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chance {
    /// Weighted mean of the chance levels c, 0..=1: the share of the raw score that guessing earns before anchoring.
    pub share: f64,
    /// Standard deviation of a random answerer's total.
    pub sd: f64,
    /// The totals that 1 in 20 random answerers stay at or below, and that 19 in 20 stay below.
    pub low: f64,
    pub high: f64,
}

/// What one taker earns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TakerLine {
    pub taker: Taker,
    /// Expected total.
    pub total: f64,
    /// In how many questions the taker gives the best answer there is, without having to guess.
    pub best_in: usize,
    /// As on a score card: a line has a number from four questions on.
    pub competencies: Vec<CompetencyLine>,
}

/// Why a set of questions cannot be rehearsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RehearsalError {
    #[error("no question carries any weight")]
    NoWeight,
    #[error("question {number} cannot be scored: {why}")]
    Unscorable { number: u32, why: Unscorable },
}

/// Rehearses a draft or a published assessment as it was frozen, replies shuffled if it shuffles them.
///
/// # Errors
/// [`RehearsalError`]; never for what [`crate::publishing::freeze`] froze.
pub fn rehearse_assessment(assessment: &FrozenAssessment) -> Result<Rehearsal, RehearsalError> {
    let order = if assessment.definition.shuffle_options {
        Order::Shuffled
    } else {
        Order::Written
    };
    rehearse(&assessment.questions, order)
}

impl Rehearsal {
    /// The expected total of one taker.
    pub fn total(&self, taker: Taker) -> f64 {
        let line = self.takers.iter().find(|line| line.taker == taker);
        line.map_or(0.0, |line| line.total)
    }
}

/// Rehearses one question by itself, its replies shuffled as assessments shuffle them unless told otherwise.
///
/// # Errors
/// [`RehearsalError::Unscorable`] in this format.
pub fn rehearse_question(
    version: &QuestionVersion,
    format: Format,
) -> Result<Rehearsal, RehearsalError> {
    rehearse(&[alone(version, format, 1)?], Order::Shuffled)
}

/// Rehearses a whole bank as its file has it: every question in its own format and with weight 1, replies in the
/// order in which they are written.
///
/// # Errors
/// [`RehearsalError`]; never for a bank that passes [`crate::bank::check()`].
pub fn rehearse_bank(bank: &Bank) -> Result<Rehearsal, RehearsalError> {
    let alone = |(question, number): (&Question, u32)| {
        let version = QuestionVersion {
            id: QuestionVersionId(Uuid::from_u128(u128::from(number))),
            bank: bank.info.id.clone(),
            number: 1,
            key: bank.info.key.clone(),
            question: question.clone(),
        };
        alone(&version, question.format, number)
    };
    let questions = bank.questions.iter().zip(1..).map(alone);
    rehearse(&questions.collect::<Result<Vec<_>, _>>()?, Order::Written)
}

/// A question as freezing would have it with weight 1, whether or not publishing would take it.
fn alone(
    version: &QuestionVersion,
    format: Format,
    number: u32,
) -> Result<FrozenQuestion, RehearsalError> {
    let scores = key::distribution(&version.question, format)
        .map_err(|why| RehearsalError::Unscorable { number, why })?;
    Ok(FrozenQuestion {
        version: version.id,
        bank: version.bank.clone(),
        version_number: version.number,
        format,
        weight: 1.0,
        chance: scores.chance(),
        provenance: version.key.provenance,
        visibility: version.key.visibility,
        keyed_by: None,
        question: version.question.clone(),
    })
}

/// Lets every taker answer `questions`, each in its frozen format and with its weight.
fn rehearse(questions: &[FrozenQuestion], order: Order) -> Result<Rehearsal, RehearsalError> {
    let distributions = questions
        .iter()
        .zip(1..)
        .map(|(question, number)| {
            key::distribution(&question.question, question.format)
                .map_err(|why| RehearsalError::Unscorable { number, why })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let chance = chance(questions, &distributions).ok_or(RehearsalError::NoWeight)?;
    let reached = |of: fn(&Distribution) -> f64| {
        let scores: Vec<f64> = distributions.iter().map(of).collect();
        card(questions, &scores)
    };
    let takers: Vec<TakerLine> = Taker::ALL
        .into_iter()
        .map(|taker| match taker {
            Taker::Random => line(taker, reached(Distribution::mean), &distributions),
            _ => line(taker, best_way(taker, questions, order), &distributions),
        })
        .collect();
    let mut rehearsal = Rehearsal {
        questions: questions.len(),
        lowest: reached(Distribution::lowest).total,
        highest: reached(Distribution::highest).total,
        chance,
        takers,
        warnings: Vec::new(),
    };
    rehearsal.warnings = warning::of(&rehearsal);
    Ok(rehearsal)
}

/// The card of somebody who gets these scores s, one a question. Totals and competency lines are linear in the
/// scores, so expected scores make the expected card.
fn card(questions: &[FrozenQuestion], scores: &[f64]) -> ScoreCard {
    let lines: Vec<Contribution> = questions
        .iter()
        .zip(scores)
        .zip(1..)
        .map(|((question, score), number)| {
            scoring::line(question, number, AnswerState::Answered, None, Some(*score))
        })
        .collect();
    scoring::card(questions, lines)
}

/// The expected card of a taker; of the way that earns most, where its habit has several.
fn best_way(taker: Taker, questions: &[FrozenQuestion], order: Order) -> ScoreCard {
    let cards = habit::ways(taker, questions, order)
        .into_iter()
        .map(|answers| {
            let scores: Vec<f64> = questions
                .iter()
                .zip(&answers)
                .map(|(question, answers)| mean_score(question, answers))
                .collect();
            card(questions, &scores)
        });
    cards
        .max_by(|a, b| a.total.total_cmp(&b.total))
        .unwrap_or_else(|| card(questions, &[]))
}

/// The mean score of equally likely answers, each complete and in the question's format.
fn mean_score(question: &FrozenQuestion, answers: &[Answer]) -> f64 {
    let scores = answers
        .iter()
        .filter_map(|answer| key::score(&question.question, answer));
    scores.sum::<f64>() / answers.len() as f64
}

fn line(taker: Taker, card: ScoreCard, distributions: &[Distribution]) -> TakerLine {
    let best = |(line, scores): &(&Contribution, &Distribution)| {
        line.score
            .is_some_and(|score| score >= scores.highest() - BEST_TOLERANCE)
    };
    TakerLine {
        taker,
        total: card.total,
        best_in: card
            .contributions
            .iter()
            .zip(distributions)
            .filter(best)
            .count(),
        competencies: card.competencies,
    }
}

/// `None` when nothing carries weight.
fn chance(questions: &[FrozenQuestion], distributions: &[Distribution]) -> Option<Chance> {
    let total: f64 = questions.iter().map(|question| question.weight).sum();
    if total <= 0.0 {
        return None;
    }
    let random: Vec<RandomQuestion> = questions
        .iter()
        .zip(distributions)
        .map(|(question, scores)| RandomQuestion {
            outcomes: scores.anchored_points(),
            weight: 100.0 * question.weight / total,
        })
        .collect();
    let sum = ChanceDistribution::of(&random).ok()?;
    let raw = questions
        .iter()
        .map(|question| question.weight * question.chance);
    Some(Chance {
        share: raw.sum::<f64>() / total,
        sd: sum.sd(),
        low: sum.quantile(0.05).ok()?,
        high: sum.nineteen_in_twenty_below() as f64,
    })
}

#[cfg(test)]
mod tests;
