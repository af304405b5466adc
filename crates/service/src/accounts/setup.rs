//! The first admin of a fresh installation: whoever can read the server's output holds the one-time setup token.
//! No account is ever shipped.

use super::create::Draft;
use super::login::SignIn;
use super::sessions::{self, NewSession, token_hash};
use crate::audit::Line;
use crate::principal::Roles;
use crate::{Error, Result, Service};
use secrecy::{ExposeSecret, SecretString};

/// The setting that holds the SHA-256 of the setup token.
const SETTING: &str = "setup_token_hash";

/// While there is no account, makes a new setup token and returns it to be printed; earlier ones die. Only its hash
/// is stored. None once there are accounts.
///
/// # Errors
/// Those of the store.
pub async fn ensure_setup_token(service: &Service) -> Result<Option<String>> {
    if !setup_open(service).await? {
        return Ok(None);
    }
    let mut bytes = [0_u8; 32];
    service.entropy.fill(&mut bytes);
    let token = crate::tokens::hex(&bytes);
    let hash = token_hash(&token);
    service
        .write(move |tx| Box::pin(async move { tx.set_setting(SETTING, &hash).await }))
        .await?;
    Ok(Some(token))
}

/// Whether the first admin is still to be made.
///
/// # Errors
/// Those of the store.
pub async fn setup_open(service: &Service) -> Result<bool> {
    Ok(!service.read().await?.has_accounts().await?)
}

/// A filled-in setup form.
pub struct Setup {
    pub token: SecretString,
    pub name: String,
    pub email: String,
    pub password: SecretString,
    pub user_agent: String,
}

/// Makes the first admin and signs them in. The token works once.
///
/// # Errors
/// [`Error::NotFound`] once there are accounts; [`Error::Invalid`].
pub async fn setup(service: &Service, input: Setup) -> Result<SignIn> {
    if !setup_open(service).await? {
        return Err(Error::NotFound);
    }
    let hash = token_hash(input.token.expose_secret().trim());
    let wrong = || {
        Error::field(
            "token",
            "This is not the setup token that the server printed last.",
        )
    };
    // Before anything is hashed: strangers cannot make the server work.
    if service.read().await?.setting(SETTING).await?.as_deref() != Some(hash.as_str()) {
        return Err(wrong());
    }
    let roles = Roles {
        admin: true,
        recruiter: true,
        rater: false,
    };
    let account = Draft::check(input.name, input.email, roles, Some(input.password))?
        .hashed(service)
        .await?;
    let session = NewSession::draw(service, &account.id, &input.user_agent);
    let (token, record) = (session.token, session.record);
    let line = Line::server(service, &account.name);
    service
        .write(move |tx| {
            Box::pin(async move {
                if !tx.take_setup_token(&hash).await? {
                    return Err(wrong());
                }
                if tx.has_accounts().await? || !tx.insert_account(&account).await? {
                    return Err(Error::NotFound);
                }
                sessions::open(tx, &record, None).await?;
                line.write(
                    tx,
                    "account.setup",
                    &account.email,
                    None,
                    "The first admin.",
                )
                .await
            })
        })
        .await?;
    Ok(SignIn { token })
}
