//! CSV tables: a header row, rows below it, any of four delimiters.
//!
//! The delimiter is the one of tab, semicolon, bar and comma that stands equally
//! often in most of the first lines, the header among them; at a tie in that
//! order. A byte-order mark, CRLF, quoted cells and a first line `sep=;` are
//! fine. A cell is missing if it is empty or `NA`. In files delimited by
//! semicolons a decimal comma is understood. [`Reader`] goes row by row and
//! keeps nothing, [`Sheet`] holds all. Never contains what a column means.

mod header;
mod start;

pub use header::Header;

use crate::problem::{Problem, Problems};
use csv::ByteRecord;
use header::header;
use std::collections::HashMap;
use std::io::{Chain, Cursor, Read};

/// So many bytes decide about the delimiter.
const SNIFFED_BYTES: u64 = 65_536;
/// One row: its number, the header being 1, and its cells.
#[derive(Debug, Default)]
pub struct Row {
    number: u64,
    cells: ByteRecord,
}

impl Row {
    /// The row as a spreadsheet counts it.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// A cell without spaces around it; `None` if it is missing.
    ///
    /// # Errors
    /// [`Problem::NotUtf8`].
    pub fn cell(&self, header: &Header, column: usize) -> Result<Option<&str>, Problem> {
        let bytes = self.cells.get(column).unwrap_or_default();
        let text = std::str::from_utf8(bytes).map_err(|_| Problem::NotUtf8 {
            row: self.number,
            column: header.label(column),
        })?;
        let text = text.trim();
        Ok((!text.is_empty() && text != "NA").then_some(text))
    }
}

/// Reads a table row by row.
pub struct Reader<R> {
    csv: csv::Reader<Chain<Cursor<Vec<u8>>, R>>,
    header: Header,
    row: u64,
}

impl<R: Read> Reader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// Names all that is wrong with it.
    pub fn new(mut source: R) -> Result<Self, Problems> {
        let mut head = Vec::new();
        let unreadable = |error: std::io::Error| Problem::Unreadable(error.to_string());
        let mut limited = source.by_ref().take(SNIFFED_BYTES);
        limited.read_to_end(&mut head).map_err(unreadable)?;
        start::refuse_other_files(&head)?;
        let start = if head.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        let (skipped, stated) = start::stated_delimiter(&head[start..]);
        let start = start + skipped;
        let delimiter = stated.unwrap_or_else(|| start::sniff(&head[start..]));
        let mut head = Cursor::new(head);
        head.set_position(start as u64);
        let mut csv = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(head.chain(source));
        let mut first = ByteRecord::new();
        let found = csv.read_byte_record(&mut first);
        if !found.map_err(|error| Problem::Unreadable(error.to_string()))? {
            return Err(Problem::Empty.into());
        }
        Ok(Self {
            csv,
            header: header(&first, delimiter == b';')?,
            row: 1,
        })
    }

    /// The columns.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Reads the next row into `row`; `false` at the end.
    ///
    /// # Errors
    /// [`Problem::Ragged`], after which reading goes on;
    /// [`Problem::Unreadable`], after which it has ended.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, Problem> {
        let more = self.csv.read_byte_record(&mut row.cells);
        if !more.map_err(|error| Problem::Unreadable(error.to_string()))? {
            return Ok(false);
        }
        self.row += 1;
        row.number = self.row;
        let (got, expected) = (row.cells.len(), self.header.names().len());
        if got == expected {
            Ok(true)
        } else {
            Err(Problem::Ragged {
                row: self.row,
                got,
                expected,
            })
        }
    }

    /// Hands every well-formed row to `each` and returns their number.
    pub(crate) fn each(
        &mut self,
        problems: &mut Problems,
        mut each: impl FnMut(&Header, &Row, &mut Problems),
    ) -> usize {
        let mut row = Row::default();
        let mut rows = 0;
        loop {
            match self.next(&mut row) {
                Ok(true) => {
                    rows += 1;
                    each(&self.header, &row, problems);
                }
                Ok(false) => return rows,
                Err(problem @ Problem::Unreadable(_)) => {
                    problems.push(problem);
                    return rows;
                }
                Err(problem) => {
                    rows += 1;
                    problems.push(problem);
                }
            }
        }
    }
}

/// A table held in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Its columns.
    pub header: Header,
    rows: Vec<(u64, Vec<Option<String>>)>,
}

impl Sheet {
    /// Reads a table with at least one row below its header.
    ///
    /// # Errors
    /// Names every ragged row and every cell that is not text.
    pub fn read(source: impl Read) -> Result<Self, Problems> {
        let mut reader = Reader::new(source)?;
        let mut problems = Problems::default();
        let mut rows = Vec::new();
        let read = reader.each(&mut problems, |header, row, problems| {
            let cells = (0..header.names().len()).map(|column| row.cell(header, column));
            match cells.map(|cell| Ok(cell?.map(str::to_owned))).collect() {
                Ok(cells) => rows.push((row.number, cells)),
                Err(problem) => problems.push(problem),
            }
        });
        if read == 0 {
            problems.push(Problem::NoRows);
        }
        let header = reader.header;
        problems.or(Self { header, rows })
    }

    /// Number of rows below the header, at least 1.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows: never.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number of every row, the header being 1.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u64> {
        self.rows.iter().map(|(number, _)| *number)
    }

    /// The cells of a column.
    pub(crate) fn cells(&self, column: usize) -> impl Iterator<Item = Option<&str>> {
        self.rows
            .iter()
            .map(move |(_, cells)| cells[column].as_deref())
    }

    /// The numbers of a column, `None` where a cell is missing; every other cell
    /// is a problem.
    pub(crate) fn values(&self, column: usize, problems: &mut Problems) -> Vec<Option<f64>> {
        let one = |(number, cells): &(u64, Vec<Option<String>>)| {
            let text = cells[column].as_deref()?;
            problems.take(self.header.number(text, *number, column))
        };
        self.rows.iter().map(one).collect()
    }

    /// A column in which no cell may be missing or occur twice.
    pub(crate) fn names(&self, column: usize, problems: &mut Problems) -> Vec<String> {
        let mut seen = HashMap::new();
        let label = || self.header.label(column);
        let mut names = Vec::with_capacity(self.rows.len());
        for (&row, text) in self.rows.iter().map(|(n, _)| n).zip(self.cells(column)) {
            let Some(text) = text else {
                let column = label();
                problems.push(Problem::Missing { row, column });
                continue;
            };
            if let Some(first) = seen.insert(text, row) {
                let (column, id) = (label(), text.to_owned());
                problems.push(Problem::Twice {
                    column,
                    id,
                    first,
                    row,
                });
            }
            names.push(text.to_owned());
        }
        names
    }

    /// What the id column says, or the number of each row where there is none.
    pub(crate) fn ids(&self, asked: Option<&str>, problems: &mut Problems) -> Vec<String> {
        match problems.take(self.header.id(asked)) {
            Some(Some(column)) => self.names(column, problems),
            _ => self.numbers().map(|row| row.to_string()).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
