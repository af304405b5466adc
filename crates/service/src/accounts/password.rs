//! Passwords: what is accepted, and argon2id on blocking threads, at most two at a time with a bounded wait.

use crate::audit::Line;
use crate::principal::Staff;
use crate::throttle::{self, Limit};
use crate::{Error, FieldError, Result, Service};
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordVerifier, Version};
use domain::time::MINUTE;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// The fewest and the most characters of a password. Nothing is said about their kinds.
pub const SHORTEST: usize = 12;
/// See [`SHORTEST`].
pub const LONGEST: usize = 128;

/// Passes over the memory: with 19 MiB the least that OWASP's password storage cheat sheet recommends.
const PASSES: u32 = 2;
/// Beyond this the caller is told to come back: hashing must not queue up without end.
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// Passwords of twelve and more characters that head every list of guesses.
const VERY_COMMON: [&str; 32] = [
    "123456789012",
    "1234567890123",
    "12345678901234",
    "123456789123",
    "1234567891011",
    "123123123123",
    "123412341234",
    "123321123321",
    "987654321098",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiop[]",
    "1qaz2wsx3edc",
    "1q2w3e4r5t6y",
    "qwerty123456",
    "qwertyqwerty",
    "abcdefghijkl",
    "abcd12345678",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "password@123",
    "administrator",
    "administrator1",
    "adminadminadmin",
    "iloveyou1234",
    "letmeinletmein",
    "welcome12345",
    "changemechangeme",
    "changeme1234",
    "correcthorsebatterystaple",
];

/// What is wrong with a new password, as a sentence; none when it is accepted.
pub(super) fn fault(password: &SecretString, email: &str) -> Option<&'static str> {
    let text = password.expose_secret();
    let length = text.chars().count();
    let folded = text.to_lowercase();
    let first = text.chars().next();
    if length < SHORTEST {
        Some("Use at least 12 characters. A few words in a row are easy to remember.")
    } else if length > LONGEST {
        Some("Use at most 128 characters.")
    } else if VERY_COMMON.contains(&folded.as_str()) || text.chars().all(|c| Some(c) == first) {
        Some("This password is among the first that anyone would guess. Choose another.")
    } else if folded.trim() == email.trim().to_lowercase() {
        Some("Choose a password that is not the e-mail address.")
    } else {
        None
    }
}

fn argon2(memory_kib: u32) -> Result<Argon2<'static>> {
    let params = Params::new(memory_kib, PASSES, 1, None)
        .map_err(|cause| Error::internal("argon2 settings", &cause))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Runs hashing work on a blocking thread once one of the two places is free.
async fn run<T, F>(service: &Service, work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce(Argon2<'static>) -> Result<T> + Send + 'static,
{
    let argon2 = argon2(service.settings.argon2_memory_kib)?;
    let _place = tokio::time::timeout(LONGEST_WAIT, service.hashing.acquire())
        .await
        .map_err(|_| Error::Unavailable)?
        .map_err(|_| Error::Unavailable)?;
    tokio::task::spawn_blocking(move || work(argon2))
        .await
        .map_err(|cause| Error::internal("password hashing", &cause))?
}

/// The PHC string to store.
pub(super) async fn hash(service: &Service, password: SecretString) -> Result<String> {
    let mut salt = [0_u8; 16];
    service.entropy.fill(&mut salt);
    run(service, move |argon2| {
        argon2
            .hash_password_with_salt(password.expose_secret().as_bytes(), &salt)
            .map(|hash: PasswordHash| hash.to_string())
            .map_err(|cause| Error::internal("password hashing", &cause))
    })
    .await
}

/// Whether the password fits the stored hash. Without a hash (no such account, a disabled one, one whose password is
/// not set yet) the same work is done and the answer is no.
pub(super) async fn verify(
    service: &Service,
    password: SecretString,
    stored: Option<String>,
) -> Result<bool> {
    if password.expose_secret().len() > LONGEST * 4 {
        return Ok(false);
    }
    run(service, move |argon2| {
        let password = password.expose_secret().as_bytes();
        let parsed = stored
            .as_deref()
            .and_then(|stored| PasswordHash::new(stored).ok());
        let Some(parsed) = parsed else {
            let mut out = [0_u8; Params::DEFAULT_OUTPUT_LEN];
            argon2
                .hash_password_into(password, b"nobody has this.", &mut out)
                .map_err(|cause| Error::internal("password hashing", &cause))?;
            return Ok(false);
        };
        Ok(argon2.verify_password(password, &parsed).is_ok())
    })
    .await
}

/// Changes one's own password. Every other session of the account ends, and reset links die.
///
/// # Errors
/// [`Error::Invalid`] on `current` or `password`; [`Error::TooMany`] after many wrong ones.
pub async fn change_password(
    service: &Service,
    staff: &Staff,
    current: SecretString,
    password: SecretString,
) -> Result<()> {
    let id = staff.account().to_string();
    let limit = Limit::new("password", &id, 10, 15 * MINUTE);
    throttle::count(service, vec![limit.clone()]).await?;
    let account = service
        .read()
        .await?
        .account(&id)
        .await?
        .ok_or(Error::SignInNeeded)?;
    let mut errors = Vec::new();
    if !verify(service, current, Some(account.password_hash)).await? {
        let message = "This is not your present password.".into();
        errors.push(FieldError {
            field: "current".into(),
            message,
        });
    }
    if let Some(fault) = fault(&password, &account.email_folded) {
        errors.push(FieldError {
            field: "password".into(),
            message: fault.into(),
        });
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let hash = hash(service, password).await?;
    let (now, keep) = (service.now(), staff.session().to_string());
    let (line, subject) = (Line::by(service, staff), account.email);
    service
        .write(move |tx| {
            Box::pin(async move {
                tx.set_password(&id, &hash, now).await?;
                let ended = tx.delete_sessions_of(&id, Some(&keep)).await?;
                tx.clear_throttle(limit.name()).await?;
                let detail = format!("{ended} other session(s) ended.");
                line.write(tx, "account.change_password", &subject, None, &detail)
                    .await
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(password: &str) -> Option<&'static str> {
        fault(&SecretString::from(password), "ana@example.org")
    }

    #[test]
    fn length_counts_characters_and_kinds_do_not_matter() {
        assert_eq!(said("all lower case"), None);
        assert_eq!(
            said("ééééééééééé").map(|s| s.starts_with("Use at least")),
            Some(true)
        );
        assert_eq!(said(&"ab".repeat(64)), None);
        assert_eq!(
            said(&"ab".repeat(65)).map(|s| s.starts_with("Use at most")),
            Some(true)
        );
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for password in [
            "Password1234",
            "aaaaaaaaaaaaa",
            "ana@example.org",
            "ANA@example.org",
        ] {
            assert!(said(password).is_some(), "{password}");
        }
        for common in VERY_COMMON {
            assert!(
                common.chars().count() >= SHORTEST,
                "{common} is refused for its length already"
            );
        }
    }
}
