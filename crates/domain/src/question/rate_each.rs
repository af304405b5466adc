//! Rate every option from 1 to 7; scored by [`super::concordance`]. How high somebody rates, and how far apart, does
//! not count: only whether better options are rated above worse ones.

use super::Question;
use super::concordance::{Pairs, Ties, level_count, orderings};
use super::key::Distribution;
use std::collections::BTreeMap;

/// Steps of the rating scale.
const STEPS: u8 = *crate::answer::RATING.end();

/// s in 0..=1; `None` unless every option is rated.
pub(super) fn score(question: &Question, ratings: &BTreeMap<String, u8>) -> Option<f64> {
    let preference: Vec<u8> = question
        .options
        .iter()
        .map(|option| ratings.get(&option.id).copied())
        .collect::<Option<_>>()?;
    Some(Pairs::of(question)?.score(&preference))
}

/// Every combination of ratings is equally likely: an ordering with L levels stands for C(7, L) of the 7ⁿ.
pub(super) fn distribution(question: &Question) -> Option<Distribution> {
    let pairs = Pairs::of(question)?;
    let combinations = f64::from(STEPS).powi(i32::try_from(question.options.len()).ok()?);
    let mut points = Vec::new();
    orderings(question.options.len(), Ties::Allowed, &mut |levels| {
        let probability = choose(STEPS, level_count(levels)) / combinations;
        if probability > 0.0 {
            points.push((pairs.score(levels), probability));
        }
    });
    Some(Distribution::symmetric(points))
}

/// Binomial coefficient; 0 when `k > n`.
fn choose(n: u8, k: u8) -> f64 {
    if k > n {
        return 0.0;
    }
    (0..k).fold(1.0, |product, i| {
        product * f64::from(n - i) / f64::from(i + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::super::key::tests::question;
    use super::*;

    fn ratings(values: &[u8]) -> BTreeMap<String, u8> {
        ["a", "b", "c", "d", "e"]
            .into_iter()
            .map(String::from)
            .zip(values.iter().copied())
            .collect()
    }

    #[test]
    fn worked_ratings() {
        let question = question(&[6.2, 1.8, 4.5, 3.1, 5.6]);
        // c (4.5) is rated below d (3.1), everything else is in order: Σ w = 22.6, the lost pair weighs 1.4.
        let s = score(&question, &ratings(&[7, 2, 3, 4, 6])).expect("complete");
        assert!((s - (1.0 - 1.4 / 22.6)).abs() < 1e-12, "{s}");
        let tied = score(&question, &ratings(&[6, 2, 5, 3, 6])).expect("complete");
        assert!((tied - (1.0 - 0.3 / 22.6)).abs() < 1e-12, "{tied}");
        assert_eq!(score(&question, &ratings(&[3, 3, 3, 3, 3])), Some(0.5));
        assert_eq!(score(&question, &ratings(&[3, 3, 3, 3])), None);
    }

    /// The definition: every one of the 7ⁿ answers, one by one.
    #[test]
    fn orderings_stand_for_all_ratings() {
        for values in [
            &[6.5, 1.5, 3.0][..],
            &[2.0, 3.0, 6.5, 1.5],
            &[6.2, 1.8, 4.5, 3.1, 5.6],
        ] {
            let question = question(values);
            let pairs = Pairs::of(&question).expect("scorable");
            let count = values.len();
            let all = 7_usize.pow(u32::try_from(count).expect("small"));
            let share = 1.0 / all as f64;
            let points = (0..all)
                .map(|index| {
                    let answer: Vec<u8> = (0..count)
                        .map(|i| (index / 7_usize.pow(i as u32) % 7) as u8 + 1)
                        .collect();
                    (pairs.score(&answer), share)
                })
                .collect();
            let expected = Distribution::symmetric(points);
            let actual = distribution(&question).expect("scorable");
            assert_eq!(actual.points().len(), expected.points().len());
            for (a, b) in actual.points().iter().zip(expected.points()) {
                assert!((a.0 - b.0).abs() < 1e-12 && (a.1 - b.1).abs() < 1e-12);
            }
            assert!((actual.mean() - 0.5).abs() < 1e-12);
        }
    }
}
