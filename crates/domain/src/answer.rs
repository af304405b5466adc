//! What a candidate gave to one question, and its state. Contains no key. An answer may be half given (most without
//! least, a rating missing): it is kept, and scores as missing.

use crate::ids::QuestionVersionId;
use crate::question::{Format, Question};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An answer in the words of its format; options are named by their id within the question.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    SingleBest {
        choice: Option<String>,
    },
    MostLeast {
        most: Option<String>,
        least: Option<String>,
    },
    RateEach {
        /// Option id to rating, 1 to 7.
        ratings: BTreeMap<String, u8>,
    },
    RankOrder {
        /// Option id to place, 1 is best; places are distinct.
        places: BTreeMap<String, u8>,
    },
}

/// The scale of a rating.
pub const RATING: std::ops::RangeInclusive<u8> = 1..=7;

/// Why an answer cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    #[error("this question is answered in another way")]
    WrongFormat,
    #[error("this question has no such reply")]
    UnknownOption(String),
    #[error("the same reply cannot be both most and least")]
    MostIsLeast,
    #[error("a rating is a whole number from 1 to 7")]
    RatingOutOfRange,
    #[error("each place can be given once")]
    RepeatedPlace(u8),
    #[error("a place is a whole number from 1 to the number of replies")]
    PlaceOutOfRange,
}

impl Answer {
    pub fn format(&self) -> Format {
        match self {
            Self::SingleBest { .. } => Format::SingleBest,
            Self::MostLeast { .. } => Format::MostLeast,
            Self::RateEach { .. } => Format::RateEach,
            Self::RankOrder { .. } => Format::RankOrder,
        }
    }

    /// Nothing given at all: the question counts as skipped.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::SingleBest { choice } => choice.is_none(),
            Self::MostLeast { most, least } => most.is_none() && least.is_none(),
            Self::RateEach { ratings } => ratings.is_empty(),
            Self::RankOrder { places } => places.is_empty(),
        }
    }

    /// Everything the format asks for is given. A half-given answer is stored but scores as missing.
    pub fn is_complete(&self, option_count: usize) -> bool {
        match self {
            Self::SingleBest { choice } => choice.is_some(),
            Self::MostLeast { most, least } => most.is_some() && least.is_some(),
            Self::RateEach { ratings } => ratings.len() == option_count,
            Self::RankOrder { places } => places.len() == option_count,
        }
    }

    /// The options the answer puts first: the choice, the most helpful, the top rated (several when tied), the first
    /// place.
    pub fn preferred(&self) -> Vec<&str> {
        match self {
            Self::SingleBest { choice } => choice.as_deref().into_iter().collect(),
            Self::MostLeast { most, .. } => most.as_deref().into_iter().collect(),
            Self::RateEach { ratings } => with_number(ratings, ratings.values().max()),
            Self::RankOrder { places } => with_number(places, places.values().min()),
        }
    }

    /// Checks the shape against the question as it was asked (in `format`).
    ///
    /// # Errors
    /// One [`AnswerError`] for the first thing that does not fit.
    pub fn check(&self, question: &Question, format: Format) -> Result<(), AnswerError> {
        if self.format() != format {
            return Err(AnswerError::WrongFormat);
        }
        let known = |id: &String| {
            if question.option(id).is_some() {
                Ok(())
            } else {
                Err(AnswerError::UnknownOption(id.clone()))
            }
        };
        match self {
            Self::SingleBest { choice } => choice.iter().try_for_each(known),
            Self::MostLeast { most, least } => {
                most.iter().chain(least).try_for_each(known)?;
                if most.is_some() && most == least {
                    return Err(AnswerError::MostIsLeast);
                }
                Ok(())
            }
            Self::RateEach { ratings } => {
                ratings.keys().try_for_each(known)?;
                if ratings.values().all(|rating| RATING.contains(rating)) {
                    Ok(())
                } else {
                    Err(AnswerError::RatingOutOfRange)
                }
            }
            Self::RankOrder { places } => {
                places.keys().try_for_each(known)?;
                let mut seen = vec![false; question.options.len()];
                for &place in places.values() {
                    let slot = usize::from(place)
                        .checked_sub(1)
                        .and_then(|index| seen.get_mut(index))
                        .ok_or(AnswerError::PlaceOutOfRange)?;
                    if std::mem::replace(slot, true) {
                        return Err(AnswerError::RepeatedPlace(place));
                    }
                }
                Ok(())
            }
        }
    }
}

fn with_number<'a>(given: &'a BTreeMap<String, u8>, wanted: Option<&u8>) -> Vec<&'a str> {
    let first = given.iter().filter(|(_, number)| Some(*number) == wanted);
    first.map(|(id, _)| id.as_str()).collect()
}

/// Whether and why a question has an answer; stored explicitly, never inferred from an empty field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerState {
    Answered,
    /// Left empty or half given: scores as chance and stays in.
    Skipped,
    /// The time ran out first: scores as chance and stays in.
    TimedOut,
    /// Left out of numerator and denominator.
    NotPresented,
    /// A technical loss: left out and prorated.
    Technical,
    /// Exempt by accommodation: left out.
    AccommodationExempt,
}

/// One question of an attempt as the store keeps it: the last answer and its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenAnswer {
    pub version: QuestionVersionId,
    pub state: AnswerState,
    pub answer: Option<Answer>,
}

impl AnswerState {
    /// The state of a presented question when its attempt ends: answered if the answer is complete, else timed out
    /// or skipped.
    pub fn at_end(answer: Option<&Answer>, option_count: usize, timed_out: bool) -> Self {
        match answer {
            Some(answer) if answer.is_complete(option_count) => Self::Answered,
            _ if timed_out => Self::TimedOut,
            _ => Self::Skipped,
        }
    }

    /// Whether the question counts in the total; a missing answer that counts scores as chance.
    pub fn counts(self) -> bool {
        match self {
            Self::Answered | Self::Skipped | Self::TimedOut => true,
            Self::NotPresented | Self::Technical | Self::AccommodationExempt => false,
        }
    }
}
