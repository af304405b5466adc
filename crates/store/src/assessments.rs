//! Queries about assessments, what was frozen of them, and who shares them.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{
    AssessmentAccess, AssessmentRecord, AssessmentSummary, AssessmentsPort, Colleague, DraftChange,
    FrozenRecord, TrialInvitation,
};
use sqlx::{Postgres, Row, Sqlite};

#[duplicate_item(
    DbRow                        record;
    [sqlx::sqlite::SqliteRow]    [sqlite_record];
    [sqlx::postgres::PgRow]      [postgres_record];
)]
fn record(row: &DbRow) -> std::result::Result<AssessmentRecord, sqlx::Error> {
    Ok(AssessmentRecord {
        id: row.try_get("id")?,
        owner_id: row.try_get("owner_id")?,
        owner_name: row.try_get("owner_name")?,
        status: row.try_get("status")?,
        title: row.try_get("title")?,
        definition: row.try_get("definition")?,
        revision: row.try_get("revision")?,
        trial_revision: row.try_get("trial_revision")?,
        simulated: row.try_get::<i64, _>("simulated")? != 0,
        created_at: Timestamp(row.try_get("created_at")?),
        updated_at: Timestamp(row.try_get("updated_at")?),
        updated_by: row.try_get("updated_by")?,
        closed_at: row.try_get::<Option<i64>, _>("closed_at")?.map(Timestamp),
    })
}

#[duplicate_item(
    DbRow                        summary;
    [sqlx::sqlite::SqliteRow]    [sqlite_summary];
    [sqlx::postgres::PgRow]      [postgres_summary];
)]
fn summary(row: &DbRow) -> std::result::Result<AssessmentSummary, sqlx::Error> {
    Ok(AssessmentSummary {
        id: row.try_get("id")?,
        owner_id: row.try_get("owner_id")?,
        owner_name: row.try_get("owner_name")?,
        status: row.try_get("status")?,
        title: row.try_get("title")?,
        simulated: row.try_get::<i64, _>("simulated")? != 0,
        updated_at: Timestamp(row.try_get("updated_at")?),
        updated_by: row.try_get("updated_by")?,
        intakes: row.try_get("intakes")?,
        open_intakes: row.try_get("open_intakes")?,
    })
}

#[duplicate_item(
    DbRow                        colleague_row;
    [sqlx::sqlite::SqliteRow]    [sqlite_colleague];
    [sqlx::postgres::PgRow]      [postgres_colleague];
)]
fn colleague_row(row: &DbRow) -> std::result::Result<Colleague, sqlx::Error> {
    Ok(Colleague {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        email: row.try_get("email")?,
    })
}

#[duplicate_item(
    DbTx         Db         record            summary            colleague_row;
    [SqliteTx]   [Sqlite]   [sqlite_record]   [sqlite_summary]   [sqlite_colleague];
    [PostgresTx] [Postgres] [postgres_record] [postgres_summary] [postgres_colleague];
)]
#[async_trait]
impl AssessmentsPort for DbTx {
    async fn frozen_content(&mut self, id: &str) -> Result<Option<String>> {
        sqlx::query_scalar::<Db, String>("SELECT content FROM frozen_assessments WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)
    }

    async fn frozen(&mut self, id: &str) -> Result<Option<FrozenRecord>> {
        let row = sqlx::query::<Db>(
            "SELECT id, assessment_id, purpose, revision, content, content_hash, created_at
             FROM frozen_assessments WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        row.map(|row| {
            Ok(FrozenRecord {
                id: row.try_get("id")?,
                assessment_id: row.try_get("assessment_id")?,
                purpose: row.try_get("purpose")?,
                revision: row.try_get("revision")?,
                content: row.try_get("content")?,
                content_hash: row.try_get("content_hash")?,
                created_at: Timestamp(row.try_get("created_at")?),
            })
        })
        .transpose()
        .map_err(failed)
    }

    async fn published_frozen(&mut self, assessment_id: &str) -> Result<Option<String>> {
        sqlx::query_scalar::<Db, String>(
            "SELECT id FROM frozen_assessments WHERE assessment_id = $1 AND purpose IN ('pilot', 'selection')",
        )
        .bind(assessment_id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)
    }

    async fn insert_frozen(&mut self, frozen: &FrozenRecord) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO frozen_assessments (id, assessment_id, purpose, revision, content, content_hash, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&frozen.id)
        .bind(&frozen.assessment_id)
        .bind(&frozen.purpose)
        .bind(frozen.revision)
        .bind(&frozen.content)
        .bind(&frozen.content_hash)
        .bind(frozen.created_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn assessment(&mut self, id: &str) -> Result<Option<AssessmentRecord>> {
        let row = sqlx::query::<Db>(
            "SELECT a.id, a.owner_id, o.name AS owner_name, a.status, a.title, a.definition, a.revision,
                    a.trial_revision, a.simulated, a.created_at, a.updated_at, a.updated_by, a.closed_at
             FROM assessments a JOIN accounts o ON o.id = a.owner_id WHERE a.id = $1",
        )
        .bind(id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        row.as_ref().map(record).transpose().map_err(failed)
    }

    async fn assessment_access(
        &mut self,
        id: &str,
        account_id: &str,
    ) -> Result<Option<AssessmentAccess>> {
        let row = sqlx::query_as::<Db, (String, i64)>(
            "SELECT a.owner_id, (SELECT COUNT(*) FROM assessment_shares s
                                 WHERE s.assessment_id = a.id AND s.account_id = $2)
             FROM assessments a WHERE a.id = $1",
        )
        .bind(id)
        .bind(account_id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        Ok(row.map(|(owner_id, shares)| AssessmentAccess {
            owner_id,
            shared: shares > 0,
        }))
    }

    async fn assessments_of(&mut self, account_id: Option<&str>) -> Result<Vec<AssessmentSummary>> {
        let rows = sqlx::query::<Db>(
            "SELECT a.id, a.owner_id, o.name AS owner_name, a.status, a.title, a.simulated, a.updated_at,
                    a.updated_by,
                    (SELECT COUNT(*) FROM intakes i WHERE i.assessment_id = a.id) AS intakes,
                    (SELECT COUNT(*) FROM intakes i WHERE i.assessment_id = a.id AND i.closed_at IS NULL)
                        AS open_intakes
             FROM assessments a JOIN accounts o ON o.id = a.owner_id
             WHERE CAST($1 AS TEXT) IS NULL OR a.owner_id = $1
                OR EXISTS (SELECT 1 FROM assessment_shares s WHERE s.assessment_id = a.id AND s.account_id = $1)
             ORDER BY a.updated_at DESC, a.id DESC",
        )
        .bind(account_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(summary)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn insert_assessment(&mut self, assessment: &AssessmentRecord) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO assessments (id, owner_id, status, title, definition, revision, trial_revision, simulated,
                                      created_at, updated_at, updated_by, closed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(&assessment.id)
        .bind(&assessment.owner_id)
        .bind(&assessment.status)
        .bind(&assessment.title)
        .bind(&assessment.definition)
        .bind(assessment.revision)
        .bind(assessment.trial_revision)
        .bind(i64::from(assessment.simulated))
        .bind(assessment.created_at.0)
        .bind(assessment.updated_at.0)
        .bind(&assessment.updated_by)
        .bind(assessment.closed_at.map(|at| at.0))
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn save_draft(&mut self, change: &DraftChange) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE assessments SET title = $3, definition = $4, revision = revision + 1, trial_revision = $5,
                                    updated_at = $6, updated_by = $7
             WHERE id = $1 AND revision = $2 AND status = 'draft'",
        )
        .bind(&change.id)
        .bind(change.from)
        .bind(&change.title)
        .bind(&change.definition)
        .bind(change.trial_revision)
        .bind(change.at.0)
        .bind(&change.by)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn set_trial_revision(&mut self, id: &str, revision: i64) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE assessments SET trial_revision = $2 WHERE id = $1 AND status = 'draft'",
        )
        .bind(id)
        .bind(revision)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn publish_draft(
        &mut self,
        id: &str,
        revision: i64,
        at: Timestamp,
        by: &str,
    ) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE assessments SET status = 'published', updated_at = $3, updated_by = $4
             WHERE id = $1 AND revision = $2 AND status = 'draft'",
        )
        .bind(id)
        .bind(revision)
        .bind(at.0)
        .bind(by)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn close_assessment(&mut self, id: &str, at: Timestamp, by: &str) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE assessments SET status = 'closed', closed_at = $2, updated_at = $2, updated_by = $3
             WHERE id = $1 AND status <> 'closed'",
        )
        .bind(id)
        .bind(at.0)
        .bind(by)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn mark_simulated(&mut self, id: &str) -> Result<()> {
        sqlx::query::<Db>("UPDATE assessments SET simulated = 1 WHERE id = $1")
            .bind(id)
            .execute(&mut *self.conn)
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn shared_with(&mut self, assessment_id: &str) -> Result<Vec<Colleague>> {
        let rows = sqlx::query::<Db>(
            "SELECT a.id, a.name, a.email FROM assessment_shares s JOIN accounts a ON a.id = s.account_id
             WHERE s.assessment_id = $1 ORDER BY a.name, a.id",
        )
        .bind(assessment_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(colleague_row)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn share(&mut self, assessment_id: &str, account_id: &str) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO assessment_shares (assessment_id, account_id) VALUES ($1, $2)
             ON CONFLICT (assessment_id, account_id) DO NOTHING",
        )
        .bind(assessment_id)
        .bind(account_id)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn unshare(&mut self, assessment_id: &str, account_id: &str) -> Result<bool> {
        sqlx::query::<Db>(
            "DELETE FROM assessment_shares WHERE assessment_id = $1 AND account_id = $2",
        )
        .bind(assessment_id)
        .bind(account_id)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn colleague(&mut self, email_folded: &str) -> Result<Option<Colleague>> {
        let row = sqlx::query::<Db>(
            "SELECT id, name, email FROM accounts
             WHERE email_folded = $1 AND disabled = 0 AND (is_recruiter = 1 OR is_admin = 1)",
        )
        .bind(email_folded)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        row.as_ref().map(colleague_row).transpose().map_err(failed)
    }

    async fn insert_trial_invitation(&mut self, invitation: &TrialInvitation) -> Result<()> {
        sqlx::query::<Db>(
            "INSERT INTO invitations (id, assessment_id, intake_id, frozen_id, name, name_folded, email, email_folded,
                                      state, generation, mail_state, mail_error, invited_by, created_at, opened_at,
                                      expires_at, reminded_at, decision, simulated)
             VALUES ($1, $2, NULL, $3, $4, $5, $6, $7, 'invited', 1, 'none', NULL, $4, $8, NULL, $9, NULL,
                     'undecided', 0)",
        )
        .bind(&invitation.id)
        .bind(&invitation.assessment_id)
        .bind(&invitation.frozen_id)
        .bind(&invitation.name)
        .bind(&invitation.name_folded)
        .bind(&invitation.email)
        .bind(&invitation.email_folded)
        .bind(invitation.created_at.0)
        .bind(invitation.expires_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }
}
