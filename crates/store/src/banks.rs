//! Queries about banks and their versions.

use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{BankRecord, BanksPort};
use sqlx::{Postgres, Sqlite};

/// A bank with its present version.
macro_rules! bank {
    ($rest:literal) => {
        concat!(
            "SELECT b.id, b.slug, b.title, b.version, v.info, v.content_hash, v.questions, v.imported_at, v.imported_by
             FROM banks b JOIN bank_versions v ON v.bank_id = b.id AND v.version = b.version ",
            $rest
        )
    };
}

fn record(row: &impl Columns) -> Read<BankRecord> {
    Ok(BankRecord {
        id: row.get("id")?,
        slug: row.get("slug")?,
        title: row.get("title")?,
        version: row.get("version")?,
        info: row.get("info")?,
        content_hash: row.get("content_hash")?,
        questions: row.get("questions")?,
        imported_at: row.instant("imported_at")?,
        imported_by: row.get("imported_by")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl BanksPort for DbTx {
    async fn banks(&mut self) -> Result<Vec<BankRecord>> {
        let statement = sqlx::query::<Db>(bank!("ORDER BY b.title, b.slug"));
        self.fetch_all(statement, record).await
    }

    async fn bank(&mut self, slug: &str) -> Result<Option<BankRecord>> {
        let statement = sqlx::query::<Db>(bank!("WHERE b.slug = $1")).bind(slug);
        self.fetch_optional(statement, record).await
    }

    async fn insert_bank(&mut self, bank: &BankRecord) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO banks (id, slug, title, version, updated_at) VALUES ($1, $2, $3, 1, $4)
             ON CONFLICT (slug) DO NOTHING",
        )
        .bind(&bank.id)
        .bind(&bank.slug)
        .bind(&bank.title)
        .bind(bank.imported_at.0);
        if !self.affected_one(statement).await? {
            return Ok(false);
        }
        self.insert_bank_version(bank).await?;
        Ok(true)
    }

    async fn advance_bank(&mut self, bank: &BankRecord, from: i64) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE banks SET title = $1, version = $2, updated_at = $3 WHERE id = $4 AND version = $5",
        )
        .bind(&bank.title)
        .bind(bank.version)
        .bind(bank.imported_at.0)
        .bind(&bank.id)
        .bind(from);
        if !self.affected_one(statement).await? {
            return Ok(false);
        }
        self.insert_bank_version(bank).await?;
        Ok(true)
    }
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
impl DbTx {
    pub(crate) async fn insert_bank_version(&mut self, bank: &BankRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO bank_versions (bank_id, version, info, content_hash, questions, imported_at, imported_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&bank.id)
        .bind(bank.version)
        .bind(&bank.info)
        .bind(&bank.content_hash)
        .bind(bank.questions)
        .bind(bank.imported_at.0)
        .bind(&bank.imported_by);
        self.execute(statement).await
    }
}
