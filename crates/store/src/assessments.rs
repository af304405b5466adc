//! Queries about assessments, and who shares them.

use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{
    AssessmentAccess, AssessmentRecord, AssessmentSummary, AssessmentsPort, Colleague, DraftChange,
    TrialInvitation,
};
use sqlx::{Postgres, Sqlite};

fn record(row: &impl Columns) -> Read<AssessmentRecord> {
    Ok(AssessmentRecord {
        id: row.get("id")?,
        owner_id: row.get("owner_id")?,
        owner_name: row.get("owner_name")?,
        status: row.get("status")?,
        title: row.get("title")?,
        definition: row.get("definition")?,
        revision: row.get("revision")?,
        trial_revision: row.get("trial_revision")?,
        simulated: row.flag("simulated")?,
        created_at: row.instant("created_at")?,
        updated_at: row.instant("updated_at")?,
        updated_by: row.get("updated_by")?,
        closed_at: row.optional_instant("closed_at")?,
    })
}

fn summary(row: &impl Columns) -> Read<AssessmentSummary> {
    Ok(AssessmentSummary {
        id: row.get("id")?,
        owner_id: row.get("owner_id")?,
        owner_name: row.get("owner_name")?,
        status: row.get("status")?,
        title: row.get("title")?,
        simulated: row.flag("simulated")?,
        updated_at: row.instant("updated_at")?,
        updated_by: row.get("updated_by")?,
        intakes: row.get("intakes")?,
        open_intakes: row.get("open_intakes")?,
    })
}

fn access(row: &impl Columns) -> Read<AssessmentAccess> {
    Ok(AssessmentAccess {
        owner_id: row.get("owner_id")?,
        shared: row.flag("shared")?,
    })
}

fn colleague_row(row: &impl Columns) -> Read<Colleague> {
    Ok(Colleague {
        id: row.get("id")?,
        name: row.get("name")?,
        email: row.get("email")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl AssessmentsPort for DbTx {
    async fn assessment(&mut self, id: &str) -> Result<Option<AssessmentRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT a.id, a.owner_id, o.name AS owner_name, a.status, a.title, a.definition, a.revision,
                    a.trial_revision, a.simulated, a.created_at, a.updated_at, a.updated_by, a.closed_at
             FROM assessments a JOIN accounts o ON o.id = a.owner_id WHERE a.id = $1",
        )
        .bind(id);
        self.fetch_optional(statement, record).await
    }

    async fn assessment_access(
        &mut self,
        id: &str,
        account_id: &str,
    ) -> Result<Option<AssessmentAccess>> {
        let statement = sqlx::query::<Db>(
            "SELECT a.owner_id, (SELECT COUNT(*) FROM assessment_shares s
                                 WHERE s.assessment_id = a.id AND s.account_id = $2) AS shared
             FROM assessments a WHERE a.id = $1",
        )
        .bind(id)
        .bind(account_id);
        self.fetch_optional(statement, access).await
    }

    async fn assessments_of(&mut self, account_id: Option<&str>) -> Result<Vec<AssessmentSummary>> {
        let statement = sqlx::query::<Db>(
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
        .bind(account_id);
        self.fetch_all(statement, summary).await
    }

    async fn insert_assessment(&mut self, assessment: &AssessmentRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
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
        .bind(assessment.closed_at.map(|at| at.0));
        self.execute(statement).await
    }

    async fn save_draft(&mut self, change: &DraftChange) -> Result<bool> {
        let statement = sqlx::query::<Db>(
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
        .bind(&change.by);
        self.affected_one(statement).await
    }

    async fn set_trial_revision(&mut self, id: &str, revision: i64) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE assessments SET trial_revision = $2 WHERE id = $1 AND status = 'draft'",
        )
        .bind(id)
        .bind(revision);
        self.affected_one(statement).await
    }

    async fn publish_draft(
        &mut self,
        id: &str,
        revision: i64,
        at: Timestamp,
        by: &str,
    ) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE assessments SET status = 'published', updated_at = $3, updated_by = $4
             WHERE id = $1 AND revision = $2 AND status = 'draft'",
        )
        .bind(id)
        .bind(revision)
        .bind(at.0)
        .bind(by);
        self.affected_one(statement).await
    }

    async fn close_assessment(&mut self, id: &str, at: Timestamp, by: &str) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE assessments SET status = 'closed', closed_at = $2, updated_at = $2, updated_by = $3
             WHERE id = $1 AND status <> 'closed'",
        )
        .bind(id)
        .bind(at.0)
        .bind(by);
        self.affected_one(statement).await
    }

    async fn mark_simulated(&mut self, id: &str) -> Result<()> {
        let statement =
            sqlx::query::<Db>("UPDATE assessments SET simulated = 1 WHERE id = $1").bind(id);
        self.execute(statement).await
    }

    async fn shared_with(&mut self, assessment_id: &str) -> Result<Vec<Colleague>> {
        let statement = sqlx::query::<Db>(
            "SELECT a.id, a.name, a.email FROM assessment_shares s JOIN accounts a ON a.id = s.account_id
             WHERE s.assessment_id = $1 ORDER BY a.name, a.id",
        )
        .bind(assessment_id);
        self.fetch_all(statement, colleague_row).await
    }

    async fn share(&mut self, assessment_id: &str, account_id: &str) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO assessment_shares (assessment_id, account_id) VALUES ($1, $2)
             ON CONFLICT (assessment_id, account_id) DO NOTHING",
        )
        .bind(assessment_id)
        .bind(account_id);
        self.execute(statement).await
    }

    async fn unshare(&mut self, assessment_id: &str, account_id: &str) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "DELETE FROM assessment_shares WHERE assessment_id = $1 AND account_id = $2",
        )
        .bind(assessment_id)
        .bind(account_id);
        self.affected_one(statement).await
    }

    async fn colleague(&mut self, email_folded: &str) -> Result<Option<Colleague>> {
        let statement = sqlx::query::<Db>(
            "SELECT id, name, email FROM accounts
             WHERE email_folded = $1 AND disabled = 0 AND (is_recruiter = 1 OR is_admin = 1)",
        )
        .bind(email_folded);
        self.fetch_optional(statement, colleague_row).await
    }

    async fn insert_trial_invitation(&mut self, invitation: &TrialInvitation) -> Result<()> {
        let statement = sqlx::query::<Db>(
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
        .bind(invitation.expires_at.0);
        self.execute(statement).await
    }
}
