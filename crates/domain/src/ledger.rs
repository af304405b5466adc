//! The score ledger: everything behind one score card, so that anyone with the exported file can compute it again.
//! Holds keys and answers, and no name of a candidate, no e-mail address and no time.

use crate::answer::GivenAnswer;
use crate::assessment::Purpose;
use crate::attempt::Plan;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::{AssessmentId, AttemptId, QuestionVersionId};
use crate::question::key;
use crate::score_card::ScoreCard;
use crate::scoring;
use crate::weighting::Weighting;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the ledger's JSON; 1 today.
pub const SCHEMA_VERSION: u32 = 1;

/// One attempt, from question weights and keys to the total.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    pub schema_version: u32,
    pub attempt: AttemptId,
    pub assessment: AssessmentId,
    pub title: String,
    pub purpose: Purpose,
    /// Competency weights and the empathy control.
    pub weighting: Weighting,
    /// Each question's own weight.
    pub question_weights: BTreeMap<QuestionVersionId, f64>,
    /// As frozen: formats, ω, chance, options with values and reasons.
    pub questions: Vec<FrozenQuestion>,
    pub plan: Plan,
    pub answers: Vec<GivenAnswer>,
    /// The stored result, with the engine version that made it.
    pub card: ScoreCard,
}

/// What a ledger's check found.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LedgerError {
    #[error("this ledger is of version {0}; this program reads version {SCHEMA_VERSION}")]
    Version(u32),
    #[error(
        "it was scored by engine {stored}; this is engine {}",
        crate::ENGINE_VERSION
    )]
    Engine { stored: String },
    #[error("question “{0}” cannot be scored from its key")]
    Key(String),
    #[error("question “{title}”: the stored {what} is {stored}, computed again it is {computed}")]
    Question {
        title: String,
        what: &'static str,
        stored: f64,
        computed: f64,
    },
    #[error("the stored total is {stored}, computed again it is {computed}")]
    Total { stored: f64, computed: f64 },
    #[error("the stored score card differs from the one computed again")]
    Card,
}

impl Ledger {
    /// The ledger of one scored attempt.
    pub fn new(
        attempt: AttemptId,
        assessment: &FrozenAssessment,
        plan: &Plan,
        answers: &[GivenAnswer],
        card: &ScoreCard,
    ) -> Self {
        let definition = &assessment.definition;
        Self {
            schema_version: SCHEMA_VERSION,
            attempt,
            assessment: assessment.id,
            title: definition.title.clone(),
            purpose: assessment.purpose,
            weighting: Weighting::of(definition),
            question_weights: definition
                .questions
                .iter()
                .map(|selected| (selected.version, selected.weight))
                .collect(),
            questions: assessment.questions.clone(),
            plan: plan.clone(),
            answers: answers.to_vec(),
            card: card.clone(),
        }
    }
}

/// The score card, computed again from the frozen questions, the plan and the answers: the stored one bit for bit, if
/// the same engine made it.
pub fn recompute(ledger: &Ledger) -> ScoreCard {
    scoring::score_questions(&ledger.questions, &ledger.plan, &ledger.answers)
}

/// Checks a ledger from the ground: chance and weight of every question from its key and the weighting, then the
/// score card.
///
/// # Errors
/// The first [`LedgerError`].
pub fn verify(ledger: &Ledger) -> Result<(), LedgerError> {
    if ledger.schema_version != SCHEMA_VERSION {
        return Err(LedgerError::Version(ledger.schema_version));
    }
    if ledger.card.engine_version != crate::ENGINE_VERSION {
        return Err(LedgerError::Engine {
            stored: ledger.card.engine_version.clone(),
        });
    }
    for question in &ledger.questions {
        verify_question(ledger, question)?;
    }
    let computed = recompute(ledger);
    if computed.total != ledger.card.total {
        return Err(LedgerError::Total {
            stored: ledger.card.total,
            computed: computed.total,
        });
    }
    if computed == ledger.card {
        Ok(())
    } else {
        Err(LedgerError::Card)
    }
}

fn verify_question(ledger: &Ledger, frozen: &FrozenQuestion) -> Result<(), LedgerError> {
    let question = &frozen.question;
    let chance = key::distribution(question, frozen.format)
        .map_err(|_| LedgerError::Key(question.title.clone()))?
        .chance();
    let own = ledger
        .question_weights
        .get(&frozen.version)
        .copied()
        .unwrap_or(0.0);
    let weight = ledger.weighting.weight(question, own);
    for (what, stored, computed) in [
        ("chance level", frozen.chance, chance),
        ("weight", frozen.weight, weight),
    ] {
        if stored != computed {
            let title = question.title.clone();
            return Err(LedgerError::Question {
                title,
                what,
                stored,
                computed,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
