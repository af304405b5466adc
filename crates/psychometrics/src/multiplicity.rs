//! Adjusting p-values for the number of tests.
//!
//! Holm where one false alarm is one too many (a few groups); Benjamini and
//! Hochberg where a share of false alarms is acceptable (many questions). Never
//! decides what is significant.

use crate::undefined::{Reason, Undefined};

/// Holm's step-down p-values (1979), in the order of the input:
/// `max over j ≤ i of min(1, (m − j + 1)·p_(j))`.
///
/// # Errors
/// `OutOfRange` unless every p lies between 0 and 1.
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let order = ascending(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut floor = 0.0_f64;
    for (rank, &index) in order.iter().enumerate() {
        floor = floor.max(((p.len() - rank) as f64 * p[index]).min(1.0));
        adjusted[index] = floor;
    }
    Ok(adjusted)
}

/// Benjamini and Hochberg's p-values (1995), in the order of the input:
/// `min over j ≥ i of min(1, m·p_(j)/j)`. Flagging those up to q keeps the
/// expected share of false flags at most q.
///
/// # Errors
/// `OutOfRange` unless every p lies between 0 and 1.
pub fn benjamini_hochberg(p: &[f64]) -> Result<Vec<f64>, Undefined> {
    let order = ascending(p)?;
    let mut adjusted = vec![0.0; p.len()];
    let mut ceiling = 1.0_f64;
    for (rank, &index) in order.iter().enumerate().rev() {
        ceiling = ceiling.min(p.len() as f64 * p[index] / (rank + 1) as f64);
        adjusted[index] = ceiling;
    }
    Ok(adjusted)
}

fn ascending(p: &[f64]) -> Result<Vec<usize>, Undefined> {
    if !p.iter().all(|p| (0.0..=1.0).contains(p)) {
        return Err(Reason::OutOfRange("a p-value lies between 0 and 1").into());
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: &[f64], b: &[f64]) {
        assert_eq!(a.len(), b.len());
        for (x, y) in a.iter().zip(b) {
            assert!((x - y).abs() < 1e-14, "{a:?} {b:?}");
        }
    }

    #[test]
    fn by_hand() {
        let p = [0.01, 0.04, 0.03, 0.005];
        close(&holm(&p).expect("valid"), &[0.03, 0.06, 0.06, 0.02]);
        close(
            &benjamini_hochberg(&p).expect("valid"),
            &[0.02, 0.04, 0.04, 0.02],
        );
        assert_eq!(holm(&[]), Ok(vec![]));
        assert_eq!(benjamini_hochberg(&[0.7]), Ok(vec![0.7]));
        assert!(holm(&[1.5]).is_err());
        assert!(benjamini_hochberg(&[f64::NAN]).is_err());
    }

    proptest! {
        #[test]
        fn between_the_raw_and_bonferroni(p in prop::collection::vec(0.0..=1.0_f64, 1..30)) {
            let (holm, bh) = (holm(&p).expect("valid"), benjamini_hochberg(&p).expect("valid"));
            for i in 0..p.len() {
                let bonferroni = (p[i] * p.len() as f64).min(1.0);
                prop_assert!(p[i] <= bh[i] + 1e-15 && bh[i] <= holm[i] + 1e-15);
                prop_assert!(holm[i] <= bonferroni + 1e-12);
                for j in 0..p.len() {
                    if p[i] < p[j] {
                        prop_assert!(holm[i] <= holm[j] && bh[i] <= bh[j]);
                    }
                }
            }
        }
    }
}
