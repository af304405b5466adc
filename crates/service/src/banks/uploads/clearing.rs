//! Erasing an upload: its parts, its lines, and what was written ahead for it, in units of bounded size. What has been
//! imported stays.

use super::UNIT;
use crate::{Result, Service};

/// Parts are large: few at a time.
const PARTS: i64 = 4;
/// Uploads whose time is over, in one go.
const MOST: i64 = 50;

/// Erases an upload and everything of it; safe to run twice.
///
/// # Errors
/// Those of the store.
pub(crate) async fn clear(service: &Service, id: &str) -> Result<()> {
    clear_staged(service, id).await?;
    clear_content(service, id).await?;
    let id = id.to_owned();
    service
        .write(move |tx| Box::pin(async move { tx.delete_upload(&id).await }))
        .await
}

/// Erases the file and what was read of it.
pub(super) async fn clear_content(service: &Service, id: &str) -> Result<()> {
    clear_lines(service, id).await?;
    loop {
        let id = id.to_owned();
        let unit = service
            .write(move |tx| Box::pin(async move { tx.delete_upload_parts(&id, PARTS).await }));
        if unit.await? < PARTS.unsigned_abs() {
            return Ok(());
        }
    }
}

pub(super) async fn clear_lines(service: &Service, id: &str) -> Result<()> {
    loop {
        let id = id.to_owned();
        let unit = service.write(move |tx| {
            Box::pin(async move { tx.delete_upload_lines(&id, UNIT as i64).await })
        });
        if unit.await? < UNIT as u64 {
            return Ok(());
        }
    }
}

/// Erases question versions that were written ahead and the bank they are in, unless people see it by now.
pub(super) async fn clear_staged(service: &Service, id: &str) -> Result<()> {
    loop {
        let id = id.to_owned();
        let unit = service.write(move |tx| {
            Box::pin(async move {
                let gone = tx.delete_staged_questions(&id, UNIT as i64).await?;
                if gone < UNIT as u64 {
                    tx.delete_staged_bank(&id).await?;
                }
                Ok(gone)
            })
        });
        if unit.await? < UNIT as u64 {
            return Ok(());
        }
    }
}

/// Erases uploads that nobody touched for a day.
///
/// # Errors
/// Those of the store.
pub(crate) async fn expire(service: &Service) -> Result<()> {
    let over = service
        .read()
        .await?
        .uploads_over(service.now(), MOST)
        .await?;
    for id in over {
        let (now, upload) = (service.now(), id.clone());
        // Whoever works on it finds that it is not its turn any more.
        let unit = service.write(move |tx| {
            Box::pin(async move {
                let Some(mut record) = tx.upload(&upload).await? else {
                    return Ok(());
                };
                let (state, run) = (record.state.clone(), record.run);
                record.state = "cancelled".into();
                record.updated_at = now;
                tx.update_upload(&record, &state, run).await.map(drop)
            })
        });
        unit.await?;
        clear(service, &id).await?;
    }
    Ok(())
}
