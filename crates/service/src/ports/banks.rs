//! Queries about banks and their versions.

use crate::Result;
use async_trait::async_trait;
use domain::time::Timestamp;

/// A bank at its present version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankRecord {
    pub id: String,
    pub slug: String,
    pub title: String,
    pub version: i64,
    /// JSON of [`domain::bank::BankInfo`].
    pub info: String,
    pub content_hash: String,
    pub questions: i64,
    pub imported_at: Timestamp,
    /// In words.
    pub imported_by: String,
}

#[async_trait]
pub trait BanksPort {
    /// By title.
    async fn banks(&mut self) -> Result<Vec<BankRecord>>;
    async fn bank(&mut self, slug: &str) -> Result<Option<BankRecord>>;
    /// A new bank at version 1; false when its slug is taken.
    async fn insert_bank(&mut self, bank: &BankRecord) -> Result<bool>;
    /// The bank's next version, `bank.version`, after `from`; false when it is not at `from` (any more).
    async fn advance_bank(&mut self, bank: &BankRecord, from: i64) -> Result<bool>;
}
