//! A table of numbers, persons in rows and questions (or parts) in columns.
//!
//! Holds complete, finite numbers only; a row with a gap is left out by the
//! caller. Never contains names of rows or columns.

use crate::undefined::{Reason, Undefined, all_finite};

/// Persons in rows, questions or parts in columns, stored row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    values: Vec<f64>,
    columns: usize,
}

impl Table {
    /// Builds a table from rows of equal length.
    ///
    /// # Errors
    /// `TooFewObservations` without rows, `TooFewQuestions` for empty rows,
    /// `LengthMismatch` for rows of different length, `NotFinite`.
    pub fn from_rows<R: AsRef<[f64]>>(
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Self, Undefined> {
        let mut values = Vec::new();
        let mut columns = None;
        for row in rows {
            let row = row.as_ref();
            let expected = *columns.get_or_insert(row.len());
            if row.len() != expected {
                let got = row.len();
                return Err(Reason::LengthMismatch { got, expected }.into());
            }
            all_finite(row)?;
            values.extend_from_slice(row);
        }
        match columns {
            None => Err(Reason::TooFewObservations { got: 0, needed: 1 }.into()),
            Some(0) => Err(Reason::TooFewQuestions { got: 0, needed: 1 }.into()),
            Some(columns) => Ok(Self { values, columns }),
        }
    }

    /// Number of persons, at least 1.
    pub fn rows(&self) -> usize {
        self.values.len() / self.columns
    }

    /// Number of questions or parts, at least 1.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The rows in order.
    pub fn iter(&self) -> std::slice::ChunksExact<'_, f64> {
        self.values.chunks_exact(self.columns)
    }

    /// One column, in the order of the rows. Empty if there is no such column.
    pub fn column(&self, column: usize) -> Vec<f64> {
        self.iter()
            .filter_map(|row| row.get(column).copied())
            .collect()
    }

    /// The sum of every row, in the order of the rows.
    pub fn row_sums(&self) -> Vec<f64> {
        self.iter().map(|row| row.iter().sum()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_rows_and_columns() {
        let table = Table::from_rows([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]).expect("valid");
        assert_eq!((table.rows(), table.columns()), (3, 2));
        assert_eq!(table.column(1), [2.0, 4.0, 6.0]);
        assert_eq!(table.row_sums(), [3.0, 7.0, 11.0]);
    }

    #[test]
    fn refuses_gaps() {
        let ragged = Table::from_rows([vec![1.0, 2.0], vec![3.0]]).expect_err("ragged");
        assert_eq!(
            ragged.reason,
            Reason::LengthMismatch {
                got: 1,
                expected: 2
            }
        );
        assert!(Table::from_rows([[1.0, f64::NAN]]).is_err());
        assert!(Table::from_rows(Vec::<Vec<f64>>::new()).is_err());
        assert!(Table::from_rows([Vec::<f64>::new()]).is_err());
    }
}
