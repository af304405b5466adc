//! A new password by mail. The link is bound to its purpose and its generation, lives an hour and works once; asking
//! says nothing about whether the address has an account.

use super::login::email_limit;
use super::{create, password};
use crate::audit::Line;
use crate::ports::AccountRecord;
use crate::throttle::{self, Limit};
use crate::tokens::Purpose;
use crate::{Error, Result, Service};
use domain::ids::AccountId;
use domain::time::{HOUR, MINUTE};
use secrecy::SecretString;

const LINK_MILLIS: i64 = HOUR;

/// Queues a mail with a link, if the address has an account that can sign in. The caller says the same either way.
///
/// # Errors
/// [`Error::TooMany`] for an address that asks very often.
pub async fn request_reset(service: &Service, email: &str, address: &str) -> Result<()> {
    let folded = email.trim().to_lowercase();
    throttle::count(
        service,
        vec![
            Limit::new("reset", &folded, 3, HOUR),
            Limit::new("reset-address", address, 60, 15 * MINUTE),
        ],
    )
    .await?;
    let (job, now, line) = (
        service.new_uuid(),
        service.now(),
        Line::server(service, "server"),
    );
    service
        .write(move |tx| {
            Box::pin(async move {
                let account = tx
                    .account_by_email(&folded)
                    .await?
                    .filter(|account| !account.disabled);
                let Some(account) = account else {
                    return Ok(());
                };
                tx.start_reset(&account.id, now.plus(LINK_MILLIS)).await?;
                create::queue_link(tx, job, now, &account.id).await?;
                line.write(tx, "account.request_reset", &account.email, None, "")
                    .await
            })
        })
        .await?;
    crate::jobs::wake(service);
    Ok(())
}

fn gone() -> Error {
    Error::Gone(
        "This link has been used, replaced or has run out. You can ask for a new one.".into(),
    )
}

async fn proven(service: &Service, account: AccountId, token: &str) -> Result<AccountRecord> {
    let id = account.to_string();
    let account = service.read().await?.account(&id).await?.ok_or_else(gone)?;
    let alive = !account.disabled
        && account
            .reset_expires_at
            .is_some_and(|end| service.now() < end)
        && service
            .secret
            .verify(Purpose::PasswordReset, &id, account.reset_generation, token);
    if alive { Ok(account) } else { Err(gone()) }
}

/// Whether the link still works; looking does not use it up.
///
/// # Errors
/// [`Error::Gone`] when not.
pub async fn reset_open(service: &Service, account: AccountId, token: &str) -> Result<()> {
    proven(service, account, token).await.map(drop)
}

/// Sets the new password. Every session of the account ends, and its throttle is cleared.
///
/// # Errors
/// [`Error::Gone`]; [`Error::Invalid`] on `password`.
pub async fn reset_password(
    service: &Service,
    account: AccountId,
    token: &str,
    password: SecretString,
) -> Result<()> {
    let account = proven(service, account, token).await?;
    if let Some(fault) = password::fault(&password, &account.email_folded) {
        return Err(Error::field("password", fault));
    }
    let hash = password::hash(service, password).await?;
    let (now, line) = (service.now(), Line::server(service, &account.name));
    service
        .write(move |tx| {
            Box::pin(async move {
                if !tx
                    .take_reset(&account.id, account.reset_generation, &hash, now)
                    .await?
                {
                    return Err(gone());
                }
                let ended = tx.delete_sessions_of(&account.id, None).await?;
                tx.clear_throttle(email_limit(&account.email_folded).name())
                    .await?;
                let detail = format!("{ended} session(s) ended.");
                line.write(tx, "account.reset_password", &account.email, None, &detail)
                    .await
            })
        })
        .await
}
