//! Systems of linear equations with a symmetric positive definite matrix.
//!
//! Cholesky's decomposition, enough for the handful of columns that models in
//! this crate have. Private: callers see distances, effects and tests.

use crate::undefined::{Reason, Undefined};

/// A pivot below this share of its diagonal entry means that the column is a
/// combination of those before it.
const SMALLEST_PIVOT: f64 = 1e-12;

/// The lower triangle L of a matrix A = L·Lᵀ.
#[derive(Debug)]
pub(crate) struct Cholesky {
    size: usize,
    /// Row by row; entries above the diagonal are 0.
    lower: Vec<f64>,
}

impl Cholesky {
    /// Decomposes a symmetric matrix given row by row.
    pub fn of(matrix: &[f64], size: usize) -> Result<Self, Undefined> {
        let mut lower = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let inner: f64 = (0..j)
                    .map(|k| lower[i * size + k] * lower[j * size + k])
                    .sum();
                let rest = matrix[i * size + j] - inner;
                if i != j {
                    lower[i * size + j] = rest / lower[j * size + j];
                } else if rest > SMALLEST_PIVOT * matrix[i * size + i] {
                    lower[i * size + i] = rest.sqrt();
                } else {
                    return Err(Reason::Singular.into());
                }
            }
        }
        Ok(Self { size, lower })
    }

    /// The y with L·y = b.
    pub fn forward(&self, b: &[f64]) -> Vec<f64> {
        let mut y: Vec<f64> = Vec::with_capacity(self.size);
        for (i, value) in b.iter().enumerate() {
            let row = &self.lower[i * self.size..][..self.size];
            let inner: f64 = row.iter().zip(&y).map(|(l, y)| l * y).sum();
            y.push((value - inner) / row[i]);
        }
        y
    }

    /// The x with A·x = b.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = self.forward(b);
        for i in (0..self.size).rev() {
            let inner: f64 = (i + 1..self.size)
                .map(|k| self.lower[k * self.size + i] * x[k])
                .sum();
            x[i] = (x[i] - inner) / self.lower[i * self.size + i];
        }
        x
    }

    /// The diagonal of A⁻¹.
    pub fn inverse_diagonal(&self) -> Vec<f64> {
        let mut unit = vec![0.0; self.size];
        (0..self.size)
            .map(|i| {
                unit[i] = 1.0;
                let entry = self.solve(&unit)[i];
                unit[i] = 0.0;
                entry
            })
            .collect()
    }
}

/// Solves `A·x = b` by Cholesky's method; the lower triangle of A is given row
/// by row. `None` unless A is positive definite; unlike [`Cholesky`] it takes a nearly singular matrix, for a search
/// that damps its steps until there is a solution.
pub(crate) fn solve_positive_definite(mut a: Vec<f64>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    for i in 0..n {
        for j in 0..=i {
            let (row_i, row_j) = (&a[i * n..i * n + j], &a[j * n..j * n + j]);
            let rest = a[i * n + j] - dot(row_i, row_j);
            a[i * n + j] = if i > j {
                rest / a[j * n + j]
            } else if rest > 0.0 {
                rest.sqrt()
            } else {
                return None;
            };
        }
        b[i] = (b[i] - dot(&a[i * n..i * n + i], &b[..i])) / a[i * n + i];
    }
    for i in (0..n).rev() {
        b[i] /= a[i * n + i];
        let solved = b[i];
        for j in 0..i {
            b[j] -= a[i * n + j] * solved;
        }
    }
    Some(b)
}

pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_by_hand() {
        let matrix = [4.0, 2.0, 2.0, 5.0];
        let cholesky = Cholesky::of(&matrix, 2).expect("positive definite");
        let x = cholesky.solve(&[8.0, 12.0]);
        assert!((x[0] - 1.0).abs() < 1e-14 && (x[1] - 2.0).abs() < 1e-14);
        // The inverse is (5 −2 / −2 4)/16.
        let diagonal = cholesky.inverse_diagonal();
        assert!((diagonal[0] - 5.0 / 16.0).abs() < 1e-15);
        assert!((diagonal[1] - 0.25).abs() < 1e-15);
        assert_eq!(cholesky.forward(&[2.0, 0.0])[0], 1.0);
    }

    #[test]
    fn a_repeated_column_is_refused() {
        let error = Cholesky::of(&[1.0, 2.0, 2.0, 4.0], 2).expect_err("singular");
        assert_eq!(error.reason, Reason::Singular);
        assert!(Cholesky::of(&[0.0], 1).is_err());
        assert!(Cholesky::of(&[f64::NAN], 1).is_err());
    }
}
