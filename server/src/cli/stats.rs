//! `attune stats …`: psychometrics on a psychologist's own tables. Reads files and prints; everything is computed in
//! `statistics`.

mod analyse;
mod tables;
mod validity;

use super::Failure;
use clap::{Args, Subcommand};
use serde::Serialize;
use statistics::Problems;
use statistics::sheet::Sheet;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    attune stats analyse answers.csv --key key.csv --group gender --focal f\n  \
    attune stats agreement ratings.csv --long target,rater,value --json\n  \
    attune stats rank scores.csv --score total --reliability 0.7\n  \
    attune stats validity taylor-russell --r 0.35 --base-rate 0.5 --selection-ratio 0.3")]
pub struct StatsArgs {
    #[command(subcommand)]
    command: StatsCommand,
    /// Print one JSON object with every digit instead of tables
    #[arg(long, global = true)]
    json: bool,
    /// Level of confidence intervals and bands, between 0 and 1
    #[arg(long, global = true, default_value_t = 0.95)]
    level: f64,
}

#[derive(Debug, Subcommand)]
enum StatsCommand {
    /// Reliability, items, options, differential functioning and a criterion from persons by items
    Analyse(Box<analyse::AnalyseArgs>),
    /// Agreement of raters: intraclass correlations, kappas, Krippendorff's alpha, severity
    Agreement(tables::AgreementArgs),
    /// Ranks with their uncertainty, and bands of scores that cannot be told apart
    Rank(tables::RankArgs),
    /// Adverse impact of a selection, or of scores above the median, by group
    Impact(tables::ImpactArgs),
    /// Signs of careless answering, a row for each person
    Personfit(tables::PersonfitArgs),
    /// What a correlation with work is worth, from figures given here
    #[command(subcommand)]
    Validity(validity::ValidityCommand),
}

/// Runs a command: a report, or everything that is wrong.
pub fn run(arguments: &StatsArgs) -> Result<ExitCode, Failure> {
    let output = Output {
        json: arguments.json,
    };
    let level = arguments.level;
    match &arguments.command {
        StatsCommand::Analyse(asked) => asked.run(level, output),
        StatsCommand::Agreement(asked) => asked.run(level, output),
        StatsCommand::Rank(asked) => asked.run(level, output),
        StatsCommand::Impact(asked) => asked.run(level, output),
        StatsCommand::Personfit(asked) => asked.run(output),
        StatsCommand::Validity(asked) => validity::run(asked, level, output),
    }
}

/// How reports are printed.
#[derive(Debug, Clone, Copy)]
struct Output {
    json: bool,
}

impl Output {
    fn print(
        self,
        report: &impl Serialize,
        text: impl Fn() -> String,
    ) -> Result<ExitCode, Failure> {
        let text = match self.json {
            true => serde_json::to_string_pretty(report)? + "\n",
            false => text(),
        };
        // Whoever reads may have seen enough.
        match std::io::stdout().lock().write_all(text.as_bytes()) {
            Err(cause) if cause.kind() == ErrorKind::BrokenPipe => {}
            outcome => outcome?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Problems with the file they are in.
fn within<T>(path: &Path, outcome: Result<T, Problems>) -> Result<T, Failure> {
    outcome.map_err(|problems| {
        let separator = if problems.count() == 1 { " " } else { "\n" };
        format!("{}:{separator}{problems}", path.display()).into()
    })
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(|cause| format!("cannot read {}: {cause}", path.display()).into())
}

fn sheet(path: &Path) -> Result<Sheet, Failure> {
    within(path, Sheet::read(open(path)?))
}
