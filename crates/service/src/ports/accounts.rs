//! Accounts and their signed-in browsers.

use crate::Result;
use crate::principal::Roles;
use async_trait::async_trait;
use domain::time::Timestamp;

/// A person with a password, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRecord {
    pub id: String,
    /// As typed.
    pub email: String,
    /// Lower case; unique.
    pub email_folded: String,
    pub name: String,
    /// An argon2id PHC string.
    pub password_hash: String,
    pub roles: Roles,
    pub disabled: bool,
    /// The generation of the reset link that counts; raised by every request and every new password.
    pub reset_generation: i64,
    /// Until when that link may be used; absent when none was asked for.
    pub reset_expires_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub password_changed_at: Timestamp,
}

/// One signed-in browser, as stored. The token itself is only in the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    pub id: String,
    pub account_id: String,
    pub created_at: Timestamp,
    /// Up to five minutes behind.
    pub last_seen: Timestamp,
    /// The absolute end.
    pub expires_at: Timestamp,
    pub user_agent: String,
}

#[async_trait]
pub trait AccountsPort {
    /// False when the folded e-mail is taken.
    async fn insert_account(&mut self, account: &AccountRecord) -> Result<bool>;
    async fn account(&mut self, id: &str) -> Result<Option<AccountRecord>>;
    async fn account_by_email(&mut self, email_folded: &str) -> Result<Option<AccountRecord>>;
    /// All, ordered by folded e-mail.
    async fn accounts(&mut self) -> Result<Vec<AccountRecord>>;
    async fn has_accounts(&mut self) -> Result<bool>;
    /// How many admins can sign in. Holds their rows until the transaction ends, so that two units cannot each remove
    /// the other's last admin.
    async fn hold_admins(&mut self) -> Result<i64>;
    async fn update_account(&mut self, id: &str, name: &str, roles: Roles) -> Result<()>;
    async fn set_account_disabled(&mut self, id: &str, disabled: bool) -> Result<()>;
    /// Also kills every reset link.
    async fn set_password(&mut self, id: &str, password_hash: &str, now: Timestamp) -> Result<()>;
    /// Raises the reset generation, so that earlier links die, and sets the new link's end.
    async fn start_reset(&mut self, id: &str, expires_at: Timestamp) -> Result<()>;
    /// Sets the password if the reset link of this generation is still alive, and kills it; false when it is not.
    async fn take_reset(
        &mut self,
        id: &str,
        generation: i64,
        password_hash: &str,
        now: Timestamp,
    ) -> Result<bool>;
    /// Removes the setup token if its hash is this one; false when it is not (any more).
    async fn take_setup_token(&mut self, token_hash: &str) -> Result<bool>;

    async fn insert_session(&mut self, session: &SessionRecord) -> Result<()>;
    /// A session with its account.
    async fn session(&mut self, token_hash: &str)
    -> Result<Option<(SessionRecord, AccountRecord)>>;
    /// Newest first.
    async fn sessions_of(&mut self, account_id: &str) -> Result<Vec<SessionRecord>>;
    /// Moves `last_seen`; a session that is gone stays gone.
    async fn touch_session(&mut self, token_hash: &str, now: Timestamp) -> Result<()>;
    /// False when the account has no such session.
    async fn delete_session(&mut self, id: &str, account_id: &str) -> Result<bool>;
    async fn delete_session_by_token(&mut self, token_hash: &str) -> Result<()>;
    /// All sessions of an account but the one kept; returns how many.
    async fn delete_sessions_of(&mut self, account_id: &str, keep: Option<&str>) -> Result<u64>;
    /// Sessions past their absolute end or last seen before `idle_since`.
    async fn delete_sessions_over(&mut self, now: Timestamp, idle_since: Timestamp) -> Result<u64>;
}
