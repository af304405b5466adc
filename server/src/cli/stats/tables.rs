//! The commands that read tables.

use super::{Output, open, sheet, within};
use crate::cli::Failure;
use clap::{Args, ValueEnum};
use statistics::analyse::{self, GroupRequest, TailRule, Ties};
use statistics::items::{self, Assigned, Selection};
use statistics::{agreement, impact, personfit, rank};
use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which columns are items.
#[derive(Debug, Args)]
struct ItemArgs {
    /// The column that names persons
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The item columns, in this order [default: every named column that is nothing else]
    #[arg(long, value_delimiter = ',', value_name = "A,B,…")]
    items: Option<Vec<String>>,
    /// Items scored the other way round: lowest + highest point of the scale − answer
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "A,B,…",
        requires = "scale_max"
    )]
    reverse: Vec<String>,
    /// Lowest point of the scale, for --reverse
    #[arg(
        long,
        default_value_t = 1.0,
        allow_negative_numbers = true,
        value_name = "POINT"
    )]
    scale_min: f64,
    /// Highest point of the scale, for --reverse
    #[arg(long, allow_negative_numbers = true, value_name = "POINT")]
    scale_max: Option<f64>,
}

impl ItemArgs {
    fn selection(&self) -> Selection {
        Selection {
            id: self.id.clone(),
            items: self.items.clone(),
            reverse: self.reverse.clone(),
            scale: self.scale_max.map(|max| (self.scale_min, max)),
        }
    }
}

#[derive(Debug, Args)]
pub struct AnalyseArgs {
    /// Persons in rows, items in columns: scores, or answers where there is a key
    #[arg(value_name = "DATA.csv")]
    table: PathBuf,
    #[command(flatten)]
    items: ItemArgs,
    /// CSV with a column "key": the right answer of each item, one row an item in their order. An answer equal to it
    /// scores 1, any other 0
    #[arg(long, value_name = "KEY.csv")]
    key: Option<PathBuf>,
    /// CSV with columns "item" and "stratum": every item belongs to exactly one stratum, such as its competency. For
    /// stratified alpha and the composite
    #[arg(long, value_name = "FILE")]
    strata: Option<PathBuf>,
    /// CSV with a column "stratum" or "item" and a column "weight", above 0: for all strata, the weights of their
    /// scores in the composite; or for all items, the weights of their scores in the total
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// What a weighted stratum's score is: the mean or the sum of its items
    #[arg(long, value_enum, default_value = "mean")]
    part_scores: Parts,
    /// A column with groups, for differential functioning; persons without a word there are in neither group
    #[arg(long, requires = "focal", value_name = "COLUMN")]
    group: Option<String>,
    /// What stands there for the focal group
    #[arg(long, requires = "group", value_name = "VALUE")]
    focal: Option<String>,
    /// What stands there for the reference group [default: everyone else]
    #[arg(long, requires = "group", value_name = "VALUE")]
    reference: Option<String>,
    /// Join neighbouring score levels until each holds so many people [default: every level by itself]
    #[arg(long, requires = "group", value_name = "PEOPLE")]
    collapse: Option<usize>,
    /// Match once more without the items found to function differently
    #[arg(long, requires = "group")]
    purify: bool,
    /// A column to correlate the total with; persons without it are left out there
    #[arg(long, value_name = "COLUMN")]
    criterion: Option<String>,
    /// A person with a missing answer: left out, or the answer scores 0
    #[arg(long, value_enum, default_value = "listwise")]
    missing: Missing,
    /// Share of persons in each tail of the D index; 0.3333 for thirds
    #[arg(long, default_value_t = 0.27, value_name = "SHARE")]
    tail_share: f64,
    /// Persons tied at the cut of a tail: by the fraction that fills it, or all of them
    #[arg(long, value_enum, default_value = "fraction")]
    tail_ties: TiedPersons,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Parts {
    Mean,
    Sum,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Missing {
    Listwise,
    Zero,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TiedPersons {
    Fraction,
    All,
}

impl AnalyseArgs {
    pub(super) fn run(&self, level: f64, output: Output) -> Result<ExitCode, Failure> {
        let key = self.key.as_deref();
        let key = key
            .map(|path| within(path, items::key(&sheet(path)?)))
            .transpose()?;
        let weights = self.weights.as_deref();
        let weights = weights
            .map(|path| within(path, items::weights(&sheet(path)?)))
            .transpose()?;
        let group = self.group.as_ref().zip(self.focal.as_ref());
        let request = analyse::Request {
            columns: self.items.selection(),
            key,
            strata: strata(&self.strata)?,
            weights,
            part_scores: match self.part_scores {
                Parts::Mean => analyse::PartScores::Mean,
                Parts::Sum => analyse::PartScores::Sum,
            },
            group: group.map(|(column, focal)| GroupRequest {
                column: column.clone(),
                focal: focal.clone(),
                reference: self.reference.clone(),
                smallest_stratum: self.collapse,
                purify: self.purify,
            }),
            criterion: self.criterion.clone(),
            gaps: match self.missing {
                Missing::Listwise => analyse::Gaps::Listwise,
                Missing::Zero => analyse::Gaps::Zero,
            },
            tails: TailRule {
                share: self.tail_share,
                ties: match self.tail_ties {
                    TiedPersons::Fraction => Ties::Fraction,
                    TiedPersons::All => Ties::IncludeAll,
                },
            },
            level,
            held_cells: analyse::HELD_CELLS,
        };
        open(&self.table)?;
        let report = within(
            &self.table,
            analyse::run(|| File::open(&self.table), &request),
        )?;
        output.print(&report, || report.text())
    }
}

fn strata(path: &Option<PathBuf>) -> Result<Option<Assigned<String>>, Failure> {
    let read = |path: &PathBuf| within(path, items::strata(&sheet(path)?));
    path.as_ref().map(read).transpose()
}

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
    /// The column that names targets
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
    /// The column that names candidates
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
