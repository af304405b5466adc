//! Sessions: random 32 bytes in a cookie, their SHA-256 in the database. Ended by logging out, by half a day of
//! silence, after a week, and at once when the account is disabled or its password is new.

use crate::audit::Line;
use crate::ports::{SessionRecord, Tx};
use crate::principal::Staff;
use crate::{Error, Result, Service};
use domain::ids::SessionId;
use domain::time::{DAY, HOUR, MINUTE, Timestamp};
use sha2::{Digest, Sha256};

/// Without a request for this long, a session is over.
pub(crate) const IDLE_MILLIS: i64 = 12 * HOUR;
/// Whatever happens, a session is over after this.
const ABSOLUTE_MILLIS: i64 = 7 * DAY;
/// `last_seen` is written at most this often.
const SEEN_EVERY_MILLIS: i64 = 5 * MINUTE;
/// How long a browser keeps the cookie, in seconds.
pub const SESSION_SECONDS: i64 = ABSOLUTE_MILLIS / 1_000;
/// Enough of a browser's name to tell one's own apart.
const LONGEST_USER_AGENT: usize = 200;

/// A session being opened: the token for the browser, the record for the database.
pub(super) struct NewSession {
    pub(super) token: String,
    pub(super) record: SessionRecord,
}

impl NewSession {
    pub(super) fn draw(service: &Service, account_id: &str, user_agent: &str) -> Self {
        let mut bytes = [0_u8; 32];
        service.entropy.fill(&mut bytes);
        let token = crate::tokens::hex(&bytes);
        let now = service.now();
        let record = SessionRecord {
            token_hash: token_hash(&token),
            id: service.new_uuid().to_string(),
            account_id: account_id.to_owned(),
            created_at: now,
            last_seen: now,
            expires_at: now.plus(ABSOLUTE_MILLIS),
            user_agent: user_agent
                .chars()
                .filter(|c| !c.is_control())
                .take(LONGEST_USER_AGENT)
                .collect(),
        };
        Self { token, record }
    }
}

pub(super) fn token_hash(token: &str) -> String {
    crate::tokens::hex(&Sha256::digest(token.as_bytes()))
}

fn is_over(session: &SessionRecord, now: Timestamp) -> bool {
    now >= session.expires_at || now.since(session.last_seen) >= IDLE_MILLIS
}

/// Proves who holds a session token. Roles are read anew each time, so a change works at once.
///
/// # Errors
/// [`Error::SignInNeeded`] for a token that is unknown, over, or of a disabled account.
pub async fn authenticate(service: &Service, token: &str, request_id: &str) -> Result<Staff> {
    if token.len() != 64 {
        return Err(Error::SignInNeeded);
    }
    let hash = token_hash(token);
    let found = service.read().await?.session(&hash).await?;
    let (session, account) = found.ok_or(Error::SignInNeeded)?;
    let now = service.now();
    if account.disabled || is_over(&session, now) {
        return Err(Error::SignInNeeded);
    }
    if now.since(session.last_seen) >= SEEN_EVERY_MILLIS {
        let seen = service
            .write(move |tx| Box::pin(async move { tx.touch_session(&hash, now).await }))
            .await;
        if let Err(cause) = seen {
            // Worth a note, not worth turning a person away.
            tracing::warn!(%cause, "the last sight of a session was not written");
        }
    }
    let broken = |cause: uuid::Error| Error::internal("stored id", &cause);
    Ok(Staff {
        account: account.id.parse().map_err(broken)?,
        session: session.id.parse().map_err(broken)?,
        name: account.name,
        email: account.email,
        roles: account.roles,
        request_id: request_id.to_owned(),
    })
}

/// One's own signed-in browser, as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    pub id: SessionId,
    pub created_at: Timestamp,
    /// Up to five minutes behind.
    pub last_seen: Timestamp,
    /// As the browser calls itself.
    pub user_agent: String,
    /// The one that asks.
    pub current: bool,
}

/// One's own live sessions, newest first.
///
/// # Errors
/// Those of the store.
pub async fn list_sessions(service: &Service, staff: &Staff) -> Result<Vec<SessionView>> {
    let now = service.now();
    let sessions = service
        .read()
        .await?
        .sessions_of(&staff.account().to_string())
        .await?;
    sessions
        .into_iter()
        .filter(|session| !is_over(session, now))
        .map(|session| {
            let id = session
                .id
                .parse()
                .map_err(|cause: uuid::Error| Error::internal("stored id", &cause))?;
            Ok(SessionView {
                id,
                created_at: session.created_at,
                last_seen: session.last_seen,
                user_agent: session.user_agent,
                current: id == staff.session(),
            })
        })
        .collect()
}

/// Ends the session one is in.
///
/// # Errors
/// Those of the store.
pub async fn logout(service: &Service, staff: &Staff) -> Result<()> {
    match end(service, staff, staff.session(), "session.logout").await {
        // Twice is as good as once.
        Err(Error::NotFound) => Ok(()),
        other => other,
    }
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`Error::NotFound`] when it is not one's own or is over already.
pub async fn revoke_session(service: &Service, staff: &Staff, session: SessionId) -> Result<()> {
    end(service, staff, session, "session.revoke").await
}

async fn end(
    service: &Service,
    staff: &Staff,
    session: SessionId,
    action: &'static str,
) -> Result<()> {
    let (id, account, subject) = (
        session.to_string(),
        staff.account().to_string(),
        staff.email().to_owned(),
    );
    let line = Line::by(service, staff);
    service
        .write(move |tx| {
            Box::pin(async move {
                if !tx.delete_session(&id, &account).await? {
                    return Err(Error::NotFound);
                }
                line.write(tx, action, &subject, None, "").await
            })
        })
        .await
}

/// Ends all of one's own sessions but the one that asks; returns how many.
///
/// # Errors
/// Those of the store.
pub async fn revoke_other_sessions(service: &Service, staff: &Staff) -> Result<u64> {
    let (account, keep) = (staff.account().to_string(), staff.session().to_string());
    let (line, subject) = (Line::by(service, staff), staff.email().to_owned());
    service
        .write(move |tx| {
            Box::pin(async move {
                let ended = tx.delete_sessions_of(&account, Some(&keep)).await?;
                line.write(
                    tx,
                    "session.revoke_others",
                    &subject,
                    None,
                    &format!("{ended} ended."),
                )
                .await?;
                Ok(ended)
            })
        })
        .await
}

/// Opens a session in the caller's unit. The browser's earlier session, if any, ends: a token is never kept over a
/// sign-in.
pub(super) async fn open(
    tx: &mut dyn Tx,
    session: &SessionRecord,
    previous: Option<&str>,
) -> Result<()> {
    if let Some(previous) = previous {
        tx.delete_session_by_token(&token_hash(previous)).await?;
    }
    tx.insert_session(session).await
}
