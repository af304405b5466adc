//! Fisher's exact test and mid-p of a fourfold table.
//!
//! By ln-factorials relative to the likeliest table, so that totals of millions
//! neither overflow nor lose the tail. Never contains the conditional odds
//! ratio, on which packages differ; the p-values agree.

use super::tally::GroupCounts;
use crate::distributions::ln_factorial;
use crate::undefined::{Reason, Undefined};

/// Tables up to this much likelier than the observed one count as equally
/// likely, as in R and scipy; without it, ties are lost to rounding.
const SAME: f64 = 1e-7;

/// Two-sided exact test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExactTest {
    /// `Σ P(x)` over tables no likelier than the observed one. Conservative.
    pub p: f64,
    /// The same less half of the tables as likely as the observed one; nearer
    /// to the nominal level.
    pub mid_p: f64,
}

/// Fisher's exact test of equal rates in two groups, both margins fixed: with a
/// selected of n₁ and c of n₂, `P(x) = C(n₁,x)·C(n₂,m−x)/C(N,m)`, m = a + c.
///
/// # Errors
/// `TooFewObservations` for an empty group, `OutOfRange` if more are selected
/// than applied.
pub fn fisher_exact(first: GroupCounts, second: GroupCounts) -> Result<ExactTest, Undefined> {
    for group in [first, second] {
        GroupCounts::new(group.applicants, group.selected)?.rate()?;
    }
    let overflow = Reason::OutOfRange("counts are small enough to add");
    let (n1, n2) = (first.applicants, second.applicants);
    n1.checked_add(n2).ok_or(overflow)?;
    let selected = first.selected + second.selected;
    let ln_choose = |n: u64, k: u64| ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    let ln_weight = |x: u64| ln_choose(n1, x) + ln_choose(n2, selected - x);

    let tables = selected.saturating_sub(n2)..=selected.min(n1);
    let weights: Vec<f64> = tables.clone().map(ln_weight).collect();
    let likeliest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let observed = (weights[(first.selected - tables.start()) as usize] - likeliest).exp();
    let (mut all, mut unlikely, mut as_likely) = (0.0, 0.0, 0.0);
    for weight in weights {
        let weight = (weight - likeliest).exp();
        all += weight;
        if weight <= observed * (1.0 + SAME) {
            unlikely += weight;
            if weight >= observed * (1.0 - SAME) {
                as_likely += weight;
            }
        }
    }
    Ok(ExactTest {
        p: (unlikely / all).min(1.0),
        mid_p: ((unlikely - as_likely / 2.0) / all).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(a: u64, n1: u64, c: u64, n2: u64) -> ExactTest {
        let first = GroupCounts::new(n1, a).expect("valid");
        fisher_exact(first, GroupCounts::new(n2, c).expect("valid")).expect("defined")
    }

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn reference_r29() {
        let test = of(48, 80, 21, 50);
        close(test.p, 0.049_543, 2e-5);
        close(test.mid_p, 0.039_636, 2e-5);
    }

    #[test]
    fn small_tables_by_hand() {
        // C(4,x)C(4,4−x)/70: 1, 16, 36, 16, 1. Observed x = 3: both tails.
        let test = of(3, 4, 1, 4);
        close(test.p, 34.0 / 70.0, 1e-14);
        close(test.mid_p, 18.0 / 70.0, 1e-14);
        // One possible table only.
        assert_eq!(of(0, 4, 0, 9).p, 1.0);
        assert_eq!(of(0, 4, 0, 9).mid_p, 0.5);
    }

    /// Totals above 1,000, where a hypergeometric by another library is wrong:
    /// all Berkeley admissions, and tables from scipy.
    #[test]
    fn large_totals() {
        close(of(1_198, 2_691, 557, 1_835).p, 4.835_903_179_34e-22, 1e-9);
        close(of(300, 600, 290, 600).p, 0.603_299_992_58, 1e-10);
        close(of(260, 500, 240, 500).p, 0.229_476_188_475, 1e-10);
        let half = of(500_000, 1_000_000, 500_000, 1_000_000);
        assert_eq!(half.p, 1.0);
        let large = of(100_000, 200_000, 101_000, 200_000);
        close(large.p, 0.001_582_241_737, 1e-7);
    }

    #[test]
    fn undefined_is_said() {
        let (none, some) = (
            GroupCounts::default(),
            GroupCounts::new(3, 1).expect("valid"),
        );
        assert!(fisher_exact(none, some).is_err());
        let impossible = GroupCounts {
            applicants: 1,
            selected: 2,
        };
        assert!(fisher_exact(impossible, some).is_err());
        let huge = GroupCounts {
            applicants: u64::MAX,
            selected: 0,
        };
        assert!(fisher_exact(huge, some).is_err());
    }

    proptest! {
        #[test]
        fn symmetric_and_within_bounds(n1 in 1..60_u64, n2 in 1..60_u64, x in 0.0..1.0_f64, y in 0.0..1.0_f64) {
            let (a, c) = ((x * n1 as f64).round() as u64, (y * n2 as f64).round() as u64);
            let test = of(a, n1, c, n2);
            prop_assert!(0.0 < test.mid_p && test.mid_p <= test.p && test.p <= 1.0);
            let turned = of(c, n2, a, n1);
            let rejected = of(n1 - a, n1, n2 - c, n2);
            prop_assert!((test.p - turned.p).abs() < 1e-9);
            prop_assert!((test.p - rejected.p).abs() < 1e-9);
            prop_assert!((test.mid_p - turned.mid_p).abs() < 1e-9);
        }
    }
}
