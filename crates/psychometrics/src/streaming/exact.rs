//! Covariances of scores whose order must not matter to the last bit.
//!
//! Sums of floating-point numbers depend on the order of their terms. Here
//! scores are rounded to millionths of a point first and summed as integers, so
//! that the same persons give the same covariances in whatever order they come,
//! and nothing of a person is kept. Never contains option counts, times or
//! histograms: those are [`ItemMoments`](super::ItemMoments).

use crate::moments::CovarianceMatrix;
use crate::undefined::{Reason, Undefined, all_finite};

/// Millionths in a point.
const MICRO: f64 = 1e6;
/// The largest score that is folded, in points.
const LARGEST: f64 = 1e6;
/// The most persons that are folded: with scores this large, `n·Σ s_i·s_j` stays
/// within 128 bits.
const MOST_PERSONS: usize = 10_000_000;

/// Whole sums and products of the scores of persons folded one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExactMoments {
    persons: usize,
    /// `Σ s` of every column, in millionths.
    sums: Vec<i128>,
    /// `Σ s_i·s_j` with `j ≤ i`, row by row, in millionths squared.
    products: Vec<i128>,
}

impl ExactMoments {
    /// No person yet, `columns` scores each.
    pub fn new(columns: usize) -> Self {
        Self {
            persons: 0,
            sums: vec![0; columns],
            products: vec![0; columns * (columns + 1) / 2],
        }
    }

    /// Number of scores of each person.
    pub fn columns(&self) -> usize {
        self.sums.len()
    }

    /// Number of persons folded.
    pub fn persons(&self) -> usize {
        self.persons
    }

    /// Folds one person's scores, in points, each rounded to a millionth.
    ///
    /// # Errors
    /// `LengthMismatch` unless there is one score per column, `NotFinite`,
    /// `OutOfRange` beyond a million points or ten million persons. Nothing is
    /// folded then.
    pub fn add(&mut self, scores: &[f64]) -> Result<(), Undefined> {
        let (got, expected) = (scores.len(), self.columns());
        if got != expected {
            return Err(Reason::LengthMismatch { got, expected }.into());
        }
        all_finite(scores)?;
        if scores.iter().any(|score| score.abs() > LARGEST) {
            return Err(Reason::OutOfRange("a score is at most a million points").into());
        }
        if self.persons == MOST_PERSONS {
            return Err(Reason::OutOfRange("at most ten million persons are folded").into());
        }
        let micro = |score: f64| (score * MICRO).round() as i128;
        let mut cells = self.products.iter_mut();
        for (i, &score) in scores.iter().enumerate() {
            let whole = micro(score);
            self.sums[i] += whole;
            for (&other, cell) in scores[..=i].iter().zip(cells.by_ref()) {
                *cell += whole * micro(other);
            }
        }
        self.persons += 1;
        Ok(())
    }

    /// Covariances of the scores, n − 1 in the denominator:
    /// `(n·Σ s_i·s_j − Σ s_i · Σ s_j) / (n·(n − 1))`, whole numbers up to the
    /// division.
    ///
    /// # Errors
    /// `TooFewObservations` below 2 persons.
    pub fn covariance(&self) -> Result<CovarianceMatrix, Undefined> {
        let (n, size) = (self.persons as i128, self.columns());
        let product = |i: usize, j: usize| {
            let (row, column) = if j <= i { (i, j) } else { (j, i) };
            let whole =
                n * self.products[row * (row + 1) / 2 + column] - self.sums[i] * self.sums[j];
            whole as f64 / n as f64 / (MICRO * MICRO)
        };
        let cells = (0..size).flat_map(|i| (0..size).map(move |j| (i, j)));
        let cells = cells.map(|(i, j)| product(i, j)).collect();
        CovarianceMatrix::from_products(self.persons, size, cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Table;
    use proptest::prelude::*;

    fn folded(rows: &[Vec<f64>]) -> ExactMoments {
        let mut moments = ExactMoments::new(rows[0].len());
        for row in rows {
            moments.add(row).expect("valid");
        }
        moments
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_covariances_are_those_of_the_table(
            rows in prop::collection::vec(prop::collection::vec(-100.0..100.0_f64, 3), 2..40),
            turn in 0..40_usize,
        ) {
            let mut turned = rows.clone();
            turned.rotate_left(turn % rows.len());
            let (one, other) = (folded(&rows), folded(&turned));
            prop_assert_eq!(&one, &other);
            let covariance = one.covariance().expect("two rows");
            prop_assert_eq!(&covariance, &other.covariance().expect("two rows"));
            let table = CovarianceMatrix::of(&Table::from_rows(&rows).expect("finite")).expect("two rows");
            for (i, j) in (0..3).flat_map(|i| (0..3).map(move |j| (i, j))) {
                prop_assert!((covariance.get(i, j) - table.get(i, j)).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn a_million_large_scores_lose_nothing() {
        let mut moments = ExactMoments::new(1);
        for person in 0..1_000_000 {
            moments
                .add(&[LARGEST - f64::from(person % 2)])
                .expect("valid");
        }
        let variance = moments.covariance().expect("many").get(0, 0);
        assert!(
            (variance - 0.25 * 1e6 / (1e6 - 1.0)).abs() < 1e-12,
            "{variance}"
        );
    }

    #[test]
    fn what_cannot_be_folded_changes_nothing() {
        let mut moments = folded(&[vec![1.0, 2.0]]);
        let before = moments.clone();
        assert!(moments.add(&[1.0]).is_err());
        assert!(moments.add(&[1.0, f64::NAN]).is_err());
        assert!(moments.add(&[2.0 * LARGEST, 0.0]).is_err());
        assert_eq!(moments, before);
        assert!(moments.covariance().is_err());
    }
}
