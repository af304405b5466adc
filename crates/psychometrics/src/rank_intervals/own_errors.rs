//! Ranks where every candidate has a standard error of their own.
//!
//! Scores and errors are taken as they are, `T* ~ N(X, SE²)`: nothing is drawn
//! towards a mean, as there is no one reliability. Never used where one
//! reliability holds for everyone; that is the parent module.

use super::tails::Tails;
use super::{
    DRAWS, DRAWS_UP_TO, Method, RankInterval, RankIntervals, bonferroni, monte_carlo, reaching,
};
use crate::distributions::normal_cdf;
use crate::scores::{Order, TOLERANCE};
use crate::undefined::{Reason, Undefined, all_finite};

/// The 90 % interval of each candidate's rank, by [`DRAWS`] seeded draws; wide
/// enough to overlap the ranks of the candidate's tie. Tied candidates with the
/// same error share it.
///
/// # Errors
/// `TooFewObservations` without scores, `LengthMismatch`, `OutOfRange` for a
/// negative error or more than [`DRAWS_UP_TO`] candidates, `NotFinite`.
pub fn rank_intervals(
    scores: &[f64],
    errors: &[f64],
    seed: u64,
) -> Result<RankIntervals, Undefined> {
    valid(scores, errors)?;
    let n = scores.len();
    if n > DRAWS_UP_TO {
        return Err(Reason::OutOfRange("own errors are for at most 10,000 candidates").into());
    }
    let order = Order::descending(scores)?;
    let alike = alike(&order, errors);
    let mut tails = Tails::new(alike.clone(), DRAWS);
    monte_carlo::draw_ranks(
        scores,
        |i| errors[i],
        DRAWS,
        seed,
        |candidate, rank| {
            tails.take(candidate, rank);
        },
    );
    let limits: Vec<(u16, u16)> = tails.limits().collect();
    let mut intervals = vec![RankInterval { best: 1, worst: n }; n];
    for &tie in &order.ties {
        for &candidate in order.members(tie) {
            let (best, worst) = limits[alike[candidate]];
            let drawn = RankInterval {
                best: usize::from(best),
                worst: usize::from(worst),
            };
            intervals[candidate] = reaching(drawn, tie);
        }
    }
    Ok(RankIntervals {
        intervals,
        method: Method::MonteCarlo { draws: DRAWS, seed },
    })
}

/// The group of each candidate: those tied with the same error share one.
fn alike(order: &Order, errors: &[f64]) -> Vec<usize> {
    let mut group_of = vec![0; errors.len()];
    let mut groups = 0;
    for &tie in &order.ties {
        let mut members = order.members(tie).to_vec();
        members.sort_by(|&a, &b| errors[a].total_cmp(&errors[b]).then(a.cmp(&b)));
        for alike in members.chunk_by(|&a, &b| errors[a] == errors[b]) {
            alike
                .iter()
                .for_each(|&candidate| group_of[candidate] = groups);
            groups += 1;
        }
    }
    group_of
}

/// The mean of each candidate's rank,
/// `1 + Σ_{j≠i} Φ((X_j − X_i)/√(SE_i² + SE_j²))`; a pair without error counts
/// 1, ½ or 0. All pairs are visited.
///
/// # Errors
/// As [`rank_intervals`], for any number of candidates.
pub fn expected_ranks(scores: &[f64], errors: &[f64]) -> Result<Vec<f64>, Undefined> {
    valid(scores, errors)?;
    let mut ranks = vec![1.0; scores.len()];
    for i in 0..scores.len() {
        for j in 0..i {
            let difference = scores[i] - scores[j];
            let error = errors[i].hypot(errors[j]);
            let i_above_j = if error > 0.0 {
                normal_cdf(difference / error)
            } else if difference.abs() <= TOLERANCE {
                0.5
            } else {
                f64::from(u8::from(difference > 0.0))
            };
            ranks[j] += i_above_j;
            ranks[i] += 1.0 - i_above_j;
        }
    }
    Ok(ranks)
}

/// Conservative confidence sets for ranks: one is placed above another only if
/// the gap exceeds `q·√(SE_i² + SE_j²)`, q two-sided at `level` and divided by
/// the number of comparisons. All pairs are visited.
///
/// # Errors
/// As [`expected_ranks`]; `OutOfRange` unless 0 < `level` < 1.
pub fn confidence_sets(
    scores: &[f64],
    errors: &[f64],
    level: f64,
) -> Result<Vec<RankInterval>, Undefined> {
    valid(scores, errors)?;
    let n = scores.len();
    let q = bonferroni(n, level)?;
    let mut sets = vec![RankInterval { best: 1, worst: n }; n];
    for i in 0..n {
        for j in 0..i {
            let gap = q * errors[i].hypot(errors[j]) + TOLERANCE;
            let (above, below) = match scores[i] - scores[j] {
                difference if difference > gap => (i, j),
                difference if -difference > gap => (j, i),
                _ => continue,
            };
            sets[below].best += 1;
            sets[above].worst -= 1;
        }
    }
    Ok(sets)
}

fn valid(scores: &[f64], errors: &[f64]) -> Result<(), Undefined> {
    crate::moments::at_least(scores.len(), 1)?;
    crate::moments::same_length(scores, errors)?;
    all_finite(scores)?;
    all_finite(errors)?;
    if errors.iter().any(|&error| error < 0.0) {
        return Err(Reason::OutOfRange("a standard error is 0 or more").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ranks::competition_ranks;
    use proptest::prelude::*;

    #[test]
    fn without_error_the_ranks_are_the_ranks() {
        let (scores, errors) = ([7.0, 9.0, 7.0, 1.0], [0.0; 4]);
        assert_eq!(
            expected_ranks(&scores, &errors),
            Ok(vec![2.5, 1.0, 2.5, 4.0])
        );
        let result = rank_intervals(&scores, &errors, 1).expect("defined");
        let pairs: Vec<_> = result.intervals.iter().map(|i| (i.best, i.worst)).collect();
        assert_eq!(pairs, [(2, 3), (1, 1), (2, 3), (4, 4)]);
        let sets = confidence_sets(&scores, &errors, 0.95).expect("defined");
        let pairs: Vec<_> = sets.iter().map(|i| (i.best, i.worst)).collect();
        assert_eq!(pairs, [(2, 3), (1, 1), (2, 3), (4, 4)]);
    }

    #[test]
    fn the_uncertain_candidate_has_the_wider_interval() {
        let scores: Vec<f64> = (0..21).map(f64::from).collect();
        let mut errors = vec![0.2; 21];
        errors[10] = 5.0;
        let result = rank_intervals(&scores, &errors, 1).expect("defined");
        let width = |i: usize| result.intervals[i].worst - result.intervals[i].best;
        assert!(width(10) > 10 && width(3) <= 2, "{result:?}");
    }

    /// With equal errors the expected ranks are those of the parent module at
    /// the reliability that has this ratio of error to spread.
    #[test]
    fn equal_errors_are_one_reliability() {
        let scores = [61.0, 55.0, 48.0, 70.0, 55.0];
        let (sd, r) = (15.0, 0.6_f64);
        let own = expected_ranks(&scores, &[sd * ((1.0 - r) / r).sqrt(); 5]).expect("defined");
        let one = super::super::expected_ranks(&scores, sd, r).expect("defined");
        for (a, b) in own.iter().zip(&one) {
            assert!((a - b).abs() < 1e-9);
        }
    }

    #[test]
    fn sets_by_hand() {
        // q = z(.9875) = 2.2414 for three; errors 3 and 4 give 5 · q = 11.2.
        let sets = confidence_sets(&[20.0, 9.0, 5.0], &[3.0, 4.0, 0.0], 0.95).expect("defined");
        let pairs: Vec<_> = sets.iter().map(|i| (i.best, i.worst)).collect();
        assert_eq!(pairs, [(1, 2), (1, 3), (2, 3)]);
    }

    #[test]
    fn undefined_is_said() {
        assert!(rank_intervals(&[], &[], 1).is_err());
        assert!(rank_intervals(&[1.0], &[], 1).is_err());
        assert!(rank_intervals(&[1.0], &[-1.0], 1).is_err());
        assert!(rank_intervals(&vec![1.0; 10_001], &vec![1.0; 10_001], 1).is_err());
        assert!(expected_ranks(&[1.0], &[f64::NAN]).is_err());
        assert!(confidence_sets(&[1.0], &[1.0], 0.0).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn intervals_overlap_their_tie(
            raw in prop::collection::vec((0..8_i32, 0..3_i32), 1..20),
            seed in any::<u64>(),
        ) {
            let scores: Vec<f64> = raw.iter().map(|r| f64::from(r.0)).collect();
            let errors: Vec<f64> = raw.iter().map(|r| f64::from(r.1)).collect();
            let ranks = competition_ranks(&scores).expect("finite");
            let drawn = rank_intervals(&scores, &errors, seed).expect("defined").intervals;
            let sets = confidence_sets(&scores, &errors, 0.9).expect("defined");
            for intervals in [&drawn, &sets] {
                for i in 0..scores.len() {
                    let tied = scores.iter().filter(|&&s| s == scores[i]).count();
                    let interval = intervals[i];
                    prop_assert!(1 <= interval.best && interval.worst <= scores.len());
                    prop_assert!(interval.best < ranks[i] + tied && interval.worst >= ranks[i]);
                    for j in 0..i {
                        if raw[i] == raw[j] {
                            prop_assert_eq!(interval, intervals[j]);
                        }
                    }
                }
            }
            let expected = expected_ranks(&scores, &errors).expect("defined");
            let n = scores.len() as f64;
            prop_assert!((expected.iter().sum::<f64>() - n * (n + 1.0) / 2.0).abs() < 1e-6);
        }
    }
}
