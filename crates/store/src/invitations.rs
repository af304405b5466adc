//! Queries about the invitations of an intake.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{
    InvitationFilter, InvitationRecord, InvitationsPort, InvitedAddress, LinkRenewal,
};
use sqlx::{Postgres, QueryBuilder, Sqlite};

/// Rows of one statement: far below what either database binds. A shorter remainder is not kept as a prepared
/// statement, because each length would be another one.
const ROWS: usize = 500;

fn record(row: &impl Columns) -> Read<InvitationRecord> {
    Ok(InvitationRecord {
        id: row.get("id")?,
        assessment_id: row.get("assessment_id")?,
        intake_id: row.get("intake_id")?,
        frozen_id: row.get("frozen_id")?,
        name: row.get("name")?,
        name_folded: row.get("name_folded")?,
        email: row.get("email")?,
        email_folded: row.get("email_folded")?,
        state: row.get("shown_state")?,
        generation: row.get("generation")?,
        mail_state: row.get("mail_state")?,
        mail_error: row.get("mail_error")?,
        invited_by: row.get("invited_by")?,
        created_at: row.instant("created_at")?,
        opened_at: row.optional_instant("opened_at")?,
        expires_at: row.instant("expires_at")?,
        reminded_at: row.optional_instant("reminded_at")?,
        simulated: row.flag("simulated")?,
    })
}

fn invited_address(row: &impl Columns) -> Read<InvitedAddress> {
    Ok(InvitedAddress {
        email_folded: row.get("email_folded")?,
        state: row.get("state")?,
    })
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
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl InvitationsPort for DbTx {
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
                .persistent(chunk.len() == ROWS)
                .fetch_all(&mut *self.conn)
                .await
                .map_err(failed)?;
            inserted.extend(ids);
        }
        Ok(inserted)
    }

    async fn invitation(&mut self, id: &str) -> Result<Option<InvitationRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT i.*, i.state AS shown_state FROM invitations i WHERE i.id = $1",
        )
        .bind(id);
        self.fetch_optional(statement, record).await
    }

    async fn invitations_page(
        &mut self,
        intake_id: &str,
        cutoff: Timestamp,
        filter: &InvitationFilter,
        offset: i64,
        limit: i64,
    ) -> Result<Vec<InvitationRecord>> {
        let statement = sqlx::query::<Db>(filtered!(
            "*",
            "ORDER BY name_folded, id LIMIT $5 OFFSET $6"
        ))
        .bind(intake_id)
        .bind(cutoff.0)
        .bind(&filter.state)
        .bind(&filter.pattern)
        .bind(limit)
        .bind(offset);
        self.fetch_all(statement, record).await
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
            let select = select.build().persistent(chunk.len() == ROWS);
            found.extend(self.fetch_all(select, invited_address).await?);
        }
        Ok(found)
    }

    async fn set_mail_state(&mut self, id: &str, state: &str, error: Option<&str>) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE invitations SET mail_state = $2, mail_error = $3 WHERE id = $1",
        )
        .bind(id)
        .bind(state)
        .bind(error);
        self.execute(statement).await
    }

    async fn mark_reminded(&mut self, id: &str, now: Timestamp) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE invitations SET reminded_at = $2, mail_state = 'queued', mail_error = NULL
             WHERE id = $1 AND reminded_at IS NULL AND state IN ('invited', 'opened') AND expires_at >= $2",
        )
        .bind(id)
        .bind(now.0);
        self.affected_one(statement).await
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
        let statement = sqlx::query::<Db>(
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
        .bind(renewal.mail_state);
        self.affected_one(statement).await
    }

    async fn revoke_invitation(&mut self, id: &str) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE invitations SET state = 'revoked' WHERE id = $1 AND state IN ('invited', 'opened', 'expired')",
        )
        .bind(id);
        self.affected_one(statement).await
    }

    async fn expire_invitations(&mut self, now: Timestamp, limit: i64) -> Result<u64> {
        let statement = sqlx::query::<Db>(
            "UPDATE invitations SET state = 'expired'
             WHERE state IN ('invited', 'opened') AND id IN (
                SELECT i.id FROM invitations i
                WHERE i.state IN ('invited', 'opened') AND i.expires_at < $1
                  AND NOT EXISTS (SELECT 1 FROM adjustments a WHERE a.invitation_id = i.id AND a.state = 'open')
                LIMIT $2)",
        )
        .bind(now.0)
        .bind(limit);
        self.affected(statement).await
    }
}
