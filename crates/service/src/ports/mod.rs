//! The ports: what use cases need from the floor above. One trait a noun in its own file, together they are [`Tx`].
//! Methods return records (plain rows), never domain decisions; the store implements them once for both databases.
//!
//! To add a query: a method here, one implementation in `store/src/<noun>.rs`, one contract test in `tests/`.

mod accounts;
mod adjustments;
mod answers;
mod assessments;
mod attempts;
mod banks;
mod experts;
mod frozen;
mod instance;
mod intakes;
mod invitations;
mod jobs;
mod live_use;
mod panels;
mod pattern;
mod questions;
mod rankings;
mod reports;
mod rescores;
mod results;
mod snapshots;
mod statistics;
mod uploads;
mod workshop;

pub use accounts::*;
pub use adjustments::*;
pub use answers::*;
pub use assessments::*;
pub use attempts::*;
pub use banks::*;
pub use experts::*;
pub use frozen::*;
pub use instance::*;
pub use intakes::*;
pub use invitations::*;
pub use jobs::*;
pub use live_use::*;
pub use panels::*;
pub use pattern::containing;
pub use questions::*;
pub use rankings::*;
pub use reports::*;
pub use rescores::*;
pub use results::*;
pub use snapshots::*;
pub use statistics::*;
pub use uploads::*;
pub use workshop::*;

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;
use futures::future::BoxFuture;
use std::any::Any;

/// One open transaction: every noun's queries in one object.
pub trait Tx:
    AccountsPort
    + AdjustmentsPort
    + AnswersPort
    + AssessmentsPort
    + AttemptsPort
    + BanksPort
    + ExpertsPort
    + FrozenPort
    + InstancePort
    + IntakesPort
    + InvitationsPort
    + JobsPort
    + LiveUsePort
    + PanelsPort
    + QuestionsPort
    + RankingsPort
    + ReportsPort
    + RescoresPort
    + ResultsPort
    + SnapshotsPort
    + StatisticsPort
    + UploadsPort
    + WorkshopPort
    + Send
{
}

/// A write unit: everything in it is committed together or not at all.
pub type Unit =
    Box<dyn for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<Box<dyn Any + Send>>> + Send>;

/// A database.
#[async_trait]
pub trait Store: Send + Sync {
    /// A reading transaction.
    async fn read(&self) -> Result<Box<dyn Tx>>;
    /// Runs a unit and commits it durably before answering. Units of several callers may share one commit; a unit
    /// that fails is rolled back alone.
    async fn write(&self, unit: Unit) -> Result<Box<dyn Any + Send>>;
    /// As [`Store::write`], for a unit that runs a single statement: one that fails undoes itself, so the store makes
    /// no note of where to go back to. A unit of more statements does not belong here: half of it could stay.
    async fn write_one(&self, unit: Unit) -> Result<Box<dyn Any + Send>>;
    /// Answers quickly when the database can be reached and its schema is current.
    async fn ping(&self) -> Result<()>;
}

/// Tells the time. It may run on by itself while the system's clock is set to another time; then it says by how much.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
    /// Milliseconds that the system's clock is ahead of this one; below 0 it is behind.
    fn step(&self) -> i64 {
        0
    }
    /// Takes the time from the system's clock again.
    fn follow(&self) {}
}

/// Gives unpredictable bytes (or, in tests, seeded ones).
pub trait Entropy: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// A message ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Without angle brackets: the same for every try of one job.
    pub message_id: String,
    pub to_name: String,
    pub to_email: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attachments: Vec<Attachment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub file_name: String,
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// Why a mail was not taken. The server's reply is kept for the dead-letter list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// 4xx, a broken connection, a time-out: worth another try.
    #[error("{0}")]
    Transient(String),
    /// 5xx or an address that cannot be written: trying again will not help.
    #[error("{0}")]
    Permanent(String),
}

/// Hands messages to a mail server, or to a folder in the demo.
#[async_trait]
pub trait Mailer: Send + Sync {
    async fn send(&self, message: &Message) -> std::result::Result<(), MailError>;
    /// Messages a demo mailbox can show, newest first; empty for a real server.
    async fn mailbox(&self) -> Vec<MailboxEntry> {
        Vec::new()
    }
}

/// One mail in the demo mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxEntry {
    /// Names it within the mailbox.
    pub id: String,
    pub at: Timestamp,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub attachments: Vec<Attachment>,
}

/// Draws a report as PDF. Called on a blocking thread.
pub trait Renderer: Send + Sync {
    /// # Errors
    /// A sentence for the log and the dead-letter list.
    fn pdf(&self, report: &domain::report::Report) -> std::result::Result<Vec<u8>, String>;
}
