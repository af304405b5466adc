//! Every option rated: distances from the key, the parts they are made of, and
//! agreement in shape. Sources: Legree and others 2010 (decomposition);
//! McDaniel and others 2011 (within-person standardisation).

use crate::moments::{at_least, correlation, mean, same_length, sd};
use crate::undefined::{Reason, Undefined, all_finite};

/// How far ratings lie from a key, and why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deviation {
    /// `D1 = (1/n) Σ |x − k|`.
    pub absolute: f64,
    /// `D² = (1/n) Σ (x − k)²`, which is
    /// `elevation² + ((n−1)/n)(s_x² + s_k² − 2·r·s_x·s_k)`.
    pub squared: f64,
    /// `x̄ − k̄`: rates everything higher or lower than the experts.
    pub elevation: f64,
    /// `s_x − s_k` with n − 1: uses more or less of the scale.
    pub scatter: f64,
    /// Pearson's r: goes up and down with the key. Undefined (`ZeroVariance`)
    /// where all ratings are alike.
    pub shape: Result<f64, Undefined>,
}

/// The deviation of ratings from the key.
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` below 2 options, `NotFinite`.
pub fn deviation(ratings: &[f64], key: &[f64]) -> Result<Deviation, Undefined> {
    paired(ratings, key)?;
    let n = key.len() as f64;
    let differences = || ratings.iter().zip(key).map(|(x, k)| x - k);
    Ok(Deviation {
        absolute: differences().map(f64::abs).sum::<f64>() / n,
        squared: differences().map(|d| d * d).sum::<f64>() / n,
        elevation: mean(ratings)? - mean(key)?,
        scatter: sd(ratings)? - sd(key)?,
        shape: correlation(ratings, key),
    })
}

/// `1 − Σ|x − k| / Σ max(k − low, high − k)` on a scale from `low` to `high`.
///
/// # Errors
/// As [`deviation`], and `OutOfRange` for a rating or key value off the scale.
pub fn absolute_score(ratings: &[f64], key: &[f64], low: f64, high: f64) -> Result<f64, Undefined> {
    distance_score(ratings, key, low, high, |difference| difference)
}

/// `1 − Σ(x − k)² / Σ max(k − low, high − k)²`: hides many small errors behind
/// one large.
///
/// # Errors
/// As [`absolute_score`].
pub fn squared_score(ratings: &[f64], key: &[f64], low: f64, high: f64) -> Result<f64, Undefined> {
    distance_score(ratings, key, low, high, |difference| {
        difference * difference
    })
}

/// `(1 + r)/2`. Chance is ½: turning all ratings round turns the sign.
///
/// # Errors
/// As [`deviation`]; `ZeroVariance` for ratings or a key that are all alike.
pub fn shape_score(ratings: &[f64], key: &[f64]) -> Result<f64, Undefined> {
    paired(ratings, key)?;
    Ok((1.0 + correlation(ratings, key)?) / 2.0)
}

/// Share of options rated on the key's side of the middle of the scale; on the
/// middle is a side of its own.
///
/// # Errors
/// As [`deviation`].
pub fn same_side(ratings: &[f64], key: &[f64], middle: f64) -> Result<f64, Undefined> {
    paired(ratings, key)?;
    let side = |value: &f64| value.partial_cmp(&middle);
    let same = ratings.iter().zip(key).filter(|(x, k)| side(x) == side(k));
    Ok(same.count() as f64 / key.len() as f64)
}

/// Mean squared distance after standardising both over the same options:
/// `2·((n−1)/n)·(1 − r)`. Ranks people as Pearson's r does.
///
/// # Errors
/// As [`shape_score`].
pub fn standardised_squared(ratings: &[f64], key: &[f64]) -> Result<f64, Undefined> {
    standardised(ratings, key, |difference| difference * difference)
}

/// Mean absolute distance after standardising both over the same options.
///
/// # Errors
/// As [`shape_score`].
pub fn standardised_absolute(ratings: &[f64], key: &[f64]) -> Result<f64, Undefined> {
    standardised(ratings, key, f64::abs)
}

fn standardised(ratings: &[f64], key: &[f64], of: fn(f64) -> f64) -> Result<f64, Undefined> {
    paired(ratings, key)?;
    let (x, k) = (standing(ratings)?, standing(key)?);
    let sum: f64 = x.iter().zip(&k).map(|(x, k)| of(x - k)).sum();
    Ok(sum / key.len() as f64)
}

/// Standard scores of one person's ratings, or of the key.
fn standing(values: &[f64]) -> Result<Vec<f64>, Undefined> {
    let (mean, sd) = (mean(values)?, sd(values)?);
    if sd > 0.0 {
        Ok(values.iter().map(|value| (value - mean) / sd).collect())
    } else {
        Err(Reason::ZeroVariance.into())
    }
}

fn distance_score(
    ratings: &[f64],
    key: &[f64],
    low: f64,
    high: f64,
    of: fn(f64) -> f64,
) -> Result<f64, Undefined> {
    paired(ratings, key)?;
    let on_scale = |value: &f64| (low..=high).contains(value);
    if !(low < high && ratings.iter().chain(key).all(on_scale)) {
        return Err(Reason::OutOfRange("ratings and key lie on the scale").into());
    }
    let off = ratings.iter().zip(key).map(|(x, k)| of((x - k).abs()));
    let most = key.iter().map(|k| of((k - low).max(high - k)));
    Ok(1.0 - off.sum::<f64>() / most.sum::<f64>())
}

fn paired(ratings: &[f64], key: &[f64]) -> Result<(), Undefined> {
    same_length(ratings, key)?;
    at_least(key.len(), 2)?;
    all_finite(ratings)?;
    all_finite(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: [f64; 5] = [6.2, 1.8, 4.5, 3.1, 5.6];
    const RATED: [f64; 5] = [7.0, 2.0, 3.0, 4.0, 6.0];

    fn close(result: Result<f64, Undefined>, expected: f64) -> bool {
        result.is_ok_and(|value| (value - expected).abs() < 5e-7)
    }

    #[test]
    fn worked_vector() {
        let found = deviation(&RATED, &KEY).expect("defined");
        assert!(close(Ok(found.squared), 0.78) && close(Ok(found.absolute), 0.76));
        assert!(close(Ok(found.elevation), 0.16) && close(Ok(found.scatter), 0.270_037));
        assert!(close(found.shape, 0.883_680));
        assert!(close(standardised_squared(&RATED, &KEY), 0.186_111));
        assert!(close(absolute_score(&RATED, &KEY, 1.0, 7.0), 0.830_357));
        assert!(close(squared_score(&RATED, &KEY, 1.0, 7.0), 0.962_025));
        assert!(close(shape_score(&RATED, &KEY), 0.941_840));
        assert_eq!(same_side(&RATED, &KEY, 4.0), Ok(0.6));
    }

    #[test]
    fn a_straight_line_has_a_distance_and_no_shape() {
        let line = [4.0; 5];
        let found = deviation(&line, &KEY).expect("defined");
        assert_eq!(found.shape, Err(Reason::ZeroVariance.into()));
        for undefined in [shape_score(&line, &KEY), standardised_absolute(&line, &KEY)] {
            assert_eq!(undefined, Err(Reason::ZeroVariance.into()));
        }
        assert!(absolute_score(&line, &KEY, 1.0, 7.0).is_ok());
        assert!(absolute_score(&[8.0; 5], &KEY, 1.0, 7.0).is_err());
        assert!(deviation(&[1.0], &[1.0]).is_err());
    }

    proptest! {
        #[test]
        fn parts_make_up_the_squared_distance(
            pairs in prop::collection::vec((1_u8..=7, 1.0..7.0_f64), 2..12),
        ) {
            let x: Vec<f64> = pairs.iter().map(|(x, _)| f64::from(*x)).collect();
            let k: Vec<f64> = pairs.iter().map(|(_, k)| *k).collect();
            let found = deviation(&x, &k).expect("two or more");
            let (sx, sk) = (sd(&x).expect("two"), sd(&k).expect("two"));
            let n = x.len() as f64;
            let r = found.shape.unwrap_or(0.0);
            let parts = found.elevation.powi(2)
                + (n - 1.0) / n * (sx * sx + sk * sk - 2.0 * r * sx * sk);
            prop_assert!((parts - found.squared).abs() < 1e-9);
            if let (Ok(distance), Ok(r)) = (standardised_squared(&x, &k), found.shape) {
                prop_assert!((distance - 2.0 * (n - 1.0) / n * (1.0 - r)).abs() < 1e-9);
            }
            for score in [absolute_score, squared_score] {
                let own = score(&k, &k, 1.0, 7.0).expect("on the scale");
                let other = score(&x, &k, 1.0, 7.0).expect("on the scale");
                prop_assert!(own == 1.0 && (0.0..=1.0).contains(&other));
            }
        }
    }
}
