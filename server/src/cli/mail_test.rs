//! `attune mail test ADDRESS`: one mail by the configured route, now.

use super::{Failure, mailer};
use crate::config::Config;
use clap::Subcommand;
use service::ports::Message;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Send a test mail and print what the server said
    Test { address: String },
}

pub async fn run(config: &Config, address: &str) -> Result<ExitCode, Failure> {
    let text = format!(
        "This is a test from Attune at {}. Mail works.",
        config.public_url
    );
    let message = Message {
        message_id: format!("test-{}@attune", jiff::Timestamp::now().as_millisecond()),
        to_name: String::new(),
        to_email: address.to_owned(),
        subject: "Test mail from Attune".into(),
        html: format!("<p>{text}</p>"),
        text,
        attachments: Vec::new(),
    };
    mailer(config)?
        .send(&message)
        .await
        .map_err(|error| format!("the mail was not taken: {error}"))?;
    println!("The mail to {address} was taken.");
    Ok(ExitCode::SUCCESS)
}
