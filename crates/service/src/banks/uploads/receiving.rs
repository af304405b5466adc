//! A file on its way in: stored in parts as they come, so that a large one neither fills memory nor holds up the answers
//! of candidates. What a person sends beyond the limit is refused, and what was stored of it is erased.

use super::{KEPT_MILLIS, SMALL_BYTES, clear, read};
use crate::jobs::{Enqueue, Job, enqueue, wake};
use crate::ports::UploadRecord;
use crate::principal::Admin;
use crate::{Error, Result, Service};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::ids::UploadId;
use exchange::conversion::{self, FileFormat};

/// The largest file that is taken, in bytes.
pub const LARGEST: usize = conversion::MAX_BYTES;
/// Bytes of one stored part.
const PART: usize = 384 * 1024;
/// Uploads of one person that wait at a time.
const MOST_WAITING: usize = 5;
/// The most characters kept of a file's name.
const LONGEST_NAME: usize = 120;

/// An upload that is being received.
pub struct Receiving {
    record: UploadRecord,
    part: Vec<u8>,
}

/// Begins to receive a file.
///
/// # Errors
/// [`Error::Invalid`] on `file` while five uploads of this person wait.
pub async fn begin(service: &Service, admin: &Admin, file_name: &str) -> Result<Receiving> {
    let now = service.now();
    let record = UploadRecord {
        id: service.new_uuid().to_string(),
        account_id: admin.account().to_string(),
        account_name: admin.name().to_owned(),
        file_name: plain_name(file_name),
        format: String::new(),
        bank_slug: None,
        state: "uploading".into(),
        size: 0,
        parts: 0,
        run: 0,
        done: 0,
        total: 0,
        from_version: None,
        summary: None,
        choices: None,
        message: None,
        result_slug: None,
        created_at: now,
        updated_at: now,
        expires_at: now.plus(KEPT_MILLIS),
    };
    let stored = record.clone();
    service
        .write(move |tx| {
            Box::pin(async move {
                let uploads = tx.uploads_of(&stored.account_id).await?;
                let open =
                    |one: &&UploadRecord| !["done", "cancelled"].contains(&one.state.as_str());
                if uploads.iter().filter(open).count() >= MOST_WAITING {
                    let words =
                        "Five of your files wait already. Confirm or cancel one of them first.";
                    return Err(Error::field("file", words));
                }
                tx.insert_upload(&stored).await
            })
        })
        .await?;
    Ok(Receiving {
        record,
        part: Vec::new(),
    })
}

impl Receiving {
    /// Bytes of the file so far.
    pub fn size(&self) -> usize {
        usize::try_from(self.record.size).unwrap_or(usize::MAX) + self.part.len()
    }

    /// Takes the next bytes. Beyond [`LARGEST`] the caller gives up by [`Receiving::drop_it`].
    ///
    /// # Errors
    /// Those of the store.
    pub async fn add(&mut self, service: &Service, bytes: &[u8]) -> Result<()> {
        for piece in bytes.chunks(PART) {
            self.part.extend_from_slice(piece);
            if self.part.len() >= PART {
                self.store_part(service).await?;
            }
        }
        Ok(())
    }

    async fn store_part(&mut self, service: &Service) -> Result<()> {
        let part = std::mem::take(&mut self.part);
        let (id, number) = (self.record.id.clone(), self.record.parts);
        self.record.parts += 1;
        self.record.size += i64::try_from(part.len()).unwrap_or(0);
        let content = STANDARD.encode(part);
        service
            .write(move |tx| {
                Box::pin(async move { tx.insert_upload_part(&id, number, &content).await })
            })
            .await
    }

    /// Erases what came so far.
    ///
    /// # Errors
    /// Those of the store; what stays is erased when its time is over.
    pub async fn drop_it(self, service: &Service) -> Result<()> {
        clear(service, &self.record.id).await
    }

    /// The file is whole: it is read next. `format` is what the person named, or empty; `bank` the one it changes, or
    /// empty for a new one. A small file has been read when this returns.
    ///
    /// # Errors
    /// [`Error::Invalid`] on `file`, `format` or `bank`; the file is erased then.
    pub async fn finish(mut self, service: &Service, format: &str, bank: &str) -> Result<UploadId> {
        match self.checked(service, format, bank).await {
            Ok(format) => self.record.format = format.name().to_owned(),
            Err(error) => {
                self.drop_it(service).await?;
                return Err(error);
            }
        }
        if !self.part.is_empty() {
            self.store_part(service).await?;
        }
        let mut record = self.record;
        let id = record.id.parse().map_err(|_| Error::Internal)?;
        record.bank_slug = Some(bank.to_owned()).filter(|bank| !bank.is_empty());
        record.state = "reading".into();
        record.updated_at = service.now();
        let (small, upload) = (record.size <= SMALL_BYTES, record.id.clone());
        let job = service.new_uuid();
        let received = service
            .write(move |tx| {
                Box::pin(async move {
                    let at = record.updated_at;
                    let work = Job::ReadUpload {
                        upload: record.id.clone(),
                    };
                    enqueue(tx, job, at, &work, Enqueue::default()).await?;
                    tx.update_upload(&record, "uploading", 0).await
                })
            })
            .await?;
        if !received {
            return Err(Error::NotFound);
        }
        if small {
            read(service, &upload).await?;
        }
        wake(service);
        Ok(id)
    }

    async fn checked(&self, service: &Service, format: &str, bank: &str) -> Result<FileFormat> {
        if self.size() == 0 {
            return Err(Error::field("file", "Choose a file that is not empty."));
        }
        if self.size() > LARGEST {
            return Err(Error::field("file", too_large()));
        }
        if !bank.is_empty() && service.read().await?.bank(bank).await?.is_none() {
            return Err(Error::field("bank", "This bank is not there any more."));
        }
        if format.is_empty() {
            return FileFormat::from_extension(&self.record.file_name).ok_or_else(|| {
                let words = "The end of the file's name stands for no format. Say which one it is.";
                Error::field("format", words)
            });
        }
        let named = FileFormat::from_name(format);
        named.ok_or_else(|| Error::field("format", "Choose one of the formats."))
    }
}

/// What is said about a file beyond the limit.
fn too_large() -> String {
    let megabytes = LARGEST / (1024 * 1024);
    format!("The file is larger than {megabytes} MB. Divide it; nothing was kept of it.")
}

/// The last part of a path, without what has no place in a name.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = last.chars().filter(|letter| !letter.is_control());
    let mut letters: Vec<char> = shown.collect();
    // The end of a long name says what the file is.
    if letters.len() > LONGEST_NAME {
        letters.drain(..letters.len() - LONGEST_NAME);
    }
    let name: String = letters.into_iter().collect();
    match name.trim() {
        "" => "file".into(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_last_part_and_keeps_its_end() {
        assert_eq!(plain_name("../../etc/passwd"), "passwd");
        assert_eq!(plain_name("C:\\bank\r\n.csv"), "bank.csv");
        assert_eq!(plain_name(" \u{0} "), "file");
        let long = plain_name(&format!("{}.xlsx", "x".repeat(500)));
        assert!(long.len() == LONGEST_NAME && long.ends_with(".xlsx"));
    }
}
