//! Intakes and invitations.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{
    IntakeChange, IntakeRecord, IntakeStateCount, InvitationFilter, InvitationRecord,
    InvitationsPort, InvitedAddress, LinkRenewal,
};
use sqlx::{Postgres, QueryBuilder, Sqlite};

/// Values of one statement: far below what either database binds.
const ROWS: usize = 500;

#[duplicate_item(
    rows            DbRow;
    [sqlite_rows]   [sqlx::sqlite::SqliteRow];
    [postgres_rows] [sqlx::postgres::PgRow];
)]
mod rows {
    use super::*;
    use sqlx::Row;

    type Read<T> = std::result::Result<T, sqlx::Error>;

    fn instant(row: &DbRow, column: &str) -> Read<Option<Timestamp>> {
        Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp))
    }

    pub(super) fn intake(row: &DbRow) -> Read<IntakeRecord> {
        Ok(IntakeRecord {
            id: row.try_get("id")?,
            assessment_id: row.try_get("assessment_id")?,
            name: row.try_get("name")?,
            site: row.try_get("site")?,
            hiring_manager: row.try_get("hiring_manager")?,
            opens_at: instant(row, "opens_at")?,
            closes_at: instant(row, "closes_at")?,
            closed_at: instant(row, "closed_at")?,
            closed_by: row.try_get("closed_by")?,
            seed: row.try_get("seed")?,
            created_at: Timestamp(row.try_get("created_at")?),
        })
    }

    pub(super) fn invitation(row: &DbRow) -> Read<InvitationRecord> {
        Ok(InvitationRecord {
            id: row.try_get("id")?,
            assessment_id: row.try_get("assessment_id")?,
            intake_id: row.try_get("intake_id")?,
            frozen_id: row.try_get("frozen_id")?,
            name: row.try_get("name")?,
            name_folded: row.try_get("name_folded")?,
            email: row.try_get("email")?,
            email_folded: row.try_get("email_folded")?,
            state: row.try_get("shown_state")?,
            generation: row.try_get("generation")?,
            mail_state: row.try_get("mail_state")?,
            mail_error: row.try_get("mail_error")?,
            invited_by: row.try_get("invited_by")?,
            created_at: Timestamp(row.try_get("created_at")?),
            opened_at: instant(row, "opened_at")?,
            expires_at: Timestamp(row.try_get("expires_at")?),
            reminded_at: instant(row, "reminded_at")?,
            simulated: row.try_get::<i64, _>("simulated")? != 0,
        })
    }
}

/// Invitations by intake and the state they stand in at `$2`.
macro_rules! counts {
    ($filter:literal) => {
        concat!(
            "SELECT i.intake_id,
                    CASE WHEN i.state IN ('invited', 'opened')
                              AND (n.closed_at IS NOT NULL OR n.closes_at < $2 OR i.expires_at < $2)
                         THEN 'expired' ELSE i.state END AS shown_state,
                    COUNT(*)
             FROM intakes n JOIN invitations i ON i.intake_id = n.id
             WHERE ",
            $filter,
            " GROUP BY i.intake_id, shown_state"
        )
    };
}

/// The invitations of intake `$1` with their state at the cutoff `$2`, narrowed by state `$3` and pattern `$4`.
macro_rules! filtered {
    ($what:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM (SELECT i.*, CASE WHEN i.state IN ('invited', 'opened') AND i.expires_at < $2
                                     THEN 'expired' ELSE i.state END AS shown_state
                    FROM invitations i WHERE i.intake_id = $1) AS seen
             WHERE (CAST($3 AS TEXT) IS NULL OR shown_state = $3)
               AND (CAST($4 AS TEXT) IS NULL OR name_folded LIKE $4 ESCAPE '\\' OR email_folded LIKE $4 ESCAPE '\\') ",
            $rest
        )
    };
}

/// Got a mail, not started, still open at `$2`, never reminded.
macro_rules! unreminded {
    ($what:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM invitations
              WHERE intake_id = $1 AND state IN ('invited', 'opened') AND mail_state <> 'none'
                AND reminded_at IS NULL AND expires_at >= $2 ",
            $rest
        )
    };
}

#[duplicate_item(
    DbTx         Db         rows;
    [SqliteTx]   [Sqlite]   [sqlite_rows];
    [PostgresTx] [Postgres] [postgres_rows];
)]
#[async_trait]
impl InvitationsPort for DbTx {
    async fn insert_intake(&mut self, intake: &IntakeRecord) -> Result<()> {
        sqlx::query::<Db>(
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
        .bind(intake.created_at.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn intake(&mut self, id: &str) -> Result<Option<IntakeRecord>> {
        let row = sqlx::query::<Db>("SELECT * FROM intakes WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *self.conn)
            .await
            .map_err(failed)?;
        row.as_ref().map(rows::intake).transpose().map_err(failed)
    }

    async fn intakes_of(&mut self, assessment_id: &str) -> Result<Vec<IntakeRecord>> {
        let rows = sqlx::query::<Db>(
            "SELECT * FROM intakes WHERE assessment_id = $1 ORDER BY created_at DESC, id DESC",
        )
        .bind(assessment_id)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(rows::intake)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn update_intake(&mut self, change: &IntakeChange) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE intakes SET name = $2, site = $3, hiring_manager = $4, opens_at = $5, closes_at = $6
             WHERE id = $1 AND closed_at IS NULL",
        )
        .bind(&change.id)
        .bind(&change.name)
        .bind(&change.site)
        .bind(&change.hiring_manager)
        .bind(change.opens_at.map(|at| at.0))
        .bind(change.closes_at.map(|at| at.0))
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn close_intake(&mut self, id: &str, at: Timestamp, by: &str) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE intakes SET closed_at = $2, closed_by = $3 WHERE id = $1 AND closed_at IS NULL",
        )
        .bind(id)
        .bind(at.0)
        .bind(by)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn intake_counts(
        &mut self,
        assessment_id: &str,
        now: Timestamp,
    ) -> Result<Vec<IntakeStateCount>> {
        let rows = sqlx::query_as::<Db, (String, String, i64)>(counts!("n.assessment_id = $1"))
            .bind(assessment_id)
            .bind(now.0)
            .fetch_all(&mut *self.conn)
            .await
            .map_err(failed)?;
        Ok(rows
            .into_iter()
            .map(|(intake_id, state, count)| IntakeStateCount {
                intake_id,
                state,
                count,
            })
            .collect())
    }

    async fn counts_of_intake(
        &mut self,
        intake_id: &str,
        now: Timestamp,
    ) -> Result<Vec<IntakeStateCount>> {
        let rows = sqlx::query_as::<Db, (String, String, i64)>(counts!("n.id = $1"))
            .bind(intake_id)
            .bind(now.0)
            .fetch_all(&mut *self.conn)
            .await
            .map_err(failed)?;
        Ok(rows
            .into_iter()
            .map(|(intake_id, state, count)| IntakeStateCount {
                intake_id,
                state,
                count,
            })
            .collect())
    }

    async fn move_expiry(
        &mut self,
        intake_id: &str,
        previous: Option<Timestamp>,
        closes_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        sqlx::query::<Db>(
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
        .bind(now.0)
        .execute(&mut *self.conn)
        .await
        .map(drop)
        .map_err(failed)
    }

    async fn insert_invitations(
        &mut self,
        invitations: &[InvitationRecord],
    ) -> Result<Vec<String>> {
        let mut inserted = Vec::with_capacity(invitations.len());
        for chunk in invitations.chunks(ROWS) {
            let mut insert = QueryBuilder::<Db>::new(
                "INSERT INTO invitations (id, assessment_id, intake_id, frozen_id, name, name_folded, email,
                    email_folded, state, generation, mail_state, mail_error, invited_by, created_at, opened_at,
                    expires_at, reminded_at, decision, simulated) ",
            );
            insert.push_values(chunk, |mut row, invitation| {
                row.push_bind(&invitation.id)
                    .push_bind(&invitation.assessment_id)
                    .push_bind(&invitation.intake_id)
                    .push_bind(&invitation.frozen_id)
                    .push_bind(&invitation.name)
                    .push_bind(&invitation.name_folded)
                    .push_bind(&invitation.email)
                    .push_bind(&invitation.email_folded)
                    .push_bind(&invitation.state)
                    .push_bind(invitation.generation)
                    .push_bind(&invitation.mail_state)
                    .push_bind(&invitation.mail_error)
                    .push_bind(&invitation.invited_by)
                    .push_bind(invitation.created_at.0)
                    .push_bind(invitation.opened_at.map(|at| at.0))
                    .push_bind(invitation.expires_at.0)
                    .push_bind(invitation.reminded_at.map(|at| at.0))
                    .push_bind("undecided")
                    .push_bind(i64::from(invitation.simulated));
            });
            insert.push(" ON CONFLICT (intake_id, email_folded) DO NOTHING RETURNING id");
            let ids = insert
                .build_query_scalar::<String>()
                .fetch_all(&mut *self.conn)
                .await
                .map_err(failed)?;
            inserted.extend(ids);
        }
        Ok(inserted)
    }

    async fn invitation(&mut self, id: &str) -> Result<Option<InvitationRecord>> {
        let row = sqlx::query::<Db>(
            "SELECT i.*, i.state AS shown_state FROM invitations i WHERE i.id = $1",
        )
        .bind(id)
        .fetch_optional(&mut *self.conn)
        .await
        .map_err(failed)?;
        row.as_ref()
            .map(rows::invitation)
            .transpose()
            .map_err(failed)
    }

    async fn invitations_page(
        &mut self,
        intake_id: &str,
        cutoff: Timestamp,
        filter: &InvitationFilter,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<InvitationRecord>> {
        let rows = sqlx::query::<Db>(filtered!(
            "*",
            "ORDER BY name_folded, id LIMIT $5 OFFSET $6"
        ))
        .bind(intake_id)
        .bind(cutoff.0)
        .bind(&filter.state)
        .bind(&filter.pattern)
        .bind(limit)
        .bind(offset)
        .fetch_all(&mut *self.conn)
        .await
        .map_err(failed)?;
        rows.iter()
            .map(rows::invitation)
            .collect::<std::result::Result<_, _>>()
            .map_err(failed)
    }

    async fn count_invitations(
        &mut self,
        intake_id: &str,
        cutoff: Timestamp,
        filter: &InvitationFilter,
    ) -> Result<i64> {
        sqlx::query_scalar::<Db, i64>(filtered!("COUNT(*)", ""))
            .bind(intake_id)
            .bind(cutoff.0)
            .bind(&filter.state)
            .bind(&filter.pattern)
            .fetch_one(&mut *self.conn)
            .await
            .map_err(failed)
    }

    async fn invited_addresses(
        &mut self,
        intake_id: &str,
        folded: &[String],
    ) -> Result<Vec<InvitedAddress>> {
        let mut found = Vec::new();
        for chunk in folded.chunks(ROWS) {
            let mut select = QueryBuilder::<Db>::new(
                "SELECT email_folded, state FROM invitations WHERE intake_id = ",
            );
            select.push_bind(intake_id).push(" AND email_folded IN (");
            let mut list = select.separated(", ");
            for address in chunk {
                list.push_bind(address);
            }
            select.push(")");
            let rows = select
                .build_query_as::<(String, String)>()
                .fetch_all(&mut *self.conn)
                .await
                .map_err(failed)?;
            found.extend(
                rows.into_iter()
                    .map(|(email_folded, state)| InvitedAddress {
                        email_folded,
                        state,
                    }),
            );
        }
        Ok(found)
    }

    async fn set_mail_state(&mut self, id: &str, state: &str, error: Option<&str>) -> Result<()> {
        sqlx::query::<Db>("UPDATE invitations SET mail_state = $2, mail_error = $3 WHERE id = $1")
            .bind(id)
            .bind(state)
            .bind(error)
            .execute(&mut *self.conn)
            .await
            .map(drop)
            .map_err(failed)
    }

    async fn mark_reminded(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE invitations SET reminded_at = $2, mail_state = 'queued', mail_error = NULL
             WHERE id = $1 AND reminded_at IS NULL AND state IN ('invited', 'opened') AND expires_at >= $2",
        )
        .bind(id)
        .bind(now.0)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn to_remind(
        &mut self,
        intake_id: &str,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<String>> {
        sqlx::query_scalar::<Db, String>(unreminded!("id", "ORDER BY id LIMIT $3"))
            .bind(intake_id)
            .bind(now.0)
            .bind(limit)
            .fetch_all(&mut *self.conn)
            .await
            .map_err(failed)
    }

    async fn count_to_remind(&mut self, intake_id: &str, now: Timestamp) -> Result<i64> {
        sqlx::query_scalar::<Db, i64>(unreminded!("COUNT(*)", ""))
            .bind(intake_id)
            .bind(now.0)
            .fetch_one(&mut *self.conn)
            .await
            .map_err(failed)
    }

    async fn renew_link(&mut self, renewal: &LinkRenewal) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE invitations
             SET generation = generation + 1, mail_state = $4, mail_error = NULL, reminded_at = NULL,
                 expires_at = CASE WHEN expires_at < $3 THEN $3 ELSE expires_at END,
                 state = CASE WHEN state NOT IN ('expired', 'revoked') THEN state
                              WHEN opened_at IS NULL THEN 'invited' ELSE 'opened' END
             WHERE id = $1 AND generation = $2 AND state NOT IN ('submitted', 'withdrawn')",
        )
        .bind(&renewal.id)
        .bind(renewal.from)
        .bind(renewal.expires_at.0)
        .bind(renewal.mail_state)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn revoke_invitation(&mut self, id: &str) -> Result<bool> {
        sqlx::query::<Db>(
            "UPDATE invitations SET state = 'revoked' WHERE id = $1 AND state IN ('invited', 'opened', 'expired')",
        )
        .bind(id)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(failed)
    }

    async fn expire_invitations(&mut self, now: Timestamp, limit: i64) -> Result<u64> {
        sqlx::query::<Db>(
            "UPDATE invitations SET state = 'expired'
             WHERE state IN ('invited', 'opened') AND id IN (
                SELECT i.id FROM invitations i
                WHERE i.state IN ('invited', 'opened') AND i.expires_at < $1
                  AND NOT EXISTS (SELECT 1 FROM adjustments a WHERE a.invitation_id = i.id AND a.state = 'open')
                LIMIT $2)",
        )
        .bind(now.0)
        .bind(limit)
        .execute(&mut *self.conn)
        .await
        .map(|done| done.rows_affected())
        .map_err(failed)
    }
}
