//! The ranking as a table for spreadsheets, formulas disarmed. Holds scores with their intervals, bands, rank intervals
//! and decisions; no time of day, no duration, no adjustment.

use super::ranking_page::{Shown, shown, shown_name};
use super::{Decision, intake_of};
use crate::ports::{DecisionRecord, RankedPersonRecord, SliceOrder};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service, dates};
use domain::assessment::Purpose;
use domain::ids::IntakeId;
use exchange::csv_export;
use std::collections::HashMap;

/// Rows read at a time.
const ROWS: i64 = 5_000;
/// People listed who are not ranked.
const UNRANKED: i64 = 100_000;

const HEADER: [&str; 15] = [
    "candidate",
    "email",
    "band",
    "rank from",
    "rank to",
    "score",
    "interval from",
    "interval to",
    "decision",
    "decided by",
    "decided on",
    "reason",
    "note",
    "ranking",
    "as of",
];

/// The ranking that an intake shows as CSV, in the order of the bands, then those who are not ranked.
///
/// # Errors
/// [`Error::NotFound`] before the first ranking; those of the store.
pub async fn csv(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    blind: bool,
) -> Result<Vec<u8>> {
    let mut tx = service.read().await?;
    let intake = intake_of(&mut *tx, on, intake).await?;
    let (Some(id), Some(frozen_id)) = (&intake.snapshot_id, &intake.frozen_id) else {
        return Err(Error::NotFound);
    };
    let shown = shown(&mut *tx, id).await?.ok_or(Error::NotFound)?;
    let pilot = service.frozen(frozen_id).await?.purpose == Purpose::Pilot;
    let table = Table {
        zone: &service.settings.timezone,
        shown: &shown,
        pilot,
        blind,
    };
    let mut rows: Vec<[String; 15]> = Vec::new();
    let last = i64::from(shown.content.snapshot.submissions);
    let mut from = 0;
    while from < last {
        let people = tx
            .snapshot_slice(id, SliceOrder::ByBand, from, from + ROWS)
            .await?;
        let decisions: HashMap<String, DecisionRecord> = tx
            .slice_decisions(id, from, from + ROWS)
            .await?
            .into_iter()
            .map(|decision| (decision.invitation_id.clone(), decision))
            .collect();
        rows.extend(people.into_iter().map(|person| {
            let decision = decisions.get(&person.invitation_id);
            table.ranked(person, decision)
        }));
        from += ROWS;
    }
    for one in tx.unranked(&intake.id, UNRANKED).await? {
        let name = shown_name(&one.invitation_id, one.name, blind);
        let why = if one.completeness == "unfinished" {
            "not ranked: unfinished"
        } else {
            "not ranked: too little evidence"
        };
        rows.push(table.unranked(name, why, one.simulated));
    }
    csv_export::write(
        &HEADER,
        rows.iter().map(|row| row.iter().map(String::as_str)),
    )
    .map_err(|cause| Error::internal("table as CSV", &cause))
}

struct Table<'a> {
    zone: &'a str,
    shown: &'a Shown,
    pilot: bool,
    blind: bool,
}

impl Table<'_> {
    fn ranked(
        &self,
        person: RankedPersonRecord,
        decision: Option<&DecisionRecord>,
    ) -> [String; 15] {
        let score = person.entry.total_micro as f64 / 1e6;
        let half = self.shown.content.snapshot.half_width();
        let whole = |value: Option<i64>| value.map_or(String::new(), |value| value.to_string());
        let one = |value: f64| format!("{value:.1}");
        let told = |tell: fn(&DecisionRecord) -> String| decision.map(tell).unwrap_or_default();
        [
            shown_name(&person.invitation_id, person.name, self.blind),
            if self.blind {
                String::new()
            } else {
                person.email
            },
            whole(person.entry.band),
            whole(person.entry.rank_low),
            whole(person.entry.rank_high),
            one(score),
            one(score - half),
            one(score + half),
            Decision::parse(&person.decision)
                .unwrap_or(Decision::Undecided)
                .as_str()
                .into(),
            told(|decision| decision.by_name.clone()),
            decision
                .map(|decision| dates::date(self.zone, decision.at))
                .unwrap_or_default(),
            told(|decision| decision.reason.clone()),
            self.note("", person.simulated),
            self.shown.id.clone(),
            dates::date(self.zone, self.shown.content.snapshot.as_of),
        ]
    }

    fn unranked(&self, name: String, why: &str, simulated: bool) -> [String; 15] {
        let mut row: [String; 15] = Default::default();
        row[0] = name;
        row[12] = self.note(why, simulated);
        row
    }

    /// What must not be missed about a row.
    fn note(&self, why: &str, simulated: bool) -> String {
        let notes = [
            if self.pilot { "pilot" } else { "" },
            if simulated { "simulated" } else { "" },
            why,
        ];
        notes
            .into_iter()
            .filter(|note| !note.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    }
}
