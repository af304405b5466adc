//! `attune bank check FILE…`, `attune bank rehearse FILE…` and `attune bank import FILE…`. A folder stands for the YAML
//! files in it. Other programs' formats are in `convert`.

mod convert;
mod rehearsal;

use super::{Failure, connect, words};
use crate::config::Config;
use clap::Subcommand;
use domain::bank::{Bank, Severity};
use exchange::bank_file::{self, SourceFile};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum BankCommand {
    /// Report every error and warning at once, with file, line and question
    Check {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Show what made-up takers would earn, bank by bank: the key, chance, first and longest replies, sympathy only
    Rehearse {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Print everything as JSON, competency lines too
        #[arg(long)]
        json: bool,
    },
    /// Write a bank in another format, and say what that format does not carry
    Convert(convert::ConvertArgs),
    /// Write a table with an example question, to be filled in with a spreadsheet program
    Template {
        /// A .csv or .xlsx file
        output: PathBuf,
        /// Replace the file if it exists
        #[arg(long)]
        force: bool,
    },
    /// Run the response processing of one QTI item and print its outcome variables as JSON
    Score {
        /// The item, QTI 2.1, 2.2 or 3.0
        item: PathBuf,
        /// JSON such as {"RESPONSE": "choice_a"}; see docs/formats.md
        response: PathBuf,
    },
    /// Check, then import; nothing is imported while any file has an error
    Import {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

fn check(files: &[PathBuf]) -> Result<ExitCode, Failure> {
    let (banks, errors) = read(files)?;
    let questions: usize = banks.iter().map(|bank| bank.questions.len()).sum();
    println!(
        "{} bank(s), {questions} question(s), {errors} error(s)",
        banks.len()
    );
    Ok(if errors == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl BankCommand {
    /// Runs what needs no database and no configuration; `None` for the rest.
    pub fn run_alone(&self) -> Option<Result<ExitCode, Failure>> {
        Some(match self {
            Self::Check { files } => check(files),
            Self::Rehearse { files, json } => rehearsal::run(files, *json),
            Self::Convert(arguments) => convert::convert(arguments),
            Self::Template { output, force } => convert::template(output, *force),
            Self::Score { item, response } => convert::score(item, response),
            Self::Import { .. } => return None,
        })
    }
}

pub async fn run(config: &Config, command: BankCommand) -> Result<ExitCode, Failure> {
    if let Some(done) = command.run_alone() {
        return done;
    }
    let BankCommand::Import { files } = command else {
        return Ok(ExitCode::SUCCESS);
    };
    let (banks, errors) = read(&files)?;
    if errors > 0 {
        return Err(format!("{errors} error(s); nothing was imported").into());
    }
    let service = connect(config).await?;
    for bank in banks {
        let title = bank.info.title.clone();
        let outcome = words(service::banks::import(&service, "command line", bank).await)?;
        println!(
            "{title}, version {}: {} new, {} changed, {} kept, {} retired",
            outcome.version, outcome.added, outcome.changed, outcome.kept, outcome.retired
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads all banks, printing what is wrong with each beside the output; how many errors there were.
pub fn read(paths: &[PathBuf]) -> Result<(Vec<Bank>, usize), Failure> {
    let mut banks = Vec::new();
    let mut errors = 0;
    for files in sources(paths)? {
        let named: Vec<SourceFile> = files
            .iter()
            .map(|(name, text)| SourceFile { name, text })
            .collect();
        let problems = match bank_file::parse_files(&named) {
            Ok((bank, map)) => {
                let warnings = map.problems(domain::bank::check(&bank));
                banks.push(bank);
                warnings
            }
            Err(problems) => problems,
        };
        errors += problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .count();
        for problem in problems {
            eprintln!("{problem}");
        }
    }
    Ok((banks, errors))
}

/// Name and text of each file, grouped by bank.
type Source = Vec<(String, String)>;

/// A file is a bank; a folder holds banks: each YAML file in it, and each folder of YAML files as one bank.
fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    let mut banks = Vec::new();
    for path in paths {
        if !path.is_dir() {
            banks.push(vec![read_file(path)?]);
            continue;
        }
        let before = banks.len();
        for inside in sorted(path)? {
            if inside.is_dir() {
                let files: Result<Source, Failure> = sorted(&inside)?
                    .iter()
                    .filter(|file| is_yaml(file))
                    .map(|file| read_file(file))
                    .collect();
                banks.extend(Some(files?).filter(|files| !files.is_empty()));
            } else if is_yaml(&inside) {
                banks.push(vec![read_file(&inside)?]);
            }
        }
        if banks.len() == before {
            return Err(format!("{} holds no YAML files", path.display()).into());
        }
    }
    Ok(banks)
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut inside: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    inside.sort();
    Ok(inside)
}

fn read_file(path: &Path) -> Result<(String, String), Failure> {
    let bytes =
        std::fs::read(path).map_err(|cause| format!("cannot read {}: {cause}", path.display()))?;
    let text =
        String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8 text", path.display()))?;
    Ok((path.display().to_string(), text))
}

fn is_yaml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "yaml" || extension == "yml")
}
