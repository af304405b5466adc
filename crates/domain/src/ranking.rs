//! The ranking of an intake: an immutable snapshot of positions, bands and intervals. Only this module
//! ranks; never by speed, arrival or name. [`rank()`] makes a snapshot, [`compare()`] sets two people of one against each
//! other.

mod compare;
mod draw;
mod influence;
mod rank;
mod submissions;

pub use compare::{PairComparison, compare};
pub(crate) use draw::lot;
pub(crate) use influence::Parts;
pub use influence::{Influence, influence};
pub use rank::rank;
pub use submissions::{Submission, Submissions};

use crate::ids::AttemptId;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Under this many submissions there are no bands, and S is the planning value.
pub const BANDS_FROM: usize = 30;
/// Two-sided 95 %: the level of a band's promise.
pub const BAND_LEVEL: f64 = 0.95;
/// Standard normal quantile of the 90 % intervals that people see.
pub const INTERVAL_Z: f64 = 1.645;

/// Which reliability the intervals rest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReliabilitySource {
    /// Assumed from the length; no data yet.
    Planned,
    /// Estimated from this intake's contributions.
    Estimated,
    /// Both exist and the smaller planning value is used.
    PlannedBelowEstimate,
}

/// What a snapshot is made with, beside the attempts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankSettings {
    /// For the stable draw inside bands and the rank intervals; stored with the snapshot. Keep it for an intake, so
    /// that the order inside bands stays as people join.
    pub seed: u64,
    pub as_of: Timestamp,
    /// [`crate::frozen::FrozenAssessment::planning_reliability`].
    pub planning_reliability: f64,
}

/// A snapshot with everybody's place in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    pub snapshot: Snapshot,
    /// In the order of `by_score`.
    pub entries: Vec<RankEntry>,
}

/// One candidate's place in a snapshot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankEntry {
    pub attempt: AttemptId,
    pub total_micro: i64,
    /// Half-width of the 90 % interval is the same for all: see [`Snapshot::sem`].
    /// Position by score (ties by the stable draw), from 0.
    pub by_score: u32,
    /// Position by band, inside a band by the stable seeded draw, from 0. Equal to `by_score` while there are no bands.
    pub by_band: u32,
    /// From 1; absent under 30 submissions.
    pub band: Option<u32>,
    /// 90 % rank interval, absent until reliability is estimated (from 50).
    pub rank_low: Option<u32>,
    pub rank_high: Option<u32>,
}

/// Everything a ranking page says about how it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    pub engine_version: String,
    pub as_of: Timestamp,
    /// Complete attempts ranked.
    pub submissions: u32,
    pub mean: f64,
    /// S of the totals; 15 while fewer than 30 have submitted or all totals are equal.
    pub sd: f64,
    pub reliability: f64,
    pub reliability_source: ReliabilitySource,
    /// 90 % limits of the estimate (Feldt), from 50.
    pub reliability_interval: Option<(f64, f64)>,
    pub sem: f64,
    /// Corrected band width in points, from 30; the whole range of scores where reliability is 0.
    pub band_width: Option<f64>,
    /// How many candidates each band holds, from band 1.
    pub band_sizes: Vec<u32>,
    /// For the stable draw and the Monte-Carlo intervals.
    pub seed: u64,
}

impl Snapshot {
    /// Half the width of the 90 % interval around everybody's score, `1.645·SEM` in points.
    pub fn half_width(&self) -> f64 {
        INTERVAL_Z * self.sem
    }
}
