//! The limits of a rank over many draws, without keeping the ranks.
//!
//! A percentile near an end is the last of so many lowest or highest values.
//! Each group of candidates, who are exchangeable, keeps only these of its
//! pooled ranks: for 2,000 draws 201 ranks, 402 bytes, a candidate. Never
//! contains how ranks are drawn.

use super::{DRAWS_UP_TO, LOWER, UPPER};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

// Ranks are kept in 16 bits.
const _: () = assert!(DRAWS_UP_TO <= u16::MAX as usize);

/// The lowest and the highest ranks of each group.
pub(super) struct Tails {
    group_of: Vec<usize>,
    groups: Vec<Group>,
    /// Ranks from here on are too high for the low tail; beside the groups, so
    /// that most ranks are turned down without touching one.
    low_limit: Vec<u16>,
    /// Ranks up to here are too low for the high tail.
    high_limit: Vec<u16>,
}

struct Group {
    low: BinaryHeap<u16>,
    low_size: usize,
    high: BinaryHeap<Reverse<u16>>,
    high_size: usize,
}

impl Tails {
    /// `group_of` names the group of each candidate; groups are counted from 0.
    /// Every candidate will have one rank in each of at least one `draws`.
    pub fn new(group_of: Vec<usize>, draws: usize) -> Self {
        let count = group_of.iter().max().map_or(0, |last| last + 1);
        let mut sizes = vec![0_usize; count];
        for &group in &group_of {
            sizes[group] += 1;
        }
        let group = |size: usize| {
            let ranks = size * draws;
            let (low_size, high_size) =
                (position(ranks, LOWER), ranks + 1 - position(ranks, UPPER));
            Group {
                low: BinaryHeap::with_capacity(low_size),
                low_size,
                high: BinaryHeap::with_capacity(high_size),
                high_size,
            }
        };
        Self {
            group_of,
            groups: sizes.into_iter().map(group).collect(),
            low_limit: vec![u16::MAX; count],
            high_limit: vec![0; count],
        }
    }

    /// Takes the rank of a candidate in one draw.
    pub fn take(&mut self, candidate: usize, rank: u16) {
        self.take_span(candidate, rank, rank);
    }

    /// Takes the ranks that a candidate's tie takes up in one draw: the first
    /// for the low tail, the last for the high one.
    pub fn take_span(&mut self, candidate: usize, first: u16, last: u16) {
        let index = self.group_of[candidate];
        if first < self.low_limit[index] {
            let Group { low, low_size, .. } = &mut self.groups[index];
            keep(low, *low_size, first);
            if low.len() == *low_size {
                self.low_limit[index] = low.peek().copied().unwrap_or(u16::MAX);
            }
        }
        if last > self.high_limit[index] {
            let Group {
                high, high_size, ..
            } = &mut self.groups[index];
            keep(high, *high_size, Reverse(last));
            if high.len() == *high_size {
                self.high_limit[index] = high.peek().map_or(0, |rank| rank.0);
            }
        }
    }

    /// The 5th percentile of the ranks in the low tail and the 95th of those in
    /// the high one, of each group: the smallest rank that at least this share
    /// of the group's ranks does not exceed.
    pub fn limits(&self) -> impl Iterator<Item = (u16, u16)> {
        // Every tail is full by now, and its limit is the percentile.
        self.low_limit
            .iter()
            .copied()
            .zip(self.high_limit.iter().copied())
    }
}

/// The position, from 1, of the p-th percentile among so many sorted values.
fn position(values: usize, p: f64) -> usize {
    ((values as f64 * p).ceil() as usize).max(1)
}

/// Keeps the `size` smallest of all values seen, the largest of them on top.
fn keep<T: Ord>(heap: &mut BinaryHeap<T>, size: usize, value: T) {
    if heap.len() < size {
        heap.push(value);
    } else if let Some(mut largest) = heap.peek_mut()
        && value < *largest
    {
        *largest = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn limits_are_nearest_ranks() {
        let mut tails = Tails::new(vec![0, 1], 100);
        for rank in (1..=100).rev() {
            tails.take(0, rank);
            tails.take_span(1, rank, rank + 1);
        }
        let limits: Vec<_> = tails.limits().collect();
        assert_eq!(limits, [(5, 95), (5, 96)]);
        let mut once = Tails::new(vec![0], 1);
        once.take(0, 9);
        assert_eq!(once.limits().collect::<Vec<_>>(), [(9, 9)]);
    }

    #[test]
    fn a_candidate_takes_four_hundred_bytes() {
        let tails = Tails::new((0..5_000).collect(), 2_000);
        let kept: usize = tails
            .groups
            .iter()
            .map(|group| group.low_size + group.high_size)
            .sum();
        assert_eq!(kept * size_of::<u16>(), 5_000 * 402);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// As if all ranks had been kept and sorted.
        #[test]
        fn nothing_is_lost(
            group_of in prop::collection::vec(0..3_usize, 3..12),
            draws in 1..60_usize,
            ranks in prop::collection::vec(1..400_u16, 720),
        ) {
            let mut tails = Tails::new(group_of.clone(), draws);
            let count = group_of.iter().max().map_or(0, |last| last + 1);
            let mut pooled = vec![Vec::new(); count];
            let of_draw = ranks.chunks_exact(group_of.len()).cycle().take(draws);
            for drawn in of_draw {
                for (candidate, &rank) in drawn.iter().enumerate() {
                    tails.take(candidate, rank);
                    pooled[group_of[candidate]].push(rank);
                }
            }
            for (group, limits) in tails.limits().enumerate() {
                let values = &mut pooled[group];
                values.sort_unstable();
                if let n @ 1.. = values.len() {
                    let at = |p: f64| values[(n as f64 * p).ceil() as usize - 1];
                    prop_assert_eq!(limits, (at(LOWER), at(UPPER)));
                }
            }
        }
    }
}
