//! Background work: what can be queued, and how one job is run. Jobs are queued in the transaction of the change that
//! causes them. To add one: a variant of [`Job`] and its function; the worker loop does not change.
//!
//! At least once: a job whose worker dies is claimed again when its lease ends, so what a job does must bear being done
//! twice.

mod attention;
mod mail;
mod work;

pub use attention::{JobView, Queue, list_jobs, retry_all_jobs, retry_job};
pub use work::{run, run_due, run_lane, tidy};

use crate::ports::{JobRecord, Tx};
use crate::{Result, Service};
use serde::{Deserialize, Serialize};

/// A piece of background work. Mails name what they are about; words and links are made when they run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "snake_case")]
pub enum Job {
    /// The personal link, or the reminder with the same link.
    InvitationMail {
        invitation: String,
        reminder: bool,
    },
    /// An expert's link to a panel, or the reminder with the same link.
    ExpertMail {
        expert: String,
        reminder: bool,
    },
    ReceiptMail {
        invitation: String,
    },
    /// Tells the contact person that an adjustment was asked for or a review by a person wanted.
    ContactMail {
        invitation: String,
        about: ContactAbout,
    },
    PasswordResetMail {
        account: String,
    },
    /// Composes and stores the candidate report, then queues a mail to each recipient.
    ComposeReport {
        attempt: String,
    },
    ReportMail {
        report: String,
        recipient: String,
        attach: bool,
    },
    /// All reports of a day for one recipient; `day` is an ISO date.
    DigestMail {
        assessment: String,
        recipient: String,
        day: String,
        attach: bool,
    },
    /// Makes a new ranking snapshot; coalesced by intake.
    Rank {
        intake: String,
    },
    /// Scores the attempts of an assessment under the keys it was given.
    Rescore {
        rescore: String,
    },
    /// Adds submitted attempts to the statistics of what they took; coalesced by frozen assessment.
    FoldStatistics {
        frozen: String,
    },
    /// Reads and compares an uploaded file of a bank.
    ReadUpload {
        upload: String,
    },
    /// Writes what was confirmed of an uploaded file.
    WriteUpload {
        upload: String,
    },
    /// Erases an uploaded file and what was read of it.
    ClearUpload {
        upload: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactAbout {
    Adjustment,
    HumanReview,
}

/// How a job is queued.
#[derive(Debug, Clone, Default)]
pub struct Enqueue {
    /// Milliseconds from now.
    pub delay: i64,
    /// Two queued jobs of one key become one.
    pub dedup_key: Option<String>,
    pub assessment_id: Option<String>,
    /// The invitation or report it is about, for delivery states.
    pub subject_id: Option<String>,
}

/// Queues a job inside the caller's transaction. `id` comes from [`Service::new_uuid`], taken before the unit.
///
/// # Errors
/// Those of the store.
pub async fn enqueue(
    tx: &mut dyn Tx,
    id: uuid::Uuid,
    now: domain::time::Timestamp,
    job: &Job,
    how: Enqueue,
) -> Result<()> {
    let payload = serde_json::to_value(job)?;
    let kind = payload
        .get("job")
        .and_then(|tag| tag.as_str())
        .unwrap_or_default()
        .to_owned();
    tx.enqueue(&JobRecord {
        id: id.to_string(),
        kind,
        payload: payload.to_string(),
        dedup_key: how.dedup_key,
        state: "queued".into(),
        run_at: now.plus(how.delay),
        attempts: 0,
        last_error: None,
        assessment_id: how.assessment_id,
        subject_id: how.subject_id,
        created_at: now,
        updated_at: now,
    })
    .await
}

/// Tells the worker that something was queued; call it after the write returned.
pub fn wake(service: &Service) {
    service.work.send_replace(());
}
