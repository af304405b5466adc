//! Importing a file in the browser: it is uploaded once, read and compared by a job, looked at, and written only when
//! somebody confirms it. An upload belongs to the admin who sent it; others get what a missing id gets.
//!
//! ```text
//! uploading ─► reading ─► ready ─► writing ─► done
//!                 │  ▲                │
//!                 ▼  └── overtaken ◄──┘     cancelled from everywhere but done; refused when the file has errors
//!              refused
//! ```
//!
//! Every job takes the upload by raising its `run`; whatever it writes, in units of bounded size, it writes only while
//! that run is the present one. So a job that was killed is simply begun again, and a cancelled one stops. To add a
//! kind of line: a variant of [`Kind`], where [`comparing`] makes it, a heading on the page.

mod clearing;
mod comparing;
mod confirming;
mod lines;
mod reading;
mod receiving;
mod viewing;
mod writing;

pub(crate) use clearing::{clear, expire};
pub use confirming::{Choices, Missing, again, cancel, confirm};
pub use lines::{BankLine, Kind, LossLine, ProblemLine, QuestionLine, Summary};
pub(crate) use reading::read;
pub use receiving::{LARGEST, Receiving, begin};
pub use viewing::{Lines, PAGE, Upload, Waiting, page, waiting};
pub(crate) use writing::write;

use crate::ports::{Tx, UploadRecord};
use crate::principal::Admin;
use crate::{Error, Result, Service};
use domain::ids::UploadId;
use domain::time::DAY;
use serde::{Deserialize, Serialize};

/// Lines or questions in one unit: small enough that no answer of a candidate waits for it.
const UNIT: usize = 100;
/// An upload that nobody has touched for so long is erased.
const KEPT_MILLIS: i64 = DAY;
/// Up to so many bytes are read before the page answers; up to so many questions are written.
const SMALL_BYTES: i64 = 256 * 1024;
const SMALL_QUESTIONS: i64 = 200;

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The file is on its way.
    Uploading,
    /// It is read and compared.
    Reading,
    /// It waits for a person.
    Ready,
    /// It has errors, or cannot be used here.
    Refused,
    /// Somebody changed the bank before it was written.
    Overtaken,
    Writing,
    Done,
    Cancelled,
}

impl State {
    fn of(upload: &UploadRecord) -> Result<Self> {
        super::by_code(&upload.state).ok_or(Error::Internal)
    }
}

/// The admin's own upload, unless it is cancelled.
async fn own(tx: &mut dyn Tx, admin: &Admin, id: UploadId) -> Result<UploadRecord> {
    let found = tx.upload(&id.to_string()).await?;
    found
        .filter(|upload| upload.account_id == admin.account().to_string())
        .filter(|upload| upload.state != "cancelled")
        .ok_or(Error::NotFound)
}

/// Takes an upload in `state` for a job: raises its run. `None` when it is not there or stands elsewhere by now.
async fn take(service: &Service, id: &str, state: &'static str) -> Result<Option<UploadRecord>> {
    let (id, now) = (id.to_owned(), service.now());
    service
        .write(move |tx| {
            Box::pin(async move {
                let Some(mut upload) = tx.upload(&id).await? else {
                    return Ok(None);
                };
                let run = upload.run;
                upload.run += 1;
                upload.done = 0;
                upload.updated_at = now;
                let taken = tx.update_upload(&upload, state, run).await?;
                Ok(taken.then_some(upload))
            })
        })
        .await
}

/// Ends a job's work: the upload gets its new state if it is still at this run. False when it is not.
async fn settle(service: &Service, upload: &UploadRecord, from: &'static str) -> Result<bool> {
    let mut upload = upload.clone();
    upload.updated_at = service.now();
    upload.expires_at = upload.updated_at.plus(KEPT_MILLIS);
    service
        .write(move |tx| Box::pin(async move { tx.update_upload(&upload, from, upload.run).await }))
        .await
}
