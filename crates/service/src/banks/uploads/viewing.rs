//! What a page shows of an upload: where it stands, the numbers, and one page of lines.

use super::lines::{BankLine, Kind, ProblemLine, QuestionLine, Summary};
use super::{State, own};
use crate::banks::{Bank, code};
use crate::ports::UploadRecord;
use crate::principal::Admin;
use crate::{Error, Result, Service};
use domain::ids::UploadId;
use domain::time::Timestamp;

/// Lines on one page.
pub const PAGE: u32 = 50;

/// An upload of this admin, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub id: UploadId,
    pub file_name: String,
    /// The bank it changes; absent for a new one.
    pub bank: Option<String>,
    pub state: State,
    pub at: Timestamp,
}

/// Lines of one kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Lines {
    Errors(Vec<ProblemLine>),
    Questions(Vec<QuestionLine>),
}

/// One upload, with a page of lines of one kind.
#[derive(Debug, Clone)]
pub struct Upload {
    pub id: UploadId,
    pub file_name: String,
    pub format: String,
    pub size: i64,
    pub state: State,
    /// Lines or questions of the present step that are done.
    pub done: i64,
    pub total: i64,
    /// Why it stands where it stands, as a sentence.
    pub message: Option<String>,
    /// The bank it changes, as it is now; absent for a new one.
    pub bank: Option<Bank>,
    /// The bank it became.
    pub result: Option<String>,
    /// Absent while it is read.
    pub summary: Option<Summary>,
    /// About the bank as a whole; the first hundred.
    pub about_bank: Vec<BankLine>,
    pub kind: Kind,
    pub lines: Lines,
    /// At least 1.
    pub pages: u32,
}

/// Uploads of this admin that were not confirmed or cancelled, newest first.
///
/// # Errors
/// Those of the store.
pub async fn waiting(service: &Service, admin: &Admin) -> Result<Vec<Waiting>> {
    let mut tx = service.read().await?;
    let uploads = tx.uploads_of(&admin.account().to_string()).await?;
    let mut waiting = Vec::new();
    for upload in uploads {
        let state = State::of(&upload)?;
        if matches!(state, State::Done | State::Cancelled | State::Uploading) {
            continue;
        }
        waiting.push(Waiting {
            id: id_of(&upload)?,
            file_name: upload.file_name,
            bank: upload.bank_slug,
            state,
            at: upload.created_at,
        });
    }
    Ok(waiting)
}

/// One upload with page `page`, from 1, of its lines of `kind`, or of the first kind that it has.
///
/// # Errors
/// [`Error::NotFound`] for another admin's upload, and after it was cancelled.
pub async fn page(
    service: &Service,
    admin: &Admin,
    id: UploadId,
    kind: Option<Kind>,
    page: u32,
) -> Result<Upload> {
    let mut tx = service.read().await?;
    let upload = own(&mut *tx, admin, id).await?;
    let state = State::of(&upload)?;
    let summary: Option<Summary> = match &upload.summary {
        Some(summary) if state != State::Reading => Some(serde_json::from_str(summary)?),
        _ => None,
    };
    let kind = kind
        .filter(|kind| *kind != Kind::Bank)
        .unwrap_or_else(|| first_kind(summary.as_ref()));
    let counted = summary.as_ref().map_or(0, |summary| summary.count(kind));
    let (mut about_bank, mut contents) = (Vec::new(), Vec::new());
    if summary.is_some() {
        let about = tx
            .upload_lines(&upload.id, &code(&Kind::Bank), -1, 100)
            .await?;
        for line in about {
            about_bank.push(serde_json::from_str(&line.content)?);
        }
        let offset = i64::from(page.max(1) - 1) * i64::from(PAGE);
        let lines = tx
            .upload_lines_page(&upload.id, &code(&kind), offset, i64::from(PAGE))
            .await?;
        contents = lines.into_iter().map(|line| line.content).collect();
    }
    let bank = match &upload.bank_slug {
        Some(slug) => tx.bank(slug).await?,
        None => None,
    };
    Ok(Upload {
        id: id_of(&upload)?,
        bank: bank.as_ref().map(Bank::from_record).transpose()?,
        file_name: upload.file_name,
        format: upload.format,
        size: upload.size,
        state,
        done: upload.done,
        total: upload.total,
        message: upload.message,
        result: upload.result_slug,
        summary,
        about_bank,
        kind,
        lines: lines(kind, &contents)?,
        pages: u32::try_from(counted)
            .unwrap_or(u32::MAX)
            .div_ceil(PAGE)
            .max(1),
    })
}

/// Errors before changes, changes before what is new.
fn first_kind(summary: Option<&Summary>) -> Kind {
    let order = [
        Kind::Error,
        Kind::Changed,
        Kind::New,
        Kind::Dropped,
        Kind::Missing,
        Kind::Same,
    ];
    let has = |kind: &Kind| summary.is_some_and(|summary| summary.count(*kind) > 0);
    order.into_iter().find(has).unwrap_or(Kind::New)
}

fn lines(kind: Kind, contents: &[String]) -> Result<Lines> {
    Ok(match kind {
        Kind::Error => Lines::Errors(parsed(contents)?),
        _ => Lines::Questions(parsed(contents)?),
    })
}

fn parsed<T: serde::de::DeserializeOwned>(contents: &[String]) -> Result<Vec<T>> {
    let all: serde_json::Result<Vec<T>> = contents
        .iter()
        .map(|text| serde_json::from_str(text))
        .collect();
    Ok(all?)
}

fn id_of(upload: &UploadRecord) -> Result<UploadId> {
    upload.id.parse().map_err(|_| Error::Internal)
}
