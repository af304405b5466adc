//! The cohort report: one intake's ranking with its bands, the distribution of totals and how they were made.

use super::candidate::{around, subtitle};
use super::figures::{count, decimals, ranks, total_words, whole};
use super::notices::{self, UNSUPERVISED};
use super::{Bin, RankingBand, RankingRow, Report, Section};
use crate::assessment::Purpose;
use crate::frozen::FrozenAssessment;
use crate::ranking::{BANDS_FROM, RankEntry, Snapshot};
use std::collections::BTreeMap;

/// Width of a bar in points.
const BIN: f64 = 10.0;

/// One ranked person.
#[derive(Debug, Clone, Copy)]
pub struct CohortMember<'a> {
    /// A name, or "Candidate 12" in blind mode.
    pub name: &'a str,
    pub entry: &'a RankEntry,
    /// In words, such as "Advance"; empty while undecided.
    pub decision: &'a str,
}

/// Everything a cohort report says. Dates come in words and never carry a clock time.
#[derive(Debug, Clone, Copy)]
pub struct CohortInput<'a> {
    pub assessment: &'a FrozenAssessment,
    pub intake: &'a str,
    pub published_on: &'a str,
    /// The date of the snapshot.
    pub as_of: &'a str,
    /// A closed intake's snapshot is final.
    pub closed: bool,
    pub snapshot: &'a Snapshot,
    /// Everybody of the snapshot, in any order.
    pub members: &'a [CohortMember<'a>],
    /// Submitted, but unfinished or with too little evidence.
    pub not_ranked: u32,
    pub report_id: &'a str,
}

/// Composes the report of one intake.
pub fn cohort(input: &CohortInput) -> Report {
    let definition = &input.assessment.definition;
    Report {
        title: subtitle(&["Ranking", input.intake]),
        subtitle: subtitle(&[&definition.job_title, &definition.title]),
        language: "en".into(),
        paper: definition.paper,
        pilot: input.assessment.purpose == Purpose::Pilot,
        footer: format!(
            "Report {} · engine {} · {UNSUPERVISED}",
            input.report_id, input.snapshot.engine_version
        ),
        sections: vec![
            facts(input),
            notices::read_first(input.assessment, Vec::new()),
            distribution(input),
            ranking(input),
            notices::limits(),
            notices::method(input.assessment, input.published_on, Some(input.snapshot)),
        ],
    }
}

fn facts(input: &CohortInput) -> Section {
    let state = if input.closed {
        "closed: this ranking is final"
    } else {
        "open: later answers may move it"
    };
    let rows = [
        ("Assessment", input.assessment.definition.title.clone()),
        ("Intake", format!("{}, {state}", input.intake)),
        ("As of", input.as_of.to_owned()),
        (
            "Ranked",
            count(
                input.snapshot.submissions as usize,
                "complete attempt",
                "complete attempts",
            ),
        ),
        (
            "Not ranked",
            count(
                input.not_ranked as usize,
                "unfinished attempt",
                "unfinished attempts",
            ),
        ),
    ];
    Section::Facts {
        title: "Who, what, when".into(),
        rows: rows
            .map(|(label, value)| (label.to_owned(), value))
            .to_vec(),
    }
}

fn distribution(input: &CohortInput) -> Section {
    let totals: Vec<f64> = input
        .members
        .iter()
        .map(|member| total(member.entry))
        .collect();
    let snapshot = input.snapshot;
    let spread = match input.members.len() {
        0 | 1 => String::new(),
        _ => format!(
            " The mean is {}, the standard deviation used {}.",
            whole(snapshot.mean),
            decimals(snapshot.sd, 1)
        ),
    };
    Section::Distribution {
        title: "How the totals are spread".into(),
        sentence: format!(
            "{}.{spread} {}",
            count(totals.len(), "complete attempt", "complete attempts"),
            notices::random_below(input.assessment)
        ),
        bins: bins(&totals),
        random_95: input.assessment.random_95,
    }
}

/// Bars of ten points from 0 or lower to 100; the last one holds 100 itself.
fn bins(totals: &[f64]) -> Vec<Bin> {
    let lowest = totals.iter().copied().fold(0.0, f64::min);
    let first = (lowest / BIN).floor() as i32;
    let last = (100.0 / BIN) as i32;
    let place = |total: f64| ((total / BIN).floor() as i32).clamp(first, last - 1);
    (first..last)
        .map(|bin| Bin {
            from: f64::from(bin) * BIN,
            to: f64::from(bin + 1) * BIN,
            count: u32::try_from(totals.iter().filter(|total| place(**total) == bin).count())
                .unwrap_or(u32::MAX),
        })
        .collect()
}

fn ranking(input: &CohortInput) -> Section {
    let snapshot = input.snapshot;
    let banded = snapshot.band_width.is_some();
    let mut members: Vec<&CohortMember> = input.members.iter().collect();
    members.sort_by_key(|member| {
        if banded {
            member.entry.by_band
        } else {
            member.entry.by_score
        }
    });
    let mut bands: BTreeMap<Option<u32>, Vec<RankingRow>> = BTreeMap::new();
    for member in members {
        let band = member.entry.band.filter(|_| banded);
        bands.entry(band).or_default().push(row(member, snapshot));
    }
    let band = |(band, rows): (Option<u32>, Vec<RankingRow>)| RankingBand {
        title: band.map_or(String::new(), |band| {
            format!(
                "Band {band} · {}",
                count(rows.len(), "candidate", "candidates")
            )
        }),
        rows,
    };
    Section::Ranking {
        title: "Ranking".into(),
        sentence: if banded {
            banded_sentence(snapshot)
        } else {
            unbanded_sentence(snapshot)
        },
        bands: bands.into_iter().map(band).collect(),
    }
}

fn banded_sentence(snapshot: &Snapshot) -> String {
    let mut sentence = String::from(
        "The top score of a band is not reliably above anyone in it (95 %). Larger gaps are likelier to be real: open \
         Compare. The order inside a band is drawn by lot and means nothing.",
    );
    if snapshot.reliability_interval.is_some() {
        sentence.push_str(" A rank is an interval (90 %), not a place.");
    }
    sentence
}

fn unbanded_sentence(snapshot: &Snapshot) -> String {
    format!(
        "Sorted by score. With {} no bands are drawn; they begin at {BANDS_FROM}. Overlapping intervals cannot be told \
         apart.",
        count(
            snapshot.submissions as usize,
            "complete attempt",
            "complete attempts"
        )
    )
}

fn row(member: &CohortMember, snapshot: &Snapshot) -> RankingRow {
    let score = total(member.entry);
    RankingRow {
        rank: ranks(member.entry.rank_low, member.entry.rank_high),
        name: member.name.to_owned(),
        score: total_words(score),
        interval: around(score, snapshot.half_width()),
        decision: member.decision.to_owned(),
    }
}

fn total(entry: &RankEntry) -> f64 {
    entry.total_micro as f64 / 1e6
}

#[cfg(test)]
mod tests;
