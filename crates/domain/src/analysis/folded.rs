//! Folding scored attempts: what is kept of them is sums, counts and a bounded sample drawn by lot. Adding attempts in
//! any number of batches gives the same figures as adding them at once. Contains no person and no order of attempts.

use super::design::{carrying, design};
use super::duration::Durations;
use super::methods::totals;
use super::usage::{Days, QuestionUsage, Usage};
use crate::answer::AnswerState;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::{AttemptId, QuestionVersionId};
use crate::ranking::lot;
use crate::score_card::{Completeness, Contribution, ScoreCard};
use crate::time::Timestamp;
use psychometrics::Undefined;
use psychometrics::streaming::{Accumulator, ItemMoments, Person, Response};
use serde::{Deserialize, Serialize};

/// Attempts in a sample at most.
pub const SAMPLE: usize = 2_000;
/// Raised whenever something else is folded, or otherwise.
const FOLD: u32 = 2;

/// Names what is folded and by which engine: what is stored under another name is computed again.
pub fn fold_version() -> String {
    format!("{}/{FOLD}", crate::ENGINE_VERSION)
}

/// Decides who is in a sample, and the draws made with it; stored figures name it.
pub(super) const SEED: u64 = 1;

/// One scored attempt.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    pub attempt: AttemptId,
    pub card: &'a ScoreCard,
    /// From the first page to the submission; absent for an attempt that the server ended or that was opened again.
    pub seconds: Option<u64>,
    pub ended: Timestamp,
    /// From [`answer_seconds`](super::answer_seconds); empty where they are not known.
    pub answered_in: &'a [(QuestionVersionId, f64)],
}

/// Sums and counts of the attempts folded so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
    moments: ItemMoments,
    left_out: u64,
    durations: Durations,
    usage: Usage,
}

/// [`Folded`] as numbers, for storage.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    moments: Vec<f64>,
    left_out: u64,
    durations: Durations,
    usage: Usage,
}

impl Folded {
    /// Nobody yet.
    ///
    /// # Errors
    /// `TooFewQuestions` for an assessment in which no question carries weight.
    pub fn empty(assessment: &FrozenAssessment) -> Result<Self, Undefined> {
        Ok(Self {
            moments: Accumulator::new(design(assessment)?).finish(),
            left_out: 0,
            durations: Durations::default(),
            usage: Usage::empty(assessment),
        })
    }

    /// What [`to_json`](Self::to_json) wrote for the same assessment; `None` for anything else.
    pub fn from_json(assessment: &FrozenAssessment, text: &str) -> Option<Self> {
        let stored: Stored = serde_json::from_str(text).ok()?;
        let moments = ItemMoments::from_values(design(assessment).ok()?, &stored.moments).ok()?;
        stored.usage.fits(assessment).then_some(Self {
            moments,
            left_out: stored.left_out,
            durations: stored.durations,
            usage: stored.usage,
        })
    }

    /// # Errors
    /// None is known for numbers.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Stored {
            moments: self.moments.to_values(),
            left_out: self.left_out,
            durations: self.durations.clone(),
            usage: self.usage.clone(),
        })
    }

    /// Attempts that the figures rest on.
    pub fn attempts(&self) -> u64 {
        self.moments.persons() as u64
    }

    /// Complete attempts that lack a question that carries weight.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    pub fn moments(&self) -> &ItemMoments {
        &self.moments
    }

    pub fn durations(&self) -> &Durations {
        &self.durations
    }

    /// Attempts by day.
    pub fn days(&self) -> &Days {
        self.usage.days()
    }

    /// Each question over time, in the recruiter's order.
    pub fn usage(&self) -> &[QuestionUsage] {
        self.usage.questions()
    }
}

/// One attempt of a sample: its contributions and its totals under other scoring methods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampled {
    /// Decides who stays; has nothing to do with answers.
    pub lot: u64,
    /// Points of the questions that carry weight, in the recruiter's order.
    pub points: Vec<f64>,
    /// One total for each of [`Method::of`](super::Method::of).
    pub totals: Vec<f64>,
}

/// The [`SAMPLE`] attempts with the lowest lots, lowest first: whoever is added when, the same attempts stay.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sample(Vec<Sampled>);

impl Sample {
    pub fn attempts(&self) -> &[Sampled] {
        &self.0
    }

    fn has_room_for(&self, lot: u64) -> bool {
        self.0.len() < SAMPLE || self.0.last().is_some_and(|last| lot < last.lot)
    }

    fn add(&mut self, one: Sampled) {
        let place = self.0.partition_point(|other| other.lot < one.lot);
        self.0.insert(place, one);
        self.0.truncate(SAMPLE);
    }
}

/// Adds attempts. One that is not complete is passed over; a complete one that was not given a question that carries
/// weight is counted as left out.
pub fn fold<'a>(
    assessment: &FrozenAssessment,
    folded: &mut Folded,
    sample: &mut Sample,
    attempts: impl IntoIterator<Item = Scored<'a>>,
) {
    let carrying = carrying(assessment);
    let mut accumulator = Accumulator::resume(folded.moments.clone());
    for scored in attempts {
        if scored.card.completeness != Completeness::Complete {
            continue;
        }
        let answered = Answered::of(&carrying, scored.card);
        let Some(answered) = answered.filter(|one| accumulator.fold(one.person()).is_ok()) else {
            folded.left_out += 1;
            continue;
        };
        if let Some(seconds) = scored.seconds {
            folded.durations.add(seconds);
        }
        folded.usage.add(assessment, &scored);
        let lot = lot(SEED, scored.attempt);
        if sample.has_room_for(lot) {
            let weights = folded.moments.design().weights();
            let pairs = answered.scores.iter().zip(weights);
            sample.add(Sampled {
                lot,
                points: pairs.map(|(score, weight)| score * weight).collect(),
                totals: totals(&carrying, weights, &answered.lines),
            });
        }
    }
    folded.moments = accumulator.finish();
}

/// One attempt in the order of the design.
struct Answered<'a> {
    lines: Vec<&'a Contribution>,
    scores: Vec<f64>,
    responses: Vec<Response>,
    positions: Vec<u16>,
}

impl<'a> Answered<'a> {
    /// `None` where a question is missing, was left out, or is another one.
    fn of(carrying: &[(usize, &FrozenQuestion)], card: &'a ScoreCard) -> Option<Self> {
        let line = |&(number, question): &(usize, &FrozenQuestion)| {
            let line = card.contributions.get(number - 1)?;
            (line.version == question.version && line.state.counts()).then_some(line)
        };
        let lines: Vec<&Contribution> = carrying.iter().map(line).collect::<Option<_>>()?;
        let pairs = || carrying.iter().zip(&lines);
        Some(Self {
            scores: lines.iter().map(|line| line.anchored).collect(),
            responses: pairs()
                .map(|((_, question), line)| response(question, line))
                .collect(),
            positions: lines
                .iter()
                .map(|line| u16::try_from(line.number).unwrap_or(u16::MAX))
                .collect(),
            lines,
        })
    }

    fn person(&self) -> Person<'_> {
        Person {
            scores: &self.scores,
            responses: &self.responses,
            seconds: &[],
            positions: &self.positions,
        }
    }
}

/// The reply put first, by its place in the stored question; several rated alike are none.
fn response(question: &FrozenQuestion, line: &Contribution) -> Response {
    match (line.state, &line.answer, line.score) {
        (AnswerState::TimedOut, ..) => Response::TimedOut,
        (AnswerState::Answered, Some(answer), Some(_)) => {
            let options = &question.question.options;
            let place = |id: &str| options.iter().position(|option| option.id == id);
            let first = match answer.preferred().as_slice() {
                [only] => place(only).and_then(|place| u16::try_from(place).ok()),
                _ => None,
            };
            first.map_or(Response::Answered, Response::Option)
        }
        _ => Response::Skipped,
    }
}
