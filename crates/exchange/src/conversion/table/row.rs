//! One row of a table: a question, cell by cell. Names in one cell are parted by semicolons, lines by line breaks. Every
//! cell that cannot be read is a problem of its own, with the row's number and the column's name.

use super::{Columns, OPTIONS};
use crate::conversion::import::{Import, letter, slug};
use crate::conversion::labels;
use domain::question::{Competency, CustomerRecord, Kind, Question, ReplyOption};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

pub(super) fn write(question: &Question) -> Vec<String> {
    let record = question.customer_record.as_ref();
    let shares = question
        .competencies
        .iter()
        .map(|(competency, share)| format!("{} {share}", competency.code()));
    let mut cells = vec![
        question.id.clone(),
        question.title.clone(),
        labels::name(&question.kind),
        labels::name(&question.format),
        names(&question.allowed_formats),
        labels::name(&question.channel),
        labels::name(&question.direction),
        question.sector.clone(),
        shares.collect::<Vec<_>>().join("; "),
        names(&question.asks),
        labels::name(&question.difficulty),
        question.reading_seconds.to_string(),
        question.content_note.clone().unwrap_or_default(),
        question.substitute.clone().unwrap_or_default(),
        record.map(|record| record.name.clone()).unwrap_or_default(),
        record
            .and_then(|record| record.since)
            .map(|year| year.to_string())
            .unwrap_or_default(),
        record
            .map(|record| record.last_contacts.join("\n"))
            .unwrap_or_default(),
        record
            .map(|record| record.notes.join("\n"))
            .unwrap_or_default(),
        question.scenario.clone(),
        question.task.clone(),
    ];
    for option in &question.options {
        cells.extend([
            option.text.clone(),
            option.value.to_string(),
            option
                .style
                .map(|style| labels::name(&style))
                .unwrap_or_default(),
            option.reason.clone(),
            option.id.clone(),
            if option.pinned {
                "true".into()
            } else {
                String::new()
            },
        ]);
    }
    cells
}

fn names<T: Serialize>(all: &[T]) -> String {
    all.iter().map(labels::name).collect::<Vec<_>>().join("; ")
}

/// Adds the question of a row, or its problems.
pub(super) fn read(columns: &Columns, cells: &[String], number: u32, import: &mut Import) {
    let mut row = Row {
        columns,
        cells,
        problems: Vec::new(),
    };
    let question = row.question();
    let place = (String::new(), number);
    let sound = row.problems.is_empty();
    for (column, message) in row.problems {
        import.error_at(&place, Some(&question.id), &column, message);
    }
    if sound {
        import.add_question(question, place);
    }
}

struct Row<'a> {
    columns: &'a Columns,
    cells: &'a [String],
    problems: Vec<(String, String)>,
}

impl<'a> Row<'a> {
    fn cell(&self, name: &str) -> &'a str {
        self.columns.cell(self.cells, name)
    }

    fn problem(&mut self, column: &str, message: impl Into<String>) {
        self.problems.push((column.to_owned(), message.into()));
    }

    fn question(&mut self) -> Question {
        let title = self.cell("title").to_owned();
        let id = match self.cell("id").trim() {
            "" => slug(&title, 60),
            id => id.to_owned(),
        };
        let kind: Kind = self.optional_name("kind").unwrap_or_default();
        Question {
            id,
            title,
            kind,
            format: self.name("format", domain::question::Format::SingleBest),
            allowed_formats: self.names("allowed_formats"),
            channel: self.name("channel", domain::question::Channel::Chat),
            direction: self.name("direction", domain::question::Direction::Inbound),
            sector: self.cell("sector").trim().to_owned(),
            competencies: self.competencies(),
            asks: self.names("asks"),
            difficulty: self.optional_name("difficulty").unwrap_or_default(),
            reading_seconds: self.number("reading_seconds").unwrap_or_default() as u32,
            content_note: self.words("content_note"),
            substitute: self.words("substitute").map(|id| id.trim().to_owned()),
            customer_record: self.record(),
            scenario: self.cell("scenario").to_owned(),
            task: self.cell("task").to_owned(),
            key: None,
            options: self.options(),
        }
    }

    fn words(&self, column: &str) -> Option<String> {
        let cell = self.cell(column);
        (!cell.trim().is_empty()).then(|| cell.to_owned())
    }

    /// A name that must be there; `otherwise` stands in for it after the problem is noted.
    fn name<T: DeserializeOwned>(&mut self, column: &str, otherwise: T) -> T {
        if self.cell(column).trim().is_empty() {
            self.problem(column, "This cell is empty.");
        }
        self.optional_name(column).unwrap_or(otherwise)
    }

    fn optional_name<T: DeserializeOwned>(&mut self, column: &str) -> Option<T> {
        let cell = self.cell(column).trim();
        let named = labels::named(&cell.to_lowercase());
        if named.is_none() && !cell.is_empty() {
            self.problem(
                column,
                format!("`{cell}` is not a name that this column knows."),
            );
        }
        named
    }

    fn names<T: DeserializeOwned>(&mut self, column: &str) -> Vec<T> {
        let mut all = Vec::new();
        for part in parts(self.cell(column)) {
            // Formats are written small, the five questions large.
            match labels::named(part).or_else(|| labels::named(&part.to_lowercase())) {
                Some(name) => all.push(name),
                None => self.problem(
                    column,
                    format!("`{part}` is not a name that this column knows."),
                ),
            }
        }
        all
    }

    fn number(&mut self, column: &str) -> Option<f64> {
        let cell = self.cell(column).trim();
        let number = cell
            .replace(',', ".")
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite());
        if number.is_none() {
            let message = match cell {
                "" => "This cell is empty.".to_owned(),
                _ => format!("`{cell}` is not a number."),
            };
            self.problem(column, message);
        }
        number
    }

    /// `AL 0.6; PS 0.4`.
    fn competencies(&mut self) -> BTreeMap<Competency, f64> {
        let mut shares = BTreeMap::new();
        for part in self
            .cell("competencies")
            .split([';', '\n'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let mut words = part.split([' ', '=', ':']).filter(|word| !word.is_empty());
            let code = words.next().unwrap_or_default();
            let competency = Competency::EMPATHY
                .into_iter()
                .find(|c| c.code().eq_ignore_ascii_case(code));
            let share = words
                .next()
                .map_or(Some(1.0), |word| word.replace(',', ".").parse::<f64>().ok());
            match (competency, share.filter(|share| share.is_finite())) {
                (Some(competency), Some(share)) => {
                    shares.insert(competency, share);
                }
                _ => self.problem(
                    "competencies",
                    format!("`{part}` is not a competency and its share, such as `AL 0.6`."),
                ),
            }
        }
        shares
    }

    fn record(&mut self) -> Option<CustomerRecord> {
        let lines = |cell: &str| -> Vec<String> {
            cell.split('\n')
                .map(|line| line.trim_end_matches('\r').to_owned())
                .filter(|line| !line.trim().is_empty())
                .collect()
        };
        let since = match self.cell("record_since").trim() {
            "" => None,
            _ => self.number("record_since").map(|year| year as u16),
        };
        let record = CustomerRecord {
            name: self.cell("record_name").to_owned(),
            since,
            last_contacts: lines(self.cell("record_last_contacts")),
            notes: lines(self.cell("record_notes")),
        };
        let empty = record.name.trim().is_empty()
            && since.is_none()
            && record.last_contacts.is_empty()
            && record.notes.is_empty();
        (!empty).then_some(record)
    }

    fn options(&mut self) -> Vec<ReplyOption> {
        let mut options = Vec::new();
        for n in 1..=OPTIONS {
            let column = |name: &str| format!("{name}_{n}");
            let (text, value) = (self.cell(&column("option")), self.cell(&column("value")));
            if text.trim().is_empty() && value.trim().is_empty() {
                continue;
            }
            let pinned = match self.cell(&column("pinned")).trim().to_lowercase().as_str() {
                "true" | "yes" | "1" | "x" => true,
                "" | "false" | "no" | "0" => false,
                _ => {
                    self.problem(&column("pinned"), "This cell says neither true nor false.");
                    false
                }
            };
            let id = self.cell(&column("id")).trim();
            options.push(ReplyOption {
                id: if id.is_empty() {
                    letter(options.len())
                } else {
                    id.to_owned()
                },
                text: text.to_owned(),
                value: self.number(&column("value")).unwrap_or_default(),
                style: self.optional_name(&column("style")),
                reason: self.cell(&column("reason")).to_owned(),
                pinned,
            });
        }
        options
    }
}

/// Names in one cell.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', ',', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
}
