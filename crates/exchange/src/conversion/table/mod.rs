//! Tables of questions for spreadsheets, one question a row: CSV, and XLSX with the bank on a second sheet. Cells are in
//! `row`, workbooks in `workbook`; this file finds the columns and writes CSV.

mod row;
mod workbook;

pub(super) use workbook::{read as read_xlsx, write as write_xlsx};

use super::difference::loss;
use super::import::{Import, MAX_QUESTIONS};
use super::{LossKind, WriteError, Written};
use crate::{csv_export, people};
use domain::bank::{Bank, BankInfo, Key, KeyStatus, Provenance, SCHEMA_VERSION, Visibility};
use domain::question::{
    Ask, Channel, Competency, Difficulty, Direction, Format, Kind, Question, ReplyOption, Style,
};
use std::collections::BTreeMap;

/// A bank's questions have at most so many options.
const OPTIONS: usize = 8;
const COLUMNS: [&str; 20] = [
    "id",
    "title",
    "kind",
    "format",
    "allowed_formats",
    "channel",
    "direction",
    "sector",
    "competencies",
    "asks",
    "difficulty",
    "reading_seconds",
    "content_note",
    "substitute",
    "record_name",
    "record_since",
    "record_last_contacts",
    "record_notes",
    "scenario",
    "task",
];
const OPTION_COLUMNS: [&str; 6] = ["option", "value", "style", "reason", "id", "pinned"];
/// Without these a row cannot be a question.
const REQUIRED: [&str; 8] = [
    "title",
    "format",
    "channel",
    "direction",
    "sector",
    "reading_seconds",
    "scenario",
    "task",
];

/// The head of the table: `option_1`, `value_1` and so on after what a question has once.
fn header() -> Vec<String> {
    let options = (1..=OPTIONS).flat_map(|n| OPTION_COLUMNS.map(|name| format!("{name}_{n}")));
    COLUMNS
        .into_iter()
        .map(str::to_owned)
        .chain(options)
        .collect()
}

/// Where each column stands.
struct Columns {
    places: BTreeMap<String, usize>,
}

impl Columns {
    /// Finds the columns in the first row; what is not known or missing is told to `import`.
    fn find(cells: &[String], import: &mut Import) -> Option<Self> {
        let known = header();
        let mut places = BTreeMap::new();
        for (place, cell) in cells.iter().enumerate() {
            let name = cell.trim().to_lowercase().replace([' ', '-'], "_");
            if name.is_empty() {
                continue;
            }
            if !known.contains(&name) {
                let why = format!("the column `{}` is not known", cell.trim());
                import.loss(None, "column", LossKind::Dropped, &why);
            } else if places.insert(name, place).is_some() {
                import.error(1, cell.trim(), "This column is there twice.");
            }
        }
        let missing: Vec<&str> = REQUIRED
            .into_iter()
            .filter(|name| !places.contains_key(*name))
            .collect();
        if !missing.is_empty() {
            let message = format!("The first row names no column {}.", missing.join(", "));
            import.error(1, "", message);
            return None;
        }
        Some(Self { places })
    }

    /// The cell of a column; empty where there is none.
    fn cell<'a>(&self, cells: &'a [String], name: &str) -> &'a str {
        let cell = self.places.get(name).and_then(|place| cells.get(*place));
        cell.map_or("", String::as_str)
    }
}

/// Reads rows, the first of which names the columns.
fn read_rows(rows: impl IntoIterator<Item = Vec<String>>, import: &mut Import) {
    let mut rows = (1_u32..).zip(rows);
    let Some((_, head)) = rows.next() else {
        return import.error(1, "", "The table is empty.");
    };
    let Some(columns) = Columns::find(&head, import) else {
        return;
    };
    for (number, cells) in rows {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if import.is_full() {
            return;
        }
        row::read(&columns, &cells, number, import);
    }
}

pub(super) fn read_csv(bytes: &[u8], import: &mut Import) {
    let text = match people::decode::text(bytes) {
        Ok((text, _)) => text,
        Err(_) => return import.error(1, "", "This is not a CSV file."),
    };
    let head = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| head.bytes().filter(|byte| byte == delimiter).count();
    let delimiter = [b'\t', b';', b',']
        .into_iter()
        .max_by_key(count)
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let record = |record: csv::StringRecord| record.iter().map(csv_export::unguarded).collect();
    let rows: Result<Vec<Vec<String>>, csv::Error> = reader
        .records()
        .take(MAX_QUESTIONS + 2)
        .map(|row| row.map(record))
        .collect();
    match rows {
        Ok(rows) => read_rows(rows, import),
        Err(_) => import.error(1, "", "This is not a CSV file."),
    }
}

pub(super) fn write_csv(bank: &Bank) -> Result<Written, WriteError> {
    let head = header();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows: Vec<Vec<String>> = bank.questions.iter().map(row::write).collect();
    let bytes = csv_export::write(&head, rows.iter().map(|row| row.iter().map(String::as_str)))?;
    let fields = [
        "id",
        "title",
        "description",
        "locale",
        "licence",
        "authors",
        "key",
    ];
    let why = "a table has a row for each question and none for the bank";
    let losses = fields
        .map(|field| loss(None, field, LossKind::Dropped, why))
        .into();
    Ok(Written { bytes, losses })
}

/// A table with its head and an example, to be filled in.
///
/// # Errors
/// Those of the writer; none is known.
pub fn template_csv() -> Result<Vec<u8>, WriteError> {
    Ok(write_csv(&example())?.bytes)
}

/// The same as a workbook.
///
/// # Errors
/// Those of the writer; none is known.
pub fn template_xlsx() -> Result<Vec<u8>, WriteError> {
    Ok(write_xlsx(&example())?.bytes)
}

fn example() -> Bank {
    let option = |id: &str, value: f64, style: Style, text: &str, reason: &str| ReplyOption {
        id: id.into(),
        text: text.into(),
        value,
        style: Some(style),
        reason: reason.into(),
        pinned: false,
    };
    let question = Question {
        id: "spare-key".into(),
        title: "The spare key".into(),
        kind: Kind::Empathy,
        format: Format::SingleBest,
        allowed_formats: vec![Format::SingleBest, Format::MostLeast],
        channel: Channel::Chat,
        direction: Direction::Inbound,
        sector: "housing".into(),
        competencies: [(Competency::AL, 0.6), (Competency::PS, 0.4)].into(),
        asks: vec![Ask::Q1, Ask::Q5],
        difficulty: Difficulty::Easy,
        reading_seconds: 50,
        content_note: None,
        substitute: None,
        customer_record: None,
        scenario: "Ilse writes: \"Locked out again. The spare key is with my ex, and I'd rather sleep on the mat.\" \
                   A caretaker can open the door in about an hour. It costs 20."
            .into(),
        task: "What do you write to Ilse?".into(),
        key: None,
        options: vec![
            option("a", 5.0, Style::Asking, "Could someone bring you the spare key? That would save you the 20.", "Means to save her money, but asks for the one key she has just ruled out."),
            option("b", 6.5, Style::SolutionOnly, "The caretaker can open up in about an hour, for 20. Shall I send him?", "Takes her at her word about the key; names time and price and leaves the choice to her."),
            option("c", 1.8, Style::SympathyOnly, "Oh dear, break-ups are the worst. It took me a whole year to get over mine. Hang in there.", "Talks about the break-up; the door stays shut."),
            option("d", 1.4, Style::Dismissive, "Lost keys are the tenant's duty under the house rules.", "Blames her for something she did not say, and hides the caretaker."),
        ],
    };
    let key = Key {
        provenance: Provenance::Rational,
        status: KeyStatus::Provisional,
        visibility: Visibility::Private,
        experts: None,
        date: None,
        icc2k: None,
    };
    Bank {
        schema_version: SCHEMA_VERSION,
        info: BankInfo {
            id: "my-bank".into(),
            title: "My bank".into(),
            description: String::new(),
            locale: "en".into(),
            licence: "LicenseRef-private".into(),
            authors: vec!["Your name".into()],
            key,
        },
        questions: vec![question],
    }
}
