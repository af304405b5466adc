//! The job after adopting keys: every attempt that follows gets a new score card and keeps the old one. Read, compute,
//! write, a few at a time; run twice or interrupted, it goes on where it stopped, because an attempt that has moved is no
//! longer found.

use crate::attempts::result::card_records;
use crate::audit::Line;
use crate::jobs::{self, Enqueue, Job};
use crate::ports::{AttemptResult, KeyedAttemptRecord, Reach, RescoreRecord, ScoreCardRecord, Tx};
use crate::{Error, Result, Service};
use domain::attempt::Plan;
use domain::frozen::FrozenAssessment;
use domain::rescoring::rescored;
use domain::score_card::ScoreCard;
use domain::time::{MINUTE, Timestamp};
use std::sync::Arc;
use uuid::Uuid;

/// Attempts moved in one unit.
const UNIT: i64 = 100;
/// Invitations moved in one unit.
const INVITATIONS: i64 = 500;
/// Units of one run of the job: another run goes on, so that none outlives its lease.
const UNITS_A_RUN: usize = 200;
/// Whoever began an attempt, ended one or invited somebody while keys were adopted has committed by then.
const LAST_LOOK: i64 = MINUTE;

/// Moves what is still to follow. Run by the worker.
///
/// # Errors
/// [`Error::NotFound`] for an unknown adoption; those of the store.
pub async fn follow(service: &Service, rescore_id: &str) -> Result<()> {
    let record = service.read().await?.rescore(rescore_id).await?;
    let record = record.ok_or(Error::NotFound)?;
    let frozen = service.frozen(&record.to_frozen).await?;
    move_invitations(service, &record).await?;
    let mut after = String::new();
    let mut scored = false;
    for _ in 0..UNITS_A_RUN {
        let slice = service
            .read()
            .await?
            .keyed_attempts(&record.from_frozen, Reach::Following, &after, UNIT)
            .await?;
        match slice.last() {
            Some(last) => after.clone_from(&last.attempt_id),
            // From the beginning again: somebody may have ended an attempt while it was being moved.
            None if !after.is_empty() => {
                after.clear();
                continue;
            }
            None => return ended(service, &record, scored).await,
        }
        scored |= slice.iter().any(|one| one.score_card_id.is_some());
        one_unit(service, &record, &frozen, slice).await?;
    }
    again(service, &record).await
}

async fn move_invitations(service: &Service, record: &RescoreRecord) -> Result<()> {
    loop {
        let (from, to) = (record.from_frozen.clone(), record.to_frozen.clone());
        let moved = service
            .write(move |tx| {
                Box::pin(async move { tx.move_invitations(&from, &to, INVITATIONS).await })
            })
            .await?;
        if moved == 0 {
            return Ok(());
        }
    }
}

/// An attempt with what it becomes.
type Moving = (KeyedAttemptRecord, Option<(ScoreCardRecord, AttemptResult)>);

async fn one_unit(
    service: &Service,
    record: &RescoreRecord,
    frozen: &Arc<FrozenAssessment>,
    slice: Vec<KeyedAttemptRecord>,
) -> Result<()> {
    let with_ids: Vec<_> = slice
        .into_iter()
        .map(|attempt| (attempt, service.new_uuid()))
        .collect();
    let (frozen, to, now) = (Arc::clone(frozen), record.to_frozen.clone(), service.now());
    let moving = tokio::task::spawn_blocking(move || {
        let each = with_ids.into_iter();
        each.map(|(attempt, id)| scored(attempt, id, &frozen, &to, now))
            .collect::<Result<Vec<Moving>>>()
    })
    .await
    .map_err(|cause| Error::internal("rescoring", &cause))??;
    let (from, to) = (record.from_frozen.clone(), record.to_frozen.clone());
    service
        .write(move |tx| {
            Box::pin(async move {
                for (attempt, made) in &moving {
                    let result = made.as_ref().map(|(_, result)| result);
                    let moved = tx.move_attempt(attempt, &from, &to, result).await?;
                    if let (true, Some((card, _))) = (moved, made) {
                        tx.insert_score_card(card).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

/// No new card for an open attempt, for somebody who is out, and for a card made under these keys.
fn scored(
    attempt: KeyedAttemptRecord,
    id: Uuid,
    frozen: &FrozenAssessment,
    to: &str,
    now: Timestamp,
) -> Result<Moving> {
    let old = match &attempt.card {
        Some(old) if !attempt.is_out && attempt.card_frozen_id.as_deref() != Some(to) => old,
        _ => return Ok((attempt, None)),
    };
    let old: ScoreCard = serde_json::from_str(old)?;
    let plan: Plan = serde_json::from_str(&attempt.plan)?;
    let card = rescored(frozen, &plan, &old);
    let made = card_records(&card, id.to_string(), &attempt.attempt_id, to, now)?;
    Ok((attempt, Some(made)))
}

/// Queues the rest.
async fn again(service: &Service, record: &RescoreRecord) -> Result<()> {
    let (id, now, record) = (service.new_uuid(), service.now(), record.clone());
    service
        .write(move |tx| Box::pin(async move { queue(tx, id, now, &record, 0).await }))
        .await?;
    jobs::wake(service);
    Ok(())
}

async fn queue(
    tx: &mut dyn Tx,
    id: Uuid,
    now: Timestamp,
    record: &RescoreRecord,
    delay: i64,
) -> Result<()> {
    let rescore = record.id.clone();
    let how = Enqueue {
        delay,
        dedup_key: Some(format!("rescore:{rescore}")),
        assessment_id: Some(record.assessment_id.clone()),
        subject_id: None,
    };
    jobs::enqueue(tx, id, now, &Job::Rescore { rescore }, how).await
}

/// Nothing is left: statistics and rankings follow, and a last look a minute later.
async fn ended(service: &Service, record: &RescoreRecord, scored: bool) -> Result<()> {
    if record.finished_at.is_some() && !scored {
        return Ok(());
    }
    let intakes = service
        .read()
        .await?
        .intakes_of(&record.assessment_id)
        .await?;
    let ranks: Vec<(Uuid, String)> = intakes
        .into_iter()
        .filter(|intake| intake.closed_at.is_none_or(|at| at >= record.adopted_at))
        .map(|intake| (service.new_uuid(), intake.id))
        .collect();
    let ids = [service.new_uuid(), service.new_uuid(), service.new_uuid()];
    let (now, record) = (service.now(), record.clone());
    let line = Line::server(service, "server");
    service
        .write(move |tx| {
            Box::pin(async move {
                if tx.finish_rescore(&record.id, now).await? {
                    queue(tx, ids[0], now, &record, LAST_LOOK).await?;
                    let assessment = Some(record.assessment_id.as_str());
                    let detail = format!("Adopted by {}: {}", record.adopted_by, record.reason);
                    line.write(tx, "assessment.rescored", &record.id, assessment, &detail)
                        .await?;
                }
                fold(tx, ids[1], now, &record, &record.from_frozen).await?;
                fold(tx, ids[2], now, &record, &record.to_frozen).await?;
                for (id, intake) in ranks {
                    rank(tx, id, now, &record, intake).await?;
                }
                Ok(())
            })
        })
        .await?;
    jobs::wake(service);
    Ok(())
}

/// Attempts have left what is folded, or come to it: it is computed from the beginning.
async fn fold(
    tx: &mut dyn Tx,
    id: Uuid,
    now: Timestamp,
    record: &RescoreRecord,
    frozen: &str,
) -> Result<()> {
    tx.mark_statistics_stale(frozen, now).await?;
    let how = Enqueue {
        dedup_key: Some(format!("statistics:{frozen}")),
        assessment_id: Some(record.assessment_id.clone()),
        ..Enqueue::default()
    };
    let frozen = frozen.to_owned();
    jobs::enqueue(tx, id, now, &Job::FoldStatistics { frozen }, how).await
}

async fn rank(
    tx: &mut dyn Tx,
    id: Uuid,
    now: Timestamp,
    record: &RescoreRecord,
    intake: String,
) -> Result<()> {
    let how = Enqueue {
        dedup_key: Some(format!("rank:{intake}")),
        assessment_id: Some(record.assessment_id.clone()),
        ..Enqueue::default()
    };
    jobs::enqueue(tx, id, now, &Job::Rank { intake }, how).await
}
