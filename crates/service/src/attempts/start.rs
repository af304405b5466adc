//! Starting: the one step that begins an attempt, and only by a deliberate act.

use super::standing::{Standing, record_of};
use crate::ports::{AttemptRecord, CandidateRecord, Tx};
use crate::principal::Candidate;
use crate::{Error, Result, Service};
use domain::attempt::draw_plan;
use domain::frozen::FrozenAssessment;
use domain::time::Timestamp;

/// What the form says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Given,
    Missing,
}

/// Starts the attempt, or finds it started: a double click starts once.
///
/// # Errors
/// [`Error::Invalid`] without consent; [`Error::Refused`] or [`Error::Gone`] when the window is not open.
pub async fn start(service: &Service, candidate: &Candidate, consent: Consent) -> Result<()> {
    let record = &candidate.record;
    if record.attempt.is_some() {
        return Ok(());
    }
    let now = service.now();
    may_start(record, now)?;
    if consent == Consent::Missing {
        return Err(Error::field(
            "consent",
            "Tick the box if you agree, then start.",
        ));
    }
    let frozen = service.frozen(&record.frozen_id).await?;
    let (id, invitation) = (
        service.new_timeless_uuid().to_string(),
        record.invitation_id.clone(),
    );
    let plan = serde_json::to_string(&draw_plan(&frozen, seed(service)))?;
    service
        .write(move |tx| {
            Box::pin(async move {
                // Read again: another click, a withdrawal or extra time may have come first.
                let record = record_of(tx, &invitation).await?;
                if record.attempt.is_some() {
                    return Ok(());
                }
                may_start(&record, now)?;
                begin(tx, &record, &frozen, id, plan, now).await
            })
        })
        .await
}

async fn begin(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    frozen: &FrozenAssessment,
    id: String,
    plan: String,
    now: Timestamp,
) -> Result<()> {
    let attempt = AttemptRecord {
        id,
        state: "open".into(),
        plan,
        consented_at: now,
        started_at: now,
        deadline: record.time_limit(frozen).map(|limit| now.plus(limit)),
        ending: None,
        ended_at: None,
        receipt_hash: None,
        score_card_id: None,
        completeness: None,
        total_micro: None,
        reopened: 0,
        review_requested_at: None,
    };
    if tx.insert_attempt(record, &attempt).await? {
        tx.set_candidate_state(&record.invitation_id, "started")
            .await?;
    }
    Ok(())
}

fn may_start(record: &CandidateRecord, now: Timestamp) -> Result<()> {
    match record.standing(now) {
        Standing::NotYet(_) => Err(Error::Refused(
            "This round has not opened yet. Your link works from its first day.".into(),
        )),
        Standing::Expired => Err(Error::Gone("The time to take part is over.".into())),
        Standing::Withdrawn => Err(Error::Gone("You have withdrawn from this round.".into())),
        Standing::Ready if record.state == "revoked" => {
            Err(Error::Gone("This invitation was taken back.".into()))
        }
        Standing::Ready | Standing::Running | Standing::Over | Standing::Ended => Ok(()),
    }
}

fn seed(service: &Service) -> u64 {
    let mut bytes = [0; 8];
    service.entropy.fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
