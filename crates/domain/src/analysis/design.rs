//! A frozen assessment as the design of a test: the questions that carry weight, their part of the total, their
//! replies, and the bins that totals are sorted into. Contains no answer.

use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::question::Competency;
use crate::scoring::LEADING_SHARE;
use psychometrics::Undefined;
use psychometrics::item_analysis::Plan;
use psychometrics::streaming::{Bins, Design};

/// Totals are sorted into bins of one point from −20 to 101; what lies below counts in the first.
const LOWEST_TOTAL: f64 = -20.0;
const BINS: usize = 121;

/// Number (from 1, in the recruiter's order) and question of those that carry weight.
pub(super) fn carrying(assessment: &FrozenAssessment) -> Vec<(usize, &FrozenQuestion)> {
    let numbered = (1..).zip(&assessment.questions);
    numbered
        .filter(|(_, question)| question.weight > 0.0)
        .collect()
}

/// The design whose total `Σ w·s'` is the total of the score card: `w = 100·ω/Σω`.
///
/// # Errors
/// `TooFewQuestions` where none carries weight, which is never published.
pub(super) fn design(assessment: &FrozenAssessment) -> Result<Design, Undefined> {
    let carrying = carrying(assessment);
    let all: f64 = carrying.iter().map(|(_, question)| question.weight).sum();
    let weights = carrying.iter();
    let weights = weights.map(|(_, question)| 100.0 * question.weight / all);
    let options = carrying.iter();
    let options = options.map(|(_, question)| question.question.options.len());
    Ok(Design::new(weights.collect())?
        .with_options(options.collect())?
        .with_total_bins(Bins::new(LOWEST_TOTAL, 1.0, BINS)?))
}

/// What the item analysis looks at.
pub(super) fn plan(assessment: &FrozenAssessment) -> Plan {
    let carrying = carrying(assessment);
    let keys = carrying.iter().map(|(_, question)| {
        let options = question.question.options.iter();
        options.map(|option| option.value).collect()
    });
    Plan {
        scopes: scopes(assessment)
            .into_iter()
            .map(|(_, scope)| scope)
            .collect(),
        keys: keys.collect(),
        ranges: carrying
            .iter()
            .map(|(_, question)| (anchored(question, 0.0), 1.0))
            .collect(),
        ..Plan::default()
    }
}

/// The competencies that lead at least two carrying questions, with the places of those questions in the design.
pub(super) fn scopes(assessment: &FrozenAssessment) -> Vec<(Competency, Vec<usize>)> {
    let carrying = carrying(assessment);
    let leads = |question: &FrozenQuestion, competency: Competency| {
        let share = question.question.shares().get(&competency).copied();
        share.is_some_and(|share| share >= LEADING_SHARE)
    };
    let scope = |competency: Competency| -> Vec<usize> {
        let places = carrying.iter().enumerate();
        let led = places.filter(|(_, (_, question))| leads(question, competency));
        led.map(|(place, _)| place).collect()
    };
    Competency::ALL
        .into_iter()
        .map(|competency| (competency, scope(competency)))
        .filter(|(_, scope)| scope.len() >= 2)
        .collect()
}

/// Where the competencies part the questions: each question in exactly one. `None` where questions are shared.
pub(super) fn strata(assessment: &FrozenAssessment) -> Option<Vec<Vec<usize>>> {
    let carrying = carrying(assessment);
    let shared = carrying
        .iter()
        .any(|(_, question)| question.question.shares().len() != 1);
    (!shared).then(|| {
        let of = |competency: &Competency| -> Vec<usize> {
            let places = carrying.iter().enumerate();
            let own = places.filter(|(_, (_, one))| one.question.shares().contains_key(competency));
            own.map(|(place, _)| place).collect()
        };
        let strata = Competency::ALL.iter().map(of);
        strata.filter(|stratum| !stratum.is_empty()).collect()
    })
}

/// s' of a question score s.
pub(super) fn anchored(question: &FrozenQuestion, score: f64) -> f64 {
    crate::question::key::anchored(score, question.chance)
}

/// s of an anchored score, the scale from 0 to 1 that people read.
pub(super) fn raw(question: &FrozenQuestion, anchored: f64) -> f64 {
    question.chance + (1.0 - question.chance) * anchored
}
