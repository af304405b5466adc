//! How uncertain a rank is.
//!
//! A candidate's true score, given the observed one, is normal around
//! `T̂ = M + r(X−M)` with standard error SEE. Ranks depend only on differences
//! in units of SEE, so the mean M plays no part: the standing of a candidate is
//! `z = X·√r/(S·√(1−r))`, and the true standing is z plus standard normal noise.
//!
//! * [`rank_intervals`]: from the 5th to the 95th percentile of the rank, by
//!   seeded draws up to [`DRAWS_UP_TO`] candidates (`monte_carlo`), above by a
//!   normal approximation (`large_sample`);
//! * [`probability_in_top`]: how likely a candidate is among the best n;
//! * [`expected_ranks`]: the mean rank in closed form;
//! * [`confidence_sets`]: conservative sets that hold with all comparisons made;
//! * [`own_errors`]: the same where everyone has a standard error of their own;
//! * [`scenario_bootstrap`]: intervals from drawing the scenarios again.
//!
//! Never contains names, wording or a decision on when to show an interval.

mod large_sample;
mod monte_carlo;
pub mod own_errors;
pub mod scenario_bootstrap;
mod tails;

use crate::distributions::{normal_cdf, normal_quantile};
use crate::scores::{Order, Tie};
use crate::undefined::{Reason, Undefined, all_finite, positive_sd, reliability_in_range};

/// Up to this many candidates ranks are drawn, above they are approximated.
pub const DRAWS_UP_TO: usize = 10_000;
/// Number of draws.
pub const DRAWS: usize = 2_000;
/// Up to this many candidates expected ranks are summed over all pairs, above
/// on a grid.
pub const PAIRS_UP_TO: usize = 5_000;

const LOWER: f64 = 0.05;
const UPPER: f64 = 0.95;

/// A candidate's rank lies from `best` to `worst`, both included; 1 is the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RankInterval {
    /// The best rank that is plausible.
    pub best: usize,
    /// The worst rank that is plausible.
    pub worst: usize,
}

/// How rank intervals were computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Seeded draws of all true scores at once.
    MonteCarlo {
        /// Number of draws.
        draws: usize,
        /// The seed, to be stored with the result.
        seed: u64,
    },
    /// Normal approximation for many candidates; no random numbers.
    NormalApproximation,
    /// Reliability 1: the observed ranks are the true ranks.
    Exact,
}

/// Rank intervals with their method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankIntervals {
    /// One interval per candidate, in the order of the scores.
    pub intervals: Vec<RankInterval>,
    /// How they were computed.
    pub method: Method,
}

/// The 90 % interval of each candidate's rank among all of them.
///
/// Scores in points, in any order. Tied candidates share the interval, and it
/// is widened where needed to reach the ranks their tie takes up.
///
/// # Errors
/// `TooFewObservations` without scores, `ZeroVariance` unless `sd` is above 0,
/// `OutOfRange` for a reliability outside 0 to 1, `NotFinite`.
pub fn rank_intervals(
    scores: &[f64],
    sd: f64,
    reliability: f64,
    seed: u64,
) -> Result<RankIntervals, Undefined> {
    let standings = Standings::new(scores, sd, reliability)?;
    let order = Order::descending(scores)?;
    let n = scores.len();
    let (by_tie, method) = match &standings {
        Standings::Exact => (exact(&order), Method::Exact),
        Standings::Noisy(z) if n <= DRAWS_UP_TO => {
            let method = Method::MonteCarlo { draws: DRAWS, seed };
            (monte_carlo::intervals(z, &order, DRAWS, seed), method)
        }
        Standings::Noisy(z) => {
            let method = Method::NormalApproximation;
            (large_sample::intervals(z, &order), method)
        }
    };
    let reaching = |(tie, interval): (&Tie, RankInterval)| reaching(interval, *tie);
    let by_tie: Vec<RankInterval> = order.ties.iter().zip(by_tie).map(reaching).collect();
    let intervals = for_candidates(&order, &by_tie);
    Ok(RankIntervals { intervals, method })
}

/// The probability that each candidate's true score is among the best `top`, by
/// the same draws as [`rank_intervals`], above [`DRAWS_UP_TO`] candidates by the
/// normal approximation. Tied candidates share it.
///
/// # Errors
/// As [`rank_intervals`].
pub fn probability_in_top(
    scores: &[f64],
    sd: f64,
    reliability: f64,
    top: usize,
    seed: u64,
) -> Result<Vec<f64>, Undefined> {
    let standings = Standings::new(scores, sd, reliability)?;
    let order = Order::descending(scores)?;
    let by_tie = match &standings {
        Standings::Exact => order
            .ties
            .iter()
            .map(|tie| share_within(tie, top))
            .collect(),
        Standings::Noisy(z) if scores.len() <= DRAWS_UP_TO => {
            monte_carlo::shares_in_top(z, &order, top, DRAWS, seed)
        }
        Standings::Noisy(z) => large_sample::shares_in_top(z, &order, top),
    };
    Ok(for_candidates(&order, &by_tie))
}

/// The mean of each candidate's rank, `1 + Σ_{j≠i} P(T_j > T_i)`. Exact up to
/// [`PAIRS_UP_TO`] candidates; above, on a grid, to better than 1 % of the
/// number of candidates.
///
/// # Errors
/// As [`rank_intervals`].
pub fn expected_ranks(scores: &[f64], sd: f64, reliability: f64) -> Result<Vec<f64>, Undefined> {
    match Standings::new(scores, sd, reliability)? {
        Standings::Exact => {
            let n = scores.len() as f64;
            let ascending = crate::ranks::mid_ranks(scores)?;
            Ok(ascending.into_iter().map(|rank| n + 1.0 - rank).collect())
        }
        Standings::Noisy(z) if z.len() <= PAIRS_UP_TO => Ok(expected_by_pairs(&z)),
        Standings::Noisy(z) => Ok(large_sample::expected(&z)),
    }
}

/// Conservative confidence sets for ranks: a candidate is placed above another
/// only if the gap exceeds `q·SEM·√2`, with q two-sided at `level` and divided
/// by the number of comparisons (Bonferroni). Holds for each candidate with at
/// least probability `level`.
///
/// # Errors
/// As [`rank_intervals`]; `OutOfRange` unless 0 < `level` < 1.
pub fn confidence_sets(
    scores: &[f64],
    sd: f64,
    reliability: f64,
    level: f64,
) -> Result<Vec<RankInterval>, Undefined> {
    let sem = crate::reliability::sem(sd, reliability)?;
    crate::moments::at_least(scores.len(), 1)?;
    all_finite(scores)?;
    let n = scores.len();
    let gap = bonferroni(n, level)? * sem * std::f64::consts::SQRT_2 + crate::scores::TOLERANCE;
    let mut ascending = scores.to_vec();
    ascending.sort_by(f64::total_cmp);
    let sets = scores.iter().map(|&score| {
        let above = n - ascending.partition_point(|&other| other - score <= gap);
        let below = ascending.partition_point(|&other| score - other > gap);
        RankInterval {
            best: 1 + above,
            worst: n - below,
        }
    });
    Ok(sets.collect())
}

/// The two-sided normal quantile at `level` for comparing one of n candidates
/// with all others.
fn bonferroni(n: usize, level: f64) -> Result<f64, Undefined> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Reason::OutOfRange("a level lies between 0 and 1").into());
    }
    let comparisons = n.saturating_sub(1).max(1) as f64;
    Ok(-normal_quantile((1.0 - level) / (2.0 * comparisons))?)
}

/// Observed scores in units of the standard error of estimate.
enum Standings {
    /// Reliability 1: no noise.
    Exact,
    /// Standing z of each candidate; the true standing is z + N(0, 1).
    Noisy(Vec<f64>),
}

impl Standings {
    fn new(scores: &[f64], sd: f64, reliability: f64) -> Result<Self, Undefined> {
        let r = reliability_in_range(reliability)?;
        let sd = positive_sd(sd)?;
        crate::moments::at_least(scores.len(), 1)?;
        all_finite(scores)?;
        if r == 1.0 {
            return Ok(Self::Exact);
        }
        let factor = (r / (1.0 - r)).sqrt() / sd;
        // From the best score, so that large scores lose no digits.
        let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let z: Vec<f64> = scores.iter().map(|x| (x - best) * factor).collect();
        all_finite(&z)?;
        Ok(Self::Noisy(z))
    }
}

fn exact(order: &Order) -> Vec<RankInterval> {
    let whole = |tie: &Tie| RankInterval {
        best: tie.first_rank(),
        worst: tie.last_rank(),
    };
    order.ties.iter().map(whole).collect()
}

/// A value for each tie, handed to its members, in the order of the candidates.
fn for_candidates<T: Copy>(order: &Order, by_tie: &[T]) -> Vec<T> {
    order.tie_of().into_iter().map(|tie| by_tie[tie]).collect()
}

/// The share of a tie's ranks that are at most `top`.
fn share_within(tie: &Tie, top: usize) -> f64 {
    let within = tie.end.min(top).saturating_sub(tie.start);
    within as f64 / (tie.end - tie.start) as f64
}

/// Widens an interval until it overlaps the ranks its tie takes up.
fn reaching(interval: RankInterval, tie: Tie) -> RankInterval {
    RankInterval {
        best: interval.best.min(tie.last_rank()),
        worst: interval.worst.max(tie.first_rank()),
    }
}

fn expected_by_pairs(z: &[f64]) -> Vec<f64> {
    let mut ranks = vec![1.0; z.len()];
    for i in 0..z.len() {
        for j in 0..i {
            let i_above_j = normal_cdf((z[i] - z[j]) * std::f64::consts::FRAC_1_SQRT_2);
            ranks[j] += i_above_j;
            ranks[i] += 1.0 - i_above_j;
        }
    }
    ranks
}

#[cfg(test)]
mod tests;
