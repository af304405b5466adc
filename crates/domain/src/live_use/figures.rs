//! The figures of one question version in one format, over every assessment that asked it. Facility, shares and times
//! pool over attempts; correlations are those of each assessment with its own other questions, combined by Fisher's z.
//! Contains no limits.

use super::drift::Drift;
use super::exposure::Exposure;
use crate::analysis::{Month, QuestionSums, Reading, Seconds};
use crate::attempt::letter;
use crate::question::{Format, Question};
use psychometrics::correlation::combined_correlation;
use psychometrics::gates::Figure;
use psychometrics::ranks::spearman;
use psychometrics::{Reason, Undefined};

/// A reply that fewer people put first is compared with no other.
pub const LEAST_CHOSEN: u64 = 20;

/// One question version in one format.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveUse {
    pub format: Format,
    pub attempts: u64,
    /// Those of them in pilots.
    pub pilot_attempts: u64,
    pub assessments: usize,
    pub chance: f64,
    /// Mean score, 0 to 1.
    pub facility: Reading,
    pub sd: Reading,
    pub item_rest: Reading,
    pub key_order: Reading,
    /// Share without a complete answer.
    pub missing: Reading,
    pub median_seconds: Reading,
    /// In stored order.
    pub options: Vec<OptionUse>,
    pub drift: Drift,
    pub exposure: Exposure,
}

/// One reply.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionUse {
    pub letter: char,
    pub text: String,
    pub key: f64,
    pub chosen: u64,
    /// Share of attempts that put it first.
    pub share: Reading,
    /// Mean of their totals without this question, in standard deviations from everybody's mean.
    pub rest: Reading,
    /// Correlation of putting it first with that rest.
    pub correlation: Reading,
}

impl LiveUse {
    /// `sums` are of this question in this format, each with attempts.
    pub(super) fn of(
        question: &Question,
        format: Format,
        sums: &[&QuestionSums],
        drift: Drift,
        exposure: Exposure,
    ) -> Self {
        let (mut scores, mut seconds) = (Month::default(), Seconds::default());
        for one in sums {
            let months = one.usage.months.values();
            months.for_each(|month| scores.merge(month));
            seconds.merge(&one.usage.seconds);
        }
        let scores = scores.scores();
        let attempts = scores.n as u64;
        let count = |of: fn(&QuestionSums) -> u64| sums.iter().map(|one| of(one)).sum::<u64>();
        let facility = |value| Reading::gated(Figure::Facility, attempts, Some(Ok(value)));
        let options = options(question, sums);
        Self {
            format,
            attempts,
            pilot_attempts: count(|one| if one.pilot { one.attempts } else { 0 }),
            assessments: sums.len(),
            chance: sums.first().map_or(0.0, |one| one.chance),
            facility: facility(scores.mean),
            sd: facility(scores.sd),
            item_rest: combined(sums.iter().map(|one| (one.item_rest, one.attempts))),
            key_order: Reading::gated(Figure::ItemRest, attempts, Some(key_order(&options))),
            missing: facility(count(|one| one.missing) as f64 / attempts.max(1) as f64),
            median_seconds: Reading::gated(
                Figure::Facility,
                seconds.answers(),
                Some(seconds.median()),
            ),
            options,
            drift,
            exposure,
        }
    }

    /// The reply keyed below the best whose choosers did best on the rest, and by how many standard deviations: its key
    /// is suspect. Only replies that [`LEAST_CHOSEN`] people put first are compared.
    pub fn suspect(&self) -> Option<(usize, f64)> {
        let best = self.options.iter().map(|option| option.key);
        let best = best.fold(f64::MIN, f64::max);
        let compared = || {
            let options = self.options.iter().enumerate();
            options.filter_map(|(place, option)| Some((place, option.key, option.compared()?)))
        };
        let higher = |a: &(usize, f64, f64), b: &(usize, f64, f64)| a.2.total_cmp(&b.2);
        let right = compared().filter(|one| one.1 >= best).max_by(higher)?;
        let (place, key, rest) = compared().max_by(higher)?;
        (key < best && rest > right.2).then_some((place, rest - right.2))
    }
}

impl OptionUse {
    /// Where its choosers stand on the rest, if there are enough to compare.
    fn compared(&self) -> Option<f64> {
        self.rest.value.ok().filter(|_| self.chosen >= LEAST_CHOSEN)
    }
}

fn options(question: &Question, sums: &[&QuestionSums]) -> Vec<OptionUse> {
    let weighing: Vec<&&QuestionSums> = sums
        .iter()
        .filter(|one| one.options.len() == question.options.len())
        .collect();
    let attempts: u64 = weighing.iter().map(|one| one.attempts).sum();
    let options = question.options.iter().enumerate();
    let one = |(place, option): (usize, &crate::question::ReplyOption)| {
        let own = || {
            weighing
                .iter()
                .map(|one| (one.options[place], one.attempts))
        };
        let chosen: u64 = own().map(|(sums, _)| sums.chosen).sum();
        let placed = own().filter_map(|(sums, _)| Some((sums.chosen as f64, sums.rest?)));
        let (n, rest) = placed.fold((0.0, 0.0), |(n, sum), (chosen, rest)| {
            (n + chosen, sum + chosen * rest)
        });
        let rest = if n > 0.0 { Ok(rest / n) } else { Err(nobody()) };
        let share = chosen as f64 / attempts.max(1) as f64;
        OptionUse {
            letter: letter(place),
            text: option.text.clone(),
            key: option.value,
            chosen,
            share: Reading::gated(Figure::Facility, attempts, Some(Ok(share))),
            rest: Reading::gated(Figure::ItemRest, attempts, Some(rest)),
            correlation: combined(own().map(|(sums, attempts)| (sums.correlation, attempts))),
        }
    };
    options.map(one).collect()
}

/// A correlation over assessments, on the attempts of those where it exists.
fn combined(groups: impl Iterator<Item = (Option<f64>, u64)>) -> Reading {
    let groups: Vec<(f64, usize)> = groups
        .filter_map(|(r, attempts)| Some((r?.clamp(-1.0, 1.0), attempts as usize)))
        .collect();
    let attempts: usize = groups.iter().map(|(_, attempts)| attempts).sum();
    let value = combined_correlation(&groups);
    Reading::gated(Figure::ItemRest, attempts as u64, Some(value))
}

/// Spearman's correlation of key and rest over the replies that are compared; two say nothing about an order.
fn key_order(options: &[OptionUse]) -> Result<f64, Undefined> {
    let compared = options.iter();
    let compared = compared.filter_map(|option| Some((option.key, option.compared()?)));
    let (keys, rests): (Vec<f64>, Vec<f64>) = compared.unzip();
    if keys.len() < 3 {
        return Err(Reason::TooFewObservations {
            got: keys.len(),
            needed: 3,
        }
        .into());
    }
    spearman(&keys, &rests)
}

fn nobody() -> Undefined {
    Reason::TooFewObservations { got: 0, needed: 1 }.into()
}
