//! Options put in order, against the key's order or its values. Places are 1
//! for the best; each place is given once.

use crate::moments::{at_least, same_length};
use crate::ranks::{kendall_tau_b, spearman};
use crate::undefined::{Reason, Undefined, all_finite};

/// Points as in the ranking questions of the British foundation programme's
/// test: `Σ (n − 1 − |π − κ|)`, at most `n(n − 1)`. A complete reversal of five
/// options still earns 8 of 20.
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` below 2 options, `OutOfRange` unless
/// both are orders.
pub fn points(places: &[usize], key: &[usize]) -> Result<usize, Undefined> {
    orders(places, key)?;
    let most = places.len() - 1;
    Ok(distances(places, key).map(|off| most - off).sum())
}

/// Spearman's footrule as a score: `1 − Σ|π − κ| / ⌊n²/2⌋`.
///
/// # Errors
/// As [`points`].
pub fn footrule(places: &[usize], key: &[usize]) -> Result<f64, Undefined> {
    orders(places, key)?;
    let most = places.len() * places.len() / 2;
    let off: usize = distances(places, key).sum();
    Ok(1.0 - off as f64 / most as f64)
}

/// `(1 + ρ)/2` with Spearman's ρ. Chance is ½.
///
/// # Errors
/// As [`points`].
pub fn spearman_score(places: &[usize], key: &[usize]) -> Result<f64, Undefined> {
    orders(places, key)?;
    Ok((1.0 + spearman(&numbers(places), &numbers(key))?) / 2.0)
}

/// `(1 + τ)/2` with Kendall's τ: the share of pairs in the key's order. Chance
/// is ½.
///
/// # Errors
/// As [`points`].
pub fn kendall_score(places: &[usize], key: &[usize]) -> Result<f64, Undefined> {
    orders(places, key)?;
    Ok((1.0 + kendall_tau_b(&numbers(places), &numbers(key))?) / 2.0)
}

/// Kendall's share of pairs, each weighted with the gap between its key values;
/// pairs nearer than `least_gap` do not count:
/// `s = Σ w·(1[in the key's order] + ½·1[tied]) / Σ w`, `w = |k_a − k_b|`.
/// `preference` is higher for options held to be better: ratings, or places
/// turned round. Chance is ½.
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` below 2 options, `ZeroVariance` where
/// no pair of the key is as far apart, `NotFinite`.
pub fn gap_weighted_kendall(
    preference: &[f64],
    key: &[f64],
    least_gap: f64,
) -> Result<f64, Undefined> {
    same_length(preference, key)?;
    at_least(key.len(), 2)?;
    all_finite(preference)?;
    all_finite(key)?;
    let (mut earned, mut all) = (0.0, 0.0);
    for a in 0..key.len() {
        for b in 0..a {
            let gap = key[a] - key[b];
            if gap.abs() < least_gap || gap == 0.0 {
                continue;
            }
            let preferred = (preference[a] - preference[b]) * gap.signum();
            let share = if preferred > 0.0 {
                1.0
            } else if preferred == 0.0 {
                0.5
            } else {
                0.0
            };
            earned += gap.abs() * share;
            all += gap.abs();
        }
    }
    if all > 0.0 {
        Ok(earned / all)
    } else {
        Err(Reason::ZeroVariance.into())
    }
}

fn distances<'a>(places: &'a [usize], key: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
    places.iter().zip(key).map(|(a, b)| a.abs_diff(*b))
}

fn numbers(places: &[usize]) -> Vec<f64> {
    places.iter().map(|place| *place as f64).collect()
}

/// Both hold each place from 1 to n once.
fn orders(places: &[usize], key: &[usize]) -> Result<(), Undefined> {
    if places.len() != key.len() {
        let (got, expected) = (places.len(), key.len());
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    at_least(key.len(), 2)?;
    let is_order = |places: &[usize]| {
        let mut sorted = places.to_vec();
        sorted.sort_unstable();
        sorted.into_iter().eq(1..=places.len())
    };
    if is_order(places) && is_order(key) {
        Ok(())
    } else {
        Err(Reason::OutOfRange("an order holds each place from 1 on once").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const KEY: [usize; 5] = [1, 2, 3, 4, 5];

    /// All orders of five options.
    fn permutations() -> Vec<Vec<usize>> {
        fn extend(begun: &[usize], all: &mut Vec<Vec<usize>>) {
            if begun.len() == KEY.len() {
                return all.push(begun.to_vec());
            }
            for place in KEY {
                if !begun.contains(&place) {
                    extend(&[begun, &[place]].concat(), all);
                }
            }
        }
        let mut all = Vec::new();
        extend(&[], &mut all);
        all
    }

    fn mean(score: impl Fn(&[usize]) -> f64) -> f64 {
        let all = permutations();
        all.iter().map(|places| score(places)).sum::<f64>() / all.len() as f64
    }

    #[test]
    fn worked_order() {
        let places = [2, 1, 3, 5, 4];
        assert_eq!(points(&places, &KEY), Ok(16));
        let close = |result: Result<f64, _>, expected: f64| {
            result.is_ok_and(|value: f64| (value - expected).abs() < 1e-12)
        };
        assert!(close(footrule(&places, &KEY), 2.0 / 3.0));
        assert!(close(kendall_score(&places, &KEY), 0.8));
        assert!(close(spearman_score(&places, &KEY), 0.9));
    }

    #[test]
    fn all_120_orders_earn_what_was_counted() {
        let mut found = BTreeMap::new();
        for places in permutations() {
            *found
                .entry(points(&places, &KEY).expect("orders"))
                .or_insert(0) += 1;
        }
        let counted = [
            (8, 20),
            (10, 24),
            (12, 35),
            (14, 24),
            (16, 12),
            (18, 4),
            (20, 1),
        ];
        assert_eq!(found, BTreeMap::from(counted));
        assert!((mean(|places| footrule(places, &KEY).expect("orders")) - 1.0 / 3.0).abs() < 1e-12);
        for score in [spearman_score, kendall_score] {
            assert!((mean(|places| score(places, &KEY).expect("orders")) - 0.5).abs() < 1e-12);
        }
        let key = [6.1, 5.9, 4.0, 2.2, 1.0];
        let turned = |places: &[usize]| -> Vec<f64> {
            places.iter().map(|place| 6.0 - *place as f64).collect()
        };
        let weighted = |places: &[usize]| gap_weighted_kendall(&turned(places), &key, 0.5);
        assert!((mean(|places| weighted(places).expect("a spread key")) - 0.5).abs() < 1e-12);
        // The first two are nearly equal to the experts: their order does not matter.
        assert_eq!(weighted(&[2, 1, 3, 4, 5]), Ok(1.0));
        assert_eq!(gap_weighted_kendall(&[4.0; 5], &key, 0.5), Ok(0.5));
    }

    #[test]
    fn what_is_no_order_or_has_no_spread_is_refused() {
        for places in [&[1, 1, 3, 4, 5][..], &[0, 1, 2, 3, 4], &[1, 2]] {
            assert!(points(places, &KEY).is_err() && footrule(places, &KEY).is_err());
        }
        let flat = gap_weighted_kendall(&[1.0, 2.0], &[3.0, 3.2], 0.5);
        assert_eq!(flat, Err(Reason::ZeroVariance.into()));
    }
}
