//! The job table as admins see it: what waits, what was given up and why, and another try.

use super::{ContactAbout, Job, wake};
use crate::audit::Line;
use crate::ports::{JobRecord, Tx};
use crate::principal::Admin;
use crate::{Error, Result, Service};
use domain::ids::JobId;
use domain::time::Timestamp;

/// The most jobs of a kind that are listed.
const LISTED: i64 = 200;

/// One job in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobView {
    pub id: JobId,
    /// What it does, such as "Invitation to Ana Ruiz, ana@example.org".
    pub what: String,
    pub tries: i64,
    /// The server's reply, or what went wrong, at the last try.
    pub error: Option<String>,
    pub queued_at: Timestamp,
    pub updated_at: Timestamp,
    /// When the next try is due; of no meaning for a job that was given up.
    pub run_at: Timestamp,
}

/// What needs attention, and what is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Given up; newest first.
    pub dead: Vec<JobView>,
    /// Waiting or running; newest first.
    pub waiting: Vec<JobView>,
}

/// Up to 200 of each.
///
/// # Errors
/// Those of the store.
pub async fn list_jobs(service: &Service, _admin: &Admin) -> Result<Queue> {
    let mut tx = service.read().await?;
    let dead = tx.jobs_in(&["dead"], None, LISTED).await?;
    let waiting = tx.jobs_in(&["queued", "running"], None, LISTED).await?;
    Ok(Queue {
        dead: in_words(&mut *tx, dead).await?,
        waiting: in_words(&mut *tx, waiting).await?,
    })
}

async fn in_words(tx: &mut dyn Tx, records: Vec<JobRecord>) -> Result<Vec<JobView>> {
    let mut views = Vec::with_capacity(records.len());
    for record in records {
        let what = match serde_json::from_str::<Job>(&record.payload) {
            Ok(job) => what(tx, &job).await?,
            Err(_) => record.kind.clone(),
        };
        views.push(JobView {
            id: record
                .id
                .parse()
                .map_err(|cause: uuid::Error| Error::internal("stored id", &cause))?,
            what,
            tries: record.attempts,
            error: record.last_error,
            queued_at: record.created_at,
            updated_at: record.updated_at,
            run_at: record.run_at,
        });
    }
    Ok(views)
}

async fn what(tx: &mut dyn Tx, job: &Job) -> Result<String> {
    Ok(match job {
        Job::InvitationMail {
            invitation,
            reminder,
        } => {
            let kind = if *reminder { "Reminder" } else { "Invitation" };
            format!("{kind} to {}", person(tx, invitation).await?)
        }
        Job::ExpertMail { expert, reminder } => {
            let kind = if *reminder { "Reminder" } else { "Invitation" };
            let found = tx.expert(expert).await?;
            let who = found.map_or_else(
                || "nobody".into(),
                |found| format!("{}, {}", found.name, found.email),
            );
            format!("{kind} to rate, to {who}")
        }
        Job::ReceiptMail { invitation } => format!("Receipt to {}", person(tx, invitation).await?),
        // Who asked for an adjustment is not for everybody.
        Job::ContactMail {
            about: ContactAbout::Adjustment,
            ..
        } => "Request to a contact person".into(),
        Job::ContactMail {
            invitation,
            about: ContactAbout::HumanReview,
        } => {
            format!("Request for a review of {}", person(tx, invitation).await?)
        }
        Job::PasswordResetMail { account } => {
            let email = tx
                .account(account)
                .await?
                .map_or_else(|| "nobody".into(), |account| account.email);
            format!("Password link to {email}")
        }
        Job::ComposeReport { .. } => "Writing a candidate report".into(),
        Job::ReportMail { recipient, .. } => format!("Report to {recipient}"),
        Job::DigestMail { recipient, day, .. } => format!("Reports of {day} to {recipient}"),
        Job::Rank { .. } => "Ranking an intake".into(),
        Job::Rescore { .. } => "Scoring attempts under other keys".into(),
        Job::FoldStatistics { .. } => "Adding submissions to an analysis".into(),
        Job::ReadUpload { upload } => format!("Reading {}", uploaded(tx, upload).await?),
        Job::WriteUpload { upload } => format!("Importing {}", uploaded(tx, upload).await?),
        Job::ClearUpload { upload } => format!("Erasing {}", uploaded(tx, upload).await?),
    })
}

async fn uploaded(tx: &mut dyn Tx, upload: &str) -> Result<String> {
    let found = tx.upload(upload).await?;
    Ok(found.map_or_else(|| "an upload".into(), |found| found.file_name))
}

async fn person(tx: &mut dyn Tx, invitation: &str) -> Result<String> {
    let record = tx.candidate_record(invitation).await?;
    Ok(record.map_or_else(
        || "nobody".into(),
        |record| format!("{}, {}", record.name, record.email),
    ))
}

/// Queues a job that was given up once more, with all its tries.
///
/// # Errors
/// [`Error::NotFound`] when it is not given up (any more).
pub async fn retry_job(service: &Service, admin: &Admin, id: JobId) -> Result<()> {
    let (now, line, id) = (service.now(), Line::by(service, admin), id.to_string());
    service
        .write(move |tx| {
            Box::pin(async move {
                let record = tx.job(&id).await?.ok_or(Error::NotFound)?;
                revive(tx, &record, now).await?;
                line.write(
                    tx,
                    "job.retry",
                    &record.kind,
                    record.assessment_id.as_deref(),
                    "",
                )
                .await
            })
        })
        .await?;
    wake(service);
    Ok(())
}

/// Queues every listed job that was given up once more; returns how many.
///
/// # Errors
/// Those of the store.
pub async fn retry_all_jobs(service: &Service, admin: &Admin) -> Result<usize> {
    let (now, line) = (service.now(), Line::by(service, admin));
    let count = service
        .write(move |tx| {
            Box::pin(async move {
                let dead = tx.jobs_in(&["dead"], None, LISTED).await?;
                for record in &dead {
                    revive(tx, record, now).await?;
                }
                line.write(
                    tx,
                    "job.retry",
                    "all",
                    None,
                    &format!("{} queued again.", dead.len()),
                )
                .await?;
                Ok(dead.len())
            })
        })
        .await?;
    wake(service);
    Ok(count)
}

async fn revive(tx: &mut dyn Tx, record: &JobRecord, now: Timestamp) -> Result<()> {
    if !tx.revive_job(&record.id, now).await? {
        return Err(Error::NotFound);
    }
    match serde_json::from_str(&record.payload) {
        Ok(Job::InvitationMail { invitation, .. }) => {
            tx.set_mail_state(&invitation, "queued", None).await
        }
        _ => Ok(()),
    }
}
