//! Making a snapshot of an intake's ranking. The numbers are computed on a blocking thread; the entries are written
//! under a new snapshot in small units, so that answers being saved never wait long, and the intake shows the new
//! snapshot only when it is whole.

use super::intake_of;
use crate::audit::Line;
use crate::ports::{RankInputRecord, RankedIntakeRecord, SnapshotEntryRecord, SnapshotRecord};
use crate::principal::OnAssessment;
use crate::{Error, Result, Service};
use domain::frozen::FrozenAssessment;
use domain::ids::IntakeId;
use domain::ranking::{
    Influence, RankEntry, RankSettings, Snapshot, Submission, Submissions, influence, rank,
};
use serde::{Deserialize, Serialize};

/// Entries written or deleted in one unit.
const UNIT: usize = 2_000;

/// What a stored snapshot says beside its entries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SnapshotContent {
    pub snapshot: Snapshot,
    /// What moves the totals, heaviest first.
    pub influences: Vec<Influence>,
}

/// Makes a new snapshot of an intake and shows it; an intake that is closed, and whose attempts have all ended, gets
/// its final one. Does nothing once the final snapshot is shown. Run by the worker.
///
/// # Errors
/// [`Error::NotFound`] for an unknown intake; those of the store.
pub async fn rank_intake(service: &Service, intake_id: &str) -> Result<()> {
    let intake = service
        .read()
        .await?
        .ranked_intake(intake_id)
        .await?
        .ok_or(Error::NotFound)?;
    make_snapshot(service, intake, Line::server(service, "server")).await
}

/// The snapshot that a closed intake keeps, made on behalf of the person who closes it. Attempts still open
/// leave the final snapshot to the job that follows the last of them.
///
/// # Errors
/// [`Error::NotFound`] for an intake of another assessment; those of the store.
pub async fn freeze_intake(service: &Service, on: &OnAssessment, intake: IntakeId) -> Result<()> {
    let intake = intake_of(&mut *service.read().await?, on, intake).await?;
    make_snapshot(service, intake, Line::by(service, on.staff())).await
}

async fn make_snapshot(service: &Service, intake: RankedIntakeRecord, line: Line) -> Result<()> {
    let shown = match &intake.snapshot_id {
        Some(id) => service.read().await?.snapshot(id).await?,
        None => None,
    };
    // Nobody was invited before publishing, so there is nothing to rank without a frozen assessment.
    let (Some(frozen_id), false) = (
        &intake.frozen_id,
        shown.as_ref().is_some_and(|shown| shown.is_final),
    ) else {
        return Ok(());
    };
    // Totals under two keys do not make one ranking; the adoption of the new keys queues it once all have followed.
    if service
        .read()
        .await?
        .is_rescoring(&intake.assessment_id)
        .await?
    {
        return Err(crate::rescoring::under_way());
    }
    let frozen = service.frozen(frozen_id).await?;
    let submissions = submissions(service, &intake.id, &frozen).await?;
    let settings = RankSettings {
        seed: intake.seed.cast_unsigned(),
        as_of: service.now(),
        planning_reliability: frozen.planning_reliability,
    };
    let (content, entries) =
        tokio::task::spawn_blocking(move || computed(&frozen, submissions, &settings))
            .await
            .map_err(|cause| Error::internal("ranking", &cause))?;
    let snapshot = SnapshotRecord {
        // It stands in addresses that recruiters see, and is made just after somebody submitted.
        id: service.new_timeless_uuid().to_string(),
        intake_id: intake.id.clone(),
        content: serde_json::to_string(&content)?,
        is_final: intake.closed_at.is_some() && intake.open_attempts == 0,
        created_at: settings.as_of,
    };
    store(service, &snapshot, entries).await?;
    show(service, snapshot, intake.assessment_id, line).await?;
    match shown {
        Some(previous) => delete_stale(service, &previous).await,
        None => Ok(()),
    }
}

/// What is ranked. An intake can hold a hundred thousand people, so a row is folded as it is read.
async fn submissions(
    service: &Service,
    intake_id: &str,
    frozen: &FrozenAssessment,
) -> Result<Submissions> {
    let mut submissions = Submissions::to(frozen);
    service
        .read()
        .await?
        .rank_inputs(intake_id, &mut |record| {
            let points: Vec<Option<f64>> = serde_json::from_str(&record.points)?;
            submissions.add(submission(&record)?, &points);
            Ok(())
        })
        .await?;
    Ok(submissions)
}

fn submission(record: &RankInputRecord) -> Result<Submission> {
    let attempt = record.attempt_id.parse();
    Ok(Submission {
        attempt: attempt.map_err(|cause| Error::internal("stored id", &cause))?,
        total_micro: record.total_micro,
    })
}

/// The content, and everybody's place in the order of the table's key, so that the tree grows at its end.
fn computed(
    frozen: &FrozenAssessment,
    submissions: Submissions,
    settings: &RankSettings,
) -> (SnapshotContent, Vec<RankEntry>) {
    let influences = influence(frozen, submissions.covariance().as_ref());
    let mut ranking = rank(&submissions, settings);
    ranking.entries.sort_unstable_by_key(|entry| entry.by_band);
    let content = SnapshotContent {
        snapshot: ranking.snapshot,
        influences,
    };
    (content, ranking.entries)
}

fn entry(entry: &RankEntry) -> SnapshotEntryRecord {
    SnapshotEntryRecord {
        attempt_id: entry.attempt.to_string(),
        by_band: entry.by_band.into(),
        by_score: entry.by_score.into(),
        total_micro: entry.total_micro,
        band: entry.band.map(i64::from),
        rank_low: entry.rank_low.map(i64::from),
        rank_high: entry.rank_high.map(i64::from),
    }
}

/// Writes a snapshot that nobody sees yet.
async fn store(
    service: &Service,
    snapshot: &SnapshotRecord,
    entries: Vec<RankEntry>,
) -> Result<()> {
    let record = snapshot.clone();
    service
        .write(move |tx| Box::pin(async move { tx.insert_snapshot(&record).await }))
        .await?;
    for unit in entries.chunks(UNIT) {
        let unit: Vec<SnapshotEntryRecord> = unit.iter().map(entry).collect();
        let id = snapshot.id.clone();
        service
            .write(move |tx| Box::pin(async move { tx.insert_snapshot_entries(&id, &unit).await }))
            .await?;
    }
    Ok(())
}

/// The intake's page shows the snapshot from now on, unless somebody was faster with a newer or the final one.
async fn show(
    service: &Service,
    snapshot: SnapshotRecord,
    assessment: String,
    line: Line,
) -> Result<()> {
    service
        .write(move |tx| {
            Box::pin(async move {
                if tx.show_snapshot(&snapshot).await? && snapshot.is_final {
                    let detail = format!("final ranking {}", snapshot.id);
                    line.write(
                        tx,
                        "intake.freeze",
                        &snapshot.intake_id,
                        Some(&assessment),
                        &detail,
                    )
                    .await?;
                }
                Ok(())
            })
        })
        .await
}

/// Deletes what is older than the snapshot shown before this one, which somebody may still be looking at. A snapshot
/// that a decision cites stays.
async fn delete_stale(service: &Service, previous: &SnapshotRecord) -> Result<()> {
    let stale = service
        .read()
        .await?
        .stale_snapshots(&previous.intake_id, previous.created_at)
        .await?;
    for id in stale {
        let condemned = id.clone();
        if !service
            .write(move |tx| Box::pin(async move { tx.condemn_snapshot(&condemned).await }))
            .await?
        {
            continue;
        }
        let mut empty = false;
        while !empty {
            let id = id.clone();
            empty = service
                .write(move |tx| {
                    Box::pin(async move { tx.delete_snapshot_entries(&id, UNIT as i64).await })
                })
                .await?;
        }
        service
            .write(move |tx| Box::pin(async move { tx.delete_snapshot(&id).await }))
            .await?;
    }
    Ok(())
}
