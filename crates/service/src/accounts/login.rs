//! Signing in. The same answer, after the same work, for a wrong password, an unknown address and a disabled account.

use super::password;
use super::sessions::{self, NewSession};
use crate::audit::Line;
use crate::throttle::{self, Limit};
use crate::{Error, Result, Service};
use domain::time::MINUTE;
use secrecy::SecretString;

const WINDOW_MILLIS: i64 = 15 * MINUTE;
/// Wrong passwords for one e-mail address in a window. Signing in, or a new password by mail, starts it anew.
const TRIES_BY_EMAIL: i64 = 10;
/// Sign-ins from one network address in a window: high, because an office may share one.
const TRIES_BY_ADDRESS: i64 = 300;

/// A filled-in sign-in form.
pub struct Login {
    pub email: String,
    pub password: SecretString,
    /// The client's network address.
    pub address: String,
    pub user_agent: String,
    /// The session token the browser holds already, if any; it ends.
    pub previous: Option<String>,
}

/// An opened session.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// For the session cookie: 64 hexadecimal digits, stored nowhere else.
    pub token: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn(redacted)")
    }
}

pub(super) fn email_limit(email_folded: &str) -> Limit {
    Limit::new("login", email_folded, TRIES_BY_EMAIL, WINDOW_MILLIS)
}

/// Signs in and opens a session.
///
/// # Errors
/// [`Error::Invalid`] on `password` when the two do not fit; [`Error::TooMany`]; [`Error::Unavailable`] when too many
/// passwords are being checked.
pub async fn login(service: &Service, input: Login) -> Result<SignIn> {
    let email = input.email.trim().to_lowercase();
    let limit = email_limit(&email);
    let by_address = Limit::new(
        "login-address",
        &input.address,
        TRIES_BY_ADDRESS,
        WINDOW_MILLIS,
    );
    throttle::count(service, vec![limit.clone(), by_address]).await?;
    let account = service
        .read()
        .await?
        .account_by_email(&email)
        .await?
        .filter(|account| !account.disabled);
    let stored = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let fits = password::verify(service, input.password, stored).await?;
    let Some(account) = account.filter(|_| fits) else {
        tracing::info!("a sign-in was refused");
        return Err(mismatch());
    };
    let session = NewSession::draw(service, &account.id, &input.user_agent);
    let (token, record, previous) = (session.token, session.record, input.previous);
    let line = Line::server(service, &account.name);
    service
        .write(move |tx| {
            Box::pin(async move {
                // Disabled, or given another password, while this one was being checked.
                let now = tx.account(&account.id).await?.ok_or_else(mismatch)?;
                if now.disabled || now.password_hash != account.password_hash {
                    return Err(mismatch());
                }
                tx.clear_throttle(limit.name()).await?;
                sessions::open(tx, &record, previous.as_deref()).await?;
                line.write(tx, "session.login", &account.email, None, "")
                    .await
            })
        })
        .await?;
    Ok(SignIn { token })
}

fn mismatch() -> Error {
    Error::field(
        "password",
        "The e-mail address and the password do not fit together.",
    )
}
