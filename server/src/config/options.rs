//! What flags, environment and the TOML file may say, as it was said: nothing is checked or filled in here.

use clap::Args;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

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
#[command(next_help_heading = "Settings of the server")]
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
    /// Send mail, write reports and make rankings on this server; of several servers, one at least must
    /// [default: true]
    #[arg(long, env = "ATTUNE_JOBS", global = true)]
    pub jobs: Option<bool>,
    /// Log as JSON lines
    #[arg(long, env = "ATTUNE_LOG_JSON", global = true)]
    pub log_json: Option<bool>,
    /// Demo: simulated candidates, and a mailbox page that anyone can read
    #[arg(long, env = "ATTUNE_DEMO", global = true)]
    pub demo: Option<bool>,
}
