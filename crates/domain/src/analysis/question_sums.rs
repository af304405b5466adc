//! What one published assessment says about one of its questions, small enough to be stored beside the question and to
//! be put together with what other assessments say. Contains no figure that is shown: those are `crate::live_use`.

use super::design::{carrying, plan};
use super::folded::Folded;
use super::reading::Reading;
use super::usage::{Days, Month, QuestionUsage};
use crate::assessment::Purpose;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::QuestionVersionId;
use crate::question::Format;
use psychometrics::Reason;
use psychometrics::gates::Figure;
use psychometrics::item_analysis::{self, Analysis, ItemFigures};
use psychometrics::moments::CovarianceMatrix;
use serde::{Deserialize, Serialize};

/// One question in one assessment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionSums {
    pub format: Format,
    pub pilot: bool,
    /// What random answering scores, 0 to 1.
    pub chance: f64,
    /// Complete attempts that the figures rest on.
    pub attempts: u64,
    /// Those of them without a complete answer to it.
    pub missing: u64,
    /// The attempts by day.
    pub days: Days,
    pub usage: QuestionUsage,
    /// Correlation with the rest of the total; absent where it does not exist.
    pub item_rest: Option<f64>,
    /// In stored order; empty for a question without weight.
    pub options: Vec<OptionSums>,
}

impl QuestionSums {
    /// Mean score, 0 to 1.
    pub fn facility(&self) -> Reading {
        let mut all = Month::default();
        let months = self.usage.months.values();
        months.for_each(|month| all.merge(month));
        Reading::gated(Figure::Facility, self.attempts, Some(Ok(all.scores().mean)))
    }

    /// Correlation with the rest of the total.
    pub fn item_rest(&self) -> Reading {
        let nothing = Reason::ZeroVariance.into();
        Reading::gated(
            Figure::ItemRest,
            self.attempts,
            Some(self.item_rest.ok_or(nothing)),
        )
    }
}

/// Those who put a reply first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionSums {
    pub chosen: u64,
    /// Mean of their totals without this question, in standard deviations from everybody's mean.
    pub rest: Option<f64>,
    /// Correlation of the choice with that rest.
    pub correlation: Option<f64>,
}

/// Every question of an assessment, in the recruiter's order.
pub fn question_sums(
    assessment: &FrozenAssessment,
    folded: &Folded,
) -> Vec<(QuestionVersionId, QuestionSums)> {
    let figures = item_analysis::from_moments(folded.moments(), &plan(assessment)).ok();
    let contributions = super::contributions(folded);
    let carrying = carrying(assessment);
    let whole = figures.as_ref().zip(contributions.as_ref());
    let one = |(index, question): (usize, &FrozenQuestion)| {
        let place = carrying.iter().position(|(number, _)| *number == index + 1);
        let rest = whole.zip(place).and_then(|((figures, matrix), place)| {
            Rest::of(figures, matrix, folded.moments().design().weights(), place)
        });
        let usage = folded.usage().get(index).cloned().unwrap_or_default();
        let sums = QuestionSums {
            format: question.format,
            pilot: assessment.purpose == Purpose::Pilot,
            chance: question.chance,
            attempts: usage
                .months
                .values()
                .map(|month| month.scores().n as u64)
                .sum(),
            missing: rest.as_ref().map_or(0, Rest::missing),
            days: folded.days().clone(),
            usage,
            item_rest: rest.as_ref().and_then(|rest| rest.item.item_rest.ok()),
            options: rest.as_ref().map(Rest::options).unwrap_or_default(),
        };
        (question.version, sums)
    };
    assessment.questions.iter().enumerate().map(one).collect()
}

/// A question's figures beside the total of the others.
struct Rest<'a> {
    item: &'a ItemFigures,
    mean: f64,
    sd: f64,
}

impl<'a> Rest<'a> {
    fn of(
        figures: &'a Analysis,
        contributions: &CovarianceMatrix,
        weights: &[f64],
        place: usize,
    ) -> Option<Self> {
        let item = figures.items.get(place)?;
        let mut others = contributions.all();
        others.retain(|other| *other != place);
        let variance = contributions.sum_variance(&others);
        // What rounding leaves of a sum that does not vary is no variance.
        let varies = variance > 1e-12 * contributions.trace(&others);
        Some(Self {
            item,
            mean: figures.total.mean - weights.get(place)? * item.facility,
            sd: if varies { variance.sqrt() } else { 0.0 },
        })
    }

    fn missing(&self) -> u64 {
        let missing = self.item.missing.ok();
        missing.map_or(0, |one| (one.share() * one.recorded as f64).round() as u64)
    }

    fn options(&self) -> Vec<OptionSums> {
        let options = self.item.options.iter();
        let one = |option: &item_analysis::options::OptionFigures| OptionSums {
            chosen: option.chosen as u64,
            rest: option
                .rest_mean
                .ok()
                .filter(|_| self.sd > 0.0)
                .map(|mean| (mean - self.mean) / self.sd),
            correlation: option.rest_correlation.ok(),
        };
        options.map(one).collect()
    }
}
