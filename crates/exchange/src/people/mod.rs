//! Lists of people to invite: pasted text or CSV, in whatever delimiter, encoding and order they come. Nothing is
//! sent or stored here: what was understood, what was not and what occurs twice is handed back for a preview.
//!
//! Understood: tables with or without a header (name, or first and last name, and e-mail; other columns are left
//! aside), and pastes such as `Ada Lovelace <ada@example.org>`, one a line or many in a line. To add a header word: see
//! `columns`.

mod columns;
pub(crate) mod decode;
mod email;
mod rows;

pub use email::{EmailError, normalise as normalise_email};

use rows::Entry;
use std::collections::BTreeMap;

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: usize,
    pub rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 5 * 1024 * 1024,
            rows: 20_000,
        }
    }
}

/// Somebody who can be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The line of the file, from 1.
    pub row: u64,
    /// May be empty; without control characters, spaces collapsed, at most 200 characters.
    pub name: String,
    /// Checked; the domain in lower case.
    pub email: String,
}

/// Something to tell about a row: why it cannot be used, or what was changed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowNote {
    pub row: u64,
    pub message: String,
    /// The start of the row as text for the preview, without control characters.
    pub text: String,
}

/// An address that occurred before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    pub row: u64,
    pub first_row: u64,
    pub email: String,
}

/// What a list holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeopleFile {
    /// Each address once, in the order of the file.
    pub people: Vec<Person>,
    /// Rows that cannot be used.
    pub errors: Vec<RowNote>,
    pub duplicates: Vec<Duplicate>,
    /// Rows that are used with a change or a doubt.
    pub notes: Vec<RowNote>,
    /// "UTF-8", "UTF-16" or "Windows-1252".
    pub encoding: &'static str,
    /// The delimiter taken.
    pub delimiter: char,
    /// Whether the first row was read as a header.
    pub header: bool,
    /// Header cells that were left aside.
    pub ignored_columns: Vec<String>,
}

/// Why a list as a whole cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeopleError {
    #[error("This file is larger than {} MB. Divide it into smaller files.", bytes / (1024 * 1024))]
    TooLarge { bytes: usize },
    #[error("This list has more than {rows} rows. Divide it into smaller lists.")]
    TooManyRows { rows: usize },
    #[error("This looks like a ZIP or Excel file. Save the table as CSV and choose that file.")]
    Spreadsheet,
    #[error(
        "This looks like a binary file, not a list of people. Save the table as CSV and choose that file."
    )]
    Binary,
    #[error("The header names no column for e-mail addresses. Name it “email”.")]
    NoEmailColumn,
    #[error("There is nobody in this list.")]
    Empty,
}

/// Reads a pasted text or the bytes of a file.
///
/// # Errors
/// [`PeopleError`] where the list as a whole cannot be read; rows that cannot be used are in [`PeopleFile::errors`].
pub fn read(bytes: &[u8], limits: Limits) -> Result<PeopleFile, PeopleError> {
    if bytes.len() > limits.bytes {
        return Err(PeopleError::TooLarge {
            bytes: limits.bytes,
        });
    }
    let (text, encoding) = decode::text(bytes)?;
    let table = rows::read(&text, limits.rows)?;
    let mut file = PeopleFile {
        encoding,
        delimiter: table.delimiter,
        header: table.header,
        ignored_columns: table.ignored_columns,
        ..PeopleFile::default()
    };
    let mut first_rows: BTreeMap<String, u64> = BTreeMap::new();
    for entry in table.entries {
        add(&mut file, &mut first_rows, &entry);
    }
    if file.people.is_empty() && file.errors.is_empty() {
        return Err(PeopleError::Empty);
    }
    Ok(file)
}

fn add(file: &mut PeopleFile, first_rows: &mut BTreeMap<String, u64>, entry: &Entry) {
    let row = entry.row;
    let note = |message: String| RowNote {
        row,
        message,
        text: excerpt(&entry.text),
    };
    let email = match email::normalise(&entry.email) {
        Ok(email) => email,
        Err(error) => return file.errors.push(note(error.to_string())),
    };
    let (name, changed) = clean(&entry.name);
    if name.chars().count() > NAME_LENGTH {
        return file.errors.push(note(format!(
            "The name is longer than {NAME_LENGTH} characters."
        )));
    }
    if let Some(&first_row) = first_rows.get(&email.to_lowercase()) {
        return file.duplicates.push(Duplicate {
            row,
            first_row,
            email,
        });
    }
    if changed {
        file.notes.push(note(
            "Control characters in the name were replaced by spaces.".into(),
        ));
    }
    if name.starts_with(['=', '+', '-', '@']) {
        file.notes.push(note(
            "The name looks like a formula; it is kept as text.".into(),
        ));
    }
    first_rows.insert(email.to_lowercase(), row);
    file.people.push(Person { row, name, email });
}

const NAME_LENGTH: usize = 200;

/// The text without control characters and direction marks, spaces collapsed, and whether anything but spaces went.
fn clean(text: &str) -> (String, bool) {
    let text = text.trim();
    let hostile = |c: char| {
        c.is_control()
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    let changed = text.contains(hostile);
    let replaced: String = text
        .chars()
        .map(|c| if hostile(c) { ' ' } else { c })
        .collect();
    (
        replaced.split_whitespace().collect::<Vec<_>>().join(" "),
        changed,
    )
}

fn excerpt(text: &str) -> String {
    let (text, _) = clean(text);
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests;
