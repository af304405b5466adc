//! The end of an attempt, by the candidate or by the server: scored once, in the unit that ends it, with the jobs that
//! follow.

use super::result::{self, NewIds};
use super::standing::{Standing, ending_name, record_of, started};
use crate::audit::Line;
use crate::jobs;
use crate::ports::CandidateRecord;
use crate::principal::Candidate;
use crate::{Error, Result, Service};
use domain::attempt::{Clock, Ending, GRACE_MILLIS, clock};
use domain::ids::IntakeId;
use domain::time::Timestamp;

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
    let frozen_id = record_of(&mut *service.read().await?, &invitation)
        .await?
        .frozen_id;
    let frozen = service.frozen(&frozen_id).await?;
    let (ids, line) = (NewIds::take(service), Line::server(service, "candidate"));
    let ended = service
        .write(move |tx| {
            Box::pin(async move {
                let mut record = record_of(tx, &invitation).await?;
                let Some(ending) = ending(&record, wanted, now)? else {
                    return Ok(false);
                };
                let attempt = started(&record)?;
                let Some(counts) = tx
                    .end_attempt(&attempt.id, ending_name(ending), now)
                    .await?
                else {
                    return Ok(false);
                };
                record.frozen_id = counts;
                let known = (frozen_id.as_str(), &frozen);
                let frozen = result::keys_of(tx, &record, known).await?;
                result::score(tx, &record, &frozen, ending, now, &ids).await?;
                tx.set_candidate_state(&record.invitation_id, "submitted")
                    .await?;
                result::queue(tx, &record, now, &ids).await?;
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
