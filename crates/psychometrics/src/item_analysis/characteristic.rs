//! The item characteristic: how every question was answered from the lowest
//! totals to the highest.
//!
//! Never contains a fitted curve.

use crate::streaming::ItemMoments;
use crate::undefined::{Reason, Undefined};

/// Mean score of every question in `groups` groups of equal size by total, the
/// lowest totals first; 5 makes quintiles. Everybody in a bin is tied, and a bin
/// on the border of two groups counts in both by fraction. One list per question.
///
/// # Errors
/// `OutOfRange` for 0 groups or where the design sorts no totals into bins,
/// `TooFewObservations` with fewer persons than groups.
pub fn characteristic(moments: &ItemMoments, groups: usize) -> Result<Vec<Vec<f64>>, Undefined> {
    if groups == 0 || moments.bin_persons.is_empty() {
        return Err(Reason::OutOfRange("there are groups, and totals in bins").into());
    }
    crate::moments::at_least(moments.persons(), groups)?;
    let questions = moments.design().questions();
    let size = moments.persons() as f64 / groups as f64;
    let mut sums = vec![vec![0.0; groups]; questions];
    let (mut group, mut open) = (0, size);
    let bins = moments.bin_sums.chunks_exact(questions);
    for (&persons, scores) in moments.bin_persons.iter().zip(bins) {
        let mut left = persons as f64;
        while left > 0.0 {
            // Rounding never fills a group beyond the last.
            let taken = if group + 1 < groups {
                left.min(open)
            } else {
                left
            };
            for (sums, score) in sums.iter_mut().zip(scores) {
                sums[group] += score * taken / persons as f64;
            }
            left -= taken;
            open -= taken;
            if open <= 1e-9 && group + 1 < groups {
                (group, open) = (group + 1, size);
            }
        }
    }
    for (sums, shift) in sums.iter_mut().zip(&moments.shift) {
        sums.iter_mut().for_each(|sum| *sum = *sum / size + shift);
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::streaming::{Accumulator, Bins, Design, Person};

    fn moments(rows: &[[f64; 2]]) -> ItemMoments {
        let bins = Bins::new(0.0, 0.25, 9).expect("valid");
        let design = Design::new(vec![1.0; 2]).expect("valid");
        let mut accumulator = Accumulator::new(design.with_total_bins(bins));
        for row in rows {
            accumulator.fold(Person::of_scores(row)).expect("fits");
        }
        accumulator.finish()
    }

    #[test]
    fn halves_by_hand_and_a_tie_on_the_border() {
        let halves = moments(&[[0.0, 0.1], [0.0, 0.2], [1.0, 0.1], [1.0, 0.2]]);
        let curves = characteristic(&halves, 2).expect("defined");
        assert!((curves[0][0]).abs() < 1e-12 && (curves[0][1] - 1.0).abs() < 1e-12);
        assert!((curves[1][0] - 0.15).abs() < 1e-12);
        // Three persons: the middle one is half in either group.
        let tied = moments(&[[0.0, 0.0], [0.5, 0.0], [1.0, 0.0]]);
        let curves = characteristic(&tied, 2).expect("defined");
        assert!((curves[0][0] - 0.25 / 1.5).abs() < 1e-12, "{curves:?}");
        assert!((curves[0][1] - 1.25 / 1.5).abs() < 1e-12);
    }

    #[test]
    fn the_groups_average_to_the_mean() {
        let rows: Vec<[f64; 2]> = (0..37)
            .map(|n| [f64::from(n % 5) / 4.0, f64::from(n % 3) / 2.0])
            .collect();
        let moments = moments(&rows);
        let means = moments.means().expect("defined");
        for (curve, mean) in characteristic(&moments, 5)
            .expect("defined")
            .iter()
            .zip(means)
        {
            assert!((curve.iter().sum::<f64>() / 5.0 - mean).abs() < 1e-12);
        }
    }

    #[test]
    fn undefined_is_said() {
        let few = moments(&[[0.0, 0.0], [1.0, 1.0]]);
        assert!(characteristic(&few, 5).is_err());
        assert!(characteristic(&few, 0).is_err());
        let unsorted = Accumulator::new(Design::new(vec![1.0]).expect("valid")).finish();
        assert!(characteristic(&unsorted, 1).is_err());
    }
}
