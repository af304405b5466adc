//! What a person decides about an upload: write it, compare it again, or drop it.

use super::{KEPT_MILLIS, Kind, SMALL_QUESTIONS, State, Summary, clear, own, read, write};
use crate::jobs::{Enqueue, Job, enqueue, wake};
use crate::ports::{Tx, UploadRecord};
use crate::principal::Admin;
use crate::{Error, FieldError, Result, Service};
use domain::bank::{Bank, BankInfo, SCHEMA_VERSION, Severity, Visibility, check};
use domain::ids::UploadId;
use serde::{Deserialize, Serialize};

/// What becomes of questions that the bank holds and the file does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    #[default]
    Keep,
    /// They leave the bank, and its order becomes that of the file.
    Retire,
}

/// What was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choices {
    pub missing: Missing,
    /// The bank takes its description, languages, authors and key from the file, too.
    pub describe: bool,
    /// Of a new bank.
    pub id: String,
    pub title: String,
    /// Who has read the key of a new bank; what the file says when absent.
    pub visibility: Option<Visibility>,
}

impl Choices {
    /// The description of the new bank.
    pub(super) fn new_bank(&self, info: &BankInfo) -> BankInfo {
        let mut info = BankInfo {
            id: self.id.trim().to_owned(),
            title: self.title.trim().to_owned(),
            ..info.clone()
        };
        info.key.visibility = self.visibility.unwrap_or(info.key.visibility);
        info
    }
}

/// Confirms an upload: it is written next. A small one has been written when this returns.
///
/// # Errors
/// [`Error::Invalid`] on `id` or `title` of a new bank; [`Error::Conflict`] when the bank changed since it was compared
/// (then it is compared again) or somebody confirmed or cancelled it first.
pub async fn confirm(
    service: &Service,
    admin: &Admin,
    id: UploadId,
    choices: Choices,
) -> Result<()> {
    let mut tx = service.read().await?;
    let upload = own(&mut *tx, admin, id).await?;
    drop(tx);
    if State::of(&upload)? != State::Ready {
        return Err(elsewhere());
    }
    let summary: Summary = stored(&upload)?;
    if upload.bank_slug.is_none() {
        refuse_faults(&summary, &choices)?;
    }
    let (now, job) = (service.now(), service.new_uuid());
    let writes = summary.count(Kind::New) + summary.count(Kind::Changed);
    let unit = service.write(move |tx| {
        Box::pin(async move {
            if !stands(tx, &upload, &choices).await? {
                start(tx, upload, (job, now), Next::Read).await?;
                return Ok(false);
            }
            let choices = serde_json::to_string(&choices)?;
            start(tx, upload, (job, now), Next::Write(choices, writes)).await?;
            Ok(true)
        })
    });
    let stands = unit.await?;
    wake(service);
    if !stands {
        return Err(Error::Conflict(
            "Somebody changed the bank since the file was compared with it. Nothing was written. It is compared again now."
                .into(),
        ));
    }
    if writes <= SMALL_QUESTIONS {
        write(service, &id.to_string()).await?;
    }
    Ok(())
}

/// Compares an upload with its bank again, after somebody else changed the bank.
///
/// # Errors
/// [`Error::Conflict`] when it does not wait for that.
pub async fn again(service: &Service, admin: &Admin, id: UploadId) -> Result<()> {
    let mut tx = service.read().await?;
    let upload = own(&mut *tx, admin, id).await?;
    drop(tx);
    if !matches!(State::of(&upload)?, State::Ready | State::Overtaken) {
        return Err(elsewhere());
    }
    let small = upload.size <= super::SMALL_BYTES;
    let (now, job) = (service.now(), service.new_uuid());
    service
        .write(move |tx| Box::pin(async move { start(tx, upload, (job, now), Next::Read).await }))
        .await?;
    if small {
        read(service, &id.to_string()).await?;
    }
    wake(service);
    Ok(())
}

/// Drops an upload, whatever is done with it; nothing of it stays.
///
/// # Errors
/// [`Error::Conflict`] when it has been written already.
pub async fn cancel(service: &Service, admin: &Admin, id: UploadId) -> Result<()> {
    let mut tx = service.read().await?;
    let small = own(&mut *tx, admin, id).await?.total <= SMALL_QUESTIONS;
    drop(tx);
    let (admin, now, job) = (admin.clone(), service.now(), service.new_uuid());
    service
        .write(move |tx| {
            Box::pin(async move {
                let mut upload = own(tx, &admin, id).await?;
                if State::of(&upload)? == State::Done {
                    let words = "The file has been imported already. Nothing was cancelled.";
                    return Err(Error::Conflict(words.into()));
                }
                let (state, run) = (upload.state.clone(), upload.run);
                upload.state = "cancelled".into();
                upload.updated_at = now;
                let work = Job::ClearUpload {
                    upload: upload.id.clone(),
                };
                enqueue(tx, job, now, &work, Enqueue::default()).await?;
                match tx.update_upload(&upload, &state, run).await? {
                    true => Ok(()),
                    false => Err(elsewhere()),
                }
            })
        })
        .await?;
    if small {
        clear(service, &id.to_string()).await?;
    }
    wake(service);
    Ok(())
}

/// What an upload's job does next.
enum Next {
    Read,
    /// With the choices, and how many questions.
    Write(String, i64),
}

async fn start(
    tx: &mut dyn Tx,
    mut upload: UploadRecord,
    (job, now): (uuid::Uuid, domain::time::Timestamp),
    next: Next,
) -> Result<()> {
    let (state, run) = (upload.state.clone(), upload.run);
    let id = upload.id.clone();
    let work = match next {
        Next::Read => {
            upload.state = "reading".into();
            upload.total = 0;
            Job::ReadUpload { upload: id }
        }
        Next::Write(choices, total) => {
            upload.state = "writing".into();
            (upload.choices, upload.total) = (Some(choices), total);
            Job::WriteUpload { upload: id }
        }
    };
    upload.done = 0;
    upload.message = None;
    upload.updated_at = now;
    upload.expires_at = now.plus(KEPT_MILLIS);
    enqueue(tx, job, now, &work, Enqueue::default()).await?;
    match tx.update_upload(&upload, &state, run).await? {
        true => Ok(()),
        false => Err(elsewhere()),
    }
}

/// Whether the bank is as it was when the file was compared with it. A new bank's id must be free.
async fn stands(tx: &mut dyn Tx, upload: &UploadRecord, choices: &Choices) -> Result<bool> {
    match &upload.bank_slug {
        Some(slug) => {
            let version = tx.bank(slug).await?.map(|bank| bank.version);
            Ok(version == upload.from_version)
        }
        None if tx.bank(choices.id.trim()).await?.is_some() => {
            Err(Error::field("id", "Another bank has this id."))
        }
        None => Ok(true),
    }
}

pub(super) fn stored(upload: &UploadRecord) -> Result<Summary> {
    let summary = upload.summary.as_deref().ok_or(Error::Internal)?;
    Ok(serde_json::from_str(summary)?)
}

fn elsewhere() -> Error {
    Error::Conflict("This file is not where it was: look at the page again.".into())
}

fn refuse_faults(summary: &Summary, choices: &Choices) -> Result<()> {
    let info = summary.info.as_ref().ok_or(Error::Internal)?;
    let bank = Bank {
        schema_version: SCHEMA_VERSION,
        info: choices.new_bank(info),
        questions: Vec::new(),
    };
    let faults: Vec<FieldError> = check(&bank)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error && finding.path != "questions")
        .map(|finding| FieldError {
            field: if finding.path == "id" { "id" } else { "title" }.into(),
            message: finding.message,
        })
        .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}
