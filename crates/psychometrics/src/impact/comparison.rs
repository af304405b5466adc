//! Two groups: how far their rates lie apart, and how sure that is.
//!
//! Never contains more than two groups; see `report`.

use super::exact::{ExactTest, fisher_exact};
use super::tally::GroupCounts;
use crate::distributions::{two_sided_p, two_sided_z};
use crate::reliability::Interval;
use crate::undefined::{Reason, Undefined};

/// People in both groups together below which nothing can be judged.
pub const FEWEST_TO_JUDGE: u64 = 30;
/// Expected count below which nothing can be judged.
pub const SMALLEST_EXPECTED: f64 = 5.0;

/// A normal test of equal rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ZTest {
    /// Above 0 where the reference group has the higher rate.
    pub z: f64,
    /// Two-sided probability.
    pub p: f64,
}

impl ZTest {
    fn of(z: f64) -> Self {
        Self {
            z,
            p: two_sided_p(z),
        }
    }
}

/// One group compared with the reference group. Numbers are given whatever the
/// size of the groups; `too_few` says when they judge nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Impact ratio `p₂/p₁`, group over reference. Undefined if nobody of the
    /// reference group was selected.
    pub ratio: Result<f64, Undefined>,
    /// `exp(ln ratio ± z·√((1−p₁)/a + (1−p₂)/c))`; undefined if a or c is 0.
    pub ratio_interval: Result<Interval, Undefined>,
    /// Exactly, by counts: the ratio is below four fifths.
    pub below_four_fifths: bool,
    /// `(p₁−p₂)/√(p̄(1−p̄)(1/n₁+1/n₂))`; undefined if all or none are selected.
    pub z_pooled: Result<ZTest, Undefined>,
    /// `(a − n₁m/N)/√(n₁n₂m(N−m)/(N²(N−1)))`; undefined likewise.
    pub z_hypergeometric: Result<ZTest, Undefined>,
    /// Fisher's exact test with mid-p.
    pub exact: ExactTest,
    /// Cohen's `h = 2·asin√p₁ − 2·asin√p₂`.
    pub h: f64,
    /// Selections the group is short of the reference group's rate:
    /// `n₂p₁ − c`, not rounded; below 0 it has more.
    pub shortfall: f64,
    /// One selection given to the other group turns the four-fifths verdict:
    /// from the reference group to this one if the ratio is below four fifths,
    /// else the other way.
    pub one_person_flips: bool,
    /// Fewer than 30 in both groups, or an expected count below 5.
    pub too_few: bool,
}

/// Compares a group with the reference group, intervals at `level`.
///
/// # Errors
/// `TooFewObservations` for an empty group, `OutOfRange` if more are selected
/// than applied or unless 0 < `level` < 1.
pub fn compare(
    reference: GroupCounts,
    group: GroupCounts,
    level: f64,
) -> Result<Comparison, Undefined> {
    let exact = fisher_exact(reference, group)?;
    let half_width = two_sided_z(level)?;
    let (p1, p2) = (reference.rate()?, group.rate()?);
    let ratio = impact_ratio(p1, p2);
    let below = below_four_fifths(reference, group);
    Ok(Comparison {
        ratio,
        ratio_interval: ratio_interval(reference, group, half_width),
        below_four_fifths: below,
        z_pooled: z_pooled(reference, group),
        z_hypergeometric: z_hypergeometric(reference, group),
        exact,
        h: cohen_h(p1, p2)?,
        shortfall: group.applicants as f64 * p1 - group.selected as f64,
        one_person_flips: one_moved(reference, group, below)
            .is_some_and(|(r, g)| below_four_fifths(r, g) != below),
        too_few: too_few(reference, group),
    })
}

/// Cohen's h, `2·asin√p₁ − 2·asin√p₂`: the distance of two rates on a scale
/// where .2 is small and .8 large wherever they lie.
///
/// # Errors
/// `OutOfRange` unless both rates lie between 0 and 1.
pub fn cohen_h(p1: f64, p2: f64) -> Result<f64, Undefined> {
    if !(0.0..=1.0).contains(&p1) || !(0.0..=1.0).contains(&p2) {
        return Err(Reason::OutOfRange("a rate lies between 0 and 1").into());
    }
    Ok(2.0 * p1.sqrt().asin() - 2.0 * p2.sqrt().asin())
}

/// `p₂/p₁`, group over reference.
///
/// # Errors
/// `NotPositive` if the reference rate is 0.
pub fn impact_ratio(reference_rate: f64, rate: f64) -> Result<f64, Undefined> {
    if reference_rate > 0.0 {
        Ok(rate / reference_rate)
    } else {
        Err(Reason::NotPositive("the rate of the reference group").into())
    }
}

/// Whether `c/n₂ < 4/5 · a/n₁`, in whole numbers: rounding decides nothing.
fn below_four_fifths(reference: GroupCounts, group: GroupCounts) -> bool {
    let product = |factor: u128, a: u64, b: u64| factor * u128::from(a) * u128::from(b);
    product(5, group.selected, reference.applicants)
        < product(4, reference.selected, group.applicants)
}

/// The counts with one selection moved towards the other verdict.
fn one_moved(
    mut reference: GroupCounts,
    mut group: GroupCounts,
    to_group: bool,
) -> Option<(GroupCounts, GroupCounts)> {
    let (from, to) = if to_group {
        (&mut reference, &mut group)
    } else {
        (&mut group, &mut reference)
    };
    from.selected = from.selected.checked_sub(1)?;
    to.selected += 1;
    (to.selected <= to.applicants).then_some((reference, group))
}

fn ratio_interval(
    reference: GroupCounts,
    group: GroupCounts,
    half_width: f64,
) -> Result<Interval, Undefined> {
    if reference.selected == 0 || group.selected == 0 {
        return Err(Reason::NotPositive("a number of selected people").into());
    }
    let (p1, p2) = (reference.rate()?, group.rate()?);
    let variance = (1.0 - p1) / reference.selected as f64 + (1.0 - p2) / group.selected as f64;
    let (middle, half) = ((p2 / p1).ln(), half_width * variance.sqrt());
    Ok(Interval {
        lower: (middle - half).exp(),
        upper: (middle + half).exp(),
    })
}

fn z_pooled(reference: GroupCounts, group: GroupCounts) -> Result<ZTest, Undefined> {
    let (n1, n2) = (reference.applicants as f64, group.applicants as f64);
    let pooled = (reference.selected + group.selected) as f64 / (n1 + n2);
    let variance = pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2);
    if variance <= 0.0 {
        return Err(Reason::ZeroVariance.into());
    }
    Ok(ZTest::of(
        (reference.rate()? - group.rate()?) / variance.sqrt(),
    ))
}

fn z_hypergeometric(reference: GroupCounts, group: GroupCounts) -> Result<ZTest, Undefined> {
    let (n1, n2) = (reference.applicants as f64, group.applicants as f64);
    let (n, m) = (n1 + n2, (reference.selected + group.selected) as f64);
    let variance = n1 / n * (n2 / n) * m * ((n - m) / (n - 1.0));
    if variance <= 0.0 {
        return Err(Reason::ZeroVariance.into());
    }
    let excess = reference.selected as f64 - n1 * m / n;
    Ok(ZTest::of(excess / variance.sqrt()))
}

fn too_few(reference: GroupCounts, group: GroupCounts) -> bool {
    let n = reference.applicants + group.applicants;
    let selected = reference.selected + group.selected;
    let smaller = reference.applicants.min(group.applicants) as f64;
    let rarer = selected.min(n - selected) as f64;
    n < FEWEST_TO_JUDGE || smaller * rarer / (n as f64) < SMALLEST_EXPECTED
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(applicants: u64, selected: u64) -> GroupCounts {
        GroupCounts::new(applicants, selected).expect("valid")
    }

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn reference_r29() {
        let c = compare(counts(80, 48), counts(50, 21), 0.95).expect("defined");
        close(c.ratio.expect("defined"), 0.7, 1e-12);
        let interval = c.ratio_interval.expect("defined");
        close(interval.lower, 0.482_726, 1e-6);
        close(interval.upper, 1.015_068, 1e-6);
        let pooled = c.z_pooled.expect("defined");
        close(pooled.z, 2.000_713, 1e-6);
        close(pooled.p, 0.045_423, 1e-6);
        close(c.z_hypergeometric.expect("defined").z, 1.993_003, 1e-6);
        close(c.exact.p, 0.049_543, 1e-6);
        close(c.exact.mid_p, 0.039_636, 1e-6);
        close(c.h, 0.362_049, 1e-6);
        close(c.shortfall, 9.0, 1e-12);
        // 47 of 80 against 22 of 50 is .749: still below.
        assert!(c.below_four_fifths && !c.one_person_flips && !c.too_few);
    }

    #[test]
    fn four_fifths_is_exact_and_one_person_can_turn_it() {
        let c = compare(counts(10, 5), counts(10, 4), 0.95).expect("defined");
        close(c.ratio.expect("defined"), 0.8, 1e-15);
        assert!(!c.below_four_fifths, "four fifths is not below");
        assert!(c.one_person_flips && c.too_few);
        // 3 of 10 against 5 of 10; moved: 4 against 4.
        let c = compare(counts(10, 5), counts(10, 3), 0.95).expect("defined");
        assert!(c.below_four_fifths && c.one_person_flips);
        // .79 of large groups does not hang on one person.
        let c = compare(counts(1_000, 500), counts(1_000, 395), 0.95).expect("defined");
        assert!(c.below_four_fifths && !c.one_person_flips);
        // Nobody left to move.
        let c = compare(counts(3, 0), counts(2, 0), 0.95).expect("defined");
        assert!(!c.one_person_flips);
    }

    #[test]
    fn what_does_not_exist_is_said_and_the_rest_given() {
        let c = compare(counts(20, 0), counts(30, 0), 0.95).expect("defined");
        assert!(c.ratio.is_err() && c.ratio_interval.is_err());
        assert!(c.z_pooled.is_err() && c.z_hypergeometric.is_err());
        assert_eq!((c.exact.p, c.h, c.too_few), (1.0, 0.0, true));
        let c = compare(counts(20, 9), counts(30, 0), 0.95).expect("defined");
        assert_eq!(c.ratio, Ok(0.0));
        assert!(c.ratio_interval.is_err() && c.exact.p < 0.001);
        assert!(compare(counts(0, 0), counts(30, 0), 0.95).is_err());
        assert!(compare(counts(5, 1), counts(30, 0), 0.0).is_err());
        assert!(cohen_h(1.2, 0.5).is_err());
    }

    #[test]
    fn the_interval_holds_the_true_ratio_as_often_as_it_says() {
        let mut uniform = crate::random::UniformStream::seeded(17);
        let mut drawn = |n: u64, p: f64| (0..n).filter(|_| uniform.draw() < p).count() as u64;
        let (mut inside, runs) = (0_u32, 4_000);
        for _ in 0..runs {
            let reference = counts(200, drawn(200, 0.5));
            let group = counts(120, drawn(120, 0.4));
            let c = compare(reference, group, 0.95).expect("defined");
            let interval = c.ratio_interval.expect("defined");
            inside += u32::from(interval.lower <= 0.8 && 0.8 <= interval.upper);
        }
        let share = f64::from(inside) / f64::from(runs);
        assert!((0.935..0.965).contains(&share), "{share}");
    }

    proptest! {
        #[test]
        fn the_tests_point_the_same_way(n1 in 2..400_u64, n2 in 2..400_u64, x in 0.0..1.0_f64, y in 0.0..1.0_f64) {
            let reference = counts(n1, (x * n1 as f64).round() as u64);
            let group = counts(n2, (y * n2 as f64).round() as u64);
            let c = compare(reference, group, 0.9).expect("defined");
            let turned = compare(group, reference, 0.9).expect("defined");
            prop_assert!((c.h + turned.h).abs() < 1e-12);
            if let (Ok(a), Ok(b)) = (c.z_pooled, c.z_hypergeometric) {
                // The two differ by √((N−1)/N).
                let n = (n1 + n2) as f64;
                prop_assert!((a.z * ((n - 1.0) / n).sqrt() - b.z).abs() < 1e-9 * (1.0 + a.z.abs()));
                prop_assert!(a.z * c.h >= -1e-12 && a.z * c.shortfall >= -1e-9);
            }
            if let (Ok(ratio), Ok(interval)) = (c.ratio, c.ratio_interval) {
                prop_assert!(interval.lower <= ratio + 1e-12 && ratio <= interval.upper + 1e-12);
                let back = turned.ratio_interval.expect("defined");
                prop_assert!((back.lower * interval.upper - 1.0).abs() < 1e-9);
            }
        }
    }
}
