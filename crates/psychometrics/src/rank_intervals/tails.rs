//! The limits of a rank over many draws, without keeping the ranks.
//!
//! A percentile near an end is the last of so many lowest or highest values.
//! Each group of candidates, who are exchangeable, keeps little more than these
//! of its pooled ranks: for 2,000 draws about 500 bytes a candidate. Never
//! contains how ranks are drawn.

use super::{DRAWS_UP_TO, LOWER, UPPER};

// Ranks are kept in 16 bits.
const _: () = assert!(DRAWS_UP_TO <= u16::MAX as usize);

/// The lowest and the highest ranks of each group.
pub(super) struct Tails {
    group_of: Vec<usize>,
    low: Tail,
    /// Ranks counted from the far end, so that the highest are the lowest.
    high: Tail,
}

impl Tails {
    /// `group_of` names the group of each candidate; groups are counted from 0.
    /// Every candidate will have one rank in each of at least one `draws`.
    pub fn new(group_of: Vec<usize>, draws: usize) -> Self {
        let count = group_of.iter().max().map_or(0, |last| last + 1);
        let mut ranks = vec![0_usize; count];
        for &group in &group_of {
            ranks[group] += draws;
        }
        Self {
            group_of,
            low: Tail::new(ranks.iter().map(|&ranks| position(ranks, LOWER))),
            high: Tail::new(
                ranks
                    .iter()
                    .map(|&ranks| ranks + 1 - position(ranks, UPPER)),
            ),
        }
    }

    /// Takes the rank of a candidate in one draw.
    pub fn take(&mut self, candidate: usize, rank: u16) {
        self.take_span(candidate, rank, rank);
    }

    /// Takes the ranks that a candidate's tie takes up in one draw: the first
    /// for the low tail, the last for the high one.
    pub fn take_span(&mut self, candidate: usize, first: u16, last: u16) {
        let group = self.group_of[candidate];
        self.low.take(group, first);
        self.high.take(group, u16::MAX - last);
    }

    /// The 5th percentile of the ranks in the low tail and the 95th of those in
    /// the high one, of each group: the smallest rank that at least this share
    /// of the group's ranks does not exceed.
    pub fn limits(self) -> impl Iterator<Item = (u16, u16)> {
        let high = self.high.limits().map(|rank| u16::MAX - rank);
        self.low.limits().zip(high)
    }
}

/// The position, from 1, of the p-th percentile among so many sorted values.
fn position(values: usize, p: f64) -> usize {
    ((values as f64 * p).ceil() as usize).max(1)
}

/// The lowest values of each group.
struct Tail {
    /// From here on a value is too high to matter; beside the groups, so that
    /// most values are turned down without touching one.
    limits: Vec<u16>,
    groups: Vec<Lowest>,
}

struct Lowest {
    /// How many of the lowest values are wanted.
    wanted: usize,
    /// These, and a few more that wait to be sorted out.
    kept: Vec<u16>,
}

impl Tail {
    fn new(wanted: impl Iterator<Item = usize>) -> Self {
        let groups: Vec<Lowest> = wanted.map(Lowest::new).collect();
        Self {
            limits: vec![u16::MAX; groups.len()],
            groups,
        }
    }

    fn take(&mut self, group: usize, value: u16) {
        if value < self.limits[group] {
            let lowest = &mut self.groups[group];
            lowest.kept.push(value);
            if lowest.kept.len() == lowest.kept.capacity() {
                self.limits[group] = lowest.sort_out();
            }
        }
    }

    /// The highest of the lowest values of each group.
    fn limits(self) -> impl Iterator<Item = u16> {
        self.groups.into_iter().map(|mut lowest| lowest.sort_out())
    }
}

impl Lowest {
    fn new(wanted: usize) -> Self {
        // A group without members wants none, and is never asked.
        let wanted = wanted.max(1);
        // So few more that memory stays small, so many that sorting out is rare.
        let waiting = (wanted / 4).max(16);
        Self {
            wanted,
            kept: Vec::with_capacity(wanted + waiting),
        }
    }

    /// Lets go of all but the lowest, and returns the highest of them.
    fn sort_out(&mut self) -> u16 {
        if self.kept.len() < self.wanted {
            return u16::MAX;
        }
        let (_, highest, _) = self.kept.select_nth_unstable(self.wanted - 1);
        let highest = *highest;
        self.kept.truncate(self.wanted);
        highest
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
    fn a_candidate_takes_five_hundred_bytes_however_many_ranks() {
        let mut tails = Tails::new(vec![0, 1], 2_000);
        for draw in 0..2_000 {
            tails.take(0, 4_000 - draw);
            tails.take(1, draw + 1);
        }
        let kept = [&tails.low, &tails.high].map(|tail| {
            let of_group = |lowest: &Lowest| lowest.kept.capacity() * size_of::<u16>();
            tail.groups.iter().map(of_group).sum::<usize>()
        });
        assert!(kept.iter().sum::<usize>() <= 2 * 510, "{kept:?}");
        assert_eq!(
            tails.limits().collect::<Vec<_>>(),
            [(2_100, 3_900), (100, 1_900)]
        );
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
