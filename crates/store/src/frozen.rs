//! What was frozen of assessments. Nothing here changes or deletes a row: what was frozen stays as it is.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{FrozenPort, FrozenRecord};
use sqlx::{Postgres, Sqlite};

fn record(row: &impl Columns) -> Read<FrozenRecord> {
    Ok(FrozenRecord {
        id: row.get("id")?,
        assessment_id: row.get("assessment_id")?,
        purpose: row.get("purpose")?,
        revision: row.get("revision")?,
        content: row.get("content")?,
        content_hash: row.get("content_hash")?,
        created_at: row.instant("created_at")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl FrozenPort for DbTx {
    async fn frozen_content(&mut self, id: &str) -> Result<Option<String>> {
        sqlx::query_scalar::<Db, String>("SELECT content FROM frozen_assessments WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)
    }

    async fn frozen(&mut self, id: &str) -> Result<Option<FrozenRecord>> {
        let statement =
            sqlx::query::<Db>("SELECT * FROM frozen_assessments WHERE id = $1").bind(id);
        self.fetch_optional(statement, record).await
    }

    async fn published_frozen(&mut self, assessment_id: &str) -> Result<Option<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT f.id FROM frozen_assessments f WHERE f.assessment_id = $1 AND f.purpose IN ('pilot', 'selection')
                AND NOT EXISTS (SELECT 1 FROM rescores r WHERE r.from_frozen = f.id)",
        )
        .bind(assessment_id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn insert_frozen(&mut self, frozen: &FrozenRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO frozen_assessments (id, assessment_id, purpose, revision, content, content_hash, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&frozen.id)
        .bind(&frozen.assessment_id)
        .bind(&frozen.purpose)
        .bind(frozen.revision)
        .bind(&frozen.content)
        .bind(&frozen.content_hash)
        .bind(frozen.created_at.0);
        self.execute(statement).await
    }
}
