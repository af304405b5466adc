//! The job that reads an uploaded file and compares it with its bank. Reading and comparing happen on a blocking thread,
//! and lines are stored a unit at a time.

use super::clearing::clear_lines;
use super::comparing::{Before, compare};
use super::lines::Kind;
use super::{UNIT, settle, take};
use crate::ports::{BankRecord, UploadLine, UploadRecord};
use crate::{Error, Result, Service};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::question::QuestionVersion;
use exchange::conversion::{self, FileFormat};
use std::sync::Arc;

/// Question versions fetched at a time.
const FETCHED: usize = 500;

/// Reads and compares an upload; does nothing when it is not to be read (any more).
///
/// # Errors
/// Those of the store; nothing but the upload is changed.
pub(crate) async fn read(service: &Service, id: &str) -> Result<()> {
    let Some(mut upload) = take(service, id, "reading").await? else {
        return Ok(());
    };
    clear_lines(service, id).await?;
    let bytes = content(service, &upload).await?;
    let Some((bank, before)) = held(service, upload.bank_slug.as_deref()).await? else {
        upload.state = "refused".into();
        upload.message =
            Some("The bank that this file was meant for is not there any more.".into());
        return settle(service, &upload, "reading").await.map(drop);
    };
    let format = FileFormat::from_name(&upload.format).ok_or(Error::Internal)?;
    let name = upload.file_name.clone();
    let found = tokio::task::spawn_blocking(move || {
        let converted = conversion::read(format, &name, &bytes);
        drop(bytes);
        let carries_keys = matches!(format, FileFormat::Yaml | FileFormat::Json);
        compare(converted, &before, carries_keys)
    });
    let found = found
        .await
        .map_err(|cause| Error::internal("reading an upload", &cause))?;
    let (lines, summary) = found?;
    upload.total = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    if !settle(service, &upload, "reading").await? || !store(service, &upload, lines).await? {
        return Ok(());
    }
    upload.done = upload.total;
    upload.from_version = bank.map(|bank| bank.version);
    upload.summary = Some(serde_json::to_string(&summary)?);
    let sound = summary.count(Kind::Error) == 0;
    upload.state = if sound { "ready" } else { "refused" }.into();
    settle(service, &upload, "reading").await.map(drop)
}

/// Stores lines a unit at a time; false when the upload was cancelled or taken by another run.
async fn store(service: &Service, upload: &UploadRecord, lines: Vec<UploadLine>) -> Result<bool> {
    let lines: Arc<[UploadLine]> = lines.into();
    for start in (0..lines.len()).step_by(UNIT) {
        let (lines, id, run) = (Arc::clone(&lines), upload.id.clone(), upload.run);
        let stored = service.write(move |tx| {
            Box::pin(async move {
                let end = lines.len().min(start + UNIT);
                let done = i64::try_from(end).unwrap_or(i64::MAX);
                if !tx.progress_upload(&id, "reading", run, done).await? {
                    return Ok(false);
                }
                let unit = lines.get(start..end).unwrap_or_default();
                tx.insert_upload_lines(&id, unit).await?;
                Ok(true)
            })
        });
        if !stored.await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The file, put together again.
async fn content(service: &Service, upload: &UploadRecord) -> Result<Vec<u8>> {
    let size = usize::try_from(upload.size).unwrap_or(0);
    let mut bytes = Vec::with_capacity(size.min(conversion::MAX_BYTES));
    for number in 0..upload.parts {
        let part = service
            .read()
            .await?
            .upload_part(&upload.id, number)
            .await?;
        let part = part.ok_or(Error::NotFound)?;
        let decoded = STANDARD.decode(part);
        bytes.extend(decoded.map_err(|cause| Error::internal("a stored part", &cause))?);
    }
    Ok(bytes)
}

/// A bank and what it holds, in its order; empty for a new one, `None` when the named one is not there.
async fn held(
    service: &Service,
    slug: Option<&str>,
) -> Result<Option<(Option<BankRecord>, Before)>> {
    let Some(slug) = slug else {
        return Ok(Some((None, Vec::new())));
    };
    let mut tx = service.read().await?;
    let Some(bank) = tx.bank(slug).await? else {
        return Ok(None);
    };
    let current = tx.current_questions(&bank.id).await?;
    let ids: Vec<String> = current.into_iter().map(|question| question.id).collect();
    let mut versions: std::collections::HashMap<String, QuestionVersion> = Default::default();
    for chunk in ids.chunks(FETCHED) {
        for record in tx.question_versions(chunk).await? {
            let version: QuestionVersion = serde_json::from_str(&record.content)?;
            versions.insert(version.id.to_string(), version);
        }
    }
    let held = ids.iter().filter_map(|id| versions.remove(id)).collect();
    Ok(Some((Some(bank), held)))
}
