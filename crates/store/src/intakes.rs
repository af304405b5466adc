//! Queries about intakes, and how their invitations stand.

use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{IntakeChange, IntakeRecord, IntakeStateCount, IntakesPort};
use sqlx::{Postgres, Sqlite};

fn record(row: &impl Columns) -> Read<IntakeRecord> {
    Ok(IntakeRecord {
        id: row.get("id")?,
        assessment_id: row.get("assessment_id")?,
        name: row.get("name")?,
        site: row.get("site")?,
        hiring_manager: row.get("hiring_manager")?,
        opens_at: row.optional_instant("opens_at")?,
        closes_at: row.optional_instant("closes_at")?,
        closed_at: row.optional_instant("closed_at")?,
        closed_by: row.get("closed_by")?,
        seed: row.get("seed")?,
        created_at: row.instant("created_at")?,
    })
}

fn state_count(row: &impl Columns) -> Read<IntakeStateCount> {
    Ok(IntakeStateCount {
        intake_id: row.get("intake_id")?,
        state: row.get("shown_state")?,
        count: row.get("invitations")?,
    })
}

/// Invitations by intake and the state they stand in at `$2`.
macro_rules! counts {
    ($filter:literal) => {
        concat!(
            "SELECT i.intake_id,
                    CASE WHEN i.state IN ('invited', 'opened')
                              AND (n.closed_at IS NOT NULL OR n.closes_at < $2 OR i.expires_at < $2)
                         THEN 'expired' ELSE i.state END AS shown_state,
                    COUNT(*) AS invitations
             FROM intakes n JOIN invitations i ON i.intake_id = n.id
             WHERE ",
            $filter,
            " GROUP BY i.intake_id, shown_state"
        )
    };
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl IntakesPort for DbTx {
    async fn insert_intake(&mut self, intake: &IntakeRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO intakes (id, assessment_id, name, site, hiring_manager, opens_at, closes_at, closed_at,
                                  closed_by, seed, snapshot_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, $11)",
        )
        .bind(&intake.id)
        .bind(&intake.assessment_id)
        .bind(&intake.name)
        .bind(&intake.site)
        .bind(&intake.hiring_manager)
        .bind(intake.opens_at.map(|at| at.0))
        .bind(intake.closes_at.map(|at| at.0))
        .bind(intake.closed_at.map(|at| at.0))
        .bind(&intake.closed_by)
        .bind(intake.seed)
        .bind(intake.created_at.0);
        self.execute(statement).await
    }

    async fn intake(&mut self, id: &str) -> Result<Option<IntakeRecord>> {
        let statement = sqlx::query::<Db>("SELECT * FROM intakes WHERE id = $1").bind(id);
        self.fetch_optional(statement, record).await
    }

    async fn intakes_of(&mut self, assessment_id: &str) -> Result<Vec<IntakeRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT * FROM intakes WHERE assessment_id = $1 ORDER BY created_at DESC, id DESC",
        )
        .bind(assessment_id);
        self.fetch_all(statement, record).await
    }

    async fn update_intake(&mut self, change: &IntakeChange) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE intakes SET name = $2, site = $3, hiring_manager = $4, opens_at = $5, closes_at = $6
             WHERE id = $1 AND closed_at IS NULL",
        )
        .bind(&change.id)
        .bind(&change.name)
        .bind(&change.site)
        .bind(&change.hiring_manager)
        .bind(change.opens_at.map(|at| at.0))
        .bind(change.closes_at.map(|at| at.0));
        self.affected_one(statement).await
    }

    async fn close_intake(&mut self, id: &str, at: Timestamp, by: &str) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE intakes SET closed_at = $2, closed_by = $3 WHERE id = $1 AND closed_at IS NULL",
        )
        .bind(id)
        .bind(at.0)
        .bind(by);
        self.affected_one(statement).await
    }

    async fn intake_counts(
        &mut self,
        assessment_id: &str,
        now: Timestamp,
    ) -> Result<Vec<IntakeStateCount>> {
        let statement = sqlx::query::<Db>(counts!("n.assessment_id = $1"))
            .bind(assessment_id)
            .bind(now.0);
        self.fetch_all(statement, state_count).await
    }

    async fn counts_of_intake(
        &mut self,
        intake_id: &str,
        now: Timestamp,
    ) -> Result<Vec<IntakeStateCount>> {
        let statement = sqlx::query::<Db>(counts!("n.id = $1"))
            .bind(intake_id)
            .bind(now.0);
        self.fetch_all(statement, state_count).await
    }

    async fn move_expiry(
        &mut self,
        intake_id: &str,
        previous: Option<Timestamp>,
        closes_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE invitations
             SET expires_at = $2,
                 state = CASE WHEN state = 'expired' AND $2 >= $4
                              THEN CASE WHEN opened_at IS NULL THEN 'invited' ELSE 'opened' END
                              ELSE state END
             WHERE intake_id = $1 AND (expires_at > $2 OR expires_at = $3)",
        )
        .bind(intake_id)
        .bind(closes_at.0)
        .bind(previous.map_or(i64::MAX, |at| at.0))
        .bind(now.0);
        self.execute(statement).await
    }
}
