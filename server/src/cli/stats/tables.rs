//! The commands that read a table in one go.

use super::analyse::{ItemArgs, strata};
use super::{Output, sheet, within};
use crate::cli::Failure;
use clap::Args;
use statistics::{agreement, impact, personfit, rank};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub struct AgreementArgs {
    /// Targets in rows and raters in columns: numbers, or words for categories. With --long one rating a row
    #[arg(value_name = "RATINGS.csv")]
    table: PathBuf,
    /// The columns of target, rater and rating in a table with one rating a row
    #[arg(
        long,
        value_delimiter = ',',
        num_args = 1,
        value_name = "TARGET,RATER,VALUE",
        conflicts_with = "id"
    )]
    long: Option<Vec<String>>,
    /// The column that names targets; ids must not repeat [default: the first called id, person, candidate,
    /// participant, respondent, subject, student or target, also with _id, in any case; else a first column without a
    /// name; else rows are named by their number]
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The categories in their order, for kappas [default: those that occur; numbers in ascending order]
    #[arg(long, value_delimiter = ',', value_name = "A,B,…")]
    categories: Option<Vec<String>>,
}

impl AgreementArgs {
    pub(super) fn run(&self, level: f64, output: Output) -> Result<ExitCode, Failure> {
        if !(level > 0.0 && level < 1.0) {
            return Err("a level lies between 0 and 1".into());
        }
        let table = sheet(&self.table)?;
        let categories = self.categories.as_deref();
        let ratings = match self.long.as_deref() {
            None => agreement::read_wide(&table, self.id.as_deref(), categories),
            Some([target, rater, value]) => {
                let long = agreement::Long {
                    target: target.clone(),
                    rater: rater.clone(),
                    value: value.clone(),
                };
                agreement::read_long(&table, &long, categories)
            }
            Some(_) => return Err("--long takes three columns: target,rater,value".into()),
        };
        let report = agreement::run(&within(&self.table, ratings)?, level);
        output.print(&report, || report.text())
    }
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("certainty").required(true).args(["se", "reliability"])))]
pub struct RankArgs {
    /// One candidate a row
    #[arg(value_name = "SCORES.csv")]
    table: PathBuf,
    /// The column of scores; candidates without one have no rank
    #[arg(long, value_name = "COLUMN")]
    score: String,
    /// A column with everyone's own standard error of measurement, in points. Bands then use the reliability that the
    /// errors imply, 1 − mean(SE²)/variance
    #[arg(long, value_name = "COLUMN")]
    se: Option<String>,
    /// One reliability for all, 0 to 1
    #[arg(long, value_name = "R")]
    reliability: Option<f64>,
    /// Standard deviation of the scores in the group the reliability is from [default: that of these scores]
    #[arg(long, value_name = "POINTS")]
    sd: Option<f64>,
    /// Seed of the simulated ranks: the same seed, the same intervals
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The column that names candidates; ids must not repeat [default: the first called id, person, candidate,
    /// participant, respondent, subject, student or target, also with _id, in any case; else a first column without a
    /// name; else rows are named by their number]
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
}

impl RankArgs {
    pub(super) fn run(&self, level: f64, output: Output) -> Result<ExitCode, Failure> {
        let certainty = match (&self.se, self.reliability) {
            (Some(column), _) => rank::Certainty::Errors(column.clone()),
            (None, Some(reliability)) => rank::Certainty::Reliability(reliability),
            (None, None) => return Err("give --se or --reliability".into()),
        };
        let request = rank::Request {
            id: self.id.clone(),
            score: self.score.clone(),
            certainty,
            sd: self.sd,
            seed: self.seed,
            level,
        };
        let report = within(&self.table, rank::run(&sheet(&self.table)?, &request))?;
        output.print(&report, || report.text())
    }
}

#[derive(Debug, Args)]
pub struct ImpactArgs {
    /// Columns "group", "n" and "selected", a row a group; a row without a group counts people whose group is unknown.
    /// With --scores: one person a row
    #[arg(value_name = "COUNTS.csv")]
    table: PathBuf,
    /// A column of scores: "selected" are then those strictly above the median of everyone
    #[arg(long, requires = "group", value_name = "COLUMN")]
    scores: Option<String>,
    /// The column of groups; several are crossed. An empty cell is an unknown group
    #[arg(
        long,
        requires = "scores",
        value_delimiter = ',',
        value_name = "COLUMN,…"
    )]
    group: Vec<String>,
}

impl ImpactArgs {
    pub(super) fn run(&self, level: f64, output: Output) -> Result<ExitCode, Failure> {
        let table = sheet(&self.table)?;
        let counts = match &self.scores {
            None => impact::counts(&table),
            Some(scores) => impact::from_scores(&table, scores, &self.group),
        };
        let report = counts.and_then(|counts| impact::run(&counts, level));
        let report = within(&self.table, report)?;
        output.print(&report, || report.text())
    }
}

#[derive(Debug, Args)]
pub struct PersonfitArgs {
    /// Persons in rows, items in columns, in the order they were shown
    #[arg(value_name = "DATA.csv")]
    table: PathBuf,
    #[command(flatten)]
    items: ItemArgs,
    /// CSV with columns "item" and "stratum": subscales, for even-odd consistency
    #[arg(long, value_name = "FILE")]
    strata: Option<PathBuf>,
    /// Scores of at least this count as right, for Guttman errors [default: scores are 0 or 1]
    #[arg(long, allow_negative_numbers = true, value_name = "SCORE")]
    cut: Option<f64>,
}

impl PersonfitArgs {
    pub(super) fn run(&self, output: Output) -> Result<ExitCode, Failure> {
        let request = personfit::Request {
            columns: self.items.selection(),
            strata: strata(&self.strata)?,
            cut: self.cut,
        };
        let report = within(&self.table, personfit::run(&sheet(&self.table)?, &request))?;
        output.print(&report, || report.text())
    }
}
