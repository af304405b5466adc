//! What an intake's report says, with bands and without.

use super::*;
use crate::ids::AttemptId;
use crate::ranking::{RankSettings, Ranking, Submission, Submissions, rank};
use crate::samples;
use crate::time::Timestamp;
use uuid::Uuid;

fn ranking_of(people: u32) -> Ranking {
    let mut submissions = Submissions::to(&samples::assessment(12));
    for person in 0..people {
        let submission = Submission {
            attempt: AttemptId(Uuid::from_u128(u128::from(person) + 1)),
            total_micro: i64::from(person * 37 % 101) * 1_000_000 - 5_500_000,
        };
        submissions.add(submission, &[]);
    }
    let settings = RankSettings {
        seed: 3,
        as_of: Timestamp(0),
        planning_reliability: 0.6,
    };
    rank(&submissions, &settings)
}

fn report(people: u32) -> Report {
    let ranking = ranking_of(people);
    let names: Vec<String> = (0..people)
        .map(|person| format!("Person {person}"))
        .collect();
    let members: Vec<CohortMember> = ranking
        .entries
        .iter()
        .rev()
        .zip(&names)
        .map(|(entry, name)| CohortMember {
            name,
            entry,
            decision: "",
        })
        .collect();
    cohort(&CohortInput {
        assessment: &samples::assessment(12),
        intake: "Spring intake",
        published_on: "1 November 2026",
        as_of: "20 November 2026",
        closed: true,
        snapshot: &ranking.snapshot,
        members: &members,
        not_ranked: 1,
        report_id: "7",
    })
}

fn ranking_section(report: &Report) -> (&str, &[RankingBand]) {
    let found = report.sections.iter().find_map(|section| match section {
        Section::Ranking {
            sentence, bands, ..
        } => Some((sentence.as_str(), bands.as_slice())),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn bands_follow_the_snapshot_and_hold_everyone_once() {
    let ranking = ranking_of(40);
    let report = report(40);
    let (sentence, bands) = ranking_section(&report);
    assert!(sentence.contains("not reliably above anyone in it (95 %)"));
    let sizes: Vec<usize> = bands.iter().map(|band| band.rows.len()).collect();
    let expected: Vec<usize> = ranking
        .snapshot
        .band_sizes
        .iter()
        .map(|size| *size as usize)
        .collect();
    assert_eq!(sizes, expected);
    assert!(bands[0].title.starts_with("Band 1 · "));
    assert_eq!(report.title, "Ranking · Spring intake");
    assert!(report.pilot);
}

#[test]
fn few_people_are_sorted_without_bands_or_ranks() {
    let report = report(12);
    let (sentence, bands) = ranking_section(&report);
    assert!(sentence.starts_with("Sorted by score. With 12 complete attempts no bands"));
    assert_eq!(bands.len(), 1);
    assert_eq!(bands[0].title, "");
    let scores: Vec<f64> = bands[0].rows.iter().map(|row| row.interval.score).collect();
    assert!(scores.windows(2).all(|pair| pair[0] >= pair[1]));
    assert!(bands[0].rows.iter().all(|row| row.rank.is_empty()));
}

#[test]
fn a_total_no_better_than_random_is_said_in_words() {
    let report = report(40);
    let (_, bands) = ranking_section(&report);
    let mut said = 0;
    for row in bands.iter().flat_map(|band| &band.rows) {
        let random = row.score == "no better than random";
        assert_eq!(random, row.interval.score <= 0.0, "{row:?}");
        said += usize::from(random);
    }
    assert!(said > 0);
}

#[test]
fn bars_cover_the_scale_and_count_everyone() {
    let bins = bins(&[-12.0, 0.0, 9.99, 10.0, 100.0]);
    let counted: Vec<_> = bins
        .iter()
        .map(|bin| (bin.from, bin.count))
        .filter(|(_, count)| *count > 0)
        .collect();
    assert_eq!(counted, [(-20.0, 1), (0.0, 2), (10.0, 1), (90.0, 1)]);
    assert_eq!(bins.last().unwrap().to, 100.0);
}

#[test]
fn an_empty_intake_still_has_a_report() {
    let report = report(0);
    let (_, bands) = ranking_section(&report);
    assert!(bands.is_empty());
}
