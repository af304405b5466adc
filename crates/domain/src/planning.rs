//! What a builder shows while an assessment is put together, before anybody has answered: duration, coverage,
//! influence, expected reliability and warnings. Everything that rests on an assumption names it. Contains no answer.
//! To add a figure: a field of [`BuilderFigures`] and a file below.

pub mod coverage;
pub mod evidence;
pub mod influence;
pub mod warnings;

pub use coverage::{AskCoverage, CoverageRow};
pub use evidence::Evidence;
pub use influence::{CompetencyInfluence, Influences, QuestionInfluence};
pub use warnings::Warning;

use crate::assessment::{Definition, SelectedQuestion};
use crate::bank::Visibility;
use crate::question::QuestionVersion;
use crate::weighting::Weighting;
use psychometrics::reliability::planning_reliability;

/// Everything the builder shows about a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct BuilderFigures {
    /// Sum of the questions' reading and answering times.
    pub seconds: u32,
    /// The same in minutes, rounded, at least 1 when there is a question.
    pub minutes: u32,
    /// A row for every competency that some question carries.
    pub coverage: Vec<CoverageRow>,
    /// Q1 to Q5, always all five.
    pub asks: Vec<AskCoverage>,
    /// How much stands behind each competency line.
    pub evidence: Vec<Evidence>,
    pub influences: Influences,
    /// Planning reliability by length, assumed; absent without a question that carries weight.
    pub expected_reliability: Option<f64>,
    /// Questions whose key any applicant can read.
    pub public_keys: usize,
    pub warnings: Vec<Warning>,
}

/// What the planning reliability rests on, for the page.
pub const RELIABILITY_ASSUMPTION: &str = "Assumed from the number of questions (.60 at 12) until at least 50 people \
     have submitted; nobody's answers are behind it.";

/// A selected question with what it carries; selections whose version is not at hand are left out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chosen<'a> {
    /// Its number in the recruiter's order, from 1.
    pub number: u32,
    pub selected: &'a SelectedQuestion,
    pub version: &'a QuestionVersion,
}

/// The questions of a draft in the recruiter's order.
pub(crate) fn chosen<'a>(
    definition: &'a Definition,
    questions: &'a [QuestionVersion],
) -> Vec<Chosen<'a>> {
    definition
        .questions
        .iter()
        .zip(1..)
        .filter_map(|(selected, number)| {
            let version = questions
                .iter()
                .find(|version| version.id == selected.version)?;
            Some(Chosen {
                number,
                selected,
                version,
            })
        })
        .collect()
}

/// The figures of a draft. Never fails: what cannot be computed yet is absent, and publishing says why.
pub fn figures(definition: &Definition, questions: &[QuestionVersion]) -> BuilderFigures {
    let chosen = chosen(definition, questions);
    let weighting = Weighting::of(definition);
    let seconds = chosen
        .iter()
        .map(|one| one.version.question.reading_seconds)
        .sum::<u32>();
    let influences = influence::of(&chosen, &weighting);
    let evidence = evidence::of(definition, questions);
    let carrying = influences
        .questions
        .iter()
        .filter(|question| question.nominal > 0.0)
        .count();
    let public = |one: &&Chosen| one.version.key.visibility == Visibility::Public;
    let mut figures = BuilderFigures {
        seconds,
        minutes: minutes(seconds),
        coverage: coverage::of(&chosen),
        asks: coverage::asks(&chosen),
        evidence,
        influences,
        expected_reliability: planning_reliability(carrying).ok(),
        public_keys: chosen.iter().filter(public).count(),
        warnings: Vec::new(),
    };
    figures.warnings = warnings::of(&figures, &chosen, &weighting, definition.time_limit_minutes);
    figures
}

/// Whole minutes, rounded; anything takes at least one.
pub(crate) fn minutes(seconds: u32) -> u32 {
    match seconds {
        0 => 0,
        seconds => ((seconds + 30) / 60).max(1),
    }
}

#[cfg(test)]
mod tests;
