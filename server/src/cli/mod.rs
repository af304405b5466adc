//! The command line: everything an operator does. Each command is a file; `--help` is enough to operate it.

mod admin;
mod backup;
mod bank;
mod check;
pub mod demo;
mod mail_test;
mod score;
mod serve;
mod statistics;
mod stats;

use crate::config::{Config, MailRoute, Options, SmtpSecurity, instance_secret};
use crate::system::{PdfRenderer, System, SystemClock, SystemEntropy};
use clap::{Parser, Subcommand};
use mail::{FolderMailer, SmtpMailer};
use service::ports::Mailer;
use service::{Service, Settings};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Pre-hire empathy assessment for contact centres.
#[derive(Debug, Parser)]
#[command(name = "attune", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the application, do background work, send mail
    Serve,
    /// Create the database or bring its schema up to date
    Migrate,
    /// Check, rehearse, import or convert question banks
    #[command(subcommand)]
    Bank(bank::BankCommand),
    /// Manage administrators
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Check database, migrations, mail server, clock, disk and public URL
    Doctor,
    /// Try the mail route
    #[command(subcommand)]
    Mail(mail_test::MailCommand),
    /// Copy a running SQLite database into a file, checked
    Backup {
        /// The file to write; must not exist
        path: PathBuf,
    },
    /// Put a backup in place of the SQLite database (kept beside it)
    Restore {
        /// A file written by `attune backup`
        path: PathBuf,
    },
    /// Compute scores without a server: recompute an exported ledger, or score answers against a bank
    Score(score::ScoreArgs),
    /// Psychometrics on your own tables: items, raters, ranks, impact, person fit, validity
    ///
    /// Tables are CSV with a header row: tab, semicolon, bar or comma between cells is found out; a cell is missing if
    /// it is empty or NA. Everything wrong with a table is named at once, with row and column. Figures are never
    /// withheld for a small sample: how many observations a figure should have stands beside it. A figure that does
    /// not exist is null in JSON, with its reason beside it under KEY_reason. docs/measurement.md has every convention.
    Stats(stats::StatsArgs),
    /// Statistics of published assessments
    #[command(subcommand)]
    Statistics(statistics::StatisticsCommand),
    /// Fill the demo: accounts, an assessment, simulated candidates
    #[command(hide = true)]
    DemoSeed(demo::SeedArgs),
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the effective values, secrets redacted
    Check,
}

/// A sentence for the operator; what went wrong and what to do.
pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs a command; errors are printed as one sentence.
pub fn run(cli: Cli) -> ExitCode {
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(dispatch(cli)));
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("attune: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> Result<ExitCode, Failure> {
    // These work without a configuration.
    match &cli.command {
        Command::Bank(command) => {
            if let Some(done) = command.run_alone() {
                return done;
            }
        }
        Command::Score(arguments) => return score::run(arguments),
        Command::Stats(arguments) => return stats::run(arguments),
        _ => {}
    }
    let config = Config::load(&cli.options)?;
    match cli.command {
        Command::Serve => serve::run(config).await,
        Command::Migrate => {
            connect(&config).await?;
            println!("The database is up to date.");
            Ok(ExitCode::SUCCESS)
        }
        Command::Bank(command) => bank::run(&config, command).await,
        Command::Admin(command) => admin::run(&config, command).await,
        Command::Config(ConfigCommand::Check) => {
            for (name, value) in config.lines() {
                println!("{name:<16}{value}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Doctor => check::doctor(&config).await,
        Command::Mail(mail_test::MailCommand::Test { address }) => {
            mail_test::run(&config, &address).await
        }
        Command::Backup { path } => backup::backup(&config, &path).await,
        Command::Restore { path } => backup::restore(&config, &path).await,
        Command::Statistics(statistics::StatisticsCommand::Rebuild) => {
            statistics::rebuild(&config).await
        }
        Command::DemoSeed(arguments) => demo::seed(&config, &arguments).await,
        Command::Score(_) | Command::Stats(_) => Ok(ExitCode::SUCCESS),
    }
}

/// Makes the data folder where it is missing, for its owner only: it holds people's names and answers.
pub(crate) fn data_folder(config: &Config) -> Result<(), Failure> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.data)
        .map_err(|cause| {
            let folder = config.data.display();
            format!("cannot create the folder {folder}: {cause}").into()
        })
}

/// Opens the database and puts the use cases together.
pub(crate) async fn connect(config: &Config) -> Result<Arc<Service>, Failure> {
    data_folder(config)?;
    let secret = instance_secret(&config.secret_file)?;
    let store = store::open(&config.database).await?;
    Ok(Arc::new(Service::new(
        store,
        Arc::new(SystemClock::of(System)),
        Arc::new(SystemEntropy),
        mailer(config)?,
        Arc::new(PdfRenderer),
        secret,
        Settings {
            public_url: config.public_url.clone(),
            organisation: config.organisation.clone(),
            mail_from: config.mail_from.clone(),
            demo: config.demo,
            argon2_memory_kib: 19_456,
            timezone: config.timezone.clone(),
        },
    )))
}

pub(crate) fn mailer(config: &Config) -> Result<Arc<dyn Mailer>, Failure> {
    Ok(match &config.mail {
        MailRoute::Folder(folder) => {
            Arc::new(FolderMailer::new(folder.clone(), &config.mail_from)?)
        }
        MailRoute::Smtp {
            host,
            port,
            security,
            credentials,
        } => {
            let security = match security {
                SmtpSecurity::Starttls => mail::Security::StartTls,
                SmtpSecurity::Tls => mail::Security::Tls,
                SmtpSecurity::None => mail::Security::None,
            };
            let route = mail::SmtpRoute {
                host: host.clone(),
                port: *port,
                security,
                credentials: credentials.clone(),
            };
            Arc::new(SmtpMailer::new(&route, &config.mail_from)?)
        }
    })
}

/// A use case's error as sentences for the terminal.
pub(crate) fn words<T>(outcome: service::Result<T>) -> Result<T, Failure> {
    outcome.map_err(|error| match error {
        service::Error::Invalid(fields) => fields
            .into_iter()
            .map(|field| field.message)
            .collect::<Vec<_>>()
            .join(" ")
            .into(),
        other => other.to_string().into(),
    })
}
