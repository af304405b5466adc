//! What is wrong with what was given, all of it at once.
//!
//! Rows are counted as a spreadsheet shows them: the header is row 1 (empty
//! lines are not counted). Never contains a statistic that does not exist; that
//! is a [`Figure`](crate::Figure) with its reason. To add a fault, add a variant
//! that names row and column.

use std::fmt;

/// So many problems are listed; the rest are counted.
const LISTED: usize = 50;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    /// The source failed while it was read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// Nothing in it.
    #[error("is empty: a header row and rows below it belong here")]
    Empty,
    /// A header without rows.
    #[error("has a header row and nothing below it")]
    NoRows,
    /// Not a text: a workbook, or UTF-16.
    #[error("is not CSV text in UTF-8: {0}")]
    NotText(&'static str),
    /// A cell that is not UTF-8.
    #[error("row {row}, column {column}: not UTF-8 text; save the file as CSV UTF-8")]
    NotUtf8 {
        /// Row, the header being 1.
        row: u64,
        /// Name of the column, or its number.
        column: String,
    },
    /// Two columns have one name.
    #[error("columns {first} and {second} are both called {name:?}")]
    SameColumn {
        /// The name.
        name: String,
        /// Number of the first, from 1.
        first: usize,
        /// Number of the second.
        second: usize,
    },
    /// A column that was asked for is not there.
    #[error("there is no column {name:?}; the columns are {known}")]
    NoColumn {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A row with more or fewer cells than the header.
    #[error("row {row}: {got} cells where the header has {expected}")]
    Ragged {
        /// Row, the header being 1.
        row: u64,
        /// Its cells.
        got: usize,
        /// Those of the header.
        expected: usize,
    },
    /// A cell that should be a number.
    #[error("row {row}, column {column}: {cell:?} is not {expected}")]
    NotANumber {
        /// Row, the header being 1.
        row: u64,
        /// Name of the column.
        column: String,
        /// What stands there, shortened.
        cell: String,
        /// What was expected, such as "a number".
        expected: &'static str,
    },
    /// A cell that may not be empty.
    #[error("row {row}, column {column}: nothing given")]
    Missing {
        /// Row, the header being 1.
        row: u64,
        /// Name of the column.
        column: String,
    },
    /// One id, item or group twice.
    #[error("rows {first} and {row} have the same {column}, {id:?}")]
    Twice {
        /// Name of the column.
        column: String,
        /// What stands there.
        id: String,
        /// The first row.
        first: u64,
        /// The row that repeats it.
        row: u64,
    },
    /// A row that contradicts itself.
    #[error("row {row}: {what}")]
    Row {
        /// Row, the header being 1.
        row: u64,
        /// What is wrong.
        what: String,
    },
    /// What was asked for does not fit together.
    #[error("{0}")]
    Asked(String),
}

/// One or more problems, in the order found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Problems {
    listed: Vec<Problem>,
    count: usize,
}

impl Problems {
    /// Adds one.
    pub(crate) fn push(&mut self, problem: Problem) {
        self.count += 1;
        if self.listed.len() < LISTED {
            self.listed.push(problem);
        }
    }

    /// The value, unless there are problems.
    pub(crate) fn or<T>(self, value: T) -> Result<T, Self> {
        if self.count == 0 {
            Ok(value)
        } else {
            Err(self)
        }
    }

    /// Takes the problems of an outcome along and leaves its value.
    pub(crate) fn take<T>(&mut self, outcome: Result<T, Problem>) -> Option<T> {
        outcome.map_err(|problem| self.push(problem)).ok()
    }

    /// The first ones, in the order found.
    pub fn listed(&self) -> &[Problem] {
        &self.listed
    }

    /// How many there are, those not listed included.
    pub fn count(&self) -> usize {
        self.count
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        let mut problems = Self::default();
        problems.push(problem);
        problems
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.listed.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        match self.count - self.listed.len() {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

impl std::error::Error for Problems {}
