//! `attune stats analyse`, and which columns of a table are items.

use super::{Output, open, sheet, within};
use crate::cli::Failure;
use clap::{Args, ValueEnum};
use statistics::analyse::{self, GroupRequest, TailRule, Ties};
use statistics::items::{self, Assigned, Selection};
use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which columns are items.
#[derive(Debug, Args)]
pub(super) struct ItemArgs {
    /// The column that names persons; ids must not repeat [default: the first called id, person, candidate,
    /// participant, respondent, subject, student or target, also with _id, in any case; else a first column without a
    /// name; else rows are named by their number]
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The item columns, in this order [default: every named column that is nothing else]
    #[arg(long, value_delimiter = ',', value_name = "A,B,…")]
    items: Option<Vec<String>>,
    /// Items scored the other way round: lowest + highest point of the scale − answer. With --scale-max 7 that is
    /// 8 − answer; a scale from 1 to 6 (--scale-max 6) gives 7 − answer, one from 0 to 4 takes --scale-min 0 --scale-max 4
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
    pub(super) fn selection(&self) -> Selection {
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

/// Reads a file of strata, where one is given.
pub(super) fn strata(path: &Option<PathBuf>) -> Result<Option<Assigned<String>>, Failure> {
    let read = |path: &PathBuf| within(path, items::strata(&sheet(path)?));
    path.as_ref().map(read).transpose()
}
