//! `attune admin create`: an administrator without the browser.

use super::{Failure, connect};
use crate::config::Config;
use clap::Subcommand;
use service::principal::Roles;
use std::io::BufRead;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Create an administrator; the password is read from the standard input
    Create {
        /// E-mail address, used to sign in
        email: String,
        /// Full name
        #[arg(long, default_value = "Administrator")]
        name: String,
    },
}

pub async fn run(config: &Config, command: AdminCommand) -> Result<ExitCode, Failure> {
    let AdminCommand::Create { email, name } = command;
    eprintln!("Password (at least 12 characters):");
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
    let service = connect(config).await?;
    let roles = Roles {
        admin: true,
        ..Roles::default()
    };
    super::words(
        service::accounts::create_from_command_line(
            &service,
            &email,
            &name,
            password.trim_end_matches(['\r', '\n']),
            roles,
        )
        .await,
    )?;
    println!("{email} may sign in at {}/login.", config.public_url);
    Ok(ExitCode::SUCCESS)
}
