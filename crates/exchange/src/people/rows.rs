//! Text to entries of a name and an address, whatever the delimiter and whether or not there is a header.

use super::PeopleError;
use super::columns::Columns;

/// Candidates for the delimiter; at a tie the earlier one wins, as commas also stand in names.
const DELIMITERS: [char; 4] = ['\t', ';', '|', ','];
/// So many lines decide about the delimiter.
const SNIFFED: usize = 50;

/// One person as written, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub row: u64,
    pub name: String,
    pub email: String,
    /// The whole row, for the preview.
    pub text: String,
}

#[derive(Debug)]
pub(super) struct Table {
    pub entries: Vec<Entry>,
    pub delimiter: char,
    pub header: bool,
    pub ignored_columns: Vec<String>,
}

pub(super) fn read(text: &str, max_rows: usize) -> Result<Table, PeopleError> {
    let (text, skipped, stated) = stated_delimiter(text);
    let delimiter = stated.unwrap_or_else(|| sniff(text));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(delimiter).unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut table = Table {
        entries: Vec::new(),
        delimiter,
        header: false,
        ignored_columns: Vec::new(),
    };
    let mut columns: Option<Columns> = None;
    let mut lines = Lines {
        bytes: text.as_bytes(),
        offset: 0,
        line: 1,
    };
    let mut first = true;
    for record in reader.records() {
        // Text in memory is valid UTF-8 and rows may differ in length: nothing is left that can fail.
        let Ok(record) = record else { continue };
        let row = lines.at(record.position()) + skipped;
        let cells: Vec<&str> = record.iter().collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if std::mem::take(&mut first) {
            columns = Columns::of(&cells);
            if let Some(columns) = &columns {
                if columns.email.is_none() {
                    return Err(PeopleError::NoEmailColumn);
                }
                table.header = true;
                table.ignored_columns = columns.ignored.clone();
                continue;
            }
        }
        match &columns {
            Some(columns) => table.entries.push(by_columns(columns, &cells, row)),
            None => table.entries.extend(by_shape(&cells, row)),
        }
        if table.entries.len() > max_rows {
            return Err(PeopleError::TooManyRows { rows: max_rows });
        }
    }
    Ok(table)
}

/// Counts lines up to where a record starts: the reader's own count is off by one after CRLF and empty lines.
struct Lines<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of a record, from 1; positions come in ascending order.
    fn at(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.offset) {
            let ends = *byte == b'\n' || *byte == b'\r';
            if self.offset >= start && !ends {
                break;
            }
            self.offset += 1;
            let half_of_crlf = *byte == b'\r' && self.bytes.get(self.offset) == Some(&b'\n');
            self.line += u64::from(ends && !half_of_crlf);
        }
        self.line
    }
}

/// Spreadsheets may state the delimiter in a first line such as `sep=;`.
fn stated_delimiter(text: &str) -> (&str, u64, Option<char>) {
    let Some((line, rest)) = text.split_once('\n') else {
        return (text, 0, None);
    };
    match line.trim_end().strip_prefix("sep=").map(str::chars) {
        Some(mut sign) => match (sign.next(), sign.next()) {
            (Some(delimiter), None) if DELIMITERS.contains(&delimiter) => {
                (rest, 1, Some(delimiter))
            }
            _ => (text, 0, None),
        },
        None => (text, 0, None),
    }
}

/// The delimiter that stands equally often in most of the first lines.
fn sniff(text: &str) -> char {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(SNIFFED)
        .collect();
    let agreeing = |delimiter: &char| {
        let counts: Vec<usize> = lines
            .iter()
            .map(|line| unquoted(line, *delimiter))
            .collect();
        let positive = counts.iter().filter(|count| **count > 0);
        positive
            .map(|count| counts.iter().filter(|other| *other == count).count())
            .max()
            .unwrap_or(0)
    };
    let mut best = (',', 0);
    for delimiter in DELIMITERS {
        let score = agreeing(&delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

fn unquoted(line: &str, delimiter: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|c| {
            quoted ^= *c == '"';
            *c == delimiter && !quoted
        })
        .count()
}

fn by_columns(columns: &Columns, cells: &[&str], row: u64) -> Entry {
    let written = columns
        .email
        .and_then(|index| cells.get(index))
        .copied()
        .unwrap_or("");
    let (in_brackets, email) = bracketed(written).unwrap_or(("", written));
    let name = columns.name(cells);
    let name = if name.is_empty() {
        in_brackets.to_owned()
    } else {
        name
    };
    Entry {
        row,
        name,
        email: without_scheme(email).to_owned(),
        text: cells.join(" "),
    }
}

/// Without a header: several addresses in a row are several people; beside a single one stands the name.
fn by_shape(cells: &[&str], row: u64) -> Vec<Entry> {
    let parts: Vec<&str> = cells
        .iter()
        .flat_map(|cell| {
            if cell.matches('@').count() > 1 {
                cell.split([',', ';']).collect()
            } else {
                vec![*cell]
            }
        })
        .collect();
    let addressed: Vec<usize> = (0..parts.len())
        .filter(|index| parts.get(*index).is_some_and(|part| part.contains('@')))
        .collect();
    let entry = |name: String, email: &str| Entry {
        row,
        name,
        email: without_scheme(email).to_owned(),
        text: cells.join(" "),
    };
    match addressed.as_slice() {
        [] => vec![entry(String::new(), "")],
        [only] => {
            let (inside, email) = name_and_email(parts[*only]);
            let around = parts[..*only].join(" ");
            let after = parts.get(only + 1).copied().unwrap_or("");
            let name = [around.trim(), inside, after]
                .into_iter()
                .find(|name| !name.trim().is_empty());
            vec![entry(name.unwrap_or("").to_owned(), email)]
        }
        several => several
            .iter()
            .map(|index| {
                let (name, email) = name_and_email(parts[*index]);
                entry(name.to_owned(), email)
            })
            .collect(),
    }
}

/// `Ada <ada@x.org>`, `Ada ada@x.org`, `ada@x.org`.
fn name_and_email(part: &str) -> (&str, &str) {
    if let Some(found) = bracketed(part) {
        return found;
    }
    let part = part.trim_matches([' ', '\u{a0}']);
    match part.rsplit_once(' ') {
        Some((name, email)) if email.contains('@') && !name.contains('@') => (name, email),
        _ => ("", part),
    }
}

/// Name and address of `Ada Lovelace <ada@example.org>`; quotes around the name are dropped.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (email, after) = rest.split_once('>')?;
    after
        .trim()
        .is_empty()
        .then(|| (name.trim().trim_matches(['"', '\'']), email))
}

fn without_scheme(email: &str) -> &str {
    let email = email.trim_matches([' ', '\u{a0}']);
    email.strip_prefix("mailto:").unwrap_or(email)
}
