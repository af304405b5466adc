//! Which figures cross their limits, and which limit it was.
//!
//! A flag asks a person to look; it decides nothing. Never contains words.

use crate::item_analysis::{ItemFigures, Plan};
use crate::undefined::Undefined;

/// The limits beyond which a figure raises a flag; an administrator may change
/// them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Facility below this, as a share of the score range: too hard.
    pub hard: f64,
    /// Facility above this: too easy.
    pub easy: f64,
    /// Standard deviation below this share of the score range.
    pub spread: f64,
    /// Item-rest correlation below this: review.
    pub weak_rest: f64,
    /// Item-rest correlation below this: remove.
    pub against_rest: f64,
    /// Alpha without the question rises by more than this.
    pub alpha_rise: f64,
    /// D index below this share of the score range.
    pub d_index: f64,
    /// Share of an option below this.
    pub option_share: f64,
    /// Spearman's correlation of key and rest mean below this.
    pub key_order: f64,
    /// Share missing above this.
    pub missing: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hard: 0.20,
            easy: 0.90,
            spread: 0.10,
            weak_rest: 0.10,
            against_rest: 0.0,
            alpha_rise: 0.01,
            d_index: 0.20,
            option_share: 0.02,
            key_order: 0.5,
            missing: 0.05,
        }
    }
}

/// What is odd about a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// Almost nobody scores.
    Hard,
    /// Almost everybody scores.
    Easy,
    /// Scores hardly differ.
    LittleSpread,
    /// It goes little with the rest: review. The competency, or `None` for the
    /// whole test.
    WeakRest(Option<usize>),
    /// It goes against the rest: remove. The competency, or `None`.
    AgainstRest(Option<usize>),
    /// The other questions are more reliable without it.
    AlphaRises,
    /// The best hardly do better on it than the worst.
    WeakTails,
    /// Those who chose this option, keyed below the best, did best on the rest:
    /// review the key. The value is by how many points.
    KeyReview(usize),
    /// Almost nobody chose this option.
    RareOption(usize),
    /// The better options are not chosen by the better persons.
    KeyOrder,
    /// Often without an answer.
    OftenMissing,
}

/// A flag with the figure that raised it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Raised {
    /// What is odd.
    pub flag: Flag,
    /// The figure.
    pub value: f64,
    /// The limit it crossed.
    pub limit: f64,
}

/// All flags of a question, the `index`-th of the plan, beside the `alpha` of all.
/// An undefined figure raises none.
pub fn raised(
    item: &ItemFigures,
    index: usize,
    alpha: Result<f64, Undefined>,
    plan: &Plan,
) -> Vec<Raised> {
    let limits = &plan.limits;
    let (low, high) = plan.ranges.get(index).copied().unwrap_or((0.0, 1.0));
    let width = high - low;
    let mut flags = Vec::new();
    let mut raise = |flag, value: f64, limit: f64, crossed: bool| {
        if crossed {
            flags.push(Raised { flag, value, limit });
        }
    };
    let facility = (item.facility - low) / width;
    raise(Flag::Hard, facility, limits.hard, facility < limits.hard);
    raise(Flag::Easy, facility, limits.easy, facility > limits.easy);
    let spread = item.sd / width;
    raise(
        Flag::LittleSpread,
        spread,
        limits.spread,
        spread < limits.spread,
    );

    let within = item.item_rest_within.iter();
    let within = within.map(|&(scope, r)| (Some(scope), r));
    for (scope, r) in std::iter::once((None, item.item_rest)).chain(within) {
        let Ok(r) = r else { continue };
        if r < limits.against_rest {
            raise(Flag::AgainstRest(scope), r, limits.against_rest, true);
        } else {
            raise(
                Flag::WeakRest(scope),
                r,
                limits.weak_rest,
                r < limits.weak_rest,
            );
        }
    }
    if let (Ok(deleted), Ok(alpha)) = (item.alpha_if_deleted, alpha) {
        let rise = deleted - alpha;
        raise(
            Flag::AlphaRises,
            rise,
            limits.alpha_rise,
            rise > limits.alpha_rise,
        );
    }
    if let Ok(d) = item.d_index {
        let d = d / width;
        raise(Flag::WeakTails, d, limits.d_index, d < limits.d_index);
    }
    if let Some((option, excess)) = best_of_a_lower_key(item) {
        raise(Flag::KeyReview(option), excess, 0.0, true);
    }
    for (option, figures) in item.options.iter().enumerate() {
        let share = figures.share;
        raise(
            Flag::RareOption(option),
            share,
            limits.option_share,
            share < limits.option_share,
        );
    }
    if let Ok(order) = item.key_order {
        raise(
            Flag::KeyOrder,
            order,
            limits.key_order,
            order < limits.key_order,
        );
    }
    if let Ok(missing) = item.missing {
        let share = missing.share();
        raise(
            Flag::OftenMissing,
            share,
            limits.missing,
            share > limits.missing,
        );
    }
    flags
}

/// The option with the highest rest mean if its key value is below the best, and
/// how far it is above the best-keyed option that somebody chose.
fn best_of_a_lower_key(item: &ItemFigures) -> Option<(usize, f64)> {
    let keyed = item.options.iter().filter_map(|option| option.key);
    let best_key = keyed.max_by(f64::total_cmp)?;
    let chosen = || {
        let options = item.options.iter().enumerate();
        options.filter_map(|(i, option)| Some((i, option.key?, option.rest_mean.ok()?)))
    };
    let highest = |a: &(usize, f64, f64), b: &(usize, f64, f64)| a.2.total_cmp(&b.2);
    let right = chosen()
        .filter(|option| option.1 == best_key)
        .max_by(highest)?;
    let (option, key, rest) = chosen().max_by(highest)?;
    (key < best_key && rest > right.2).then_some((option, rest - right.2))
}
