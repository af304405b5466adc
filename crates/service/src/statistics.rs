//! Folding submitted attempts into the statistics of their frozen assessment, and computing them again from score
//! cards.
//!
//! A score card is noted as unfolded in the unit that stores it. A job adds up to a thousand at a time; the numbers are
//! computed outside the unit, which then stores them and forgets the cards, if nobody stored anything in between. Where
//! something folded has changed, the statistics are computed from the beginning, a thousand attempts at a time. Never
//! contains figures; those are `domain::analysis`.

mod fold;

pub use fold::fold;

use crate::jobs::{self, Enqueue, Job};
use crate::ports::{CandidateRecord, Tx};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::time::{MINUTE, SECOND, Timestamp};
use uuid::Uuid;

/// Submissions that come together are folded together.
const FOLD_DELAY: i64 = 15 * SECOND;
/// Everything is read again: changes that come together are worth waiting for.
const REBUILD_DELAY: i64 = 5 * MINUTE;

/// Notes a new score card and queues its folding, in the caller's unit. Not for trials.
pub(crate) async fn added(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    score_card_id: &str,
    now: Timestamp,
    job: Uuid,
) -> Result<()> {
    tx.insert_unfolded(score_card_id, &record.frozen_id).await?;
    queue(tx, record, now, job, FOLD_DELAY).await
}

/// A result that may be folded has changed or gone: everything is computed again.
pub(crate) async fn changed(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    now: Timestamp,
    job: Uuid,
) -> Result<()> {
    tx.mark_statistics_stale(&record.frozen_id, now).await?;
    queue(tx, record, now, job, REBUILD_DELAY).await
}

async fn queue(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    now: Timestamp,
    job: Uuid,
    delay: i64,
) -> Result<()> {
    let frozen = record.frozen_id.clone();
    let how = Enqueue {
        delay,
        dedup_key: Some(format!("statistics:{frozen}")),
        assessment_id: Some(record.assessment_id.clone()),
        subject_id: None,
    };
    jobs::enqueue(tx, job, now, &Job::FoldStatistics { frozen }, how).await
}

/// Queues the folding of what is stored under another version, because something else is folded now. Gives how many.
///
/// # Errors
/// Those of the store.
pub async fn queue_outdated(service: &Service) -> Result<usize> {
    let version = domain::analysis::fold_version();
    let outdated = service.read().await?.outdated_statistics(&version).await?;
    let count = outdated.len();
    if count == 0 {
        return Ok(0);
    }
    let queued: Vec<(Uuid, String)> = outdated
        .into_iter()
        .map(|frozen| (service.new_uuid(), frozen))
        .collect();
    let now = service.now();
    service
        .write(move |tx| {
            Box::pin(async move {
                for (id, frozen) in queued {
                    let how = Enqueue {
                        dedup_key: Some(format!("statistics:{frozen}")),
                        ..Enqueue::default()
                    };
                    jobs::enqueue(tx, id, now, &Job::FoldStatistics { frozen }, how).await?;
                }
                Ok(())
            })
        })
        .await?;
    jobs::wake(service);
    Ok(count)
}

/// Folds what waits of an assessment, now.
///
/// # Errors
/// [`Error::NotFound`] before publishing; those of the store.
pub async fn fold_published(service: &Service, on: &OnAssessment) -> Result<()> {
    let id = on.assessment().to_string();
    let frozen = service.read().await?.published_frozen(&id).await?;
    fold(service, &frozen.ok_or(Error::NotFound)?).await
}

/// Computes the statistics of everything published again from its score cards; gives how many. For the command line.
///
/// # Errors
/// Those of the store.
pub async fn rebuild(service: &Service) -> Result<usize> {
    let all = service.read().await?.published_frozen_ids().await?;
    for id in &all {
        let (frozen, now) = (id.clone(), service.now());
        service
            .write(move |tx| Box::pin(async move { tx.mark_statistics_stale(&frozen, now).await }))
            .await?;
        fold(service, id).await?;
    }
    Ok(all.len())
}
