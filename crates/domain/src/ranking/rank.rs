//! Making a snapshot: positions, the reliability in use, bands and rank intervals, each from its number of
//! submissions on.

use super::draw::lot;
use super::{
    BAND_LEVEL, BANDS_FROM, RankEntry, RankSettings, Ranking, ReliabilitySource, Snapshot,
    Submission, Submissions,
};
use crate::ENGINE_VERSION;
use psychometrics::banding::{corrected_width, fixed_bands};
use psychometrics::moments;
use psychometrics::rank_intervals::{RankInterval, rank_intervals};
use psychometrics::reliability::planning::{
    PLANNING_SD, PROVISIONAL_FROM, ReliabilitySource as Source,
};
use psychometrics::reliability::{Alpha, alpha_with_interval, sem, working_reliability};
use psychometrics::scores::points_from_micro;

/// Level of the intervals people see.
const LEVEL: f64 = 0.90;
/// Totals that differ by less in all do not spread.
const NO_SPREAD: f64 = 1e-9;

/// Ranks complete attempts. Their order does not matter; neither does anything but totals, contributions and the seed.
pub fn rank(submissions: &Submissions, settings: &RankSettings) -> Ranking {
    let order = by_score(&submissions.all, settings.seed);
    let micro: Vec<i64> = order.iter().map(|(_, one)| one.total_micro).collect();
    let scores = points_from_micro(&micro);
    let reliability = Reliability::of(submissions, settings.planning_reliability);
    let sd = spread(&scores);
    let bands = (scores.len() >= BANDS_FROM).then(|| Bands::of(&scores, sd, reliability.value));
    let intervals = reliability.has_estimate.then(|| {
        rank_intervals(&scores, sd, reliability.value, settings.seed)
            .map(|ranks| ranks.intervals)
            .unwrap_or_default()
    });
    let snapshot = Snapshot {
        engine_version: ENGINE_VERSION.into(),
        as_of: settings.as_of,
        submissions: count(scores.len()),
        mean: moments::mean(&scores).unwrap_or(0.0),
        sd,
        reliability: reliability.value,
        reliability_source: reliability.source,
        reliability_interval: reliability.interval,
        sem: sem(sd, reliability.value).unwrap_or(sd),
        band_width: bands.as_ref().map(|bands| bands.width),
        band_sizes: bands
            .as_ref()
            .map_or_else(Vec::new, |bands| bands.sizes.clone()),
        seed: settings.seed,
    };
    Ranking {
        snapshot,
        entries: entries(&order, bands.as_ref(), intervals.as_deref()),
    }
}

/// An attempt with its lot, best total first, equal totals by lot (and by id, should two lots be equal).
type Ordered = Vec<(u64, Submission)>;

fn by_score(submissions: &[Submission], seed: u64) -> Ordered {
    let mut order: Ordered = submissions
        .iter()
        .map(|one| (lot(seed, one.attempt), *one))
        .collect();
    order.sort_unstable_by(|(lot_a, a), (lot_b, b)| {
        b.total_micro
            .cmp(&a.total_micro)
            .then(lot_a.cmp(lot_b))
            .then(a.attempt.cmp(&b.attempt))
    });
    order
}

/// S: from 30 submissions on that of the totals, before and where all are equal the planning value.
fn spread(scores: &[f64]) -> f64 {
    let estimated = (scores.len() >= BANDS_FROM)
        .then(|| moments::sd(scores).ok())
        .flatten();
    estimated
        .filter(|sd| *sd > NO_SPREAD)
        .unwrap_or(PLANNING_SD)
}

/// The reliability in use.
struct Reliability {
    value: f64,
    source: ReliabilitySource,
    interval: Option<(f64, f64)>,
    has_estimate: bool,
}

impl Reliability {
    fn of(submissions: &Submissions, planned: f64) -> Self {
        let planned = planned.clamp(0.0, 1.0);
        let alpha = alpha(submissions);
        let estimate = alpha.map(|alpha| alpha.value);
        match working_reliability(planned, estimate, submissions.count()) {
            Ok(working) => Self {
                value: working.value,
                source: match working.source {
                    Source::Planned => ReliabilitySource::Planned,
                    Source::PlannedBelowEstimate => ReliabilitySource::PlannedBelowEstimate,
                    Source::Estimated | Source::EstimatedBelowPlanned => {
                        ReliabilitySource::Estimated
                    }
                },
                interval: alpha.map(|alpha| (alpha.interval.lower, alpha.interval.upper)),
                has_estimate: working.source.has_estimate(),
            },
            Err(_) => Self {
                value: planned,
                source: ReliabilitySource::Planned,
                interval: None,
                has_estimate: false,
            },
        }
    }
}

/// Alpha over contributions, of the attempts whose contributions are all there; `None` below 50 of those or where it
/// is undefined.
fn alpha(submissions: &Submissions) -> Option<Alpha> {
    let covariance = (submissions.whole() >= PROVISIONAL_FROM)
        .then(|| submissions.covariance())
        .flatten()?;
    alpha_with_interval(&covariance, LEVEL).ok()
}

/// Fixed bands of corrected width from the top.
struct Bands {
    width: f64,
    /// By position of the score, from 1.
    band_of: Vec<u32>,
    sizes: Vec<u32>,
}

impl Bands {
    /// `scores` come best first. Without reliability no two people can be told apart: the band is the whole range.
    fn of(scores: &[f64], sd: f64, reliability: f64) -> Self {
        let range = scores
            .first()
            .zip(scores.last())
            .map_or(0.0, |(top, bottom)| top - bottom);
        let width = corrected_width(sd, reliability, BAND_LEVEL).unwrap_or(range);
        match fixed_bands(scores, width) {
            Ok(bands) => Self {
                width,
                band_of: bands.band_of.into_iter().map(count).collect(),
                sizes: bands.bands.iter().map(|band| count(band.size)).collect(),
            },
            Err(_) => Self {
                width: range,
                band_of: vec![1; scores.len()],
                sizes: vec![count(scores.len())],
            },
        }
    }
}

/// Everybody's place, in the order of the scores.
fn entries(
    order: &[(u64, Submission)],
    bands: Option<&Bands>,
    intervals: Option<&[RankInterval]>,
) -> Vec<RankEntry> {
    let band_of = |position: usize| bands.and_then(|bands| bands.band_of.get(position).copied());
    let by_band = positions_by_band(order, band_of);
    order
        .iter()
        .enumerate()
        .map(|(position, (_, one))| {
            let interval = intervals.and_then(|intervals| intervals.get(position));
            RankEntry {
                attempt: one.attempt,
                total_micro: one.total_micro,
                by_score: count(position),
                by_band: by_band[position],
                band: band_of(position),
                rank_low: interval.map(|ranks| count(ranks.best)),
                rank_high: interval.map(|ranks| count(ranks.worst)),
            }
        })
        .collect()
}

/// For each position by score its position by band: bands keep their order, inside a band lots decide.
fn positions_by_band(
    order: &[(u64, Submission)],
    band_of: impl Fn(usize) -> Option<u32>,
) -> Vec<u32> {
    let mut positions: Vec<usize> = (0..order.len()).collect();
    positions.sort_by_key(|&position| {
        // Without bands everybody keeps the place by score.
        band_of(position).map(|band| (band, order[position].0))
    });
    let mut by_band = vec![0; order.len()];
    for (place, position) in positions.into_iter().enumerate() {
        by_band[position] = count(place);
    }
    by_band
}

/// Candidates of one intake number far below four thousand million.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
