//! All groups against the one with the highest rate.
//!
//! Never hides a group: one that is too small for a ratio to be asked for is
//! marked, and its numbers are given.

use super::comparison::{Comparison, compare};
use super::tally::GroupCounts;
use crate::multiplicity::holm;
use crate::undefined::{Reason, Undefined};

/// Groups below this share of everyone need not be compared.
pub const SMALLEST_SHARE: f64 = 0.02;
/// Level at which Fisher's test counts as significant.
pub const SIGNIFICANT: f64 = 0.05;

/// What the numbers of one comparison say, for the page to put into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Fewer than 30 people or an expected count below 5.
    TooFewToJudge,
    /// Ratio below four fifths, and Fisher's test below .05.
    LowerAndSignificant,
    /// Ratio below four fifths, but chance explains it.
    LowerNotSignificant,
    /// Ratio of four fifths or more, but chance does not explain the difference.
    SmallButSignificant,
    /// Neither.
    NoSign,
}

impl Verdict {
    fn of(comparison: &Comparison) -> Self {
        let significant = comparison.exact.p < SIGNIFICANT;
        match (comparison.below_four_fifths, significant) {
            _ if comparison.too_few => Self::TooFewToJudge,
            (true, true) => Self::LowerAndSignificant,
            (true, false) => Self::LowerNotSignificant,
            (false, true) => Self::SmallButSignificant,
            (false, false) => Self::NoSign,
        }
    }
}

/// One group in the report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupImpact {
    /// Its counts.
    pub counts: GroupCounts,
    /// Its rate; undefined for an empty group.
    pub rate: Result<f64, Undefined>,
    /// Its share of everyone, unknown categories included.
    pub share: f64,
    /// Below the smallest share: not asked to be compared, never the reference.
    pub small: bool,
    /// Against the reference group; `None` for that group itself and for an
    /// empty one.
    pub compared: Option<Compared>,
}

/// A comparison within a report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// The numbers.
    pub comparison: Comparison,
    /// Fisher's p adjusted by Holm for all groups compared.
    pub holm_p: f64,
    /// What they say.
    pub verdict: Verdict,
}

/// Every group, in the order given.
#[derive(Debug, Clone, PartialEq)]
pub struct ImpactReport {
    /// Index of the group with the highest rate: of equals the larger, then
    /// the first.
    pub reference: usize,
    /// Every group.
    pub groups: Vec<GroupImpact>,
    /// People without a category.
    pub unknown: GroupCounts,
}

/// Compares every group with the one that has the highest rate. Groups below
/// `smallest_share` of everyone (see [`SMALLEST_SHARE`]; 0 for none) are marked
/// and never the reference, but compared all the same; `unknown` counts in
/// everyone's number only. Intervals at `level`.
///
/// # Errors
/// `TooFewObservations` without a group to be the reference, `OutOfRange` for
/// impossible counts, for a share outside 0 to 1 or unless 0 < `level` < 1.
pub fn impact_report(
    groups: &[GroupCounts],
    unknown: GroupCounts,
    smallest_share: f64,
    level: f64,
) -> Result<ImpactReport, Undefined> {
    if !(0.0..=1.0).contains(&smallest_share) {
        return Err(Reason::OutOfRange("a share lies between 0 and 1").into());
    }
    for group in groups.iter().chain([&unknown]) {
        GroupCounts::new(group.applicants, group.selected)?;
    }
    let everyone = groups.iter().chain([&unknown]);
    let everyone = everyone.map(|group| group.applicants as f64).sum::<f64>();
    let share = |group: &GroupCounts| group.applicants as f64 / everyone;
    let small = |group: &GroupCounts| share(group) < smallest_share;
    let reference = highest(groups, |group| !small(group))
        .ok_or(Reason::TooFewObservations { got: 0, needed: 1 })?;

    let others = |index: usize| index != reference && groups[index].applicants > 0;
    let comparisons: Vec<(usize, Comparison)> = (0..groups.len())
        .filter(|&index| others(index))
        .map(|index| Ok((index, compare(groups[reference], groups[index], level)?)))
        .collect::<Result<_, Undefined>>()?;
    let raw: Vec<f64> = comparisons.iter().map(|(_, c)| c.exact.p).collect();
    let mut compared: Vec<Option<Compared>> = vec![None; groups.len()];
    for ((index, comparison), holm_p) in comparisons.into_iter().zip(holm(&raw)?) {
        compared[index] = Some(Compared {
            comparison,
            holm_p,
            verdict: Verdict::of(&comparison),
        });
    }
    let of_group = |(group, compared): (&GroupCounts, Option<Compared>)| GroupImpact {
        counts: *group,
        rate: group.rate(),
        share: share(group),
        small: small(group),
        compared,
    };
    Ok(ImpactReport {
        reference,
        groups: groups.iter().zip(compared).map(of_group).collect(),
        unknown,
    })
}

/// The group with the highest rate among those that may be the reference.
fn highest(groups: &[GroupCounts], eligible: impl Fn(&GroupCounts) -> bool) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (index, group) in groups.iter().enumerate() {
        if group.applicants == 0 || !eligible(group) {
            continue;
        }
        let better = best.is_none_or(|best| {
            let best = groups[best];
            let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
            let own = product(group.selected, best.applicants);
            let other = product(best.selected, group.applicants);
            own > other || own == other && group.applicants > best.applicants
        });
        if better {
            best = Some(index);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(applicants: u64, selected: u64) -> GroupCounts {
        GroupCounts::new(applicants, selected).expect("valid")
    }

    fn verdict(reference: GroupCounts, group: GroupCounts) -> Verdict {
        let report = impact_report(&[reference, group], GroupCounts::default(), 0.0, 0.95);
        report.expect("defined").groups[1]
            .compared
            .expect("compared")
            .verdict
    }

    #[test]
    fn verdicts() {
        assert_eq!(
            verdict(counts(80, 48), counts(50, 21)),
            Verdict::LowerAndSignificant
        );
        assert_eq!(
            verdict(counts(80, 40), counts(40, 15)),
            Verdict::LowerNotSignificant
        );
        assert_eq!(
            verdict(counts(5_000, 4_000), counts(5_000, 3_800)),
            Verdict::SmallButSignificant
        );
        assert_eq!(verdict(counts(80, 40), counts(50, 24)), Verdict::NoSign);
        assert_eq!(
            verdict(counts(20, 15), counts(9, 2)),
            Verdict::TooFewToJudge
        );
    }

    #[test]
    fn a_report_by_hand() {
        let groups = [
            counts(100, 40),
            counts(200, 100),
            counts(3, 3),
            counts(0, 0),
            counts(400, 200),
            counts(100, 30),
        ];
        let report = impact_report(&groups, counts(50, 20), SMALLEST_SHARE, 0.95).expect("defined");
        // The three of three are under 2 %; of the equals the larger is chosen.
        assert_eq!(report.reference, 4);
        assert!(report.groups[4].compared.is_none());
        assert!(report.groups[3].compared.is_none() && report.groups[3].rate.is_err());
        let tiny = report.groups[2];
        assert!(tiny.small && (tiny.share - 3.0 / 853.0).abs() < 1e-12);
        assert_eq!(tiny.compared.expect("compared").comparison.ratio, Ok(2.0));
        assert_eq!(
            report.groups[1]
                .compared
                .expect("compared")
                .comparison
                .ratio,
            Ok(1.0)
        );
        let worst = report.groups[5].compared.expect("compared");
        assert_eq!(worst.comparison.ratio, Ok(0.6));
        assert!((worst.holm_p - 4.0 * worst.comparison.exact.p).abs() < 1e-15);
        assert_eq!(report.unknown.applicants, 50);
    }

    #[test]
    fn undefined_is_said() {
        let none = GroupCounts::default();
        assert!(impact_report(&[], none, 0.0, 0.95).is_err());
        assert!(impact_report(&[none, none], none, 0.0, 0.95).is_err());
        assert!(impact_report(&[counts(1, 1)], counts(99, 0), 0.02, 0.95).is_err());
        assert!(impact_report(&[counts(5, 1)], none, 2.0, 0.95).is_err());
        let impossible = GroupCounts {
            applicants: 1,
            selected: 2,
        };
        assert!(impact_report(&[impossible], none, 0.0, 0.95).is_err());
        let alone = impact_report(&[counts(5, 1)], none, 0.0, 0.95).expect("defined");
        assert!(alone.groups[0].compared.is_none());
    }

    proptest! {
        #[test]
        fn no_ratio_is_above_one_without_a_floor(raw in prop::collection::vec((1..200_u64, 0.0..1.0_f64), 1..8)) {
            let groups: Vec<GroupCounts> = raw
                .iter()
                .map(|(n, share)| counts(*n, (share * *n as f64).floor() as u64))
                .collect();
            let report = impact_report(&groups, GroupCounts::default(), 0.0, 0.95).expect("defined");
            for group in &report.groups {
                if let Some(compared) = group.compared {
                    if let Ok(ratio) = compared.comparison.ratio {
                        prop_assert!(ratio <= 1.0 + 1e-12);
                    }
                    prop_assert!(compared.holm_p >= compared.comparison.exact.p);
                    prop_assert!(compared.comparison.shortfall >= -1e-9);
                }
            }
        }
    }
}
