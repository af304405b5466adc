//! What the answers to one published assessment say about its questions and its total: how reliable, how hard, how
//! well each question goes with the rest, what moves the total, what another method would have changed.
//!
//! [`fold`] adds scored attempts to [`Folded`] (sums and counts, no person) and a [`Sample`]; [`sensitivity()`] looks
//! at the sample; [`analyse`] makes the figures with their number of attempts and what they mean. Contains nobody's
//! score, name or time: a figure exists from its gate on only. To add a figure: its arithmetic in `psychometrics`, a
//! line here, and page, table and report show it.

mod design;
mod duration;
mod flags;
mod folded;
mod methods;
mod question_sums;
mod questions;
mod reading;
mod reliability;
mod sensitivity;
mod table;
#[cfg(test)]
mod tests;
mod usage;

pub use duration::{DURATIONS_FROM, Durations};
pub use flags::FlagNote;
pub use folded::{Folded, SAMPLE, Sample, Sampled, Scored, fold, fold_version};
pub use methods::Method;
pub use question_sums::{OptionSums, QuestionSums, question_sums};
pub use questions::{OptionRow, QUINTILES, QuestionRow};
pub use reading::{Absent, Line, Reading};
pub use reliability::CompetencyRow;
pub use sensitivity::{MethodChange, Sensitivity, WeightChange, sensitivity};
pub use table::{Cell, Table, option_table, question_table};
pub use usage::{Days, EXPOSURE_DAYS, Month, QuestionUsage, Seconds, answer_seconds};

use crate::frozen::FrozenAssessment;
use crate::ranking::{Influence, influence};
use psychometrics::item_analysis::{self, characteristic::characteristic};
use psychometrics::moments::CovarianceMatrix;

/// Everything the analysis of one published assessment shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Complete attempts that were given every question that carries weight.
    pub attempts: u64,
    /// Complete attempts in which such a question was left out: they are in no figure.
    pub left_out: u64,
    /// Mean, spread and middle of the totals.
    pub totals: Vec<Line>,
    pub reliability: Vec<Line>,
    pub competencies: Vec<CompetencyRow>,
    /// In the recruiter's order; only those that carry weight.
    pub questions: Vec<QuestionRow>,
    /// Numbers of the questions without weight.
    pub weightless: Vec<usize>,
    /// Nominal and effective weights of the competencies, heaviest first.
    pub influences: Vec<Influence>,
    pub weight_changes: Vec<Line>,
    pub method_changes: Vec<Line>,
    /// Which attempts the last two rest on.
    pub sampled: Option<String>,
    pub duration: Vec<Line>,
}

/// The figures of folded attempts. `sensitivity` is the one last stored, absent under [`BANDS_FROM`] attempts.
///
/// [`BANDS_FROM`]: crate::ranking::BANDS_FROM
pub fn analyse(
    assessment: &FrozenAssessment,
    folded: &Folded,
    sensitivity: Option<&Sensitivity>,
) -> Analysis {
    let moments = folded.moments();
    let figures = item_analysis::from_moments(moments, &design::plan(assessment)).ok();
    let curves = characteristic(moments, QUINTILES).ok();
    let contributions = contributions(folded);
    let influences = influence(assessment, contributions.as_ref());
    let carrying = design::carrying(assessment);
    Analysis {
        attempts: folded.attempts(),
        left_out: folded.left_out(),
        totals: reliability::totals(folded.attempts(), figures.as_ref()),
        reliability: reliability::lines(assessment, folded, contributions.as_ref()),
        competencies: reliability::competencies(assessment, folded, contributions.as_ref()),
        questions: questions::rows(
            assessment,
            folded,
            figures.as_ref(),
            curves.as_deref(),
            contributions.as_ref(),
        ),
        weightless: (1..=assessment.questions.len())
            .filter(|number| !carrying.iter().any(|(carried, _)| carried == number))
            .collect(),
        influences,
        weight_changes: sensitivity::weight_lines(sensitivity, folded.attempts()),
        method_changes: sensitivity::method_lines(assessment, sensitivity, folded.attempts()),
        sampled: sensitivity.map(Sensitivity::words),
        duration: duration::lines(assessment, folded.durations()),
    }
}

/// Covariances of the contributions of the questions that carry weight; `None` under two attempts.
fn contributions(folded: &Folded) -> Option<CovarianceMatrix> {
    let moments = folded.moments();
    let scores = moments.covariance().ok()?;
    scores.weighted(moments.design().weights()).ok()
}
