//! Item and option analysis: what every question adds, and what is odd about it.
//!
//! * [`analyse`] from persons at hand, [`from_moments`] from folded moments: the
//!   same figures, except that moments know totals and times by bins;
//! * [`discrimination`]: the D index and its tails; [`options`]: the option table;
//! * [`characteristic`]: the mean score from the lowest totals to the highest;
//! * [`time`], [`exposure`], [`drift`]: figures of use over time;
//! * [`flags`]: which figures cross their limits, as values.
//!
//! A figure is never withheld for a small sample; [`crate::gates`] has the gates
//! to put beside it. Never contains words for people, or a decision to remove a
//! question.

pub mod characteristic;
pub mod discrimination;
pub mod drift;
pub mod exposure;
pub mod flags;
pub mod options;
pub mod time;

#[cfg(test)]
mod tests;

use crate::moments::{CovarianceMatrix, Summary};
use crate::reliability::alpha::{
    alpha_if_deleted, cronbach_alpha, item_rest_correlations, item_rest_within,
};
use crate::streaming::{Accumulator, Design, ItemMoments, ItemStates, Person};
use crate::undefined::{Reason, Undefined};
use discrimination::{TailRule, Tails};
use flags::{Limits, Raised};
use options::OptionFigures;
use time::{TimeFigures, TimeQuantiles};

/// What an analysis is asked to look at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// The questions of each competency, by index; a question may be in several.
    pub scopes: Vec<Vec<usize>>,
    /// Key value of every option of every question; an inner list is empty for a
    /// question without keyed options, the outer one where there are none at all.
    pub keys: Vec<Vec<f64>>,
    /// Lowest and highest score of every question, for the limits of facility
    /// and spread; empty where all scores run from 0 to 1.
    pub ranges: Vec<(f64, f64)>,
    /// How the tails of the D index are cut.
    pub tails: TailRule,
    /// Which figures raise a flag.
    pub limits: Limits,
}

/// The figures of a whole test.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Number of persons, mean and standard deviation of the total.
    pub total: Summary,
    /// Median of the total.
    pub median: Result<f64, Undefined>,
    /// Cronbach's alpha over the weighted scores.
    pub alpha: Result<f64, Undefined>,
    /// How the tails of the D index were cut.
    pub tails: TailRule,
    /// One entry per question.
    pub items: Vec<ItemFigures>,
}

/// The figures of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemFigures {
    /// Mean score.
    pub facility: f64,
    /// Standard deviation of the score, n − 1 in the denominator.
    pub sd: f64,
    /// Correlation of the score with the rest of the total, `r(s, T − w·s)`.
    pub item_rest: Result<f64, Undefined>,
    /// The same within each competency that holds the question: its index in the
    /// plan, and the correlation with the competency's other questions.
    pub item_rest_within: Vec<(usize, Result<f64, Undefined>)>,
    /// Cronbach's alpha of the other questions.
    pub alpha_if_deleted: Result<f64, Undefined>,
    /// Mean score in the upper tail of totals minus that in the lower tail.
    pub d_index: Result<f64, Undefined>,
    /// The option table; empty for a question without options.
    pub options: Vec<OptionFigures>,
    /// Spearman's correlation of key value and mean rest score over the options
    /// somebody chose.
    pub key_order: Result<f64, Undefined>,
    /// Shares of missing answers, where answers were recorded.
    pub missing: Result<Missing, Undefined>,
    /// Correlation of the position shown at with the score.
    pub position_score: Result<f64, Undefined>,
    /// Correlation of the position shown at with a missing answer.
    pub position_missing: Result<f64, Undefined>,
    /// Times, where the design records them.
    pub time: Option<Result<TimeFigures, Undefined>>,
    /// Every figure that crosses its limit.
    pub flags: Vec<Raised>,
}

/// Shares of the persons given a question who left it without an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Missing {
    /// Persons whose answer, or its absence, was recorded.
    pub recorded: usize,
    /// Share skipped, 0 to 1.
    pub skipped: f64,
    /// Share timed out.
    pub timed_out: f64,
    /// Share not reached.
    pub not_reached: f64,
}

impl Missing {
    fn of(states: &ItemStates) -> Result<Self, Undefined> {
        let missing = states.skipped + states.timed_out + states.not_reached;
        let recorded = states.answered + missing;
        if recorded == 0 {
            return Err(Reason::TooFewObservations { got: 0, needed: 1 }.into());
        }
        let share = |count: u64| count as f64 / recorded as f64;
        Ok(Self {
            recorded: recorded as usize,
            skipped: share(states.skipped),
            timed_out: share(states.timed_out),
            not_reached: share(states.not_reached),
        })
    }

    /// Share without an answer for any of the three causes.
    pub fn share(&self) -> f64 {
        self.skipped + self.timed_out + self.not_reached
    }
}

/// Full item analysis of persons at hand, with exact tails, median and times.
///
/// `persons` is gone through three times, and once more per question where
/// times are recorded. O(persons · questions²).
///
/// # Errors
/// As [`Accumulator::fold`] and [`from_moments`].
pub fn analyse<'a, I>(design: Design, persons: I, plan: &Plan) -> Result<Analysis, Undefined>
where
    I: IntoIterator<Item = Person<'a>> + Clone,
{
    let mut accumulator = Accumulator::new(design);
    let totals = persons.clone().into_iter();
    let totals = totals.map(|person| accumulator.fold(person));
    let totals: Vec<f64> = totals.collect::<Result<_, _>>()?;
    let moments = accumulator.finish();
    let rows = || persons.clone().into_iter().map(|person| person.scores);
    let tails = Tails::of_persons(rows(), &totals, plan.tails);
    let times: Vec<_> = (0..moments.times.len())
        .map(|item| {
            let seconds = persons.clone().into_iter();
            let seconds = seconds.filter_map(|person| *person.seconds.get(item)?);
            TimeQuantiles::of(&seconds.map(f64::ln).collect::<Vec<_>>())
        })
        .collect();
    let median = crate::moments::quantile(&totals, 0.5);
    assemble(&moments, tails, median, times, plan)
}

/// Full item analysis of folded moments. Tails and median of the total count
/// everybody in a bin as tied, medians of times are right to the width of a bin
/// (2 %); all else equals [`analyse`] on the same persons to rounding.
///
/// # Errors
/// `TooFewObservations` below 2 persons; `LengthMismatch` where the plan's keys
/// or ranges do not fit the design; `OutOfRange` where a competency names a
/// question that does not exist. A single figure that does not exist is
/// undefined in its place.
pub fn from_moments(moments: &ItemMoments, plan: &Plan) -> Result<Analysis, Undefined> {
    let times = moments.times.iter().map(TimeQuantiles::of_histogram);
    assemble(
        moments,
        Tails::of_bins(moments, plan.tails),
        discrimination::median_of_bins(moments),
        times.collect(),
        plan,
    )
}

fn assemble(
    moments: &ItemMoments,
    tails: Result<Tails, Undefined>,
    median: Result<f64, Undefined>,
    times: Vec<Result<TimeQuantiles, Undefined>>,
    plan: &Plan,
) -> Result<Analysis, Undefined> {
    fits(plan, moments.design())?;
    let scores = moments.covariance()?;
    let weights = moments.design().weights();
    let contributions = scores.weighted(weights)?;
    let means = moments.means()?;
    let alpha = cronbach_alpha(&contributions);
    let rest = whole(item_rest_correlations(&contributions), &contributions);
    let deleted = whole(alpha_if_deleted(&contributions), &contributions);
    let tables = options::tables(moments, &contributions, &means, &plan.keys);
    let items = tables
        .into_iter()
        .enumerate()
        .map(|(i, (options, key_order))| {
            let within = plan.scopes.iter().enumerate();
            let within = within.filter(|(_, scope)| scope.contains(&i));
            let states = &moments.states[i];
            let mut item = ItemFigures {
                facility: means[i],
                sd: scores.get(i, i).sqrt(),
                item_rest: rest[i],
                item_rest_within: within
                    .map(|(index, scope)| (index, item_rest_within(&contributions, i, scope)))
                    .collect(),
                alpha_if_deleted: deleted[i],
                d_index: tails.as_ref().map(|tails| tails.d_index(i)).map_err(|e| *e),
                options,
                key_order,
                missing: Missing::of(states),
                position_score: states.position_score.correlation(),
                position_missing: states.position_missing.correlation(),
                time: times.get(i).map(|quantiles| {
                    quantiles.map(|quantiles| TimeFigures::new(quantiles, &moments.times[i]))
                }),
                flags: Vec::new(),
            };
            item.flags = flags::raised(&item, i, alpha, plan);
            item
        });
    Ok(Analysis {
        items: items.collect(),
        total: Summary {
            n: moments.persons(),
            mean: means.iter().zip(weights).map(|(m, w)| m * w).sum(),
            sd: contributions
                .sum_variance(&contributions.all())
                .max(0.0)
                .sqrt(),
        },
        median,
        alpha,
        tails: plan.tails,
    })
}

/// A list of figures, or the reason why none exists for every question.
fn whole(
    figures: Result<Vec<Result<f64, Undefined>>, Undefined>,
    covariance: &CovarianceMatrix,
) -> Vec<Result<f64, Undefined>> {
    figures.unwrap_or_else(|undefined| vec![Err(undefined); covariance.size()])
}

fn fits(plan: &Plan, design: &Design) -> Result<(), Undefined> {
    let expected = design.questions();
    for got in [plan.keys.len(), plan.ranges.len()] {
        if got != 0 && got != expected {
            return Err(Reason::LengthMismatch { got, expected }.into());
        }
    }
    for (key, &expected) in plan.keys.iter().zip(&design.options) {
        crate::undefined::all_finite(key)?;
        let got = key.len();
        if got != 0 && got != expected {
            return Err(Reason::LengthMismatch { got, expected }.into());
        }
    }
    if plan.scopes.iter().flatten().any(|&item| item >= expected) {
        return Err(Reason::OutOfRange("a competency names a question that does not exist").into());
    }
    plan.tails.check()
}
