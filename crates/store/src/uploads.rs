//! Queries about uploaded files of banks, what was read of them, and banks that are staged: at version 0, which nothing
//! but this file sees.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{BankRecord, UploadLine, UploadRecord, UploadsPort};
use sqlx::{Postgres, QueryBuilder, Sqlite};

macro_rules! upload {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, account_name, file_name, format, bank_slug, state, size, parts, run, done, total,
                    from_version, summary, choices, message, result_slug, created_at, updated_at, expires_at
             FROM bank_uploads ",
            $rest
        )
    };
}

fn record(row: &impl Columns) -> Read<UploadRecord> {
    Ok(UploadRecord {
        id: row.get("id")?,
        account_id: row.get("account_id")?,
        account_name: row.get("account_name")?,
        file_name: row.get("file_name")?,
        format: row.get("format")?,
        bank_slug: row.get("bank_slug")?,
        state: row.get("state")?,
        size: row.get("size")?,
        parts: row.get("parts")?,
        run: row.get("run")?,
        done: row.get("done")?,
        total: row.get("total")?,
        from_version: row.get("from_version")?,
        summary: row.get("summary")?,
        choices: row.get("choices")?,
        message: row.get("message")?,
        result_slug: row.get("result_slug")?,
        created_at: row.instant("created_at")?,
        updated_at: row.instant("updated_at")?,
        expires_at: row.instant("expires_at")?,
    })
}

fn line(row: &impl Columns) -> Read<UploadLine> {
    Ok(UploadLine {
        position: row.get("position")?,
        kind: row.get("kind")?,
        content: row.get("content")?,
    })
}

/// A staged bank's slug: no bank of people's can have it, since theirs hold no colon.
fn staged_slug(id: &str) -> String {
    format!(":{id}")
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl UploadsPort for DbTx {
    async fn insert_upload(&mut self, upload: &UploadRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO bank_uploads (id, account_id, account_name, file_name, format, bank_slug, state, size, parts,
                 run, done, total, from_version, summary, choices, message, result_slug, created_at, updated_at,
                 expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        )
        .bind(&upload.id)
        .bind(&upload.account_id)
        .bind(&upload.account_name)
        .bind(&upload.file_name)
        .bind(&upload.format)
        .bind(&upload.bank_slug)
        .bind(&upload.state)
        .bind(upload.size)
        .bind(upload.parts)
        .bind(upload.run)
        .bind(upload.done)
        .bind(upload.total)
        .bind(upload.from_version)
        .bind(&upload.summary)
        .bind(&upload.choices)
        .bind(&upload.message)
        .bind(&upload.result_slug)
        .bind(upload.created_at.0)
        .bind(upload.updated_at.0)
        .bind(upload.expires_at.0);
        self.execute(statement).await
    }

    async fn upload(&mut self, id: &str) -> Result<Option<UploadRecord>> {
        let statement = sqlx::query::<Db>(upload!("WHERE id = $1")).bind(id);
        self.fetch_optional(statement, record).await
    }

    async fn uploads_of(&mut self, account_id: &str) -> Result<Vec<UploadRecord>> {
        let statement = sqlx::query::<Db>(upload!(
            "WHERE account_id = $1 ORDER BY created_at DESC, id DESC"
        ))
        .bind(account_id);
        self.fetch_all(statement, record).await
    }

    async fn update_upload(&mut self, upload: &UploadRecord, from: &str, run: i64) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE bank_uploads SET file_name = $1, format = $2, bank_slug = $3, state = $4, size = $5, parts = $6,
                 run = $7, done = $8, total = $9, from_version = $10, summary = $11, choices = $12, message = $13,
                 result_slug = $14, updated_at = $15, expires_at = $16
             WHERE id = $17 AND state = $18 AND run = $19",
        )
        .bind(&upload.file_name)
        .bind(&upload.format)
        .bind(&upload.bank_slug)
        .bind(&upload.state)
        .bind(upload.size)
        .bind(upload.parts)
        .bind(upload.run)
        .bind(upload.done)
        .bind(upload.total)
        .bind(upload.from_version)
        .bind(&upload.summary)
        .bind(&upload.choices)
        .bind(&upload.message)
        .bind(&upload.result_slug)
        .bind(upload.updated_at.0)
        .bind(upload.expires_at.0)
        .bind(&upload.id)
        .bind(from)
        .bind(run);
        self.affected_one(statement).await
    }

    async fn progress_upload(
        &mut self,
        id: &str,
        state: &str,
        run: i64,
        done: i64,
    ) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE bank_uploads SET done = $1 WHERE id = $2 AND state = $3 AND run = $4",
        )
        .bind(done)
        .bind(id)
        .bind(state)
        .bind(run);
        self.affected_one(statement).await
    }

    async fn uploads_over(&mut self, now: Timestamp, limit: i64) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT id FROM bank_uploads WHERE expires_at <= $1 ORDER BY expires_at, id LIMIT $2",
        )
        .bind(now.0)
        .bind(limit)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn insert_upload_part(&mut self, id: &str, number: i64, content: &str) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO bank_upload_parts (upload_id, number, content) VALUES ($1, $2, $3)",
        )
        .bind(id)
        .bind(number)
        .bind(content);
        self.execute(statement).await
    }

    async fn upload_part(&mut self, id: &str, number: i64) -> Result<Option<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT content FROM bank_upload_parts WHERE upload_id = $1 AND number = $2",
        )
        .bind(id)
        .bind(number)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn insert_upload_lines(&mut self, id: &str, lines: &[UploadLine]) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut insert = QueryBuilder::<Db>::new(
            "INSERT INTO bank_upload_lines (upload_id, position, kind, content) ",
        );
        insert.push_values(lines, |mut row, line| {
            row.push_bind(id)
                .push_bind(line.position)
                .push_bind(&line.kind)
                .push_bind(&line.content);
        });
        self.execute(insert.build().persistent(false)).await
    }

    async fn upload_lines(
        &mut self,
        id: &str,
        kind: &str,
        after: i64,
        limit: i64,
    ) -> Result<Vec<UploadLine>> {
        let statement = sqlx::query::<Db>(
            "SELECT position, kind, content FROM bank_upload_lines
             WHERE upload_id = $1 AND kind = $2 AND position > $3 ORDER BY position LIMIT $4",
        )
        .bind(id)
        .bind(kind)
        .bind(after)
        .bind(limit);
        self.fetch_all(statement, line).await
    }

    async fn upload_lines_page(
        &mut self,
        id: &str,
        kind: &str,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<UploadLine>> {
        let statement = sqlx::query::<Db>(
            "SELECT position, kind, content FROM bank_upload_lines
             WHERE upload_id = $1 AND kind = $2 ORDER BY position LIMIT $3 OFFSET $4",
        )
        .bind(id)
        .bind(kind)
        .bind(limit)
        .bind(offset);
        self.fetch_all(statement, line).await
    }

    async fn delete_upload_lines(&mut self, id: &str, limit: i64) -> Result<u64> {
        let statement = sqlx::query::<Db>(
            "DELETE FROM bank_upload_lines WHERE upload_id = $1 AND position IN
                 (SELECT position FROM bank_upload_lines WHERE upload_id = $1 ORDER BY position LIMIT $2)",
        )
        .bind(id)
        .bind(limit);
        self.affected(statement).await
    }

    async fn delete_upload_parts(&mut self, id: &str, limit: i64) -> Result<u64> {
        let statement = sqlx::query::<Db>(
            "DELETE FROM bank_upload_parts WHERE upload_id = $1 AND number IN
                 (SELECT number FROM bank_upload_parts WHERE upload_id = $1 ORDER BY number LIMIT $2)",
        )
        .bind(id)
        .bind(limit);
        self.affected(statement).await
    }

    async fn delete_upload(&mut self, id: &str) -> Result<()> {
        let statement = sqlx::query::<Db>("DELETE FROM bank_uploads WHERE id = $1").bind(id);
        self.execute(statement).await
    }

    async fn stage_bank(&mut self, id: &str, now: Timestamp) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO banks (id, slug, title, version, updated_at) VALUES ($1, $2, '', 0, $3)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(staged_slug(id))
        .bind(now.0);
        self.execute(statement).await
    }

    async fn delete_staged_questions(&mut self, id: &str, limit: i64) -> Result<u64> {
        let statement = sqlx::query::<Db>(
            "DELETE FROM question_versions WHERE id IN
                 (SELECT q.id FROM question_versions q JOIN banks b ON b.id = q.bank_id
                  WHERE b.id = $1 AND b.version = 0 LIMIT $2)",
        )
        .bind(id)
        .bind(limit);
        self.affected(statement).await
    }

    async fn delete_staged_bank(&mut self, id: &str) -> Result<()> {
        let statement =
            sqlx::query::<Db>("DELETE FROM banks WHERE id = $1 AND version = 0").bind(id);
        self.execute(statement).await
    }

    async fn reveal_staged_bank(&mut self, bank: &BankRecord) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE banks SET slug = $1, title = $2, version = 1, updated_at = $3
             WHERE id = $4 AND version = 0 AND NOT EXISTS (SELECT 1 FROM banks WHERE slug = $1)",
        )
        .bind(&bank.slug)
        .bind(&bank.title)
        .bind(bank.imported_at.0)
        .bind(&bank.id);
        if !self.affected_one(statement).await? {
            return Ok(false);
        }
        self.insert_bank_version(bank).await?;
        Ok(true)
    }

    async fn reveal_staged_questions(&mut self, staged: &str, bank_id: &str) -> Result<()> {
        let statement =
            sqlx::query::<Db>("UPDATE question_versions SET bank_id = $2 WHERE bank_id = $1")
                .bind(staged)
                .bind(bank_id);
        self.execute(statement).await
    }
}
