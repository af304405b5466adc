//! The audit log: a line for every consequential act, written in the act's own transaction. Never answers, tokens,
//! passwords or accommodations.

use crate::ports::{AuditFilter, AuditRecord, Tx};
use crate::principal::{Admin, Staff};
use crate::{Result, Service};
use domain::time::Timestamp;

/// A line being written; see [`Line::by`] and [`Line::server`].
#[derive(Debug, Clone)]
pub struct Line {
    id: uuid::Uuid,
    at: Timestamp,
    account_id: Option<String>,
    actor: String,
    request_id: String,
}

impl Line {
    /// An act of a signed-in person.
    pub fn by(service: &Service, staff: &Staff) -> Self {
        Self {
            id: service.new_uuid(),
            at: service.now(),
            account_id: Some(staff.account.to_string()),
            actor: staff.name.clone(),
            request_id: staff.request_id.clone(),
        }
    }

    /// An act of a person that the program finishes after their request.
    pub(crate) fn on_behalf(service: &Service, account_id: &str, name: &str) -> Self {
        Self {
            account_id: Some(account_id.to_owned()),
            ..Self::server(service, name)
        }
    }

    /// An act of the program itself, a candidate, or the command line: `actor` says which.
    pub fn server(service: &Service, actor: &str) -> Self {
        Self {
            id: service.new_uuid(),
            at: service.now(),
            account_id: None,
            actor: actor.to_owned(),
            request_id: String::new(),
        }
    }

    /// Writes the line in the caller's transaction.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn write(
        self,
        tx: &mut dyn Tx,
        action: &str,
        subject: &str,
        assessment_id: Option<&str>,
        detail: &str,
    ) -> Result<()> {
        tx.insert_audit(&AuditRecord {
            id: self.id.to_string(),
            at: self.at,
            account_id: self.account_id,
            actor: self.actor,
            action: action.to_owned(),
            subject: subject.to_owned(),
            assessment_id: assessment_id.map(str::to_owned),
            detail: detail.to_owned(),
            request_id: self.request_id,
        })
        .await
    }
}

/// Lines of a page of the whole log.
pub const PAGE: usize = 50;

/// One page of the whole log, newest first, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub lines: Vec<AuditRecord>,
    /// The last line shown, when older ones follow.
    pub next: Option<(Timestamp, String)>,
}

/// Searches the whole log; `before` is the last line of the page before.
///
/// # Errors
/// Those of the store.
pub async fn search(
    service: &Service,
    _admin: &Admin,
    filter: &AuditFilter,
    before: Option<(Timestamp, String)>,
) -> Result<Page> {
    let one_more = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut lines = service
        .read()
        .await?
        .search_audit(filter, before, one_more)
        .await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|line| (line.at, line.id.clone()));
    Ok(Page { lines, next })
}
