//! The job that writes what was confirmed. Question versions are written ahead, a unit at a time, into a bank that
//! nobody sees; the last unit makes them the bank's next version, if the bank is still the one that was compared. So
//! readers have all or nothing, and no answer of a candidate waits for 20,000 questions.

use super::clearing::{clear_content, clear_staged};
use super::confirming::{Choices, Missing, stored};
use super::lines::{Kind, QuestionLine};
use super::{UNIT, settle, take};
use crate::audit::Line;
use crate::banks::code;
use crate::banks::storing::{Ahead, Bound, Reveal};
use crate::ports::{BankRecord, NewQuestionVersion, UploadRecord};
use crate::{Error, Result, Service};
use domain::bank::BankInfo;

/// Writes an upload; does nothing when it is not to be written (any more).
///
/// # Errors
/// Those of the store; the bank is as it was then, and the job is run again.
pub(crate) async fn write(service: &Service, id: &str) -> Result<()> {
    let Some(upload) = take(service, id, "writing").await? else {
        return Ok(());
    };
    clear_staged(service, id).await?;
    let Some(ahead) = begin(service, &upload).await? else {
        return overtaken(service, upload).await;
    };
    let Some(reveal) = write_ahead(service, &upload, ahead).await? else {
        return Ok(());
    };
    match last_unit(service, &upload, reveal).await {
        Ok(true) => clear_content(service, id).await,
        // Cancelled, or taken by another run: whoever did that erases what was written ahead.
        Ok(false) => Ok(()),
        Err(Error::Conflict(_)) => overtaken(service, upload).await,
        Err(error) => Err(error),
    }
}

/// The bank's next version before anything is written; `None` when the bank is not what was compared (any more).
async fn begin(service: &Service, upload: &UploadRecord) -> Result<Option<Ahead>> {
    let summary = stored(upload)?;
    let choices = choices(upload)?;
    let told = summary.info.ok_or(Error::Internal)?;
    let Some(bank) = bank_of(service, upload).await? else {
        return Ok(None);
    };
    let info = match &bank {
        None => choices.new_bank(&told),
        Some(bank) => {
            let present: BankInfo = serde_json::from_str(&bank.info)?;
            let id = present.id.clone();
            match choices.describe {
                true => BankInfo { id, ..told },
                false => present,
            }
        }
    };
    let stamp = (service.now(), upload.account_name.clone());
    let mut tx = service.read().await?;
    Ahead::begin(&mut *tx, &upload.id, bank, info, stamp)
        .await
        .map(Some)
}

/// The bank as it was compared, nothing for a new one; `None` when it is not that (any more).
async fn bank_of(service: &Service, upload: &UploadRecord) -> Result<Option<Option<BankRecord>>> {
    let Some(slug) = &upload.bank_slug else {
        return Ok(Some(None));
    };
    let bank = service.read().await?.bank(slug).await?;
    let stands = |bank: &BankRecord| Some(bank.version) == upload.from_version;
    Ok(bank.filter(stands).map(Some))
}

/// Writes every question version, a unit at a time; `None` when the upload was cancelled or taken by another run.
async fn write_ahead(
    service: &Service,
    upload: &UploadRecord,
    mut ahead: Ahead,
) -> Result<Option<Reveal>> {
    let mut order = Vec::new();
    let mut done = 0;
    let retire = choices(upload)?.missing == Missing::Retire;
    // Questions follow the lines about the bank, in the order of the file.
    let first = stored(upload)?.count(Kind::Bank);
    for kind in [Kind::New, Kind::Changed, Kind::Same] {
        let mut after = -1;
        loop {
            let mut tx = service.read().await?;
            let lines = tx
                .upload_lines(&upload.id, &code(&kind), after, UNIT as i64)
                .await?;
            let Some(last) = lines.last() else {
                break;
            };
            after = last.position;
            let mut rows = Vec::with_capacity(lines.len());
            for line in lines {
                let content: QuestionLine = serde_json::from_str(&line.content)?;
                let place = line.position - first;
                order.push((place, content.id));
                if let Some(question) = content.question {
                    done += 1;
                    let place = retire.then_some(place);
                    let row = ahead.row(&mut *tx, service.new_uuid(), *question, place);
                    rows.extend(row.await?);
                }
            }
            drop(tx);
            if !store(service, upload, rows, done).await? {
                return Ok(None);
            }
        }
    }
    order.sort_unstable();
    let bound = match retire {
        true => Bound::Only(order),
        false => Bound::Keep,
    };
    ahead.reveal(bound).map(Some)
}

async fn store(
    service: &Service,
    upload: &UploadRecord,
    rows: Vec<NewQuestionVersion>,
    done: i64,
) -> Result<bool> {
    if rows.is_empty() {
        return Ok(true);
    }
    let (id, run, now) = (upload.id.clone(), upload.run, service.now());
    service
        .write(move |tx| {
            Box::pin(async move {
                if !tx.progress_upload(&id, "writing", run, done).await? {
                    return Ok(false);
                }
                tx.stage_bank(&id, now).await?;
                for row in &rows {
                    tx.insert_question_version(row).await?;
                }
                Ok(true)
            })
        })
        .await
}

/// What everybody sees from now on; false when the upload was cancelled or taken by another run.
async fn last_unit(service: &Service, upload: &UploadRecord, reveal: Reveal) -> Result<bool> {
    let mut upload = upload.clone();
    let audit = Line::on_behalf(service, &upload.account_id, &upload.account_name);
    upload.updated_at = service.now();
    service
        .write(move |tx| {
            Box::pin(async move {
                let stored = reveal.apply(tx).await?;
                upload.state = "done".into();
                upload.result_slug = Some(stored.slug.clone());
                upload.done = upload.total;
                upload.message = Some(stored.words());
                if !tx.update_upload(&upload, "writing", upload.run).await? {
                    // Undoes the unit.
                    return Err(Error::NotFound);
                }
                let detail = format!("{} From “{}”.", stored.words(), upload.file_name);
                audit
                    .write(tx, "bank.import", &stored.slug, None, &detail)
                    .await?;
                Ok(true)
            })
        })
        .await
        .or_else(|error| match error {
            Error::NotFound => Ok(false),
            other => Err(other),
        })
}

async fn overtaken(service: &Service, mut upload: UploadRecord) -> Result<()> {
    clear_staged(service, &upload.id).await?;
    upload.state = "overtaken".into();
    let bank = match &upload.bank_slug {
        Some(slug) => service.read().await?.bank(slug).await?,
        None => None,
    };
    let words = match (bank, &upload.bank_slug) {
        (Some(bank), _) => format!(
            "{} changed the bank in the meantime, to version {}. Nothing of this file was written.",
            bank.imported_by, bank.version
        ),
        (None, Some(_)) => {
            "The bank is not there any more. Nothing of this file was written.".into()
        }
        (None, None) => {
            "Somebody made a bank with this id in the meantime. Nothing of this file was written."
                .into()
        }
    };
    upload.message = Some(words);
    settle(service, &upload, "writing").await.map(drop)
}

fn choices(upload: &UploadRecord) -> Result<Choices> {
    let choices = upload.choices.as_deref().ok_or(Error::Internal)?;
    Ok(serde_json::from_str(choices)?)
}
