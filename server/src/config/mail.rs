//! How mail leaves: a mail server, or a folder in the demo.

use super::{ConfigError, Options, SmtpSecurity, secrets};
use secrecy::SecretString;
use std::fmt;
use std::path::PathBuf;

/// Where mail goes.
#[derive(Debug, Clone)]
pub enum MailRoute {
    Folder(PathBuf),
    Smtp {
        host: String,
        port: u16,
        security: SmtpSecurity,
        credentials: Option<(String, SecretString)>,
    },
}

/// In a line, without the password.
impl fmt::Display for MailRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "folder {}", path.display()),
            Self::Smtp {
                host,
                port,
                security,
                credentials,
            } => {
                write!(f, "{host}:{port} {security:?}")?;
                match credentials {
                    Some((user, _)) => write!(f, ", user {user}, password (redacted)"),
                    None => Ok(()),
                }
            }
        }
    }
}

/// Chooses the route; mail never leaves this machine unencrypted.
pub(super) fn route(flags: &Options, file: &Options) -> Result<MailRoute, ConfigError> {
    if let Some(folder) = flags.mail_folder.clone().or(file.mail_folder.clone()) {
        return Ok(MailRoute::Folder(folder));
    }
    let host = flags
        .smtp_host
        .clone()
        .or(file.smtp_host.clone())
        .unwrap_or_else(|| "localhost".into());
    let local = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
    let security = flags
        .smtp_security
        .or(file.smtp_security)
        .unwrap_or(if local {
            SmtpSecurity::None
        } else {
            SmtpSecurity::Starttls
        });
    if security == SmtpSecurity::None && !local {
        return Err(ConfigError::Value(format!(
            "mail to {host} would travel unencrypted; smtp_security none is for this machine only"
        )));
    }
    let port = flags
        .smtp_port
        .or(file.smtp_port)
        .unwrap_or(match security {
            SmtpSecurity::Starttls => 587,
            SmtpSecurity::Tls => 465,
            SmtpSecurity::None => 25,
        });
    let password = secrets::first(
        flags.smtp_password.clone(),
        flags
            .smtp_password_file
            .as_ref()
            .or(file.smtp_password_file.as_ref()),
        file.smtp_password.clone(),
    )?;
    let user = flags.smtp_user.clone().or(file.smtp_user.clone());
    let credentials = match (user, password) {
        (Some(user), Some(password)) => Some((user, SecretString::from(password))),
        (None, None) => None,
        _ => {
            return Err(ConfigError::Value(
                "smtp_user and smtp_password go together".into(),
            ));
        }
    };
    Ok(MailRoute::Smtp {
        host,
        port,
        security,
        credentials,
    })
}
