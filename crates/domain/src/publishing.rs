//! Publishing: the checks of questions and of what selection asks, and freezing a definition with its question versions into a
//! [`FrozenAssessment`]. Contains no answer. To refuse something more: a variant of [`PublishProblem`] and one check.

mod problem;
mod selection;

pub use problem::{PublishProblem, QuestionFault};
pub use selection::{UnmetPoint, unmet_points};

use crate::ENGINE_VERSION;
use crate::assessment::{Acknowledgement, Definition, Purpose, SelectedQuestion};
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::{AssessmentId, QuestionVersionId};
use crate::question::key::{self, Distribution};
use crate::question::{Format, Kind, Question, QuestionVersion};
use crate::time::Timestamp;
use crate::weighting::Weighting;
use psychometrics::chance::{ChanceDistribution, RandomQuestion};
use psychometrics::reliability::planning_reliability;
use std::collections::BTreeSet;

/// A single-best question with a higher chance level is refused.
pub const MOST_CHANCE: f64 = 0.5;
/// A key must span at least this many points of the expert scale.
pub const LEAST_SPAN: f64 = 3.0;
/// The empathy control.
pub const EMPATHY_CONTROL: std::ops::RangeInclusive<f64> = 1.0..=1.5;
/// The largest weight of a question or a competency.
pub const MOST_WEIGHT: f64 = 10.0;

/// Rounding left over where authors write decimals.
const TOLERANCE: f64 = 1e-6;

/// Who publishes what, when and what for.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    pub id: AssessmentId,
    pub purpose: Purpose,
    pub acknowledgements: Vec<Acknowledgement>,
    /// The person's name, printed in reports.
    pub published_by: String,
    pub published_at: Timestamp,
}

/// Freezes a definition. `questions` holds at least the versions it selects, in any order.
///
/// # Errors
/// Every problem found; nothing is frozen then.
pub fn freeze(
    definition: &Definition,
    questions: &[QuestionVersion],
    publication: Publication,
) -> Result<FrozenAssessment, Vec<PublishProblem>> {
    let mut problems = definition_problems(definition);
    let weighting = Weighting::of(definition);
    let mut frozen = Vec::with_capacity(definition.questions.len());
    let mut random = Vec::with_capacity(definition.questions.len());
    for (selected, number) in definition.questions.iter().zip(1..) {
        match freeze_question(selected, find(questions, selected.version), &weighting) {
            Ok((question, outcomes)) => {
                random.push(RandomQuestion {
                    outcomes,
                    weight: question.weight,
                });
                frozen.push(question);
            }
            Err(faults) => {
                let title = find(questions, selected.version)
                    .map_or_else(String::new, |version| version.question.title.clone());
                problems.extend(faults.into_iter().map(|fault| PublishProblem::Question {
                    number,
                    title: title.clone(),
                    fault,
                }));
            }
        }
    }
    let total: f64 = frozen.iter().map(|question| question.weight).sum();
    let complete = frozen.len() == definition.questions.len();
    if complete && !frozen.is_empty() && total <= 0.0 {
        problems.push(PublishProblem::NoWeight);
    }
    problems.extend(unacknowledged(definition, questions, &publication));
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(FrozenAssessment {
        id: publication.id,
        purpose: publication.purpose,
        published_at: publication.published_at,
        published_by: publication.published_by,
        acknowledgements: publication.acknowledgements,
        engine_version: ENGINE_VERSION.into(),
        random_95: random_95(random, total),
        planning_reliability: planned_reliability(&frozen),
        key_change: None,
        definition: definition.clone(),
        questions: frozen,
    })
}

fn find(questions: &[QuestionVersion], id: QuestionVersionId) -> Option<&QuestionVersion> {
    questions.iter().find(|version| version.id == id)
}

/// What is wrong with the definition, apart from its questions.
fn definition_problems(definition: &Definition) -> Vec<PublishProblem> {
    let mut problems = Vec::new();
    if definition.title.trim().is_empty() {
        problems.push(PublishProblem::NoTitle);
    }
    if definition.questions.is_empty() {
        problems.push(PublishProblem::NoQuestions);
    }
    if !EMPATHY_CONTROL.contains(&definition.empathy_control) {
        problems.push(PublishProblem::EmpathyControl);
    }
    if definition.time_limit_minutes == Some(0) {
        problems.push(PublishProblem::TimeLimit);
    }
    for (&competency, weight) in &definition.competency_weights {
        if !(0.0..=MOST_WEIGHT).contains(weight) {
            problems.push(PublishProblem::CompetencyWeight(competency));
        }
    }
    let mut seen = BTreeSet::new();
    for (selected, number) in definition.questions.iter().zip(1..) {
        if !seen.insert(selected.version) {
            problems.push(PublishProblem::Repeated(number));
        }
    }
    problems
}

/// The frozen question and its anchored scores with their probabilities under random answering.
type Frozen = (FrozenQuestion, Vec<(f64, f64)>);

fn freeze_question(
    selected: &SelectedQuestion,
    version: Option<&QuestionVersion>,
    weighting: &Weighting,
) -> Result<Frozen, Vec<QuestionFault>> {
    let Some(version) = version else {
        return Err(vec![QuestionFault::Unknown]);
    };
    let question = &version.question;
    let mut faults = Vec::new();
    if !question.allows(selected.format) {
        faults.push(QuestionFault::FormatNotAllowed(selected.format));
    }
    if !(selected.weight > 0.0 && selected.weight <= MOST_WEIGHT) {
        faults.push(QuestionFault::Weight);
    }
    if !sound_shares(question) {
        faults.push(QuestionFault::Shares);
    }
    match checked_scores(question, selected.format) {
        Ok(scores) if faults.is_empty() => {
            let frozen = FrozenQuestion {
                version: version.id,
                bank: version.bank.clone(),
                version_number: version.number,
                format: selected.format,
                weight: weighting.weight(question, selected.weight),
                chance: scores.chance(),
                provenance: version.key.provenance,
                visibility: version.key.visibility,
                keyed_by: None,
                question: question.clone(),
            };
            Ok((frozen, scores.anchored_points()))
        }
        Ok(_) => Err(faults),
        Err(fault) => {
            faults.push(fault);
            Err(faults)
        }
    }
}

/// The reachable scores of a question that tells people apart and is hard to guess.
pub(crate) fn checked_scores(
    question: &Question,
    format: Format,
) -> Result<Distribution, QuestionFault> {
    let scores = key::distribution(question, format)?;
    if key::span(question) < LEAST_SPAN - TOLERANCE {
        return Err(QuestionFault::KeySpan(key::span(question)));
    }
    if format == Format::SingleBest && scores.chance() > MOST_CHANCE + TOLERANCE {
        return Err(QuestionFault::Chance(scores.chance()));
    }
    Ok(scores)
}

/// Empathy: one or two shares above 0 that sum to 1, none for job questions.
fn sound_shares(question: &Question) -> bool {
    let shares = question.shares();
    let sum: f64 = shares.values().sum();
    let job_share = question
        .competencies
        .contains_key(&crate::question::Competency::JB);
    (1..=2).contains(&shares.len())
        && shares.values().all(|share| *share > 0.0)
        && (sum - 1.0).abs() <= TOLERANCE
        && (question.kind == Kind::Job || !job_share)
}

/// Points that selection asks for that are neither met nor acknowledged by a named person.
fn unacknowledged(
    definition: &Definition,
    questions: &[QuestionVersion],
    publication: &Publication,
) -> Vec<PublishProblem> {
    let acknowledged = |point| {
        let named = |note: &&Acknowledgement| note.point == point && !note.by.trim().is_empty();
        publication.acknowledgements.iter().any(|note| named(&note))
    };
    unmet_points(definition, questions, publication.purpose)
        .into_iter()
        .filter(|unmet| !acknowledged(unmet.point))
        .map(PublishProblem::Unacknowledged)
        .collect()
}

/// N in "19 in 20 random answerers stay below N": a whole number on the scale of totals.
fn random_95(mut questions: Vec<RandomQuestion>, total_weight: f64) -> f64 {
    for question in &mut questions {
        question.weight *= 100.0 / total_weight;
    }
    // Every input was checked above: probabilities sum to 1 and weights are finite. 100 claims the least.
    ChanceDistribution::of(&questions).map_or(100.0, |sum| sum.nineteen_in_twenty_below() as f64)
}

/// Ruling 7's planning value at the number of questions that carry weight; at least one does.
fn planned_reliability(questions: &[FrozenQuestion]) -> f64 {
    let carrying = questions
        .iter()
        .filter(|question| question.weight > 0.0)
        .count();
    planning_reliability(carrying).unwrap_or(0.0)
}

#[cfg(test)]
pub(crate) mod tests;
