//! `attune bank convert IN OUT`, `attune bank template OUT` and `attune bank score ITEM RESPONSE`: banks from and to other
//! programs' formats, and one QTI item scored. Nothing is written before everything was read without an error.

use super::super::Failure;
use clap::Args;
use domain::bank::Bank;
use exchange::conversion::{self, Converted, FileFormat, Loss};
use exchange::qti::{self, Item};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// So many questions are named for one loss; the others are counted.
const NAMED: usize = 5;

#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// The file to read
    input: PathBuf,
    /// The file to write
    output: PathBuf,
    /// Format of the input, if its extension does not tell: yaml, json, csv, xlsx, qti2.2, qti3.0, moodle or gift
    #[arg(long, value_parser = format_named)]
    from: Option<FileFormat>,
    /// Format of the output, if its extension does not tell
    #[arg(long, value_parser = format_named)]
    to: Option<FileFormat>,
    /// Replace the output if it exists
    #[arg(long)]
    force: bool,
}

fn format_named(name: &str) -> Result<FileFormat, String> {
    FileFormat::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = FileFormat::ALL.into_iter().map(FileFormat::name).collect();
        format!("formats are {}", names.join(", "))
    })
}

/// The format stated, or that of the file's extension.
fn format_of(path: &Path, stated: Option<FileFormat>, flag: &str) -> Result<FileFormat, Failure> {
    let by_name = || FileFormat::from_extension(&path.to_string_lossy());
    stated.or_else(by_name).ok_or_else(|| {
        format!(
            "the extension of {} stands for no format; say --{flag}",
            path.display()
        )
        .into()
    })
}

pub fn convert(arguments: &ConvertArgs) -> Result<ExitCode, Failure> {
    let ConvertArgs {
        input,
        output,
        from,
        to,
        force,
    } = arguments;
    let (from, to) = (
        format_of(input, *from, "from")?,
        format_of(output, *to, "to")?,
    );
    refuse_existing(output, *force)?;
    let bytes = read(input)?;
    let Converted {
        bank,
        losses,
        problems,
    } = conversion::read(from, &input.to_string_lossy(), &bytes);
    for problem in &problems {
        eprintln!("{problem}");
    }
    report("Reading", &losses);
    let Some(bank) = bank else {
        return Err("nothing was written".into());
    };
    let written = conversion::write(to, &bank)?;
    report("Writing", &written.losses);
    store(output, &written.bytes, *force)?;
    println!(
        "{}: {} question(s) as {}",
        output.display(),
        bank.questions.len(),
        to.name()
    );
    questions_left_out(&bank, &losses);
    Ok(ExitCode::SUCCESS)
}

/// A file twice the size that is read at all is not loaded to be refused.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |cause: std::io::Error| format!("cannot read {}: {cause}", path.display());
    let file = std::fs::File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    let limit = conversion::MAX_BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}

fn refuse_existing(path: &Path, force: bool) -> Result<(), Failure> {
    if path.exists() && !force {
        return Err(format!("{} exists; --force replaces it", path.display()).into());
    }
    Ok(())
}

/// Written whole beside its place and then moved there, so that a full disk leaves what was.
fn store(path: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    refuse_existing(path, force)?;
    let cannot = |cause: std::io::Error| format!("cannot write {}: {cause}", path.display());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let mut file = std::fs::File::create(&part).map_err(cannot)?;
    let outcome = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&part, path));
    if outcome.is_err() {
        drop(std::fs::remove_file(&part));
    }
    outcome.map_err(|cause| cannot(cause).into())
}

/// One line for each kind of loss, with the questions it befalls.
fn report(step: &str, losses: &[Loss]) {
    let mut alike: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
    for loss in losses {
        let key = (loss.kind.name(), loss.field.as_str(), loss.why.as_str());
        alike
            .entry(key)
            .or_default()
            .extend(loss.question.as_deref());
    }
    for ((kind, field, why), questions) in alike {
        let named: Vec<&str> = questions.iter().take(NAMED).copied().collect();
        let more = questions.len().saturating_sub(NAMED);
        let of = match (named.is_empty(), more) {
            (true, _) => "the bank".to_owned(),
            (false, 0) => named.join(", "),
            (false, more) => format!("{} and {more} more", named.join(", ")),
        };
        println!("{step}: {kind}: `{field}` of {of}: {why}");
    }
}

fn questions_left_out(bank: &Bank, losses: &[Loss]) {
    let left_out = losses
        .iter()
        .filter(|loss| loss.field == "question")
        .count();
    if left_out > 0 {
        println!(
            "{left_out} of {} questions were left out, see above.",
            bank.questions.len() + left_out
        );
    }
}

pub fn template(output: &Path, force: bool) -> Result<ExitCode, Failure> {
    refuse_existing(output, force)?;
    let bytes = match format_of(output, None, "to")? {
        FileFormat::Csv => conversion::template_csv()?,
        FileFormat::Xlsx => conversion::template_xlsx()?,
        _ => return Err("a template is a .csv or .xlsx file".into()),
    };
    store(output, &bytes, force)?;
    println!(
        "{}: a head and an example, to be replaced by your questions",
        output.display()
    );
    Ok(ExitCode::SUCCESS)
}

pub fn score(item: &Path, response: &Path) -> Result<ExitCode, Failure> {
    let in_file = |path: &Path, error: qti::QtiError| format!("{}: {error}", path.display());
    let parsed = Item::parse(&read(item)?).map_err(|error| in_file(item, error))?;
    let text = String::from_utf8(read(response)?)
        .map_err(|_| format!("{} is not UTF-8 text", response.display()))?;
    let responses = qti::read_responses(&parsed, text.trim_start_matches('\u{feff}'))
        .map_err(|error| in_file(response, error))?;
    let outcomes = parsed
        .score(&responses)
        .map_err(|error| in_file(item, error))?;
    println!(
        "{}",
        serde_json::to_string_pretty(&qti::outcomes_json(&outcomes))?
    );
    Ok(ExitCode::SUCCESS)
}
