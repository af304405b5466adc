//! When the questions of a published assessment were answered, how well each time, and how long it took: counts by day
//! and month and bins of seconds. Contains no attempt: a day, a month and a bin hold numbers only.

use super::design::raw;
use super::folded::Scored;
use crate::frozen::{FrozenAssessment, FrozenQuestion};
use crate::ids::QuestionVersionId;
use crate::score_card::ScoreCard;
use crate::time::Timestamp;
use psychometrics::Undefined;
use psychometrics::item_analysis::time::quantile_of_bins;
use psychometrics::moments::Summary;
use psychometrics::streaming::Bins;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days kept before the newest one: enough for a window of [`EXPOSURE_DAYS`] that ends later.
const DAYS_KEPT: i64 = 100;
/// Days that count as recent where exposure is concerned.
pub const EXPOSURE_DAYS: i64 = 90;

/// Bins of log seconds, from one second up, a tenth wide; the last one holds everything from 50 minutes on.
const SECOND_BINS: usize = 80;
const BIN_WIDTH: f64 = 0.1;

/// What is counted over time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Usage {
    days: Days,
    /// In the recruiter's order.
    questions: Vec<QuestionUsage>,
}

/// Complete attempts by the day they ended, of the newest [`DAYS_KEPT`] days.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(BTreeMap<i64, u64>);

impl Days {
    /// What is too old by the newest day is dropped, so that the order of attempts does not matter.
    pub fn add(&mut self, day: i64, attempts: u64) {
        *self.0.entry(day).or_default() += attempts;
        let newest = self.0.keys().next_back().copied().unwrap_or(day);
        self.0.retain(|day, _| *day > newest - DAYS_KEPT);
    }

    /// Attempts of the [`EXPOSURE_DAYS`] that end with `today`.
    pub fn recent(&self, today: i64) -> u64 {
        let recent = self.0.range(today - EXPOSURE_DAYS + 1..);
        recent.map(|(_, attempts)| attempts).sum()
    }
}

/// One question over time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionUsage {
    /// By months since January 1970.
    pub months: BTreeMap<i64, Month>,
    pub seconds: Seconds,
}

/// The answers of a month as sums: scores from 0 to 1, and log seconds where a time is known.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Month {
    n: u64,
    sum: f64,
    squares: f64,
    timed: u64,
    logs: f64,
    log_squares: f64,
}

impl Month {
    pub(crate) fn add(&mut self, score: f64, seconds: Option<f64>) {
        self.n += 1;
        self.sum += score;
        self.squares += score * score;
        if let Some(log) = seconds.map(f64::ln) {
            self.timed += 1;
            self.logs += log;
            self.log_squares += log * log;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.timed += other.timed;
        self.logs += other.logs;
        self.log_squares += other.log_squares;
    }

    /// The scores; the mean is 0 where there is none.
    pub fn scores(&self) -> Summary {
        summary(self.n, self.sum, self.squares)
    }

    /// The logs of the seconds taken.
    pub fn log_seconds(&self) -> Summary {
        summary(self.timed, self.logs, self.log_squares)
    }
}

fn summary(n: u64, sum: f64, squares: f64) -> Summary {
    let count = n as f64;
    let mean = if n == 0 { 0.0 } else { sum / count };
    let spread = (squares - count * mean * mean).max(0.0);
    // What rounding leaves of values that are all equal is no spread.
    let spread = if spread > 1e-12 * squares {
        spread
    } else {
        0.0
    };
    Summary {
        n: n as usize,
        mean,
        sd: if n < 2 {
            0.0
        } else {
            (spread / (count - 1.0)).sqrt()
        },
    }
}

/// Answers by the seconds they took, in bins of their logarithm.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(BTreeMap<u16, u64>);

impl Seconds {
    fn bins() -> Result<Bins, Undefined> {
        Bins::new(0.0, BIN_WIDTH, SECOND_BINS)
    }

    pub(crate) fn add(&mut self, seconds: f64) {
        if let Ok(bins) = Self::bins() {
            let bin = u16::try_from(bins.index(seconds.ln())).unwrap_or(u16::MAX);
            *self.0.entry(bin).or_default() += 1;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (bin, count) in &other.0 {
            *self.0.entry(*bin).or_default() += count;
        }
    }

    /// Answers counted.
    pub fn answers(&self) -> u64 {
        self.0.values().sum()
    }

    /// The seconds within which half had answered, right to a tenth.
    ///
    /// # Errors
    /// `TooFewObservations` without answers.
    pub fn median(&self) -> Result<f64, Undefined> {
        let mut counts = vec![0; SECOND_BINS];
        for (bin, count) in &self.0 {
            counts[usize::from(*bin).min(SECOND_BINS - 1)] += count;
        }
        quantile_of_bins(&counts, Self::bins()?, 0.5).map(f64::exp)
    }
}

impl Usage {
    pub fn empty(assessment: &FrozenAssessment) -> Self {
        Self {
            days: Days::default(),
            questions: vec![QuestionUsage::default(); assessment.questions.len()],
        }
    }

    pub fn fits(&self, assessment: &FrozenAssessment) -> bool {
        self.questions.len() == assessment.questions.len()
    }

    pub fn days(&self) -> &Days {
        &self.days
    }

    /// In the recruiter's order.
    pub fn questions(&self) -> &[QuestionUsage] {
        &self.questions
    }

    /// Adds an attempt that is in the figures. A question without weight counts where it was given.
    pub fn add(&mut self, assessment: &FrozenAssessment, scored: &Scored<'_>) {
        self.days.add(scored.ended.day(), 1);
        let month = scored.ended.month();
        let lines = assessment.questions.iter().zip(&scored.card.contributions);
        for (usage, (question, line)) in self.questions.iter_mut().zip(lines) {
            if line.version != question.version || !line.state.counts() {
                continue;
            }
            let seconds = scored.seconds_of(question);
            let score = raw(question, line.anchored);
            usage.months.entry(month).or_default().add(score, seconds);
            if let Some(seconds) = seconds {
                usage.seconds.add(seconds);
            }
        }
    }
}

impl Scored<'_> {
    fn seconds_of(&self, question: &FrozenQuestion) -> Option<f64> {
        let mut taken = self.answered_in.iter();
        taken
            .find(|(version, _)| *version == question.version)
            .map(|(_, seconds)| *seconds)
    }
}

/// Seconds from one answer to the next of somebody who answered in the order shown: from the start, or the last save
/// of the question before, to the last save of each. Empty where somebody went back, because then a last save says
/// nothing about the time before it.
pub fn answer_seconds(
    card: &ScoreCard,
    started: Timestamp,
    saved: &[(QuestionVersionId, Timestamp)],
) -> Vec<(QuestionVersionId, f64)> {
    let mut shown: Vec<_> = card.contributions.iter().collect();
    shown.sort_by_key(|line| line.number);
    let mut before = started;
    let mut seconds = Vec::with_capacity(shown.len());
    for line in shown {
        let Some((_, at)) = saved.iter().find(|(version, _)| *version == line.version) else {
            continue;
        };
        let taken = at.since(before);
        if taken <= 0 {
            return Vec::new();
        }
        seconds.push((line.version, taken as f64 / 1_000.0));
        before = *at;
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_month_is_its_mean_and_spread() {
        let mut month = Month::default();
        for score in [0.2, 0.4, 0.9] {
            month.add(score, None);
        }
        month.add(0.5, Some(std::f64::consts::E));
        let scores = month.scores();
        assert_eq!((scores.n, scores.mean), (4, 0.5));
        // (.09 + .01 + .16 + 0)/3
        assert!((scores.sd - (0.26_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!((month.log_seconds().n, month.log_seconds().mean), (1, 1.0));
        assert_eq!(Month::default().scores().sd, 0.0);
    }

    #[test]
    fn half_took_at_most_the_median() {
        let mut seconds = Seconds::default();
        assert!(seconds.median().is_err());
        for taken in [20.0, 30.0, 31.0, 40.0, 5_000.0] {
            seconds.add(taken);
        }
        let median = seconds.median().expect("answers");
        assert!((28.0..34.0).contains(&median), "{median}");
        assert_eq!(seconds.answers(), 5);
    }

    #[test]
    fn recent_days_end_today() {
        let mut days = Days::default();
        for (day, attempts) in [(1_000, 3), (1_089, 2), (1_090, 1), (990, 7)] {
            days.add(day, attempts);
        }
        assert_eq!(
            [1_089, 1_090, 1_178, 1_180].map(|today| days.recent(today)),
            [6, 3, 3, 0]
        );
    }

    proptest! {
        #[test]
        fn the_order_of_days_does_not_matter(mut days in prop::collection::vec(0_i64..400, 1..60)) {
            let fold = |days: &[i64]| {
                let mut folded = Days::default();
                days.iter().for_each(|day| folded.add(*day, 1));
                folded
            };
            let forwards = fold(&days);
            days.sort_unstable();
            prop_assert_eq!(&fold(&days), &forwards);
            days.reverse();
            let newest = days[0];
            prop_assert_eq!(&fold(&days), &forwards);
            let counted = days.iter().filter(|day| **day > newest - EXPOSURE_DAYS).count();
            prop_assert_eq!(forwards.recent(newest), counted as u64);
        }
    }
}
