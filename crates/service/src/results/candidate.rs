//! One person's result: what the report says of it, the place in the ranking, decisions
//! and reports. Carries the day an attempt ended, never an hour, a duration or an adjustment.

use super::cards::{KeptCard, kept, listed};
use super::ranking_page::{Shown, shown, shown_name};
use super::{Decision, intake_of, rank_entry};
use crate::ports::{DecisionRecord, ResultAttemptRecord, Tx};
use crate::principal::OnAssessment;
use crate::reports::Delivered;
use crate::{Error, Result, Service};
use domain::answer::AnswerState;
use domain::attempt::Plan;
use domain::frozen::FrozenAssessment;
use domain::ids::{IntakeId, InvitationId};
use domain::ledger::Ledger;
use domain::ranking::RankEntry;
use domain::report::Report;
use domain::score_card::ScoreCard;
use domain::time::Timestamp;
use std::sync::Arc;

/// Where somebody stands in the ranking that the intake shows.
#[derive(Debug, Clone)]
pub struct Place {
    pub entry: RankEntry,
    pub shown: Shown,
}

#[derive(Debug, Clone)]
pub struct CandidateResult {
    /// The titles of the assessment and of the intake.
    pub assessment: String,
    pub intake: String,
    pub intake_closed: bool,
    pub invitation: String,
    pub attempt: String,
    /// The name, or a number in blind mode.
    pub name: String,
    /// Empty in blind mode.
    pub email: String,
    pub simulated: bool,
    pub decision: Decision,
    /// When the attempt ended; absent while it is open. Shown as a date.
    pub ended_at: Option<Timestamp>,
    /// The time ran out or the window closed before the candidate confirmed.
    pub closed_by_server: bool,
    pub frozen: Arc<FrozenAssessment>,
    /// What the report says of it now, section by section; absent while the attempt is open.
    pub report: Option<Report>,
    /// Under 80 % answered; one click reopens it.
    pub unfinished: bool,
    /// Absent before a ranking and for those who are not ranked.
    pub place: Option<Place>,
    /// Newest first.
    pub decisions: Vec<DecisionRecord>,
    /// How its report reached its recipients.
    pub delivered: Vec<Delivered>,
    /// Every score card there ever was, the present one first.
    pub cards: Vec<KeptCard>,
    /// Answers that came too late and do not count.
    pub late_answers: u64,
    /// The candidate asked a person to look at the result.
    pub review_requested: bool,
}

/// One person's result.
///
/// # Errors
/// [`Error::NotFound`] for somebody who is not in this intake or has not started; those of the store.
pub async fn candidate(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
    blind: bool,
) -> Result<CandidateResult> {
    let mut tx = service.read().await?;
    let intake = intake_of(&mut *tx, on, intake).await?;
    let attempt = attempt_in(&mut *tx, &intake.id, &invitation.to_string()).await?;
    let place = match &intake.snapshot_id {
        Some(id) => place(&mut *tx, id, &attempt.invitation_id).await?,
        None => None,
    };
    let decisions = tx.decisions(&attempt.invitation_id).await?;
    let delivered = crate::reports::delivered(&mut *tx, &attempt.attempt_id).await?;
    drop(tx);
    let cards = kept(service, &attempt).await?;
    let report = crate::reports::described(service, &attempt, blind).await?;
    Ok(CandidateResult {
        assessment: intake.assessment_title,
        intake: intake.name,
        intake_closed: intake.closed_at.is_some(),
        attempt: attempt.attempt_id,
        name: shown_name(&attempt.invitation_id, attempt.name, blind),
        invitation: attempt.invitation_id,
        email: if blind { String::new() } else { attempt.email },
        simulated: attempt.simulated,
        decision: Decision::parse(&attempt.decision).unwrap_or(Decision::Undecided),
        ended_at: attempt.ended_at,
        closed_by_server: attempt
            .ending
            .as_deref()
            .is_some_and(|ending| ending != "submitted"),
        frozen: service.frozen(&attempt.frozen_id).await?,
        report,
        unfinished: attempt.completeness.as_deref() == Some("unfinished"),
        place,
        cards,
        decisions,
        delivered,
        late_answers: u64::try_from(attempt.late_answers).unwrap_or(0),
        review_requested: attempt.review_requested,
    })
}

/// The exported ledger of one result, without a name: anyone can compute the score again from it. `card` names an earlier
/// score card; the present one otherwise.
///
/// # Errors
/// [`Error::NotFound`] for somebody who is not in this intake or has no such card; those of the store.
pub async fn ledger(
    service: &Service,
    on: &OnAssessment,
    intake: IntakeId,
    invitation: InvitationId,
    card: Option<&str>,
) -> Result<Ledger> {
    let mut tx = service.read().await?;
    let intake = intake_of(&mut *tx, on, intake).await?;
    let attempt = attempt_in(&mut *tx, &intake.id, &invitation.to_string()).await?;
    let wanted = card.or(attempt.score_card_id.as_deref());
    let found = listed(
        &mut *tx,
        &attempt.attempt_id,
        wanted.ok_or(Error::NotFound)?,
    )
    .await?;
    drop(tx);
    let mut card: ScoreCard = serde_json::from_str(&found.content)?;
    // Whatever was left out reads the same, so that nobody can tell an adjustment from a lost connection.
    for line in &mut card.contributions {
        if line.state == AnswerState::AccommodationExempt {
            line.state = AnswerState::Technical;
        }
    }
    let answers = card.given();
    let id = attempt
        .attempt_id
        .parse()
        .map_err(|cause| Error::internal("stored id", &cause))?;
    let plan: Plan = serde_json::from_str(&attempt.plan)?;
    Ok(Ledger::new(
        id,
        &*service.frozen(&found.frozen_id).await?,
        &plan,
        &answers,
        &card,
    ))
}

async fn attempt_in(
    tx: &mut dyn Tx,
    intake: &str,
    invitation: &str,
) -> Result<ResultAttemptRecord> {
    let found = tx.result_of_invitation(invitation).await?;
    found
        .filter(|found| found.intake_id.as_deref() == Some(intake))
        .ok_or(Error::NotFound)
}

/// The score card, once there is one.
pub(crate) async fn card(
    tx: &mut dyn Tx,
    attempt: &ResultAttemptRecord,
) -> Result<Option<ScoreCard>> {
    let Some(id) = &attempt.score_card_id else {
        return Ok(None);
    };
    let content = tx.score_card_content(id).await?.ok_or(Error::Internal)?;
    Ok(Some(serde_json::from_str(&content)?))
}

/// Somebody's place in a snapshot.
pub(crate) async fn place(
    tx: &mut dyn Tx,
    snapshot: &str,
    invitation: &str,
) -> Result<Option<Place>> {
    let Some(entry) = tx.snapshot_entry(snapshot, invitation).await? else {
        return Ok(None);
    };
    let Some(shown) = shown(tx, snapshot).await? else {
        return Ok(None);
    };
    Ok(Some(Place {
        entry: rank_entry(&entry.entry)?,
        shown,
    }))
}
