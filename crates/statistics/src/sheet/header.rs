//! The header row: names of columns, how one is found, and how a cell below it is read as a number. Never contains rows.

use crate::problem::{Problem, Problems};
use csv::ByteRecord;

/// Header words of a column that names persons or targets, in lower case.
const ID_WORDS: [&str; 16] = [
    "id",
    "person",
    "person_id",
    "candidate",
    "candidate_id",
    "participant",
    "participant_id",
    "respondent",
    "respondent_id",
    "subject",
    "subject_id",
    "student",
    "student_id",
    "target",
    "target_id",
    "case_id",
];

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    names: Vec<String>,
    semicolons: bool,
}

impl Header {
    /// The name of each column; empty where it has none.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Where a column stands; capitals count only where they must.
    ///
    /// # Errors
    /// [`Problem::NoColumn`].
    pub fn find(&self, name: &str) -> Result<usize, Problem> {
        let name = name.trim();
        let named = || self.names.iter().enumerate().filter(|_| !name.is_empty());
        let exact = named().find(|(_, own)| *own == name);
        let mut alike = named().filter(|(_, own)| own.eq_ignore_ascii_case(name));
        let only = alike.next().filter(|_| alike.next().is_none());
        match exact.or(only) {
            Some((column, _)) => Ok(column),
            None => Err(Problem::NoColumn {
                name: name.to_owned(),
                known: self.names.join(", "),
            }),
        }
    }

    /// The column that names persons: the one asked for; else the first called
    /// id, person, candidate, participant, respondent, subject, student or
    /// target (with or without `_id`, in any case), or case_id; else a first
    /// column without a name.
    ///
    /// # Errors
    /// [`Problem::NoColumn`] for a column asked for.
    pub fn id(&self, asked: Option<&str>) -> Result<Option<usize>, Problem> {
        if let Some(name) = asked {
            return self.find(name).map(Some);
        }
        let is_id = |name: &String| ID_WORDS.contains(&name.to_lowercase().as_str());
        let named = self.names.iter().position(is_id);
        Ok(named.or_else(|| self.names[0].is_empty().then_some(0)))
    }

    /// A column's name, or its number.
    pub(crate) fn label(&self, column: usize) -> String {
        match self.names.get(column) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("{}", column + 1),
        }
    }

    /// The number a cell holds.
    ///
    /// # Errors
    /// [`Problem::NotANumber`] for anything but a finite number.
    pub(crate) fn number(&self, text: &str, row: u64, column: usize) -> Result<f64, Problem> {
        let parsed = match text.parse::<f64>() {
            Err(_) if self.semicolons && !text.contains('.') => text.replacen(',', ".", 1).parse(),
            parsed => parsed,
        };
        let finite = parsed.ok().filter(|value| value.is_finite());
        finite.ok_or_else(|| self.odd(text, row, column, "a number"))
    }

    /// The complaint about a cell.
    pub(crate) fn odd(
        &self,
        text: &str,
        row: u64,
        column: usize,
        expected: &'static str,
    ) -> Problem {
        Problem::NotANumber {
            row,
            column: self.label(column),
            cell: text.chars().take(40).collect(),
            expected,
        }
    }
}

pub(super) fn header(cells: &ByteRecord, semicolons: bool) -> Result<Header, Problems> {
    let mut problems = Problems::default();
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (index, bytes) in cells.iter().enumerate() {
        let Ok(name) = std::str::from_utf8(bytes) else {
            let column = (index + 1).to_string();
            problems.push(Problem::NotUtf8 { row: 1, column });
            continue;
        };
        let name = name.trim();
        let before = names.iter().position(|own| !name.is_empty() && own == name);
        if let Some(first) = before {
            problems.push(Problem::SameColumn {
                name: name.to_owned(),
                first: first + 1,
                second: index + 1,
            });
        }
        names.push(name.to_owned());
    }
    problems.or(Header { names, semicolons })
}
