//! The end of an attempt, by the candidate or by the server: scored once, in the unit that ends it, with the jobs that
//! follow.

use super::standing::{Standing, ending_name, started};
use crate::audit::Line;
use crate::jobs::{self, Enqueue, Job};
use crate::ports::{
    AnswerRecord, AttemptRecord, AttemptResult, CandidateRecord, ScoreCardRecord, Tx,
};
use crate::principal::Candidate;
use crate::{Error, Result, Service};
use domain::answer::{Answer, AnswerState, GivenAnswer};
use domain::attempt::{Clock, Ending, GRACE_MILLIS, Plan, clock};
use domain::frozen::FrozenAssessment;
use domain::ids::{AttemptId, IntakeId, QuestionVersionId};
use domain::receipt::receipt;
use domain::score_card::{Completeness, ScoreCard};
use domain::scoring;
use domain::time::{SECOND, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Submissions that come together are ranked together.
const RANK_DELAY: i64 = 5 * SECOND;

/// Ids of what an end creates, taken before the unit.
pub(super) struct NewIds {
    card: uuid::Uuid,
    receipt_mail: uuid::Uuid,
    report: uuid::Uuid,
    rank: uuid::Uuid,
}

impl NewIds {
    pub(super) fn take(service: &Service) -> Self {
        Self {
            card: service.new_uuid(),
            receipt_mail: service.new_uuid(),
            report: service.new_uuid(),
            rank: service.new_uuid(),
        }
    }
}

/// Ends and scores the candidate's attempt. Submitting twice is submitting once. After the deadline and its grace the
/// attempt ends as timed out, with what had been saved in time.
///
/// # Errors
/// [`Error::Refused`] before the start, [`Error::Gone`] after a withdrawal.
pub async fn submit(service: &Service, candidate: &Candidate) -> Result<()> {
    started(&candidate.record)?;
    let invitation = candidate.record.invitation_id.clone();
    end(service, invitation, Some(Ending::Submitted))
        .await
        .map(drop)
}

/// Closes and scores attempts whose time or window is over, at most `limit` of them. The worker calls it every few
/// seconds; it never waits for a browser.
///
/// # Errors
/// Those of the store.
pub async fn close_overdue(service: &Service, limit: i64) -> Result<usize> {
    close(service, None, limit).await
}

/// As [`close_overdue`], for one intake that was just closed: all of its open attempts.
///
/// # Errors
/// Those of the store.
pub async fn close_intake_attempts(service: &Service, intake: IntakeId) -> Result<usize> {
    close(service, Some(intake.to_string()), i64::MAX).await
}

async fn close(service: &Service, intake: Option<String>, limit: i64) -> Result<usize> {
    let cutoff = service.now().plus(-GRACE_MILLIS);
    let overdue = service
        .read()
        .await?
        .overdue_attempts(intake.as_deref(), cutoff, limit)
        .await?;
    let mut closed = 0;
    for invitation in overdue {
        closed += usize::from(end(service, invitation, None).await?);
    }
    Ok(closed)
}

/// One unit: look again, end, score, queue. `wanted` is what the candidate asked for; the server asks for nothing and
/// takes what the clock says.
async fn end(service: &Service, invitation: String, wanted: Option<Ending>) -> Result<bool> {
    let now = service.now();
    let frozen_id = {
        let mut tx = service.read().await?;
        tx.candidate_record(&invitation)
            .await?
            .ok_or(Error::NotFound)?
            .frozen_id
    };
    let frozen = service.frozen(&frozen_id).await?;
    let (ids, line) = (NewIds::take(service), Line::server(service, "candidate"));
    let ended = service
        .write(move |tx| {
            Box::pin(async move {
                let record = tx
                    .candidate_record(&invitation)
                    .await?
                    .ok_or(Error::NotFound)?;
                let Some(ending) = ending(&record, wanted, now)? else {
                    return Ok(false);
                };
                let attempt = started(&record)?;
                if !tx
                    .end_attempt(&attempt.id, ending_name(ending), now)
                    .await?
                {
                    return Ok(false);
                }
                score_ended(tx, &record, &frozen, ending, now, &ids).await?;
                tx.set_candidate_state(&record.invitation_id, "submitted")
                    .await?;
                queue(tx, &record, now, &ids).await?;
                let (action, detail) = match ending {
                    Ending::Submitted => ("attempt.submit", "submitted"),
                    Ending::TimedOut => ("attempt.close", "closed at the end of the time limit"),
                    Ending::WindowClosed => ("attempt.close", "closed with its window"),
                };
                line.write(
                    tx,
                    action,
                    &record.invitation_id,
                    Some(&record.assessment_id),
                    detail,
                )
                .await?;
                Ok(true)
            })
        })
        .await?;
    if ended {
        jobs::wake(service);
    }
    Ok(ended)
}

/// How the attempt ends now; `None` when it does not.
fn ending(
    record: &CandidateRecord,
    wanted: Option<Ending>,
    now: Timestamp,
) -> Result<Option<Ending>> {
    let deadline = record.attempt.as_ref().and_then(|attempt| attempt.deadline);
    let over = || match clock(deadline, now) {
        Clock::Over => Ending::TimedOut,
        Clock::Open | Clock::Grace => Ending::WindowClosed,
    };
    match record.standing(now) {
        Standing::Ended => Ok(None),
        Standing::Withdrawn => Err(Error::Gone("You have withdrawn from this round.".into())),
        Standing::Over => Ok(Some(over())),
        // A round closed by hand has no grace for the server's own closing.
        Standing::Running if wanted.is_none() && record.closed_at.is_some_and(|at| at <= now) => {
            Ok(Some(over()))
        }
        Standing::Running => Ok(wanted),
        Standing::NotYet(_) | Standing::Ready | Standing::Expired => Err(Error::Refused(
            "You have not started yet. Open the first page to start.".into(),
        )),
    }
}

/// Scores an attempt whose row has just been locked by ending it, so that no save comes after this reading.
async fn score_ended(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    frozen: &Arc<FrozenAssessment>,
    ending: Ending,
    now: Timestamp,
    ids: &NewIds,
) -> Result<()> {
    let attempt = started(record)?;
    let plan = attempt.plan()?;
    let answers = parse(tx.answers(&attempt.id).await?)?;
    let given = given(frozen, &plan, &answers, ending != Ending::Submitted);
    store_card(tx, frozen, attempt, &plan, &given, ids, now).await?;
    let id: AttemptId = attempt
        .id
        .parse()
        .map_err(|cause| Error::internal("attempt id", &cause))?;
    tx.set_receipt(&attempt.id, &receipt(id, now, &plan, &answers)?.hash)
        .await
}

/// Scores and stores a new card, and makes it the attempt's result.
pub(super) async fn store_card(
    tx: &mut dyn Tx,
    frozen: &FrozenAssessment,
    attempt: &AttemptRecord,
    plan: &Plan,
    given: &[GivenAnswer],
    ids: &NewIds,
    now: Timestamp,
) -> Result<()> {
    let card = scoring::score(frozen, plan, given);
    tx.insert_score_card(&ScoreCardRecord {
        id: ids.card.to_string(),
        attempt_id: attempt.id.clone(),
        engine_version: card.engine_version.clone(),
        content: serde_json::to_string(&card)?,
        points: points(&card)?,
        created_at: now,
    })
    .await?;
    tx.set_result(&AttemptResult {
        attempt_id: attempt.id.clone(),
        score_card_id: ids.card.to_string(),
        completeness: completeness_name(card.completeness).into(),
        total_micro: card.total_micro,
    })
    .await
}

/// A trial tells its draft that it was taken; a simulated attempt is only ranked; everyone else gets a receipt, and
/// the recruiters a report.
pub(super) async fn queue(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    now: Timestamp,
    ids: &NewIds,
) -> Result<()> {
    if record.is_trial() {
        return crate::assessments::trial_taken(tx, &record.frozen_id).await;
    }
    let about = || Enqueue {
        assessment_id: Some(record.assessment_id.clone()),
        subject_id: Some(record.invitation_id.clone()),
        ..Enqueue::default()
    };
    if !record.simulated {
        let mail = Job::ReceiptMail {
            invitation: record.invitation_id.clone(),
        };
        jobs::enqueue(tx, ids.receipt_mail, now, &mail, about()).await?;
    }
    queue_result(tx, record, now, ids).await
}

/// What follows from a new score card: a report, unless simulated, and a new ranking.
pub(super) async fn queue_result(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    now: Timestamp,
    ids: &NewIds,
) -> Result<()> {
    if !record.simulated {
        let report = Job::ComposeReport {
            attempt: started(record)?.id.clone(),
        };
        let about = Enqueue {
            assessment_id: Some(record.assessment_id.clone()),
            ..Enqueue::default()
        };
        jobs::enqueue(tx, ids.report, now, &report, about).await?;
    }
    queue_rank(tx, record, now, ids.rank).await
}

/// One ranking for all that changes within a few seconds.
pub(super) async fn queue_rank(
    tx: &mut dyn Tx,
    record: &CandidateRecord,
    now: Timestamp,
    id: uuid::Uuid,
) -> Result<()> {
    let Some(intake) = record.intake_id.clone() else {
        return Ok(());
    };
    let how = Enqueue {
        delay: RANK_DELAY,
        dedup_key: Some(format!("rank:{intake}")),
        assessment_id: Some(record.assessment_id.clone()),
        subject_id: None,
    };
    jobs::enqueue(tx, id, now, &Job::Rank { intake }, how).await
}

pub(super) fn parse(records: Vec<AnswerRecord>) -> Result<BTreeMap<QuestionVersionId, Answer>> {
    records
        .into_iter()
        .map(|record| {
            let version = record.question_id.parse();
            let version = version.map_err(|cause| Error::internal("question id", &cause))?;
            Ok((version, serde_json::from_str(&record.answer)?))
        })
        .collect()
}

/// Every planned question with its state at the end.
pub(super) fn given(
    frozen: &FrozenAssessment,
    plan: &Plan,
    answers: &BTreeMap<QuestionVersionId, Answer>,
    timed_out: bool,
) -> Vec<GivenAnswer> {
    plan.questions
        .iter()
        .map(|planned| {
            let answer = answers.get(&planned.version).cloned();
            let options = frozen
                .question(planned.version)
                .map_or(0, |found| found.question.options.len());
            let state = AnswerState::at_end(answer.as_ref(), options, timed_out);
            GivenAnswer {
                version: planned.version,
                state,
                answer,
            }
        })
        .collect()
}

fn points(card: &ScoreCard) -> Result<String> {
    let points: Vec<Option<f64>> = card.contributions.iter().map(|line| line.points).collect();
    Ok(serde_json::to_string(&points)?)
}

fn completeness_name(completeness: Completeness) -> &'static str {
    match completeness {
        Completeness::Complete => "complete",
        Completeness::Unfinished => "unfinished",
        Completeness::InsufficientEvidence => "insufficient_evidence",
    }
}
