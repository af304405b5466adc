//! Distance of a person's answers from everyone's.

use crate::distributions::chi_squared_upper;
use crate::linear::Cholesky;
use crate::moments::{CovarianceMatrix, at_least, mean};
use crate::table::Table;
use crate::undefined::Undefined;

/// People needed per column before the distances are to be relied on.
pub const PEOPLE_PER_COLUMN: usize = 10;
/// Distances beyond this quantile of χ² are flagged.
pub const QUANTILE: f64 = 0.999;

/// One person's distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distance {
    /// `d² = (x − x̄)ᵀ S⁻¹ (x − x̄)`.
    pub squared: f64,
    /// Upper tail of χ² with as many degrees of freedom as columns.
    pub p: f64,
    /// Beyond the .999 quantile.
    pub flagged: bool,
}

/// Mahalanobis distances of all people, in order, and whether there are ten for
/// every column.
#[derive(Debug, Clone, PartialEq)]
pub struct Distances {
    /// One for each person.
    pub of_person: Vec<Distance>,
    /// At least [`PEOPLE_PER_COLUMN`] people per column.
    pub enough_people: bool,
}

/// Squared Mahalanobis distance of every row from the mean of all, by the
/// covariances (n − 1) of all columns. They sum to (n − 1)·k.
///
/// # Errors
/// `TooFewObservations` with no more people than columns, `Singular` if a
/// column is constant or a combination of others.
pub fn mahalanobis(answers: &Table) -> Result<Distances, Undefined> {
    let (n, k) = (answers.rows(), answers.columns());
    at_least(n, k + 1)?;
    let covariance = CovarianceMatrix::of(answers)?;
    let cells: Vec<f64> = (0..k * k).map(|i| covariance.get(i / k, i % k)).collect();
    let cholesky = Cholesky::of(&cells, k)?;
    let means: Vec<f64> = (0..k)
        .map(|column| mean(&answers.column(column)))
        .collect::<Result<_, _>>()?;
    let distance = |row: &[f64]| {
        let deviation: Vec<f64> = row.iter().zip(&means).map(|(x, m)| x - m).collect();
        let scaled = cholesky.forward(&deviation);
        let squared = scaled.iter().map(|y| y * y).sum();
        let p = chi_squared_upper(squared, k as f64)?;
        Ok(Distance {
            squared,
            p,
            flagged: p < 1.0 - QUANTILE,
        })
    };
    Ok(Distances {
        of_person: answers
            .iter()
            .map(distance)
            .collect::<Result<_, Undefined>>()?,
        enough_people: n >= PEOPLE_PER_COLUMN * k,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::NormalStream;
    use crate::undefined::Reason;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        // One column: d² = z². Mean 3, variance 2.5.
        let table = Table::from_rows([[1.0], [2.0], [3.0], [4.0], [5.0]]).expect("valid");
        let distances = mahalanobis(&table).expect("defined");
        assert!((distances.of_person[0].squared - 1.6).abs() < 1e-12);
        assert_eq!(distances.of_person[2].squared, 0.0);
        assert!(!distances.enough_people);
        // Uncorrelated columns add: variances 4/3 each.
        let table =
            Table::from_rows([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]).expect("valid");
        for distance in mahalanobis(&table).expect("defined").of_person {
            assert!((distance.squared - 1.5).abs() < 1e-12);
            assert!((distance.p - (-0.75_f64).exp()).abs() < 1e-9);
        }
    }

    #[test]
    fn undefined_is_said() {
        let constant = Table::from_rows([[1.0, 2.0], [2.0, 2.0], [3.0, 2.0]]).expect("valid");
        let error = mahalanobis(&constant).expect_err("constant");
        assert_eq!(error.reason, Reason::Singular);
        let repeated = Table::from_rows([[0.1, 0.3], [0.2, 0.6], [0.7, 2.1]]).expect("valid");
        assert!(mahalanobis(&repeated).is_err());
        let wide = Table::from_rows([[1.0, 2.0], [2.0, 1.0]]).expect("valid");
        assert!(mahalanobis(&wide).is_err());
    }

    #[test]
    fn normal_answers_are_flagged_one_in_a_thousand() {
        let mut normal = NormalStream::seeded(8);
        let rows: Vec<[f64; 3]> = (0..20_000)
            .map(|_| {
                let shared = normal.draw();
                [(); 3].map(|()| shared + normal.draw())
            })
            .collect();
        let distances = mahalanobis(&Table::from_rows(rows).expect("valid")).expect("defined");
        let flagged = distances.of_person.iter().filter(|d| d.flagged).count() as f64;
        // 20 expected, standard deviation √20.
        assert!((flagged - 20.0).abs() < 4.0 * 20.0_f64.sqrt(), "{flagged}");
        assert!(distances.enough_people);
    }

    proptest! {
        #[test]
        fn they_sum_to_people_less_one_times_columns(
            rows in prop::collection::vec(prop::array::uniform3(-5..5_i32), 5..30),
            scale in 0.5..20.0_f64,
        ) {
            let rows: Vec<[f64; 3]> = rows.iter().map(|r| r.map(f64::from)).collect();
            let table = Table::from_rows(&rows).expect("valid");
            if let Ok(distances) = mahalanobis(&table) {
                let sum: f64 = distances.of_person.iter().map(|d| d.squared).sum();
                prop_assert!((sum - ((rows.len() - 1) * 3) as f64).abs() < 1e-6);
                // Units and mixtures of the columns change nothing.
                let mixed = rows.iter().map(|r| [r[0] * scale, r[1] + r[0], r[2] - 3.0 * r[1]]);
                let mixed = mahalanobis(&Table::from_rows(mixed).expect("valid")).expect("defined");
                for (a, b) in distances.of_person.iter().zip(&mixed.of_person) {
                    prop_assert!((a.squared - b.squared).abs() < 1e-6 * (1.0 + a.squared));
                }
            }
        }
    }
}
