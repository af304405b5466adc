//! What other keys would change, with nothing written: every attempt scored under them, read a thousand at a time and
//! computed on a blocking thread, and each intake ranked both ways.

use super::offers::Choices;
use super::planned::{Planned, planned};
use crate::ports::{AttemptPersonRecord, IntakeRecord, KeyedAttemptRecord, Reach};
use crate::principal::OnAssessment;
use crate::results::{Decision, shown_name};
use crate::{Error, Result, Service};
use domain::ENGINE_VERSION;
use domain::attempt::Plan;
use domain::frozen::FrozenAssessment;
use domain::ids::AttemptId;
use domain::ranking::{RankSettings, Submissions};
use domain::rescoring::{Move, Movement, movement, rescored};
use domain::score_card::Completeness;
use domain::score_card::ScoreCard;
use std::collections::HashMap;
use std::sync::Arc;

/// Attempts read and computed at a time.
const SLICE: i64 = 1_000;
/// People named, those who move furthest.
pub const MOVERS: usize = 50;

/// Somebody who would move.
#[derive(Debug, Clone)]
pub struct Mover {
    pub moved: Move,
    /// The name, or a number in blind mode.
    pub name: String,
    pub intake: String,
    pub intake_id: String,
    pub invitation: String,
    pub decision: Decision,
    pub simulated: bool,
    /// The intake is open, so that adopting would move this person.
    pub follows: bool,
}

/// One intake under both keys.
#[derive(Debug, Clone)]
pub struct IntakeMovement {
    pub id: String,
    pub name: String,
    /// Closed intakes stay with their keys, final ranking and decisions.
    pub follows: bool,
    /// Its `moves` hold those who move furthest.
    pub movement: Movement,
}

/// What would change.
#[derive(Debug, Clone)]
pub struct DryRun {
    pub plan: Planned,
    /// In the order of the assessment's intakes, newest first; those without a complete attempt are left out.
    pub intakes: Vec<IntakeMovement>,
    /// Those who move furthest, of all intakes.
    pub movers: Vec<Mover>,
    /// Scored, but not ranked: too little was answered or is left.
    pub not_ranked: usize,
    /// Not ended yet: scored under the keys that count at their end.
    pub under_way: usize,
    /// Cards made by another version of the engine, which alone may move a total.
    pub other_engine: usize,
}

/// Scores everybody under the keys chosen and writes nothing.
///
/// # Errors
/// [`Error::NotFound`] before publishing; [`Error::Refused`] for a choice that cannot be used or that publishing would
/// refuse; those of the store.
pub async fn dry_run(
    service: &Service,
    on: &OnAssessment,
    choices: &Choices,
    blind: bool,
) -> Result<DryRun> {
    let plan = planned(service, on, choices).await?;
    // One dry run at a time: it reads every attempt and takes a processor.
    let _turn = service
        .computing
        .acquire()
        .await
        .map_err(|_| Error::Unavailable)?;
    let read = everybody(service, on, &plan.new).await?;
    let settings = Settings {
        as_of: service.now(),
        before: plan.keys.frozen.planning_reliability,
        after: plan.new.planning_reliability,
    };
    let (intakes, furthest) = ranked(service, on, read.by_intake, settings).await?;
    Ok(DryRun {
        movers: named(service, &intakes, furthest, blind).await?,
        intakes,
        plan,
        not_ranked: read.not_ranked,
        under_way: read.under_way,
        other_engine: read.other_engine,
    })
}

/// Everybody of an intake under both keys; weights are the same, so both carry the same questions.
struct BothWays {
    before: Submissions,
    after: Submissions,
}

#[derive(Default)]
struct Read {
    by_intake: HashMap<String, BothWays>,
    not_ranked: usize,
    under_way: usize,
    other_engine: usize,
}

/// Every attempt of the assessment, whatever keys it was scored under, and under `new`.
async fn everybody(
    service: &Service,
    on: &OnAssessment,
    new: &Arc<FrozenAssessment>,
) -> Result<Read> {
    let id = on.assessment().to_string();
    let mut tx = service.read().await?;
    let earlier = tx.rescores_of(&id).await?;
    let present = tx.published_frozen(&id).await?;
    let all = present
        .into_iter()
        .chain(earlier.into_iter().map(|one| one.from_frozen));
    let mut read = Read::default();
    for frozen_id in all {
        let mut after = String::new();
        loop {
            let slice = tx
                .keyed_attempts(&frozen_id, Reach::All, &after, SLICE)
                .await?;
            let Some(last) = slice.last() else { break };
            after.clone_from(&last.attempt_id);
            let new = Arc::clone(new);
            read = tokio::task::spawn_blocking(move || read.with(&slice, &new))
                .await
                .map_err(|cause| Error::internal("dry run", &cause))??;
        }
    }
    Ok(read)
}

impl Read {
    fn with(mut self, slice: &[KeyedAttemptRecord], new: &FrozenAssessment) -> Result<Self> {
        for record in slice.iter().filter(|record| !record.is_out) {
            let (Some(content), Some(intake)) = (&record.card, &record.intake_id) else {
                self.under_way += 1;
                continue;
            };
            let card: ScoreCard = serde_json::from_str(content)?;
            let plan: Plan = serde_json::from_str(&record.plan)?;
            let attempt: AttemptId = record
                .attempt_id
                .parse()
                .map_err(|cause| Error::internal("stored id", &cause))?;
            self.other_engine += usize::from(card.engine_version != ENGINE_VERSION);
            let then = rescored(new, &plan, &card);
            if card.completeness == Completeness::Complete {
                let both = self.by_intake.entry(intake.clone());
                let both = both.or_insert_with(|| BothWays {
                    before: Submissions::to(new),
                    after: Submissions::to(new),
                });
                both.before.add_card(attempt, &card);
                both.after.add_card(attempt, &then);
            } else {
                self.not_ranked += 1;
            }
        }
        Ok(self)
    }
}

#[derive(Clone, Copy)]
struct Settings {
    as_of: domain::time::Timestamp,
    before: f64,
    after: f64,
}

/// An intake's place in the list, and somebody of it.
type Furthest = Vec<(usize, Move)>;

async fn ranked(
    service: &Service,
    on: &OnAssessment,
    mut by_intake: HashMap<String, BothWays>,
    settings: Settings,
) -> Result<(Vec<IntakeMovement>, Furthest)> {
    let id = on.assessment().to_string();
    let records = service.read().await?.intakes_of(&id).await?;
    tokio::task::spawn_blocking(move || {
        let mut intakes = Vec::new();
        let mut furthest = Furthest::new();
        for record in records {
            let Some(both) = by_intake.remove(&record.id) else {
                continue;
            };
            let place = intakes.len();
            let intake = moved(record, both, settings);
            furthest.extend(intake.movement.moves.iter().map(|one| (place, *one)));
            intakes.push(intake);
        }
        furthest.retain(|(_, moved)| moved.change_micro() != 0);
        furthest.sort_by_key(|(_, one)| (-one.change_micro().abs(), one.attempt));
        furthest.truncate(MOVERS);
        (intakes, furthest)
    })
    .await
    .map_err(|cause| Error::internal("dry run", &cause))
}

fn moved(record: IntakeRecord, both: BothWays, settings: Settings) -> IntakeMovement {
    let with = |planning_reliability: f64| RankSettings {
        seed: record.seed.cast_unsigned(),
        as_of: settings.as_of,
        planning_reliability,
    };
    let mut movement = movement(
        (&both.before, &with(settings.before)),
        (&both.after, &with(settings.after)),
    );
    movement.moves.truncate(MOVERS);
    IntakeMovement {
        id: record.id,
        name: record.name,
        follows: record.closed_at.is_none(),
        movement,
    }
}

async fn named(
    service: &Service,
    intakes: &[IntakeMovement],
    furthest: Furthest,
    blind: bool,
) -> Result<Vec<Mover>> {
    let ids: Vec<String> = furthest
        .iter()
        .map(|(_, moved)| moved.attempt.to_string())
        .collect();
    let people = service.read().await?.attempt_people(&ids).await?;
    let mut people: HashMap<String, AttemptPersonRecord> = people
        .into_iter()
        .map(|person| (person.attempt_id.clone(), person))
        .collect();
    let mover = |(place, moved): (usize, Move)| {
        let intake = intakes.get(place)?;
        let person = people.remove(&moved.attempt.to_string())?;
        Some(Mover {
            moved,
            name: shown_name(&person.invitation_id, person.name, blind),
            intake: intake.name.clone(),
            intake_id: intake.id.clone(),
            invitation: person.invitation_id,
            decision: Decision::parse(&person.decision).unwrap_or(Decision::Undecided),
            simulated: person.simulated,
            follows: intake.follows,
        })
    };
    Ok(furthest.into_iter().filter_map(mover).collect())
}
