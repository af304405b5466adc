//! Other keys for published assessments, and the attempts that follow. A score card is only ever added.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{
    AttemptPersonRecord, AttemptResult, KeyedAttemptRecord, ListedCardRecord, Reach, RescoreRecord,
    RescoresPort,
};
use sqlx::{Postgres, QueryBuilder, Sqlite};

fn rescore(row: &impl Columns) -> Read<RescoreRecord> {
    Ok(RescoreRecord {
        id: row.get("id")?,
        assessment_id: row.get("assessment_id")?,
        from_frozen: row.get("from_frozen")?,
        to_frozen: row.get("to_frozen")?,
        choices: row.get("choices")?,
        reason: row.get("reason")?,
        account_id: row.get("account_id")?,
        adopted_by: row.get("adopted_by")?,
        adopted_at: row.instant("adopted_at")?,
        finished_at: row.optional_instant("finished_at")?,
    })
}

fn keyed(row: &impl Columns) -> Read<KeyedAttemptRecord> {
    Ok(KeyedAttemptRecord {
        attempt_id: row.get("id")?,
        invitation_id: row.get("invitation_id")?,
        intake_id: row.get("intake_id")?,
        plan: row.get("plan")?,
        score_card_id: row.get("score_card_id")?,
        card_frozen_id: row.get("card_frozen_id")?,
        card: row.get("content")?,
        is_out: row.flag("is_out")?,
    })
}

fn listed(row: &impl Columns) -> Read<ListedCardRecord> {
    Ok(ListedCardRecord {
        id: row.get("id")?,
        frozen_id: row.get("frozen_id")?,
        content: row.get("content")?,
        created_at: row.instant("created_at")?,
    })
}

fn person(row: &impl Columns) -> Read<AttemptPersonRecord> {
    Ok(AttemptPersonRecord {
        attempt_id: row.get("attempt_id")?,
        invitation_id: row.get("invitation_id")?,
        name: row.get("name")?,
        decision: row.get("decision")?,
        simulated: row.flag("simulated")?,
    })
}

/// An intake that stays with what it was closed with holds its people, `who`.
macro_rules! stays {
    ($who:literal) => {
        concat!(
            "EXISTS (SELECT 1 FROM intakes n WHERE n.id = ",
            $who,
            ".intake_id AND n.frozen_id IS NOT NULL)"
        )
    };
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl RescoresPort for DbTx {
    async fn insert_rescore(&mut self, rescore: &RescoreRecord) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO rescores (id, assessment_id, from_frozen, to_frozen, choices, reason, account_id, adopted_by,
                                   adopted_at, finished_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (from_frozen) DO NOTHING",
        )
        .bind(&rescore.id)
        .bind(&rescore.assessment_id)
        .bind(&rescore.from_frozen)
        .bind(&rescore.to_frozen)
        .bind(&rescore.choices)
        .bind(&rescore.reason)
        .bind(&rescore.account_id)
        .bind(&rescore.adopted_by)
        .bind(rescore.adopted_at.0)
        .bind(rescore.finished_at.map(|at| at.0));
        self.affected_one(statement).await
    }

    async fn rescore(&mut self, id: &str) -> Result<Option<RescoreRecord>> {
        let statement = sqlx::query::<Db>("SELECT * FROM rescores WHERE id = $1").bind(id);
        self.fetch_optional(statement, rescore).await
    }

    async fn rescores_of(&mut self, assessment_id: &str) -> Result<Vec<RescoreRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT * FROM rescores WHERE assessment_id = $1 ORDER BY adopted_at DESC, id DESC",
        )
        .bind(assessment_id);
        self.fetch_all(statement, rescore).await
    }

    async fn is_rescoring(&mut self, assessment_id: &str) -> Result<bool> {
        sqlx::query_scalar::<Db, i64>(
            "SELECT COUNT(*) FROM rescores WHERE assessment_id = $1 AND finished_at IS NULL",
        )
        .bind(assessment_id)
        .fetch_one(&mut *self.conn)
        .await
        .map(|count| count > 0)
        .map_err(failed)
    }

    async fn finish_rescore(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE rescores SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL",
        )
        .bind(id)
        .bind(now.0);
        self.affected_one(statement).await
    }

    async fn pin_closed_intakes(&mut self, assessment_id: &str, frozen_id: &str) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE intakes SET frozen_id = $2
             WHERE assessment_id = $1 AND closed_at IS NOT NULL AND frozen_id IS NULL",
        )
        .bind(assessment_id)
        .bind(frozen_id);
        self.execute(statement).await
    }

    async fn keyed_attempts(
        &mut self,
        frozen_id: &str,
        reach: Reach,
        after: &str,
        limit: i64,
    ) -> Result<Vec<KeyedAttemptRecord>> {
        let mut sql = QueryBuilder::<Db>::new(
            "SELECT a.id, a.invitation_id, a.intake_id, a.plan, a.score_card_id, c.frozen_id AS card_frozen_id, c.content,
                    CAST(CASE WHEN i.state IN ('withdrawn', 'revoked') THEN 1 ELSE 0 END AS BIGINT) AS is_out
             FROM attempts a JOIN invitations i ON i.id = a.invitation_id
             LEFT JOIN score_cards c ON c.id = a.score_card_id
             WHERE a.frozen_id = ",
        );
        sql.push_bind(frozen_id).push(" AND a.id > ");
        sql.push_bind(after);
        if reach == Reach::Following {
            sql.push(concat!(" AND NOT ", stays!("a")));
        }
        sql.push(" ORDER BY a.id LIMIT ").push_bind(limit);
        self.fetch_all(sql.build(), keyed).await
    }

    async fn count_following(&mut self, frozen_id: &str) -> Result<i64> {
        sqlx::query_scalar::<Db, i64>(
            "SELECT COUNT(*) FROM attempts a WHERE a.frozen_id = $1
                AND NOT EXISTS (SELECT 1 FROM intakes n WHERE n.id = a.intake_id AND n.closed_at IS NOT NULL)",
        )
        .bind(frozen_id)
        .fetch_one(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn move_attempt(
        &mut self,
        read: &KeyedAttemptRecord,
        from: &str,
        to: &str,
        result: Option<&AttemptResult>,
    ) -> Result<bool> {
        let mut sql = QueryBuilder::<Db>::new("UPDATE attempts SET frozen_id = ");
        sql.push_bind(to);
        if let Some(result) = result {
            sql.push(", score_card_id = ")
                .push_bind(result.score_card_id.as_str());
            sql.push(", completeness = ")
                .push_bind(result.completeness.as_str());
            sql.push(", total_micro = ").push_bind(result.total_micro);
        }
        sql.push(" WHERE id = ").push_bind(read.attempt_id.as_str());
        sql.push(" AND frozen_id = ").push_bind(from);
        match &read.score_card_id {
            Some(card) => sql.push(" AND score_card_id = ").push_bind(card.as_str()),
            None => sql.push(" AND score_card_id IS NULL"),
        };
        let moved = self.affected_one(sql.build()).await?;
        if moved {
            let invitation = sqlx::query::<Db>(
                "UPDATE invitations SET frozen_id = $3 WHERE id = $1 AND frozen_id = $2",
            )
            .bind(&read.invitation_id)
            .bind(from)
            .bind(to);
            self.execute(invitation).await?;
        }
        Ok(moved)
    }

    async fn move_invitations(&mut self, from: &str, to: &str, limit: i64) -> Result<u64> {
        let statement = sqlx::query::<Db>(concat!(
            "UPDATE invitations SET frozen_id = $2 WHERE frozen_id = $1 AND id IN
                (SELECT v.id FROM invitations v WHERE v.frozen_id = $1
                    AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.invitation_id = v.id) AND NOT ",
            stays!("v"),
            " ORDER BY v.id LIMIT $3)"
        ))
        .bind(from)
        .bind(to)
        .bind(limit);
        self.affected(statement).await
    }

    async fn locked_frozen_id(&mut self, attempt_id: &str) -> Result<Option<String>> {
        // Writing the row takes its lock on both databases, and answers what is committed by then.
        sqlx::query_scalar::<Db, String>(
            "UPDATE attempts SET frozen_id = frozen_id WHERE id = $1 RETURNING frozen_id",
        )
        .bind(attempt_id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn score_cards_of(&mut self, attempt_id: &str) -> Result<Vec<ListedCardRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT c.id, COALESCE(c.frozen_id, a.frozen_id) AS frozen_id, c.content, c.created_at
             FROM score_cards c JOIN attempts a ON a.id = c.attempt_id
             WHERE c.attempt_id = $1 ORDER BY c.created_at, c.id",
        )
        .bind(attempt_id);
        self.fetch_all(statement, listed).await
    }

    async fn attempt_people(&mut self, attempt_ids: &[String]) -> Result<Vec<AttemptPersonRecord>> {
        if attempt_ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = QueryBuilder::<Db>::new(
            "SELECT a.id AS attempt_id, a.invitation_id, i.name, i.decision, i.simulated
             FROM attempts a JOIN invitations i ON i.id = a.invitation_id WHERE a.id IN (",
        );
        let mut ids = sql.separated(", ");
        for id in attempt_ids {
            ids.push_bind(id.as_str());
        }
        sql.push(")");
        self.fetch_all(sql.build().persistent(false), person).await
    }
}
