//! Queries about the experts of panels and their ratings.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{ExpertRecord, ExpertsPort, RatingRecord, RatingSave};
use sqlx::{Postgres, Sqlite};

fn record(row: &impl Columns) -> Read<ExpertRecord> {
    Ok(ExpertRecord {
        id: row.get("id")?,
        panel_id: row.get("panel_id")?,
        name: row.get("name")?,
        email: row.get("email")?,
        email_folded: row.get("email_folded")?,
        role: row.get("role")?,
        named: row.flag("named")?,
        state: row.get("state")?,
        generation: row.get("generation")?,
        mail_state: row.get("mail_state")?,
        mail_error: row.get("mail_error")?,
        plan: row.get("plan")?,
        invited_by: row.get("invited_by")?,
        created_at: row.instant("created_at")?,
        opened_at: row.optional_instant("opened_at")?,
        reminded_at: row.optional_instant("reminded_at")?,
        finished_at: row.optional_instant("finished_at")?,
        revoked_at: row.optional_instant("revoked_at")?,
        revoked_by: row.get("revoked_by")?,
        revoked_reason: row.get("revoked_reason")?,
    })
}

fn rating(row: &impl Columns) -> Read<RatingRecord> {
    Ok(RatingRecord {
        expert_id: row.get("expert_id")?,
        question_id: row.get("question_id")?,
        ratings: row.get("ratings")?,
        complete: row.flag("complete")?,
        revision: row.get("revision")?,
        saved_at: row.instant("saved_at")?,
    })
}

/// An expert of a panel that is open.
macro_rules! in_open_panel {
    () => {
        "EXISTS (SELECT 1 FROM panels p WHERE p.id = experts.panel_id AND p.state = 'open')"
    };
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl ExpertsPort for DbTx {
    async fn insert_experts(&mut self, experts: &[ExpertRecord]) -> Result<Vec<String>> {
        let mut inserted = Vec::with_capacity(experts.len());
        for expert in experts {
            let statement = sqlx::query::<Db>(
                "INSERT INTO experts (id, panel_id, name, email, email_folded, role, named, state, generation,
                     mail_state, plan, invited_by, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                 ON CONFLICT (panel_id, email_folded) DO NOTHING",
            )
            .bind(&expert.id)
            .bind(&expert.panel_id)
            .bind(&expert.name)
            .bind(&expert.email)
            .bind(&expert.email_folded)
            .bind(&expert.role)
            .bind(i64::from(expert.named))
            .bind(&expert.state)
            .bind(expert.generation)
            .bind(&expert.mail_state)
            .bind(&expert.plan)
            .bind(&expert.invited_by)
            .bind(expert.created_at.0);
            if self.affected_one(statement).await? {
                inserted.push(expert.id.clone());
            }
        }
        Ok(inserted)
    }

    async fn expert(&mut self, id: &str) -> Result<Option<ExpertRecord>> {
        let statement = sqlx::query::<Db>("SELECT * FROM experts WHERE id = $1").bind(id);
        self.fetch_optional(statement, record).await
    }

    async fn experts(&mut self, panel_id: &str) -> Result<Vec<ExpertRecord>> {
        let statement =
            sqlx::query::<Db>("SELECT * FROM experts WHERE panel_id = $1 ORDER BY name, id")
                .bind(panel_id);
        self.fetch_all(statement, record).await
    }

    async fn set_expert_mail_state(
        &mut self,
        id: &str,
        state: &str,
        error: Option<&str>,
    ) -> Result<()> {
        let statement =
            sqlx::query::<Db>("UPDATE experts SET mail_state = $2, mail_error = $3 WHERE id = $1")
                .bind(id)
                .bind(state)
                .bind(error);
        self.execute(statement).await
    }

    async fn mark_expert_reminded(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE experts SET reminded_at = $2, mail_state = 'queued', mail_error = NULL
             WHERE id = $1 AND reminded_at IS NULL AND state IN ('invited', 'opened', 'rating')",
        )
        .bind(id)
        .bind(now.0);
        self.affected_one(statement).await
    }

    async fn renew_expert_link(&mut self, id: &str, from: i64) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE experts
             SET generation = generation + 1, mail_state = 'queued', mail_error = NULL, reminded_at = NULL
             WHERE id = $1 AND generation = $2 AND state IN ('invited', 'opened', 'rating')",
        )
        .bind(id)
        .bind(from);
        self.affected_one(statement).await
    }

    async fn revoke_expert(
        &mut self,
        id: &str,
        by: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let statement = sqlx::query::<Db>(concat!(
            "UPDATE experts SET state = 'revoked', revoked_by = $2, revoked_reason = $3, revoked_at = $4
             WHERE id = $1 AND state <> 'revoked' AND ",
            in_open_panel!()
        ))
        .bind(id)
        .bind(by)
        .bind(reason)
        .bind(now.0);
        self.affected_one(statement).await
    }

    async fn mark_expert_opened(&mut self, id: &str, now: Timestamp) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE experts SET state = 'opened', opened_at = $2 WHERE id = $1 AND state = 'invited'",
        )
        .bind(id)
        .bind(now.0);
        self.execute(statement).await
    }

    async fn begin_rating(&mut self, id: &str, role: &str, named: bool) -> Result<bool> {
        let statement = sqlx::query::<Db>(concat!(
            "UPDATE experts SET state = 'rating', role = $2, named = $3
             WHERE id = $1 AND state IN ('invited', 'opened', 'rating') AND ",
            in_open_panel!()
        ))
        .bind(id)
        .bind(role)
        .bind(i64::from(named));
        self.affected_one(statement).await
    }

    async fn save_rating(&mut self, save: &RatingSave) -> Result<Option<i64>> {
        // The expert's row is locked first, so that finishing and saving never cross.
        let statement = sqlx::query::<Db>(concat!(
            "UPDATE experts SET state = 'rating' WHERE id = $1 AND state = 'rating' AND ",
            in_open_panel!()
        ))
        .bind(&save.expert_id);
        if !self.affected_one(statement).await? {
            return Ok(None);
        }
        sqlx::query_scalar::<Db, i64>(
            "INSERT INTO expert_ratings (expert_id, question_id, ratings, complete, revision, saved_at)
             VALUES ($1, $2, $3, $4, 1, $6)
             ON CONFLICT (expert_id, question_id) DO UPDATE
             SET ratings = excluded.ratings, complete = excluded.complete, saved_at = excluded.saved_at,
                 revision = expert_ratings.revision + 1
             WHERE expert_ratings.revision = $5
             RETURNING revision",
        )
        .bind(&save.expert_id)
        .bind(&save.question_id)
        .bind(&save.ratings)
        .bind(i64::from(save.complete))
        .bind(save.seen)
        .bind(save.now.0)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn ratings_of_expert(&mut self, expert_id: &str) -> Result<Vec<RatingRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT * FROM expert_ratings WHERE expert_id = $1 ORDER BY question_id",
        )
        .bind(expert_id);
        self.fetch_all(statement, rating).await
    }

    async fn ratings_of_panel(&mut self, panel_id: &str) -> Result<Vec<RatingRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT r.* FROM expert_ratings r JOIN experts e ON e.id = r.expert_id
             WHERE e.panel_id = $1 AND e.state <> 'revoked' ORDER BY r.question_id, r.expert_id",
        )
        .bind(panel_id);
        self.fetch_all(statement, rating).await
    }

    async fn finish_expert(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = sqlx::query::<Db>(concat!(
            "UPDATE experts SET state = 'finished', finished_at = $2 WHERE id = $1 AND state = 'rating' AND ",
            in_open_panel!()
        ))
        .bind(id)
        .bind(now.0);
        self.affected_one(statement).await
    }
}
