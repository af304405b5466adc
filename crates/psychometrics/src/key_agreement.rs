//! How well an answer agrees with an expert key: the scoring methods in use for
//! situational judgement tests, one function each, from 0 to 1 where 1 is the
//! key itself. Which of them a product scores with is its own decision; the
//! others show what that decision changes.
//!
//! * here: one option chosen, most and least;
//! * [`ratings`]: every option rated;
//! * [`orders`]: options put in order.
//!
//! `key` holds one value an option, higher for better. Never contains weights,
//! anchoring or what a missing answer is worth.

pub mod orders;
pub mod ratings;

use crate::undefined::{Reason, Undefined, all_finite};

/// The key stretched to 0 (worst) … 1 (best):
/// `v = (k − min k)/(max k − min k)`. The value of the option chosen is the
/// score of a single-best question; the mean of all values is its chance level.
///
/// # Errors
/// `TooFewObservations` below 2 options, `ZeroVariance` for a key without
/// spread, `NotFinite`.
pub fn stretched(key: &[f64]) -> Result<Vec<f64>, Undefined> {
    let (low, high) = ends(key)?;
    Ok(key
        .iter()
        .map(|value| (value - low) / (high - low))
        .collect())
}

/// Right or wrong: 1 for an option with the highest key value, else 0.
///
/// # Errors
/// As [`stretched`], and `OutOfRange` for an option that is not there.
pub fn dichotomous(key: &[f64], chosen: usize) -> Result<f64, Undefined> {
    let (_, high) = ends(key)?;
    Ok(f64::from(value(key, chosen)? == high))
}

/// Most and least by a match key (Motowidlo, Dunnette & Carter 1990): +1 for the
/// best as most and for the worst as least, −1 for either the other way round;
/// `s = (r + 2)/4` with r from −2 to 2. Chance is ½.
///
/// # Errors
/// As [`stretched`]; `OutOfRange` for an option that is not there or chosen as
/// both.
pub fn match_key(key: &[f64], most: usize, least: usize) -> Result<f64, Undefined> {
    let (low, high) = ends(key)?;
    let worth = |at: usize| -> Result<f64, Undefined> {
        let value = value(key, at)?;
        Ok(f64::from(value == high) - f64::from(value == low))
    };
    distinct(most, least)?;
    Ok((worth(most)? - worth(least)? + 2.0) / 4.0)
}

/// Most and least by the values themselves: `r = v_most − v_least`,
/// `s = (r + R)/(2R)` with R the span of the key. Chance is ½.
///
/// # Errors
/// As [`match_key`].
pub fn value_key(key: &[f64], most: usize, least: usize) -> Result<f64, Undefined> {
    let (low, high) = ends(key)?;
    distinct(most, least)?;
    let span = high - low;
    Ok((value(key, most)? - value(key, least)? + span) / (2.0 * span))
}

/// The lowest and the highest value of a key that tells options apart.
fn ends(key: &[f64]) -> Result<(f64, f64), Undefined> {
    all_finite(key)?;
    crate::moments::at_least(key.len(), 2)?;
    let low = key.iter().copied().fold(f64::INFINITY, f64::min);
    let high = key.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if high > low {
        Ok((low, high))
    } else {
        Err(Reason::ZeroVariance.into())
    }
}

fn value(key: &[f64], option: usize) -> Result<f64, Undefined> {
    let missing = Reason::OutOfRange("an option's index lies below the number of options");
    key.get(option).copied().ok_or_else(|| missing.into())
}

fn distinct(most: usize, least: usize) -> Result<(), Undefined> {
    if most == least {
        return Err(Reason::OutOfRange("most and least are two options").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_most_and_least() {
        let key = [5.5, 4.0, 2.5, 1.5];
        assert_eq!(value_key(&key, 1, 3), Ok(0.8125));
        assert_eq!(match_key(&key, 0, 3), Ok(1.0));
        assert_eq!(match_key(&key, 3, 0), Ok(0.0));
        assert_eq!(match_key(&key, 1, 3), Ok(0.75));
        assert_eq!(stretched(&key), Ok(vec![1.0, 0.625, 0.25, 0.0]));
        assert_eq!(dichotomous(&key, 0), Ok(1.0));
        assert_eq!(dichotomous(&key, 1), Ok(0.0));
    }

    #[test]
    fn all_pairs_average_one_half() {
        for key in [&[5.5, 4.0, 2.5, 1.5][..], &[6.0, 6.0, 1.0], &[7.0, 1.0]] {
            let pairs = (0..key.len()).flat_map(|a| (0..key.len()).map(move |b| (a, b)));
            let pairs: Vec<_> = pairs.filter(|(a, b)| a != b).collect();
            for score in [match_key, value_key] {
                let all: f64 = pairs
                    .iter()
                    .map(|&(most, least)| score(key, most, least).expect("two options"))
                    .sum();
                assert!((all / pairs.len() as f64 - 0.5).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn what_cannot_be_scored_says_why() {
        let reason = |result: Result<f64, Undefined>| result.expect_err("undefined").reason;
        assert_eq!(reason(match_key(&[4.0, 4.0], 0, 1)), Reason::ZeroVariance);
        assert_eq!(reason(value_key(&[4.0, f64::NAN], 0, 1)), Reason::NotFinite);
        assert!(matches!(
            reason(value_key(&[4.0, 1.0], 1, 1)),
            Reason::OutOfRange(_)
        ));
        assert!(matches!(
            reason(dichotomous(&[4.0, 1.0], 2)),
            Reason::OutOfRange(_)
        ));
    }
}
