//! An expert panel: people who know the work rate every reply of a question blind, from 1 (harms) to 7 (helps most).
//! Here is the order in which one of them meets the questions, what the ratings show ([`evidence()`]), what the gate
//! holds against a key made of them ([`HeldBack`]), in which order disagreement is worth a look ([`disagreements`]), and
//! the key itself ([`derived`]).
//!
//! Contains no expert: ratings come without names. A new thing to hold against a key is a variant of [`HeldBack`].

mod derived;
mod evidence;
mod held_back;
mod queue;

pub use derived::{derived, provenance, same_for_experts};
pub use evidence::{Agreement, OptionEvidence, QuestionEvidence, Ratings, evidence};
pub use held_back::HeldBack;
pub use queue::disagreements;

use crate::attempt::{Plan, PlannedQuestion, option_order};
use crate::ids::QuestionVersionId;
use crate::question::Question;
use psychometrics::agreement::PanelGate;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Fewest experts for a key: the gate's.
pub const LEAST_EXPERTS: usize = 8;

/// What a panel must reach: 8 experts, ICC(2,k) .80, SD at most 1.5 for each reply, a gap of 0.5 between the best and
/// the second best.
pub(crate) fn gate() -> PanelGate {
    PanelGate {
        experts: LEAST_EXPERTS,
        ..PanelGate::default()
    }
}

/// Draws the order in which one expert meets the questions and their replies; pinned replies keep their place. The same
/// questions and seed always give the same plan.
pub fn draw_plan(questions: &[(QuestionVersionId, &Question)], seed: u64) -> Plan {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut order: Vec<_> = questions.iter().collect();
    order.shuffle(&mut rng);
    let questions = order
        .into_iter()
        .map(|(version, question)| PlannedQuestion {
            version: *version,
            options: option_order(&question.options, true, &mut rng),
        })
        .collect();
    Plan { seed, questions }
}

/// What a question usually takes an expert, in seconds: to read it, and to weigh every reply.
pub fn usual_seconds(question: &Question) -> u32 {
    const EACH_REPLY: u32 = 6;
    let replies = u32::try_from(question.options.len()).unwrap_or(u32::MAX);
    question
        .reading_seconds
        .saturating_add(replies.saturating_mul(EACH_REPLY))
}

#[cfg(test)]
mod tests;
