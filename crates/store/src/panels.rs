//! Queries about expert panels and the keys taken over from them.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{PanelKeyRecord, PanelLine, PanelRecord, PanelsPort};
use sqlx::{Postgres, Sqlite};

/// Panels `p` with their banks `b`; `$more` are further columns.
macro_rules! panel {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT p.id, p.bank_id, b.slug AS bank_slug, b.title AS bank_title, p.title, p.purpose, p.state,
                    p.created_by, p.created_at, p.closed_by, p.closed_at",
            $more,
            " FROM panels p JOIN banks b ON b.id = p.bank_id ",
            $rest
        )
    };
}

fn record(row: &impl Columns) -> Read<PanelRecord> {
    Ok(PanelRecord {
        id: row.get("id")?,
        bank_id: row.get("bank_id")?,
        bank_slug: row.get("bank_slug")?,
        bank_title: row.get("bank_title")?,
        title: row.get("title")?,
        purpose: row.get("purpose")?,
        state: row.get("state")?,
        created_by: row.get("created_by")?,
        created_at: row.instant("created_at")?,
        closed_by: row.get("closed_by")?,
        closed_at: row.optional_instant("closed_at")?,
    })
}

fn line(row: &impl Columns) -> Read<PanelLine> {
    Ok(PanelLine {
        panel: record(row)?,
        questions: row.get("questions")?,
        experts: row.get("experts")?,
        finished: row.get("finished")?,
        adopted: row.get("adopted")?,
    })
}

fn key(row: &impl Columns) -> Read<PanelKeyRecord> {
    Ok(PanelKeyRecord {
        panel_id: row.get("panel_id")?,
        question_id: row.get("question_id")?,
        adopted_id: row.get("adopted_id")?,
        experts: row.get("experts")?,
        icc2k: row.get("icc2k")?,
        adopted_by: row.get("adopted_by")?,
        adopted_at: row.instant("adopted_at")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl PanelsPort for DbTx {
    async fn insert_panel(&mut self, panel: &PanelRecord, questions: &[String]) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO panels (id, bank_id, title, purpose, state, created_by, created_at, closed_by, closed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&panel.id)
        .bind(&panel.bank_id)
        .bind(&panel.title)
        .bind(&panel.purpose)
        .bind(&panel.state)
        .bind(&panel.created_by)
        .bind(panel.created_at.0)
        .bind(&panel.closed_by)
        .bind(panel.closed_at.map(|at| at.0));
        self.execute(statement).await?;
        for (position, question) in (0_i64..).zip(questions) {
            let statement = sqlx::query::<Db>(
                "INSERT INTO panel_questions (panel_id, question_id, position) VALUES ($1, $2, $3)",
            )
            .bind(&panel.id)
            .bind(question)
            .bind(position);
            self.execute(statement).await?;
        }
        Ok(())
    }

    async fn panel(&mut self, id: &str) -> Result<Option<PanelRecord>> {
        let statement = sqlx::query::<Db>(panel!("", "WHERE p.id = $1")).bind(id);
        self.fetch_optional(statement, record).await
    }

    async fn panels(&mut self, bank_id: Option<&str>) -> Result<Vec<PanelLine>> {
        let statement = sqlx::query::<Db>(panel!(
            ", (SELECT COUNT(*) FROM panel_questions q WHERE q.panel_id = p.id) AS questions,
               (SELECT COUNT(*) FROM experts e WHERE e.panel_id = p.id AND e.state <> 'revoked') AS experts,
               (SELECT COUNT(*) FROM experts e WHERE e.panel_id = p.id AND e.state = 'finished') AS finished,
               (SELECT COUNT(*) FROM panel_keys k WHERE k.panel_id = p.id) AS adopted",
            "WHERE CAST($1 AS TEXT) IS NULL OR p.bank_id = $1 ORDER BY p.created_at DESC, p.id DESC"
        ))
        .bind(bank_id);
        self.fetch_all(statement, line).await
    }

    async fn panel_questions(&mut self, panel_id: &str) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT question_id FROM panel_questions WHERE panel_id = $1 ORDER BY position",
        )
        .bind(panel_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn close_panel(&mut self, id: &str, by: &str, now: Timestamp) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE panels SET state = 'closed', closed_by = $2, closed_at = $3 WHERE id = $1 AND state = 'open'",
        )
        .bind(id)
        .bind(by)
        .bind(now.0);
        self.affected_one(statement).await
    }

    async fn reopen_panel(&mut self, id: &str) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE panels SET state = 'open', closed_by = NULL, closed_at = NULL
             WHERE id = $1 AND state = 'closed'
               AND NOT EXISTS (SELECT 1 FROM panel_keys k WHERE k.panel_id = panels.id)",
        )
        .bind(id);
        self.affected_one(statement).await
    }

    async fn insert_panel_key(&mut self, key: &PanelKeyRecord) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO panel_keys (panel_id, question_id, adopted_id, experts, icc2k, adopted_by, adopted_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (panel_id, question_id) DO NOTHING",
        )
        .bind(&key.panel_id)
        .bind(&key.question_id)
        .bind(&key.adopted_id)
        .bind(key.experts)
        .bind(key.icc2k)
        .bind(&key.adopted_by)
        .bind(key.adopted_at.0);
        self.affected_one(statement).await
    }

    async fn panel_keys(&mut self, panel_id: &str) -> Result<Vec<PanelKeyRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT * FROM panel_keys WHERE panel_id = $1 ORDER BY adopted_at, question_id",
        )
        .bind(panel_id);
        self.fetch_all(statement, key).await
    }

    async fn panel_key_of(&mut self, adopted_id: &str) -> Result<Option<PanelKeyRecord>> {
        let statement =
            sqlx::query::<Db>("SELECT * FROM panel_keys WHERE adopted_id = $1").bind(adopted_id);
        self.fetch_optional(statement, key).await
    }
}
