//! Total scores as they come in: units, tolerance, order.
//!
//! Scores are `f64` points. Stored totals are integers of one millionth of a
//! point; [`points_from_micro`] converts them without creating or breaking ties.
//! Never contains ranks or bands.

use crate::undefined::{Undefined, all_finite};

/// Two scores no further apart than this many points are equal.
pub const TOLERANCE: f64 = 1e-9;

/// Converts totals in millionths of a point to points. Equal integers stay
/// equal; different ones stay further apart than [`TOLERANCE`].
pub fn points_from_micro(micro: &[i64]) -> Vec<f64> {
    micro.iter().map(|&value| value as f64 / 1e6).collect()
}

/// A group of tied candidates: positions in the descending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tie {
    /// First position, counted from 0.
    pub start: usize,
    /// One past the last position.
    pub end: usize,
}

impl Tie {
    /// Competition rank of everyone in the tie.
    pub fn first_rank(self) -> usize {
        self.start + 1
    }

    /// The last rank the tie takes up.
    pub fn last_rank(self) -> usize {
        self.end
    }
}

/// Candidates by descending score, with their ties.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// Index of the candidate at each position, best first; ties by index.
    pub candidates: Vec<usize>,
    /// The ties, best first; together they cover all positions.
    pub ties: Vec<Tie>,
}

impl Order {
    /// Sorts finite scores. A tie reaches [`TOLERANCE`] below its best score.
    pub fn descending(scores: &[f64]) -> Result<Self, Undefined> {
        all_finite(scores)?;
        let mut candidates: Vec<usize> = (0..scores.len()).collect();
        candidates.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
        let mut ties = Vec::new();
        let mut start = 0;
        while start < candidates.len() {
            let floor = scores[candidates[start]] - TOLERANCE;
            let same = |&&c: &&usize| scores[c] >= floor;
            let end = start + candidates[start..].iter().take_while(same).count();
            ties.push(Tie { start, end });
            start = end;
        }
        Ok(Self { candidates, ties })
    }

    /// The tie of each candidate, in the order of the candidates.
    pub fn tie_of(&self) -> Vec<usize> {
        let mut tie_of = vec![0; self.candidates.len()];
        for (index, &tie) in self.ties.iter().enumerate() {
            for &candidate in self.members(tie) {
                tie_of[candidate] = index;
            }
        }
        tie_of
    }

    /// The candidates of one tie.
    pub fn members(&self, tie: Tie) -> &[usize] {
        &self.candidates[tie.start..tie.end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_ties() {
        let order =
            Order::descending(&[5.0, 7.0, 5.0 - 5e-10, 7.0 + 5e-10, 1.0]).expect("finite scores");
        assert_eq!(order.candidates, [3, 1, 0, 2, 4]);
        let spans: Vec<_> = order.ties.iter().map(|t| (t.start, t.end)).collect();
        assert_eq!(spans, [(0, 2), (2, 4), (4, 5)]);
        assert!(Order::descending(&[f64::NAN]).is_err());
    }

    #[test]
    fn micro_points_keep_ties_and_gaps() {
        let points = points_from_micro(&[100_000_000, 99_999_999, 99_999_999, -3]);
        assert_eq!(points[0], 100.0);
        assert_eq!(points[1], points[2]);
        assert!(points[0] - points[1] > TOLERANCE);
        assert_eq!(points[3], -3e-6);
    }
}
