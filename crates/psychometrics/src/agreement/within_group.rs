//! Agreement of one group of raters on one target: r_wg.
//!
//! After James, Demaree and Wolf (1984): the variance of the ratings against
//! that of raters who answer at random. Never contains several targets; see
//! `icc`.

use crate::moments::{mean, variance};
use crate::table::Table;
use crate::undefined::{Reason, Undefined};

/// `r_wg = 1 − s²/σ²`, with the ratings' variance s² (n − 1) and
/// `σ² = (A² − 1)/12`, that of uniform answers on `points` scale points A.
///
/// 1 is full agreement; below 0 the raters differ more than random ones would
/// (often reported as 0).
///
/// # Errors
/// `TooFewObservations` below 2 ratings, `OutOfRange` below 2 scale points,
/// `NotFinite`.
pub fn r_wg(ratings: &[f64], points: u32) -> Result<f64, Undefined> {
    Ok(1.0 - variance(ratings)? / random_variance(points)?)
}

/// r_wg(J) of J items rated by the same group (raters in rows, items in
/// columns), with the mean share `q = s̄²/σ²`: `J(1−q)/(J(1−q) + q)`.
///
/// # Errors
/// As [`r_wg`]; `NotPositive` where the raters differ so much more than random
/// ones that the formula turns over.
pub fn r_wg_multi_item(ratings: &Table, points: u32) -> Result<f64, Undefined> {
    let items = ratings.columns();
    let variances: Vec<f64> = (0..items)
        .map(|item| variance(&ratings.column(item)))
        .collect::<Result<_, _>>()?;
    let q = mean(&variances)? / random_variance(points)?;
    let agreeing = items as f64 * (1.0 - q);
    if agreeing + q <= 0.0 {
        return Err(Reason::NotPositive("the denominator of r_wg(J)").into());
    }
    Ok(agreeing / (agreeing + q))
}

fn random_variance(points: u32) -> Result<f64, Undefined> {
    if points < 2 {
        return Err(Reason::OutOfRange("a scale has at least 2 points").into());
    }
    let a = f64::from(points);
    Ok((a * a - 1.0) / 12.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // s² = ⅔ against (25 − 1)/12 = 2 on five points.
        let r = r_wg(&[4.0, 5.0, 5.0, 3.0, 4.0, 4.0, 5.0, 4.0, 3.0, 3.0], 5).expect("defined");
        assert!((r - (1.0 - 2.0 / 3.0 / 2.0)).abs() < 1e-12);
        assert_eq!(r_wg(&[3.0, 3.0], 7), Ok(1.0));
        // Halves at either end: s² = 16/3 against 2.
        let worst = r_wg(&[1.0, 5.0, 1.0, 5.0], 5).expect("defined");
        assert!((worst - (1.0 - 8.0 / 3.0)).abs() < 1e-12);
    }

    #[test]
    fn several_items_raise_it() {
        let table = Table::from_rows([[4.0, 2.0], [5.0, 3.0], [3.0, 1.0]]).expect("valid");
        // q = ½ for each item: 2·½/(2·½ + ½) = ⅔.
        let r = r_wg_multi_item(&table, 5).expect("defined");
        assert!((r - 2.0 / 3.0).abs() < 1e-12);
        let one = Table::from_rows([[4.0], [5.0], [3.0]]).expect("valid");
        let single = r_wg(&[4.0, 5.0, 3.0], 5).expect("defined");
        assert!((r_wg_multi_item(&one, 5).expect("defined") - single).abs() < 1e-12);
    }

    #[test]
    fn undefined_is_said() {
        assert!(r_wg(&[3.0], 5).is_err());
        assert!(r_wg(&[3.0, 4.0], 1).is_err());
        assert!(r_wg(&[3.0, f64::NAN], 5).is_err());
        let apart = Table::from_rows([[1.0, 1.0], [5.0, 5.0]]).expect("valid");
        assert!(r_wg_multi_item(&apart, 5).is_err());
    }
}
