//! Another key for a published assessment: which versions of its questions offer one, what is frozen anew with it, the
//! same answers scored under it, and who moves how far. Candidates are asked what they were always asked: only values,
//! styles, reasons and the source of a key change hands; weights, shares and formats stay as published. Contains no
//! person and decides nothing.

mod movement;
mod offer;
mod rekey;

pub use movement::{Move, Movement, Place, Span, movement};
pub use offer::{Obstacle, Offer, offer};
pub use rekey::{Rekey, rekeyed};

use crate::attempt::Plan;
use crate::frozen::FrozenAssessment;
use crate::score_card::ScoreCard;
use crate::scoring;

/// The answers of `card` scored under `assessment`, which asks the same questions.
pub fn rescored(assessment: &FrozenAssessment, plan: &Plan, card: &ScoreCard) -> ScoreCard {
    scoring::score(assessment, plan, &card.given())
}

#[cfg(test)]
mod tests;
