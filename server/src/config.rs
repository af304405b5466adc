//! What the operator decides, from four sources in this order: flag, `ATTUNE_*` environment, `*_FILE` secrets, TOML
//! file; then the default. `attune config check` prints the outcome with secrets redacted.

use clap::Args;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use store::Database;

/// How mail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum SmtpSecurity {
    /// Upgrade on the plain port, refuse without (usual on 587).
    Starttls,
    /// TLS from the first byte (usual on 465).
    Tls,
    /// No encryption: only to this machine.
    None,
}

/// The same names serve as flags, environment variables (`ATTUNE_` before them) and keys of the TOML file.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// TOML file with any of these settings
    #[arg(long, env = "ATTUNE_CONFIG", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Folder for the database, the instance secret and the demo's mail [default: data]
    #[arg(long, env = "ATTUNE_DATA", global = true)]
    pub data: Option<PathBuf>,
    /// postgres://… or an SQLite path [default: attune.db in the data folder]
    #[arg(long, env = "ATTUNE_DATABASE", global = true, hide_env_values = true)]
    pub database: Option<String>,
    /// File that holds the database URL
    #[arg(long, env = "ATTUNE_DATABASE_FILE", global = true)]
    pub database_file: Option<PathBuf>,
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "ATTUNE_LISTEN", global = true)]
    pub listen: Option<SocketAddr>,
    /// The address people use, such as https://hire.example.org [default: http:// and the listen address]
    #[arg(long, env = "ATTUNE_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// File with the 32-byte instance secret in hexadecimal, the same for all servers [default: secret in the data
    /// folder, made at the first start]
    #[arg(long, env = "ATTUNE_SECRET_FILE", global = true)]
    pub secret_file: Option<PathBuf>,
    /// Name of the organisation in mails and pages [default: Attune]
    #[arg(long, env = "ATTUNE_ORGANISATION", global = true)]
    pub organisation: Option<String>,
    /// IANA time zone for dates [default: UTC]
    #[arg(long, env = "ATTUNE_TIMEZONE", global = true)]
    pub timezone: Option<String>,
    /// From address of all mail [default: attune@localhost]
    #[arg(long, env = "ATTUNE_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,
    /// Put mail into this folder instead of sending it
    #[arg(long, env = "ATTUNE_MAIL_FOLDER", global = true)]
    pub mail_folder: Option<PathBuf>,
    /// SMTP server [default: localhost]
    #[arg(long, env = "ATTUNE_SMTP_HOST", global = true)]
    pub smtp_host: Option<String>,
    /// SMTP port [default: 587 for starttls, 465 for tls, 25 for none]
    #[arg(long, env = "ATTUNE_SMTP_PORT", global = true)]
    pub smtp_port: Option<u16>,
    /// Encryption of mail [default: starttls; none for a local server]
    #[arg(long, env = "ATTUNE_SMTP_SECURITY", global = true, value_enum)]
    pub smtp_security: Option<SmtpSecurity>,
    /// Name to sign in to the SMTP server with [default: none]
    #[arg(long, env = "ATTUNE_SMTP_USER", global = true)]
    pub smtp_user: Option<String>,
    /// SMTP password; better in a file, see the next
    #[arg(
        long,
        env = "ATTUNE_SMTP_PASSWORD",
        global = true,
        hide_env_values = true
    )]
    pub smtp_password: Option<String>,
    /// File that holds the SMTP password
    #[arg(long, env = "ATTUNE_SMTP_PASSWORD_FILE", global = true)]
    pub smtp_password_file: Option<PathBuf>,
    /// Proxies whose X-Forwarded-For is believed, comma separated addresses [default: none]
    #[arg(
        long,
        env = "ATTUNE_TRUSTED_PROXIES",
        global = true,
        value_delimiter = ','
    )]
    pub trusted_proxies: Option<Vec<IpAddr>>,
    /// Log as JSON lines
    #[arg(long, env = "ATTUNE_LOG_JSON", global = true)]
    pub log_json: Option<bool>,
    /// Demo: simulated candidates, and a mailbox page that anyone can read
    #[arg(long, env = "ATTUNE_DEMO", global = true)]
    pub demo: Option<bool>,
}

/// Effective values.
#[derive(Debug, Clone)]
pub struct Config {
    pub data: PathBuf,
    pub database: Database,
    pub listen: SocketAddr,
    pub public_url: String,
    pub secret_file: PathBuf,
    pub organisation: String,
    pub timezone: String,
    pub mail_from: String,
    pub mail: MailRoute,
    pub trusted_proxies: Vec<IpAddr>,
    pub log_json: bool,
    pub demo: bool,
}

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

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read {}: {cause}", path.display())]
    Read {
        path: PathBuf,
        cause: std::io::Error,
    },
    #[error("{} is not a valid configuration: {cause}", path.display())]
    Parse {
        path: PathBuf,
        cause: Box<toml::de::Error>,
    },
    #[error("{0}")]
    Value(String),
}

impl Config {
    /// Puts the sources together.
    ///
    /// # Errors
    /// [`ConfigError`] naming the file or the setting.
    pub fn load(flags: &Options) -> Result<Self, ConfigError> {
        let file = match &flags.config {
            None => Options::default(),
            Some(path) => toml::from_str(&read(path)?).map_err(|cause| ConfigError::Parse {
                path: path.clone(),
                cause: Box::new(cause),
            })?,
        };
        let pick =
            |flag: &Option<String>, file: &Option<String>| flag.clone().or_else(|| file.clone());
        let data = flags
            .data
            .clone()
            .or(file.data.clone())
            .unwrap_or_else(|| "data".into());
        let database = secret(
            pick(&flags.database, &None),
            flags.database_file.as_ref().or(file.database_file.as_ref()),
            file.database.clone(),
        )?
        .map_or_else(
            || Database::Sqlite(data.join("attune.db")),
            |text| Database::parse(&text),
        );
        let listen = flags
            .listen
            .or(file.listen)
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
        let public_url = pick(&flags.public_url, &file.public_url)
            .unwrap_or_else(|| format!("http://{listen}"))
            .trim_end_matches('/')
            .to_owned();
        check_public_url(&public_url)?;
        let timezone = pick(&flags.timezone, &file.timezone).unwrap_or_else(|| "UTC".into());
        if jiff::tz::TimeZone::get(&timezone).is_err() {
            return Err(ConfigError::Value(format!(
                "there is no time zone named {timezone}"
            )));
        }
        Ok(Self {
            secret_file: flags
                .secret_file
                .clone()
                .or(file.secret_file.clone())
                .unwrap_or_else(|| data.join("secret")),
            organisation: pick(&flags.organisation, &file.organisation)
                .unwrap_or_else(|| "Attune".into()),
            mail_from: pick(&flags.mail_from, &file.mail_from)
                .unwrap_or_else(|| "attune@localhost".into()),
            mail: mail_route(flags, &file)?,
            trusted_proxies: flags
                .trusted_proxies
                .clone()
                .or(file.trusted_proxies.clone())
                .unwrap_or_default(),
            log_json: flags.log_json.or(file.log_json).unwrap_or(false),
            demo: flags.demo.or(file.demo).unwrap_or(false),
            data,
            database,
            listen,
            public_url,
            timezone,
        })
    }

    /// Name and effective value, secrets redacted.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let database = match &self.database {
            Database::Sqlite(path) => path.display().to_string(),
            Database::Postgres(url) => redact_url(url),
        };
        let mail = match &self.mail {
            MailRoute::Folder(path) => format!("folder {}", path.display()),
            MailRoute::Smtp {
                host,
                port,
                security,
                credentials,
            } => format!(
                "{host}:{port} {security:?}{}",
                credentials
                    .as_ref()
                    .map_or(String::new(), |(user, _)| format!(
                        ", user {user}, password (redacted)"
                    ))
            ),
        };
        vec![
            ("data", self.data.display().to_string()),
            ("database", database),
            ("listen", self.listen.to_string()),
            ("public_url", self.public_url.clone()),
            ("secret_file", self.secret_file.display().to_string()),
            ("organisation", self.organisation.clone()),
            ("timezone", self.timezone.clone()),
            ("mail_from", self.mail_from.clone()),
            ("mail", mail),
            ("trusted_proxies", format!("{:?}", self.trusted_proxies)),
            ("log_json", self.log_json.to_string()),
            ("demo", self.demo.to_string()),
        ]
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|cause| ConfigError::Read {
        path: path.to_owned(),
        cause,
    })
}

/// Flag or environment first, then the secret's file, then the TOML file.
fn secret(
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

/// Plain http is refused off loopback, judged by the address people use.
fn check_public_url(url: &str) -> Result<(), ConfigError> {
    let uri: http::Uri = url
        .parse()
        .map_err(|_| ConfigError::Value(format!("the public URL {url} is not an address")))?;
    let host = uri.host().unwrap_or_default();
    let loopback = host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    match uri.scheme_str() {
        Some("https") if uri.path() == "/" => Ok(()),
        Some("http") if loopback => Ok(()),
        Some("http") => Err(ConfigError::Value(format!(
            "the public URL {url} is plain http and not on this machine: candidates' answers would travel in the \
             open. Put a TLS proxy in front and give its https address"
        ))),
        _ => Err(ConfigError::Value(format!(
            "the public URL {url} must be https://HOST (or http:// on this machine), without a path"
        ))),
    }
}

fn mail_route(flags: &Options, file: &Options) -> Result<MailRoute, ConfigError> {
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
    let password = secret(
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

fn redact_url(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((user, rest))) => {
            let user = user.split_once("://").map_or("", |(_, user)| user);
            let name = user.split_once(':').map_or(user, |(name, _)| name);
            format!("{scheme}://{name}:(redacted)@{rest}")
        }
        _ => url.to_owned(),
    }
}

/// The instance secret: read, or made at the first start with permissions for its owner only.
///
/// # Errors
/// [`ConfigError`] when the file cannot be read, made, or does not hold 64 hexadecimal digits.
pub fn instance_secret(path: &Path) -> Result<service::tokens::InstanceSecret, ConfigError> {
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
                file.write_all(service::tokens::hex(&bytes).as_bytes())?;
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
    Ok(service::tokens::InstanceSecret::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_stand_over_secret_files_and_those_over_the_toml_file() {
        let folder = std::env::temp_dir().join(format!("attune-config-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let toml = folder.join("attune.toml");
        std::fs::write(
            &toml,
            "organisation = 'From file'\ntimezone = 'Europe/Oslo'\nsmtp_user = 'u'\nsmtp_password = 'toml'\n\
             smtp_host = 'mail.example.org'",
        )
        .unwrap();
        let secret = folder.join("password");
        std::fs::write(&secret, "from-secret-file\n").unwrap();
        let mut options = Options {
            config: Some(toml),
            organisation: Some("From flag".into()),
            smtp_password_file: Some(secret),
            ..Options::default()
        };
        let config = Config::load(&options).unwrap();
        assert_eq!(
            (config.organisation.as_str(), config.timezone.as_str()),
            ("From flag", "Europe/Oslo")
        );
        let password = |config: &Config| match &config.mail {
            MailRoute::Smtp {
                credentials: Some((_, password)),
                port: 587,
                ..
            } => password.expose_secret().to_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(password(&config), "from-secret-file");
        options.smtp_password = Some("flag".into());
        assert_eq!(password(&Config::load(&options).unwrap()), "flag");
        assert!(!format!("{:?}", config.lines()).contains("from-secret-file"));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for good in [
            "https://hire.example.org",
            "http://localhost:3000",
            "http://[::1]:80",
        ] {
            assert!(check_public_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://hire.example.org",
            "http://10.0.0.1",
            "ftp://x",
            "hire",
            "https://a.b/path",
        ] {
            assert!(check_public_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn database_passwords_are_redacted() {
        assert_eq!(
            redact_url("postgres://attune:geheim@db.example/attune"),
            "postgres://attune:(redacted)@db.example/attune"
        );
    }
}
