//! Rank intervals for many candidates, without random numbers.
//!
//! Given a candidate's true standing t, each rival is above it independently
//! with probability Φ(z_j − t). The rank is then one plus a sum of independent
//! indicators: normal with mean `1 + A(t)`, `A = Σ Φ(z_j − t)`, and variance
//! `V(t) = Σ Φ(1 − Φ)`. Averaging over t ~ N(z, 1) gives the distribution of
//! the rank, its skewness at the top and bottom included.
//!
//! The standings are put on a grid of a tenth of a standard error, each shared
//! between its two neighbours; A and V are sums over the grid, and percentiles
//! are found on it and interpolated. Cost is n plus a function of the range.

use super::{LOWER, RankInterval, UPPER};
use crate::distributions::{normal_cdf, normal_pdf};
use crate::scores::Order;

/// Distance of grid points, in standard errors of estimate.
const STEP: f64 = 0.1;
/// Noise beyond this many standard errors is ignored.
const REACH: f64 = 8.0;
/// Above this many grid points the step widens. That takes scores spread over
/// 400 standard errors, where neighbours are told apart anyway.
const MOST_POINTS: usize = 4_000;

/// One interval per tie, best tie first.
pub(super) fn intervals(z: &[f64], order: &Order) -> Vec<RankInterval> {
    let n = z.len();
    let grid = Grid::of(z);
    let rivals = Rivals::of(&grid);
    let mut known: Vec<Option<(f64, f64)>> = vec![None; grid.counts.len()];
    let mut percentiles = |point: usize| {
        *known[point].get_or_insert_with(|| {
            let distribution = rivals.rank_distribution(&grid, point);
            (
                distribution.percentile(LOWER, n),
                distribution.percentile(UPPER, n),
            )
        })
    };
    let mut of_tie = |standing: f64| {
        let (point, share) = grid.position(standing);
        let (here, next) = (percentiles(point), percentiles(point + 1));
        let between = |a: f64, b: f64| ((a + (b - a) * share).round() as usize).clamp(1, n);
        RankInterval {
            best: between(here.0, next.0),
            worst: between(here.1, next.1),
        }
    };
    let ties = order.ties.iter();
    ties.map(|&tie| of_tie(z[order.members(tie)[0]])).collect()
}

/// Expected ranks, `1 + Σ_{j≠i} Φ((z_j − z_i)/√2)` with the rivals on the grid.
pub(super) fn expected(z: &[f64]) -> Vec<f64> {
    let grid = Grid::of(z);
    let both_noisy = |distance: f64| normal_cdf(distance * std::f64::consts::FRAC_1_SQRT_2);
    let above = grid.convolve(both_noisy, true);
    let of_standing = |&standing: &f64| {
        let (point, share) = grid.position(standing);
        let rivals = above[point] + (above[point + 1] - above[point]) * share;
        // The sum counts everyone as half above themselves: 1 − ½.
        0.5 + rivals
    };
    z.iter().map(of_standing).collect()
}

/// The probability that the members of each tie rank among the best `top`, best
/// tie first.
pub(super) fn shares_in_top(z: &[f64], order: &Order, top: usize) -> Vec<f64> {
    let grid = Grid::of(z);
    let rivals = Rivals::of(&grid);
    let mut known: Vec<Option<f64>> = vec![None; grid.counts.len()];
    let mut at = |point: usize| {
        *known[point].get_or_insert_with(|| {
            let distribution = rivals.rank_distribution(&grid, point);
            if top == 0 {
                0.0
            } else {
                distribution.probability_at_most(top)
            }
        })
    };
    let mut of_tie = |standing: f64| {
        let (point, share) = grid.position(standing);
        let (here, next) = (at(point), at(point + 1));
        here + (next - here) * share
    };
    let ties = order.ties.iter();
    ties.map(|&tie| of_tie(z[order.members(tie)[0]])).collect()
}

/// Candidates counted on evenly spaced standings.
struct Grid {
    lowest: f64,
    step: f64,
    /// Number of candidates at `lowest + i·step`.
    counts: Vec<f64>,
    /// Points that noise can move a candidate, and empty points at either end.
    margin: usize,
}

impl Grid {
    fn of(z: &[f64]) -> Self {
        let lowest = z.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let step = STEP.max((highest - lowest) / MOST_POINTS as f64);
        let margin = (REACH / step).ceil() as usize;
        let occupied = ((highest - lowest) / step).ceil() as usize + 2;
        let mut grid = Self {
            lowest: lowest - margin as f64 * step,
            step,
            counts: vec![0.0; occupied + 2 * margin],
            margin,
        };
        for &standing in z {
            let (point, share) = grid.position(standing);
            grid.counts[point] += 1.0 - share;
            grid.counts[point + 1] += share;
        }
        grid
    }

    /// The grid point at or below a standing, and how far it is to the next.
    fn position(&self, standing: f64) -> (usize, f64) {
        let position = (standing - self.lowest) / self.step;
        (position.floor() as usize, position.fract())
    }

    /// At every point t the sum of `f(z_j − t)` over all candidates, where f is
    /// 0 far below; far above it is 1 if `counts_above`, else 0.
    fn convolve(&self, f: impl Fn(f64) -> f64, counts_above: bool) -> Vec<f64> {
        let reach = self.margin as isize;
        let kernel: Vec<f64> = (-reach..=reach)
            .map(|points| f(points as f64 * self.step))
            .collect();
        let size = self.counts.len();
        let mut above: f64 = self.counts.iter().sum();
        let mut sums = Vec::with_capacity(size);
        let mut first_above = 0;
        for point in 0..size {
            let end = (point + self.margin + 1).min(size);
            above -= self.counts[first_above..end].iter().sum::<f64>();
            first_above = end;
            let start = point.saturating_sub(self.margin);
            let near = self.counts[start..end].iter();
            let shift = start + self.margin - point;
            let uncertain: f64 = near.zip(&kernel[shift..]).map(|(c, k)| c * k).sum();
            sums.push(uncertain + if counts_above { above.max(0.0) } else { 0.0 });
        }
        sums
    }
}

/// Mean and variance of the number of candidates above a true standing.
struct Rivals {
    /// A at every grid point.
    mean: Vec<f64>,
    /// V at every grid point.
    variance: Vec<f64>,
}

impl Rivals {
    fn of(grid: &Grid) -> Self {
        Self {
            mean: grid.convolve(normal_cdf, true),
            variance: grid.convolve(|distance| spread(normal_cdf(distance)), false),
        }
    }

    /// Distribution of the rank of a candidate whose standing is a grid point.
    fn rank_distribution(&self, grid: &Grid, point: usize) -> RankDistribution {
        let reach = grid.margin as isize - 1;
        let node = |offset: isize| {
            let at = point
                .saturating_add_signed(offset)
                .clamp(1, self.mean.len() - 2);
            let noise = offset as f64 * grid.step;
            let themselves = normal_cdf(-noise);
            // Between two nodes A falls evenly: a uniform part of the variance.
            let fall = (self.mean[at - 1] - self.mean[at + 1]) / 2.0;
            let variance = self.variance[at] - spread(themselves) + fall * fall / 12.0;
            Node {
                weight: normal_pdf(noise),
                mean: 1.0 + (self.mean[at] - themselves).max(0.0),
                sd: variance.max(1e-12).sqrt(),
            }
        };
        let nodes: Vec<Node> = (-reach..=reach)
            .map(node)
            .filter(|node| node.weight > 1e-8)
            .collect();
        RankDistribution {
            total: nodes.iter().map(|node| node.weight).sum(),
            nodes,
        }
    }
}

fn spread(probability: f64) -> f64 {
    probability * (1.0 - probability)
}

/// A mixture of normal distributions of the rank.
struct RankDistribution {
    nodes: Vec<Node>,
    total: f64,
}

struct Node {
    weight: f64,
    mean: f64,
    sd: f64,
}

impl RankDistribution {
    fn probability_at_most(&self, rank: usize) -> f64 {
        let below =
            |node: &Node| node.weight * normal_cdf((rank as f64 + 0.5 - node.mean) / node.sd);
        self.nodes.iter().map(below).sum::<f64>() / self.total
    }

    /// The smallest rank up to `n` that is not exceeded with probability `p`.
    fn percentile(&self, p: f64, n: usize) -> f64 {
        let (mut low, mut high) = (1, n);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.probability_at_most(middle) >= p {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_counts_everyone() {
        let z = [0.0, -0.05, -3.33, -12.0, -12.0];
        let grid = Grid::of(&z);
        assert!((grid.counts.iter().sum::<f64>() - 5.0).abs() < 1e-12);
        let rivals = Rivals::of(&grid);
        assert!((rivals.mean[0] - 5.0).abs() < 1e-9);
        assert!(rivals.mean.windows(2).all(|w| w[0] >= w[1] - 1e-9));
        assert!(rivals.mean[grid.counts.len() - 1] < 1e-9);
    }

    #[test]
    fn far_spread_scores_widen_the_step_and_stay_apart() {
        let z: Vec<f64> = (0..6_000).map(|i| -f64::from(i) * 10.0).collect();
        let order = Order::descending(&z).expect("finite");
        for (rank, interval) in (1_usize..).zip(intervals(&z, &order)) {
            assert!(interval.best.abs_diff(rank) <= 2, "{rank} {interval:?}");
            assert!(interval.worst.abs_diff(rank) <= 2, "{rank} {interval:?}");
        }
    }
}
