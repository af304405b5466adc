//! What is folded of frozen assessments, and the score cards that wait for it.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{CardRecord, StatisticsPort, StatisticsRecord};
use sqlx::{Postgres, QueryBuilder, Sqlite};

fn record(row: &impl Columns) -> Read<StatisticsRecord> {
    Ok(StatisticsRecord {
        frozen_id: row.get("frozen_id")?,
        engine_version: row.get("engine_version")?,
        revision: row.get("revision")?,
        stale: row.flag("stale")?,
        folded_to: row.get("folded_to")?,
        content: row.get("content")?,
        sensitivity: row.get("sensitivity")?,
        updated_at: row.instant("updated_at")?,
    })
}

fn card(row: &impl Columns) -> Read<CardRecord> {
    Ok(CardRecord {
        id: row.get("id")?,
        attempt_id: row.get("attempt_id")?,
        content: row.get("content")?,
        counts: row.flag("counts")?,
        started_at: row.instant("started_at")?,
        ended_at: row.optional_instant("ended_at")?,
        in_one_go: row.flag("in_one_go")?,
    })
}

/// When a card is its attempt's present and complete one, of somebody who is still in.
macro_rules! counts {
    () => {
        "a.score_card_id = c.id AND a.completeness = 'complete' AND i.state NOT IN ('withdrawn', 'revoked')"
    };
}

/// A card with its attempt.
macro_rules! cards {
    ($from:literal, $rest:expr) => {
        concat!(
            "SELECT c.id, c.attempt_id, c.content, a.started_at, a.ended_at,
                    CAST(CASE WHEN ",
            counts!(),
            " THEN 1 ELSE 0 END AS BIGINT) AS counts,
                    CAST(CASE WHEN a.ending = 'submitted' AND a.reopened = 0 THEN 1 ELSE 0 END AS BIGINT) AS in_one_go
             FROM ",
            $from,
            " JOIN invitations i ON i.id = a.invitation_id ",
            $rest
        )
    };
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl StatisticsPort for DbTx {
    async fn insert_unfolded(&mut self, score_card_id: &str, frozen_id: &str) -> Result<()> {
        let statement =
            sqlx::query::<Db>("INSERT INTO unfolded (score_card_id, frozen_id) VALUES ($1, $2)")
                .bind(score_card_id)
                .bind(frozen_id);
        self.execute(statement).await
    }

    async fn delete_unfolded(&mut self, score_card_ids: &[String]) -> Result<()> {
        if score_card_ids.is_empty() {
            return Ok(());
        }
        let mut delete = QueryBuilder::<Db>::new("DELETE FROM unfolded WHERE score_card_id IN (");
        let mut ids = delete.separated(", ");
        for id in score_card_ids {
            ids.push_bind(id.as_str());
        }
        delete.push(")");
        self.execute(delete.build().persistent(false)).await
    }

    async fn unfolded_cards(&mut self, frozen_id: &str, limit: i64) -> Result<Vec<CardRecord>> {
        let statement = sqlx::query::<Db>(cards!(
            "unfolded u JOIN score_cards c ON c.id = u.score_card_id JOIN attempts a ON a.id = c.attempt_id",
            "WHERE u.frozen_id = $1 ORDER BY u.score_card_id LIMIT $2"
        ))
        .bind(frozen_id)
        .bind(limit);
        self.fetch_all(statement, card).await
    }

    async fn cards_after(
        &mut self,
        frozen_id: &str,
        attempt_id: &str,
        limit: i64,
    ) -> Result<Vec<CardRecord>> {
        let statement = sqlx::query::<Db>(cards!(
            "attempts a JOIN score_cards c ON c.id = a.score_card_id",
            concat!(
                "WHERE a.frozen_id = $1 AND a.id > $2 AND ",
                counts!(),
                " ORDER BY a.id LIMIT $3"
            )
        ))
        .bind(frozen_id)
        .bind(attempt_id)
        .bind(limit);
        self.fetch_all(statement, card).await
    }

    async fn statistics(&mut self, frozen_id: &str) -> Result<Option<StatisticsRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT frozen_id, engine_version, revision, stale, folded_to, content, sensitivity, updated_at
             FROM item_moments WHERE frozen_id = $1",
        )
        .bind(frozen_id);
        self.fetch_optional(statement, record).await
    }

    async fn statistics_sample(&mut self, frozen_id: &str) -> Result<Option<String>> {
        sqlx::query_scalar::<Db, String>("SELECT sample FROM item_moments WHERE frozen_id = $1")
            .bind(frozen_id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)
    }

    async fn save_statistics(&mut self, record: &StatisticsRecord, sample: &str) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO item_moments (frozen_id, engine_version, revision, stale, folded_to, content, sample,
                                       sensitivity, updated_at)
             VALUES ($1, $2, 1, 0, $4, $5, $6, $7, $8)
             ON CONFLICT (frozen_id) DO UPDATE SET
                engine_version = excluded.engine_version, revision = item_moments.revision + 1, stale = 0,
                folded_to = excluded.folded_to, content = excluded.content, sample = excluded.sample,
                sensitivity = excluded.sensitivity, updated_at = excluded.updated_at
             WHERE item_moments.revision = $3",
        )
        .bind(&record.frozen_id)
        .bind(&record.engine_version)
        .bind(record.revision)
        .bind(&record.folded_to)
        .bind(&record.content)
        .bind(sample)
        .bind(&record.sensitivity)
        .bind(record.updated_at.0);
        self.affected_one(statement).await
    }

    async fn mark_statistics_stale(&mut self, frozen_id: &str, now: Timestamp) -> Result<()> {
        // A row even where nothing is folded yet: a worker that has read already must not store what it read.
        let statement = sqlx::query::<Db>(
            "INSERT INTO item_moments (frozen_id, engine_version, revision, stale, folded_to, content, sample,
                                       sensitivity, updated_at)
             VALUES ($1, '', 1, 1, NULL, '', '', NULL, $2)
             ON CONFLICT (frozen_id) DO UPDATE SET stale = 1, revision = item_moments.revision + 1",
        )
        .bind(frozen_id)
        .bind(now.0);
        self.execute(statement).await
    }

    async fn outdated_statistics(&mut self, version: &str) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT frozen_id FROM item_moments WHERE engine_version <> $1 ORDER BY frozen_id",
        )
        .bind(version)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn published_frozen_ids(&mut self) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT id FROM frozen_assessments WHERE purpose <> 'trial' ORDER BY created_at, id",
        )
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)
    }
}
