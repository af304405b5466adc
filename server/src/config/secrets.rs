//! Secrets among the settings: where they are read, how they are shown, and the instance secret itself. No value of one
//! stands in an error or a log line.

use super::{ConfigError, read};
use secrecy::{ExposeSecret, SecretString};
use service::tokens::{InstanceSecret, hex};
use std::path::{Path, PathBuf};

/// Flag or environment first, then the secret's file, then the TOML file.
pub(super) fn first(
    direct: Option<String>,
    file: Option<&PathBuf>,
    toml: Option<String>,
) -> Result<Option<String>, ConfigError> {
    match (direct, file) {
        (Some(value), _) => Ok(Some(value)),
        (None, Some(path)) => read(path).map(|text| Some(text.trim_end().to_owned())),
        (None, None) => Ok(toml),
    }
}

/// A database URL as it may be shown: without a password before the host or among the parameters.
pub(super) fn redacted(url: &str) -> String {
    // A password may hold a question mark itself.
    let host = url.rfind('@').unwrap_or(0);
    let (url, parameters) = match url[host..].find('?') {
        Some(at) => (&url[..host + at], Some(&url[host + at + 1..])),
        None => (url, None),
    };
    let shown = match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((user, rest))) => {
            let user = user.split_once("://").map_or("", |(_, user)| user);
            let name = user.split_once(':').map_or(user, |(name, _)| name);
            format!("{scheme}://{name}:(redacted)@{rest}")
        }
        _ => url.to_owned(),
    };
    let hidden = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if name.contains("password") => format!("{name}=(redacted)"),
        _ => pair.to_owned(),
    };
    match parameters {
        Some(pairs) => {
            let pairs: Vec<String> = pairs.split('&').map(hidden).collect();
            format!("{shown}?{}", pairs.join("&"))
        }
        None => shown,
    }
}

/// The instance secret: read, or made at the first start with permissions for its owner only.
///
/// # Errors
/// [`ConfigError`] when the file cannot be read, made, or does not hold 64 hexadecimal digits.
pub fn instance_secret(path: &Path) -> Result<InstanceSecret, ConfigError> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    if !path.exists() {
        let mut bytes = [0_u8; 32];
        rand::fill(&mut bytes);
        let written = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .and_then(|mut file| {
                file.write_all(hex(&bytes).as_bytes())?;
                file.sync_all()
            });
        // Another process may have made it first: then that one counts.
        if let Err(cause) = written
            && cause.kind() != std::io::ErrorKind::AlreadyExists
        {
            return Err(ConfigError::Read {
                path: path.to_owned(),
                cause,
            });
        }
    }
    let text = SecretString::from(read(path)?);
    let digits = text.expose_secret().trim();
    let bytes: Option<Vec<u8>> = (digits.len() == 64 && digits.is_ascii())
        .then(|| {
            (0..64)
                .step_by(2)
                .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok())
                .collect()
        })
        .flatten();
    let bytes = bytes
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
        .ok_or_else(|| {
            ConfigError::Value(format!(
                "{} must hold 64 hexadecimal digits",
                path.display()
            ))
        })?;
    Ok(InstanceSecret::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn database_passwords_are_redacted() {
        assert_eq!(
            redacted("postgres://attune:geheim@db.example/attune"),
            "postgres://attune:(redacted)@db.example/attune"
        );
        assert_eq!(
            redacted("postgres://attune@db/attune?sslmode=require&password=geheim"),
            "postgres://attune:(redacted)@db/attune?sslmode=require&password=(redacted)"
        );
        assert_eq!(
            redacted("postgres://attune:ge?heim@db/attune"),
            "postgres://attune:(redacted)@db/attune"
        );
        assert_eq!(redacted("postgres://db/attune"), "postgres://db/attune");
    }
}
