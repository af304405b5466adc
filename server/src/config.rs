//! What the operator decides, from four sources in this order: flag, `ATTUNE_*` environment, `*_FILE` secrets, TOML
//! file; then the default. `attune config check` prints the outcome with secrets redacted. To add a setting: a field of
//! [`Options`], one of [`Config`], a line in [`Config::load`] and [`Config::lines`], and the README's table.

mod mail;
mod options;
mod secrets;

pub use mail::MailRoute;
pub use options::{Options, SmtpSecurity};
pub use secrets::instance_secret;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use store::Database;

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
    /// Whether this server runs jobs.
    pub jobs: bool,
    pub log_json: bool,
    pub demo: bool,
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
        let database = secrets::first(
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
            mail: mail::route(flags, &file)?,
            trusted_proxies: flags
                .trusted_proxies
                .clone()
                .or(file.trusted_proxies.clone())
                .unwrap_or_default(),
            jobs: flags.jobs.or(file.jobs).unwrap_or(true),
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
            Database::Postgres(url) => secrets::redacted(url),
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
            ("mail", self.mail.to_string()),
            ("trusted_proxies", format!("{:?}", self.trusted_proxies)),
            ("jobs", self.jobs.to_string()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

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
}
