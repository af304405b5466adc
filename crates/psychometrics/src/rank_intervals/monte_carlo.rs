//! Rank intervals by seeded draws.
//!
//! Each draw adds noise to every standing and ranks all candidates at once. The
//! ranks of tied candidates are exchangeable and are pooled; limits of
//! neighbours that chance put out of order are averaged. Cost is one sort
//! of n keys per draw; only the tails of ranks are kept, about 500 bytes a
//! candidate ([`Tails`]).

use super::tails::Tails;
use super::{DRAWS_UP_TO, RankInterval};
use crate::random::NormalStream;
use crate::scores::{Order, Tie};

// The index of a candidate is kept in 16 bits.
const _: () = assert!(DRAWS_UP_TO <= u16::MAX as usize);

/// One interval per tie, best tie first. At most [`DRAWS_UP_TO`] candidates.
pub(super) fn intervals(z: &[f64], order: &Order, draws: usize, seed: u64) -> Vec<RankInterval> {
    let mut tails = Tails::new(order.tie_of(), draws);
    draw_ranks(
        z,
        |_| 1.0,
        draws,
        seed,
        |candidate, rank| {
            tails.take(candidate, rank);
        },
    );
    let percentiles = tails
        .limits()
        .map(|(best, worst)| (f64::from(best), f64::from(worst)));
    let (best, worst): (Vec<f64>, Vec<f64>) = percentiles.unzip();
    let sizes: Vec<usize> = order.ties.iter().map(|tie| tie.end - tie.start).collect();
    let limits = rising(&best, &sizes)
        .into_iter()
        .zip(rising(&worst, &sizes));
    limits
        .map(|(best, worst)| RankInterval {
            best: best.round() as usize,
            worst: worst.round() as usize,
        })
        .collect()
}

/// The share of draws in which the members of each tie rank among the best
/// `top`, best tie first. At most [`DRAWS_UP_TO`] candidates.
pub(super) fn shares_in_top(
    z: &[f64],
    order: &Order,
    top: usize,
    draws: usize,
    seed: u64,
) -> Vec<f64> {
    let mut within = vec![0_usize; z.len()];
    draw_ranks(
        z,
        |_| 1.0,
        draws,
        seed,
        |candidate, rank| {
            within[candidate] += usize::from(usize::from(rank) <= top);
        },
    );
    let share = |tie: &Tie| {
        let members = order.members(*tie);
        let count: usize = members.iter().map(|&candidate| within[candidate]).sum();
        count as f64 / (members.len() * draws) as f64
    };
    let shares: Vec<f64> = order.ties.iter().map(share).collect();
    // As with limits: chance in the draws would have neighbours out of order.
    let sizes: Vec<usize> = order.ties.iter().map(|tie| tie.end - tie.start).collect();
    let missed: Vec<f64> = shares.iter().map(|share| 1.0 - share).collect();
    rising(&missed, &sizes)
        .into_iter()
        .map(|miss| 1.0 - miss)
        .collect()
}

/// The rising sequence nearest to `values` in weighted least squares
/// (pool-adjacent-violators). Everyone's noise being equal, the percentiles of
/// a rank never improve as the score falls; chance in the draws would have
/// neighbours contradict that.
fn rising(values: &[f64], weights: &[usize]) -> Vec<f64> {
    // Blocks of equal limits: mean, weight, number of values.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (&value, &weight) in values.iter().zip(weights) {
        let mut block = (value, weight as f64, 1);
        while let Some(&(mean, weight, count)) = blocks.last() {
            if mean <= block.0 {
                break;
            }
            let joint = weight + block.1;
            block = (
                (mean * weight + block.0 * block.1) / joint,
                joint,
                count + block.2,
            );
            blocks.pop();
        }
        blocks.push(block);
    }
    let spread = blocks
        .into_iter()
        .flat_map(|(mean, _, count)| std::iter::repeat_n(mean, count));
    spread.collect()
}

/// Ranks all candidates in every draw and hands each candidate's rank over;
/// candidate i has the standard error `error(i)`. At most [`DRAWS_UP_TO`]
/// candidates.
pub(super) fn draw_ranks(
    scores: &[f64],
    error: impl Fn(usize) -> f64,
    draws: usize,
    seed: u64,
    mut take: impl FnMut(usize, u16),
) {
    let mut normal = NormalStream::seeded(seed);
    let mut keys = vec![0_u64; scores.len()];
    for _ in 0..draws {
        for (index, (key, score)) in keys.iter_mut().zip(scores).enumerate() {
            *key = descending_key(score + error(index) * normal.draw(), index);
        }
        keys.sort_unstable();
        for (rank, key) in (1_u16..).zip(&keys) {
            take((key & 0xFFFF) as usize, rank);
        }
    }
}

/// A key that sorts by descending value, with the candidate's index in its low
/// 16 bits. Values that differ by less than one part in 2³⁶ sort by index.
fn descending_key(value: f64, index: usize) -> u64 {
    let bits = value.to_bits();
    // Order of the bits equals order of the numbers after this flip.
    let ascending = if bits >> 63 == 1 {
        !bits
    } else {
        bits | 1 << 63
    };
    (!ascending & !0xFFFF) | index as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_descending() {
        let values = [3.5, 0.1, 0.0, -0.1, -2.0, -1e9];
        let keys: Vec<u64> = values.iter().map(|&v| descending_key(v, 7)).collect();
        assert!(keys.is_sorted());
        assert!(keys.iter().all(|key| key & 0xFFFF == 7));
    }

    #[test]
    fn neighbours_out_of_order_are_averaged() {
        let risen = rising(&[1.0, 4.0, 3.0, 2.0, 6.0, 5.0], &[1, 1, 1, 1, 3, 1]);
        assert_eq!(risen, [1.0, 3.0, 3.0, 3.0, 5.75, 5.75]);
        assert!(rising(&[], &[]).is_empty());
    }

    #[test]
    fn every_draw_is_a_permutation() {
        let z = [0.0, -0.4, -2.0, -2.0, -7.5];
        let mut drawn: Vec<(usize, u16)> = Vec::new();
        draw_ranks(
            &z,
            |_| 1.0,
            50,
            3,
            |candidate, rank| drawn.push((candidate, rank)),
        );
        for draw in drawn.chunks_exact_mut(5) {
            assert!(draw.iter().map(|drawn| drawn.1).eq(1..=5));
            draw.sort_unstable();
            assert!(draw.iter().map(|drawn| drawn.0).eq(0..5));
        }
        assert_eq!(drawn.len(), 250);
    }
}
