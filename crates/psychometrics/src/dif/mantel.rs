//! Mantel's test for questions with partial credit, and the standardised mean
//! difference.
//!
//! After Mantel (1963) and Dorans and Schmitt (1991). On right-wrong answers the
//! χ² equals the uncorrected one of `mantel_haenszel`. Never contains ETS
//! classes for right-wrong questions.

use super::strata::{Group, Strata, one_each};
use crate::distributions::chi_squared_upper;
use crate::moments::{Summary, pooled_sd, summary};
use crate::undefined::{Reason, Undefined};

/// Size of a standardised mean difference, in standard deviations of the
/// question. Cuts as commonly used; not a settled standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SmdClass {
    /// Below .17: negligible.
    AA,
    /// .17 to .25: moderate.
    BB,
    /// Above .25: large.
    CC,
}

/// Result for one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mantel {
    /// `(Σ(F − E))²/ΣV`, 1 degree of freedom.
    pub chi2: f64,
    /// Its upper tail.
    pub p: f64,
    /// Focal minus reference mean at equal score, in points of the question;
    /// below 0 the question is harder for the focal group.
    pub smd: f64,
    /// `smd` divided by the pooled standard deviation of the question.
    pub standardised: f64,
    /// Class of `|standardised|`.
    pub class: SmdClass,
    /// Focal people in strata without anyone of the reference group; they
    /// count neither in the test nor in the difference.
    pub unmatched: usize,
}

/// Mantel's test and the standardised mean difference of one question.
///
/// In every stratum, with n_R and n_F people and scores y: `F = Σ_focal y`,
/// `E = (n_F/n)Σy`, `V = n_R n_F/(n²(n−1))·(nΣy² − (Σy)²)`.
/// `SMD = Σ_m (n_Fm/n_F)(ȳ_Fm − ȳ_Rm)` over strata with both groups, n_F the
/// focal people in these. Pooled variance `((n_R−1)s²_R + (n_F−1)s²_F)/(n_R+n_F−2)`.
///
/// # Errors
/// `LengthMismatch`, `NotFinite`, `TooFewObservations` below 2 people in a
/// group, `NotPositive` if no stratum has both groups and different scores.
pub fn mantel(item: &[f64], groups: &[Group], strata: &Strata) -> Result<Mantel, Undefined> {
    one_each(item, groups)?;
    strata.matches(item.len())?;
    // From the mean, so that large scores lose no digits.
    let centre = crate::moments::mean(item)?;
    let mut sums = vec![Stratum::default(); strata.count()];
    for ((&score, &group), &stratum) in item.iter().zip(groups).zip(strata.of_person()) {
        sums[stratum].add(group, score - centre);
    }

    let (mut difference, mut spread, mut smd, mut focal) = (0.0, 0.0, 0.0, 0.0);
    let mut unmatched = 0;
    for stratum in &sums {
        if stratum.reference.n == 0.0 {
            unmatched += stratum.focal.n as usize;
        } else if stratum.focal.n > 0.0 {
            difference += stratum.excess();
            spread += stratum.variance();
            smd += stratum.focal.n * (stratum.focal.mean() - stratum.reference.mean());
            focal += stratum.focal.n;
        }
    }
    let scale = item.iter().map(|y| y * y).sum::<f64>();
    if spread <= 1e-24 * scale {
        return Err(Reason::NotPositive("the variance of scores within strata").into());
    }
    let smd = smd / focal;
    let reference = of_group(item, groups, Group::Reference)?;
    let standardised = smd / pooled_sd(reference, of_group(item, groups, Group::Focal)?)?;
    let chi2 = difference * difference / spread;
    Ok(Mantel {
        chi2,
        p: chi_squared_upper(chi2, 1.0)?,
        smd,
        standardised,
        class: smd_class(standardised),
        unmatched,
    })
}

/// The class of a standardised mean difference.
pub fn smd_class(standardised: f64) -> SmdClass {
    match standardised.abs() {
        size if size < 0.17 => SmdClass::AA,
        size if size <= 0.25 => SmdClass::BB,
        _ => SmdClass::CC,
    }
}

fn of_group(item: &[f64], groups: &[Group], group: Group) -> Result<Summary, Undefined> {
    let own = item.iter().zip(groups).filter(|(_, g)| **g == group);
    summary(&own.map(|(score, _)| *score).collect::<Vec<f64>>())
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: f64,
    sum: f64,
    squares: f64,
}

impl Sums {
    fn mean(&self) -> f64 {
        self.sum / self.n
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Stratum {
    reference: Sums,
    focal: Sums,
}

impl Stratum {
    fn add(&mut self, group: Group, score: f64) {
        let sums = match group {
            Group::Reference => &mut self.reference,
            Group::Focal => &mut self.focal,
        };
        sums.n += 1.0;
        sums.sum += score;
        sums.squares += score * score;
    }

    fn n(&self) -> f64 {
        self.reference.n + self.focal.n
    }

    /// F − E.
    fn excess(&self) -> f64 {
        self.focal.sum - self.focal.n / self.n() * (self.reference.sum + self.focal.sum)
    }

    fn variance(&self) -> f64 {
        let n = self.n();
        let sum = self.reference.sum + self.focal.sum;
        let squares = n * (self.reference.squares + self.focal.squares) - sum * sum;
        self.reference.n * self.focal.n / (n * n * (n - 1.0)) * squares.max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::mantel_haenszel::{mantel_haenszel, tests::rasch};
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1.0), "{a} is not {b}");
    }

    fn halves(n: usize) -> Vec<Group> {
        let group = |i| {
            if i % 2 == 0 {
                Group::Reference
            } else {
                Group::Focal
            }
        };
        (0..n).map(group).collect()
    }

    #[test]
    fn by_hand() {
        // Stratum 1: reference 2 4, focal 1 3; stratum 2: reference 6, focal 5 3.
        let item = [2.0, 4.0, 1.0, 3.0, 6.0, 5.0, 3.0];
        let groups = [
            Group::Reference,
            Group::Reference,
            Group::Focal,
            Group::Focal,
            Group::Reference,
            Group::Focal,
            Group::Focal,
        ];
        let strata = Strata::by_level(&[1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0]).expect("valid");
        let result = mantel(&item, &groups, &strata).expect("defined");
        // F − E = (4 − 5) + (8 − 28/3); V = 4/48·(120 − 100) + 2/18·(210 − 196).
        let (difference, v) = (-1.0 - 4.0 / 3.0, 20.0 / 12.0 + 14.0 / 9.0);
        close(result.chi2, difference * difference / v);
        close(result.smd, 0.5 * (2.0 - 3.0) + 0.5 * (4.0 - 6.0));
        // Pooled: (8 + 8)/(7 − 2).
        close(result.standardised, -1.5 / (16.0_f64 / 5.0).sqrt());
        assert_eq!((result.class, result.unmatched), (SmdClass::CC, 0));
    }

    #[test]
    fn focal_people_without_a_match_are_counted_and_left_out() {
        let item = [2.0, 4.0, 1.0, 3.0, 9.0];
        let mut groups = halves(4);
        groups.push(Group::Focal);
        let strata = Strata::by_level(&[1.0, 1.0, 1.0, 1.0, 2.0]).expect("valid");
        let result = mantel(&item, &groups, &strata).expect("defined");
        assert_eq!(result.unmatched, 1);
        close(result.smd, 3.5 - 1.5);
    }

    #[test]
    fn classes_at_their_cuts() {
        assert_eq!(smd_class(-0.169), SmdClass::AA);
        assert_eq!(smd_class(-0.17), SmdClass::BB);
        assert_eq!(smd_class(0.25), SmdClass::BB);
        assert_eq!(smd_class(0.251), SmdClass::CC);
    }

    #[test]
    fn undefined_is_said() {
        let strata = Strata::by_level(&[1.0, 1.0, 2.0, 2.0]).expect("valid");
        assert!(mantel(&[3.0, 3.0, 5.0, 5.0], &halves(4), &strata).is_err());
        assert!(mantel(&[1.0, 2.0, 3.0, 4.0], &[Group::Focal; 4], &strata).is_err());
        assert!(mantel(&[1.0, f64::NAN, 3.0, 4.0], &halves(4), &strata).is_err());
        assert!(mantel(&[1.0, 2.0], &halves(2), &strata).is_err());
        let lone = [Group::Reference, Group::Focal, Group::Focal, Group::Focal];
        let error = mantel(&[1.0, 2.0, 3.0, 4.0], &lone, &strata).expect_err("one reference");
        assert!(matches!(error.reason, Reason::TooFewObservations { .. }));
    }

    #[test]
    fn on_right_wrong_answers_it_is_mantel_haenszel() {
        let (rows, groups) = rasch(500, 16, 0.7, 21);
        let totals: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
        let strata = Strata::by_level(&totals).expect("valid");
        let item: Vec<f64> = rows.iter().map(|row| row[0]).collect();
        let binary = mantel_haenszel(&item, &groups, &strata).expect("defined");
        let result = mantel(&item, &groups, &strata).expect("defined");
        assert!((result.chi2 - binary.chi2).abs() < 1e-9);
        assert!(result.smd < 0.0, "harder for the focal group");
    }

    proptest! {
        #[test]
        fn units_and_direction(
            raw in prop::collection::vec((0..5_i32, 0..4_i32), 8..60),
            scale in 0.1..20.0_f64,
            shift in -1e4..1e4_f64,
        ) {
            let item: Vec<f64> = raw.iter().map(|(y, _)| f64::from(*y)).collect();
            let matching: Vec<f64> = raw.iter().map(|(_, m)| f64::from(*m)).collect();
            let strata = Strata::by_level(&matching).expect("valid");
            let groups = halves(item.len());
            let swapped: Vec<Group> = groups.iter().map(|g| match g {
                Group::Reference => Group::Focal,
                Group::Focal => Group::Reference,
            }).collect();
            let moved: Vec<f64> = item.iter().map(|y| y * scale + shift).collect();
            if let Ok(a) = mantel(&item, &groups, &strata) {
                let b = mantel(&moved, &groups, &strata).expect("defined");
                prop_assert!((a.chi2 - b.chi2).abs() < 1e-6 * (1.0 + a.chi2));
                prop_assert!((a.standardised - b.standardised).abs() < 1e-7);
                let c = mantel(&item, &swapped, &strata).expect("defined");
                prop_assert!((a.chi2 - c.chi2).abs() < 1e-9 * (1.0 + a.chi2));
            }
        }
    }
}
