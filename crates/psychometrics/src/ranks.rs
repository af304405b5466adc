//! Ranks and rank correlations.
//!
//! Competition ranks ("1224") are for display, mid-ranks for correlations; both
//! treat scores within [`TOLERANCE`](crate::scores::TOLERANCE) as equal. Never
//! contains uncertainty; see `rank_intervals`.

use crate::moments::{at_least, correlation, same_length};
use crate::scores::Order;
use crate::undefined::{Reason, Undefined};

/// Competition ranks, 1 for the highest score; tied scores share the best rank
/// and the ranks after them are skipped: 90, 80, 80, 70 → 1, 2, 2, 4.
///
/// # Errors
/// `NotFinite`.
pub fn competition_ranks(scores: &[f64]) -> Result<Vec<usize>, Undefined> {
    let order = Order::descending(scores)?;
    let mut ranks = vec![0; scores.len()];
    for &tie in &order.ties {
        for &candidate in order.members(tie) {
            ranks[candidate] = tie.first_rank();
        }
    }
    Ok(ranks)
}

/// Mid-ranks, 1 for the lowest value; tied values share the mean of the ranks
/// they take up: 70, 80, 80, 90 → 1, 2.5, 2.5, 4.
///
/// # Errors
/// `NotFinite`.
pub fn mid_ranks(values: &[f64]) -> Result<Vec<f64>, Undefined> {
    let order = Order::descending(values)?;
    let mut ranks = vec![0.0; values.len()];
    for &tie in &order.ties {
        let from_top = (tie.first_rank() + tie.last_rank()) as f64 / 2.0;
        for &candidate in order.members(tie) {
            ranks[candidate] = (values.len() + 1) as f64 - from_top;
        }
    }
    Ok(ranks)
}

/// Spearman's rank correlation: Pearson's correlation of the mid-ranks.
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` below 2 pairs, `ZeroVariance`,
/// `NotFinite`.
pub fn spearman(x: &[f64], y: &[f64]) -> Result<f64, Undefined> {
    same_length(x, y)?;
    correlation(&mid_ranks(x)?, &mid_ranks(y)?)
}

/// Kendall's τ_b: `(C − D)/√((P − T_x)(P − T_y))` over all P pairs, with T the
/// pairs tied in one variable. O(n log n), by counting inversions (Knight 1966).
///
/// # Errors
/// `LengthMismatch`, `TooFewObservations` below 2 pairs, `ZeroVariance` if all
/// values of one variable are tied, `NotFinite`.
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Result<f64, Undefined> {
    same_length(x, y)?;
    at_least(x.len(), 2)?;
    let mut pairs: Vec<(f64, f64)> = mid_ranks(x)?.into_iter().zip(mid_ranks(y)?).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));

    let all = pairs_among(pairs.len());
    let tied_x = tied_pairs(&pairs, |a, b| a.0 == b.0);
    let tied_both = tied_pairs(&pairs, |a, b| a == b);
    // Sorted by x, then by y within a tie of x: an inversion of y is a discordant pair.
    let mut by_y: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    let discordant = sort_counting_inversions(&mut by_y);
    let tied_y = tied_pairs(&by_y, |a, b| a == b);

    let (untied_x, untied_y) = (all - tied_x, all - tied_y);
    if untied_x == 0 || untied_y == 0 {
        return Err(Reason::ZeroVariance.into());
    }
    let concordant = (all + tied_both) - tied_x - tied_y - discordant;
    let excess = concordant as f64 - discordant as f64;
    Ok(excess / ((untied_x as f64).sqrt() * (untied_y as f64).sqrt()))
}

fn pairs_among(n: usize) -> u64 {
    let n = n as u64;
    n * n.saturating_sub(1) / 2
}

/// Pairs within runs of equal neighbours.
fn tied_pairs<T>(sorted: &[T], same: impl FnMut(&T, &T) -> bool) -> u64 {
    let runs = sorted.chunk_by(same);
    runs.map(|run| pairs_among(run.len())).sum()
}

/// Merge sort; returns how many pairs stood in descending order.
fn sort_counting_inversions(values: &mut [f64]) -> u64 {
    if values.len() < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(values.len() / 2);
    let mut inversions = sort_counting_inversions(left) + sort_counting_inversions(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if right[j] < left[i] {
            inversions += (left.len() - i) as u64;
            merged.push(right[j]);
            j += 1;
        } else {
            merged.push(left[i]);
            i += 1;
        }
    }
    merged.extend_from_slice(&left[i..]);
    merged.extend_from_slice(&right[j..]);
    values.copy_from_slice(&merged);
    inversions
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shared_ranks() {
        let scores = [80.0, 90.0, 70.0, 80.0 + 1e-10];
        assert_eq!(competition_ranks(&scores), Ok(vec![2, 1, 4, 2]));
        assert_eq!(mid_ranks(&scores), Ok(vec![2.5, 4.0, 1.0, 2.5]));
        assert_eq!(competition_ranks(&[]), Ok(vec![]));
        assert!(competition_ranks(&[f64::NAN]).is_err());
    }

    #[test]
    fn reference_rank_order_against_the_identity() {
        let ranks = [2.0, 1.0, 3.0, 5.0, 4.0];
        let identity = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert!((kendall_tau_b(&ranks, &identity).expect("defined") - 0.6).abs() < 1e-12);
        assert!((spearman(&ranks, &identity).expect("defined") - 0.8).abs() < 1e-12);
    }

    #[test]
    fn key_against_key_and_its_reversal() {
        let key = [6.2, 1.8, 4.5, 3.1, 5.6];
        let reversed = key.map(|k| -k);
        assert!((spearman(&key, &key).expect("defined") - 1.0).abs() < 1e-12);
        assert!((kendall_tau_b(&key, &key).expect("defined") - 1.0).abs() < 1e-12);
        assert!((spearman(&key, &reversed).expect("defined") + 1.0).abs() < 1e-12);
        assert!((kendall_tau_b(&key, &reversed).expect("defined") + 1.0).abs() < 1e-12);
    }

    #[test]
    fn tau_b_with_ties_by_hand() {
        // Pairs: 1 concordant of (1,1)-(2,2), (1,1)-(2,3), (1,1)-(3,2) is 3;
        // discordant (2,3)-(3,2) is 1; one tie in x, one tie in y; 6 pairs.
        let tau = kendall_tau_b(&[1.0, 2.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 2.0]);
        assert!((tau.expect("defined") - 2.0 / 5.0).abs() < 1e-12);
    }

    #[test]
    fn undefined_is_said() {
        assert!(spearman(&[1.0, 2.0], &[1.0]).is_err());
        assert!(kendall_tau_b(&[1.0], &[1.0]).is_err());
        let flat = kendall_tau_b(&[1.0, 1.0], &[1.0, 2.0]).expect_err("all tied");
        assert_eq!(flat.reason, Reason::ZeroVariance);
        assert!(spearman(&[1.0, 1.0], &[1.0, 2.0]).is_err());
    }

    /// τ_b by looking at every pair.
    fn tau_b_by_pairs(x: &[f64], y: &[f64]) -> Option<f64> {
        let (mut excess, mut untied_x, mut untied_y) = (0.0, 0.0_f64, 0.0_f64);
        for i in 0..x.len() {
            for j in 0..i {
                let (dx, dy) = (x[i] - x[j], y[i] - y[j]);
                excess += if dx * dy == 0.0 {
                    0.0
                } else {
                    (dx * dy).signum()
                };
                untied_x += f64::from(dx != 0.0);
                untied_y += f64::from(dy != 0.0);
            }
        }
        (untied_x * untied_y > 0.0).then(|| excess / (untied_x * untied_y).sqrt())
    }

    proptest! {
        #[test]
        fn tau_b_agrees_with_all_pairs(pairs in prop::collection::vec((0..8_i32, 0..8_i32), 2..60)) {
            let (x, y): (Vec<f64>, Vec<f64>) =
                pairs.into_iter().map(|(a, b)| (f64::from(a), f64::from(b))).unzip();
            match tau_b_by_pairs(&x, &y) {
                Some(expected) => {
                    let tau = kendall_tau_b(&x, &y).expect("defined");
                    prop_assert!((tau - expected).abs() < 1e-9);
                    prop_assert!((kendall_tau_b(&y, &x).expect("defined") - tau).abs() < 1e-12);
                }
                None => prop_assert!(kendall_tau_b(&x, &y).is_err()),
            }
        }

        #[test]
        fn rank_correlations_ignore_monotone_change(pairs in prop::collection::vec((0..40_i32, 0..40_i32), 3..40)) {
            let (x, y): (Vec<f64>, Vec<f64>) =
                pairs.into_iter().map(|(a, b)| (f64::from(a), f64::from(b))).unzip();
            let stretched: Vec<f64> = x.iter().map(|v| v.powi(3) + 5.0).collect();
            prop_assert_eq!(spearman(&x, &y), spearman(&stretched, &y));
            prop_assert_eq!(kendall_tau_b(&x, &y), kendall_tau_b(&stretched, &y));
        }
    }
}
