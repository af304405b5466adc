//! Accounts and their signed-in browsers.

use crate::errors::failed;
use crate::postgres::PostgresTx;
use crate::query::{Columns, Read};
use crate::sqlite::SqliteTx;
use async_trait::async_trait;
use domain::time::Timestamp;
use duplicate::duplicate_item;
use service::Result;
use service::ports::{AccountRecord, AccountsPort, SessionRecord};
use service::principal::Roles;
use sqlx::{Postgres, Sqlite};

fn account_row(row: &impl Columns) -> Read<AccountRecord> {
    Ok(AccountRecord {
        id: row.get("id")?,
        email: row.get("email")?,
        email_folded: row.get("email_folded")?,
        name: row.get("name")?,
        password_hash: row.get("password_hash")?,
        roles: Roles {
            admin: row.flag("is_admin")?,
            recruiter: row.flag("is_recruiter")?,
            rater: row.flag("is_rater")?,
        },
        disabled: row.flag("disabled")?,
        reset_generation: row.get("reset_generation")?,
        reset_expires_at: row.optional_instant("reset_expires_at")?,
        created_at: row.instant("created_at")?,
        password_changed_at: row.instant("password_changed_at")?,
    })
}

fn session_row(row: &impl Columns) -> Read<SessionRecord> {
    Ok(SessionRecord {
        token_hash: row.get("token_hash")?,
        id: row.get("session_id")?,
        account_id: row.get("account_id")?,
        created_at: row.instant("session_created_at")?,
        last_seen: row.instant("last_seen")?,
        expires_at: row.instant("expires_at")?,
        user_agent: row.get("user_agent")?,
    })
}

#[duplicate_item(
    DbTx         Db;
    [SqliteTx]   [Sqlite];
    [PostgresTx] [Postgres];
)]
#[async_trait]
impl AccountsPort for DbTx {
    async fn insert_account(&mut self, account: &AccountRecord) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO accounts (id, email, email_folded, name, password_hash, is_admin, is_recruiter, is_rater,
                                   disabled, reset_generation, reset_expires_at, created_at, password_changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (email_folded) DO NOTHING",
        )
        .bind(&account.id)
        .bind(&account.email)
        .bind(&account.email_folded)
        .bind(&account.name)
        .bind(&account.password_hash)
        .bind(i64::from(account.roles.admin))
        .bind(i64::from(account.roles.recruiter))
        .bind(i64::from(account.roles.rater))
        .bind(i64::from(account.disabled))
        .bind(account.reset_generation)
        .bind(account.reset_expires_at.map(|at| at.0))
        .bind(account.created_at.0)
        .bind(account.password_changed_at.0);
        self.affected_one(statement).await
    }

    async fn account(&mut self, id: &str) -> Result<Option<AccountRecord>> {
        let statement = sqlx::query::<Db>("SELECT * FROM accounts WHERE id = $1").bind(id);
        self.fetch_optional(statement, account_row).await
    }

    async fn account_by_email(&mut self, email_folded: &str) -> Result<Option<AccountRecord>> {
        let statement =
            sqlx::query::<Db>("SELECT * FROM accounts WHERE email_folded = $1").bind(email_folded);
        self.fetch_optional(statement, account_row).await
    }

    async fn accounts(&mut self) -> Result<Vec<AccountRecord>> {
        let statement = sqlx::query::<Db>("SELECT * FROM accounts ORDER BY email_folded");
        self.fetch_all(statement, account_row).await
    }

    async fn has_accounts(&mut self) -> Result<bool> {
        sqlx::query_scalar::<Db, i64>("SELECT CAST(COUNT(*) AS BIGINT) FROM accounts")
            .fetch_one(&mut *self.conn)
            .await
            .map(|count| count > 0)
            .map_err(failed)
    }

    async fn hold_admins(&mut self) -> Result<i64> {
        // A write that changes nothing takes the row locks that PostgreSQL needs.
        let statement = sqlx::query::<Db>(
            "UPDATE accounts SET is_admin = 1 WHERE is_admin = 1 AND disabled = 0",
        );
        let admins = self.affected(statement).await?;
        Ok(i64::try_from(admins).unwrap_or(i64::MAX))
    }

    async fn update_account(&mut self, id: &str, name: &str, roles: Roles) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE accounts SET name = $2, is_admin = $3, is_recruiter = $4, is_rater = $5 WHERE id = $1",
        )
        .bind(id)
        .bind(name)
        .bind(i64::from(roles.admin))
        .bind(i64::from(roles.recruiter))
        .bind(i64::from(roles.rater));
        self.execute(statement).await
    }

    async fn set_account_disabled(&mut self, id: &str, disabled: bool) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE accounts SET disabled = $2, reset_generation = reset_generation + 1, reset_expires_at = NULL
             WHERE id = $1",
        )
        .bind(id)
        .bind(i64::from(disabled));
        self.execute(statement).await
    }

    async fn set_password(&mut self, id: &str, password_hash: &str, now: Timestamp) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE accounts SET password_hash = $2, password_changed_at = $3,
                                 reset_generation = reset_generation + 1, reset_expires_at = NULL
             WHERE id = $1",
        )
        .bind(id)
        .bind(password_hash)
        .bind(now.0);
        self.execute(statement).await
    }

    async fn start_reset(&mut self, id: &str, expires_at: Timestamp) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE accounts SET reset_generation = reset_generation + 1, reset_expires_at = $2 WHERE id = $1",
        )
        .bind(id)
        .bind(expires_at.0);
        self.execute(statement).await
    }

    async fn take_reset(
        &mut self,
        id: &str,
        generation: i64,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "UPDATE accounts SET password_hash = $3, password_changed_at = $4,
                                 reset_generation = reset_generation + 1, reset_expires_at = NULL
             WHERE id = $1 AND reset_generation = $2 AND reset_expires_at > $4 AND disabled = 0",
        )
        .bind(id)
        .bind(generation)
        .bind(password_hash)
        .bind(now.0);
        self.affected_one(statement).await
    }

    async fn take_setup_token(&mut self, token_hash: &str) -> Result<bool> {
        let statement = sqlx::query::<Db>(
            "DELETE FROM settings WHERE name = 'setup_token_hash' AND value = $1",
        )
        .bind(token_hash);
        self.affected_one(statement).await
    }

    async fn insert_session(&mut self, session: &SessionRecord) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "INSERT INTO sessions (token_hash, id, account_id, created_at, last_seen, expires_at, user_agent)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&session.token_hash)
        .bind(&session.id)
        .bind(&session.account_id)
        .bind(session.created_at.0)
        .bind(session.last_seen.0)
        .bind(session.expires_at.0)
        .bind(&session.user_agent);
        self.execute(statement).await
    }

    async fn session(
        &mut self,
        token_hash: &str,
    ) -> Result<Option<(SessionRecord, AccountRecord)>> {
        let statement = sqlx::query::<Db>(
            "SELECT s.token_hash, s.id AS session_id, s.account_id, s.created_at AS session_created_at, s.last_seen,
                    s.expires_at, s.user_agent, a.*
             FROM sessions s JOIN accounts a ON a.id = s.account_id WHERE s.token_hash = $1",
        )
        .bind(token_hash);
        self.fetch_optional(statement, |row| Ok((session_row(row)?, account_row(row)?)))
            .await
    }

    async fn sessions_of(&mut self, account_id: &str) -> Result<Vec<SessionRecord>> {
        let statement = sqlx::query::<Db>(
            "SELECT token_hash, id AS session_id, account_id, created_at AS session_created_at, last_seen, expires_at,
                    user_agent
             FROM sessions WHERE account_id = $1 ORDER BY created_at DESC, id DESC",
        )
        .bind(account_id);
        self.fetch_all(statement, session_row).await
    }

    async fn touch_session(&mut self, token_hash: &str, now: Timestamp) -> Result<()> {
        let statement = sqlx::query::<Db>(
            "UPDATE sessions SET last_seen = $2 WHERE token_hash = $1 AND last_seen < $2",
        )
        .bind(token_hash)
        .bind(now.0);
        self.execute(statement).await
    }

    async fn delete_session(&mut self, id: &str, account_id: &str) -> Result<bool> {
        let statement = sqlx::query::<Db>("DELETE FROM sessions WHERE id = $1 AND account_id = $2")
            .bind(id)
            .bind(account_id);
        self.affected_one(statement).await
    }

    async fn delete_session_by_token(&mut self, token_hash: &str) -> Result<()> {
        let statement =
            sqlx::query::<Db>("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash);
        self.execute(statement).await
    }

    async fn delete_sessions_of(&mut self, account_id: &str, keep: Option<&str>) -> Result<u64> {
        let statement = sqlx::query::<Db>(
            "DELETE FROM sessions WHERE account_id = $1 AND (CAST($2 AS TEXT) IS NULL OR id <> $2)",
        )
        .bind(account_id)
        .bind(keep);
        self.affected(statement).await
    }

    async fn delete_sessions_over(&mut self, now: Timestamp, idle_since: Timestamp) -> Result<u64> {
        let statement =
            sqlx::query::<Db>("DELETE FROM sessions WHERE expires_at <= $1 OR last_seen < $2")
                .bind(now.0)
                .bind(idle_since.0);
        self.affected(statement).await
    }
}
