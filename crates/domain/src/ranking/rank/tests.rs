//! Bands, intervals and draws of whole rankings, from nobody to a hundred thousand people.

use super::*;
use crate::ids::AttemptId;
use crate::samples;
use crate::time::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

fn settings() -> RankSettings {
    RankSettings {
        seed: 42,
        as_of: Timestamp(5),
        planning_reliability: 0.6,
    }
}

fn attempt(index: usize) -> AttemptId {
    AttemptId(Uuid::from_u128(1_000 + index as u128))
}

/// Totals spread over about 0 to 80 with 12 contributions each that hang together closely (`noise` 0) or not at all.
fn people(count: usize, noise: f64) -> Vec<(Submission, Vec<f64>)> {
    let mut state = 12_345_u64;
    let mut uniform = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    (0..count)
        .map(|index| {
            let ability = uniform();
            let points: Vec<f64> = (0..12)
                .map(|_| 3.5 + 6.0 * ((1.0 - noise) * ability + noise * uniform()))
                .collect();
            let submission = Submission {
                attempt: attempt(index),
                total_micro: crate::scoring::micro(points.iter().sum()),
            };
            (submission, points)
        })
        .collect()
}

fn submitted(people: &[(Submission, Vec<f64>)]) -> Submissions {
    let mut submissions = Submissions::to(&samples::assessment(12));
    for (submission, points) in people {
        let points: Vec<Option<f64>> = points.iter().copied().map(Some).collect();
        submissions.add(*submission, &points);
    }
    submissions
}

fn submissions(count: usize, noise: f64) -> Submissions {
    submitted(&people(count, noise))
}

fn check_order(ranking: &Ranking) {
    let n = ranking.entries.len();
    let mut by_band: Vec<_> = ranking.entries.iter().map(|entry| entry.by_band).collect();
    by_band.sort_unstable();
    assert_eq!(by_band, (0..n as u32).collect::<Vec<_>>());
    for (position, entry) in ranking.entries.iter().enumerate() {
        assert_eq!(entry.by_score as usize, position);
    }
    for pair in ranking.entries.windows(2) {
        assert!(pair[0].total_micro >= pair[1].total_micro);
        assert!(pair[0].band <= pair[1].band);
    }
    let mut in_band_order = ranking.entries.clone();
    in_band_order.sort_by_key(|entry| entry.by_band);
    assert!(
        in_band_order
            .windows(2)
            .all(|pair| pair[0].band <= pair[1].band)
    );
}

#[test]
fn under_30_there_are_no_bands_and_the_spread_is_assumed() {
    let ranking = rank(&submissions(29, 0.5), &settings());
    let snapshot = &ranking.snapshot;
    assert_eq!(
        (snapshot.submissions, snapshot.sd, snapshot.reliability),
        (29, 15.0, 0.6)
    );
    assert_eq!(snapshot.reliability_source, ReliabilitySource::Planned);
    assert!((snapshot.sem - 9.486_832_98).abs() < 1e-8);
    assert_eq!((snapshot.band_width, snapshot.band_sizes.len()), (None, 0));
    for entry in &ranking.entries {
        assert_eq!(
            (entry.band, entry.rank_low, entry.by_band),
            (None, None, entry.by_score)
        );
    }
    check_order(&ranking);
}

#[test]
fn from_30_bands_of_corrected_width() {
    let ranking = rank(&submissions(30, 0.5), &settings());
    let snapshot = &ranking.snapshot;
    let width = 2.263_2 * snapshot.sd;
    assert!((snapshot.band_width.expect("banded") - width).abs() < 1e-3 * snapshot.sd);
    assert_eq!(snapshot.band_sizes.iter().sum::<u32>(), 30);
    assert_eq!(ranking.entries[0].band, Some(1));
    assert!(ranking.entries.iter().all(|entry| entry.rank_low.is_none()));
    check_order(&ranking);
}

#[test]
fn estimates_start_at_50_and_stand_alone_from_200() {
    // Twelve closely related questions: alpha lies far above the planned .60.
    let source = |count| {
        let ranking = rank(&submissions(count, 0.3), &settings());
        check_order(&ranking);
        let shown = ranking.entries.iter().all(|entry| entry.rank_low.is_some());
        (
            ranking.snapshot.reliability_source,
            ranking.snapshot.reliability,
            shown,
        )
    };
    assert_eq!(source(49), (ReliabilitySource::Planned, 0.6, false));
    assert_eq!(
        source(50),
        (ReliabilitySource::PlannedBelowEstimate, 0.6, true)
    );
    assert_eq!(
        source(199),
        (ReliabilitySource::PlannedBelowEstimate, 0.6, true)
    );
    let (from_200, reliability, shown) = source(200);
    assert_eq!((from_200, shown), (ReliabilitySource::Estimated, true));
    assert!(reliability > 0.9, "{reliability}");
}

#[test]
fn a_smaller_estimate_is_used_at_once() {
    let ranking = rank(&submissions(60, 0.85), &settings());
    let snapshot = &ranking.snapshot;
    assert_eq!(snapshot.reliability_source, ReliabilitySource::Estimated);
    assert!(snapshot.reliability < 0.6);
    let (low, high) = snapshot.reliability_interval.expect("estimated");
    assert!(low < snapshot.reliability && snapshot.reliability < high);
}

#[test]
fn without_contributions_the_planned_value_stays() {
    let mut people = people(250, 0.3);
    people.iter_mut().for_each(|(_, points)| points.clear());
    let ranking = rank(&submitted(&people), &settings());
    assert_eq!(
        ranking.snapshot.reliability_source,
        ReliabilitySource::Planned
    );
    assert_eq!(ranking.snapshot.reliability_interval, None);
    assert!(ranking.entries.iter().all(|entry| entry.rank_low.is_none()));
}

#[test]
fn without_reliability_all_share_one_band() {
    let mut people = people(60, 1.0);
    // Halves that pull against each other: alpha below 0.
    for (index, (_, points)) in people.iter_mut().enumerate() {
        let half = if index % 2 == 0 { 5.0 } else { -5.0 };
        *points = (0..12)
            .map(|column| if column < 6 { half } else { -half })
            .collect();
        points[0] += index as f64 / 100.0;
    }
    let ranking = rank(&submitted(&people), &settings());
    assert_eq!(
        (
            ranking.snapshot.reliability,
            ranking.snapshot.band_sizes.len()
        ),
        (0.0, 1)
    );
    let json = serde_json::to_string(&ranking.snapshot).expect("serialises");
    assert_eq!(
        serde_json::from_str::<Snapshot>(&json).expect("reads back"),
        ranking.snapshot
    );
}

#[test]
fn ties_share_band_and_interval() {
    let mut people = people(80, 0.5);
    for (submission, _) in people.iter_mut().take(9) {
        submission.total_micro = 40_000_000;
    }
    let ranking = rank(&submitted(&people), &settings());
    let tied: Vec<_> = ranking
        .entries
        .iter()
        .filter(|entry| entry.total_micro == 40_000_000)
        .collect();
    assert_eq!(tied.len(), 9);
    assert!(tied.windows(2).all(|pair| {
        (pair[0].band, pair[0].rank_low, pair[0].rank_high)
            == (pair[1].band, pair[1].rank_low, pair[1].rank_high)
    }));
    let (first, last) = (tied[0].by_score + 1, tied[8].by_score + 1);
    assert!(tied[0].rank_low <= Some(last) && tied[0].rank_high >= Some(first));
    // Inside the tie the lot decides, not the order of arrival.
    let arrival: Vec<_> = tied.iter().map(|entry| entry.attempt).collect();
    let mut sorted = arrival.clone();
    sorted.sort_unstable();
    assert_ne!(arrival, sorted);
}

#[test]
fn equal_totals_all_over_are_one_band_with_an_honest_error() {
    let mut people = people(60, 0.5);
    people
        .iter_mut()
        .for_each(|(submission, _)| submission.total_micro = 0);
    let ranking = rank(&submitted(&people), &settings());
    assert_eq!(
        (ranking.snapshot.sd, ranking.snapshot.band_sizes.clone()),
        (15.0, vec![60])
    );
    assert!(ranking.snapshot.sem > 0.0);
}

#[test]
fn nobody_and_one_person() {
    let none = rank(&submissions(0, 0.5), &settings());
    assert_eq!((none.entries.len(), none.snapshot.submissions), (0, 0));
    let one = rank(&submissions(1, 0.5), &settings());
    assert_eq!((one.entries[0].by_score, one.entries[0].by_band), (0, 0));
}

/// Who else is in the intake does not change the order of two people inside a band.
#[test]
fn the_draw_is_stable_as_people_join() {
    let all = people(60, 0.5);
    let order = |people: &[(Submission, Vec<f64>)]| {
        let mut entries = rank(&submitted(people), &settings()).entries;
        entries.sort_by_key(|entry| entry.by_band);
        entries
    };
    let later = order(&all);
    let place = |id| later.iter().position(|entry| entry.attempt == id);
    for pair in order(&all[..40]).windows(2) {
        let (a, b) = (place(pair[0].attempt), place(pair[1].attempt));
        let same_band = |x: Option<usize>| x.map(|index| later[index].band);
        if pair[0].band == pair[1].band && same_band(a) == same_band(b) {
            assert!(a < b);
        }
    }
}

#[test]
fn a_hundred_thousand_are_ranked() {
    let ranking = rank(&submissions(100_000, 0.6), &settings());
    check_order(&ranking);
    let top = &ranking.entries[0];
    assert!(top.rank_low == Some(1) && top.rank_high.expect("from 50") < 100_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_order_of_candidates_changes_nothing(count in 1..120_usize, turn in 0..120_usize, noise in 0.2..0.9_f64) {
        let straight = people(count, noise);
        let mut turned = straight.clone();
        turned.rotate_left(turn % count);
        prop_assert_eq!(rank(&submitted(&straight), &settings()), rank(&submitted(&turned), &settings()));
    }
}
