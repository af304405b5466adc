//! What admins see of accounts and change about them. The last admin who can sign in is never removed.

use super::{NO_ROLE, checked_name, in_words};
use crate::audit::Line;
use crate::ports::AccountRecord;
use crate::principal::{Admin, Roles};
use crate::{Error, Result, Service};
use domain::ids::AccountId;
use domain::time::Timestamp;

/// An account as shown to admins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    pub roles: Roles,
    pub disabled: bool,
    /// False until the person has chosen a password.
    pub has_password: bool,
    pub created_at: Timestamp,
}

/// What an admin may change.
#[derive(Debug, Clone)]
pub struct EditAccount {
    pub name: String,
    pub roles: Roles,
}

/// All accounts, by e-mail address.
///
/// # Errors
/// Those of the store.
pub async fn list_accounts(service: &Service, _admin: &Admin) -> Result<Vec<Account>> {
    service
        .read()
        .await?
        .accounts()
        .await?
        .into_iter()
        .map(shown)
        .collect()
}

/// One account.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get_account(service: &Service, _admin: &Admin, id: AccountId) -> Result<Account> {
    service
        .read()
        .await?
        .account(&id.to_string())
        .await?
        .ok_or(Error::NotFound)
        .and_then(shown)
}

fn shown(account: AccountRecord) -> Result<Account> {
    Ok(Account {
        id: account
            .id
            .parse()
            .map_err(|cause: uuid::Error| Error::internal("stored id", &cause))?,
        name: account.name,
        email: account.email,
        roles: account.roles,
        disabled: account.disabled,
        has_password: !account.password_hash.is_empty(),
        created_at: account.created_at,
    })
}

/// Changes name and roles; the next request of that person has the new roles.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Invalid`]; [`Error::Refused`] for taking the last admin's role.
pub async fn edit_account(
    service: &Service,
    admin: &Admin,
    id: AccountId,
    input: EditAccount,
) -> Result<()> {
    let name = checked_name(&input.name).map_err(|message| Error::field("name", message))?;
    if input.roles == Roles::default() {
        return Err(Error::field("roles", NO_ROLE));
    }
    let (line, id, roles) = (Line::by(service, admin), id.to_string(), input.roles);
    service
        .write(move |tx| {
            Box::pin(async move {
                let admins = tx.hold_admins().await?;
                let account = tx.account(&id).await?.ok_or(Error::NotFound)?;
                if !roles.admin {
                    keep_an_admin(&account, admins)?;
                }
                tx.update_account(&id, &name, roles).await?;
                let detail = format!("From {} to {}.", in_words(account.roles), in_words(roles));
                line.write(tx, "account.edit", &account.email, None, &detail)
                    .await
            })
        })
        .await
}

/// Nobody can sign in to the account any more; its sessions end at once. What its person did stays.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] for the last admin.
pub async fn disable_account(service: &Service, admin: &Admin, id: AccountId) -> Result<()> {
    let (line, id) = (Line::by(service, admin), id.to_string());
    service
        .write(move |tx| {
            Box::pin(async move {
                let admins = tx.hold_admins().await?;
                let account = tx.account(&id).await?.ok_or(Error::NotFound)?;
                keep_an_admin(&account, admins)?;
                tx.set_account_disabled(&id, true).await?;
                let ended = tx.delete_sessions_of(&id, None).await?;
                let detail = format!("{ended} session(s) ended.");
                line.write(tx, "account.disable", &account.email, None, &detail)
                    .await
            })
        })
        .await
}

/// The account can be signed in to again, with its old password.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn enable_account(service: &Service, admin: &Admin, id: AccountId) -> Result<()> {
    let (line, id) = (Line::by(service, admin), id.to_string());
    service
        .write(move |tx| {
            Box::pin(async move {
                let account = tx.account(&id).await?.ok_or(Error::NotFound)?;
                tx.set_account_disabled(&id, false).await?;
                line.write(tx, "account.enable", &account.email, None, "")
                    .await
            })
        })
        .await
}

fn keep_an_admin(account: &AccountRecord, admins: i64) -> Result<()> {
    if account.roles.admin && !account.disabled && admins <= 1 {
        return Err(Error::Refused(
            "This is the only admin who can sign in. Make another admin first.".into(),
        ));
    }
    Ok(())
}
