//! Counts by group, from people.
//!
//! A category is an index; what it stands for stays with the caller. Whoever
//! gave no answer is counted as unknown, never guessed.

use crate::undefined::{Reason, Undefined, all_finite};

/// How many of a group applied and how many of them were selected (or scored
/// above the middle).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct GroupCounts {
    /// Size of the group.
    pub applicants: u64,
    /// How many of them were selected, at most `applicants`.
    pub selected: u64,
}

impl GroupCounts {
    /// Counts of a group.
    ///
    /// # Errors
    /// `OutOfRange` if more are selected than applied.
    pub fn new(applicants: u64, selected: u64) -> Result<Self, Undefined> {
        if selected > applicants {
            return Err(Reason::OutOfRange("no more are selected than applied").into());
        }
        Ok(Self {
            applicants,
            selected,
        })
    }

    /// `selected/applicants`.
    ///
    /// # Errors
    /// `TooFewObservations` for an empty group.
    pub fn rate(self) -> Result<f64, Undefined> {
        if self.applicants == 0 {
            return Err(Reason::TooFewObservations { got: 0, needed: 1 }.into());
        }
        Ok(self.selected as f64 / self.applicants as f64)
    }

    fn count(&mut self, selected: bool) {
        self.applicants += 1;
        self.selected += u64::from(selected);
    }
}

/// Counts of every category, and of those who gave none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionTally {
    /// By index of the category.
    pub groups: Vec<GroupCounts>,
    /// People without a category.
    pub unknown: GroupCounts,
}

/// Counts of scores above the median of all.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoringTally {
    /// "Selected" are those strictly above the median.
    pub tally: SelectionTally,
    /// The median of everyone, unknown categories included.
    pub median: f64,
    /// How many score exactly the median (within 1e-9) and so are not above it.
    pub on_median: u64,
}

/// Counts applicants and selected people by category.
///
/// `categories` holds an index below `size` for everyone, or `None`.
///
/// # Errors
/// `LengthMismatch`, `OutOfRange` for an index that is no category.
pub fn tally_selection(
    categories: &[Option<usize>],
    size: usize,
    selected: &[bool],
) -> Result<SelectionTally, Undefined> {
    let (got, expected) = (selected.len(), categories.len());
    if got != expected {
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    let mut tally = SelectionTally {
        groups: vec![GroupCounts::default(); size],
        unknown: GroupCounts::default(),
    };
    for (category, &selected) in categories.iter().zip(selected) {
        let group = match *category {
            None => &mut tally.unknown,
            Some(index) => tally
                .groups
                .get_mut(index)
                .ok_or(Reason::OutOfRange("a category is below their number"))?,
        };
        group.count(selected);
    }
    Ok(tally)
}

/// Counts, by category, who scores strictly above the median of the full sample
/// (the scoring rate of New York City's Local Law 144).
///
/// # Errors
/// As [`tally_selection`]; `TooFewObservations` without scores, `NotFinite`.
pub fn tally_scores(
    categories: &[Option<usize>],
    size: usize,
    scores: &[f64],
) -> Result<ScoringTally, Undefined> {
    let median = median(scores)?;
    let above = |score: &f64| *score > median + crate::scores::TOLERANCE;
    let selected: Vec<bool> = scores.iter().map(above).collect();
    let on = |score: &&f64| (*score - median).abs() <= crate::scores::TOLERANCE;
    Ok(ScoringTally {
        tally: tally_selection(categories, size, &selected)?,
        median,
        on_median: scores.iter().filter(on).count() as u64,
    })
}

/// Categories of two attributes crossed: `first·size_of_second + second`; unknown
/// where either is.
///
/// # Errors
/// `LengthMismatch`, `OutOfRange` for an index of the second attribute that is
/// not below its size.
pub fn intersection(
    first: &[Option<usize>],
    second: &[Option<usize>],
    size_of_second: usize,
) -> Result<Vec<Option<usize>>, Undefined> {
    let (got, expected) = (second.len(), first.len());
    if got != expected {
        return Err(Reason::LengthMismatch { got, expected }.into());
    }
    let cross = |(a, b): (&Option<usize>, &Option<usize>)| match (*a, *b) {
        (_, Some(b)) if b >= size_of_second => {
            Err(Reason::OutOfRange("a category is below their number").into())
        }
        (Some(a), Some(b)) => Ok(Some(a * size_of_second + b)),
        _ => Ok(None),
    };
    first.iter().zip(second).map(cross).collect()
}

fn median(scores: &[f64]) -> Result<f64, Undefined> {
    crate::moments::at_least(scores.len(), 1)?;
    all_finite(scores)?;
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        Ok(sorted[middle])
    } else {
        Ok(f64::midpoint(sorted[middle - 1], sorted[middle]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the specification.
    #[test]
    fn scoring_rates() {
        let men = [55.0, 61.0, 64.0, 70.0, 72.0, 77.0, 80.0, 83.0];
        let women = [50.0, 58.0, 62.0, 66.0, 70.0, 71.0, 75.0];
        let scores: Vec<f64> = men.iter().chain(&women).copied().collect();
        let categories: Vec<Option<usize>> =
            (0..15).map(|i| Some(usize::from(i >= men.len()))).collect();
        let result = tally_scores(&categories, 2, &scores).expect("valid");
        assert_eq!((result.median, result.on_median), (70.0, 2));
        let [m, w] = [0, 1].map(|g| result.tally.groups[g].rate().expect("defined"));
        assert_eq!(m, 0.5);
        assert!((w - 2.0 / 7.0).abs() < 1e-15);
        assert!((w / m - 0.571_428_571_4).abs() < 1e-10);
    }

    #[test]
    fn unknowns_are_counted_apart_and_belong_to_the_median() {
        let categories = [Some(0), None, Some(2), None];
        let tally = tally_selection(&categories, 3, &[true, true, false, false]).expect("valid");
        assert_eq!(
            tally.unknown,
            GroupCounts {
                applicants: 2,
                selected: 1
            }
        );
        assert_eq!(tally.groups[1], GroupCounts::default());
        assert!(tally.groups[1].rate().is_err());
        let scored = tally_scores(&categories, 3, &[1.0, 2.0, 4.0, 9.0]).expect("valid");
        assert_eq!((scored.median, scored.on_median), (3.0, 0));
        assert_eq!(scored.tally.unknown.selected, 1);
    }

    #[test]
    fn intersections() {
        let first = [Some(0), Some(1), None, Some(1)];
        let second = [Some(2), Some(0), Some(1), None];
        let crossed = intersection(&first, &second, 3).expect("valid");
        assert_eq!(crossed, [Some(2), Some(3), None, None]);
        assert!(intersection(&first, &second, 2).is_err());
        assert!(intersection(&first, &second[1..], 3).is_err());
    }

    #[test]
    fn undefined_is_said() {
        assert!(tally_selection(&[Some(2)], 2, &[true]).is_err());
        assert!(tally_selection(&[Some(0)], 2, &[]).is_err());
        assert!(tally_scores(&[], 2, &[]).is_err());
        assert!(tally_scores(&[None], 2, &[f64::NAN]).is_err());
        assert!(GroupCounts::new(3, 4).is_err());
    }
}
