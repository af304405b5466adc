//! Covariances between the columns of a table. Never contains what they are used for.

use super::at_least;
use crate::products::Products;
use crate::table::Table;
use crate::undefined::{Reason, Undefined, all_finite};

/// Covariance matrix of k columns observed on n persons.
#[derive(Debug, Clone, PartialEq)]
pub struct CovarianceMatrix {
    persons: usize,
    size: usize,
    /// Row by row, symmetric.
    cells: Vec<f64>,
}

impl CovarianceMatrix {
    /// The covariances between the columns of a table, n − 1 in the denominator.
    ///
    /// # Errors
    /// `TooFewObservations` below 2 rows.
    pub fn of(table: &Table) -> Result<Self, Undefined> {
        let (persons, size) = (table.rows(), table.columns());
        at_least(persons, 2)?;
        let mut means = vec![0.0; size];
        for row in table.iter() {
            means.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        means.iter_mut().for_each(|sum| *sum /= persons as f64);
        // The mean of a column that never changes is that value, not what
        // rounding made of its sum: such a column has no variance at all.
        if let Some(first) = table.iter().next() {
            for (column, (mean, value)) in means.iter_mut().zip(first).enumerate() {
                if table.iter().all(|row| row[column] == *value) {
                    *mean = *value;
                }
            }
        }

        let mut products = Products::new(size);
        let mut deviations = vec![0.0; size];
        for row in table.iter() {
            for ((d, x), mean) in deviations.iter_mut().zip(row).zip(&means) {
                *d = x - mean;
            }
            products.add(&deviations);
        }
        let mut cells = products.into_matrix();
        cells
            .iter_mut()
            .for_each(|sum| *sum /= (persons - 1) as f64);
        all_finite(&cells)?;
        Ok(Self {
            persons,
            size,
            cells,
        })
    }

    /// Takes a known covariance matrix of `persons` persons, given row by row.
    ///
    /// # Errors
    /// `TooFewObservations` below 2 persons, `LengthMismatch` if it is not
    /// square, `OutOfRange` if it is not symmetric, `NotFinite`.
    pub fn from_rows<R: AsRef<[f64]>>(
        persons: usize,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<Self, Undefined> {
        at_least(persons, 2)?;
        let table = Table::from_rows(rows)?;
        let size = table.columns();
        if table.rows() != size {
            return Err(Reason::LengthMismatch {
                got: table.rows(),
                expected: size,
            }
            .into());
        }
        let cells: Vec<f64> = table.iter().flatten().copied().collect();
        let symmetric = (0..size).all(|i| {
            (0..i).all(|j| {
                let (a, b) = (cells[i * size + j], cells[j * size + i]);
                (a - b).abs() <= 1e-9 * (1.0 + a.abs())
            })
        });
        if !symmetric {
            return Err(Reason::OutOfRange("a covariance matrix is symmetric").into());
        }
        Ok(Self {
            persons,
            size,
            cells,
        })
    }

    /// Takes sums of products of deviations from the mean, row by row, of
    /// `persons` persons: the one way from folded moments to covariances.
    pub(crate) fn from_products(
        persons: usize,
        size: usize,
        cells: Vec<f64>,
    ) -> Result<Self, Undefined> {
        at_least(persons, 2)?;
        let cells = cells.into_iter().map(|sum| sum / (persons - 1) as f64);
        let cells: Vec<f64> = cells.collect();
        all_finite(&cells)?;
        Ok(Self {
            persons,
            size,
            cells,
        })
    }

    /// Covariances of weighted columns, `w_i·w_j·σ_ij`: from item scores to
    /// contributions. Alpha over contributions is alpha of this matrix.
    ///
    /// # Errors
    /// `LengthMismatch` unless there is one weight per column, `NotFinite`.
    pub fn weighted(&self, weights: &[f64]) -> Result<Self, Undefined> {
        let (got, expected) = (weights.len(), self.size);
        if got != expected {
            return Err(Reason::LengthMismatch { got, expected }.into());
        }
        all_finite(weights)?;
        let cell = |i: usize, j: usize| self.get(i, j) * weights[i] * weights[j];
        let rows = (0..self.size).flat_map(|i| (0..self.size).map(move |j| (i, j)));
        let cells: Vec<f64> = rows.map(|(i, j)| cell(i, j)).collect();
        all_finite(&cells)?;
        Ok(Self { cells, ..*self })
    }

    /// Covariances of the sums over groups of columns, in the order of the
    /// groups. A column may be in several groups or in none.
    ///
    /// # Errors
    /// `OutOfRange` for a column that does not exist.
    pub fn of_sums(&self, groups: &[Vec<usize>]) -> Result<Self, Undefined> {
        if groups.iter().flatten().any(|&column| column >= self.size) {
            return Err(Reason::OutOfRange("a group names a column that does not exist").into());
        }
        let between = |a: &[usize], b: &[usize]| -> f64 {
            let row = |&i: &usize| b.iter().map(|&j| self.get(i, j)).sum::<f64>();
            a.iter().map(row).sum()
        };
        let size = groups.len();
        let mut cells = vec![0.0; size * size];
        for i in 0..size {
            for j in i..size {
                let covariance = between(&groups[i], &groups[j]);
                cells[i * size + j] = covariance;
                cells[j * size + i] = covariance;
            }
        }
        Ok(Self {
            persons: self.persons,
            size,
            cells,
        })
    }

    /// Number of persons behind the matrix, at least 2.
    pub fn persons(&self) -> usize {
        self.persons
    }

    /// Number of columns, at least 1.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Covariance of columns `i` and `j`, both below [`size`](Self::size).
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.cells[i * self.size + j]
    }

    /// Sum of the variances of the given columns.
    pub fn trace(&self, columns: &[usize]) -> f64 {
        columns.iter().map(|&i| self.get(i, i)).sum()
    }

    /// Variance of the sum of the given columns.
    pub fn sum_variance(&self, columns: &[usize]) -> f64 {
        let row_sum = |&i: &usize| columns.iter().map(|&j| self.get(i, j)).sum::<f64>();
        columns.iter().map(row_sum).sum()
    }

    /// All columns, for [`trace`](Self::trace) and [`sum_variance`](Self::sum_variance).
    pub fn all(&self) -> Vec<usize> {
        (0..self.size).collect()
    }
}
