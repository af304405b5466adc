//! Groups and strata of people with the same score.

use crate::undefined::{Reason, Undefined, all_finite};

/// The group a person belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// The group compared with.
    Reference,
    /// The group of interest.
    Focal,
}

/// People matched on a score: everyone's stratum, counted from 0 at the lowest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strata {
    of_person: Vec<usize>,
    count: usize,
}

impl Strata {
    /// One stratum for each score that occurs. Scores within 1e-9 are one level.
    ///
    /// # Errors
    /// `TooFewObservations` without scores, `NotFinite`.
    pub fn by_level(matching: &[f64]) -> Result<Self, Undefined> {
        crate::moments::at_least(matching.len(), 1)?;
        all_finite(matching)?;
        let mut order: Vec<usize> = (0..matching.len()).collect();
        order.sort_by(|&a, &b| matching[a].total_cmp(&matching[b]));
        let mut of_person = vec![0; matching.len()];
        let (mut stratum, mut lowest) = (0, matching[order[0]]);
        for &person in &order {
            if matching[person] > lowest + crate::scores::TOLERANCE {
                stratum += 1;
                lowest = matching[person];
            }
            of_person[person] = stratum;
        }
        Ok(Self {
            of_person,
            count: stratum + 1,
        })
    }

    /// Neighbouring strata joined, from the lowest up, until each holds at
    /// least `smallest` people; what is left at the top joins the last one.
    pub fn collapsed(&self, smallest: usize) -> Self {
        let mut sizes = vec![0; self.count];
        self.of_person.iter().for_each(|&s| sizes[s] += 1);
        let mut joined = vec![0; self.count];
        let (mut stratum, mut size) = (0, 0);
        for (own, people) in joined.iter_mut().zip(&sizes) {
            *own = stratum;
            size += people;
            if size >= smallest {
                stratum += 1;
                size = 0;
            }
        }
        // The last stratum is short, or empty where the people came out even.
        let count = stratum.max(1);
        let of_person = self.of_person.iter();
        Self {
            of_person: of_person.map(|&s| joined[s].min(count - 1)).collect(),
            count,
        }
    }

    /// Everyone's stratum, in the order of the scores.
    pub fn of_person(&self) -> &[usize] {
        &self.of_person
    }

    /// Number of strata, at least 1.
    pub fn count(&self) -> usize {
        self.count
    }

    pub(super) fn matches(&self, people: usize) -> Result<(), Undefined> {
        let (got, expected) = (self.of_person.len(), people);
        if got == expected {
            Ok(())
        } else {
            Err(Reason::LengthMismatch { got, expected }.into())
        }
    }
}

/// Refuses answers that are neither 0 nor 1, or not one a person.
pub(super) fn right_or_wrong(item: &[f64], groups: &[Group]) -> Result<(), Undefined> {
    one_each(item, groups)?;
    if item.iter().all(|&x| x == 0.0 || x == 1.0) {
        Ok(())
    } else {
        Err(Reason::OutOfRange("an answer is 0 or 1").into())
    }
}

/// Refuses scores that are not finite or not one a person.
pub(super) fn one_each(item: &[f64], groups: &[Group]) -> Result<(), Undefined> {
    let (got, expected) = (groups.len(), item.len());
    if got != expected {
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    all_finite(item)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn levels_and_collapsing() {
        let strata = Strata::by_level(&[3.0, 1.0, 1.0 + 1e-10, 7.0, 3.0]).expect("valid");
        assert_eq!(strata.of_person(), [1, 0, 0, 2, 1]);
        assert_eq!(strata.count(), 3);
        let joined = strata.collapsed(3);
        assert_eq!(joined.of_person(), [0, 0, 0, 0, 0]);
        assert_eq!(joined.count(), 1);
        assert_eq!(strata.collapsed(2).of_person(), [1, 0, 0, 1, 1]);
        assert_eq!(strata.collapsed(0), strata);
        assert!(Strata::by_level(&[]).is_err());
        assert!(Strata::by_level(&[f64::NAN]).is_err());
    }

    proptest! {
        #[test]
        fn collapsed_strata_are_large_and_in_order(
            raw in prop::collection::vec(0..20_i32, 1..80),
            smallest in 0..30_usize,
        ) {
            let scores: Vec<f64> = raw.iter().map(|&x| f64::from(x)).collect();
            let strata = Strata::by_level(&scores).expect("valid").collapsed(smallest);
            for i in 0..scores.len() {
                for j in 0..scores.len() {
                    if scores[i] < scores[j] {
                        prop_assert!(strata.of_person()[i] <= strata.of_person()[j]);
                    }
                }
            }
            for stratum in 0..strata.count() {
                let size = strata.of_person().iter().filter(|&&s| s == stratum).count();
                prop_assert!(size >= smallest.min(scores.len()).max(1));
            }
        }
    }
}
