//! Bank files: YAML (and so JSON) to a [`Bank`] and back, with every problem of a file at once, each with its line.
//! What a bank must be is decided by `domain`; this module only knows how it is written down.
//!
//! A bank is one file, or several of which one describes the bank and all may hold `questions`. To add a field to the
//! format: add it to the type in `domain`, to its reader in `bank` and bless `question-banks/schema.json`
//! (`cargo run -p exchange --example schema`).

mod bank;
mod reader;
mod schema;
mod tree;
mod value;
mod write;

pub use schema::json_schema;
pub(crate) use write::plain_json;
pub use write::{WriteError, write, write_json};

use domain::bank::{Bank, Finding, Severity, check};
use reader::Reader;
use std::collections::BTreeMap;
use std::fmt;
use tree::Node;

/// The text of one file and the name to report it by.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// One thing that is wrong with a bank file or could be better.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankProblem {
    pub severity: Severity,
    /// The name given in [`SourceFile`]; empty when a text was read without one.
    pub file: String,
    /// From 1: the line of a text, the row of a table.
    pub line: u32,
    /// The question's id as written.
    pub question: Option<String>,
    /// The field, such as `questions[3].options[1].value`; empty for the file itself.
    pub path: String,
    pub message: String,
}

impl fmt::Display for BankProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}:", self.file)?;
        }
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}: {severity}: ", self.line)?;
        if let Some(question) = &self.question {
            write!(f, "question `{question}`: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// Where each field of a bank was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    files: Vec<String>,
    places: BTreeMap<String, Place>,
}

/// A file by its position among those read, and a line from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    file: usize,
    line: u32,
}

impl SourceMap {
    /// File name and line of the field at `path`, or of the nearest part around it that was written.
    pub fn locate(&self, path: &str) -> (&str, u32) {
        let place = self.place(path);
        (
            self.files.get(place.file).map_or("", String::as_str),
            place.line,
        )
    }

    /// Findings of [`domain::bank::check`] with their lines.
    pub fn problems(&self, findings: Vec<Finding>) -> Vec<BankProblem> {
        let located = |finding: Finding| {
            let (file, line) = self.locate(&finding.path);
            let file = file.to_owned();
            let Finding {
                severity,
                question,
                path,
                message,
            } = finding;
            BankProblem {
                severity,
                file,
                line,
                question,
                path,
                message,
            }
        };
        findings.into_iter().map(located).collect()
    }

    fn place(&self, path: &str) -> Place {
        let mut part = path;
        loop {
            if let Some(place) = self.places.get(part) {
                return *place;
            }
            let Some(end) = part.rfind(['.', '[']) else {
                return Place { file: 0, line: 1 };
            };
            part = &part[..end];
        }
    }
}

/// Reads a bank from one text. See [`parse_files`].
///
/// # Errors
/// Every problem of the text, warnings included, when at least one of them is an error.
pub fn parse(text: &str) -> Result<(Bank, SourceMap), Vec<BankProblem>> {
    parse_files(&[SourceFile { name: "", text }])
}

/// Reads a bank from the files of a folder: one describes the bank (id, title, key and so on), any may hold
/// `questions`, which follow each other in the order given.
///
/// # Errors
/// Every problem of every file in the order of files and lines, warnings included, when at least one is an error.
/// A file that is not YAML at all yields one problem, and the others are still read.
pub fn parse_files(files: &[SourceFile]) -> Result<(Bank, SourceMap), Vec<BankProblem>> {
    let mut reader = Reader::new(files);
    let mut trees = Vec::new();
    for (index, file) in files.iter().enumerate() {
        match tree::parse(file.text) {
            Ok(tree) => trees.push((index, tree)),
            Err(error) => reader.unreadable(index, &error),
        }
    }
    // A bank with a file missing would be blamed for what that file holds.
    let complete = trees.len() == files.len() && !files.is_empty();
    let bank = bank::read(&trees, &mut reader);
    let findings = if complete { check(&bank) } else { Vec::new() };
    let (map, problems) = reader.finish(findings);
    if complete
        && problems
            .iter()
            .all(|problem| problem.severity == Severity::Warning)
    {
        Ok((bank, map))
    } else {
        Err(problems)
    }
}

type Trees = [(usize, Node)];

#[cfg(test)]
mod tests;
