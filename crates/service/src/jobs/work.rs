//! The work itself: claim what is due, run it, and say how it ended. Every job ends in a unit of its own right after
//! it ran, so that a crash repeats as little as possible.

use super::{Job, mail};
use crate::audit::Line;
use crate::ports::{JobRecord, Lane, MailError};
use crate::{Error, Result, Service};
use domain::time::{DAY, HOUR, MINUTE, Timestamp};
use futures::{FutureExt, StreamExt};
use sha2::{Digest, Sha256};
use std::panic::AssertUnwindSafe;

/// How long a claim holds. A batch of 16 mails in rounds of 8, a minute each at most, ends well before; so does one
/// of reports and rankings, which take seconds at most.
const LEASE_MILLIS: i64 = 5 * MINUTE;
/// Mails sent side by side: they wait for the mail server.
const MAILS_AT_ONCE: usize = 8;
/// Reports and rankings made side by side: they need a processor each, which people's requests need too.
const WORK_AT_ONCE: usize = 2;
/// A file of 20,000 questions fills memory while it is read: one at a time.
const IMPORTS_AT_ONCE: usize = 1;
/// After so many tries, or so long, a person has to look.
const MOST_TRIES: i64 = 20;
const LONGEST_MILLIS: i64 = 48 * HOUR;
const FIRST_WAIT: i64 = MINUTE;
const LONGEST_WAIT: i64 = 4 * HOUR;
/// Done jobs are kept this long, for delivery states.
const KEPT_MILLIS: i64 = 90 * DAY;
/// The most characters kept of a reply.
const LONGEST_REPLY: usize = 500;

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ended {
    Done,
    /// What it was about is over (a withdrawn invitation, a disabled account): there is nothing to do any more.
    Moot,
    Later(String),
    Never(String),
}

/// Claims up to `limit` due mails and as many other due jobs and runs them. Returns how many were claimed.
///
/// # Errors
/// Those of the store, when claiming; a job whose end cannot be written is claimed again when its lease ends.
pub async fn run_due(service: &Service, limit: i64) -> Result<usize> {
    let (mails, imports, work) = futures::join!(
        run_lane(service, Lane::Mail, limit),
        run_lane(service, Lane::Import, limit),
        run_lane(service, Lane::Work, limit)
    );
    Ok(mails? + imports? + work?)
}

/// The same for one lane: a worker runs both beside each other, so that a mail server that hangs holds up mails only.
///
/// # Errors
/// As above.
pub async fn run_lane(service: &Service, lane: Lane, limit: i64) -> Result<usize> {
    let now = service.now();
    let claimed = service
        .write(move |tx| {
            Box::pin(async move {
                tx.claim_jobs(now, now.plus(LEASE_MILLIS), lane, limit)
                    .await
            })
        })
        .await?;
    let count = claimed.len();
    let at_once = match lane {
        Lane::Mail => MAILS_AT_ONCE,
        Lane::Import => IMPORTS_AT_ONCE,
        Lane::Work => WORK_AT_ONCE,
    };
    futures::stream::iter(claimed)
        .for_each_concurrent(at_once, |job| async move {
            if let Err(cause) = run(service, job).await {
                tracing::warn!(%cause, "the end of a job was not written; it will be run again");
            }
        })
        .await;
    Ok(count)
}

/// Runs one claimed job and writes how it ended.
///
/// # Errors
/// Those of the store.
pub async fn run(service: &Service, record: JobRecord) -> Result<()> {
    let job = match serde_json::from_str::<Job>(&record.payload) {
        Ok(job) => job,
        Err(cause) => {
            let words = format!("This version cannot read the job: {cause}.");
            return settle(service, record, None, Ended::Never(words)).await;
        }
    };
    // A defect in one job must not stop the others.
    let ended = AssertUnwindSafe(attempt(service, &record.id, &job))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| {
            tracing::error!(job = record.id, kind = record.kind, "a job panicked");
            Ended::Later(INTERNAL.into())
        });
    settle(service, record, Some(job), ended).await
}

const INTERNAL: &str = "Something went wrong on our side; the server's log has the cause.";

async fn attempt(service: &Service, id: &str, job: &Job) -> Ended {
    match job {
        Job::Rank { intake } => ended(crate::results::rank_intake(service, intake).await),
        Job::FoldStatistics { frozen } => ended(crate::statistics::fold(service, frozen).await),
        Job::ReadUpload { upload } => ended(crate::banks::uploads::read(service, upload).await),
        Job::WriteUpload { upload } => ended(crate::banks::uploads::write(service, upload).await),
        Job::ClearUpload { upload } => ended(crate::banks::uploads::clear(service, upload).await),
        Job::Rescore { rescore } => ended(crate::rescoring::follow(service, rescore).await),
        Job::ComposeReport { attempt } => ended(crate::reports::compose(service, attempt).await),
        Job::InvitationMail { .. }
        | Job::ExpertMail { .. }
        | Job::ReceiptMail { .. }
        | Job::ContactMail { .. }
        | Job::PasswordResetMail { .. }
        | Job::ReportMail { .. }
        | Job::DigestMail { .. } => match mail::message(service, id, job).await {
            Ok(None) => Ended::Moot,
            Ok(Some(message)) => match service.mailer.send(&message).await {
                Ok(()) => Ended::Done,
                Err(MailError::Transient(reply)) => Ended::Later(reply),
                Err(MailError::Permanent(reply)) => Ended::Never(reply),
            },
            Err(error) => ended(Err(error)),
        },
    }
}

fn ended(outcome: Result<()>) -> Ended {
    match outcome {
        Ok(()) => Ended::Done,
        Err(Error::Internal) => Ended::Later(INTERNAL.into()),
        Err(Error::NotFound) => Ended::Never("What this was about is gone.".into()),
        Err(error @ (Error::Unavailable | Error::Conflict(_) | Error::TooMany { .. })) => {
            Ended::Later(error.to_string())
        }
        Err(error) => Ended::Never(error.to_string()),
    }
}

/// Writes how a job ended, and with it the delivery state of the invitation or expert it is about.
async fn settle(
    service: &Service,
    record: JobRecord,
    job: Option<Job>,
    ended: Ended,
) -> Result<()> {
    let now = service.now();
    let ended = give_up(&record, ended, now);
    let line = Line::server(service, "server");
    service
        .write(move |tx| {
            Box::pin(async move {
                let (state, error) = match &ended {
                    Ended::Done => {
                        tx.finish_job(&record.id, now).await?;
                        ("sent", None)
                    }
                    Ended::Moot => {
                        tx.finish_job(&record.id, now).await?;
                        ("none", None)
                    }
                    Ended::Later(reply) => {
                        let reply = shortened(reply);
                        tx.retry_job(&record.id, now.plus(wait(&record)), &reply, now)
                            .await?;
                        ("queued", Some(reply))
                    }
                    Ended::Never(reply) => {
                        let reply = shortened(reply);
                        tx.bury_job(&record.id, &reply, now).await?;
                        let assessment = record.assessment_id.as_deref();
                        line.write(tx, "job.give_up", &record.kind, assessment, &reply)
                            .await?;
                        ("failed", Some(reply))
                    }
                };
                let error = error.as_deref();
                match job {
                    Some(Job::InvitationMail { invitation, .. }) => {
                        tx.set_mail_state(&invitation, state, error).await
                    }
                    Some(Job::ExpertMail { expert, .. }) => {
                        tx.set_expert_mail_state(&expert, state, error).await
                    }
                    _ => Ok(()),
                }
            })
        })
        .await
}

/// Another try only while tries and time are left.
fn give_up(record: &JobRecord, ended: Ended, now: Timestamp) -> Ended {
    match ended {
        Ended::Later(reply)
            if record.attempts >= MOST_TRIES
                || now.plus(wait(record)).since(record.created_at) > LONGEST_MILLIS =>
        {
            Ended::Never(reply)
        }
        other => other,
    }
}

/// Milliseconds until the next try: one minute, doubled with each, at most four hours, a fifth more or less. The
/// spread follows from the job's id, so that a thousand mails do not come back in one second.
fn wait(record: &JobRecord) -> i64 {
    let doublings = u32::try_from((record.attempts - 1).clamp(0, 16)).unwrap_or(0);
    let base = (FIRST_WAIT << doublings).min(LONGEST_WAIT);
    let digest = Sha256::digest(format!("{}:{}", record.id, record.attempts).as_bytes());
    let thousandths =
        i64::from(u16::from_be_bytes([digest[0], digest[1]])) * 400 / i64::from(u16::MAX);
    base * (800 + thousandths) / 1_000
}

fn shortened(reply: &str) -> String {
    crate::mails::one_line(reply)
        .chars()
        .take(LONGEST_REPLY)
        .collect()
}

/// Deletes what has had its time: sessions that are over, throttles of yesterday, jobs done long ago, uploads
/// that nobody confirmed. Run by the
/// worker now and then.
///
/// # Errors
/// Those of the store.
pub async fn tidy(service: &Service) -> Result<()> {
    crate::banks::uploads::expire(service).await?;
    let now = service.now();
    service
        .write(move |tx| {
            Box::pin(async move {
                tx.delete_sessions_over(now, now.plus(-crate::accounts::IDLE_MILLIS))
                    .await?;
                tx.delete_throttles_before(now.plus(-DAY)).await?;
                tx.delete_done_before(now.plus(-KEPT_MILLIS))
                    .await
                    .map(drop)
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(attempts: i64) -> JobRecord {
        JobRecord {
            id: format!("job-{attempts}"),
            kind: "rank".into(),
            payload: String::new(),
            dedup_key: None,
            state: "running".into(),
            run_at: Timestamp(0),
            attempts,
            last_error: None,
            assessment_id: None,
            subject_id: None,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    #[test]
    fn waits_double_from_a_minute_to_four_hours_and_spread() {
        let mut seen = std::collections::BTreeSet::new();
        for tries in 1..=MOST_TRIES {
            let wait = wait(&record(tries));
            let middle = (FIRST_WAIT << (tries - 1).min(16)).min(LONGEST_WAIT);
            assert!(
                wait >= middle * 8 / 10 && wait <= middle * 12 / 10,
                "try {tries}: {wait}"
            );
            seen.insert(wait);
        }
        assert!(seen.len() > 15, "no two jobs come back together");
        assert_eq!(wait(&record(3)), wait(&record(3)));
    }

    #[test]
    fn tries_end_after_twenty_or_after_two_days() {
        let later = || Ended::Later("451 come back".into());
        let never = Ended::Never("451 come back".into());
        assert_eq!(give_up(&record(19), later(), Timestamp(0)), later());
        assert_eq!(give_up(&record(20), later(), Timestamp(0)), never);
        assert_eq!(
            give_up(&record(1), later(), Timestamp(LONGEST_MILLIS)),
            never
        );
        assert_eq!(give_up(&record(20), Ended::Done, Timestamp(0)), Ended::Done);
    }

    #[test]
    fn the_patience_lasts_about_two_days() {
        let total: i64 = (1..MOST_TRIES).map(|tries| wait(&record(tries))).sum();
        assert!(total > 40 * HOUR && total < 56 * HOUR, "{} h", total / HOUR);
    }

    #[test]
    fn outcomes_of_use_cases_are_told_apart() {
        assert_eq!(ended(Ok(())), Ended::Done);
        assert!(matches!(ended(Err(Error::Unavailable)), Ended::Later(_)));
        assert!(matches!(ended(Err(Error::Internal)), Ended::Later(_)));
        assert!(matches!(ended(Err(Error::NotFound)), Ended::Never(_)));
        assert!(matches!(
            ended(Err(Error::Refused("no".into()))),
            Ended::Never(_)
        ));
    }
}
