//! The instance itself: its settings, throttles and audit log.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// One consequential act, as stored. Append-only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    pub id: String,
    pub at: Timestamp,
    pub account_id: Option<String>,
    /// The actor in words: a name, "candidate", "server", "command line".
    pub actor: String,
    /// `noun.verb`, such as `invitation.send`.
    pub action: String,
    /// What it was done to, in words or as an id.
    pub subject: String,
    pub assessment_id: Option<String>,
    /// Plain words; never answers, tokens or passwords.
    pub detail: String,
    pub request_id: String,
}

/// Which lines of the audit log are wanted; what is absent does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The noun of the action: `account` finds `account.create` and its kin.
    pub noun: Option<String>,
    pub account_id: Option<String>,
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
}

#[async_trait]
pub trait InstancePort {
    async fn setting(&mut self, name: &str) -> Result<Option<String>>;
    async fn set_setting(&mut self, name: &str, value: &str) -> Result<()>;
    async fn delete_setting(&mut self, name: &str) -> Result<()>;
    async fn insert_audit(&mut self, record: &AuditRecord) -> Result<()>;
    /// Newest first; `before` pages on by the last row seen. Of an assessment it gives what signed-in people did: when
    /// candidates submitted, and what the server did right after, is nobody's business there.
    async fn audit_page(
        &mut self,
        assessment_id: Option<&str>,
        before: Option<(Timestamp, String)>,
        limit: i64,
    ) -> Result<Vec<AuditRecord>>;
    /// Like [`Self::audit_page`], over the whole instance and narrowed by a filter.
    async fn search_audit(
        &mut self,
        filter: &AuditFilter,
        before: Option<(Timestamp, String)>,
        limit: i64,
    ) -> Result<Vec<AuditRecord>>;
    /// Adds a hit in the current window (a new window starts `window_millis` after the old one began) and returns the
    /// hits in it, this one included, and when the window began.
    async fn hit_throttle(
        &mut self,
        name: &str,
        now: Timestamp,
        window_millis: i64,
    ) -> Result<(i64, Timestamp)>;
    async fn clear_throttle(&mut self, name: &str) -> Result<()>;
    async fn delete_throttles_before(&mut self, before: Timestamp) -> Result<()>;
}
