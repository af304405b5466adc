//! Who moves how far when the same answers are scored under another key. Each side is ranked as an intake is, with its
//! own S, reliability and bands and with one seed, so that nothing but the key makes the difference. Contains no person.

use crate::ids::AttemptId;
use crate::ranking::{RankEntry, RankSettings, Ranking, Snapshot, Submissions, rank};
use psychometrics::moments;
use psychometrics::ranks::{competition_ranks, kendall_tau_b, spearman};
use psychometrics::scores::points_from_micro;
use std::collections::HashMap;

/// Limits in points between the spans of [`Movement::spans`].
const LIMITS: [f64; 8] = [-10.0, -5.0, -2.0, -0.5, 0.5, 2.0, 5.0, 10.0];
/// A millionth of a point in points.
const MICRO: f64 = 1e6;

/// Where somebody stands under one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub total_micro: i64,
    /// Competition rank, from 1; tied totals share it.
    pub rank: u32,
    /// As [`RankEntry`] has them.
    pub band: Option<u32>,
    pub rank_low: Option<u32>,
    pub rank_high: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub attempt: AttemptId,
    pub before: Place,
    pub after: Place,
}

impl Move {
    /// Millionths of a point.
    pub fn change_micro(&self) -> i64 {
        self.after.total_micro - self.before.total_micro
    }

    /// Points.
    pub fn change(&self) -> f64 {
        self.change_micro() as f64 / MICRO
    }

    /// Both sides have bands, and they differ.
    pub fn changes_band(&self) -> bool {
        self.before.band != self.after.band
    }
}

/// How many changes lie from `from` (included) to `to` (excluded), in points; open at the ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    pub from: Option<f64>,
    pub to: Option<f64>,
    pub people: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    pub before: Snapshot,
    pub after: Snapshot,
    pub people: usize,
    /// Everybody, largest change first, then by id.
    pub moves: Vec<Move>,
    pub up: usize,
    pub down: usize,
    /// Mean change in points; 0 for nobody.
    pub mean: f64,
    /// Mean size of the changes in points.
    pub mean_size: f64,
    pub spans: Vec<Span>,
    /// Changed by more than half the width of the interval that is shown around every score now.
    pub beyond_interval: usize,
    pub to_higher_band: usize,
    pub to_lower_band: usize,
    /// Between the two orders of totals; absent where one does not differ.
    pub spearman: Option<f64>,
    pub kendall: Option<f64>,
}

impl Movement {
    pub fn unchanged(&self) -> usize {
        self.people - self.up - self.down
    }

    pub fn changed_band(&self) -> usize {
        self.to_higher_band + self.to_lower_band
    }
}

/// Ranks the same attempts as they are scored `before` and `after`, and sets both sides against each other.
pub fn movement(
    before: (&Submissions, &RankSettings),
    after: (&Submissions, &RankSettings),
) -> Movement {
    let (first, second) = (rank(before.0, before.1), rank(after.0, after.1));
    let then: HashMap<AttemptId, Place> = places(&second).collect();
    let mut moves: Vec<Move> = places(&first)
        .filter_map(|(attempt, before)| {
            let after = *then.get(&attempt)?;
            Some(Move {
                attempt,
                before,
                after,
            })
        })
        .collect();
    moves.sort_unstable_by_key(|one| (-one.change_micro().abs(), one.attempt));
    told(moves, first.snapshot, second.snapshot)
}

fn told(moves: Vec<Move>, before: Snapshot, after: Snapshot) -> Movement {
    let changes: Vec<f64> = moves.iter().map(Move::change).collect();
    let sizes: Vec<f64> = changes.iter().map(|change| change.abs()).collect();
    let totals = |place: fn(&Move) -> i64| {
        let micro: Vec<i64> = moves.iter().map(place).collect();
        points_from_micro(&micro)
    };
    let (x, y) = (
        totals(|one| one.before.total_micro),
        totals(|one| one.after.total_micro),
    );
    let half = before.half_width();
    let bands = |keep: fn(&u32, &u32) -> bool| {
        let pairs = moves
            .iter()
            .filter_map(|one| Some((one.before.band?, one.after.band?)));
        pairs.filter(|(from, to)| keep(from, to)).count()
    };
    Movement {
        people: moves.len(),
        up: moves.iter().filter(|one| one.change_micro() > 0).count(),
        down: moves.iter().filter(|one| one.change_micro() < 0).count(),
        mean: moments::mean(&changes).unwrap_or(0.0),
        mean_size: moments::mean(&sizes).unwrap_or(0.0),
        spans: spans(&changes),
        beyond_interval: sizes.iter().filter(|size| **size > half).count(),
        to_higher_band: bands(|from, to| to < from),
        to_lower_band: bands(|from, to| to > from),
        spearman: spearman(&x, &y).ok(),
        kendall: kendall_tau_b(&x, &y).ok(),
        before,
        after,
        moves,
    }
}

fn places(ranking: &Ranking) -> impl Iterator<Item = (AttemptId, Place)> {
    let micro: Vec<i64> = ranking
        .entries
        .iter()
        .map(|entry| entry.total_micro)
        .collect();
    let ranks = competition_ranks(&points_from_micro(&micro)).unwrap_or_default();
    ranking
        .entries
        .iter()
        .zip(ranks)
        .map(|(entry, rank)| (entry.attempt, place(entry, rank)))
}

fn place(entry: &RankEntry, rank: usize) -> Place {
    Place {
        total_micro: entry.total_micro,
        rank: u32::try_from(rank).unwrap_or(u32::MAX),
        band: entry.band,
        rank_low: entry.rank_low,
        rank_high: entry.rank_high,
    }
}

fn spans(changes: &[f64]) -> Vec<Span> {
    let from = std::iter::once(None).chain(LIMITS.map(Some));
    let to = LIMITS.map(Some).into_iter().chain(std::iter::once(None));
    from.zip(to)
        .map(|(from, to)| {
            let inside = |change: &&f64| {
                from.is_none_or(|from| **change >= from) && to.is_none_or(|to| **change < to)
            };
            Span {
                from,
                to,
                people: changes.iter().filter(inside).count(),
            }
        })
        .collect()
}
