//! `attune statistics rebuild`: computes the statistics of every published assessment again from its score cards.

use super::{Failure, connect, words};
use crate::config::Config;
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum StatisticsCommand {
    /// Compute them again from the score cards, a thousand attempts at a time
    Rebuild,
}

pub async fn rebuild(config: &Config) -> Result<ExitCode, Failure> {
    let service = connect(config).await?;
    match words(service::statistics::rebuild(&service).await)? {
        1 => println!("The statistics of 1 assessment were computed again."),
        count => println!("The statistics of {count} assessments were computed again."),
    }
    Ok(ExitCode::SUCCESS)
}
