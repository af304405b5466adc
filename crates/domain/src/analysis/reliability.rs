//! How reliable the total is, which value rankings use and why, the standard error, and the competencies by themselves.
//! Contains no estimate of one person.

use super::design::{carrying, scopes, strata};
use super::folded::Folded;
use super::reading::{Absent, Line, Reading};
use crate::frozen::FrozenAssessment;
use crate::question::Competency;
use crate::ranking::BANDS_FROM;
use crate::report::figures::{count, decimals};
use psychometrics::Undefined;
use psychometrics::gates::{Figure, Gate};
use psychometrics::item_analysis::Analysis as Figures;
use psychometrics::moments::CovarianceMatrix;
use psychometrics::reliability::planning::{PLANNING_SD, PROVISIONAL_FROM, USABLE_FROM};
use psychometrics::reliability::{
    Alpha, ReliabilitySource, WorkingReliability, alpha_of, alpha_with_interval, omega_total, sem,
    stratified_alpha, working_reliability,
};

/// Level of the intervals that people see.
const LEVEL: f64 = 0.90;

/// A competency over the questions it leads: for describing, never for sorting or cutting.
#[derive(Debug, Clone, PartialEq)]
pub struct CompetencyRow {
    pub competency: Competency,
    pub questions: usize,
    /// On the scale of totals: 0 is random, 100 the key.
    pub mean: Reading,
    pub sd: Reading,
    /// Alpha of its own questions.
    pub alpha: Reading,
}

/// The value that a ranking of all these attempts would use.
pub(super) fn in_use(assessment: &FrozenAssessment, folded: &Folded) -> f64 {
    let contributions = super::contributions(folded);
    let alpha = contributions.and_then(|covariances| alpha_with_interval(&covariances, LEVEL).ok());
    working(assessment, folded.attempts(), alpha).value
}

fn working(assessment: &FrozenAssessment, n: u64, alpha: Option<Alpha>) -> WorkingReliability {
    let planned = assessment.planning_reliability.clamp(0.0, 1.0);
    let estimate = alpha.map(|alpha| alpha.value);
    working_reliability(planned, estimate, n as usize).unwrap_or(WorkingReliability {
        value: planned,
        source: ReliabilitySource::Planned,
        gate: psychometrics::reliability::SampleGate::NotShown,
    })
}

pub(super) fn lines(
    assessment: &FrozenAssessment,
    folded: &Folded,
    contributions: Option<&CovarianceMatrix>,
) -> Vec<Line> {
    let n = folded.attempts();
    let alpha = contributions.map(|covariances| alpha_with_interval(covariances, LEVEL));
    let working = working(assessment, n, alpha.and_then(Result::ok));
    let coefficient = |value: Option<Result<f64, Undefined>>| {
        shown(PROVISIONAL_FROM, n, value).map(|value| decimals(value, 2))
    };
    let with_interval = shown(PROVISIONAL_FROM, n, alpha).map(|alpha| {
        let (low, high) = (alpha.interval.lower, alpha.interval.upper);
        format!(
            "{} (90 % interval {} to {})",
            decimals(alpha.value, 2),
            decimals(low, 2),
            decimals(high, 2)
        )
    });
    let provisional = if (PROVISIONAL_FROM as u64..USABLE_FROM as u64).contains(&n) {
        " Provisional until 200 attempts."
    } else {
        ""
    };
    let omega = contributions.map(|covariances| omega_total(covariances).map(|o| o.of_covariances));
    let stratified = strata(assessment)
        .map(|strata| contributions.map(|covariances| stratified_alpha(covariances, &strata)));
    let stratified = match stratified {
        Some(value) => coefficient(value),
        None => Err(Absent::Nothing(
            "not used: some questions speak for two competencies",
        )),
    };
    vec![
        Line::new(
            "In use",
            Ok(decimals(working.value, 2)),
            n,
            why(working.source),
        ),
        Line::new(
            "Alpha",
            with_interval,
            n,
            format!(
                "How far the questions agree in telling people apart: 0 not at all, 1 completely.{provisional}"
            ),
        ),
        Line::new(
            "Planned",
            Ok(decimals(assessment.planning_reliability, 2)),
            n,
            format!(
                "Assumed from the length, {}, before anybody answered.",
                count(
                    carrying(assessment).len(),
                    "question with weight",
                    "questions with weight"
                )
            ),
        ),
        Line::new(
            "Omega",
            coefficient(omega),
            n,
            "The same from a model with one common factor. Far above alpha, the questions differ in how much they say.",
        ),
        Line::new(
            "Stratified alpha",
            stratified,
            n,
            "Alpha that lets competencies differ; only where each question speaks for one competency.",
        ),
        standard_error(folded, contributions, working.value),
    ]
}

fn why(source: ReliabilitySource) -> &'static str {
    match source {
        ReliabilitySource::Planned => {
            "The planned value: an estimate needs 50 attempts. Each ranking chooses by this rule from its own intake."
        }
        ReliabilitySource::PlannedBelowEstimate => {
            "The planned value, because it is smaller than the estimate and there are under 200 attempts. Each ranking \
             chooses by this rule from its own intake."
        }
        ReliabilitySource::EstimatedBelowPlanned => {
            "The estimate, because it is smaller than the planned value and there are under 200 attempts. Each ranking \
             chooses by this rule from its own intake."
        }
        ReliabilitySource::Estimated => {
            "The estimate: there are at least 200 attempts. Each ranking chooses by this rule from its own intake, where \
             there may be fewer."
        }
    }
}

fn standard_error(
    folded: &Folded,
    contributions: Option<&CovarianceMatrix>,
    reliability: f64,
) -> Line {
    let n = folded.attempts();
    let sd = contributions
        .filter(|_| n >= BANDS_FROM as u64)
        .map(|covariances| covariances.sum_variance(&covariances.all()).max(0.0).sqrt())
        .filter(|sd| *sd > 1e-9);
    let meaning = match sd {
        Some(_) => {
            "How far a score may lie from what the same person would reach on average: nine of ten within 1.645 of these."
        }
        None => {
            "How far a score may lie from what the same person would reach on average, with the planned spread of 15 points \
             until there are 30 attempts."
        }
    };
    let value = sem(sd.unwrap_or(PLANNING_SD), reliability).map_err(Absent::Undefined);
    let words = value.map(|value| format!("{} points", decimals(value, 1)));
    Line::new("Standard error of a score", words, n, meaning)
}

/// Mean, spread and middle of the totals.
pub(super) fn totals(n: u64, figures: Option<&Figures>) -> Vec<Line> {
    let told = |read: fn(&Figures) -> Result<f64, Undefined>| {
        shown(BANDS_FROM, n, figures.map(read))
            .map(|value| format!("{} points", decimals(value, 1)))
    };
    vec![
        Line::new(
            "Mean",
            told(|figures| Ok(figures.total.mean)),
            n,
            "Random answering averages 0, full agreement with the key is 100.",
        ),
        Line::new(
            "Standard deviation",
            told(|figures| Ok(figures.total.sd)),
            n,
            "How far scores lie apart: about two thirds are within this of the mean.",
        ),
        Line::new(
            "Median",
            told(|figures| figures.median),
            n,
            "Half score below it; to the nearest point.",
        ),
    ]
}

pub(super) fn competencies(
    assessment: &FrozenAssessment,
    folded: &Folded,
    contributions: Option<&CovarianceMatrix>,
) -> Vec<CompetencyRow> {
    let n = folded.attempts();
    let carrying = carrying(assessment);
    let moments = folded.moments();
    let (means, scores) = (moments.means().ok(), moments.covariance().ok());
    let row = |(competency, scope): (Competency, Vec<usize>)| {
        // 100·ω·a/Σω·a of each question it leads, 0 elsewhere.
        let part = |place: &usize| {
            let question = carrying[*place].1;
            let share = question.question.shares().get(&competency).copied();
            question.weight * share.unwrap_or(0.0)
        };
        let all: f64 = scope.iter().map(part).sum();
        let mut weights = vec![0.0; carrying.len()];
        for place in &scope {
            weights[*place] = 100.0 * part(place) / all;
        }
        let mean = means.as_ref().map(|means| {
            let pairs = means.iter().zip(&weights);
            Ok(pairs.map(|(mean, weight)| mean * weight).sum())
        });
        let sd = scores.as_ref().map(|scores| {
            let weighted = scores.weighted(&weights)?;
            Ok(weighted.sum_variance(&weighted.all()).max(0.0).sqrt())
        });
        let alpha = contributions.map(|covariances| alpha_of(covariances, &scope));
        CompetencyRow {
            competency,
            questions: scope.len(),
            mean: Reading::gated(Figure::Facility, n, mean),
            sd: Reading::gated(Figure::Facility, n, sd),
            alpha: Reading::gated(Figure::Reliability, n, alpha),
        }
    };
    scopes(assessment).into_iter().map(row).collect()
}

/// A value from `needed` attempts on.
fn shown<T>(needed: usize, n: u64, value: Option<Result<T, Undefined>>) -> Result<T, Absent> {
    let gate = Gate {
        got: n as usize,
        needed,
    };
    match value {
        Some(value) if gate.open() => value.map_err(Absent::Undefined),
        _ => Err(Absent::TooFew(gate)),
    }
}
